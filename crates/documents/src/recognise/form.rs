//! Reads the rows of a table as a form: which sheet is open, and what the next row can be.

use super::desk::{Desk, is_year_alone, year_in};
use super::goal_texts::GoalSlot;
use super::header::Header;
use super::money::{ExecutionSlot, PlanSlot};
use super::rows::{Cell, Row, Table};
use crate::rules::{Column, Field, Meaning, without_list_number};
use goals::{FormKind, TargetSheet};
use indicators::Target;
use vocabulary::{AmountUnit, FiledText};

/// What the rows of the open sheet are at the moment.
#[derive(Debug, Default)]
pub(super) enum Stage {
    /// Labels with their texts beside them.
    #[default]
    Head,
    /// The row below the checkpoints of a payment plan.
    Plan(Vec<PlanSlot>),
    /// The row below the headings of goals.
    Goals(Vec<GoalSlot>),
    /// Lines of budget execution.
    Execution(Vec<ExecutionSlot>),
    /// Indicator rows.
    Indicators(Header),
}

/// A level that holds for the rows below it.
#[derive(Debug)]
pub(super) struct Level<'a> {
    pub(super) cell: Cell<'a>,
    /// Taken with the first row that uses it.
    pub(super) text: Option<FiledText>,
}

/// The sheet that is being filled.
#[derive(Debug, Default)]
pub(super) struct OpenSheet {
    pub(super) sheet: TargetSheet,
    /// The table it was begun or last continued in.
    pub(super) table: u32,
    /// Whether the next row without a label is the purpose.
    pub(super) purpose_follows: bool,
    /// The kind of form, as far as its headings tell.
    pub(super) seen: SeenForm,
    /// Rows for several years, put behind those of the year.
    pub(super) medium_term: Vec<indicators::IndicatorRow>,
}

/// What the headings of a sheet tell about its form.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SeenForm {
    /// 指标值确定依据 beside 绩效指标描述, or 资金支出计划.
    pub(super) hebei: bool,
    /// Many projects in one table.
    pub(super) list: bool,
    /// Rows without a heading: the page begins in the middle of a form.
    pub(super) headless: bool,
}

/// Fills target sheets from the rows of tables.
#[derive(Debug)]
pub(super) struct FormReader<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) sheets: Vec<TargetSheet>,
    pub(super) open: Option<OpenSheet>,
    pub(super) stage: Stage,
    pub(super) level1: Option<Level<'a>>,
    pub(super) level2: [Option<Level<'a>>; 2],
    /// The title that stands before the next table.
    pub(super) title: Option<Cell<'a>>,
    /// The unit of amounts that stands before the next table.
    pub(super) amount_unit: Option<AmountUnit>,
    /// The unit's name in a list, which holds for the projects below it.
    pub(super) list_unit: Option<FiledText>,
    table: u32,
}

impl<'a> FormReader<'a> {
    /// A reader without any sheet.
    pub(super) fn new(desk: Desk<'a>) -> Self {
        Self {
            desk,
            sheets: Vec::new(),
            open: None,
            stage: Stage::Head,
            level1: None,
            level2: [None, None],
            title: None,
            amount_unit: None,
            list_unit: None,
            table: 0,
        }
    }

    /// Reads a table. One that is no form, and no rest of the form before it, stays unplaced.
    pub(super) fn read(&mut self, table: &Table<'a>) {
        if !self.is_form(table) {
            self.title = None;
            return;
        }
        self.table = table.number;
        if self.title.is_some() {
            self.close();
        }
        for row in &table.rows {
            self.take_row(table, row);
        }
    }

    /// Whether a table is a form: it has two labels or a heading of indicators, or it goes on
    /// with the indicator rows of the sheet that is open.
    fn is_form(&self, table: &Table<'a>) -> bool {
        let labels = table
            .rows
            .iter()
            .flat_map(Row::filled)
            .filter(|cell| cell.meaning.is_some_and(is_head_label) || self.is_inline(cell))
            .take(2)
            .count();
        let titled = table.rows.iter().any(|row| self.title_of(row).is_some());
        let first = table.rows.iter().find(|row| !row.is_blank());
        let goes_on = first.is_some_and(|row| self.goes_on(table, row));
        let headless = first.is_some_and(|row| super::headless::is_headless_row(&self.desk, row));
        // Below a title one label is enough: the rest of the form may be missing.
        let enough = if self.title.is_some() { 1 } else { 2 };
        labels >= enough || titled || goes_on || headless || has_heading(table)
    }

    fn is_inline(&self, cell: &Cell<'_>) -> bool {
        self.desk.inline(&cell.text).is_some_and(|(meaning, ..)| is_head_label(meaning))
    }

