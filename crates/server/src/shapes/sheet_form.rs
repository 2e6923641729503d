//! A target sheet as typed texts in JSON: what a browser or a program sends, and what a draft
//! keeps.

use goals::{IndicatorCells, PlanCell, SheetForm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The texts of a sheet. An empty text is an empty cell; so is one that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SheetForm)]
#[serde(deny_unknown_fields)]
pub(crate) struct SheetFormShape {
    /// The version of the sheet that the texts were typed over.
    #[schema(minimum = 1)]
    #[serde(deserialize_with = "super::whole::read")]
    pub(crate) base_version: i32,
    /// The title over the form, without its number.
    #[serde(default)]
    title: String,
    /// 单位编码.
    #[serde(default)]
    unit_code: String,
    /// 单位名称.
    #[serde(default)]
    unit_name: String,
    /// 项目编码.
    #[serde(default)]
    project_code: String,
    /// 项目名称.
    #[serde(default)]
    project_name: String,
    /// 预算数.
    #[serde(default)]
    budget_total: String,
    /// 其中：财政资金.
    #[serde(default)]
    budget_fiscal: String,
    /// 其他资金.
    #[serde(default)]
    budget_other: String,
    /// 资金用途.
    #[serde(default)]
    purpose: String,
    /// 资金支出计划.
    #[serde(default)]
    plan: Vec<TypedCheckpoint>,
    /// 绩效目标, without list numbers.
    #[serde(default)]
    goals: Vec<String>,
    /// The indicator rows.
    #[serde(default)]
    indicators: Vec<TypedIndicator>,
}

/// One cell of 资金支出计划.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedCheckpoint {
    /// The month at whose end it counts.
    #[schema(minimum = 1, maximum = 12)]
    #[serde(deserialize_with = "super::whole::read")]
    month: u8,
    /// The cumulative share as typed.
    text: String,
}

/// The cells of one indicator row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TypedIndicator {
    /// Which row of the base version this is, from 1; null for a new row.
    #[schema(minimum = 1)]
    #[serde(deserialize_with = "super::whole::read_or_null")]
    base_row: Option<u32>,
    /// 一级指标.
    level1: String,
    /// 二级指标.
    level2: String,
    /// 三级指标.
    name: String,
    /// 绩效指标描述.
    definition: String,
    /// 指标值.
    target: String,
    /// 指标值确定依据.
    basis: String,
    /// 分值.
    weight: String,
    /// 实际完成值.
    actual: String,
    /// 得分.
    score: String,
    /// 偏差原因分析及改进措施.
    reason: String,
}

impl SheetFormShape {
    /// The texts of a version.
    pub(crate) fn of(form: SheetForm, base_version: i32) -> Self {
        let checkpoint = |cell: PlanCell| TypedCheckpoint { month: cell.month, text: cell.text };
        Self {
            base_version,
            title: form.title,
            unit_code: form.unit_code,
            unit_name: form.unit_name,
            project_code: form.project_code,
            project_name: form.project_name,
            budget_total: form.budget_total,
            budget_fiscal: form.budget_fiscal,
            budget_other: form.budget_other,
            purpose: form.purpose,
            plan: form.plan.into_iter().map(checkpoint).collect(),
            goals: form.goals,
            indicators: form.indicators.into_iter().map(TypedIndicator::from).collect(),
        }
    }
}

impl From<SheetFormShape> for SheetForm {
    fn from(sheet: SheetFormShape) -> Self {
        let checkpoint = |cell: TypedCheckpoint| PlanCell { month: cell.month, text: cell.text };
        Self {
            title: sheet.title,
            unit_code: sheet.unit_code,
            unit_name: sheet.unit_name,
            project_code: sheet.project_code,
            project_name: sheet.project_name,
            budget_total: sheet.budget_total,
            budget_fiscal: sheet.budget_fiscal,
            budget_other: sheet.budget_other,
            purpose: sheet.purpose,
            plan: sheet.plan.into_iter().map(checkpoint).collect(),
            goals: sheet.goals,
            indicators: sheet.indicators.into_iter().map(IndicatorCells::from).collect(),
        }
    }
}

impl From<IndicatorCells> for TypedIndicator {
    fn from(cells: IndicatorCells) -> Self {
        Self {
            base_row: cells.base_row,
            level1: cells.level1,
            level2: cells.level2,
            name: cells.name,
            definition: cells.definition,
            target: cells.target,
            basis: cells.basis,
            weight: cells.weight,
            actual: cells.actual,
            score: cells.score,
            reason: cells.reason,
        }
    }
}

impl From<TypedIndicator> for IndicatorCells {
    fn from(row: TypedIndicator) -> Self {
        Self {
            base_row: row.base_row,
            level1: row.level1,
            level2: row.level2,
            name: row.name,
            definition: row.definition,
            target: row.target,
            basis: row.basis,
            weight: row.weight,
            actual: row.actual,
            score: row.score,
            reason: row.reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_from_its_json_as_it_went() {
        let form = SheetForm {
            project_name: "道路维修".into(),
            plan: vec![PlanCell { month: 3, text: "25".into() }],
            goals: vec!["道路\n完好".into()],
            indicators: vec![IndicatorCells {
                base_row: Some(2),
                target: "≥95%".into(),
                ..IndicatorCells::default()
            }],
            ..SheetForm::default()
        };
        let json = serde_json::to_string(&SheetFormShape::of(form.clone(), 3)).unwrap();
        let back: SheetFormShape = serde_json::from_str(&json).unwrap();
        assert_eq!(back.base_version, 3);
        assert_eq!(SheetForm::from(back), form);
    }
}
