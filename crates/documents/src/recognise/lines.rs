//! Forms that have come down as one cell a line: labels, headings and rows each on a line of
//! their own, empty cells as blank lines. Rows are put together only where the count of lines
//! says how; anything else stays unplaced.

use super::desk::Desk;
use super::form::is_head_label;
use super::rows::{Cell, Row, Table};
use crate::rules::{Column, ExecutionColumn, Field, FormLabels};
use std::borrow::Cow;
use vocabulary::{Confidence, Place};

/// Where the lines of a form begin in a run of paragraphs; `None` when there is no such form.
pub(super) fn form_start(labels: &FormLabels, run: &[Cell<'_>]) -> Option<usize> {
    let trigger = (0..run.len()).find(|at| {
        let rest = run.get(*at..).unwrap_or_default();
        is_named_project(rest) || heading_width(rest) > 0 || execution_width(rest) > 0
    })?;
    let before = run.get(..trigger).unwrap_or_default();
    let after_title = before
        .iter()
        .rposition(|cell| cell.meaning.is_none() && labels.is_title(&cell.key))
        .map_or(0, |title| title.saturating_add(1));
    let first_label = before
        .iter()
        .enumerate()
        .skip(after_title)
        .find(|(_, cell)| begins_label(labels, cell))
        .map(|(at, _)| at);
    Some(first_label.unwrap_or(trigger))
}

/// Whether a line is a label of the head, or begins with one: `注：…`.
fn begins_label(labels: &FormLabels, cell: &Cell<'_>) -> bool {
    let inline = labels.inline(&cell.text).map(|(meaning, ..)| meaning);
    cell.meaning.or(inline).is_some_and(is_head_label)
}

/// 项目名称 on a line, and a text on the next.
fn is_named_project(rest: &[Cell<'_>]) -> bool {
    matches!(rest, [label, value, ..]
        if label.meaning.and_then(|m| m.field) == Some(Field::ProjectName) && value.meaning.is_none())
}

/// How many headings of indicators follow one another, a level or name among them.
fn heading_width(rest: &[Cell<'_>]) -> usize {
    // `绩效指标` before 一级指标 is the heading of the section.
    let is_section = |cell: &Cell<'_>| cell.meaning.is_some_and(|meaning| meaning.group);
    if rest.first().is_some_and(is_section) {
        return 0;
    }
    let columns: Vec<Column> =
        rest.iter().map_while(|cell| cell.meaning.and_then(|meaning| meaning.column)).collect();
    let tells = columns.iter().any(|c| matches!(c, Column::Level1 | Column::Level2));
    if columns.len() >= 4 && tells { columns.len() } else { 0 }
}

/// How many headings of budget execution follow one another.
fn execution_width(rest: &[Cell<'_>]) -> usize {
    let kinds: Vec<Option<ExecutionColumn>> = rest
        .iter()
        .map_while(|cell| {
            let meaning = cell.meaning?;
            (meaning.execution.is_some() || meaning.other).then_some(meaning.execution)
        })
        .collect();
    let first_known = kinds.first().is_some_and(Option::is_some);
    if first_known && kinds.len() >= 3 && kinds.contains(&Some(ExecutionColumn::Spent)) {
        kinds.len()
    } else {
        0
    }
}

/// Puts the lines of a form together into rows.
pub(super) fn as_table<'a>(desk: &mut Desk<'a>, run: &[Cell<'a>]) -> Table<'a> {
    let cells = join_broken_levels(desk.labels, run);
    let mut builder = RowBuilder {
        labels: desk.labels,
        stride: stride(&cells),
        cells: &cells,
        at: 0,
        rows: Vec::new(),
        unsafe_rows: false,
    };
    builder.build();
    let rows = builder.rows;
    if builder.unsafe_rows {
        desk.note("有的内容一行一格且格数不齐，无法可靠拆分，已放入未归类内容，请人工核对");
    }
    Table { rows, number: 0, columns: 0, columns_hold: false }
}

/// How many lines one cell takes: the commonest distance between neighbours.
fn stride(cells: &[Cell<'_>]) -> u32 {
    let mut counts = std::collections::BTreeMap::new();
    for pair in cells.windows(2) {
        if let [first, second] = pair {
            let gap = line(second).saturating_sub(line(first));
            let count: &mut u32 = counts.entry(gap).or_default();
            *count = count.saturating_add(1);
        }
    }
    counts
        .into_iter()
        .max_by_key(|(gap, count)| (*count, std::cmp::Reverse(*gap)))
        .map_or(1, |(gap, _)| gap.max(1))
}

fn line(cell: &Cell<'_>) -> u32 {
    match cell.at {
        Place::Paragraph { paragraph, .. } => paragraph,
        Place::Cell { row, .. } => row,
        // What was typed in stands on no line; a source holds none.
        Place::Entered => 0,
    }
}

/// Joins `经济效益` and `指标` on the next line into one cell.
fn join_broken_levels<'a>(labels: &FormLabels, run: &[Cell<'a>]) -> Vec<Cell<'a>> {
    let mut cells: Vec<Cell<'a>> = Vec::with_capacity(run.len());
    for cell in run {
        // That lines are cells is a convention.
        let cell = Cell { confidence: cell.confidence.min(Confidence::Likely), ..cell.clone() };
        let joined = cells.last().map(|last| format!("{}{}", last.key, cell.key));
        let is_level = |key: &String| {
            labels.taxonomy().level1(key).is_some() || labels.taxonomy().level2(key).is_some()
        };
        match (cells.last_mut(), joined) {
            (Some(last), Some(key)) if cell.key == "指标" && is_level(&key) => {
                let text = format!("{}\n{}", last.text.trim(), cell.text.trim());
                last.text = Cow::Owned(text);
                last.key = key;
                last.ids =
                    [last.ids.into_iter().flatten().next(), cell.ids.into_iter().flatten().next()];
            }
            _ => cells.push(cell),
        }
    }
    cells
}

struct RowBuilder<'c, 'a> {
    labels: &'a FormLabels,
    stride: u32,
    cells: &'c [Cell<'a>],
    at: usize,
    rows: Vec<Row<'a>>,
    unsafe_rows: bool,
}

impl<'a> RowBuilder<'_, 'a> {
    fn build(&mut self) {
        while let Some(cell) = self.cells.get(self.at) {
            let rest = self.cells.get(self.at..).unwrap_or_default();
            let heading = heading_width(rest);
            let execution = execution_width(rest);
            let goals = goal_headings(rest);
            if heading > 0 {
                self.push(heading);
                self.indicator_rows(heading);
            } else if execution > 0 {
                let headings = rest.get(..execution).unwrap_or_default();
                self.push(execution);
                self.execution_rows(headings);
            } else if goals > 1 {
                self.goal_rows(goals);
            } else if cell.meaning.is_some_and(is_head_label) && self.has_value() {
                self.push(2);
            } else {
                self.push(1);
            }
        }
    }

    /// Puts the next cells into one row.
    fn push(&mut self, count: usize) {
        let end = self.at.saturating_add(count).min(self.cells.len());
        let cells = self.cells.get(self.at..end).unwrap_or_default();
        self.rows.push(Row::of(cells.to_vec()));
        self.at = end;
    }

    /// Whether the text of a label stands on the very next cell's line.
    fn has_value(&self) -> bool {
        let next = self.at.saturating_add(1);
        match (self.cells.get(self.at), self.cells.get(next)) {
            (Some(label), Some(value)) => {
                line(value).saturating_sub(line(label)) == self.stride && value.meaning.is_none()
            }
            _ => false,
        }
    }

    /// The cells of the next `count` places, blank ones included, and how many texts they hold;
    /// `None` when a text stands between two places.
    fn places(&self, count: usize) -> Option<(Vec<Cell<'a>>, usize)> {
        let first = self.cells.get(self.at)?;
        let mut expected = line(first);
        let mut taken = 0_usize;
        let mut cells = Vec::with_capacity(count);
        for _ in 0..count {
            match self.cells.get(self.at.saturating_add(taken)) {
                Some(cell) if line(cell) == expected => {
                    cells.push(cell.clone());
                    // A level broken over two lines takes two places.
                    let lines = cell.ids.into_iter().flatten().count().max(1);
                    let lines = u32::try_from(lines).unwrap_or(1);
                    expected = expected.saturating_add(self.stride.saturating_mul(lines));
                    taken = taken.saturating_add(1);
                }
                Some(cell) if line(cell) < expected => return None,
                _ => {
                    cells.push(blank_like(first));
                    expected = expected.saturating_add(self.stride);
                }
            }
        }
        Some((cells, taken))
    }

    fn is_level(&self, cell: &Cell<'_>) -> (bool, bool) {
        let taxonomy = self.labels.taxonomy();
        (taxonomy.level1(&cell.key).is_some(), taxonomy.level2(&cell.key).is_some())
    }

    /// Rows below the headings of indicators. A row that begins with a first level has as many
    /// cells as the headings, one with a second level one fewer, one with a name two fewer.
    fn indicator_rows(&mut self, width: usize) {
        while let Some(cell) = self.cells.get(self.at) {
            if begins_label(self.labels, cell) {
                return;
            }
            let next = self.cells.get(self.at.saturating_add(1));
            let second_follows = next.is_some_and(|next| self.is_level(next).1);
            let levels = match self.is_level(cell) {
                (true, false) => 2,
                (true, true) if second_follows => 2,
                (_, true) => 1,
                (false, false) => 0,
            };
            let count = width.saturating_sub(2).saturating_add(levels);
            match self.places(count) {
                Some((cells, taken)) if is_whole(&cells, levels, |c| self.is_level(c)) => {
                    self.rows.push(Row::of(cells));
                    self.at = self.at.saturating_add(taken);
                }
                _ if levels > 0
                    && next.is_some_and(|next| self.is_level(next) != (false, false)) =>
                {
                    self.push(1);
                }
                _ => return self.skip_to_label(),
            }
        }
    }

    /// Leaves what cannot be put together to the unplaced texts.
    fn skip_to_label(&mut self) {
        self.unsafe_rows = true;
        while let Some(cell) = self.cells.get(self.at) {
            if begins_label(self.labels, cell) {
                return;
            }
            self.at = self.at.saturating_add(1);
        }
    }

    /// Lines of budget execution: the source of money, then a place for each heading. The places
    /// of the last headings may be missing where 原因 is merged over all lines.
    fn execution_rows(&mut self, headings: &[Cell<'_>]) {
        let figures = headings
            .iter()
            .filter(|cell| cell.meaning.is_some_and(|m| m.execution.is_some()))
            .count();
        while let Some(cell) = self.cells.get(self.at) {
            let is_source = cell.meaning.is_some_and(|m| m.funding.is_some() && m.field.is_none());
            if !is_source {
                return;
            }
            let whole = (figures..=headings.len())
                .rev()
                .filter_map(|width| self.places(width.saturating_add(1)))
                .find(|(cells, _)| {
                    let mut values = cells.iter().skip(1);
                    values.all(|cell| !cell.meaning.is_some_and(is_head_label))
                });
            let next = whole.as_ref().and_then(|(_, taken)| {
                let next = self.cells.get(self.at.saturating_add(*taken));
                next.map(|next| begins_label(self.labels, next))
            });
            let ends = |cells: &[Cell<'_>]| cells.len() > headings.len() || next.unwrap_or(true);
            if let Some((cells, taken)) = whole.filter(|(cells, _)| ends(cells)) {
                self.rows.push(Row::of(cells));
                self.at = self.at.saturating_add(taken);
            } else {
                self.at = self.at.saturating_add(1);
                self.skip_to_label();
            }
        }
    }

    /// Headings of goals one below the other, then as many texts.
    fn goal_rows(&mut self, width: usize) {
        self.push(width);
        let texts = self.places(width).filter(|(cells, taken)| {
            *taken == width && cells.iter().all(|cell| cell.meaning.is_none())
        });
        if texts.is_some() {
            self.push(width);
        } else {
            self.unsafe_rows = true;
            // An empty row ends the wait for texts without taking any.
            self.skip_to_label();
        }
    }
}

/// How many headings of goals follow one another; one alone has its text on the next line.
fn goal_headings(rest: &[Cell<'_>]) -> usize {
    let fields: Vec<Field> = rest
        .iter()
        .map_while(|cell| {
            cell.meaning?.field.filter(|field| {
                matches!(field, Field::Goals | Field::MediumTermGoals | Field::Achievement)
            })
        })
        .collect();
    let two_kinds = fields.first().is_some_and(|first| fields.iter().any(|field| field != first));
    if two_kinds { fields.len() } else { 0 }
}

/// Whether the places hold a row: its levels, then a name and a target that are no levels.
fn is_whole(
    cells: &[Cell<'_>],
    levels: usize,
    is_level: impl Fn(&Cell<'_>) -> (bool, bool),
) -> bool {
    let mut rest = cells.iter().skip(levels);
    let is_text = |cell: &Cell<'_>| {
        !cell.is_blank()
            && is_level(cell) == (false, false)
            && !cell.meaning.is_some_and(is_head_label)
    };
    let named = rest.next().is_some_and(is_text);
    let valued = rest.next().is_some_and(is_text);
    let second_ok = levels < 2 || cells.get(1).is_some_and(|cell| is_level(cell).1);
    named && valued && second_ok && rest.all(|cell| is_level(cell) == (false, false))
}

fn blank_like<'a>(cell: &Cell<'a>) -> Cell<'a> {
    Cell {
        text: Cow::Borrowed(""),
        key: String::new(),
        meaning: None,
        at: cell.at,
        column: 1,
        column_span: 1,
        confidence: Confidence::Likely,
        ids: [None, None],
    }
}
