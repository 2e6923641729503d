//! One indicator row of a sheet, as filed.

use crate::Target;
use vocabulary::{Confidence, FiledText, Place};

/// A column of the document that has no field of ours, kept under its own label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// The column's label as printed, `指标方向性`.
    pub label: String,
    /// The cell.
    pub text: FiledText,
}

/// 三级指标: one row of a target sheet or self-evaluation, every text as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRow {
    /// 一级指标 as printed, filled down from a merged or empty cell.
    pub level1: Option<FiledText>,
    /// 二级指标 as printed, filled down from a merged cell.
    pub level2: Option<FiledText>,
    /// 三级指标.
    pub name: Option<FiledText>,
    /// 绩效指标描述, 指标解释, 指标说明.
    pub definition: Option<FiledText>,
    /// 指标值: the raw text (operator, value and unit joined when they stand in cells of their
    /// own) and what it says.
    pub target: Target,
    /// Where the target's value stands.
    pub target_at: Option<Place>,
    /// 指标值确定依据.
    pub basis: Option<FiledText>,
    /// 权重 or 分值.
    pub weight: Option<FiledText>,
    /// 实际完成值.
    pub actual: Option<FiledText>,
    /// 得分.
    pub score: Option<FiledText>,
    /// 偏差原因分析及改进措施.
    pub reason: Option<FiledText>,
    /// Columns without a field of ours.
    pub extra: Vec<Extra>,
    /// Where the row stands: the name's cell, else its first filled cell.
    pub at: Place,
    /// How sure the intake is of the row as a whole: the least of its cells.
    pub confidence: Confidence,
}
