//! 期间: fiscal years and the checkpoints of a payment plan.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_with_any_spacing_and_width() {
        for text in ["3月底", " ３ 月 底", "3月末"] {
            assert_eq!(Checkpoint::parse(text).unwrap().month(), 3);
        }
        assert!(Checkpoint::parse("13月底").is_err());
        assert!(Checkpoint::parse("年底").is_err());
    }
}
