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

/// Lines from which the layout of a table is told.
const SAMPLE_LINES: usize = 100;

/// Numbers of pipes that are tried: the commonest of the lines, and sums of the first lines.
const TRIED_MAX: usize = 16;

/// A following line with so many more pipes than the rows before belongs to another table.
const PIPES_OF_ANOTHER_TABLE: usize = 8;

/// Lines without a pipe that may stand in one row.
const PLAIN_LINES_MAX: usize = 200;

/// Takes the lines with pipes from the front.
pub(super) fn take(lines: &[Line<'_>]) -> Piped {
    let sample: Vec<&str> = texts(lines).take(SAMPLE_LINES).collect();
    let led = sample.iter().filter(|line| line.starts_with('|')).count();
    let rows = if led.saturating_mul(3) > sample.len().saturating_mul(2) {
        rows_that_end_themselves(texts(lines))
    } else {
        let counts: Vec<usize> = sample.iter().map(|line| pipes(line)).collect();
        let width = width(&counts);
        if width <= 1 && !has_two_columns(&sample) {
            return Piped::Lines(counts.iter().take_while(|count| **count > 0).count().max(1));
        }
        rows_of_width(texts(lines).map(pipes), width)
    };
    if rows.len() < 2 {
        return Piped::Lines(rows.last().map_or(1, |row| row.end));
    }
    Piped::Table(table(lines, &rows))
}

/// The lines up to the first that belongs to something else. A line without a pipe may be the
/// middle of a cell.
fn texts<'a>(lines: &[Line<'a>]) -> impl Iterator<Item = &'a str> {
    lines
        .iter()
        .take_while(|line| matches!(look(line.text), Look::Piped | Look::Plain))
        .map(|line| line.text.trim())
}

/// The pipes of a line that part cells; `\|` does not.
fn pipes(line: &str) -> usize {
    line.matches('|').count().saturating_sub(line.matches("\\|").count())
}

/// Lines that make up a row.
type Row = std::ops::Range<usize>;

/// Rows that begin with a pipe: each goes on until a line ends with one.
fn rows_that_end_themselves<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut is_open = false;
    for (at, line) in lines.enumerate() {
        let begins = line.starts_with('|');
        match rows.last_mut().filter(|_| is_open && !begins) {
            Some(row) => row.end = at + 1,
            None if line.contains('|') => rows.push(at..at + 1),
            None => break,
        }
        is_open = !line.ends_with('|');
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
    let sum = |row: &Row| counts.get(row.clone()).unwrap_or_default().iter().sum::<usize>();
    let explained = |width: usize| -> usize {
        let rows = rows_of_width(counts.iter().copied(), width);
        rows.iter().filter(|row| sum(row) == width).map(ExactSizeIterator::len).sum()
    };
    tried.map(|width| (explained(width), Reverse(width))).max().unwrap_or((0, Reverse(0)))
}

/// Lines of a row that is not whole yet.
struct OpenRow {
    from: usize,
    pipes: usize,
    /// The first line without a pipe, and how many there are.
    plain: Option<usize>,
    plain_lines: usize,
}

/// The lines put together into rows of so many pipes. Lines that do not add up are rows of their
/// own; a line without a pipe behind a whole row, or one with many more pipes, ends the table.
fn rows_of_width(counts: impl Iterator<Item = usize>, width: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open: Option<OpenRow> = None;
    let mut end = 0;
    for (at, count) in counts.enumerate() {
        let is_of_another = count >= width.saturating_add(PIPES_OF_ANOTHER_TABLE)
            && count >= width.saturating_mul(2);
        let is_endless = open.as_ref().is_some_and(|row| row.plain_lines > PLAIN_LINES_MAX);
        if !rows.is_empty() && is_of_another || open.is_none() && count == 0 || is_endless {
            break;
        }
        end = at + 1;
        let mut row = match open.take() {
            Some(row) if row.pipes.saturating_add(count) <= width => row,
            Some(row) => {
                rows.extend((row.from..at).map(|line| line..line + 1));
                OpenRow { from: at, pipes: 0, plain: None, plain_lines: 0 }
            }
            None => OpenRow { from: at, pipes: 0, plain: None, plain_lines: 0 },
        };
        row.pipes = row.pipes.saturating_add(count);
        if count == 0 {
            row.plain.get_or_insert(at);
            row.plain_lines += 1;
        }
        if row.pipes >= width {
            rows.push(row.from..end);
        } else {
            open = Some(row);
        }
    }
    if let Some(row) = open {
        // What follows the last pipe of a row that never became whole is no part of the table.
        rows.extend((row.from..row.plain.unwrap_or(end)).map(|line| line..line + 1));
    }
    rows
}

/// Whether lines with one pipe each have it between two cells: `项目名称 | 道路维修`.
fn has_two_columns(region: &[&str]) -> bool {
    let between = |line: &&&str| !line.starts_with('|') && !line.ends_with('|');
    region.iter().filter(between).count().saturating_mul(2) > region.len()
}

fn table(lines: &[Line<'_>], rows: &[Row]) -> TextTable {
    let text = |row: &Row| {
        let lines = lines.get(row.clone()).unwrap_or_default().iter();
        lines.map(|line| line.text.trim()).collect::<Vec<_>>().join("\n")
    };
    let texts: Vec<String> = rows.iter().map(text).collect();
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
