//! Lists with many projects in one table: a row begins a project when it names one.

use super::align::Aligned;
use super::form::FormReader;
use super::goal_texts::split_goals;
use super::header::{Header, SlotKind};
use super::rows::Cell;
use crate::rules::ListColumn;
use budget::FiledAmount;
use std::collections::BTreeMap;
use vocabulary::{Confidence, FiledText};

impl<'a> FormReader<'a> {
    /// Begins a sheet when the row names a project. Says whether the row holds an indicator; the
    /// subtotal of a unit does not and stays unplaced.
    pub(super) fn take_project(&mut self, header: &Header, aligned: &Aligned<'_, 'a>) -> bool {
        let mut cells: BTreeMap<ListColumn, &Cell<'a>> = BTreeMap::new();
        let mut holds_indicator = false;
        for (slot, cell) in &aligned.under {
            match header.slots.get(*slot).map(|slot| slot.kind) {
                Some(SlotKind::List(column)) => {
                    cells.insert(column, cell);
                }
                Some(SlotKind::Column(_)) => holds_indicator = true,
                Some(SlotKind::Section | SlotKind::Extra) | None => {}
            }
        }
        if let Some(project) = cells.get(&ListColumn::ProjectName) {
            self.begin_project(project, &cells, aligned.doubtful);
        } else if let Some(goal) = cells.get(&ListColumn::Goal)
            && holds_indicator
        {
            self.file_list_goal(goal);
        }
        holds_indicator
    }

    fn begin_project(
        &mut self,
        project: &Cell<'a>,
        cells: &BTreeMap<ListColumn, &Cell<'a>>,
        doubtful: bool,
    ) {
        let is_begun = self.open.as_ref().is_some_and(|open| open.sheet.project_name.is_some());
        if is_begun {
            let unit = self.open.as_ref().map(|open| open.sheet.amount_unit);
            self.close();
            self.amount_unit = unit;
        }
        let lower = |text: FiledText| FiledText {
            confidence: if doubtful { Confidence::Doubtful } else { text.confidence },
            ..text
        };
        let open = self.sheet();
        open.seen.list = true;
        let amount_unit = open.sheet.amount_unit;
        // What the head says of the whole list stays there; a second text is left unplaced.
        let has_code = open.sheet.project_code.is_some();
        let has_unit = open.sheet.unit_name.is_some();
        let has_total = open.sheet.budget.total.is_some();
        let cell = |column: ListColumn, taken: bool| cells.get(&column).filter(|_| !taken).copied();
        let mut take = |cell: Option<&Cell<'a>>, name: &'static str| {
            cell.and_then(|cell| self.desk.figure(cell, name)).map(lower)
        };
        let name = take(Some(project), "项目名称");
        let code = take(cell(ListColumn::ProjectCode, has_code), "项目编码");
        let total = take(cell(ListColumn::Budget, has_total), "预算数");
        let unit_name = take(cell(ListColumn::UnitName, has_unit), "单位名称");
        if unit_name.is_some() {
            self.list_unit.clone_from(&unit_name);
        }
        // The unit's cell is merged over its projects.
        let filled = self
            .list_unit
            .clone()
            .map(|text| FiledText { confidence: text.confidence.min(Confidence::Likely), ..text });
        let sheet = &mut self.sheet().sheet;
        sheet.project_name = name;
        sheet.project_code = sheet.project_code.take().or(code);
        sheet.unit_name = sheet.unit_name.take().or(unit_name).or(filled);
        let total = total.map(|text| FiledAmount::read(text, amount_unit));
        sheet.budget.total = sheet.budget.total.take().or(total);
        if let Some(goal) = cells.get(&ListColumn::Goal) {
            self.file_list_goal(goal);
        }
    }

    fn file_list_goal(&mut self, cell: &Cell<'a>) {
        if let Some(text) = self.desk.field(cell, "绩效目标") {
            let goals = split_goals(&text);
            self.sheet().sheet.goals.extend(goals);
        }
    }
}
