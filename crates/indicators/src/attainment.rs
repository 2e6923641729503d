//! 达标: a value against the target that a document names.

use crate::{Comparison, Target};
use vocabulary::Ratio;

impl Target {
    /// Whether a value reaches the target, compared on the exact fraction and never on what is
    /// printed. None when the target names no number, or none that can be read; of a doubled
    /// number the likely reading is taken ([`Target::value_or_likely`]).
    pub fn is_met_by(&self, value: Ratio) -> Option<bool> {
        let target = Ratio::decimal(self.value_or_likely()?).ok()?;
        let ordering = value.partial_cmp(&target)?;
        Some(match self.comparison? {
            Comparison::AtLeast => ordering.is_ge(),
            Comparison::MoreThan => ordering.is_gt(),
            Comparison::Equal => ordering.is_eq(),
            Comparison::AtMost => ordering.is_le(),
            Comparison::LessThan => ordering.is_lt(),
            Comparison::Range => {
                let upper = Ratio::decimal(self.upper?).ok()?;
                ordering.is_ge() && value.partial_cmp(&upper)?.is_le()
            }
            Comparison::Qualitative => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_compared_before_it_is_rounded_and_more_than_is_strict() {
        let almost = Ratio::new(8_999_999, 100_000).unwrap();
        let ninety = Ratio::whole(90);
        for (target, value, met) in [
            ("≥90%", ninety, Some(true)),
            ("≥90%", almost, Some(false)),
            (">90%", ninety, Some(false)),
            ("＝90%", ninety, Some(true)),
            ("≤90%", almost, Some(true)),
            ("<90%", ninety, Some(false)),
            ("≥9090%及以上", ninety, Some(true)),
            ("≥9595%及以上", ninety, Some(false)),
            ("良好", ninety, None),
            ("", ninety, None),
        ] {
            assert_eq!(Target::parse(target).is_met_by(value), met, "{target}");
        }
    }

    #[test]
    fn a_range_holds_both_its_ends() {
        let target = Target::parse("18—54周岁");
        for (age, met) in [(17, false), (18, true), (54, true), (55, false)] {
            assert_eq!(target.is_met_by(Ratio::whole(age)), Some(met), "{age}");
        }
    }
}
