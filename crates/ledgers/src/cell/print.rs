//! A value as people read it. It reads back to the same value.

use super::Cell;
use crate::{FieldDefinition, FieldKind};
use vocabulary::{Day, Decimal};

const YUAN_DIGITS: u8 = 2;
const DAY_MINUTES: i64 = 1_440;

/// A value of a field as text, without its unit.
pub fn print_cell(field: &FieldDefinition, cell: &Cell) -> String {
    match (cell, &field.kind) {
        (Cell::Text(text), _) => text.clone(),
        (Cell::YesNo(truth), _) => if *truth { "是" } else { "否" }.to_owned(),
        (Cell::Whole(number), FieldKind::Day) => day(*number),
        (Cell::Whole(number), FieldKind::Moment) => moment(*number),
        (Cell::Whole(number), FieldKind::Money) => decimal(*number, YUAN_DIGITS),
        (Cell::Whole(number), FieldKind::Decimal { digits, .. }) => decimal(*number, *digits),
        (Cell::Whole(number), _) => number.to_string(),
    }
}

/// A value that is not shown in full: the first character of a name, the last four of a number.
pub fn masked(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digits = characters.iter().filter(|c| c.is_ascii_alphanumeric()).count();
    let (first, last) = if digits == characters.len() && digits > 8 { (4, 4) } else { (1, 0) };
    let shown = |at: usize| at < first || at >= characters.len().saturating_sub(last);
    characters.iter().enumerate().map(|(at, c)| if shown(at) { *c } else { '*' }).collect()
}

fn decimal(number: i64, digits: u8) -> String {
    Decimal::try_from_i128_with_scale(number.into(), digits.into())
        .map_or_else(|_| number.to_string(), |number| number.to_string())
}

fn day(number: i64) -> String {
    let day = i32::try_from(number).ok().and_then(Day::from_number);
    day.map_or_else(|| number.to_string(), |day| day.to_string())
}

fn moment(minutes: i64) -> String {
    let minute = minutes.rem_euclid(DAY_MINUTES);
    let (hour, rest) = (minute.div_euclid(60), minute.rem_euclid(60));
    format!("{} {hour:02}:{rest:02}", day(minutes.div_euclid(DAY_MINUTES)))
}
