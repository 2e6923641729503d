//! The tab layout of the published text: a cell begins with a tab, lines without one continue
//! it, an empty line ends the row, a tab alone is an empty cell.
//!
//! In one table of the sample empty lines also stand between the cells of a row. Below a row of
//! column names (`一级指标` first) a row is therefore complete only with as many cells as there
//! are names; pieces are put together when, and only when, they add up to that number.

use super::grid::TextTable;
use super::{Line, Look, look};
use vocabulary::matching_key;

/// The first of the names of an indicator table's columns.
const FIRST_COLUMN_NAME: &str = "一级指标";

/// Takes a table from the front of the lines.
pub(super) fn take(lines: &[Line<'_>]) -> TextTable {
    let (pieces, taken) = pieces(lines);
    let mut rows = TextTable { lines: taken, cells_are_counted: true, ..TextTable::default() };
    let mut names: Option<usize> = None;
    let mut left = pieces.into_iter().peekable();
    while let Some(mut row) = left.next() {
        if row.first().is_some_and(|cell| matching_key(cell) == FIRST_COLUMN_NAME) {
            names = Some(row.len());
        }
        if let Some(width) = names.filter(|width| row.len() < *width) {
            let mut rest: Vec<Vec<String>> = Vec::new();
            let mut sum = row.len();
            while let Some(next) = left.next_if(|next| sum + next.len() <= width) {
                sum += next.len();
                rest.push(next);
            }
            if sum == width {
                row.extend(rest.into_iter().flatten());
                rows.joined.push(rows.rows.len() + 1);
                rows.rows.push(row);
            } else {
                // They do not add up: the pieces stay as they are.
                rows.rows.push(row);
                rows.rows.extend(rest);
            }
        } else {
            rows.rows.push(row);
        }
    }
    rows
}

/// The cells between empty lines, and how many lines they took.
fn pieces(lines: &[Line<'_>]) -> (Vec<Vec<String>>, usize) {
    let mut pieces: Vec<Vec<String>> = Vec::new();
    let mut open: Option<Vec<String>> = None;
    let mut taken = 0;
    for (position, line) in lines.iter().enumerate() {
        match (look(line.text), &mut open) {
            (Look::TabCell, row) => {
                let text = line.text.trim_start_matches('\t').to_owned();
                row.get_or_insert_with(Vec::new).push(text);
            }
            (Look::Blank, row) => pieces.extend(row.take()),
            (Look::Plain | Look::Piped, Some(row)) => {
                if let Some(cell) = row.last_mut() {
                    cell.push('\n');
                    cell.push_str(line.text.trim_end());
                }
            }
            (Look::Plain | Look::Piped, None) | (Look::Pasted, _) => break,
        }
        taken = position + 1;
    }
    pieces.extend(open);
    (pieces, taken)
}
