//! The heading of an indicator table: which column holds what.

use super::desk::Desk;
use super::rows::{Cell, Row, Table};
use crate::rules::{Column, ListColumn};
use vocabulary::FiledText;

/// What stands under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// The heading of the section left of the columns, `绩效指标（90分）`.
    Section,
    /// A column of the project, in a list of many projects.
    List(ListColumn),
    /// A column of the indicator.
    Column(Column),
    /// A column without a field of ours, kept under its own label.
    Extra,
}

/// One heading.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) kind: SlotKind,
    /// The heading as printed.
    pub(super) label: String,
    /// First column of the grid.
    pub(super) column: u32,
    /// How many columns it covers.
    pub(super) column_span: u32,
    /// Which cell of the heading's row it is, from 0; what counts where columns do not hold.
    pub(super) ordinal: usize,
    /// Which of two blocks side by side, from 0.
    pub(super) block: usize,
}

impl Slot {
    /// Whether the heading stands over a column.
    pub(super) fn covers(&self, column: u32) -> bool {
        self.column <= column && column < self.column.saturating_add(self.column_span)
    }

    fn of(cell: &Cell<'_>, ordinal: usize, kind: SlotKind) -> Self {
        Self {
            kind,
            label: cell.text.trim().to_owned(),
            column: cell.column,
            column_span: cell.column_span,
            ordinal,
            block: 0,
        }
    }
}

/// The headings of an indicator table.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) slots: Vec<Slot>,
    /// Whether column numbers say under which heading a cell stands.
    pub(super) columns_hold: bool,
    /// How many columns the grid has.
    pub(super) columns: u32,
    /// Whether no row has been read under it yet; a second row of headings may follow.
    pub(super) fresh: bool,
    /// The blocks that speak of several years: all of it when its section says so.
    pub(super) medium_term: [Option<FiledText>; 2],
}

impl Header {
    /// The headings of a row; `None` when it is no heading of an indicator table. Its cells are
    /// claimed as labels.
    pub(super) fn take(desk: &mut Desk<'_>, table: &Table<'_>, row: &Row<'_>) -> Option<Self> {
        if !is_heading(row) {
            return None;
        }
        let first = first_column(row)?;
        let is_list = row
            .filled()
            .take_while(|cell| {
                cell.column < first || cell.meaning.is_none_or(|m| m.column.is_none())
            })
            .any(|cell| list_column(cell) == Some(ListColumn::ProjectName));
        let mut slots = Vec::new();
        for (ordinal, cell) in row.cells.iter().enumerate() {
            if cell.is_blank() {
                continue;
            }
            let kind = slot_kind(cell, (ordinal, first_ordinal(row)), is_list);
            slots.push(Slot::of(cell, ordinal, kind));
        }
        let mut header = Self {
            slots,
            columns_hold: table.columns_hold,
            columns: table.columns,
            fresh: true,
            medium_term: [None, None],
        };
        header.split_blocks();
        header.find_medium_term(desk, row);
        for cell in row.filled() {
            desk.label(cell);
        }
        Some(header)
    }

