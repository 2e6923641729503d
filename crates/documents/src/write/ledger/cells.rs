//! Records as cells of a worksheet: numbers as numbers, days as days, texts as texts.

use super::{LedgerRow, text};
use crate::write::WriteError;
use crate::write::xlsx::{Cells, FieldLook, Look};
use ledgers::{Cell, FieldKind, TableColumn};
use vocabulary::{Day, Decimal};

/// Day 0 of a worksheet, 1899-12-30, lies so many days before 1970.
const SERIAL_OF_1970: i64 = 25_569;
/// 1900-03-01: before it, worksheets count a 29 February 1900 that there never was.
const SERIAL_MIN: i64 = 61;
const DAY_MINUTES: i64 = 1_440;
/// Decimals of a moment: far below a second, and within the digits of a float.
const MOMENT_DIGITS: u32 = 9;
/// Decimals of amounts.
const YUAN_DIGITS: u8 = 2;

/// Pixels of a Latin character, of the space beside a text, and of a column at most.
const HALF_PIXELS: u32 = 8;
const BESIDE_PIXELS: u32 = 24;
const COLUMN_PIXELS_MAX: u32 = 420;

/// The look of a column below its name.
pub(super) fn look(column: TableColumn<'_>) -> Look {
    let plain = FieldLook::Text { quoted: false };
    Look::Field(match column {
        TableColumn::ValidFrom => FieldLook::Day,
        TableColumn::Unit | TableColumn::Remark => plain,
        TableColumn::Field(field) => match &field.kind {
            FieldKind::Integer { .. } => FieldLook::Whole,
            FieldKind::Decimal { digits, .. } => FieldLook::Decimals(*digits),
            FieldKind::Money => FieldLook::Decimals(YUAN_DIGITS),
            FieldKind::Day => FieldLook::Day,
            FieldKind::Moment => FieldLook::Moment,
            FieldKind::Text { .. }
            | FieldKind::Choice { .. }
            | FieldKind::YesNo
            | FieldKind::Point
            | FieldKind::Line
            | FieldKind::Outline
            | FieldKind::Person
            | FieldKind::Reference { .. }
            | FieldKind::References { .. }
            | FieldKind::File
            | FieldKind::Computed { .. } => plain,
        },
    })
}

/// The width of a column in pixels: its name or what is usually written in it.
pub(super) fn width(column: TableColumn<'_>) -> u32 {
    let usual = match column {
        TableColumn::Unit | TableColumn::ValidFrom => 96,
        TableColumn::Remark => 200,
        TableColumn::Field(field) => match &field.kind {
            FieldKind::YesNo => 64,
            FieldKind::Integer { .. } | FieldKind::Decimal { .. } | FieldKind::Day => 96,
            FieldKind::Money | FieldKind::Person => 112,
            FieldKind::Moment => 144,
            FieldKind::Choice { options, .. } => {
                options.iter().map(|option| pixels(option)).max().unwrap_or_default()
            }
            FieldKind::Text { characters_max } if *characters_max <= 40 => 128,
            FieldKind::Text { .. }
            | FieldKind::Point
            | FieldKind::Line
            | FieldKind::Outline
            | FieldKind::Reference { .. }
            | FieldKind::References { .. }
            | FieldKind::File
            | FieldKind::Computed { .. } => 200,
        },
    };
    usual.max(pixels(&column.title())).min(COLUMN_PIXELS_MAX)
}

fn pixels(text: &str) -> u32 {
    let halves: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    halves.saturating_mul(HALF_PIXELS).saturating_add(BESIDE_PIXELS)
}

/// The names of the columns, those that must be filled marked.
pub(super) fn push_titles(
    cells: &mut Cells<'_>,
    columns: &[TableColumn<'_>],
) -> Result<(), WriteError> {
    for (at, column) in columns.iter().enumerate() {
        let look = if column.is_required() { FieldLook::RequiredHead } else { FieldLook::Head };
        cells.text(at, Look::Field(look), &column.title())?;
    }
    Ok(())
}

/// A cell of a record; nothing where the field is empty.
pub(super) fn push(
    cells: &mut Cells<'_>,
    at: usize,
    column: TableColumn<'_>,
    row: &LedgerRow<'_>,
) -> Result<(), WriteError> {
    let number = match column {
        TableColumn::Unit | TableColumn::Remark => None,
        TableColumn::ValidFrom => row.valid_from.and_then(|day: Day| serial(day.number().into())),
        TableColumn::Field(field) => match row.cells.get(&field.code) {
            Some(Cell::Whole(whole)) => number(&field.kind, *whole),
            Some(Cell::Text(_) | Cell::YesNo(_)) | None => None,
        },
    };
    if let Some(number) = number {
        return cells.number(at, look(column), number);
    }
    let text = text(column, row);
    if text.is_empty() {
        return Ok(());
    }
    cells.text(at, Look::Field(FieldLook::text(&text)), &text)
}

/// The number that a worksheet keeps for a value; none where it keeps no such number.
fn number(kind: &FieldKind, whole: i64) -> Option<Decimal> {
    match kind {
        FieldKind::Day => serial(whole),
        FieldKind::Moment => moment(whole),
        FieldKind::Money => scaled(whole, YUAN_DIGITS),
        FieldKind::Decimal { digits, .. } => scaled(whole, *digits),
        FieldKind::Integer { .. } => Some(Decimal::from(whole)),
        FieldKind::Text { .. }
        | FieldKind::Choice { .. }
        | FieldKind::YesNo
        | FieldKind::Point
        | FieldKind::Line
        | FieldKind::Outline
        | FieldKind::Person
        | FieldKind::Reference { .. }
        | FieldKind::References { .. }
        | FieldKind::File
        | FieldKind::Computed { .. } => None,
    }
}

fn scaled(whole: i64, digits: u8) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(whole.into(), digits.into()).ok()
}

fn serial(day: i64) -> Option<Decimal> {
    let serial = day.checked_add(SERIAL_OF_1970)?;
    (serial >= SERIAL_MIN).then(|| Decimal::from(serial))
}

fn moment(minutes: i64) -> Option<Decimal> {
    let day = serial(minutes.div_euclid(DAY_MINUTES))?;
    let minute = Decimal::from(minutes.rem_euclid(DAY_MINUTES));
    let part = minute.checked_div(Decimal::from(DAY_MINUTES))?.round_dp(MOMENT_DIGITS);
    day.checked_add(part).map(|moment| moment.normalize())
}
