//! 预算执行 as a self-evaluation states it.

use crate::FiledAmount;
use vocabulary::FiledText;

/// 资金来源: which money a line of the execution table speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FundingSource {
    /// 年度资金总额.
    Total,
    /// 财政拨款, of this year where the form says so.
    Fiscal,
    /// 上年结转资金.
    CarriedOver,
    /// 其他资金.
    Other,
    /// Any other label (中央补助, 省级财政, 自筹资金), as printed.
    Named(String),
}

/// One line of the execution table of a 自评表, as filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionLine {
    /// Which money.
    pub source: FundingSource,
    /// 年初预算数.
    pub initial: Option<FiledAmount>,
    /// 全年预算数 (A).
    pub adjusted: Option<FiledAmount>,
    /// 全年执行数 (B).
    pub spent: Option<FiledAmount>,
    /// 分值.
    pub weight: Option<FiledText>,
    /// 执行率 (B/A).
    pub rate: Option<FiledText>,
    /// 得分.
    pub score: Option<FiledText>,
}
