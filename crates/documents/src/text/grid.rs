//! Rows of texts to a grid of cells.

use super::without_bookmarks;
use crate::{CellGrid, GridCell};
use vocabulary::{Confidence, is_blank};

/// The rows of a text table, as taken from its lines.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    /// The cells of each row.
    pub(super) rows: Vec<Vec<String>>,
    /// How many lines of the text the table took.
    pub(super) lines: usize,
    /// Rows, counted from 1, that were put together from pieces.
    pub(super) joined: Vec<usize>,
    /// Whether every cell is there on purpose, also an empty one at the end of a row. Pages of
    /// the web end their rows with columns that nobody sees.
    pub(super) cells_are_counted: bool,
}

impl TextTable {
    /// Whether nothing stands in any cell.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.iter().flatten().all(|cell| is_blank(cell))
    }

    /// The grid, without the empty columns on the right that no row fills, and what a person
    /// should know of it.
    pub(super) fn into_grid(self, table: u32) -> (CellGrid, Vec<String>) {
        let widest = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let filled = if self.cells_are_counted {
            widest
        } else {
            self.rows.iter().map(|row| filled_width(row)).max().unwrap_or_default()
        };
        let mut notes = Vec::new();
        if widest > filled {
            notes.push(format!("表{table}右侧有{}个空列，已略去", widest - filled));
        }
        if !self.joined.is_empty() {
            let rows = row_list(&self.joined);
            notes.push(format!("表{table}第{rows}行在原文中断成了几行，已按列数接续"));
        }
        let confidence =
            if self.joined.is_empty() { Confidence::Certain } else { Confidence::Likely };
        let mut cells = Vec::new();
        let mut count = 0;
        for (row, number) in self.rows.into_iter().zip(1_u32..) {
            count = number;
            for (text, column) in row.into_iter().take(filled).zip(1_u32..) {
                cells.push(GridCell {
                    row: number,
                    column,
                    row_span: 1,
                    column_span: 1,
                    text: without_bookmarks(&text).trim().to_owned(),
                    page: None,
                });
            }
        }
        let columns = u32::try_from(filled).unwrap_or(u32::MAX);
        let grid =
            CellGrid { table, page: None, rows: count, columns, cells, within: None, confidence };
        (grid, notes)
    }
}

/// `1、3至5、9`.
fn row_list(rows: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let names = runs.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}、{last}"),
        _ => format!("{first}至{last}"),
    });
    names.collect::<Vec<_>>().join("、")
}

fn filled_width(row: &[String]) -> usize {
    row.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1)
}
