//! 指标值: operator, exact value, unit.

mod parse;

use std::fmt;
use vocabulary::Decimal;

/// 计算符号: how an actual value is compared with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// ≥, 不低于, 以上, 及以上.
    AtLeast,
    /// >, 高于, 大于.
    MoreThan,
    /// =, 等于.
    Equal,
    /// ≤, 不超过, 以内.
    AtMost,
    /// <, 低于, 小于.
    LessThan,
    /// Between two values, both included.
    Range,
    /// 定性: a text or a grade.
    Qualitative,
}

impl Comparison {
    /// The sign as normalised: `≥ > = ≤ <`, or the words `range` and `qualitative`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::Equal => "=",
            Self::AtMost => "≤",
            Self::LessThan => "<",
            Self::Range => "range",
            Self::Qualitative => "qualitative",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

/// Why a target's number could not be taken as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The number is printed twice, `9595%`: the likely reading is one half. A person decides.
    DoubledNumber {
        /// One half of the digits.
        likely: Decimal,
    },
    /// Several numbers ran together or stand in one cell; they cannot be told apart.
    NotSeparable,
    /// A character misread by text recognition, `工5%`, `292%` for `≥92%`.
    Misread,
    /// A template that was never filled in, `≥**%`.
    NotFilledIn,
}

/// What a target says. Anything that is not understood for certain stays in `raw` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The text as printed; empty when the cell is empty.
    pub raw: String,
    /// How to compare; `None` when the document does not say.
    pub comparison: Option<Comparison>,
    /// The number, exact; `None` for a qualitative or damaged target. Of a range, the lower end.
    pub value: Option<Decimal>,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// 计量单位 as printed, `%`, `次/周`.
    pub unit: Option<String>,
    /// Why the number could not be taken as printed.
    pub damage: Option<Damage>,
}

/// Operator, value and unit that stand in cells of their own; an absent cell is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetParts<'a> {
    /// 指标性质, 计算符号.
    pub operator: &'a str,
    /// 指标值.
    pub value: &'a str,
    /// 计量单位, 度量单位.
    pub unit: &'a str,
}

impl Target {
    /// Reads a target that stands in one cell: `≥95%`, `98%以上`, `不少于6万人`, `每周10次`,
    /// `18—54周岁`, `良好`. The text is kept as `raw`, untouched.
    ///
    /// ```
    /// use indicators::{Comparison, Damage, Target};
    /// let target = Target::parse("≥9595%及以上");
    /// assert_eq!(target.comparison, Some(Comparison::AtLeast));
    /// assert_eq!(target.value, None, "a damaged number is never guessed");
    /// assert_eq!(target.damage, Some(Damage::DoubledNumber { likely: 95.into() }));
    /// ```
    pub fn parse(raw: &str) -> Self {
        parse::whole(raw)
    }

    /// Reads a target whose operator, value and unit stand in cells of their own. `raw` is what
    /// the three cells say one after the other.
    pub fn from_parts(parts: TargetParts<'_>) -> Self {
        parse::parts(parts)
    }

    /// The number a target means: the value, or the likely reading of a doubled one. What uses a
    /// likely reading has to say so.
    pub fn value_or_likely(&self) -> Option<Decimal> {
        match (&self.damage, self.value) {
            (Some(Damage::DoubledNumber { likely }), _) => Some(*likely),
            (_, value) => value,
        }
    }
}
