//! Rows with tabs between their cells, as Excel and Word put them on the clipboard. A cell with
//! line breaks stands in quotation marks.

use super::grid::TextTable;
use super::{Line, Look, look};
use vocabulary::is_blank;

/// Takes a table from the front of the lines; whether it is one, see [`is_table`].
pub(super) fn take(lines: &[Line<'_>]) -> TextTable {
    let mut rows = TextTable { cells_are_counted: true, ..TextTable::default() };
    let mut left = lines.iter();
    while let Some(line) = left.clone().next() {
        if !matches!(look(line.text), Look::Pasted | Look::TabCell) {
            break;
        }
        left.next();
        rows.lines += 1;
        let mut row = Vec::new();
        for piece in line.text.split('\t') {
            row.push(piece.to_owned());
        }
        while let Some(cell) = row.last_mut().filter(|cell| is_open(cell)) {
            let Some(next) = left.clone().next().filter(|_| closes(left.as_slice())) else {
                break;
            };
            left.next();
            rows.lines += 1;
            let mut pieces = next.text.split('\t');
            cell.push('\n');
            cell.push_str(pieces.next().unwrap_or_default());
            row.extend(pieces.map(ToOwned::to_owned));
        }
        rows.rows.push(row.into_iter().map(unquoted).collect());
    }
    rows
}

/// Filled cells that make even a single row a table.
const CELLS_OF_A_LONE_ROW: usize = 3;

/// Whether lines with tabs are rows of a table, and not sentences with a tab behind their number
/// (`一、<tab>总体目标`) or between two of their words.
pub(super) fn is_table(table: &TextTable) -> bool {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !is_blank(cell)).count();
    let widest = table.rows.iter().map(filled).max().unwrap_or_default();
    if widest >= CELLS_OF_A_LONE_ROW {
        return true;
    }
    let is_numbered = |row: &Vec<String>| match row.as_slice() {
        [number, ..] => is_list_number(number),
        [] => true,
    };
    widest == 2 && table.rows.len() > 1 && !table.rows.iter().all(is_numbered)
}

/// `一、`, `（二）`, `3.`, or nothing.
fn is_list_number(text: &str) -> bool {
    let is_part = |c: char| {
        c.is_ascii_digit() || "一二三四五六七八九十百（）()、.．".contains(c) || c.is_whitespace()
    };
    text.chars().all(is_part) && text.trim().chars().count() <= 6
}

/// A cell that begins with a quotation mark and does not end with one.
fn is_open(cell: &str) -> bool {
    cell.starts_with('"') && !is_closed(cell)
}

fn is_closed(cell: &str) -> bool {
    let inner = cell.get(1..).unwrap_or_default();
    inner.matches('"').count() % 2 == 1 && inner.ends_with('"')
}

/// How many lines a cell may go on for; a lone quotation mark must not swallow the file.
const CELL_LINES_MAX: usize = 200;

/// Whether the quotation mark is closed in the lines that follow.
fn closes(lines: &[Line<'_>]) -> bool {
    lines.iter().take(CELL_LINES_MAX).any(|line| {
        let first = line.text.split('\t').next().unwrap_or_default();
        first.ends_with('"')
    })
}

fn unquoted(cell: String) -> String {
    match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) if inner.contains('\n') || inner.contains("\"\"") => {
            inner.replace("\"\"", "\"")
        }
        _ => cell,
    }
}
