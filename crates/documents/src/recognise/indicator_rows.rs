//! Indicator rows: cells under their headings become the fields of a row.

use super::align::{Aligned, align, is_left_out};
use super::desk::least;
use super::form::{FormReader, Level, Stage};
use super::header::{Header, SlotKind};
use super::rows::{Cell, Row, Table};
use crate::rules::Column;
use indicators::{Extra, IndicatorRow, Target, TargetParts};
use std::collections::BTreeMap;
use vocabulary::{Confidence, FiledText, Place};

/// Where the text of a level comes from.
enum LevelSource<'r, 'a> {
    /// Its own cell.
    Own(&'r Cell<'a>),
    /// A merged cell from above.
    Merged(&'r Cell<'a>),
    /// A cell that vanished with the merging.
    Vanished,
    /// An empty cell.
    Empty,
}

impl<'a> FormReader<'a> {
    /// Takes a row under the headings of indicators.
    pub(super) fn take_indicators(&mut self, table: &Table<'a>, row: &Row<'a>) {
        let Stage::Indicators(mut header) = std::mem::take(&mut self.stage) else {
            return;
        };
        header.fresh = false;
        self.take_under(&header, table, row);
        self.stage = Stage::Indicators(header);
    }

    fn take_under(&mut self, header: &Header, table: &Table<'a>, row: &Row<'a>) {
        if row.only_filled().is_some_and(|cell| self.desk.labels.says_nothing(&cell.key)) {
            // `……` of a form that has room for more.
            row.filled().for_each(|cell| self.desk.label(cell));
            return;
        }
        let held = self.level1.as_ref().map(|level| level.cell.key.as_str());
        let Some(aligned) = align(self.desk.labels, header, row, held) else {
            self.desk.note("有的行与表头的栏目对不上，无法可靠拆分，已放入未归类内容，请人工核对");
            return;
        };
        if header.is_list() && !self.take_project(header, &aligned) {
            return;
        }
        for block in 0..header.blocks().min(2) {
            self.take_block(table, (header, row), &aligned, block);
        }
    }

