//! Pipe tables, with a pipe before the first cell of each row or without.
//!
//! Where rows begin without a pipe, a line that begins with one continues the row above: the
//! page it came from had a line break inside a cell.

use super::grid::TextTable;
use super::{Line, Look, look};

/// Takes a table from the front of the lines.
pub(super) fn take(lines: &[Line<'_>]) -> TextTable {
    let count = lines.iter().take_while(|line| look(line.text) == Look::Piped).count();
    let table = lines.get(..count).unwrap_or_default();
    let led = table.iter().filter(|line| line.text.trim_start().starts_with('|')).count();
    // Most rows begin with a pipe, or the first one does: then the pipe is part of the layout.
    let rows_begin_with_pipe = led * 3 > count * 2;
    let mut rows = TextTable { lines: count, ..TextTable::default() };
    for line in table.iter().map(|line| line.text.trim()).filter(|line| !is_rule(line)) {
        let continues = line.starts_with('|') && !rows_begin_with_pipe;
        let cells = cells(line, rows_begin_with_pipe);
        match rows.rows.last_mut() {
            Some(row) if continues => continue_row(row, cells),
            _ => rows.rows.push(cells),
        }
    }
    rows
}

fn continue_row(row: &mut Vec<String>, cells: Vec<String>) {
    let mut cells = cells.into_iter();
    if let (Some(open), Some(rest)) = (row.last_mut(), cells.next())
        && !rest.trim().is_empty()
    {
        if !open.trim().is_empty() {
            open.push('\n');
        }
        open.push_str(&rest);
    }
    row.extend(cells);
}

/// `|---|:--:|`, the line below the head of a Markdown table.
fn is_rule(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(line: &str, begins_with_pipe: bool) -> Vec<String> {
    let line = if begins_with_pipe { line.strip_prefix('|').unwrap_or(line) } else { line };
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match (c, cells.last_mut()) {
            ('|', _) if !escaped => cells.push(String::new()),
            ('|', Some(cell)) => {
                cell.pop();
                cell.push('|');
            }
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
        escaped = c == '\\';
    }
    cells
}
