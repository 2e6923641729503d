//! The payment plan and the budget execution of a form.

use super::form::{FormReader, Stage};
use super::rows::{Cell, Row, Table};
use crate::rules::{ExecutionColumn, Field, Funding, without_remark};
use budget::{ExecutionLine, FiledAmount, FundingSource, PlanEntry};
use goals::LabelledText;
use vocabulary::{AmountUnit, Checkpoint, Percent};

/// One checkpoint of a payment plan whose value is expected in the next row.
#[derive(Clone, Debug)]
pub(super) struct PlanSlot {
    checkpoint: Checkpoint,
    column: u32,
    ordinal: usize,
}

/// One heading of the budget execution.
#[derive(Clone, Debug)]
pub(super) struct ExecutionSlot {
    /// `None`: a column without a field of ours, `原因`.
    kind: Option<ExecutionColumn>,
    label: String,
    column: u32,
    column_span: u32,
}

impl<'a> FormReader<'a> {
    /// A row with two checkpoints or more: `资金支出计划（%） | 3月底 | 6月底 | …`.
    pub(super) fn take_plan_heading(&mut self, _table: &Table<'a>, row: &Row<'a>) -> bool {
        let slots: Vec<PlanSlot> = row
            .cells
            .iter()
            .enumerate()
            .filter_map(|(ordinal, cell)| {
                Some(PlanSlot {
                    checkpoint: Checkpoint::parse(&cell.key).ok()?,
                    column: cell.column,
                    ordinal,
                })
            })
            .collect();
        if slots.len() < 2 {
            return false;
        }
        for cell in row.filled() {
            if cell.meaning.is_some() || Checkpoint::parse(&cell.key).is_ok() {
                self.desk.label(cell);
            }
        }
        self.sheet().seen.hebei = true;
        self.stage = Stage::Plan(slots);
        true
    }

    /// The values below the checkpoints; an empty row is a plan that was not filled in.
    pub(super) fn take_plan_values(&mut self, table: &Table<'a>, row: &Row<'a>) -> bool {
        let Stage::Plan(slots) = &self.stage else {
            return false;
        };
        let slots = slots.clone();
        self.stage = Stage::Head;
        let is_values = !row.has_label();
        let lead = slots.first().map_or(0, |slot| slot.ordinal);
        // In a text file the cell under the heading may be there, empty, or have vanished.
        let vanished = if row.cells.len() <= slots.len() { lead } else { 0 };
        for slot in slots {
            let cell = match (is_values, table.columns_hold) {
                (false, _) => None,
                (true, true) => row.covering(slot.column),
                (true, false) => row.cells.get(slot.ordinal.saturating_sub(vanished)),
            };
            let raw = cell.and_then(|cell| self.desk.field(cell, "资金支出计划"));
            let percent = raw.as_ref().and_then(|raw| Percent::parse(&raw.text).ok());
            self.sheet().sheet.payment_plan.push(PlanEntry {
                checkpoint: slot.checkpoint,
                raw,
                percent,
            });
        }
        is_values
    }

    /// The second row of 预算规模及资金用途: the purpose, without a label of its own.
    pub(super) fn take_purpose(&mut self, row: &Row<'a>) -> bool {
        let Some(open) = self.open.as_mut().filter(|open| open.purpose_follows) else {
            return false;
        };
        open.purpose_follows = false;
        let has_none = open.sheet.purpose.is_none();
        let Some(cell) = row.only_filled().filter(|cell| has_none && cell.meaning.is_none()) else {
            return false;
        };
        let purpose = self.desk.field(cell, "资金用途");
        self.sheet().sheet.purpose = purpose;
        true
    }

    /// A row with two headings of budget execution or more, 执行数 or 执行率 among them.
    pub(super) fn take_execution_heading(&mut self, _table: &Table<'a>, row: &Row<'a>) -> bool {
        let kinds =
            || row.filled().filter_map(|cell| cell.meaning.and_then(|meaning| meaning.execution));
        let tells = |kind| matches!(kind, ExecutionColumn::Spent | ExecutionColumn::Rate);
        if kinds().count() < 2 || !kinds().any(tells) {
            return false;
        }
        let mut slots = Vec::new();
        for cell in row.filled() {
            let kind = cell.meaning.and_then(|meaning| meaning.execution);
            self.see_amount_unit(cell);
            self.desk.label(cell);
            if kind.is_some() || !slots.is_empty() {
                slots.push(ExecutionSlot {
                    kind,
                    label: cell.text.trim().to_owned(),
                    column: cell.column,
                    column_span: cell.column_span,
                });
            }
        }
        self.sheet();
        self.stage = Stage::Execution(slots);
        true
    }

