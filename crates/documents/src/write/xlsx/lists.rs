//! Lists: one row a thing, amounts as numbers, a total where there is one.

use super::forms::merged;
use super::{Formats, set_print};
use crate::write::layout::{Align, CELL_PADDING, FORM_CHARACTER, line_count};
use rust_xlsxwriter::{Formula, IgnoreError, Worksheet, XlsxError};
use vocabulary::Decimal;

/// A list ready to be written.
pub(in crate::write) struct List {
    /// Name of the worksheet.
    pub(in crate::write) name: String,
    /// Heading.
    pub(in crate::write) heading: String,
    /// A remark below the heading.
    pub(in crate::write) remark: Option<String>,
    /// The columns.
    pub(in crate::write) columns: Vec<ListColumn>,
    /// The rows.
    pub(in crate::write) rows: Vec<Vec<Value>>,
    /// Whether a row of totals closes the list.
    pub(in crate::write) totals: bool,
}

/// A column of a list.
pub(in crate::write) struct ListColumn {
    /// Its name.
    pub(in crate::write) label: String,
    /// Its width in twentieths of a point.
    pub(in crate::write) width: u32,
    /// Where texts stand.
    pub(in crate::write) align: Align,
    /// Whether the row of totals adds it up.
    pub(in crate::write) adds_up: bool,
}

impl ListColumn {
    /// A column of label, width and alignment that is not added up.
    pub(in crate::write) fn plain((label, width, align): (&str, u32, Align)) -> Self {
        Self { label: label.to_owned(), width, align, adds_up: false }
    }
}

/// A cell of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::write) enum Value {
    /// A text.
    Text(String),
    /// A number as it is.
    Number(Decimal),
    /// An amount, shown with two decimals.
    Amount(Decimal),
}

/// A float holds every number of so many digits exactly; a longer one is written as a text.
const EXACT_DIGITS: usize = 15;

/// Writes a list with its header frozen and filtered.
pub(in crate::write) fn list_sheet(
    sheet: &mut Worksheet,
    list: &List,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let mut last_column = 0_u16;
    for (number, column) in (0..).zip(&list.columns) {
        sheet.set_column_width_pixels(number, column.width / 15)?;
        last_column = number;
    }
    merged(sheet, (0, 0, 0, last_column), &list.heading, &formats.heading)?;
    sheet.set_row_height_pixels(0, 36)?;
    let mut header = 1;
    if let Some(remark) = &list.remark {
        merged(sheet, (1, 0, 1, last_column), remark, &formats.remark)?;
        header = 2;
    }
    for (number, column) in (0..).zip(&list.columns) {
        let format = formats.cell(Align::Centre, true, &column.label);
        sheet.write_string_with_format(header, number, &column.label, format)?;
    }
    sheet.set_row_height_pixels(header, 27)?;
    let mut row = header;
    for values in &list.rows {
        row += 1;
        let mut lines = 1;
        for ((number, column), value) in (0..).zip(&list.columns).zip(values) {
            if let Value::Text(text) = value {
                let room = column.width.saturating_sub(CELL_PADDING);
                lines = lines.max(line_count(text, room, FORM_CHARACTER));
            }
            write_value(sheet, (row, number), value, (column.align, formats))?;
        }
        sheet.set_row_height_pixels(row, (lines * 18 + 9).min(545))?;
    }
    if list.totals && row > header {
        write_totals(sheet, list, (header + 1, row), formats)?;
    }
    set_print(sheet);
    sheet.set_landscape();
    sheet.set_freeze_panes(header + 1, 0)?;
    sheet.set_repeat_rows(header, header)?;
    sheet.autofilter(header, 0, row, last_column)?;
    sheet.ignore_error_range(0, 0, row + 1, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    (align, formats): (Align, &Formats),
) -> Result<(), XlsxError> {
    let (number, format) = match value {
        Value::Text(text) => {
            let format = formats.cell(align, false, text);
            sheet.write_string_with_format(row, column, text, format)?;
            return Ok(());
        }
        Value::Number(number) => (number, &formats.number),
        Value::Amount(number) => (number, &formats.amount),
    };
    let text = number.to_string();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // An .xlsx file holds numbers as floats; only what a float holds exactly goes in as one.
    match text.parse::<f64>() {
        Ok(float) if digits <= EXACT_DIGITS => {
            sheet.write_number_with_format(row, column, float, format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, &text, format)?;
        }
    }
    Ok(())
}

/// Adds up the columns that add up: a formula, so that it follows changes, with its exact result
/// beside it for programs that do not reckon. A column with an unreadable amount has no total.
fn write_totals(
    sheet: &mut Worksheet,
    list: &List,
    (first, bottom): (u32, u32),
    formats: &Formats,
) -> Result<(), XlsxError> {
    let row = bottom + 1;
    sheet.set_row_height_pixels(row, 27)?;
    for (number, column) in (0..=u16::MAX).zip(&list.columns) {
        let label = if number == 0 { "合计" } else { "" };
        let values = list.rows.iter().filter_map(|row| row.get(usize::from(number)));
        if let Some(total) = column.adds_up.then(|| total(values)).flatten() {
            let letter = column_letter(number);
            let sum = Formula::new(format!("SUM({letter}{}:{letter}{})", first + 1, bottom + 1))
                .set_result(total.to_string());
            sheet.write_formula_with_format(row, number, sum, &formats.amount)?;
        } else {
            let format = formats.cell(Align::Centre, true, label);
            sheet.write_string_with_format(row, number, label, format)?;
        }
    }
    Ok(())
}

fn total<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for value in values {
        match value {
            Value::Text(text) if text.is_empty() => {}
            Value::Text(_) => return None,
            Value::Number(number) | Value::Amount(number) => sum = sum.checked_add(*number)?,
        }
    }
    Some(sum)
}

/// `A` to `Z`; lists have no more columns that add up.
fn column_letter(number: u16) -> char {
    u8::try_from(number).ok().and_then(|number| b'A'.checked_add(number)).map_or('A', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_with_an_unreadable_amount_has_no_total() {
        let amount = |text: &str| Value::Amount(text.parse().unwrap());
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(
            total([amount("1.10"), text(""), amount("-0.10")].iter()),
            Some("1.00".parse().unwrap())
        );
        assert_eq!(total([amount("1.1"), text("约20")].iter()), None);
    }
}
