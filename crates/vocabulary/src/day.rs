//! 日: a civil day, without a time zone.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::fmt;

/// Why a text is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Not written as a day.
    #[error("“{0}”不是日期，请写成 2026-06-30 或 2026年6月30日")]
    NotADay(String),
    /// Written as a day that no calendar has.
    #[error("“{0}”这一天不存在")]
    NoSuchDay(String),
    /// Outside the years that records are kept for.
    #[error("“{0}”超出可登记的年份（1900年至2100年）")]
    OutOfRange(String),
}

/// A civil day as records state it: no time, no time zone (the country has one).
///
/// The years 1900 to 2100 are accepted: public houses were built in the 1950s, design lives end
/// late in this century, and a typing slip in the century is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    const FIRST_YEAR: i32 = 1900;
    const LAST_YEAR: i32 = 2100;

    /// A day by year, month and day of the month; none when there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let in_range = (Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year);
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| in_range).map(Self)
    }

    /// The day of a number from [`Day::number`]; none when out of range.
    pub fn from_number(number: i32) -> Option<Self> {
        let day = NaiveDate::from_epoch_days(number)?;
        Self::new(day.year(), day.month(), day.day())
    }

    /// Days since 1 January 1970, negative before.
    pub fn number(self) -> i32 {
        self.0.to_epoch_days()
    }

    /// Reads `2026-06-30`, `2026/6/30`, `2026.6.30`, `2026年6月30日` and `20260630`, in any width.
    ///
    /// # Errors
    /// When the text is not written so, or no calendar has the day.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        let key = crate::matching_key(text);
        let not_a_day = || DayError::NotADay(text.trim().to_owned());
        let (year, month, day) = parts(&key).ok_or_else(not_a_day)?;
        if !(Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year) {
            return Err(DayError::OutOfRange(text.trim().to_owned()));
        }
        Self::new(year, month, day).ok_or_else(|| DayError::NoSuchDay(text.trim().to_owned()))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// Whether the day is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The Monday of the week the day lies in (ISO 8601: weeks begin on Monday).
    pub fn monday(self) -> Option<Self> {
        self.minus(u64::from(self.0.weekday().num_days_from_monday()))
    }

    /// So many days later; none beyond the range.
    pub fn plus(self, days: u64) -> Option<Self> {
        self.0.checked_add_days(Days::new(days)).and_then(Self::in_range)
    }

    /// So many days earlier; none beyond the range.
    pub fn minus(self, days: u64) -> Option<Self> {
        self.0.checked_sub_days(Days::new(days)).and_then(Self::in_range)
    }

    /// The day after; none beyond the range.
    pub fn next(self) -> Option<Self> {
        self.plus(1)
    }

    /// The last day of the month the day lies in.
    #[must_use]
    pub fn month_end(self) -> Self {
        Self(self.0.with_day(self.0.num_days_in_month().into()).unwrap_or(self.0))
    }

    fn in_range(day: NaiveDate) -> Option<Self> {
        Self::new(day.year(), day.month(), day.day())
    }
}

/// Year, month and day of the written forms; a form with a sign missing is not one of them.
fn parts(key: &str) -> Option<(i32, u32, u32)> {
    if key.len() == 8 && key.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((
            key.get(..4)?.parse().ok()?,
            key.get(4..6)?.parse().ok()?,
            key.get(6..)?.parse().ok()?,
        ));
    }
    let plain = key.strip_suffix('日').unwrap_or(key).replace(['年', '月', '/', '.'], "-");
    let mut pieces = plain.split('-');
    let (year, month, day) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let digits = |piece: &str, most: usize| {
        (1..=most).contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_digit())
    };
    if pieces.next().is_some() || year.len() != 4 {
        return None;
    }
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

impl fmt::Display for Day {
    /// `2026-06-30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day_of_month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_read_in_every_written_form() {
        let forms =
            ["2026-06-30", "2026/6/30", "2026.6.30", "2026年6月30日", "２０２６－０６－３０"];
        for text in forms.into_iter().chain(["20260630", " 2026 年 6 月 30 日 "]) {
            assert_eq!(day(text).to_string(), "2026-06-30", "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_reason() {
        for text in ["", "6月30日", "26-6-30", "2026-6", "2026-06-30-1", "2026--30", "2026-+6-30"]
        {
            assert!(matches!(Day::parse(text), Err(DayError::NotADay(_))), "{text}");
        }
        for text in ["2026-02-29", "2026-13-01", "20260631", "2026-00-10"] {
            assert!(matches!(Day::parse(text), Err(DayError::NoSuchDay(_))), "{text}");
        }
        assert!(matches!(Day::parse("1899-12-31"), Err(DayError::OutOfRange(_))));
        assert!(matches!(Day::parse("2206-06-30"), Err(DayError::OutOfRange(_))));
    }

    #[test]
    fn the_first_day_of_1970_has_number_zero() {
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("1969-12-31").number(), -1);
        assert_eq!(Day::from_number(day("2026-11-23").number()), Some(day("2026-11-23")));
        assert_eq!(Day::from_number(i32::MAX), None);
    }

    #[test]
    fn weeks_begin_on_monday_and_months_end_on_their_last_day() {
        assert_eq!(day("2026-11-22").monday(), Some(day("2026-11-16")));
        assert_eq!(day("2026-11-23").monday(), Some(day("2026-11-23")));
        assert_eq!(day("2024-02-10").month_end(), day("2024-02-29"));
        assert_eq!(day("2026-12-31").month_end(), day("2026-12-31"));
        assert!(day("2026-11-22").is_weekend());
    }

    #[test]
    fn nothing_lies_beyond_the_range() {
        assert_eq!(day("2100-12-31").next(), None);
        assert_eq!(day("1900-01-01").minus(1), None);
    }
}
