//! 指标库: an indicator apart from any sheet. Target sheets of many projects and years promise
//! values of it; it is measured once.

use crate::ScoringRule;
use std::fmt;
use vocabulary::{Basis, Day};

/// Why a text is no code of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不能作指标编码：应以小写字母开头，只含小写字母、数字和下划线，不超过60个字符")]
pub struct IndicatorCodeError(pub String);

/// 指标编码: how formulas and tables name an indicator: `siren_coverage`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndicatorCode(String);

impl IndicatorCode {
    /// A code is read by people, too.
    const CHARACTERS_MAX: usize = 60;

    /// Reads a code: `[a-z][a-z0-9_]*`.
    ///
    /// # Errors
    /// When the text is not one.
    pub fn parse(text: &str) -> Result<Self, IndicatorCodeError> {
        let sound = text.len() <= Self::CHARACTERS_MAX
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if sound { Ok(Self(text.to_owned())) } else { Err(IndicatorCodeError(text.to_owned())) }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IndicatorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 指标方向: which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// 正向: the more the better.
    HigherIsBetter,
    /// 反向: the less the better.
    LowerIsBetter,
    /// 中性: neither; the value informs.
    Neutral,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Self; 3] = [Self::HigherIsBetter, Self::LowerIsBetter, Self::Neutral];

    /// The direction in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::HigherIsBetter => "正向",
            Self::LowerIsBetter => "反向",
            Self::Neutral => "中性",
        }
    }
}

/// 累计方式: how values of a year come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accumulation {
    /// 累计: grows through the period; a value of June speaks of six months.
    Cumulative,
    /// 时点: read on one day.
    PointInTime,
    /// 期均: of each stretch of the period, put together.
    PeriodAverage,
}

impl Accumulation {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Cumulative, Self::PointInTime, Self::PeriodAverage];

    /// The way in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cumulative => "累计",
            Self::PointInTime => "时点",
            Self::PeriodAverage => "期均",
        }
    }
}

/// What a share of nothing is: never 0, and full only for a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WhenNothing {
    /// 不适用: there is no value, and why is shown.
    #[default]
    NotApplicable,
    /// 无事项按满分计: nothing was to be done, and all of it was.
    Full {
        /// Why no event is a full result.
        reason: String,
    },
}

/// 计算公式: one way of measuring, in the language of formulas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaVariant {
    /// The formula.
    pub formula: String,
    /// The unit of the value as printed: `%`, `次`, `起`.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// What a share of nothing is.
    pub when_nothing: WhenNothing,
}

/// What is wrong with a published definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordingFault {
    /// 导向有误: good work lowers the value, or bad work raises it.
    Perverse,
    /// 无法计量: it does not say what is counted, or nobody could count it.
    Unmeasurable,
    /// 描述他项业务: name and definition speak of different business.
    OtherBusiness,
    /// 口径不当: it can be measured, but is not what its name or level says.
    Imprecise,
}

impl WordingFault {
    /// Every fault.
    pub const ALL: [Self; 4] =
        [Self::Perverse, Self::Unmeasurable, Self::OtherBusiness, Self::Imprecise];

    /// The fault in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Perverse => "导向有误",
            Self::Unmeasurable => "无法计量",
            Self::OtherBusiness => "描述他项业务",
            Self::Imprecise => "口径不当",
        }
    }
}

/// 修正口径: what should be measured instead. It stands beside the literal formula; the target
/// value stays as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What is wrong with the published definition.
    pub fault: WordingFault,
    /// Why, in words that a finance officer reads.
    pub reason: String,
    /// The better way.
    pub variant: FormulaVariant,
}

/// A row of a target sheet that an indicator serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServedRow {
    /// The number of the project in its document, from 1.
    pub project: u16,
    /// The number of the row in the whole document, from 1.
    pub row: u16,
    /// 三级指标 as printed.
    pub name: String,
    /// 绩效指标描述 as printed.
    pub definition: String,
}

/// 指标: what is measured, how, on what basis, and for which rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorDefinition {
    /// How formulas and tables name it.
    pub code: IndicatorCode,
    /// 指标名称, its own in the whole library.
    pub name: String,
    /// 指标解释 as published.
    pub definition: String,
    /// The project or part of the document that it comes from, in words.
    pub theme: String,
    /// 累计方式.
    pub accumulation: Accumulation,
    /// The regulation behind it.
    pub basis: Option<Basis>,
    /// 数据来源: the ledgers in words.
    pub sources: String,
    /// 取值方法: what is counted and what is not.
    pub method: String,
    /// 佐证资料.
    pub evidence: String,
    /// 计分规则.
    pub scoring: ScoringRule,
    /// The published definition, taken at its word.
    pub literal: FormulaVariant,
    /// What should be measured instead, when the published definition is at fault.
    pub corrected: Option<Correction>,
    /// The rows that promise values of it.
    pub serves: Vec<ServedRow>,
    /// The first day on which this version is used.
    pub in_force_from: Day,
    /// Counts up with every change.
    pub version: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_lower_case_word() {
        assert_eq!(IndicatorCode::parse("siren_coverage").unwrap().to_string(), "siren_coverage");
        for text in ["", "Siren", "2nd", "警报", "a b", &"a".repeat(61)] {
            assert!(IndicatorCode::parse(text).is_err(), "{text}");
        }
    }
}
