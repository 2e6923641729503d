//! A sheet as texts, as the edit page and the API send and get it.

use goals::{IndicatorCells, PlanCell, SheetForm};
use serde::{Deserialize, Serialize};

/// An edit: the texts of a sheet and the version they began from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SheetFormShape {
    /// The version the edit began from.
    pub(crate) base_version: i32,
    #[serde(default)]
    title: String,
    #[serde(default)]
    unit_code: String,
    #[serde(default)]
    unit_name: String,
    #[serde(default)]
    project_code: String,
    #[serde(default)]
    project_name: String,
    #[serde(default)]
    budget_total: String,
    #[serde(default)]
    budget_fiscal: String,
    #[serde(default)]
    budget_other: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    plan: Vec<PlanShape>,
    #[serde(default)]
    goals: Vec<String>,
    #[serde(default)]
    indicators: Vec<RowShape>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct PlanShape {
    month: u8,
    #[serde(default)]
    text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct RowShape {
    /// The row of the version begun from, from 1; null for a new row.
    #[serde(default)]
    base_row: Option<u32>,
    #[serde(default)]
    level1: String,
    #[serde(default)]
    level2: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    target: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    weight: String,
    #[serde(default)]
    actual: String,
    #[serde(default)]
    score: String,
    #[serde(default)]
    reason: String,
}

impl SheetFormShape {
    /// A form begun from a version.
    pub(crate) fn of(form: SheetForm, base_version: i32) -> Self {
        let plan = |cell: PlanCell| PlanShape { month: cell.month, text: cell.text };
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
            plan: form.plan.into_iter().map(plan).collect(),
            goals: form.goals,
            indicators: form.indicators.into_iter().map(RowShape::of).collect(),
        }
    }

    /// The form.
    pub(crate) fn into_form(self) -> SheetForm {
        let plan = |cell: PlanShape| PlanCell { month: cell.month, text: cell.text };
        SheetForm {
            title: self.title,
            unit_code: self.unit_code,
            unit_name: self.unit_name,
            project_code: self.project_code,
            project_name: self.project_name,
            budget_total: self.budget_total,
            budget_fiscal: self.budget_fiscal,
            budget_other: self.budget_other,
            purpose: self.purpose,
            plan: self.plan.into_iter().map(plan).collect(),
            goals: self.goals,
            indicators: self.indicators.into_iter().map(RowShape::into_cells).collect(),
        }
    }
}

impl RowShape {
    fn of(cells: IndicatorCells) -> Self {
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

    fn into_cells(self) -> IndicatorCells {
        IndicatorCells {
            base_row: self.base_row,
            level1: self.level1,
            level2: self.level2,
            name: self.name,
            definition: self.definition,
            target: self.target,
            basis: self.basis,
            weight: self.weight,
            actual: self.actual,
            score: self.score,
            reason: self.reason,
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
        assert_eq!((back.base_version, back.into_form()), (3, form));
    }
}
