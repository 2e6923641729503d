//! 期间: fiscal years and the checkpoints of a payment plan.

use crate::Day;
use std::fmt;

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not a year we accept.
    #[error("“{0}”不是预算年度，应在1994至2100之间")]
    NotAYear(String),
    /// Not the end of a month.
    #[error("“{0}”不是支出计划时点，应为“3月底”形式")]
    NotACheckpoint(String),
    /// Not the name of a period.
    #[error("“{0}”不是期间，应为“2021”“2021H1”“2021Q2”“2021-06”或“2021年6月底”的形式")]
    NotAPeriod(String),
    /// The last day lies before the first.
    #[error("期间的止日{1}早于起日{0}，请对调")]
    EndsBeforeItBegins(Day, Day),
}

/// 预算年度: the calendar year of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalYear(u16);

impl FiscalYear {
    /// The Budget Law was passed in 1994; nothing older is managed.
    const FIRST: u16 = 1994;
    const LAST: u16 = 2100;

    /// A year.
    ///
    /// # Errors
    /// When the year is out of range.
    pub fn new(year: u16) -> Result<Self, PeriodError> {
        if (Self::FIRST..=Self::LAST).contains(&year) {
            Ok(Self(year))
        } else {
            Err(PeriodError::NotAYear(year.to_string()))
        }
    }

    /// The number of the year.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}年", self.0)
    }
}

/// 支出计划时点: the end of a month up to which a payment plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checkpoint(u8);

impl Checkpoint {
    /// The end of a month, 1 to 12.
    ///
    /// # Errors
    /// When there is no such month.
    pub fn end_of_month(month: u8) -> Result<Self, PeriodError> {
        if (1..=12).contains(&month) {
            Ok(Self(month))
        } else {
            Err(PeriodError::NotACheckpoint(format!("{month}月底")))
        }
    }

    /// Reads `3月底`, `３月末`, `3月`.
    ///
    /// # Errors
    /// When the text names no month's end.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let key = crate::matching_key(text);
        key.trim_end_matches(['底', '末', '份'])
            .strip_suffix('月')
            .and_then(|month| month.parse().ok())
            .and_then(|month| Self::end_of_month(month).ok())
            .ok_or_else(|| PeriodError::NotACheckpoint(text.to_owned()))
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}月底", self.0)
    }
}

/// 期间: from a day to a day, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: Day,
    end: Day,
}

impl Period {
    /// From a day to a day.
    ///
    /// # Errors
    /// When it ends before it begins.
    pub fn new(start: Day, end: Day) -> Result<Self, PeriodError> {
        if start <= end {
            Ok(Self { start, end })
        } else {
            Err(PeriodError::EndsBeforeItBegins(start, end))
        }
    }

    /// A whole fiscal year, which is the calendar year.
    pub fn year(year: FiscalYear) -> Option<Self> {
        Self::months(year, 1, 12)
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: FiscalYear, quarter: u32) -> Option<Self> {
        let last = quarter.checked_mul(3)?;
        Self::months(year, last.checked_sub(2)?, last)
    }

    /// The first or the second half.
    pub fn half(year: FiscalYear, half: u32) -> Option<Self> {
        let last = half.checked_mul(6)?;
        Self::months(year, last.checked_sub(5)?, last)
    }

    /// A calendar month.
    pub fn month(year: FiscalYear, month: u32) -> Option<Self> {
        Self::months(year, month, month)
    }

    /// From the beginning of the year to a checkpoint: what a payment plan counts to.
    pub fn to_checkpoint(year: FiscalYear, checkpoint: Checkpoint) -> Option<Self> {
        Self::months(year, 1, u32::from(checkpoint.month()))
    }

    /// From the beginning of the year that a day lies in to that day.
    pub fn year_to(day: Day) -> Option<Self> {
        Some(Self { start: Day::new(day.year(), 1, 1)?, end: day })
    }

    /// Reads the name of a period: `2021` and `2021年`, the halves `2021H1` and `2021年上半年`, the
    /// quarters `2021Q2` and `2021年二季度`, the months `2021-06` and `2021年6月`, and `2021年6月底`,
    /// which is from the beginning of the year to that checkpoint.
    ///
    /// # Errors
    /// When the text names no period.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError::NotAPeriod(text.trim().to_owned());
        let key = crate::matching_key(text).to_ascii_uppercase();
        let (year, part) = key.split_at_checked(4).ok_or_else(wrong)?;
        let year = year.parse().map_err(|_| wrong()).and_then(FiscalYear::new)?;
        let part = part.strip_prefix('年').unwrap_or(part);
        part_of(year, part).ok_or_else(wrong)
    }

    fn months(year: FiscalYear, first: u32, last: u32) -> Option<Self> {
        let year = i32::from(year.number());
        let start = Day::new(year, first, 1)?;
        let end = Day::new(year, last, 1)?.month_end();
        Self::new(start, end).ok()
    }

    /// The first day.
    pub fn start(self) -> Day {
        self.start
    }

    /// The last day.
    pub fn end(self) -> Day {
        self.end
    }

    /// How many days it has.
    pub fn days(self) -> i32 {
        self.end.number().saturating_sub(self.start.number()).saturating_add(1)
    }
}