    /// A line of budget execution: the source of money, then its figures.
    pub(super) fn take_execution(&mut self, table: &Table<'a>, row: &Row<'a>) -> bool {
        let Stage::Execution(slots) = &self.stage else {
            return false;
        };
        let slots = slots.clone();
        let Some(at) = row.cells.iter().position(|cell| source_of(cell).is_some()) else {
            self.stage = Stage::Head;
            return false;
        };
        let (lead, rest) = row.cells.split_at(at);
        let Some((label, figures)) = rest.split_first() else {
            return false;
        };
        let Some(source) = source_of(label) else {
            return false;
        };
        for cell in lead.iter().filter(|cell| cell.meaning.is_some()) {
            self.desk.label(cell);
        }
        self.desk.label(label);
        let mut line = empty_line(source);
        for (ordinal, slot) in slots.iter().enumerate() {
            let cell = if table.columns_hold {
                figures.iter().find(|cell| {
                    slot.column <= cell.column
                        && cell.column < slot.column.saturating_add(slot.column_span)
                })
            } else {
                figures.get(ordinal)
            };
            if let Some(cell) = cell {
                self.file_execution(&mut line, slot, cell);
            }
        }
        self.sheet().sheet.execution.push(line);
        true
    }

    fn file_execution(&mut self, line: &mut ExecutionLine, slot: &ExecutionSlot, cell: &Cell<'a>) {
        let unit = self.sheet().sheet.amount_unit;
        let amount = match slot.kind {
            Some(ExecutionColumn::Initial) => Some(("年初预算数", &mut line.initial)),
            Some(ExecutionColumn::Adjusted) => Some(("全年预算数", &mut line.adjusted)),
            Some(ExecutionColumn::Spent) => Some(("全年执行数", &mut line.spent)),
            Some(ExecutionColumn::Weight | ExecutionColumn::Rate | ExecutionColumn::Score)
            | None => None,
        };
        // A column that comes twice keeps its first figure here; the second goes below.
        if let Some((name, place)) = amount.filter(|(_, place)| place.is_none()) {
            *place = self.desk.figure(cell, name).map(|text| FiledAmount::read(text, unit));
            return;
        }
        let figure = match slot.kind {
            Some(ExecutionColumn::Weight) => Some(("分值", &mut line.weight)),
            Some(ExecutionColumn::Rate) => Some(("执行率", &mut line.rate)),
            Some(ExecutionColumn::Score) => Some(("得分", &mut line.score)),
            Some(ExecutionColumn::Initial | ExecutionColumn::Adjusted | ExecutionColumn::Spent)
            | None => None,
        };
        if let Some((name, place)) = figure.filter(|(_, place)| place.is_none()) {
            *place = self.desk.figure(cell, name);
        } else if let Some(text) = self.desk.field(cell, "其他栏目") {
            let label = slot.label.clone();
            self.sheet().sheet.other_fields.push(LabelledText { label, text });
        }
    }

    /// The unit that a heading states, `项目资金（万元）`.
    pub(super) fn see_amount_unit(&mut self, cell: &Cell<'a>) {
        let unit = if cell.key.contains("(万元)") {
            AmountUnit::WanYuan
        } else if cell.key.contains("(元)") {
            AmountUnit::Yuan
        } else {
            return;
        };
        self.sheet().sheet.amount_unit = unit;
    }
}

/// The source of money a cell names.
fn source_of(cell: &Cell<'_>) -> Option<FundingSource> {
    let meaning = cell.meaning?;
    if meaning.field == Some(Field::Total) {
        return None;
    }
    Some(match meaning.funding? {
        Funding::Total => FundingSource::Total,
        Funding::Fiscal => FundingSource::Fiscal,
        Funding::CarriedOver => FundingSource::CarriedOver,
        Funding::Other => FundingSource::Other,
        Funding::Named => {
            FundingSource::Named(without_remark(cell.key.trim_end_matches(':')).to_owned())
        }
    })
}

fn empty_line(source: FundingSource) -> ExecutionLine {
    ExecutionLine {
        source,
        initial: None,
        adjusted: None,
        spent: None,
        weight: None,
        rate: None,
        score: None,
    }
}
