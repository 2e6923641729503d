//! 百分比: a share of a whole.

use rust_decimal::Decimal;
use std::fmt;

/// A share of a whole in hundredths of a percent: 0.00 % to 100.00 %.
///
/// Attainment, deviation and growth may leave that range; they are a [`crate::Ratio`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u16);

/// Why a text or fraction is not a share of a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// Not a number.
    #[error("“{0}”不是百分比")]
    NotANumber(String),
    /// Below 0 % or above 100 %.
    #[error("{0}%不在0%至100%之间")]
    OutOfRange(Decimal),
    /// More than two decimals.
    #[error("{0}%超过两位小数")]
    TooFine(Decimal),
}

impl Percent {
    /// The whole, 100 %.
    pub const WHOLE: Self = Self(10_000);
    /// Nothing, 0 %.
    pub const NONE: Self = Self(0);

    /// Reads `25.00` or `25%`.
    ///
    /// # Errors
    /// When the text is no number between 0 and 100 with at most two decimals.
    pub fn parse(text: &str) -> Result<Self, PercentError> {
        let folded = crate::fold_width(text.trim());
        let plain = folded.trim_end_matches('%').trim();
        let number: Decimal =
            plain.parse().map_err(|_| PercentError::NotANumber(text.to_owned()))?;
        Self::try_from(number)
    }

    /// Hundredths of a percent.
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// The number of percent, exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(i64::from(self.0), 2)
    }
}

impl TryFrom<Decimal> for Percent {
    type Error = PercentError;

    fn try_from(number: Decimal) -> Result<Self, PercentError> {
        let hundredths = number
            .checked_mul(Decimal::ONE_HUNDRED)
            .ok_or(PercentError::OutOfRange(number))?
            .normalize();
        if hundredths < Decimal::ZERO || hundredths > Decimal::from(Self::WHOLE.0) {
            return Err(PercentError::OutOfRange(number));
        }
        if !hundredths.is_integer() {
            return Err(PercentError::TooFine(number));
        }
        u16::try_from(hundredths).map(Self).map_err(|_| PercentError::OutOfRange(number))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}%", self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_beyond_the_whole_is_refused() {
        assert_eq!(Percent::parse("100.00"), Ok(Percent::WHOLE));
        assert!(matches!(Percent::parse("100.01"), Err(PercentError::OutOfRange(_))));
        assert!(matches!(Percent::parse("-1"), Err(PercentError::OutOfRange(_))));
        assert!(matches!(Percent::parse("三成"), Err(PercentError::NotANumber(_))));
    }
}
