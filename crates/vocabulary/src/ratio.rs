//! 比率: an exact fraction.

use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Ordering;

/// An exact fraction. It is rounded once, at the end, half up; comparisons are on the fraction.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// Why two numbers make no ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatioError {
    /// Division by nothing is an error, not 0.
    #[error("分母为零，无法计算")]
    NothingToDivideBy,
    /// Beyond what we can calculate exactly.
    #[error("数值过大，无法精确计算")]
    TooLarge,
}

impl Ratio {
    /// `numerator / denominator`.
    ///
    /// # Errors
    /// When the denominator is zero.
    pub fn new(numerator: i128, denominator: i128) -> Result<Self, RatioError> {
        match denominator.cmp(&0) {
            Ordering::Equal => Err(RatioError::NothingToDivideBy),
            Ordering::Greater => Ok(Self { numerator, denominator }),
            Ordering::Less => Ok(Self {
                numerator: numerator.checked_neg().ok_or(RatioError::TooLarge)?,
                denominator: denominator.checked_neg().ok_or(RatioError::TooLarge)?,
            }),
        }
    }

    /// The ratio of two exact decimals.
    ///
    /// # Errors
    /// When the second is zero or the numbers are too large.
    pub fn of_decimals(numerator: Decimal, denominator: Decimal) -> Result<Self, RatioError> {
        let scale = numerator.scale().max(denominator.scale());
        let whole = |number: Decimal| {
            let missing = scale.saturating_sub(number.scale());
            10_i128
                .checked_pow(missing)
                .and_then(|factor| number.mantissa().checked_mul(factor))
                .ok_or(RatioError::TooLarge)
        };
        Self::new(whole(numerator)?, whole(denominator)?)
    }

    /// The ratio in percent, rounded half up to `digits` decimals.
    ///
    /// # Errors
    /// When the numbers are too large.
    pub fn percent(self, digits: u32) -> Result<Decimal, RatioError> {
        let part = Decimal::try_from_i128_with_scale(self.numerator, 0)
            .map_err(|_| RatioError::TooLarge)?;
        let whole = Decimal::try_from_i128_with_scale(self.denominator, 0)
            .map_err(|_| RatioError::TooLarge)?;
        part.checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|hundredfold| hundredfold.checked_div(whole))
            .map(|p| p.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
            .ok_or(RatioError::TooLarge)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

/// Compares without rounding; `None` only when the products leave the range.
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Some(left.cmp(&right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_thirds_is_66_67_percent_and_nothing_of_nothing_is_an_error() {
        assert_eq!(Ratio::new(2, 3).unwrap().percent(2).unwrap().to_string(), "66.67");
        assert_eq!(Ratio::new(0, 0), Err(RatioError::NothingToDivideBy));
    }

    #[test]
    fn a_rate_is_compared_before_it_is_rounded() {
        let measured = Ratio::new(97_999, 100_000).unwrap();
        assert!(measured < Ratio::new(98, 100).unwrap());
        assert_eq!(measured.percent(0).unwrap().to_string(), "98");
    }

    #[test]
    fn execution_of_55_out_of_62_54_is_87_94_percent() {
        let rate = Ratio::of_decimals(Decimal::new(5500, 2), Decimal::new(6254, 2)).unwrap();
        assert_eq!(rate.percent(2).unwrap().to_string(), "87.94");
    }
}
