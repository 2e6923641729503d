//! 计分规则: how the value of an indicator becomes points of its weight.

use crate::Direction;

/// 计分规则.
///
/// 财预〔2020〕10号 第十五条及附件; 财预〔2021〕101号 第十四条 for the pass line, the grades and
/// the bands of satisfaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScoringRule {
    /// 按完成比例计分: reached gives all points, else value over target of them.
    Ratio,
    /// 按完成比例计分，设及格线: nothing below 60 % of the target.
    RatioWithFloor,
    /// 直接赋分: reached gives all points, else none.
    Direct,
    /// 按评判等级计分: for what is told in words.
    Graded,
    /// 满意度分档计分: by bands of the share of the satisfied.
    SatisfactionBands,
    /// 反向指标线性扣分: twice the target gives none.
    ReverseLinear,
}

impl ScoringRule {
    /// Every rule.
    pub const ALL: [Self; 6] = [
        Self::Ratio,
        Self::RatioWithFloor,
        Self::Direct,
        Self::Graded,
        Self::SatisfactionBands,
        Self::ReverseLinear,
    ];

    /// The rule that self-evaluation uses when nothing else is said.
    pub fn usual(direction: Direction) -> Self {
        match direction {
            Direction::HigherIsBetter => Self::Ratio,
            Direction::LowerIsBetter => Self::ReverseLinear,
            Direction::Neutral => Self::Direct,
        }
    }

    /// The rule in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ratio => "按完成比例计分",
            Self::RatioWithFloor => "按完成比例计分（设及格线）",
            Self::Direct => "直接赋分",
            Self::Graded => "按评判等级计分",
            Self::SatisfactionBands => "满意度分档计分",
            Self::ReverseLinear => "反向指标线性扣分",
        }
    }
}
