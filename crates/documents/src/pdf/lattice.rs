//! Ruled lines to grids: which lines belong together, where their rows and columns are, and
//! which neighbouring squares are one merged area because no line stands between them.

use super::container::Container;
use super::geometry::{Area, Point, Rule};
use crate::{Limits, ReadError};

/// Lines that miss each other by no more than this still meet.
const TOUCH: f64 = 2.0;
/// Lines this close are one border: double lines, and lines of neighbouring cells.
const ONE_BORDER: f64 = 3.0;
/// Pieces of one line drawn one after the other are this close in direction and position.
const SAME_LINE: f64 = 0.75;
/// A side of a table with less than this part ruled is left open on purpose.
const OPEN_SIDE: f64 = 0.5;

/// A grid of ruled lines on one page.
#[derive(Debug)]
pub(super) struct Lattice {
    /// Borders of the columns from left to right, one more than columns.
    pub(super) xs: Vec<f64>,
    /// Borders of the rows from top to bottom, one more than rows.
    pub(super) ys: Vec<f64>,
    /// Cells and merged areas in order of row, then column.
    pub(super) cells: Vec<Square>,
    /// The number in `cells` of every position, row by row.
    owners: Vec<usize>,
    /// The lines across do not reach down to the end of the lines down: the page cut it.
    pub(super) open_bottom: bool,
    /// The same at the head.
    pub(super) open_top: bool,
}

/// A cell or merged area of a lattice; rows and columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Square {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) row_span: usize,
    pub(super) column_span: usize,
    /// On the edge without a line there: a notch between the table and its own frame.
    pub(super) outside: bool,
}

impl Lattice {
    /// The outline.
    pub(super) fn outline(&self) -> Area {
        let ends = |list: &[f64]| {
            (list.first().copied().unwrap_or_default(), list.last().copied().unwrap_or_default())
        };
        let ((left, right), (top, bottom)) = (ends(&self.xs), ends(&self.ys));
        Area { left, top, right, bottom }
    }

    /// The outline of a cell.
    pub(super) fn area(&self, cell: &Square) -> Area {
        let at = |list: &[f64], index: usize| list.get(index).copied().unwrap_or_default();
        Area {
            left: at(&self.xs, cell.column),
            top: at(&self.ys, cell.row),
            right: at(&self.xs, cell.column + cell.column_span),
            bottom: at(&self.ys, cell.row + cell.row_span),
        }
    }

    /// The number of the cell a point lies in.
    pub(super) fn cell_at(&self, point: Point) -> Option<usize> {
        let interval = |list: &[f64], value: f64| {
            let after = list.partition_point(|&border| border <= value);
            (after > 0 && after < list.len()).then(|| after - 1)
        };
        let (column, row) = (interval(&self.xs, point.x)?, interval(&self.ys, point.y)?);
        let owner = *self.owners.get(row * (self.xs.len() - 1) + column)?;
        (owner < self.cells.len()).then_some(owner)
    }
}

/// Finds the grids among the ruled lines of a page, from top to bottom.
///
/// # Errors
/// When the lines are too many, or a grid has too many positions.
pub(super) fn lattices(
    horizontal: Vec<Rule>,
    vertical: Vec<Rule>,
    file: &Container,
    limits: &Limits,
) -> Result<Vec<Lattice>, ReadError> {
    file.spend(horizontal.len() + vertical.len())?;
    let horizontal = joined(horizontal);
    let vertical = joined(vertical);
    let mut sets = Sets::new(horizontal.len() + vertical.len());
    for (number, down) in (horizontal.len()..).zip(&vertical) {
        let first = horizontal.partition_point(|across| across.at < down.from - TOUCH);
        let candidates = horizontal.iter().enumerate().skip(first);
        for (other, across) in candidates.take_while(|(_, a)| a.at <= down.to + TOUCH) {
            file.spend(1)?;
            if across.from - TOUCH <= down.at && down.at <= across.to + TOUCH {
                sets.unite(number, other);
            }
        }
    }
    let mut groups: Vec<(Vec<Rule>, Vec<Rule>)> = vec![<_>::default(); sets.parents.len()];
    for (number, rule) in horizontal.iter().enumerate() {
        if let Some(group) = groups.get_mut(sets.root(number)) {
            group.0.push(*rule);
        }
    }
    for (number, rule) in (horizontal.len()..).zip(&vertical) {
        if let Some(group) = groups.get_mut(sets.root(number)) {
            group.1.push(*rule);
        }
    }
    let mut found = Vec::new();
    for (across, down) in &groups {
        if across.len() + down.len() >= 3 && !across.is_empty() && !down.is_empty() {
            found.extend(lattice(across, down, file, limits)?);
        }
    }
    found.sort_by(|a, b| {
        let (a, b) = (a.outline(), b.outline());
        a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left))
    });
    Ok(found)
}