    fn take_block(
        &mut self,
        table: &Table<'a>,
        (header, row): (&Header, &Row<'a>),
        aligned: &Aligned<'_, 'a>,
        block: usize,
    ) {
        let mut under: BTreeMap<Column, &Cell<'a>> = BTreeMap::new();
        let mut extra: Vec<(&str, &Cell<'a>)> = Vec::new();
        let mut vanished: Vec<(&str, &Cell<'a>)> = Vec::new();
        for (slot, cell) in &aligned.under {
            let Some(slot) = header.slots.get(*slot).filter(|slot| slot.block == block) else {
                continue;
            };
            match slot.kind {
                SlotKind::Column(column) if !under.contains_key(&column) => {
                    under.insert(column, cell);
                }
                SlotKind::Column(_) => vanished.push((slot.label.as_str(), cell)),
                SlotKind::Extra => extra.push((slot.label.as_str(), cell)),
                SlotKind::Section => self.desk.label(cell),
                SlotKind::List(_) => {}
            }
        }
        self.place_by_content(&mut under);
        split_target(self.desk.labels, &mut under, &mut vanished);
        extra.append(&mut vanished);
        self.see_levels(table, (header, row), aligned, (&under, block));
        let is_level =
            |column: &Column| matches!(column, Column::Level1 | Column::Level2 | Column::Level);
        if extra.is_empty() && under.keys().all(is_level) {
            return;
        }
        self.file_row(table, (header, row), aligned, (under, extra, block));
    }

    /// 指标类型 names a first or second level by its content; a kind of standard is a basis.
    fn place_by_content(&mut self, under: &mut BTreeMap<Column, &Cell<'a>>) {
        let taxonomy = self.desk.labels.taxonomy();
        if let Some(cell) = under.remove(&Column::Level) {
            let is_second = taxonomy.level2(&cell.key).is_some()
                && (taxonomy.level1(&cell.key).is_none() || under.contains_key(&Column::Level1));
            if is_second && !under.contains_key(&Column::Level1) {
                // The first level is not said; one from a row above does not hold.
                self.forget_levels();
            }
            let column = if is_second { Column::Level2 } else { Column::Level1 };
            under.entry(column).or_insert(cell);
        }
        if let Some(cell) = under.get(&Column::Definition).copied()
            && self.desk.labels.is_basis_text(&cell.key)
            && !under.contains_key(&Column::Basis)
        {
            under.remove(&Column::Definition);
            under.insert(Column::Basis, cell);
        }
    }

    /// Remembers the levels that begin in this row.
    fn see_levels(
        &mut self,
        table: &Table<'a>,
        (header, row): (&Header, &Row<'a>),
        aligned: &Aligned<'_, 'a>,
        (under, block): (&BTreeMap<Column, &Cell<'a>>, usize),
    ) {
        let source = |column| level_source(table, (header, row), aligned, (under, column, block));
        let first = match source(Column::Level1) {
            LevelSource::Own(cell) | LevelSource::Merged(cell) => Some(cell),
            LevelSource::Vanished | LevelSource::Empty => None,
        };
        if let Some(cell) = first.filter(|cell| !is_same(self.level1.as_ref(), cell)) {
            self.forget_levels();
            self.level1 = Some(Level { cell: cell.clone(), text: None });
        }
        let second = match source(Column::Level2) {
            LevelSource::Own(cell) | LevelSource::Merged(cell) => Some(Some(cell)),
            LevelSource::Empty => Some(None),
            LevelSource::Vanished => None,
        };
        let Some(held) = self.level2.get_mut(block) else {
            return;
        };
        match second {
            Some(Some(cell)) if is_same(held.as_ref(), cell) => {}
            Some(cell) => {
                if let Some(unused) = held.take().filter(|level| level.text.is_none()) {
                    self.desk.label(&unused.cell);
                }
                *held = cell.map(|cell| Level { cell: cell.clone(), text: None });
            }
            None => {}
        }
    }

    /// The text of a level for the row at hand, taken from the ledger at its first use.
    fn level_text(&mut self, block: Option<usize>) -> Option<FiledText> {
        let (level, name) = match block {
            None => (self.level1.as_mut(), "一级指标"),
            Some(block) => (self.level2.get_mut(block)?.as_mut(), "二级指标"),
        };
        let level = level?;
        if level.text.is_none() {
            level.text = self.desk.field(&level.cell, name);
        }
        level.text.clone()
    }

    fn file_row(
        &mut self,
        table: &Table<'a>,
        (header, row): (&Header, &Row<'a>),
        aligned: &Aligned<'_, 'a>,
        (under, extra, block): Filed<'_, 'a>,
    ) {
        let source = |column| level_source(table, (header, row), aligned, (&under, column, block));
        let sure = [Column::Level1, Column::Level2].map(|level| sureness(&source(level), header));
        let limit = if aligned.doubtful {
            Confidence::Doubtful
        } else if aligned.shift > 0 {
            Confidence::Likely
        } else {
            Confidence::Certain
        };
        let lower = |text: FiledText, sure: Confidence| FiledText {
            confidence: text.confidence.min(sure),
            ..text
        };
        let [first_sure, second_sure] = sure;
        let outer = self.level_text(None).map(|text| lower(text, first_sure));
        let inner = self.level_text(Some(block)).map(|text| lower(text, second_sure));
        let Some(first) = under
            .get(&Column::Name)
            .or_else(|| under.values().next())
            .copied()
            .or_else(|| extra.first().map(|(_, cell)| *cell))
        else {
            return;
        };
        let mut take = |column: Column, name: &'static str| {
            under.get(&column).and_then(|cell| self.desk.field(cell, name))
        };
        let mut filed = IndicatorRow {
            level1: outer,
            level2: inner,
            name: take(Column::Name, "三级指标"),
            definition: take(Column::Definition, "绩效指标描述"),
            basis: take(Column::Basis, "指标值确定依据"),
            weight: take(Column::Weight, "分值"),
            actual: take(Column::Actual, "实际完成值"),
            score: take(Column::Score, "得分"),
            reason: take(Column::Reason, "偏差原因"),
            ..empty_row(first.at, limit)
        };
        self.file_target(&mut filed, &under);
        for (label, cell) in extra {
            if let Some(text) = self.desk.field(cell, "其他栏目") {
                filed.extra.push(Extra { label: label.to_owned(), text });
            }
        }
        let cells = row.filled().map(|cell| cell.confidence);
        let levels = [&filed.level1, &filed.level2];
        let levels = levels.into_iter().flatten().map(|text| text.confidence);
        filed.confidence = least(cells.chain(levels).chain([limit]));
        self.push_row(header, block, filed);
    }

    fn file_target(&mut self, filed: &mut IndicatorRow, under: &BTreeMap<Column, &Cell<'a>>) {
        let mut take =
            |column: Column| under.get(&column).and_then(|cell| self.desk.field(cell, "指标值"));
        let operator = take(Column::Operator);
        let value = take(Column::Target);
        let unit = take(Column::Unit);
        filed.target_at =
            value.as_ref().or(operator.as_ref()).or(unit.as_ref()).map(|text| text.at);
        let text =
            |part: &Option<FiledText>| part.as_ref().map_or(String::new(), |p| p.text.clone());
        filed.target = if operator.is_none() && unit.is_none() {
            Target::parse(&text(&value))
        } else {
            Target::from_parts(TargetParts {
                operator: &text(&operator),
                value: &text(&value),
                unit: &text(&unit),
            })
        };
    }

    fn push_row(&mut self, header: &Header, block: usize, mut filed: IndicatorRow) {
        let medium_term = header.medium_term.get(block).cloned().flatten();
        let (label, _) = self.desk.labels.medium_term_extra();
        let label = label.to_owned();
        let open = self.sheet();
        match medium_term {
            Some(text) => {
                filed.extra.push(Extra { label, text });
                open.medium_term.push(filed);
            }
            None => open.sheet.indicators.push(filed),
        }
    }
}

/// A row without any text.
pub(super) fn empty_row(at: Place, confidence: Confidence) -> IndicatorRow {
    IndicatorRow {
        level1: None,
        level2: None,
        name: None,
        definition: None,
        target: Target::default(),
        target_at: None,
        basis: None,
        weight: None,
        actual: None,
        score: None,
        reason: None,
        extra: Vec::new(),
        at,
        confidence,
    }
}

/// The cells of a row by their columns, those without a field of ours, and the block.
type Filed<'r, 'a> = (BTreeMap<Column, &'r Cell<'a>>, Vec<(&'r str, &'r Cell<'a>)>, usize);

/// Several cells under one heading of a target: operator, value and unit, told by content.
fn split_target<'r, 'a>(
    labels: &crate::rules::FormLabels,
    under: &mut BTreeMap<Column, &'r Cell<'a>>,
    rest: &mut Vec<(&'r str, &'r Cell<'a>)>,
) {
    let Some(first) = under.get(&Column::Target).copied() else {
        return;
    };
    if !labels.is_operator(&first.key)
        || under.contains_key(&Column::Operator)
        || under.contains_key(&Column::Unit)
        || rest.is_empty()
        || rest.len() > 2
    {
        return;
    }
    let mut parts = rest.drain(..).map(|(_, cell)| cell);
    under.insert(Column::Operator, first);
    if let Some(value) = parts.next() {
        under.insert(Column::Target, value);
    }
    if let Some(unit) = parts.next() {
        under.insert(Column::Unit, unit);
    }
}

fn is_same(held: Option<&Level<'_>>, cell: &Cell<'_>) -> bool {
    held.is_some_and(|level| level.cell.ids == cell.ids)
}

/// How sure a level is that comes from there.
fn sureness(source: &LevelSource<'_, '_>, header: &Header) -> Confidence {
    match source {
        LevelSource::Own(_) => Confidence::Certain,
        LevelSource::Merged(_) if header.columns_hold => Confidence::Certain,
        LevelSource::Merged(_) | LevelSource::Vanished | LevelSource::Empty => Confidence::Likely,
    }
}

fn level_source<'r, 'a>(
    table: &'r Table<'a>,
    (header, row): (&Header, &Row<'a>),
    aligned: &Aligned<'_, 'a>,
    (under, column, block): (&BTreeMap<Column, &'r Cell<'a>>, Column, usize),
) -> LevelSource<'r, 'a> {
    if let Some(cell) = under.get(&column) {
        return LevelSource::Own(cell);
    }
    let slot = header
        .position(column, block)
        .or_else(|| header.position(column, 0))
        .and_then(|slot| header.slots.get(slot));
    let Some(slot) = slot else {
        return LevelSource::Vanished;
    };
    if header.columns_hold {
        match table.reaching_into(row, slot.column) {
            Some(cell) => LevelSource::Merged(cell),
            None => LevelSource::Empty,
        }
    } else if is_left_out(slot, aligned.shift) {
        LevelSource::Vanished
    } else {
        LevelSource::Empty
    }
}
