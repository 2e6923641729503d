//! Lists: one row a thing, amounts as numbers, a total where there is one.

use super::forms::{HEADING_PIXELS, LINE_PIXELS, ROW_PADDING_PIXELS, TWIPS_PER_PIXEL, heading};
use super::sheet::{Cells, Sheet};
use super::styles::Look;
use crate::write::WriteError;
use crate::write::layout::{Align, CELL_PADDING, FORM_CHARACTER, line_count};
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

/// A list with its column names in sight, repeated in print, and a choice by each column.
pub(super) fn list_sheet(list: &List) -> Result<Sheet, WriteError> {
    let widths = list.columns.iter().map(|column| column.width / TWIPS_PER_PIXEL).collect();
    let mut sheet = Sheet::new(widths)?;
    let columns = list.columns.len();
    heading(&mut sheet, columns, (&list.heading, Look::Heading, HEADING_PIXELS))?;
    if let Some(remark) = &list.remark {
        heading(&mut sheet, columns, (remark, Look::Remark, LINE_PIXELS))?;
    }
    let header = sheet.rows;
    let line = LINE_PIXELS + ROW_PADDING_PIXELS;
    sheet.row(line, |cells| {
        for (number, column) in list.columns.iter().enumerate() {
            let look = Look::cell(Align::Centre, true, &column.label);
            cells.text(number, look, &column.label)?;
        }
        Ok(())
    })?;
    for values in &list.rows {
        let lines = list.columns.iter().zip(values).map(|(column, value)| match value {
            Value::Text(text) => {
                line_count(text, column.width.saturating_sub(CELL_PADDING), FORM_CHARACTER)
            }
            Value::Number(_) | Value::Amount(_) => 1,
        });
        let lines = lines.max().unwrap_or(1);
        sheet.row(lines * LINE_PIXELS + ROW_PADDING_PIXELS, |cells| {
            for (number, (column, value)) in list.columns.iter().zip(values).enumerate() {
                write_value(cells, number, column.align, value)?;
            }
            Ok(())
        })?;
    }
    let bottom = sheet.rows - 1;
    if list.totals && bottom > header {
        write_totals(&mut sheet, list, (header + 1, bottom))?;
    }
    sheet.landscape = true;
    sheet.frozen = header + 1;
    sheet.repeated = Some((header, header));
    sheet.filtered = Some((header, bottom));
    Ok(sheet)
}

fn write_value(
    cells: &mut Cells<'_>,
    column: usize,
    align: Align,
    value: &Value,
) -> Result<(), WriteError> {
    match value {
        Value::Text(text) => cells.text(column, Look::cell(align, false, text), text),
        Value::Number(number) => cells.number(column, Look::Number, *number),
        Value::Amount(number) => cells.number(column, Look::Amount, *number),
    }
}

/// Adds up the columns that add up: a formula, so that it follows changes. A column with an
/// unreadable amount has no total.
fn write_totals(sheet: &mut Sheet, list: &List, rows: (u32, u32)) -> Result<(), WriteError> {
    sheet.row(LINE_PIXELS + ROW_PADDING_PIXELS, |cells| {
        for (number, column) in list.columns.iter().enumerate() {
            let values = list.rows.iter().filter_map(|row| row.get(number));
            if let Some(total) = column.adds_up.then(|| total(values)).flatten() {
                cells.sum(number, Look::Amount, rows, total);
            } else {
                let label = if number == 0 { "合计" } else { "" };
                cells.text(number, Look::cell(Align::Centre, true, label), label)?;
            }
        }
        Ok(())
    })
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
