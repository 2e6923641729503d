//! One page: its characters put into the cells of its grids, and the rest into lines.

use super::container::Container;
use super::geometry::{Area, Glyph};
use super::interpreter::Drawing;
use super::lattice::{Lattice, Square, lattices};
use super::lines::{Gaps, Line, lines};
use crate::{Limits, ReadError};

/// Characters of one word are no farther apart than this part of their height.
const WORD: f64 = 0.1;

/// A page as tables and lines.
#[derive(Debug)]
pub(super) struct Page {
    /// Number from 1.
    pub(super) number: u32,
    /// Width as shown.
    pub(super) width: f64,
    /// Height as shown.
    pub(super) height: f64,
    /// Tables and lines from top to bottom.
    pub(super) items: Vec<Item>,
    /// How many words reach over the border of their cell.
    pub(super) overflowing: usize,
}

/// What stands on a page.
#[derive(Debug)]
pub(super) enum Item {
    /// A line outside any table.
    Line(Line),
    /// A table, or the part of one on this page.
    Table(TablePart),
}

impl Item {
    /// Where it begins.
    pub(super) fn top(&self) -> f64 {
        match self {
            Self::Line(line) => line.baseline - line.size,
            Self::Table(table) => table.outline.top,
        }
    }

    /// Where it ends.
    pub(super) fn bottom(&self) -> f64 {
        match self {
            Self::Line(line) => line.baseline,
            Self::Table(table) => table.outline.bottom,
        }
    }
}

/// The part of a table that stands on one page.
#[derive(Debug)]
pub(super) struct TablePart {
    pub(super) page: u32,
    /// How many tables stand within each other in it.
    depth: usize,
    pub(super) outline: Area,
    /// Borders of its columns.
    pub(super) xs: Vec<f64>,
    /// Borders of its rows.
    pub(super) ys: Vec<f64>,
    pub(super) cells: Vec<PartCell>,
    pub(super) open_top: bool,
    pub(super) open_bottom: bool,
}

/// A cell of a table part.
#[derive(Debug)]
pub(super) struct PartCell {
    pub(super) square: Square,
    pub(super) area: Area,
    pub(super) lines: Vec<Line>,
    /// Tables standing in the cell.
    pub(super) nested: Vec<TablePart>,
}

/// Lays out a drawn page.
///
/// # Errors
/// When its lines or grids go beyond a limit.
pub(super) fn lay_out(
    number: u32,
    drawing: Drawing,
    file: &Container,
    limits: &Limits,
) -> Result<Page, ReadError> {
    let mut grids = lattices(drawing.horizontal, drawing.vertical, file, limits)?;
    // The smallest grid that holds a character owns it: tables stand in cells of others.
    grids.sort_by(|a, b| a.outline().size().total_cmp(&b.outline().size()));
    let mut owned: Vec<Vec<Vec<Glyph>>> =
        grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut free = Vec::new();
    let mut overflowing = 0;
    for word in drawing.glyphs.chunk_by(same_word) {
        file.spend(word.len() * (grids.len() + 1))?;
        let (home, overflows) = word_owner(word, &grids);
        overflowing += usize::from(overflows);
        let cell = home.and_then(|(grid, cell)| owned.get_mut(grid)?.get_mut(cell));
        cell.unwrap_or(&mut free).extend(word);
    }
    let mut items: Vec<Item> = lines(&free, Gaps::Tabs).into_iter().map(Item::Line).collect();
    file.spend(grids.len().saturating_mul(grids.len()))?;
    let parts = nested(grids, &owned, number, limits.nesting);
    items.extend(parts.into_iter().map(Item::Table));
    items.sort_by(|a, b| a.top().total_cmp(&b.top()));
    Ok(Page { number, width: drawing.width, height: drawing.height, items, overflowing })
}

/// Whether a character goes on directly where the last one ended.
fn same_word(last: &Glyph, next: &Glyph) -> bool {
    let gap = next.left - last.right;
    last.text_object == next.text_object
        && last.turned == next.turned
        && (last.baseline - next.baseline).abs() < WORD * next.size
        && gap.abs() <= WORD * next.size
        && !last.character.is_whitespace()
        && !next.character.is_whitespace()
}

/// The grid and cell a word stands in, and whether it reaches into another.
fn word_owner(word: &[Glyph], grids: &[Lattice]) -> (Option<(usize, usize)>, bool) {
    let owner = |glyph: &Glyph| {
        let centre = glyph.centre();
        let mut found = grids.iter().enumerate();
        found.find_map(|(number, grid)| grid.cell_at(centre).map(|cell| (number, cell)))
    };
    let Some(first) = word.first() else {
        return (None, false);
    };
    let start = owner(first);
    if word.iter().all(|glyph| owner(glyph) == start) {
        return (start, false);
    }
    // Text that begins at the left edge of its cell runs over; centred text runs over both ways.
    let at_left_edge = start
        .and_then(|(number, cell)| {
            let grid = grids.get(number)?;
            grid.cells.get(cell).map(|square| grid.area(square))
        })
        .is_some_and(|area| first.left - area.left <= first.size);
    if at_left_edge {
        return (start, true);
    }
    let middle = word.get(word.len() / 2).and_then(owner);
    (middle.or(start), true)
}

/// Grids with their characters as table parts, tables in cells within those cells. Grids without
/// any text are drawings.
fn nested(
    grids: Vec<Lattice>,
    owned: &[Vec<Vec<Glyph>>],
    page: u32,
    nesting: usize,
) -> Vec<TablePart> {
    let mut parts: Vec<TablePart> = Vec::new();
    for (grid, cells) in grids.into_iter().zip(owned) {
        let outline = grid.outline();
        let (mut inside, outside): (Vec<TablePart>, Vec<TablePart>) = parts
            .into_iter()
            .partition(|part| part.depth < nesting && holder(&grid, &part.outline).is_some());
        parts = outside;
        if inside.is_empty() && cells.iter().all(Vec::is_empty) {
            continue;
        }
        let depth = inside.iter().map(|part| part.depth + 1).max().unwrap_or(0);
        inside.sort_by(|a, b| a.outline.top.total_cmp(&b.outline.top));
        let mut filled: Vec<PartCell> = grid
            .cells
            .iter()
            .zip(cells)
            .map(|(square, glyphs)| PartCell {
                square: *square,
                area: grid.area(square),
                lines: lines(glyphs, Gaps::Spread),
                nested: Vec::new(),
            })
            .collect();
        for part in inside {
            let cell = holder(&grid, &part.outline).and_then(|cell| filled.get_mut(cell));
            if let Some(cell) = cell {
                cell.nested.push(part);
            }
        }
        filled.retain(|cell| {
            !cell.square.outside || !cell.lines.is_empty() || !cell.nested.is_empty()
        });
        parts.push(TablePart {
            page,
            depth,
            outline,
            cells: filled,
            open_top: grid.open_top,
            open_bottom: grid.open_bottom,
            xs: grid.xs,
            ys: grid.ys,
        });
    }
    parts
}

/// The cell of a grid that another outline lies in.
fn holder(grid: &Lattice, outline: &Area) -> Option<usize> {
    let middle = super::geometry::Point {
        x: f64::midpoint(outline.left, outline.right),
        y: f64::midpoint(outline.top, outline.bottom),
    };
    let cell = grid.cell_at(middle)?;
    let square = grid.cells.get(cell)?;
    grid.area(square).encloses(outline, 1.0).then_some(cell)
}
