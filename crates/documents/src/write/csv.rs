//! 指标清单 as CSV, for spreadsheets and other programs.

use super::lists::{INDICATOR_COLUMNS, indicator_values};
use super::neutral::{is_number, may_be_taken_for_a_formula};
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
                Value::Text(text) => neutral(text),
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
        push_line(&mut out, row.into_iter().map(neutral));
    }
    out.into_bytes()
}

fn neutral(text: String) -> String {
    if may_be_taken_for_a_formula(&text) && !is_number(&text) { format!("'{text}") } else { text }
}

fn push_line(out: &mut String, values: impl Iterator<Item = String>) {
    for (number, value) in values.enumerate() {
        if number > 0 {
            out.push(',');
        }
        if value.contains([',', '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&value.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&value);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_gets_a_quote_a_negative_number_does_not() {
        assert_eq!(neutral("=1+1".into()), "'=1+1");
        assert_eq!(neutral("－cmd".into()), "'－cmd");
        assert_eq!(neutral("-12.5".into()), "-12.5");
        assert_eq!(neutral("≥90%".into()), "≥90%");
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let mut out = String::new();
        push_line(&mut out, ["a,b", "c\"d", "e\nf"].into_iter().map(str::to_owned));
        assert_eq!(out, "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n");
    }
}