/// Pieces of one line put together, in order of position.
fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut lines: Vec<Rule> = Vec::new();
    let mut rest = rules.as_mut_slice();
    while let Some(first) = rest.first() {
        let limit = first.at + SAME_LINE;
        let count = rest.partition_point(|rule| rule.at <= limit);
        let (same, after) = std::mem::take(&mut rest).split_at_mut(count);
        same.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut line: Option<Rule> = None;
        for rule in same {
            match line.as_mut() {
                Some(line) if rule.from <= line.to + ONE_BORDER => line.to = line.to.max(rule.to),
                _ => lines.extend(line.replace(*rule)),
            }
        }
        lines.extend(line);
        rest = after;
    }
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    lines
}

/// Distinct positions, borders closer than [`ONE_BORDER`] taken as one.
pub(super) fn positions(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let mut distinct: Vec<(f64, f64)> = Vec::new();
    for value in values {
        match distinct.last_mut() {
            Some((first, last)) if value - *first <= ONE_BORDER => *last = value,
            _ => distinct.push((value, value)),
        }
    }
    let middle = |(first, last)| f64::midpoint(first, last);
    distinct.into_iter().map(middle).collect()
}

/// The outermost ends of lines, where they go well beyond the borders across them.
fn with_ends(mut borders: Vec<f64>, lines: &[Rule]) -> (Vec<f64>, bool, bool) {
    let low = lines.iter().map(|line| line.from).fold(f64::MAX, f64::min);
    let high = lines.iter().map(|line| line.to).fold(f64::MIN, f64::max);
    let before = borders.first().is_none_or(|&first| low < first - ONE_BORDER);
    let after = borders.last().is_none_or(|&last| high > last + ONE_BORDER);
    if before {
        borders.insert(0, low);
    }
    if after {
        borders.push(high);
    }
    (borders, before, after)
}

/// The grid of one group of lines that meet; `None` for a mere frame.
fn lattice(
    across: &[Rule],
    down: &[Rule],
    file: &Container,
    limits: &Limits,
) -> Result<Option<Lattice>, ReadError> {
    let (xs, ..) = with_ends(positions(down.iter().map(|r| r.at).collect()), across);
    let (ys, open_top, open_bottom) =
        with_ends(positions(across.iter().map(|r| r.at).collect()), down);
    let (Some(columns), Some(rows)) = (xs.len().checked_sub(1), ys.len().checked_sub(1)) else {
        return Ok(None);
    };
    let places = rows.saturating_mul(columns);
    if places < 2 {
        return Ok(None);
    }
    if columns > limits.columns || places > limits.cells {
        return Err(ReadError::TooLarge("PDF中一个表格的单元格过多".into()));
    }
    file.spend(places + across.len() * columns + down.len() * rows)?;
    let walls =
        Walls { down: coverage(down, &xs, &ys), across: coverage(across, &ys, &xs), rows, columns };
    let mut sets = Sets::new(places);
    for row in 0..rows {
        for column in 0..columns {
            let place = row * columns + column;
            if column + 1 < columns && !walls.left_of(row, column + 1) {
                sets.unite(place, place + 1);
            }
            if row + 1 < rows && !walls.above(row + 1, column) {
                sets.unite(place, place + columns);
            }
        }
    }
    let cells = rectangles(&mut sets, &walls);
    if cells.len() < 2 {
        return Ok(None);
    }
    let mut owners = vec![usize::MAX; places];
    for (number, cell) in cells.iter().enumerate() {
        for row in cell.row..cell.row + cell.row_span {
            let start = row * columns + cell.column;
            if let Some(places) = owners.get_mut(start..start + cell.column_span) {
                places.fill(number);
            }
        }
    }
    Ok(Some(Lattice { xs, ys, cells, owners, open_bottom, open_top }))
}

/// Which stretches of which borders are ruled.
struct Walls {
    /// Vertical borders: for every border, one entry a row.
    down: Vec<Vec<bool>>,
    /// Horizontal borders: for every border, one entry a column.
    across: Vec<Vec<bool>>,
    rows: usize,
    columns: usize,
}

