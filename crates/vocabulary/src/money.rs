//! 金额: money in integer 分.

use crate::Percent;
use rust_decimal::{Decimal, RoundingStrategy};
use std::fmt;
use std::iter::Sum;

/// An amount in 分, exact. Shown in 万元 with two decimals, the unit of budget forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// The unit a form states its amounts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmountUnit {
    /// 万元, what budget forms use unless they say otherwise.
    #[default]
    WanYuan,
    /// 元.
    Yuan,
}

impl AmountUnit {
    /// The word as printed.
    pub fn label(self) -> &'static str {
        match self {
            Self::WanYuan => "万元",
            Self::Yuan => "元",
        }
    }

    fn fen(self) -> Decimal {
        match self {
            Self::WanYuan => Decimal::from(Money::FEN_PER_WAN_YUAN),
            Self::Yuan => Decimal::from(Money::FEN_PER_YUAN),
        }
    }
}

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No number at all.
    #[error("“{0}”不是金额，请填写数字")]
    NotANumber(String),
    /// Finer than one 分.
    #[error("“{0}”精确到分以下，请核对小数位")]
    FinerThanFen(String),
    /// Beyond any budget we accept.
    #[error("“{0}”超出可处理的金额范围")]
    TooLarge(String),
}

impl Money {
    /// 分 in one 元.
    pub const FEN_PER_YUAN: i64 = 100;
    /// 分 in one 万元.
    pub const FEN_PER_WAN_YUAN: i64 = 1_000_000;
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of so many 分.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// The amount in 分.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Reads an amount such as `1,336.57`, given in `unit`. Thousands commas and full-width
    /// digits are read; anything else beside the number is an error, never skipped.
    ///
    /// # Errors
    /// When the text is no number, is finer than one 分, or is out of range.
    ///
    /// ```
    /// use vocabulary::{AmountUnit, Money};
    /// let amount = Money::parse("152.4", AmountUnit::WanYuan).unwrap();
    /// assert_eq!((amount.fen(), amount.to_string()), (152_400_000, "152.40".to_owned()));
    /// ```
    pub fn parse(text: &str, unit: AmountUnit) -> Result<Self, MoneyError> {
        let folded = crate::fold_width(text.trim());
        let plain: String = folded.chars().filter(|c| *c != ',').collect();
        let shape_ok = !plain.is_empty()
            && plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-')
            && plain.ends_with(|c: char| c.is_ascii_digit())
            && plain.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        if !shape_ok {
            return Err(MoneyError::NotANumber(text.to_owned()));
        }
        let number: Decimal = plain.parse().map_err(|_| MoneyError::NotANumber(text.to_owned()))?;
        let fen = number
            .checked_mul(unit.fen())
            .ok_or_else(|| MoneyError::TooLarge(text.to_owned()))?
            .normalize();
        if !fen.is_integer() {
            return Err(MoneyError::FinerThanFen(text.to_owned()));
        }
        i64::try_from(fen).map(Self).map_err(|_| MoneyError::TooLarge(text.to_owned()))
    }

    /// The amount in 万元, exact.
    pub fn wan_yuan(self) -> Decimal {
        Decimal::new(self.0, 6).normalize()
    }

    /// The sum, or `None` beyond the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// A share of the amount, rounded half up to whole 分.
    ///
    /// ```
    /// use vocabulary::{Money, Percent};
    /// let half = Percent::parse("50").unwrap();
    /// assert_eq!(Money::from_fen(25).share(half).fen(), 13);
    /// ```
    #[must_use]
    pub fn share(self, share: Percent) -> Self {
        let fen = Decimal::from(self.0)
            .checked_mul(Decimal::new(i64::from(share.hundredths()), 4))
            .map(|fen| fen.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
        // A share is never more than the whole, so it is in range.
        fen.and_then(|fen| i64::try_from(fen).ok()).map_or(self, Self)
    }

    /// The difference, or `None` beyond the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

/// 万元 with two decimals, rounded half up (四舍五入).
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded =
            self.wan_yuan().round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        write!(f, "{rounded:.2}")
    }
}

/// The total, held at the ends of the range rather than wrapped.
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |total, amount| Self(total.0.saturating_add(amount.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stray_trailing_mark_is_not_an_amount() {
        assert_eq!(
            Money::parse("21.4.", AmountUnit::WanYuan),
            Err(MoneyError::NotANumber("21.4.".into()))
        );
    }

    #[test]
    fn thousands_commas_and_full_width_digits_are_read() {
        assert_eq!(Money::parse("8,827,620.53", AmountUnit::Yuan).unwrap().fen(), 882_762_053);
        assert_eq!(Money::parse("１２．５", AmountUnit::WanYuan).unwrap().fen(), 12_500_000);
    }

    #[test]
    fn a_share_is_rounded_half_up_and_the_whole_is_the_amount() {
        let share = |fen, percent| Money::from_fen(fen).share(Percent::parse(percent).unwrap());
        assert_eq!(share(54_000_000, "25.00").fen(), 13_500_000);
        assert_eq!(share(i64::MAX, "100").fen(), i64::MAX);
        assert_eq!(share(-25, "50").fen(), -13);
        assert_eq!(share(1, "49.99").fen(), 0);
    }

    #[test]
    fn half_a_cent_of_wan_yuan_is_rounded_up() {
        assert_eq!(Money::from_fen(5_000).to_string(), "0.01");
        assert_eq!(Money::from_fen(4_999).to_string(), "0.00");
        assert_eq!(Money::from_fen(-5_000).to_string(), "-0.01");
    }

    /// The next of a row of numbers without visible order (Lehmer, modulus 2^31 − 1).
    fn next(seed: u64) -> u64 {
        seed * 48_271 % 0x7fff_ffff
    }

    #[test]
    fn a_million_amounts_have_one_total_in_ten_orders() {
        let mut seed = 20_261_123;
        let mut amounts: Vec<Money> = (0..1_000_000)
            .map(|_| {
                seed = next(seed);
                Money::from_fen(i64::try_from(seed).unwrap() - 0x3fff_ffff)
            })
            .collect();
        let exact: i128 = amounts.iter().map(|amount| i128::from(amount.fen())).sum();
        for _ in 0..10 {
            for place in (1..amounts.len()).rev() {
                seed = next(seed);
                amounts.swap(place, usize::try_from(seed).unwrap() % (place + 1));
            }
            let total: Money = amounts.iter().copied().sum();
            assert_eq!(i128::from(total.fen()), exact);
        }
    }

    proptest! {
        #[test]
        fn an_amount_of_whole_hundred_yuan_survives_printing(units in -1_000_000_000_i64..1_000_000_000) {
            let amount = Money::from_fen(units * 10_000);
            prop_assert_eq!(Money::parse(&amount.to_string(), AmountUnit::WanYuan).unwrap(), amount);
        }

        #[test]
        fn the_order_of_adding_does_not_matter(mut fen in prop::collection::vec(-1_000_000_000_i64..1_000_000_000, 0..50)) {
            let total: Money = fen.iter().copied().map(Money::from_fen).sum();
            fen.reverse();
            prop_assert_eq!(fen.iter().copied().map(Money::from_fen).sum::<Money>(), total);
        }
    }
}
