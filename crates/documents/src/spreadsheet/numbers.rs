//! A cell's value as its user sees it.

use calamine::Data;

/// Digits that Excel keeps and shows; what is beyond is noise of the binary fraction.
const SIGNIFICANT_DIGITS: usize = 15;

pub(super) fn shown(value: &Data, format: &str) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_shown(*number, format),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}:{second:02}")
            }
        }
    }
}

/// How a number format shows a number, of the formats that forms use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NumberLook {
    is_percent: bool,
    /// Decimals shown; `None` for as many as there are.
    decimals: Option<usize>,
}

fn number_shown(number: f64, format: &str) -> String {
    let look = number_look(format);
    let number = if look.is_percent { number * 100.0 } else { number };
    let text = match look.decimals {
        Some(decimals) => format!("{:.decimals$}", without_noise(number)),
        None => without_noise(number).to_string(),
    };
    if look.is_percent { text + "%" } else { text }
}

fn without_noise(number: f64) -> f64 {
    let decimals = SIGNIFICANT_DIGITS - 1;
    format!("{number:.decimals$e}").parse().unwrap_or(number)
}

/// Reads a format such as `0.00`, `#,##0.00_ `, `0%`. Thousands separators are not shown: they
/// would only have to be taken out again. A format with anything else shows the plain number.
fn number_look(format: &str) -> NumberLook {
    let positive = format.split(';').next().unwrap_or_default();
    let plain = NumberLook { is_percent: false, decimals: None };
    let is_simple = !positive.is_empty()
        && positive
            .chars()
            .all(|c| matches!(c, '0' | '#' | ',' | '.' | '%' | '_' | ' ' | ')' | '('));
    if !is_simple || !positive.contains('0') {
        return plain;
    }
    let decimals = positive
        .split_once('.')
        .map_or(0, |(_, after)| after.chars().take_while(|c| matches!(c, '0' | '#')).count());
    NumberLook { is_percent: positive.contains('%'), decimals: Some(decimals) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_excel_shows_them() {
        let cases = [
            (5.4, "General", "5.4"),
            (5.4, "0.00", "5.40"),
            (1336.57, "#,##0.00_ ", "1336.57"),
            (0.95, "0%", "95%"),
            (0.955, "0.00%", "95.50%"),
            (0.1 + 0.2, "", "0.3"),
            (10.0, "", "10"),
            (-21.4, "", "-21.4"),
            (10.0, "0\"次\"", "10"),
            (0.95, "0%;-0%", "95%"),
        ];
        for (number, format, expected) in cases {
            assert_eq!(shown(&Data::Float(number), format), expected, "{number} {format}");
        }
    }
}