    /// Whether a row cannot be an indicator row: it begins with a label of the head, a total, or
    /// a closing remark (`注：…`).
    fn leads_out(&self, row: &Row<'_>) -> bool {
        let Some(first) = row.filled().next() else {
            return false;
        };
        let is_field = |meaning: &Meaning| {
            meaning.other || meaning.field.is_some_and(|field| field != Field::AmountUnit)
        };
        let inline = self.desk.inline(&first.text).map(|(meaning, ..)| meaning);
        first.meaning.or(inline).is_some_and(is_field)
            || row.filled().all(|cell| cell.meaning.is_some_and(is_head_label))
    }

    /// Whether a table without headings goes on with the indicator rows before it: it has as many
    /// columns, and its first row begins with a level or holds a target where targets stand.
    fn goes_on(&self, table: &Table<'a>, row: &Row<'a>) -> bool {
        let Stage::Indicators(header) = &self.stage else {
            return false;
        };
        let holds_target = || {
            let slot = header.position(Column::Target, 0)?;
            let cell = row.covering(header.slots.get(slot)?.column)?;
            let target = Target::parse(&cell.text);
            (target.comparison.is_some() && target.value.is_some()).then_some(())
        };
        table.number > 0
            && header.columns == table.columns
            && (self.names_level(row) || holds_target().is_some())
    }

    /// Whether a row begins with a level of indicators.
    fn names_level(&self, row: &Row<'_>) -> bool {
        let taxonomy = self.desk.labels.taxonomy();
        row.filled().take(2).any(|cell| {
            taxonomy.level1(&cell.key).is_some() || taxonomy.level2(&cell.key).is_some()
        })
    }

    fn take_row(&mut self, table: &Table<'a>, row: &Row<'a>) {
        if self.take_plan_values(table, row)
            || self.take_goal_values(table, row)
            || self.take_purpose(row)
            || row.is_blank()
            || self.take_title(row)
            || self.take_heading(table, row)
            || self.take_plan_heading(table, row)
            || self.take_execution_heading(table, row)
            || self.take_goal_heading(table, row)
        {
            return;
        }
        if matches!(self.stage, Stage::Indicators(_)) && !self.leads_out(row) {
            self.take_indicators(table, row);
        } else if !self.take_execution(table, row) && !self.take_headless(row) {
            self.take_pairs(row);
        }
    }

    /// The open sheet; one is begun when there is none.
    pub(super) fn sheet(&mut self) -> &mut OpenSheet {
        if let Some(open) = &mut self.open
            && open.table != self.table
        {
            open.table = self.table;
            self.desk.note(format!("表{}没有标题和项目，已作为上一张表的续表并入", self.table));
        }
        if self.open.is_none() {
            self.begin();
        }
        self.open.get_or_insert_default()
    }

    fn begin(&mut self) {
        let mut open = OpenSheet { table: self.table, ..OpenSheet::default() };
        open.sheet.amount_unit = self.amount_unit.unwrap_or_default();
        if let Some(cell) = self.title.take() {
            self.file_title(&mut open.sheet, &cell);
        }
        self.open = Some(open);
    }

    fn file_title(&mut self, sheet: &mut TargetSheet, cell: &Cell<'a>) {
        self.desk.see_year(&cell.text);
        let printed = cell.text.trim();
        let (number, title) = split_number(printed);
        sheet.number = number;
        sheet.title = self.desk.part(cell, "标题", title);
    }

    /// Closes the open sheet; the next row begins another.
    pub(super) fn close(&mut self) {
        self.stage = Stage::Head;
        self.forget_levels();
        if let Some(mut open) = self.open.take() {
            open.sheet.indicators.append(&mut open.medium_term);
            self.note_missing(&open.sheet);
            open.sheet.form = self.form_of(&open);
            self.sheets.push(open.sheet);
        }
    }

    /// A title without a project and indicators below it: the original may have been cut.
    fn note_missing(&mut self, sheet: &TargetSheet) {
        if let Some(title) = &sheet.title
            && sheet.project_name.is_none()
            && sheet.indicators.is_empty()
            && sheet.execution.is_empty()
            && sheet.goals.is_empty()
            && sheet.other_fields.is_empty()
        {
            self.desk.note(format!("“{}”下面没有项目名称和指标，请核对原件是否完整", title.text));
        }
    }

    /// Levels that no row has used are labels of an unfilled form.
    pub(super) fn forget_levels(&mut self) {
        let levels = self.level1.take().into_iter();
        for level in levels.chain(self.level2.iter_mut().filter_map(Option::take)) {
            self.desk.label(&level.cell);
        }
    }

