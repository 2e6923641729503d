//! 两人同时修改: a form begun from an older version, put onto a newer one.
//!
//! What only one of the two changed is taken; where both did, the text of the one who comes later
//! stays in the form and both are told. Nothing that was typed is lost.

use super::{IndicatorCells, PlanCell, SheetForm};
use crate::TargetSheet;
use crate::compare;
use std::collections::BTreeMap;

/// A form that can be put onto the newer version, and where the two do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The form; its rows are numbered by the newer version.
    pub form: SheetForm,
    /// Where both changed the same text.
    pub conflicts: Vec<FormConflict>,
}

/// A text that both changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormConflict {
    /// The field by its label.
    pub field: &'static str,
    /// The indicator row of the merged form, from 1.
    pub row: Option<u32>,
    /// The text that stays in the form.
    pub mine: String,
    /// The text of the newer version.
    pub theirs: String,
}

impl SheetForm {
    /// This form, begun from `base`, as a form of `newer`.
    pub fn merged(&self, base: &TargetSheet, newer: &TargetSheet) -> Merged {
        let (was, theirs) = (Self::of(base), Self::of(newer));
        let mut merger = Merger::default();
        let mut head = |field, of: fn(&Self) -> &String| {
            merger.text((field, None), of(&was), of(self), of(&theirs))
        };
        let form = Self {
            title: head("表名", |form| &form.title),
            unit_code: head("单位编码", |form| &form.unit_code),
            unit_name: head("单位名称", |form| &form.unit_name),
            project_code: head("项目编码", |form| &form.project_code),
            project_name: head("项目名称", |form| &form.project_name),
            budget_total: head("预算数", |form| &form.budget_total),
            budget_fiscal: head("其中：财政资金", |form| &form.budget_fiscal),
            budget_other: head("其他资金", |form| &form.budget_other),
            purpose: head("资金用途", |form| &form.purpose),
            plan: merger.plan(&was.plan, &self.plan, &theirs.plan),
            goals: merger.goals(&was.goals, &self.goals, &theirs.goals),
            indicators: Vec::new(),
        };
        let indicators = merger.rows((&was, base), self, (&theirs, newer));
        Merged { form: Self { indicators, ..form }, conflicts: merger.conflicts }
    }
}

#[derive(Default)]
struct Merger {
    conflicts: Vec<FormConflict>,
}

impl Merger {
    fn text(
        &mut self,
        (field, row): (&'static str, Option<u32>),
        was: &str,
        mine: &str,
        theirs: &str,
    ) -> String {
        if mine.trim() == was.trim() {
            return theirs.to_owned();
        }
        if theirs.trim() != was.trim() && theirs.trim() != mine.trim() {
            let (mine, theirs) = (mine.to_owned(), theirs.to_owned());
            self.conflicts.push(FormConflict { field, row, mine, theirs });
        }
        mine.to_owned()
    }

    fn plan(&mut self, was: &[PlanCell], mine: &[PlanCell], theirs: &[PlanCell]) -> Vec<PlanCell> {
        let of = |plan: &[PlanCell], month: u8| {
            let cell = plan.iter().find(|cell| cell.month == month);
            cell.map(|cell| cell.text.clone()).unwrap_or_default()
        };
        let new = mine.iter().filter(|cell| theirs.iter().all(|other| other.month != cell.month));
        let months: Vec<u8> = theirs.iter().chain(new).map(|cell| cell.month).collect();
        months
            .into_iter()
            .map(|month| {
                let (was, mine, theirs) = (of(was, month), of(mine, month), of(theirs, month));
                PlanCell {
                    month, text: self.text(("资金支出计划", None), &was, &mine, &theirs)
                }
            })
            .collect()
    }

    /// The goals are one text to whoever rewords them: lists are not mixed goal by goal.
    fn goals(&mut self, was: &[String], mine: &[String], theirs: &[String]) -> Vec<String> {
        let (was, own, other) = (was.join("\n"), mine.join("\n"), theirs.join("\n"));
        let taken = self.text(("绩效目标", None), &was, &own, &other);
        if taken == other { theirs.to_vec() } else { mine.to_vec() }
    }

    fn rows(
        &mut self,
        (was, base): (&SheetForm, &TargetSheet),
        mine: &SheetForm,
        (theirs, newer): (&SheetForm, &TargetSheet),
    ) -> Vec<IndicatorCells> {
        let pairs = compare::sheets(base, newer).rows;
        let newer_of: BTreeMap<u32, u32> =
            pairs.iter().filter_map(|pair| Some((pair.before?, pair.after?))).collect();
        let mut rows: Vec<IndicatorCells> = Vec::with_capacity(mine.indicators.len());
        for cells in &mine.indicators {
            let before = cells.base_row.and_then(|number| nth(was, number));
            let after = cells.base_row.and_then(|number| nth(theirs, *newer_of.get(&number)?));
            match (before, after) {
                (Some(before), Some(after)) => {
                    let row = number_of_next(&rows);
                    rows.push(self.row(row, before, cells, after));
                }
                // They took the row away, and nobody here touched it.
                (Some(before), None) if cells == before => {}
                (Some(_), None) => {
                    self.told(number_of_next(&rows), &cells.name, "（对方已删除该行）");
                    rows.push(IndicatorCells { base_row: None, ..cells.clone() });
                }
                (None, _) => rows.push(IndicatorCells { base_row: None, ..cells.clone() }),
            }
        }
        for cells in &theirs.indicators {
            let number = cells.base_row.unwrap_or(0);
            let origin = pairs.iter().find(|pair| pair.after == Some(number));
            let taken_away = origin.and_then(|pair| pair.before);
            match taken_away {
                None => rows.push(cells.clone()),
                Some(before) if kept(mine, before) => {}
                // Taken away here; what they changed in it comes back to be looked at.
                Some(_) if origin.is_some_and(|pair| pair.change() != compare::Change::Same) => {
                    self.told(number_of_next(&rows), "（您已删除该行）", &cells.name);
                    rows.push(cells.clone());
                }
                Some(_) => {}
            }
        }
        rows
    }

    fn row(
        &mut self,
        row: u32,
        was: &IndicatorCells,
        mine: &IndicatorCells,
        theirs: &IndicatorCells,
    ) -> IndicatorCells {
        let mut cell = |field, of: fn(&IndicatorCells) -> &String| {
            self.text((field, Some(row)), of(was), of(mine), of(theirs))
        };
        IndicatorCells {
            base_row: theirs.base_row,
            level1: cell("一级指标", |row| &row.level1),
            level2: cell("二级指标", |row| &row.level2),
            name: cell("三级指标", |row| &row.name),
            definition: cell("绩效指标描述", |row| &row.definition),
            target: cell("指标值", |row| &row.target),
            basis: cell("指标值确定依据", |row| &row.basis),
            weight: cell("分值", |row| &row.weight),
            actual: cell("实际完成值", |row| &row.actual),
            score: cell("得分", |row| &row.score),
            reason: cell("偏差原因分析及改进措施", |row| &row.reason),
        }
    }

    fn told(&mut self, row: u32, mine: &str, theirs: &str) {
        let (mine, theirs) = (mine.to_owned(), theirs.to_owned());
        self.conflicts.push(FormConflict { field: "绩效指标", row: Some(row), mine, theirs });
    }
}

fn nth(form: &SheetForm, number: u32) -> Option<&IndicatorCells> {
    form.indicators.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

fn kept(form: &SheetForm, number: u32) -> bool {
    form.indicators.iter().any(|cells| cells.base_row == Some(number))
}

fn number_of_next(rows: &[IndicatorCells]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_add(1)
}