    /// Takes a second row of headings: the parts of a heading (`年度指标值` over `指标性质`,
    /// `指标值`, `度量单位`), or the rest of a row that a line break has cut.
    pub(super) fn take_second_row(
        &mut self,
        desk: &mut Desk<'_>,
        table: &Table<'_>,
        row: &Row<'_>,
    ) -> bool {
        if !self.fresh || row.is_blank() {
            return false;
        }
        let all_columns = row.filled().all(|cell| cell.meaning.is_some_and(|m| m.column.is_some()));
        let below_heading = self.columns_hold
            && self
                .position(Column::Name, 0)
                .and_then(|slot| self.slots.get(slot))
                .is_some_and(|name| table.reaching_into(row, name.column).is_some());
        if !all_columns && !below_heading {
            return false;
        }
        let children: Vec<Slot> = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_blank())
            .map(|(ordinal, cell)| {
                let kind = column_of(cell).map_or(SlotKind::Extra, SlotKind::Column);
                Slot::of(cell, ordinal, kind)
            })
            .collect();
        if self.columns_hold {
            self.slots.retain(|slot| !children.iter().any(|child| slot.covers(child.column)));
            self.slots.extend(children);
            self.slots.sort_by_key(|slot| slot.column);
        } else {
            self.insert_by_order(children);
        }
        self.split_blocks();
        for cell in row.filled() {
            desk.label(cell);
        }
        true
    }

    /// Where columns do not hold: parts of a target take its place, anything else is the rest of
    /// a row that was cut.
    fn insert_by_order(&mut self, mut children: Vec<Slot>) {
        let of_target = children.iter().all(|child| {
            matches!(child.kind, SlotKind::Column(Column::Operator | Column::Target | Column::Unit))
        });
        let target = self.position(Column::Target, 0).filter(|_| of_target);
        let at = match target {
            Some(target) => {
                self.slots.remove(target);
                target
            }
            None => self.slots.len(),
        };
        let rest = self.slots.split_off(at);
        self.slots.append(&mut children);
        self.slots.extend(rest);
        let lead = self.slots.first().map_or(0, |slot| slot.ordinal);
        for (ordinal, slot) in self.slots.iter_mut().enumerate() {
            slot.ordinal = lead.saturating_add(ordinal);
        }
    }

    /// The slot of a column in a block.
    pub(super) fn position(&self, column: Column, block: usize) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| slot.kind == SlotKind::Column(column) && slot.block == block)
    }

    /// Whether some heading is of this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.slots.iter().any(|slot| slot.kind == SlotKind::Column(column))
    }

    /// Whether it is the heading of a list of many projects.
    pub(super) fn is_list(&self) -> bool {
        self.slots.iter().any(|slot| slot.kind == SlotKind::List(ListColumn::ProjectName))
    }

    /// How many blocks stand side by side.
    pub(super) fn blocks(&self) -> usize {
        self.slots.iter().map(|slot| slot.block.saturating_add(1)).max().unwrap_or(1)
    }

    /// A level or name that comes again begins a second block beside the first.
    fn split_blocks(&mut self) {
        let mut seen = Vec::new();
        let mut block = 0;
        for slot in &mut self.slots {
            if let SlotKind::Column(column) = slot.kind {
                let begins = matches!(column, Column::Level1 | Column::Level2 | Column::Name);
                if block == 0 && begins && seen.contains(&column) && seen.contains(&Column::Name) {
                    block = 1;
                    seen.clear();
                }
                seen.push(column);
            }
            slot.block = block;
        }
    }

    /// Which block is for several years. Of two blocks it is the first, as in 财预〔2015〕88号,
    /// unless the headings say otherwise.
    fn find_medium_term(&mut self, desk: &Desk<'_>, row: &Row<'_>) {
        let marked = |block: usize| {
            self.slots
                .iter()
                .filter(|slot| slot.block == block && slot.kind != SlotKind::Extra)
                .any(|slot| desk.labels.is_medium_term(&slot.label))
        };
        let two = self.blocks() > 1;
        let which = match (marked(0), two && marked(1)) {
            (false, true) => Some(1),
            (true, _) => Some(0),
            (false, false) => two.then_some(0),
        };
        let (_, text) = desk.labels.medium_term_extra();
        let place = row.filled().next().map(|cell| (cell.at, cell.confidence));
        if let (Some(which), Some((at, confidence))) = (which, place)
            && let Some(entry) = self.medium_term.get_mut(which)
        {
            *entry = Some(FiledText { text: text.to_owned(), at, confidence });
        }
    }
}

/// Whether a row is the heading of an indicator table: a level or name, and two further columns,
/// or nothing but labels with a level among them (the row was cut by a line break).
fn is_heading(row: &Row<'_>) -> bool {
    let columns = || row.filled().filter_map(column_of);
    let levels = columns().any(|c| matches!(c, Column::Level1 | Column::Level2 | Column::Level));
    let names = columns().any(|c| c == Column::Name);
    let only_labels =
        row.filled().all(|cell| cell.meaning.is_some_and(|m| m.column.is_some() || m.group));
    let known = columns().count();
    (known >= 3 && (levels || names)) || (levels && only_labels)
}

fn column_of(cell: &Cell<'_>) -> Option<Column> {
    cell.meaning.and_then(|meaning| meaning.column)
}

fn list_column(cell: &Cell<'_>) -> Option<ListColumn> {
    cell.meaning.and_then(|meaning| meaning.list)
}

/// The first heading that is a column for certain: `绩效指标` before it names the section.
fn first_cell<'r, 'a>(row: &'r Row<'a>) -> Option<(usize, &'r Cell<'a>)> {
    row.cells.iter().enumerate().find(|(_, cell)| {
        column_of(cell).is_some() && !cell.meaning.is_some_and(|meaning| meaning.group)
    })
}

fn first_column(row: &Row<'_>) -> Option<u32> {
    first_cell(row).map(|(_, cell)| cell.column)
}

fn first_ordinal(row: &Row<'_>) -> usize {
    first_cell(row).map_or(0, |(ordinal, _)| ordinal)
}

/// What a heading is, by its label and on which side of the first column it stands.
fn slot_kind(cell: &Cell<'_>, (ordinal, first): (usize, usize), is_list: bool) -> SlotKind {
    if ordinal < first {
        return match list_column(cell) {
            Some(column) if is_list => SlotKind::List(column),
            _ if is_list => SlotKind::Extra,
            _ => SlotKind::Section,
        };
    }
    match (column_of(cell), list_column(cell)) {
        (Some(column), _) => SlotKind::Column(column),
        (None, Some(column)) if is_list => SlotKind::List(column),
        _ => SlotKind::Extra,
    }
}
