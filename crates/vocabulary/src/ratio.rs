//! 比率: an exact fraction.

use rust_decimal::Decimal;
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
        self.divided(digits, digits)
    }

    /// Divides by hand to so many decimals, rounded half up, and sets the point before the last
    /// `scale` of them; without decimals when there are none. By hand, because the hundredfold of
    /// a fraction put together of many may leave every range, while what is printed is small.
    fn divided(self, digits: u32, scale: u32) -> Result<Decimal, RatioError> {
        let below = self.denominator.unsigned_abs();
        let above = self.numerator.unsigned_abs();
        let (whole, rest) = above.checked_div(below).zip(above.checked_rem(below)).unzip();
        let mut steps = whole.ok_or(RatioError::NothingToDivideBy)?;
        let mut rest = rest.ok_or(RatioError::NothingToDivideBy)?;
        for _ in 0..digits {
            let digit;
            (digit, rest) = next_digit(rest, below);
            let tenfold = steps.checked_mul(10).and_then(|tenfold| tenfold.checked_add(digit));
            steps = tenfold.ok_or(RatioError::TooLarge)?;
        }
        if rest >= below.saturating_sub(rest) {
            steps = steps.checked_add(1).ok_or(RatioError::TooLarge)?;
        }
        let steps = i128::try_from(steps).map_err(|_| RatioError::TooLarge)?;
        let steps = if self.numerator < 0 { steps.checked_neg() } else { Some(steps) };
        let steps = steps.ok_or(RatioError::TooLarge)?;
        let number = Decimal::try_from_i128_with_scale(steps, scale);
        let number = number.map_err(|_| RatioError::TooLarge)?;
        Ok(if rest == 0 && number.fract().is_zero() { number.trunc() } else { number })
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
        self.divided(digits.checked_add(2).ok_or(RatioError::TooLarge)?, digits)
    }
}

/// The next decimal of a rest below a denominator, and what is left then: ten times the rest, one
/// at a time, because ten times may be too much at once.
fn next_digit(rest: u128, below: u128) -> (u128, u128) {
    let mut digit = 0_u128;
    let mut left = 0_u128;
    for _ in 0..10 {
        left = left.saturating_add(rest);
        if left >= below {
            left = left.saturating_sub(below);
            digit = digit.saturating_add(1);
        }
    }
    (digit, left)
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
    fn half_of_the_last_decimal_goes_up_and_whole_numbers_have_none() {
        let cases = [
            ((7, 8), "0.88"),
            ((5, 1_000), "0.01"),
            ((-5, 1_000), "-0.01"),
            ((4_999, 1_000_000), "0.00"),
            ((-4_999, 1_000_000), "0.00"),
            ((700, 8), "87.50"),
            ((75, 1), "75"),
            ((98_004, 1_000), "98.00"),
            ((99_999, 1_000), "100.00"),
            ((1_066_873, 10), "106687.30"),
            // Half but for the twenty-ninth decimal: rounded once, never twice.
            ((49_999_999_999_999_999_999_999_999_999, 10_i128.pow(31)), "0.00"),
            ((i128::MAX - 1, i128::MAX), "1.00"),
            ((i128::MAX / 2, i128::MAX), "0.50"),
        ];
        for ((above, below), printed) in cases {
            let ratio = Ratio::new(above, below).unwrap();
            assert_eq!(ratio.rounded(2).unwrap().to_string(), printed, "{above}/{below}");
        }
        assert_eq!(Ratio::new(1, 3).unwrap().percent(2).unwrap().to_string(), "33.33");
        assert_eq!(Ratio::new(3, 4).unwrap().percent(2).unwrap().to_string(), "75");
        assert_eq!(Ratio::new(1, 200_000).unwrap().percent(3).unwrap().to_string(), "0.001");
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
