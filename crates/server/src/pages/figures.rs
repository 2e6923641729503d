//! How figures are printed on pages: thousands commas, the unit of amounts, days and times.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};
use vocabulary::{AmountUnit, Money};

/// China keeps one time, eight hours ahead of UTC.
const SECONDS_AHEAD_OF_UTC: i32 = 8 * 3600;

/// An amount in `unit` with two decimals and thousands commas: `1,336.57`.
pub(crate) fn amount(money: Money, unit: AmountUnit) -> String {
    let plain = match unit {
        AmountUnit::WanYuan => money.to_string(),
        AmountUnit::Yuan => yuan(money),
    };
    with_commas(&plain)
}

/// 元 with two decimals, exact.
fn yuan(money: Money) -> String {
    let sign = if money.fen() < 0 { "-" } else { "" };
    let fen = money.fen().unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

fn with_commas(plain: &str) -> String {
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(w, r)| (w, Some(r)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut printed = String::from(sign);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            printed.push(',');
        }
        printed.push(digit);
    }
    if let Some(rest) = rest {
        printed.push('.');
        printed.push_str(rest);
    }
    printed
}

/// A moment as day and minute: `2021-03-05 09:30`. `-` for none.
pub(crate) fn moment(at_ms: i64) -> String {
    let mut text = exact_moment(at_ms);
    if let Some(seconds) = text.rfind(':') {
        text.truncate(seconds);
    }
    text
}

/// A moment to the second, for the trail.
pub(crate) fn exact_moment(at_ms: i64) -> String {
    // As the type prints itself: a pattern would be read anew for every line of a list.
    in_china(at_ms).map_or_else(|| "-".into(), |at| at.naive_local().to_string())
}

/// The time in China, whole seconds; nothing for no moment.
fn in_china(at_ms: i64) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(SECONDS_AHEAD_OF_UTC)?;
    let seconds = at_ms.div_euclid(1_000);
    (at_ms > 0).then(|| DateTime::from_timestamp(seconds, 0))?.map(|at| at.with_timezone(&zone))
}

/// The first moment of a day as a form sends it, `2021-03-05`, `days_later` days on.
pub(crate) fn day_start(day: &str, days_later: u64) -> Option<i64> {
    let zone = FixedOffset::east_opt(SECONDS_AHEAD_OF_UTC)?;
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    let start = day.checked_add_days(Days::new(days_later))?.and_time(NaiveTime::MIN);
    Some(start.and_local_timezone(zone).single()?.timestamp_millis())
}

/// A count as the store keeps it; it is never negative.
pub(crate) fn count(stored: i32) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

/// The size of a file: `86KB`, `1.3MB`.
pub(crate) fn file_size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..KB => format!("{bytes}字节"),
        KB..1_048_576 => format!("{}KB", bytes.div_ceil(KB)),
        _ => {
            let tenths = bytes.saturating_mul(10) / 1_048_576;
            let (whole, rest) = (tenths / 10, tenths % 10);
            if rest == 0 { format!("{whole}MB") } else { format!("{whole}.{rest}MB") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_with_two_decimals_and_commas_in_either_unit() {
        let total = Money::from_fen(1_336_570_000);
        assert_eq!(amount(total, AmountUnit::WanYuan), "1,336.57");
        assert_eq!(amount(total, AmountUnit::Yuan), "13,365,700.00");
        assert_eq!(amount(Money::from_fen(-5), AmountUnit::Yuan), "-0.05");
        assert_eq!(amount(Money::from_fen(-123_456_000_000), AmountUnit::WanYuan), "-123,456.00");
        assert_eq!(amount(Money::ZERO, AmountUnit::WanYuan), "0.00");
    }

    #[test]
    fn a_moment_is_told_in_the_time_of_china() {
        assert_eq!(moment(1_614_908_100_000), "2021-03-05 09:35");
        assert_eq!(exact_moment(1_614_869_999_999), "2021-03-04 22:59:59");
        assert_eq!(moment(0), "-");
    }

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let start = day_start("2021-03-05", 0).unwrap();
        assert_eq!(exact_moment(start), "2021-03-05 00:00:00");
        assert_eq!(exact_moment(day_start("2021-02-28", 1).unwrap()), "2021-03-01 00:00:00");
        assert_eq!(day_start("昨天", 0), None);
    }

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        assert_eq!(file_size(900), "900字节");
        assert_eq!(file_size(88_000), "86KB");
        assert_eq!(file_size(1_400_000), "1.3MB");
        assert_eq!(file_size(32 << 20), "32MB");
    }
}