/// A part of a year by its name; the whole when nothing is said.
fn part_of(year: FiscalYear, part: &str) -> Option<Period> {
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { digits.parse().ok() } else { None }
    };
    match part {
        "" => return Period::year(year),
        "上半年" => return Period::half(year, 1),
        "下半年" => return Period::half(year, 2),
        _ => {}
    }
    if let Some(half) = part.strip_prefix('H') {
        return Period::half(year, number(half)?);
    }
    if let Some(quarter) = part.strip_prefix('Q') {
        return Period::quarter(year, number(quarter)?);
    }
    if let Some(quarter) = part.strip_suffix("季度") {
        let quarter = quarter.strip_prefix('第').unwrap_or(quarter);
        let chinese = ["一", "二", "三", "四"].into_iter().zip(1..);
        let named = chinese.into_iter().find(|(word, _)| *word == quarter);
        return Period::quarter(year, named.map(|(_, number)| number).or(number(quarter))?);
    }
    if part.ends_with(['底', '末']) {
        return Period::to_checkpoint(year, Checkpoint::parse(part).ok()?);
    }
    let month = part.strip_prefix('-').or_else(|| part.strip_suffix('月'))?;
    Period::month(year, number(month)?)
}

impl fmt::Display for Period {
    /// `2026-01-01至2026-06-30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}至{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_and_end_on_the_days_of_the_calendar() {
        let year = FiscalYear::new(2024).unwrap();
        let shown = |period: Option<Period>| period.unwrap().to_string();
        assert_eq!(shown(Period::year(year)), "2024-01-01至2024-12-31");
        assert_eq!(shown(Period::quarter(year, 4)), "2024-10-01至2024-12-31");
        assert_eq!(shown(Period::half(year, 1)), "2024-01-01至2024-06-30");
        assert_eq!(shown(Period::month(year, 2)), "2024-02-01至2024-02-29");
        let march = Checkpoint::end_of_month(3).unwrap();
        assert_eq!(shown(Period::to_checkpoint(year, march)), "2024-01-01至2024-03-31");
        assert_eq!(Period::year(year).unwrap().days(), 366);
        for none in [Period::quarter(year, 0), Period::quarter(year, 5), Period::half(year, 3)] {
            assert_eq!(none, None);
        }
    }

    #[test]
    fn a_period_is_read_by_its_name() {
        for (text, period) in [
            ("2021", "2021-01-01至2021-12-31"),
            ("2021年", "2021-01-01至2021-12-31"),
            ("2021H1", "2021-01-01至2021-06-30"),
            ("2021h2", "2021-07-01至2021-12-31"),
            ("2021年上半年", "2021-01-01至2021-06-30"),
            (" ２０２１Ｑ２ ", "2021-04-01至2021-06-30"),
            ("2021年第四季度", "2021-10-01至2021-12-31"),
            ("2021年1季度", "2021-01-01至2021-03-31"),
            ("2024-02", "2024-02-01至2024-02-29"),
            ("2021年6月", "2021-06-01至2021-06-30"),
            ("2021年6月底", "2021-01-01至2021-06-30"),
        ] {
            assert_eq!(Period::parse(text).unwrap().to_string(), period, "{text}");
        }
        let none = [
            "",
            "21",
            "2021Q5",
            "2021Q",
            "2021H0",
            "2021-13",
            "2021-",
            "2021年13月底",
            "2021X",
            "1893",
            "二〇二一年",
            "2021-+6",
            "2021年五季度",
            "2021-06-30",
        ];
        for text in none {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_does_not_end_before_it_begins() {
        let (early, late) = (Day::new(2024, 1, 1).unwrap(), Day::new(2024, 1, 2).unwrap());
        assert!(Period::new(late, early).is_err());
        assert_eq!(Period::new(early, early).unwrap().days(), 1);
    }

    #[test]
    fn a_checkpoint_is_read_with_any_spacing_and_width() {
        for text in ["3月底", " ３ 月 底", "3月末"] {
            assert_eq!(Checkpoint::parse(text).unwrap().month(), 3);
        }
        assert!(Checkpoint::parse("13月底").is_err());
        assert!(Checkpoint::parse("年底").is_err());
    }
}
