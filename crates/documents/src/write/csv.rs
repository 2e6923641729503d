//! 指标清单 as CSV, for spreadsheets and other programs.

use super::lists::{INDICATOR_COLUMNS, indicator_values};
use super::neutral::neutral;
use super::xlsx::Value;
use goals::Document;

/// Writes the indicators as CSV in UTF-8 with a byte order mark (Excel takes a file without one
/// for GBK) and CRLF. A text that a spreadsheet could run as a formula gets `'` before it; a
/// number, also a negative one, stays as it is.
pub(super) fn write(document: &Document) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    push_line(&mut out, INDICATOR_COLUMNS.iter().map(|(label, ..)| (*label).to_owned()));
    let rows = document
        .sheets
        .iter()
        .flat_map(|sheet| sheet.indicators.iter().map(move |row| (sheet, row)))
        .zip(1..);
    for ((sheet, row), number) in rows {
        let values = indicator_values(sheet, row, number);
        push_line(
            &mut out,
            values.into_iter().map(|value| match value {
                Value::Text(text) => neutral(&text).into_owned(),
                Value::Number(number) | Value::Amount(number) => number.to_string(),
            }),
        );
    }
    out.into_bytes()
}

/// Writes a table, every text made harmless.
pub(super) fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    for row in rows {
        push_line(&mut out, row.iter().map(|text| neutral(text)));
    }
    out.into_bytes()
}

/// Appends a line; its texts are to be harmless already. A single empty cell is quoted: readers
/// take an empty line for none.
pub(super) fn push_line(out: &mut String, values: impl Iterator<Item = impl AsRef<str>>) {
    let start = out.len();
    for (number, value) in values.enumerate() {
        let value = value.as_ref();
        if number > 0 {
            out.push(',');
        }
        if value.contains([',', '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&value.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(value);
        }
    }
    if out.len() == start {
        out.push_str("\"\"");
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_one_empty_cell_is_still_a_row() {
        assert_eq!(
            table([vec!["列".to_owned()], vec![String::new()]]),
            "\u{feff}列\r\n\"\"\r\n".as_bytes()
        );
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let mut out = String::new();
        push_line(&mut out, ["a,b", "c\"d", "e\nf"].into_iter());
        assert_eq!(out, "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n");
    }
}