impl Walls {
    fn left_of(&self, row: usize, column: usize) -> bool {
        self.down.get(column).and_then(|border| border.get(row)).copied().unwrap_or(false)
    }

    fn above(&self, row: usize, column: usize) -> bool {
        self.across.get(row).and_then(|border| border.get(column)).copied().unwrap_or(false)
    }

    /// Whether a place on the edge lacks the line that the rest of its side has.
    fn in_a_notch(&self, row: usize, column: usize) -> bool {
        let ruled = |border: Option<&Vec<bool>>| {
            border.is_some_and(|border| {
                let count = |n: usize| u32::try_from(n).map_or(f64::MAX, f64::from);
                let present = count(border.iter().filter(|&&wall| wall).count());
                present >= OPEN_SIDE * count(border.len())
            })
        };
        (column == 0 && !self.left_of(row, 0) && ruled(self.down.first()))
            || (column + 1 == self.columns
                && !self.left_of(row, self.columns)
                && ruled(self.down.last()))
            || (row == 0 && !self.above(0, column) && ruled(self.across.first()))
            || (row + 1 == self.rows && !self.above(self.rows, column) && ruled(self.across.last()))
    }
}

/// For every border, which of the stretches between `crossing` borders a line covers.
fn coverage(lines: &[Rule], borders: &[f64], crossing: &[f64]) -> Vec<Vec<bool>> {
    let stretches = crossing.len().saturating_sub(1);
    let mut covered = vec![vec![false; stretches]; borders.len()];
    for line in lines {
        let after = borders.partition_point(|&border| border < line.at);
        let nearest = [after.checked_sub(1), Some(after)]
            .into_iter()
            .flatten()
            .filter_map(|index| borders.get(index).map(|border| (index, border)))
            .min_by(|a, b| (a.1 - line.at).abs().total_cmp(&(b.1 - line.at).abs()));
        let Some(border) = nearest.and_then(|(index, _)| covered.get_mut(index)) else {
            continue;
        };
        for (pair, wall) in crossing.windows(2).zip(border.iter_mut()) {
            if let [from, to] = *pair {
                // The middle half decides: lines may stop short of a corner or go beyond it.
                let quarter = (to - from) / 4.0;
                *wall |= line.from <= from + quarter && line.to >= to - quarter;
            }
        }
    }
    covered
}

/// The merged areas as rectangles. An area of another shape (lines missing within a table) is
/// cut into the widest rectangles that it consists of, so that every place has an owner.
fn rectangles(sets: &mut Sets, walls: &Walls) -> Vec<Square> {
    let (rows, columns) = (walls.rows, walls.columns);
    let mut finished: Vec<(usize, Square)> = Vec::new();
    let mut growing: Vec<(usize, Square)> = Vec::new();
    for row in 0..rows {
        let mut runs: Vec<(usize, Square)> = Vec::new();
        for column in 0..columns {
            let root = sets.root(row * columns + column);
            let notch = walls.in_a_notch(row, column);
            match runs.last_mut() {
                Some((set, run)) if *set == root => {
                    run.column_span += 1;
                    run.outside |= notch;
                }
                _ => runs.push((
                    root,
                    Square { row, column, row_span: 1, column_span: 1, outside: notch },
                )),
            }
        }
        let mut next = Vec::with_capacity(runs.len());
        for (set, run) in runs {
            let above = growing.binary_search_by_key(&run.column, |(_, g)| g.column);
            let above = above.ok().and_then(|at| growing.get_mut(at));
            match above {
                Some((other, area)) if *other == set && area.column_span == run.column_span => {
                    let mut area = *area;
                    area.row_span += 1;
                    area.outside |= run.outside;
                    next.push((set, area));
                }
                _ => next.push((set, run)),
            }
        }
        finished.extend(growing.iter().filter(|(_, area)| {
            let below = next.binary_search_by_key(&area.column, |(_, n)| n.column);
            let below = below.ok().and_then(|at| next.get(at));
            below.is_none_or(|(_, n)| n.row != area.row)
        }));
        growing = next;
    }
    finished.extend(growing);
    let mut cells: Vec<Square> = finished.into_iter().map(|(_, area)| area).collect();
    cells.sort_unstable();
    cells
}

/// Disjoint sets.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while let Some(&parent) = self.parents.get(at) {
            if parent == at {
                break;
            }
            // Every step shortens the way for the next search.
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        if let Some(slot) = self.parents.get_mut(high) {
            *slot = low;
        }
    }
}
