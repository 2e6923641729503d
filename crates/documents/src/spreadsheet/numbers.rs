//! A cell's value as its user sees it.
//!
//! A workbook stores `0.955` and a number format; its user sees `95.50%`. The number is taken to
//! the fifteen digits that Excel keeps and then treated as a decimal, so that halves are rounded
//! up as Excel does and the noise of binary fractions never shows.

use super::formats::NumberFormat;
use calamine::{Data, ExcelDateTime};
use vocabulary::Decimal;

/// Digits that Excel keeps; what is beyond is noise of the binary fraction.
const SIGNIFICANT_DIGITS: usize = 15;

/// The text of a value under a number format.
pub(super) fn shown(value: &Data, format: &NumberFormat) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => format.show(Decimal::from(*number)),
        Data::Float(number) => match decimal(*number) {
            Some(number) => format.show(number),
            None => number.to_string(),
        },
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => moment_shown(*moment, format.shows_time()),
    }
}

/// The number with the digits Excel keeps; `None` beyond the range of decimals.
fn decimal(number: f64) -> Option<Decimal> {
    let decimals = SIGNIFICANT_DIGITS - 1;
    let number = Decimal::from_scientific(&format!("{number:.decimals$e}")).ok()?;
    Some(number.normalize())
}

/// `2021-12-31`, with the time when there is one; a length of time and a time without a day as
/// `8:30:00`.
fn moment_shown(moment: ExcelDateTime, with_midnight: bool) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() {
        return duration_shown(moment);
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let date = format!("{year}-{month:02}-{day:02}");
    if moment.as_f64() < 1.0 {
        time
    } else if time == "00:00:00" && !with_midnight {
        date
    } else {
        format!("{date} {time}")
    }
}

/// A length of time: its number is in days.
fn duration_shown(moment: ExcelDateTime) -> String {
    const SECONDS: [i64; 3] = [86_400, 3_600, 60];
    let days = decimal(moment.as_f64()).unwrap_or_default();
    let total = days.checked_mul(Decimal::from(SECONDS[0])).map(|seconds| seconds.round());
    let Some(total) = total.and_then(|seconds| i64::try_from(seconds).ok()) else {
        return moment.as_f64().to_string();
    };
    let sign = if total < 0 { "-" } else { "" };
    let total = total.unsigned_abs();
    let (hour, minute) = (SECONDS[1].unsigned_abs(), SECONDS[2].unsigned_abs());
    let (hours, minutes, seconds) = (total / hour, total % hour / minute, total % minute);
    format!("{sign}{hours}:{minutes:02}:{seconds:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_shown_as_excel_shows_them() {
        let cases = [
            (5.4, "General", "5.4"),
            (5.4, "0.00", "5.40"),
            (1336.57, "#,##0.00_ ", "1336.57"),
            (1336.57, "#,##0.00_);[Red]\\(#,##0.00\\)", "1336.57"),
            (-21.4, "#,##0.00_);[Red]\\(#,##0.00\\)", "-21.40"),
            (0.95, "0%", "95%"),
            (0.955, "0.00%", "95.50%"),
            (0.95, "0%;-0%", "95%"),
            (0.1 + 0.2, "", "0.3"),
            (10.0, "", "10"),
            (-21.4, "", "-21.4"),
            (2.675, "0.00", "2.68"),
            (0.125, "0.00", "0.13"),
            (10.0, "0\"次\"", "10次"),
            (10.0, "0\\次", "10次"),
            (95.0, "\"≥\"0\"%\"", "≥95%"),
            (12.5, "\"¥\"#,##0.00", "¥12.50"),
            (12.5, "[$¥-804]#,##0.00", "¥12.50"),
            (12.5, "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "12.50"),
            (0.5, "0.##", "0.5"),
            (3.0, "0.##", "3"),
            (7.0, "000", "007"),
            (0.5, "#.00", "0.50"),
            (5_000.0, "0.0,", "5000"),
            (0.5, "# ?/?", "0.5"),
            (1e20, "", "100000000000000000000"),
            (1e300, "0.00", "1e300"),
        ];
        for (number, format, expected) in cases {
            let text = shown(&Data::Float(number), &NumberFormat::parse(format));
            let expected = if expected == "1e300" { number.to_string() } else { expected.into() };
            assert_eq!(text, expected, "{number} {format}");
        }
    }

    #[test]
    fn moments_are_shown_with_what_they_hold() {
        let cases = [
            (44_561.0, ExcelDateTimeType::DateTime, "2021-12-31"),
            (44_561.5, ExcelDateTimeType::DateTime, "2021-12-31 12:00:00"),
            (0.25, ExcelDateTimeType::DateTime, "06:00:00"),
            (1.25, ExcelDateTimeType::TimeDelta, "30:00:00"),
            (-0.25, ExcelDateTimeType::TimeDelta, "-6:00:00"),
        ];
        for (number, kind, expected) in cases {
            let moment = Data::DateTime(ExcelDateTime::new(number, kind, false));
            assert_eq!(shown(&moment, &NumberFormat::default()), expected);
        }
    }

    #[test]
    fn logical_values_are_shown_in_chinese() {
        assert_eq!(shown(&Data::Bool(true), &NumberFormat::default()), "是");
        assert_eq!(shown(&Data::Bool(false), &NumberFormat::default()), "否");
    }
}
