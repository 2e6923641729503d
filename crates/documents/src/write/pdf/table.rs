//! A form table onto pages: rows kept whole where they fit, the names of the columns repeated
//! after a break, rows taller than a third of a page broken between lines.

use super::flow::{Cursor, Rule, put, shift};
use super::glyphs::{Role, Typesetter};
use super::lines::{Line, Setting, break_lines};
use super::{BOTTOM, LEFT, TOP, points, text_width};
use crate::write::layout::{Align, FormTable};

/// 五号, and 小五 for dense tables.
const SIZE: f32 = 10.5;
const DENSE_SIZE: f32 = 9.0;
const LINE: f32 = 14.0;
/// White space between a border and the text.
const PADDING: (f32, f32) = (4.0, 4.5);
/// The lowest row.
const ROW_MIN: f32 = 24.0;
/// Lines of one piece of a row that is broken.
const PIECE_LINES: usize = 6;
/// A row with more lines than this may break across pages.
const WHOLE_LINES: usize = 18;

/// A cell with its lines. Columns count from 0.
#[derive(Clone, Debug)]
struct SetCell {
    column: usize,
    columns: usize,
    rows: usize,
    lines: Vec<Line>,
    setting: Setting,
    align: Align,
}

/// A row, or a piece of one.
#[derive(Clone, Debug)]
struct SetRow {
    cells: Vec<SetCell>,
    height: f32,
    names_columns: bool,
    /// Whether it goes on with the row above without a border.
    joined: bool,
}

/// Places a table, going on to further pages as needed.
pub(super) fn place(cursor: &mut Cursor, typesetter: &Typesetter, table: &FormTable) {
    let sides: Vec<f32> = std::iter::once(0)
        .chain(table.columns.iter().scan(0, |so_far, width| {
            *so_far += width;
            Some(*so_far)
        }))
        .map(|side| LEFT + points(side))
        .collect();
    let rows = set_rows(typesetter, table, &sides);
    let mut first = 0;
    while first < rows.len() {
        let header = repeated_header(&rows, first);
        let header_height = header.map_or(0.0, |row| row.height);
        let last = last_on_page(&rows, first, cursor.room() - header_height);
        match last {
            None if !cursor.at_top() => cursor.break_page(),
            // A row higher than a page stands alone on one.
            None => {
                place_rows(cursor, &rows, first..first + 1, &sides, header);
                first += 1;
            }
            Some(last) => {
                place_rows(cursor, &rows, first..last + 1, &sides, header);
                first = last + 1;
            }
        }
        if first < rows.len() && !cursor.at_top() {
            cursor.break_page();
        }
    }
    cursor.y += LINE;
}

/// The row that names the columns of row `first`, when it stands on an earlier page.
fn repeated_header(rows: &[SetRow], first: usize) -> Option<&SetRow> {
    if rows.get(first).is_none_or(|row| row.names_columns) {
        return None;
    }
    rows.iter().take(first).rev().find(|row| row.names_columns)
}

/// The last row from `first` on that fits; never the names of columns alone.
fn last_on_page(rows: &[SetRow], first: usize, room: f32) -> Option<usize> {
    let mut filled = 0.0;
    let mut last = None;
    for (number, row) in rows.iter().enumerate().skip(first) {
        filled += row.height;
        if filled > room {
            break;
        }
        let heads_nothing = row.names_columns && number + 1 < rows.len();
        if !heads_nothing {
            last = Some(number);
        }
    }
    last
}

