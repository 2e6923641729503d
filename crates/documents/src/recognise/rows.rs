//! A table as rows of cells with their matching keys and the meanings of their labels.

use super::claims::{Ledger, TextId};
use crate::rules::{FormLabels, Meaning};
use crate::{CellGrid, GridCell};
use std::borrow::Cow;
use vocabulary::{Confidence, Place, is_blank, matching_key};

/// Longest text, in bytes, that can be a label or title: some eighty Chinese characters. Longer
/// ones get no key, which spares folding every goal of a thousand sheets.
const LONGEST_LABEL: usize = 240;

/// One cell; of a merged area, the whole of it.
#[derive(Clone, Debug)]
pub(super) struct Cell<'a> {
    /// The text as printed.
    pub(super) text: Cow<'a, str>,
    /// The text as labels are matched; empty for a long text.
    pub(super) key: String,
    /// What it means as a label.
    pub(super) meaning: Option<&'a Meaning>,
    /// Where it stands.
    pub(super) at: Place,
    /// First column, from 1.
    pub(super) column: u32,
    /// How many columns.
    pub(super) column_span: u32,
    /// How sure the reader is of its borders.
    pub(super) confidence: Confidence,
    /// Its texts in the ledger: none of an empty cell, two of a text broken over two lines.
    pub(super) ids: [Option<TextId>; 2],
}

impl<'a> Cell<'a> {
    /// A cell of one text, entered into the ledger unless it is blank.
    pub(super) fn enter(
        ledger: &mut Ledger<'a>,
        labels: &'a FormLabels,
        text: &'a str,
        (at, confidence): (Place, Confidence),
    ) -> Self {
        let blank = is_blank(text);
        let key = key_of(text);
        Self {
            text: Cow::Borrowed(text),
            meaning: labels.meaning(&key),
            key,
            at,
            column: 1,
            column_span: 1,
            confidence,
            ids: [(!blank).then(|| ledger.enter(at, text, confidence)), None],
        }
    }

    /// The cells of a line between its bars (`成本指标 | 气`), all parts of one text.
    pub(super) fn enter_line(
        ledger: &mut Ledger<'a>,
        labels: &'a FormLabels,
        line: &'a str,
        (at, confidence): (Place, Confidence),
    ) -> Vec<Self> {
        let whole = ledger.enter(at, line, confidence);
        let inner = line.trim();
        let inner = inner.strip_prefix('|').unwrap_or(inner);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let cells = (1..).zip(inner.split('|'));
        cells
            .map(|(column, text)| {
                let text = text.trim();
                let blank = is_blank(text);
                let key = key_of(text);
                Self {
                    text: Cow::Borrowed(text),
                    meaning: labels.meaning(&key),
                    key,
                    at,
                    column,
                    column_span: 1,
                    confidence,
                    ids: [(!blank).then(|| ledger.enter_part(whole, text)), None],
                }
            })
            .collect()
    }

    /// Whether it shows nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.ids.iter().all(Option::is_none)
    }

    /// Whether it covers a column.
    pub(super) fn covers(&self, column: u32) -> bool {
        self.column <= column && column < self.column.saturating_add(self.column_span)
    }
}

/// The text as labels are matched; nothing for a text too long to be one.
fn key_of(text: &str) -> String {
    if text.len() > LONGEST_LABEL { String::new() } else { matching_key(text) }
}

/// One row: the cells that begin in it, and those from above that reach into it.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// The cells that begin here, in order of column, empty ones included.
    pub(super) cells: Vec<Cell<'a>>,
    /// Merged areas from above: index of row and of cell.
    above: Vec<(usize, usize)>,
}

impl<'a> Row<'a> {
    /// A row of cells that no merged area reaches into.
    pub(super) fn of(cells: Vec<Cell<'a>>) -> Self {
        Self { cells, above: Vec::new() }
    }

    /// The cells that hold something.
    pub(super) fn filled(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.cells.iter().filter(|cell| !cell.is_blank())
    }

    /// The one cell that holds something, when there is exactly one.
    pub(super) fn only_filled(&self) -> Option<&Cell<'a>> {
        let mut filled = self.filled();
        let first = filled.next()?;
        filled.next().is_none().then_some(first)
    }

    /// Whether it shows nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }

    /// Whether some cell is a label.
    pub(super) fn has_label(&self) -> bool {
        self.filled().any(|cell| cell.meaning.is_some())
    }

    /// The cell that begins here and covers a column.
    pub(super) fn covering(&self, column: u32) -> Option<&Cell<'a>> {
        self.cells.iter().find(|cell| cell.covers(column))
    }
}

/// A table as rows.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// The rows in order.
    pub(super) rows: Vec<Row<'a>>,
    /// Number in the document; 0 for rows put together from lines.
    pub(super) number: u32,
    /// How many columns the grid has.
    pub(super) columns: u32,
    /// Whether a column number says under which heading a cell stands. In tables of a text file
    /// covered cells have vanished, and what follows them has moved to the left.
    pub(super) columns_hold: bool,
}

impl<'a> Table<'a> {
    /// The rows of a grid; its texts are entered into the ledger.
    pub(super) fn enter(
        ledger: &mut Ledger<'a>,
        labels: &'a FormLabels,
        grid: &'a CellGrid,
        columns_hold: bool,
    ) -> Self {
        let mut rows: Vec<Row<'a>> = Vec::new();
        let mut numbers: Vec<u32> = Vec::new();
        let mut reaching: Vec<(u32, usize, usize)> = Vec::new();
        for filed in &grid.cells {
            if numbers.last() != Some(&filed.row) {
                numbers.push(filed.row);
                rows.push(Row::default());
            }
            let index = rows.len().saturating_sub(1);
            if let Some(row) = rows.last_mut() {
                if filed.row_span > 1 && !is_blank(&filed.text) {
                    let last = filed.row.saturating_add(filed.row_span).saturating_sub(1);
                    reaching.push((last, index, row.cells.len()));
                }
                row.cells.push(entered(ledger, labels, grid, filed));
            }
        }
        for (last, row, cell) in reaching {
            for (number, below) in numbers.iter().zip(rows.iter_mut()).skip(row.saturating_add(1)) {
                if *number > last {
                    break;
                }
                below.above.push((row, cell));
            }
        }
        Self { rows, number: grid.table, columns: grid.columns, columns_hold }
    }

    /// A table of one row, cut from its table by a line break.
    pub(super) fn of_row(cells: Vec<Cell<'a>>) -> Self {
        Self {
            columns: u32::try_from(cells.len()).unwrap_or(u32::MAX),
            rows: vec![Row::of(cells)],
            number: 0,
            columns_hold: false,
        }
    }

    /// Whether no row holds more than one text.
    pub(super) fn is_one_cell_a_row(&self) -> bool {
        self.rows.iter().all(|row| row.filled().count() <= 1)
    }

    /// The cell that stands over a column of a row: its own, or one that reaches in from above.
    pub(super) fn reaching_into(&self, row: &Row<'a>, column: u32) -> Option<&Cell<'a>> {
        row.above
            .iter()
            .filter_map(|(above, cell)| self.rows.get(*above)?.cells.get(*cell))
            .find(|cell| cell.covers(column))
    }
}

fn entered<'a>(
    ledger: &mut Ledger<'a>,
    labels: &'a FormLabels,
    grid: &'a CellGrid,
    filed: &'a GridCell,
) -> Cell<'a> {
    let mut cell = Cell::enter(ledger, labels, &filed.text, (grid.place(filed), grid.confidence));
    cell.column = filed.column;
    cell.column_span = filed.column_span.max(1);
    cell
}
