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

    /// A whole number.
    pub const fn whole(number: i128) -> Self {
        Self { numerator: number, denominator: 1 }
    }

    /// An exact decimal.
    ///
    /// # Errors
    /// When the number is too large.
    pub fn decimal(number: Decimal) -> Result<Self, RatioError> {
        Self::of_decimals(number, Decimal::ONE)
    }

    /// The sum.
    ///
    /// # Errors
    /// When the numbers are too large.
    pub fn plus(self, other: Self) -> Result<Self, RatioError> {
        let left = self.numerator.checked_mul(other.denominator);
        let right = other.numerator.checked_mul(self.denominator);
        let sum = left.zip(right).and_then(|(left, right)| left.checked_add(right));
        let whole = self.denominator.checked_mul(other.denominator);
        let (sum, whole) = sum.zip(whole).ok_or(RatioError::TooLarge)?;
        Ok(Self::new(sum, whole)?.reduced())
    }

    /// The difference.
    ///
    /// # Errors
    /// When the numbers are too large.
    pub fn minus(self, other: Self) -> Result<Self, RatioError> {
        let opposite = other.numerator.checked_neg().ok_or(RatioError::TooLarge)?;
        self.plus(Self { numerator: opposite, denominator: other.denominator })
    }

    /// The product.
    ///
    /// # Errors
    /// When the numbers are too large.
    pub fn times(self, other: Self) -> Result<Self, RatioError> {
        let above = self.numerator.checked_mul(other.numerator);
        let below = self.denominator.checked_mul(other.denominator);
        let (above, below) = above.zip(below).ok_or(RatioError::TooLarge)?;
        Ok(Self::new(above, below)?.reduced())
    }

    /// The quotient.
    ///
    /// # Errors
    /// When the other is zero or the numbers are too large.
    pub fn over(self, other: Self) -> Result<Self, RatioError> {
        self.times(Self::new(other.denominator, other.numerator)?)
    }

    /// The number rounded half up to `digits` decimals.
    ///
    /// # Errors
    /// When the numbers are too large.
    pub fn rounded(self, digits: u32) -> Result<Decimal, RatioError> {
        let hundredth = Self::new(
            self.numerator,
            self.denominator.checked_mul(100).ok_or(RatioError::TooLarge)?,
        )?;
        hundredth.percent(digits)
    }

    /// Above the line, when nothing more can be cancelled.
    pub fn numerator(self) -> i128 {
        self.reduced().numerator
    }

    /// Below the line, when nothing more can be cancelled.
    pub fn denominator(self) -> i128 {
        self.reduced().denominator
    }

    /// The same number in the smallest terms.
    fn reduced(self) -> Self {
        let (mut one, mut two) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        while two != 0 {
            (one, two) = (two, one.checked_rem(two).unwrap_or_default());
        }
        let Ok(divisor) = i128::try_from(one) else { return self };
        let above = self.numerator.checked_div(divisor);
        let below = self.denominator.checked_div(divisor);
        above.zip(below).map_or(self, |(numerator, denominator)| Self { numerator, denominator })
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
    fn fractions_are_reckoned_with_exactly() {
        let third = Ratio::new(1, 3).unwrap();
        let sixth = Ratio::new(1, 6).unwrap();
        assert_eq!(third.plus(sixth).unwrap(), Ratio::new(1, 2).unwrap());
        assert_eq!(third.minus(sixth).unwrap(), sixth);
        assert_eq!(third.times(sixth).unwrap(), Ratio::new(1, 18).unwrap());
        assert_eq!(third.over(sixth).unwrap(), Ratio::whole(2));
        assert_eq!(third.over(Ratio::whole(0)), Err(RatioError::NothingToDivideBy));
        assert_eq!(Ratio::whole(i128::MAX).plus(third), Err(RatioError::TooLarge));
    }

    #[test]
    fn a_number_is_rounded_half_up_and_shown_in_the_smallest_terms() {
        assert_eq!(Ratio::new(25, 1000).unwrap().rounded(2).unwrap().to_string(), "0.03");
        let ratio = Ratio::new(-50, -100).unwrap();
        assert_eq!((ratio.numerator(), ratio.denominator()), (1, 2));
        assert_eq!(Ratio::whole(0).denominator(), 1);
    }

    #[test]
    fn execution_of_55_out_of_62_54_is_87_94_percent() {
        let rate = Ratio::of_decimals(Decimal::new(5500, 2), Decimal::new(6254, 2)).unwrap();
        assert_eq!(rate.percent(2).unwrap().to_string(), "87.94");
    }
}
