//! 测算: a formula and the figures of the ledgers give a value, or the reason why there is none.
//!
//! Engines differ in how they find the figures of the leaves; what is made of them is here, once.

mod evaluate;
#[cfg(test)]
mod tests;

use crate::{Formula, Versions, WhenNothing};
use evaluate::Evaluation;
use vocabulary::{Day, Period, Ratio};

/// Why there is no value. A missing value is never 0, 100 or an empty text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The denominator is nothing: there was nothing to measure.
    #[error("分母为零，本期无可测算的对象")]
    NoDenominator,
    /// A mean, least or greatest of no records.
    #[error("本期没有记录，无法求平均、最小或最大")]
    NoRecords,
    /// 基准数 is not entered for the day.
    #[error("未登记基准数“{0}”，请在基准数台账登记并注明出处")]
    NoReference(String),
    /// A survey without enough answers, or without any.
    #[error("调查“{0}”尚无可用结果")]
    NoSurvey(String),
    /// The covered area of a zone whose outline is not known.
    #[error("区域“{0}”的覆盖面积尚不能测算")]
    NoCoverage(String),
    /// Another indicator has no value.
    #[error("所引用的指标“{0}”没有测算值")]
    NoIndicator(String),
    /// Beyond what can be calculated exactly.
    #[error("数值过大，无法精确计算")]
    TooLarge,
    /// A week or month does not lie wholly in the period.
    #[error("本期不含完整的周或月")]
    NoBuckets,
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// An exact number.
    Number(Ratio),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Day(Day),
    /// One value for each key or stretch of the calendar.
    Vector(Vec<Figure>),
}

/// What an engine found for a leaf of a formula; none where there was nothing to put together.
#[derive(Clone, Debug, PartialEq)]
pub enum LeafValue {
    /// A number; none of no records.
    Number(Option<Ratio>),
    /// Whether there is such a record.
    Truth(bool),
    /// A day; none of no records.
    Day(Option<Day>),
    /// The number of each key.
    Each(Vec<Option<Ratio>>),
    /// The number of each stretch of the calendar that has records: its first day, the number.
    /// Those without are filled in here.
    Per(Vec<(Day, Option<Ratio>)>),
    /// There is none, and why.
    Missing(Missing),
}

/// A share that a value was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// 分子.
    pub numerator: Ratio,
    /// 分母.
    pub denominator: Ratio,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A value in the unit of the formula; shares in hundredths.
    Value(Ratio),
    /// Full marks because nothing was to be done ([`WhenNothing::Full`]).
    FullWithoutEvents,
    /// Yes or no.
    Truth(bool),
    /// None, and why.
    None(Missing),
}

/// 测算结果: never a bare number.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The value, or why there is none.
    pub outcome: Outcome,
    /// The shares in it in the order in which they were worked out.
    pub shares: Vec<Share>,
    /// The period that was looked at; stock as of its last day.
    pub period: Period,
    /// By what it was worked out.
    pub versions: Versions,
}

impl Measured {
    /// The value, when there is one.
    pub fn value(&self) -> Option<Ratio> {
        match self.outcome {
            Outcome::Value(value) => Some(value),
            Outcome::FullWithoutEvents => Some(Ratio::whole(100)),
            Outcome::Truth(_) | Outcome::None(_) => None,
        }
    }

    /// The share that the value is: of the least of several the one that decides. None where the
    /// value is put together of several, weighted ones for instance. Where there is no value, the
    /// share for which there was none.
    pub fn share(&self) -> Option<&Share> {
        match self.outcome {
            Outcome::Value(value) => self.shares.iter().find(|share| share.is(value)),
            Outcome::FullWithoutEvents | Outcome::Truth(_) | Outcome::None(_) => self.shares.last(),
        }
    }
}

impl Share {
    /// Whether a number of hundredths is this share.
    fn is(&self, hundredths: Ratio) -> bool {
        let whole = self.numerator.times(Ratio::whole(100));
        whole.and_then(|whole| whole.over(self.denominator)).is_ok_and(|own| own == hundredths)
    }
}

/// Makes the value of a formula of the figures that an engine found, in the order of
/// [`Formula::leaves`]; `versions` say by what they were found.
pub fn measure(
    formula: &Formula,
    found: &[LeafValue],
    (period, versions): (Period, Versions),
    policy: &WhenNothing,
) -> Measured {
    let mut evaluation = Evaluation { formula, found, period, shares: Vec::new() };
    let outcome = match evaluation.figure(formula.expression()) {
        Ok(Figure::Number(value)) => Outcome::Value(value),
        Ok(Figure::Truth(truth)) => Outcome::Truth(truth),
        // A formula gives a number or a truth: it was proved when it was read.
        Ok(Figure::Day(_) | Figure::Vector(_)) => Outcome::None(Missing::TooLarge),
        Err(Missing::NoDenominator) if matches!(policy, WhenNothing::Full { .. }) => {
            Outcome::FullWithoutEvents
        }
        Err(missing) => Outcome::None(missing),
    };
    Measured { outcome, shares: evaluation.shares, period, versions }
}