fn set_rows(typesetter: &Typesetter, table: &FormTable, sides: &[f32]) -> Vec<SetRow> {
    let mut rows: Vec<SetRow> = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| {
                let setting = Setting {
                    role: if cell.bold { Role::Heading } else { Role::Body },
                    size: if table.dense { DENSE_SIZE } else { SIZE },
                };
                let room = width(sides, cell.column, cell.column_span) - 2.0 * PADDING.0;
                SetCell {
                    column: cell.column,
                    columns: cell.column_span,
                    rows: cell.row_span,
                    lines: break_lines(typesetter, &cell.text, setting, room.max(SIZE), 0.0),
                    setting,
                    align: cell.align,
                }
            });
            SetRow {
                cells: cells.collect(),
                height: 0.0,
                names_columns: row.names_columns,
                joined: false,
            }
        })
        .collect();
    break_tall_rows(&mut rows);
    set_heights(&mut rows);
    rows
}

fn width(sides: &[f32], column: usize, columns: usize) -> f32 {
    let side = |number: usize| sides.get(number).copied().unwrap_or(LEFT + text_width());
    side(column + columns) - side(column)
}

/// Replaces each row of very many lines by pieces without a border between them, so that it can
/// go on on the next page.
fn break_tall_rows(rows: &mut Vec<SetRow>) {
    let mut number = 0;
    while number < rows.len() {
        let lines = rows.get(number).map_or(0, |row| {
            let single = row.cells.iter().filter(|cell| cell.rows == 1);
            single.map(|cell| cell.lines.len()).max().unwrap_or(0)
        });
        let pieces = if lines > WHOLE_LINES { lines.div_ceil(PIECE_LINES) } else { 1 };
        if pieces > 1 {
            lengthen_spans(rows, number, pieces - 1);
            if let Some(row) = rows.get_mut(number) {
                let further = cut_row(row, pieces);
                let below = rows.split_off(number + 1);
                rows.extend(further);
                rows.extend(below);
            }
        }
        number += pieces;
    }
}

/// Lets the merged areas that cover a row reach over its pieces as well.
fn lengthen_spans(rows: &mut [SetRow], number: usize, by: usize) {
    for (above, row) in rows.iter_mut().take(number + 1).enumerate() {
        for cell in &mut row.cells {
            if cell.rows > 1 && above + cell.rows > number {
                cell.rows += by;
            }
        }
    }
}

/// Leaves the first piece in the row and returns the others.
fn cut_row(row: &mut SetRow, pieces: usize) -> Vec<SetRow> {
    let mut further: Vec<SetRow> = (1..pieces)
        .map(|_| SetRow {
            cells: Vec::new(),
            height: 0.0,
            names_columns: row.names_columns,
            joined: true,
        })
        .collect();
    for cell in row.cells.iter_mut().filter(|cell| cell.rows == 1) {
        let mut chunks = cell.lines.chunks(PIECE_LINES).map(<[Line]>::to_vec);
        let first = chunks.next().unwrap_or_default();
        for piece in &mut further {
            piece.cells.push(SetCell { lines: chunks.next().unwrap_or_default(), ..cell.clone() });
        }
        cell.lines = first;
    }
    further
}

fn text_height(cell: &SetCell) -> f32 {
    cell.lines.iter().map(|_| LINE).sum()
}

fn set_heights(rows: &mut [SetRow]) {
    let last = rows.len().saturating_sub(1);
    let joined: Vec<bool> = rows.iter().map(|row| row.joined).collect();
    for (number, row) in rows.iter_mut().enumerate() {
        let goes_on = number < last && joined.get(number + 1).copied().unwrap_or(false);
        let single = row.cells.iter().filter(|cell| cell.rows == 1);
        let text = single.map(text_height).fold(0.0, f32::max);
        row.height = if row.joined || goes_on {
            // Pieces of a row keep the distance of lines; only its ends have white space.
            let ends = f32::from(u8::from(!row.joined)) + f32::from(u8::from(!goes_on));
            text + ends * PADDING.1
        } else {
            (text + 2.0 * PADDING.1).max(ROW_MIN)
        };
    }
    for number in 0..rows.len() {
        let spans: Vec<(usize, f32)> = rows.get(number).map_or_else(Vec::new, |row| {
            let spanned = row.cells.iter().filter(|cell| cell.rows > 1);
            spanned.map(|cell| (cell.rows, text_height(cell) + 2.0 * PADDING.1)).collect()
        });
        for (span, needed) in spans {
            let have: f32 = rows.iter().skip(number).take(span).map(|row| row.height).sum();
            if let Some(row) = rows.get_mut((number + span - 1).min(last)) {
                row.height += (needed - have).max(0.0);
            }
        }
    }
}

