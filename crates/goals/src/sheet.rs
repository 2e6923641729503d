//! A target sheet as filed.

use crate::FormKind;
use budget::{BudgetLines, ExecutionLine, PlanEntry};
use indicators::IndicatorRow;
use vocabulary::{AmountUnit, FiledText};

/// A field of a form that has no field of ours, kept under its own label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledText {
    /// The label as printed, `主管部门`.
    pub label: String,
    /// What stands beside or below it.
    pub text: FiledText,
}

/// 绩效目标表 or 自评表 of one project, every text as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetSheet {
    /// Which form.
    pub form: FormKind,
    /// The number printed before the title, `1、`.
    pub number: Option<u32>,
    /// The title as printed.
    pub title: Option<FiledText>,
    /// 单位编码, `333002`.
    pub unit_code: Option<FiledText>,
    /// 单位名称.
    pub unit_name: Option<FiledText>,
    /// The unit amounts are stated in.
    pub amount_unit: AmountUnit,
    /// 项目编码.
    pub project_code: Option<FiledText>,
    /// 项目名称.
    pub project_name: Option<FiledText>,
    /// 预算规模.
    pub budget: BudgetLines,
    /// 资金用途.
    pub purpose: Option<FiledText>,
    /// 资金支出计划, in the order of the form.
    pub payment_plan: Vec<PlanEntry>,
    /// 绩效目标, one entry a numbered goal, without its list number.
    pub goals: Vec<FiledText>,
    /// 预算执行 of a self-evaluation.
    pub execution: Vec<ExecutionLine>,
    /// The indicator rows.
    pub indicators: Vec<IndicatorRow>,
    /// Fields of the form that have no field of ours (主管部门, 实施单位, 实际完成情况, 总分 …).
    pub other_fields: Vec<LabelledText>,
}
