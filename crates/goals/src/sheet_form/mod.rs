//! 在线填报: a target sheet as texts to be typed over, and back.
//!
//! ```text
//! TargetSheet --of--> SheetForm --(a person edits)--> SheetForm --onto(base)--> TargetSheet
//! ```
//!
//! A form holds only texts. What it does not show (extra columns, fields without a field of ours,
//! 预算执行) stays with the sheet it is put onto. A text that was not changed keeps the place it was
//! read from; a changed or new one is [`vocabulary::Place::Entered`] and becomes a type by the same functions
//! as the text of a file.

mod merge;
mod onto;
mod repair;
#[cfg(test)]
mod tests;

pub use merge::{FormConflict, Merged};
pub use repair::{RepairRefusal, Replacement};

use crate::TargetSheet;
use indicators::IndicatorRow;
use vocabulary::FiledText;

/// A target sheet as texts. An empty text is an empty cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetForm {
    /// The title over the form, without its number.
    pub title: String,
    /// 单位编码.
    pub unit_code: String,
    /// 单位名称.
    pub unit_name: String,
    /// 项目编码.
    pub project_code: String,
    /// 项目名称.
    pub project_name: String,
    /// 预算数.
    pub budget_total: String,
    /// 其中：财政资金.
    pub budget_fiscal: String,
    /// 其他资金.
    pub budget_other: String,
    /// 资金用途.
    pub purpose: String,
    /// 资金支出计划.
    pub plan: Vec<PlanCell>,
    /// 绩效目标, without list numbers.
    pub goals: Vec<String>,
    /// The indicator rows.
    pub indicators: Vec<IndicatorCells>,
}

/// One cell of 资金支出计划.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanCell {
    /// The month at whose end it counts, 1 to 12.
    pub month: u8,
    /// The cumulative share as typed.
    pub text: String,
}

/// The cells of one indicator row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndicatorCells {
    /// Which row of the base sheet this is, from 1, wherever it has been moved to; `None` for a
    /// new row. It carries the columns that the form does not show.
    pub base_row: Option<u32>,
    /// 一级指标.
    pub level1: String,
    /// 二级指标.
    pub level2: String,
    /// 三级指标.
    pub name: String,
    /// 绩效指标描述.
    pub definition: String,
    /// 指标值.
    pub target: String,
    /// 指标值确定依据.
    pub basis: String,
    /// 分值.
    pub weight: String,
    /// 实际完成值.
    pub actual: String,
    /// 得分.
    pub score: String,
    /// 偏差原因分析及改进措施.
    pub reason: String,
}

/// Why a form was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormRefusal {
    /// More rows, goals or checkpoints than a form may have.
    #[error("“{list}”超过{max}行，请拆分后再填报")]
    TooManyRows {
        /// Which list.
        list: &'static str,
        /// The most it may have.
        max: usize,
    },
    /// A text beyond what a cell may hold.
    #[error("“{field}”超过{max}个字，请精简后再保存")]
    TextTooLong {
        /// Which field.
        field: &'static str,
        /// The most characters it may have.
        max: usize,
    },
    /// A month that does not exist.
    #[error("资金支出计划的时点“{0}月底”不存在，请填写1至12月")]
    NoSuchMonth(u8),
}

impl SheetForm {
    /// The most rows of a form: no published sheet has a tenth of it.
    pub const ROWS_MAX: usize = 500;
    /// The most characters of a cell: more than a printed page.
    pub const TEXT_MAX: usize = 5_000;

    /// A sheet as texts, its rows numbered as they stand.
    pub fn of(sheet: &TargetSheet) -> Self {
        let amount = |filed: &Option<budget::FiledAmount>| {
            filed.as_ref().map(|filed| filed.raw.text.clone()).unwrap_or_default()
        };
        Self {
            title: text(sheet.title.as_ref()),
            unit_code: text(sheet.unit_code.as_ref()),
            unit_name: text(sheet.unit_name.as_ref()),
            project_code: text(sheet.project_code.as_ref()),
            project_name: text(sheet.project_name.as_ref()),
            budget_total: amount(&sheet.budget.total),
            budget_fiscal: amount(&sheet.budget.fiscal),
            budget_other: amount(&sheet.budget.other),
            purpose: text(sheet.purpose.as_ref()),
            plan: sheet
                .payment_plan
                .iter()
                .map(|entry| PlanCell {
                    month: entry.checkpoint.month(),
                    text: text(entry.raw.as_ref()),
                })
                .collect(),
            goals: sheet.goals.iter().map(|goal| goal.text.clone()).collect(),
            indicators: (1..)
                .zip(&sheet.indicators)
                .map(|(number, row)| IndicatorCells::of(row, Some(number)))
                .collect(),
        }
    }
}

impl IndicatorCells {
    fn of(row: &IndicatorRow, base_row: Option<u32>) -> Self {
        Self {
            base_row,
            level1: text(row.level1.as_ref()),
            level2: text(row.level2.as_ref()),
            name: text(row.name.as_ref()),
            definition: text(row.definition.as_ref()),
            target: row.target.raw.clone(),
            basis: text(row.basis.as_ref()),
            weight: text(row.weight.as_ref()),
            actual: text(row.actual.as_ref()),
            score: text(row.score.as_ref()),
            reason: text(row.reason.as_ref()),
        }
    }
}

fn text(filed: Option<&FiledText>) -> String {
    filed.map(|filed| filed.text.clone()).unwrap_or_default()
}