/// Draws rows from the cursor on, after the repeated names of their columns.
fn place_rows(
    cursor: &mut Cursor,
    rows: &[SetRow],
    range: std::ops::Range<usize>,
    sides: &[f32],
    header: Option<&SetRow>,
) {
    let top = cursor.y;
    if let Some(header) = header {
        let bottom = cursor.y + header.height;
        for cell in &header.cells {
            draw_cell(cursor, cell, cell.lines.clone(), (cursor.y, bottom), (sides, true));
        }
        cursor.y = bottom;
    }
    let start = cursor.y;
    // Upper edges of the rows on this page, and the lower edge of the last.
    let mut edges = vec![start];
    for row in rows.get(range.clone()).unwrap_or_default() {
        edges.push(edges.last().copied().unwrap_or(start) + row.height);
    }
    let edge = |row: usize| {
        let within = row.clamp(range.start, range.end) - range.start;
        edges.get(within).copied().unwrap_or(start)
    };
    for (number, row) in rows.iter().enumerate().take(range.end) {
        for cell in &row.cells {
            let end = number + cell.rows;
            if end <= range.start {
                continue;
            }
            let strip = (edge(number), edge(end));
            let lines = lines_on_page(rows, cell, number, range.start);
            let goes_on = row.joined && number > range.start;
            draw_cell(cursor, cell, lines, strip, (sides, !goes_on));
        }
    }
    let bottom = edge(range.end);
    let (left, right) = (LEFT, sides.last().copied().unwrap_or(LEFT));
    if let Some(page) = cursor.page() {
        page.rules.push(Rule { from: (left, bottom), to: (right, bottom) });
        page.rules.push(Rule { from: (right, top), to: (right, bottom) });
    }
    cursor.y = bottom;
}

/// The lines of a cell for the page that begins with row `first`: those that did not fit on the
/// pages before. The first page takes as many as its rows hold.
fn lines_on_page(rows: &[SetRow], cell: &SetCell, number: usize, first: usize) -> Vec<Line> {
    if number >= first {
        return cell.lines.clone();
    }
    let before: f32 = rows.iter().take(first).skip(number).map(|row| row.height).sum();
    let mut room = before - 2.0 * PADDING.1;
    let rest = cell.lines.iter().skip_while(|_| {
        room -= LINE;
        room >= 0.0
    });
    rest.cloned().collect()
}

/// Draws the left and upper border of a cell and its lines in the middle of its height. Lines
/// beyond the height are left for the next page.
fn draw_cell(
    cursor: &mut Cursor,
    cell: &SetCell,
    lines: Vec<Line>,
    (top, bottom): (f32, f32),
    (sides, bordered): (&[f32], bool),
) {
    let left = sides.get(cell.column).copied().unwrap_or(LEFT);
    let room = width(sides, cell.column, cell.columns);
    let Some(page) = cursor.page() else { return };
    page.rules.push(Rule { from: (left, top), to: (left, bottom) });
    if bordered {
        page.rules.push(Rule { from: (left, top), to: (left + room, top) });
    }
    let height: f32 = lines.iter().map(|_| LINE).sum();
    let mut y = top + ((bottom - top - height) / 2.0).max(0.0);
    for line in lines {
        // Half a point allows for the rounding of heights.
        if y + LINE > bottom.min(BOTTOM) + 0.5 && y > TOP {
            break;
        }
        let x = left + PADDING.0 + shift(cell.align, room - 2.0 * PADDING.0, line.width);
        put(Some(&mut *page), line, cell.setting, (x, y, LINE));
        y += LINE;
    }
}
