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
        } else if let Some(goal) = cells.get(&ListColumn::Goal) {
            if holds_indicator {
                self.file_list_goal(goal);
            }
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
            let stage = std::mem::take(&mut self.stage);
            let unit = self.open.as_ref().map(|open| open.sheet.amount_unit);
            self.close();
            self.stage = stage;
            self.amount_unit = unit;
        }
        let lower = |text: FiledText| FiledText {
            confidence: if doubtful { Confidence::Doubtful } else { text.confidence },
            ..text
        };
        let name = self.desk.field(project, "项目名称").map(lower);
        let code = cells
            .get(&ListColumn::ProjectCode)
            .and_then(|cell| self.desk.field(cell, "项目编码"))
            .map(lower);
        let unit_name = cells
            .get(&ListColumn::UnitName)
            .and_then(|cell| self.desk.field(cell, "单位名称"))
            .map(lower);
        if unit_name.is_some() {
            self.list_unit.clone_from(&unit_name);
        }
        // The unit's cell is merged over its projects.
        let unit_name = unit_name.or_else(|| {
            self.list_unit.clone().map(|text| FiledText {
                confidence: text.confidence.min(Confidence::Likely),
                ..text
            })
        });
        let amount_unit = self.sheet().sheet.amount_unit;
        let total = cells
            .get(&ListColumn::Budget)
            .and_then(|cell| self.desk.figure(cell, "预算数"))
            .map(|text| FiledAmount::read(lower(text), amount_unit));
        let open = self.sheet();
        open.seen.list = true;
        open.sheet.project_name = name;
        open.sheet.project_code = code;
        open.sheet.unit_name = unit_name;
        open.sheet.budget.total = total;
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