    fn form_of(&self, open: &OpenSheet) -> FormKind {
        let sheet = &open.sheet;
        let title = sheet.title.as_ref().map_or("", |title| title.text.as_str());
        let evaluated = !sheet.execution.is_empty()
            || sheet.indicators.iter().any(|row| row.actual.is_some() || row.score.is_some());
        if open.seen.headless && sheet.title.is_none() {
            FormKind::Unknown
        } else if open.seen.list {
            FormKind::IndicatorList
        } else if self.desk.labels.is_department_wide(title) {
            FormKind::DepartmentWide
        } else if evaluated || self.desk.labels.is_self_evaluation(title) {
            FormKind::SelfEvaluation
        } else if open.seen.hebei {
            FormKind::HebeiGoalSheet
        } else if sheet.indicators.is_empty() && sheet.project_name.is_none() {
            FormKind::Unknown
        } else {
            FormKind::GoalApplication
        }
    }

    /// The title that is the only text of a row.
    fn title_of<'r>(&self, row: &'r Row<'a>) -> Option<&'r Cell<'a>> {
        row.only_filled().filter(|cell| {
            !cell.key.is_empty() && cell.meaning.is_none() && self.desk.labels.is_title(&cell.key)
        })
    }

    /// A title begins a sheet; a year alone is the year of the document.
    fn take_title(&mut self, row: &Row<'a>) -> bool {
        if let Some(cell) = self.title_of(row) {
            self.close();
            let mut open = OpenSheet { table: self.table, ..OpenSheet::default() };
            open.sheet.amount_unit = self.amount_unit.unwrap_or_default();
            // A title in the table goes before one that stands above it.
            self.title = None;
            self.file_title(&mut open.sheet, cell);
            self.open = Some(open);
            return true;
        }
        let Some(cell) = row.only_filled().filter(|cell| is_year_alone(&cell.key)) else {
            return false;
        };
        self.take_year(cell);
        true
    }

    /// Takes a text that is nothing but a year.
    pub(super) fn take_year(&mut self, cell: &Cell<'a>) {
        self.desk.see_year(&cell.text);
        match year_in(&cell.text) {
            Some(_) => {
                self.desk.field(cell, "预算年度");
            }
            // `（ 年度）` of a form that was not filled in.
            None => self.desk.label(cell),
        }
    }

    fn take_heading(&mut self, table: &Table<'a>, row: &Row<'a>) -> bool {
        if let Stage::Indicators(header) = &mut self.stage
            && header.take_second_row(&mut self.desk, table, row)
        {
            return true;
        }
        let Some(header) = Header::take(&mut self.desk, table, row) else {
            return false;
        };
        let other_term = matches!(&self.stage, Stage::Indicators(before)
            if before.medium_term.iter().map(Option::is_some)
                .ne(header.medium_term.iter().map(Option::is_some)));
        if other_term {
            self.forget_levels();
        }
        let hebei = header.has(Column::Definition) && header.has(Column::Basis);
        let list = header.is_list();
        let seen = &mut self.sheet().seen;
        seen.hebei |= hebei;
        seen.list |= list;
        self.stage = Stage::Indicators(header);
        true
    }
}

/// Whether a meaning is one of the head of a form rather than of a column.
pub(super) fn is_head_label(meaning: &Meaning) -> bool {
    meaning.field.is_some() || meaning.funding.is_some() || meaning.other || meaning.group
}

/// Whether a table has a heading of indicators.
fn has_heading(table: &Table<'_>) -> bool {
    table.rows.iter().any(|row| {
        let columns = row
            .filled()
            .filter(|cell| cell.meaning.is_some_and(|meaning| meaning.column.is_some()));
        columns.count() >= 3
    })
}

/// Splits `1、房产信息系统维护使用费绩效目标表` into the number and the title.
fn split_number(title: &str) -> (Option<u32>, &str) {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = title.len().saturating_sub(rest.len());
    let number = title.get(..digits).and_then(|digits| digits.parse().ok());
    match rest.strip_prefix(['、', '.', '．']) {
        Some(bare) if number.is_some() && digits <= 4 => (number, bare.trim()),
        _ => (None, without_list_number(title)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_before_a_title_is_not_part_of_it() {
        assert_eq!(
            split_number("14、沿海沿河沟（口）保洁绩效目标表"),
            (Some(14), "沿海沿河沟（口）保洁绩效目标表")
        );
        let year = "2021年农村危房改造补助资金绩效目标表";
        assert_eq!(split_number(year), (None, year));
    }
}
