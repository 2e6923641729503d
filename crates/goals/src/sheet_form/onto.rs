//! A form put onto the sheet it was made from.

use super::{FormRefusal, IndicatorCells, SheetForm};
use crate::TargetSheet;
use budget::{BudgetLines, FiledAmount, PlanEntry};
use indicators::{IndicatorRow, Target};
use std::collections::BTreeSet;
use vocabulary::{Checkpoint, Confidence, FiledText, Percent, Place, is_blank};

impl SheetForm {
    /// The sheet this form says, with everything of `base` that the form does not show.
    ///
    /// # Errors
    /// When the form has more rows or longer texts than a form may have, or a month that does not
    /// exist. A text that says no amount, share or target is no error: it stays as typed and the
    /// review speaks of it.
    pub fn onto(&self, base: &TargetSheet) -> Result<TargetSheet, FormRefusal> {
        self.check_bounds()?;
        let amount = |typed: &str, before: &Option<FiledAmount>| match before {
            Some(before) if is_same(typed, &before.raw.text) => Some(before.clone()),
            _ => entered(typed).map(|filed| FiledAmount::read(filed, base.amount_unit)),
        };
        Ok(TargetSheet {
            form: base.form,
            number: base.number,
            title: filed(&self.title, base.title.as_ref()),
            unit_code: filed(&self.unit_code, base.unit_code.as_ref()),
            unit_name: filed(&self.unit_name, base.unit_name.as_ref()),
            amount_unit: base.amount_unit,
            project_code: filed(&self.project_code, base.project_code.as_ref()),
            project_name: filed(&self.project_name, base.project_name.as_ref()),
            budget: BudgetLines {
                total: amount(&self.budget_total, &base.budget.total),
                fiscal: amount(&self.budget_fiscal, &base.budget.fiscal),
                other: amount(&self.budget_other, &base.budget.other),
            },
            purpose: filed(&self.purpose, base.purpose.as_ref()),
            payment_plan: self.plan_onto(&base.payment_plan)?,
            goals: self.goals_onto(&base.goals),
            execution: base.execution.clone(),
            indicators: self.rows_onto(&base.indicators),
            other_fields: base.other_fields.clone(),
        })
    }

    fn check_bounds(&self) -> Result<(), FormRefusal> {
        let lists = [
            ("资金支出计划", self.plan.len()),
            ("绩效目标", self.goals.len()),
            ("绩效指标", self.indicators.len()),
        ];
        if let Some((list, _)) = lists.into_iter().find(|(_, rows)| *rows > Self::ROWS_MAX) {
            return Err(FormRefusal::TooManyRows { list, max: Self::ROWS_MAX });
        }
        let head = [
            ("表名", &self.title),
            ("单位编码", &self.unit_code),
            ("单位名称", &self.unit_name),
            ("项目编码", &self.project_code),
            ("项目名称", &self.project_name),
            ("预算数", &self.budget_total),
            ("其中：财政资金", &self.budget_fiscal),
            ("其他资金", &self.budget_other),
            ("资金用途", &self.purpose),
        ];
        let plan = self.plan.iter().map(|cell| ("资金支出计划", &cell.text));
        let goals = self.goals.iter().map(|goal| ("绩效目标", goal));
        let rows = self.indicators.iter().flat_map(IndicatorCells::labelled);
        let mut texts = head.into_iter().chain(plan).chain(goals).chain(rows);
        match texts.find(|(_, text)| text.chars().count() > Self::TEXT_MAX) {
            Some((field, _)) => Err(FormRefusal::TextTooLong { field, max: Self::TEXT_MAX }),
            None => Ok(()),
        }
    }

    /// Checkpoints of the base that the form leaves out stay: a form may show fewer, a person
    /// empties a cell to take its share away.
    fn plan_onto(&self, base: &[PlanEntry]) -> Result<Vec<PlanEntry>, FormRefusal> {
        let mut left: Vec<&PlanEntry> = base.iter().collect();
        let mut plan = Vec::with_capacity(self.plan.len());
        for cell in &self.plan {
            let checkpoint = Checkpoint::end_of_month(cell.month)
                .map_err(|_| FormRefusal::NoSuchMonth(cell.month))?;
            let known = left.iter().position(|entry| entry.checkpoint == checkpoint);
            let before = known.map(|index| left.remove(index));
            if let Some(before) = before
                && is_same(&cell.text, before.raw.as_ref().map_or("", |raw| &raw.text))
            {
                plan.push(before.clone());
                continue;
            }
            let raw = entered(&cell.text);
            let percent = raw.as_ref().and_then(|raw| Percent::parse(&raw.text).ok());
            plan.push(PlanEntry { checkpoint, raw, percent });
        }
        plan.extend(left.into_iter().cloned());
        Ok(plan)
    }

