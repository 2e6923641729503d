//! Pipe tables, with a pipe before the first cell of each row or without.
//!
//! Pages saved as text break a row where a cell had a line break, so a line is not a row. What
//! holds is the number of pipes: all rows of a table have as many. Lines are therefore put
//! together while, and only while, their pipes add up to that number; it is the one that explains
//! most lines. Rows that begin and end with a pipe say themselves where they end.

use super::grid::TextTable;
use super::{Line, Look, look};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What the lines at the front of a text are.
pub(super) enum Piped {
    /// A table.
    Table(TextTable),
    /// So many lines with one cell or sentence each.
    Lines(usize),
}

/// Numbers of pipes that are tried: the commonest of the lines, and sums of the first lines.
const TRIED_MAX: usize = 32;

/// A following line with so many more pipes than the rows before belongs to another table.
const PIPES_OF_ANOTHER_TABLE: usize = 8;

/// Takes the lines with pipes from the front.
pub(super) fn take(lines: &[Line<'_>]) -> Piped {
    let region = region(lines);
    let counts: Vec<usize> = region.iter().map(|line| pipes(line)).collect();
    let led = region.iter().filter(|line| line.starts_with('|')).count();
    let rows = if led.saturating_mul(3) > region.len().saturating_mul(2) {
        rows_that_end_themselves(&region)
    } else {
        let width = width(&counts);
        if width <= 1 && !has_two_columns(&region) {
            return Piped::Lines(region.len());
        }
        rows_of_width(&counts, width)
    };
    let taken = rows.last().map_or(1, |row| row.end);
    if rows.len() < 2 {
        return Piped::Lines(taken);
    }
    Piped::Table(table(&region, &rows))
}

/// The lines up to the first that is blank or belongs to something else. A line without a pipe
/// stays when another with one follows: it may be the middle of a cell.
fn region<'a>(lines: &[Line<'a>]) -> Vec<&'a str> {
    let mut region: Vec<&str> = Vec::new();
    let mut last_piped = 0;
    for line in lines {
        match look(line.text) {
            Look::Piped => last_piped = region.len().saturating_add(1),
            Look::Plain => {}
            Look::Blank | Look::TabCell | Look::Pasted => break,
        }
        region.push(line.text.trim());
    }
    region.truncate(last_piped);
    region
}

/// The pipes of a line that part cells; `\|` does not.
fn pipes(line: &str) -> usize {
    line.matches('|').count().saturating_sub(line.matches("\\|").count())
}

/// Lines that make up a row.
type Row = std::ops::Range<usize>;

/// Rows that begin with a pipe: each goes on to the line before the next pipe in front.
fn rows_that_end_themselves(region: &[&str]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (at, line) in region.iter().enumerate() {
        let is_open = at > 0 && !region.get(at - 1).is_some_and(|before| before.ends_with('|'));
        match rows.last_mut() {
            Some(row) if is_open && !line.starts_with('|') => row.end = at + 1,
            _ => rows.push(at..at + 1),
        }
    }
    rows
}

/// The number of pipes of a row: of those that lines have, the one that explains most lines, the
/// smaller of two that explain as many. Where most cells have a line of their own, the sums of
/// the first lines are tried as well.
fn width(counts: &[usize]) -> usize {
    let mut common: BTreeMap<usize, usize> = BTreeMap::new();
    for count in counts.iter().filter(|count| **count > 0) {
        let times = common.entry(*count).or_default();
        *times = times.saturating_add(1);
    }
    let mut tried: Vec<(usize, usize)> = common.into_iter().collect();
    tried.sort_by_key(|(count, times)| (Reverse(*times), *count));
    let of_lines = best(counts, tried.into_iter().map(|(count, _)| count).take(TRIED_MAX));
    let single = counts.iter().filter(|count| **count == 1).count();
    if single.saturating_mul(2) < counts.len() {
        return of_lines.1.0;
    }
    let sums = counts.iter().scan(0_usize, |sum, count| {
        *sum = sum.saturating_add(*count);
        Some(*sum)
    });
    of_lines.max(best(counts, sums.take(TRIED_MAX))).1.0
}

/// How many lines the best of these widths explains, and that width.
fn best(counts: &[usize], tried: impl Iterator<Item = usize>) -> (usize, Reverse<usize>) {
    let explained = |width: usize| -> usize {
        let rows = rows_of_width(counts, width);
        let whole = |row: &&Row| sum(counts, row) == width;
        rows.iter().filter(whole).map(ExactSizeIterator::len).sum()
    };
    tried.map(|width| (explained(width), Reverse(width))).max().unwrap_or((0, Reverse(0)))
}

fn sum(counts: &[usize], row: &Row) -> usize {
    counts.get(row.clone()).unwrap_or_default().iter().sum()
}

/// The lines put together into rows of so many pipes. Lines that do not add up are rows of their
/// own; a line without a pipe behind a whole row, or one with many more pipes, ends the table.
fn rows_of_width(counts: &[usize], width: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, count) in counts.iter().enumerate() {
        let is_of_another = *count >= width.saturating_add(PIPES_OF_ANOTHER_TABLE)
            && *count >= width.saturating_mul(2);
        if !rows.is_empty() && is_of_another || open.is_none() && *count == 0 {
            break;
        }
        let (from, pipes) = match open.take() {
            Some((from, pipes)) if pipes.saturating_add(*count) <= width => (from, pipes + count),
            Some((from, _)) => {
                rows.extend((from..at).map(|line| line..line + 1));
                (at, *count)
            }
            None => (at, *count),
        };
        if pipes >= width {
            rows.push(from..at + 1);
        } else {
            open = Some((from, pipes));
        }
    }
    if let Some((from, _)) = open {
        let end = rows_end(counts, from);
        rows.extend((from..end).map(|line| line..line + 1));
    }
    rows
}

/// Where lines that belong to no whole row end: before one without a pipe.
fn rows_end(counts: &[usize], from: usize) -> usize {
    let rest = counts.get(from..).unwrap_or_default();
    let plain = rest.iter().position(|count| *count == 0);
    plain.map_or(counts.len(), |at| from.saturating_add(at))
}

/// Whether lines with one pipe each have it between two cells: `项目名称 | 道路维修`.
fn has_two_columns(region: &[&str]) -> bool {
    let between = |line: &&&str| !line.starts_with('|') && !line.ends_with('|');
    region.iter().filter(between).count().saturating_mul(2) > region.len()
}

fn table(region: &[&str], rows: &[Row]) -> TextTable {
    let texts: Vec<String> =
        rows.iter().map(|row| region.get(row.clone()).unwrap_or_default().join("\n")).collect();
    let led = texts.iter().filter(|text| text.starts_with('|')).count();
    // Most rows begin with a pipe: then it is part of the layout, not an empty cell.
    let rows_begin_with_pipe = led.saturating_mul(3) > texts.len().saturating_mul(2);
    let lines = rows.last().map_or(1, |row| row.end);
    let mut table = TextTable { lines, ..TextTable::default() };
    for (row, text) in rows.iter().zip(&texts) {
        if is_rule(text) {
            continue;
        }
        table.rows.push(cells(text, rows_begin_with_pipe));
        if row.len() > 1 {
            table.joined.push(table.rows.len());
        }
    }
    table
}

/// `|---|:--:|`, the line below the head of a Markdown table.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
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