    /// A goal keeps its place when the same text stood in the base: first at the same position,
    /// else at any other that is not used yet.
    fn goals_onto(&self, base: &[FiledText]) -> Vec<FiledText> {
        let mut left: Vec<Option<&FiledText>> = base.iter().map(Some).collect();
        let mut take = |index: usize, goal: &str| {
            let slot = left.get_mut(index)?;
            slot.filter(|before| is_same(goal, &before.text))?;
            slot.take().cloned()
        };
        let at_home: Vec<Option<FiledText>> =
            (0..).zip(&self.goals).map(|(index, goal)| take(index, goal)).collect();
        self.goals
            .iter()
            .zip(at_home)
            .filter_map(|(goal, kept)| {
                kept.or_else(|| (0..base.len()).find_map(|index| take(index, goal)))
                    .or_else(|| entered(goal))
            })
            .collect()
    }

    /// A new row without any text is left out; a row of the base stays even when it was emptied,
    /// until a person takes it away, so that rows are numbered as they were sent.
    fn rows_onto(&self, base: &[IndicatorRow]) -> Vec<IndicatorRow> {
        let mut taken = BTreeSet::new();
        let mut rows = Vec::with_capacity(self.indicators.len());
        for cells in &self.indicators {
            // A row named twice is one row and a new one: hidden columns are not doubled.
            let number = cells.base_row.filter(|number| taken.insert(*number));
            let index = number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
            match index.and_then(|index| base.get(index)) {
                Some(before) => rows.push(cells.onto(before)),
                None if cells.is_blank() => {}
                None => rows.push(cells.onto(&new_row())),
            }
        }
        rows
    }
}

impl IndicatorCells {
    fn labelled(&self) -> [(&'static str, &String); 10] {
        [
            ("一级指标", &self.level1),
            ("二级指标", &self.level2),
            ("三级指标", &self.name),
            ("绩效指标描述", &self.definition),
            ("指标值", &self.target),
            ("指标值确定依据", &self.basis),
            ("分值", &self.weight),
            ("实际完成值", &self.actual),
            ("得分", &self.score),
            ("偏差原因分析及改进措施", &self.reason),
        ]
    }

    pub(super) fn is_blank(&self) -> bool {
        self.labelled().into_iter().all(|(_, text)| is_blank(text))
    }

    fn onto(&self, before: &IndicatorRow) -> IndicatorRow {
        let keeps_target = is_same(&self.target, &before.target.raw);
        let typed = tidy(&self.target);
        let mut row = IndicatorRow {
            level1: filed(&self.level1, before.level1.as_ref()),
            level2: filed(&self.level2, before.level2.as_ref()),
            name: filed(&self.name, before.name.as_ref()),
            definition: filed(&self.definition, before.definition.as_ref()),
            target: if keeps_target { before.target.clone() } else { Target::parse(&typed) },
            target_at: if keeps_target {
                before.target_at
            } else {
                (!typed.is_empty()).then_some(Place::Entered)
            },
            basis: filed(&self.basis, before.basis.as_ref()),
            weight: filed(&self.weight, before.weight.as_ref()),
            actual: filed(&self.actual, before.actual.as_ref()),
            score: filed(&self.score, before.score.as_ref()),
            reason: filed(&self.reason, before.reason.as_ref()),
            extra: before.extra.clone(),
            at: before.at,
            confidence: before.confidence,
        };
        if row != *before {
            row.confidence = least_confidence(&row);
        }
        row
    }
}

/// The row is as sure as its least sure cell; a person vouches for what was typed.
fn least_confidence(row: &IndicatorRow) -> Confidence {
    let cells = [
        &row.level1,
        &row.level2,
        &row.name,
        &row.definition,
        &row.basis,
        &row.weight,
        &row.actual,
        &row.score,
        &row.reason,
    ];
    let cells = cells.into_iter().flatten().map(|filed| filed.confidence);
    let extra = row.extra.iter().map(|extra| extra.text.confidence);
    cells.chain(extra).min().unwrap_or(Confidence::Certain)
}

fn new_row() -> IndicatorRow {
    IndicatorRow {
        level1: None,
        level2: None,
        name: None,
        definition: None,
        target: Target::parse(""),
        target_at: None,
        basis: None,
        weight: None,
        actual: None,
        score: None,
        reason: None,
        extra: Vec::new(),
        at: Place::Entered,
        confidence: Confidence::Certain,
    }
}

/// The text as it was when it was not changed, else as typed.
fn filed(typed: &str, before: Option<&FiledText>) -> Option<FiledText> {
    match before {
        Some(before) if is_same(typed, &before.text) => Some(before.clone()),
        _ => entered(typed),
    }
}

fn entered(typed: &str) -> Option<FiledText> {
    let text = tidy(typed);
    (!is_blank(&text)).then(|| FiledText::certain(text, Place::Entered))
}

/// Whether a text that came back from a page is the text that was sent there: pages change line
/// ends, and fields are filed without outer blanks.
fn is_same(typed: &str, before: &str) -> bool {
    typed == before || tidy(typed) == tidy(before)
}

/// A typed text as it is filed: one kind of line end, no control characters (no file format and
/// not every database can hold them), no blanks around it.
fn tidy(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String =
        lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    visible.trim().to_owned()
}
