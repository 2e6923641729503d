//! Tables that go on over the end of a page.

use super::geometry::Area;
use super::lines::{Line, Measure, centred, wraps};
use super::page::{PartCell, TablePart};

/// Borders this far apart on two pages are the same.
const SAME_BORDER: f64 = 2.0;
/// Header rows that may come again on the next page.
const HEADER_ROWS: usize = 5;
/// Padding of cells is no wider than this: Word's is 5.4.
const WIDEST_PADDING: f64 = 6.0;
/// A row lower than this cannot hold a line of text.
const LOWEST_ROW: f64 = 7.0;
/// How many of a table's last cells say what its columns are like.
const RECENT_CELLS: usize = 2_000;
/// A line with less room than this, in parts of its height, is full.
const FULL_LINE: f64 = 1.3;

/// A table put together from its parts.
#[derive(Debug)]
pub(super) struct Table {
    /// The page it starts on.
    pub(super) page: u32,
    /// The page of its last part.
    pub(super) last_page: u32,
    /// How many rows.
    pub(super) rows: usize,
    /// Borders of the columns of all parts, in no order.
    pub(super) borders: Vec<f64>,
    pub(super) cells: Vec<TableCell>,
    /// How many of the cells came from the first part.
    first_cells: usize,
    /// Numbers of the cells that reach down to the last row.
    last_cells: Vec<usize>,
    /// Outline of the last part.
    outline: Area,
    open_bottom: bool,
}

/// A cell of a table; rows from 0.
#[derive(Debug)]
pub(super) struct TableCell {
    pub(super) page: u32,
    pub(super) row: usize,
    pub(super) row_span: usize,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) lines: Vec<Line>,
    pub(super) nested: Vec<TablePart>,
}

impl TableCell {
    fn of(cell: PartCell, page: u32) -> Self {
        Self {
            page,
            row: cell.square.row,
            row_span: cell.square.row_span,
            left: cell.area.left,
            right: cell.area.right,
            lines: cell.lines,
            nested: cell.nested,
        }
    }

    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.nested.is_empty()
    }

    fn end(&self) -> usize {
        self.row + self.row_span
    }

    fn in_same_columns(&self, other: &Self) -> bool {
        near(self.left, other.left) && near(self.right, other.right)
    }

    fn words(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }
}

/// What became of a table part at the head of a page.
#[derive(Debug)]
pub(super) enum Joined {
    /// It is the rest of the table before; with what a person should know.
    Continues(Option<String>),
    /// It is a table of its own; with what a person should know.
    Separate(TablePart, Option<String>),
}

impl Table {
    /// Begins a table with its first part.
    pub(super) fn start(part: TablePart) -> Self {
        let rows = part.ys.len().saturating_sub(1);
        let cells: Vec<TableCell> =
            part.cells.into_iter().map(|cell| TableCell::of(cell, part.page)).collect();
        Self {
            page: part.page,
            last_page: part.page,
            rows,
            outline: part.outline,
            open_bottom: part.open_bottom,
            borders: part.xs,
            first_cells: cells.len(),
            last_cells: (0..).zip(&cells).filter(|(_, c)| c.end() == rows).map(|p| p.0).collect(),
            cells,
        }
    }

    /// The cells last read, from the end: what a table is like is judged by these, so that a
    /// table of a thousand pages is not gone through at every page.
    fn recent(&self) -> impl Iterator<Item = &TableCell> + Clone {
        self.cells.iter().rev().take(RECENT_CELLS)
    }

    /// The width of its cells' padding, as its fullest lines show it.
    pub(super) fn padding(&self) -> f64 {
        let slack = |cell: &TableCell| {
            let slacks = cell.lines.iter().map(|line| {
                // A closing mark may hang into the padding.
                let right = if line.ends_in_mark() { f64::MAX } else { cell.right - line.right };
                (line.left - cell.left).min(right)
            });
            slacks.fold(WIDEST_PADDING, f64::min)
        };
        let least = self.recent().map(slack);
        least.fold(WIDEST_PADDING, f64::min).max(0.0)
    }

    /// The left and right edge of a cell's text.
    pub(super) fn measure(cell: &TableCell, padding: f64) -> Measure {
        Measure::of(cell.left + padding, cell.right - padding)
    }

    /// Adds the part at the head of the next page when it is the rest of this table. `floor` is
    /// how far down text goes on full pages.
    pub(super) fn join(&mut self, part: TablePart, floor: f64) -> Joined {
        if !self.same_columns(&part) {
            return Joined::Separate(part, None);
        }
        let repeated = self.repeated_rows(&part);
        if self.same_form(&part, repeated) {
            return Joined::Separate(part, None);
        }
        let cut = self.open_bottom || part.open_top;
        let first_row = block_height(&part, repeated);
        // A row that would have fitted on the page before begins a new table.
        if !cut && floor - self.outline.bottom > first_row + SAME_BORDER {
            let note = format!(
                "第{}页开头的表格与上一页的表格列宽相同，但上一页留有空白，按两个表读取，请核对",
                part.page
            );
            return Joined::Separate(part, Some(note));
        }
        Joined::Continues(self.add(part, repeated, cut))
    }

    fn same_columns(&self, part: &TablePart) -> bool {
        if !near(self.outline.left, part.outline.left)
            || !near(self.outline.right, part.outline.right)
        {
            return false;
        }
        let inner = |x: f64| !near(x, self.outline.left) && !near(x, self.outline.right);
        let own = self.borders.iter().copied().filter(|&x| inner(x));
        let its: Vec<f64> = part.xs.iter().copied().filter(|&x| inner(x)).collect();
        its.is_empty()
            || own.clone().next().is_none()
            || own.clone().any(|x| its.iter().any(|&other| near(x, other)))
    }

    /// How many rows at the head of the part repeat the head of this table.
    fn repeated_rows(&self, part: &TablePart) -> usize {
        let mut repeated = 0;
        let rows = part.ys.len().saturating_sub(1).min(self.rows);
        for row in 0..rows.saturating_sub(1).min(HEADER_ROWS) {
            let own = self.cells.iter().take(self.first_cells).filter(|cell| cell.row == row);
            let its = part.cells.iter().filter(|cell| cell.square.row == row);
            let own: Vec<_> = own.map(|cell| (cell.words(), cell.row_span)).collect();
            let its: Vec<_> = its.map(|cell| (part_words(cell), cell.square.row_span)).collect();
            let filled = own.iter().filter(|(words, _)| !words.is_empty()).count();
            if own != its || filled == 0 {
                break;
            }
            repeated = row + 1;
        }
        // A merged area that goes beyond the repeated rows is not wholly repeated.
        let whole = |repeated: usize| {
            part.cells.iter().all(|cell| {
                cell.square.row >= repeated || cell.square.row + cell.square.row_span <= repeated
            })
        };
        while repeated > 0 && !whole(repeated) {
            repeated -= 1;
        }
        repeated
    }

    /// Whether the part is another copy of the same form: after what is the same in both, the
    /// labels in front come again in the same order with other contents.
    fn same_form(&self, part: &TablePart, repeated: usize) -> bool {
        let own = |row: usize| {
            let cell = self.cells.iter().take(self.first_cells).find(|cell| cell.row == row);
            cell.map(TableCell::words)
        };
        let its = |row: usize| {
            let cell = part.cells.iter().find(|cell| cell.square.row == row);
            cell.map(part_words)
        };
        let label = |row: usize| {
            let (own, its) = (own(row)?, its(row)?);
            (own == its && !own.is_empty()).then_some(own)
        };
        matches!((label(repeated), label(repeated + 1)), (Some(a), Some(b)) if a != b)
    }

    /// Takes in a part that continues the table; gives what a person should know.
    fn add(&mut self, part: TablePart, repeated: usize, cut: bool) -> Option<String> {
        let page = part.page;
        let first_row_height = match part.ys.as_slice() {
            [top, bottom, ..] => bottom - top,
            _ => 0.0,
        };
        let added = part.ys.len().saturating_sub(1).saturating_sub(repeated);
        let mut cells: Vec<TableCell> = part
            .cells
            .into_iter()
            .filter(|cell| cell.square.row >= repeated)
            .map(|cell| TableCell::of(cell, page))
            .collect();
        for cell in &mut cells {
            cell.row -= repeated;
        }
        let too_low_for_text = repeated == 0
            && first_row_height < LOWEST_ROW
            && cells.iter().all(|cell| cell.row > 0 || cell.is_empty());
        let is_rest = cut || too_low_for_text || (repeated == 0 && self.rest_of_last_row(&cells));
        let overlap = usize::from(is_rest && self.row_fits(&cells));
        let areas = self.areas_over_the_cut(&cells, overlap);
        let mut notes = Vec::new();
        if repeated > 0 {
            notes.push(format!("第{page}页的表格续上一页，去掉了重复的{repeated}行表头"));
        }
        if overlap == 1 {
            notes.push(format!("第{page}页表格的第一行是上一页最后一行的续行，已合并"));
        } else if areas.is_empty() && (cut || (repeated == 0 && self.may_be_rest(&cells))) {
            notes.push(format!("第{page}页表格的第一行可能是上一页最后一行的续行，未合并，请核对"));
        }
        let before = self.cells.len();
        self.take_over(cells, &areas, self.rows - overlap);
        self.rows = self.rows - overlap + added;
        let joined = areas.iter().map(|&(own, _)| own);
        let candidates = joined.chain(before..self.cells.len());
        let ends = |at: &usize| self.cells.get(*at).is_some_and(|cell| cell.end() == self.rows);
        self.last_cells = candidates.filter(ends).collect();
        for x in part.xs {
            if !self.borders.contains(&x) {
                self.borders.push(x);
            }
        }
        self.outline = part.outline;
        self.open_bottom = part.open_bottom;
        self.last_page = page;
        (!notes.is_empty()).then(|| notes.join("；"))
    }

    /// Puts the cells of a part below this table's, from row `start`; those over the cut onto
    /// theirs.
    fn take_over(&mut self, cells: Vec<TableCell>, areas: &[(usize, usize)], start: usize) {
        for (number, mut cell) in cells.into_iter().enumerate() {
            let onto = areas.iter().find(|(_, of)| *of == number);
            if let Some(own) = onto.and_then(|(own, _)| self.cells.get_mut(*own)) {
                own.row_span = start + cell.end() - own.row;
                if own.lines.is_empty() {
                    own.page = cell.page;
                }
                own.lines.append(&mut cell.lines);
                own.nested.append(&mut cell.nested);
            } else {
                cell.row += start;
                self.cells.push(cell);
            }
        }
    }

    /// Whether every cell of the part's first row has one above it of the same width.
    fn row_fits(&self, cells: &[TableCell]) -> bool {
        let mut first = cells.iter().filter(|cell| cell.row == 0);
        first.all(|cell| self.above(cell).is_some())
    }

    /// The number of the cell at the end of this table above a cell of the part's first row.
    fn above(&self, cell: &TableCell) -> Option<usize> {
        let is_above = |at: &usize| {
            let own = self.cells.get(*at);
            own.is_some_and(|own| own.in_same_columns(cell))
        };
        self.last_cells.iter().copied().find(is_above)
    }

    /// Whether the first row of a part is the rest of this table's last row: it has text only
    /// where text stands above that had no room left, and nothing where other text stands above.
    fn rest_of_last_row(&self, cells: &[TableCell]) -> bool {
        let padding = self.padding();
        let mut goes_on = false;
        let mut ended = false;
        for cell in cells.iter().filter(|cell| cell.row == 0) {
            let Some(own) = self.above(cell).and_then(|at| self.cells.get(at)) else {
                return false;
            };
            // A figure below a short word is no wrap, though it would not have fitted beside it.
            let full = |last: &Line, measure: Measure| {
                let room = (measure.right - last.right) + (last.left - measure.left);
                room < FULL_LINE * last.size
            };
            match (own.lines.last(), cell.lines.first()) {
                (Some(last), Some(next)) => {
                    let measure = Self::measure(own, padding);
                    if !full(last, measure)
                        || !wraps(last, next, measure, centred(&own.lines, measure))
                    {
                        return false;
                    }
                    goes_on = true;
                }
                (None, Some(_)) => return false,
                (Some(_), None) => ended = true,
                (None, None) => {}
            }
        }
        goes_on && ended
    }

    /// Whether the first row of a part leaves out what every row of this table has in front, so
    /// that it may be the rest of the last row.
    fn may_be_rest(&self, cells: &[TableCell]) -> bool {
        let mut first = cells.iter().filter(|cell| cell.row == 0);
        let front_is_empty = first.next().is_some_and(TableCell::is_empty);
        let mut front = self.recent().filter(|own| near(own.left, self.outline.left));
        front_is_empty && !front.any(TableCell::is_empty)
    }

    /// Merged areas that the end of the page cut: pairs of a cell of this table and one of the
    /// part, of which one is empty although its column is filled elsewhere.
    fn areas_over_the_cut(&self, cells: &[TableCell], overlap: usize) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (number, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.row == 0) {
            let Some(at) = self.above(cell) else {
                continue;
            };
            let Some(own) = self.cells.get(at) else {
                continue;
            };
            let several_rows = own.row_span > 1 || cell.row_span > 1;
            let one_is_empty = own.is_empty() != cell.is_empty();
            if overlap == 1
                || (one_is_empty && several_rows)
                || (cell.is_empty() && !own.is_empty() && self.is_merged_column(own, cells))
            {
                pairs.push((at, number));
            }
        }
        pairs
    }

    /// Whether a column is one that merges rows and leaves none empty, as columns of labels do:
    /// an empty cell at the head of a page is then the rest of the label before.
    fn is_merged_column(&self, own: &TableCell, cells: &[TableCell]) -> bool {
        let column = |cell: &&TableCell| near(cell.left, own.left);
        let merges = self.recent().chain(cells).filter(column);
        let mut blanks = self.recent().filter(column).filter(|cell| cell.is_empty());
        let later = cells.iter().filter(|cell| cell.row > 0);
        let mut later_blanks = later.filter(column).filter(|cell| cell.is_empty());
        merges.clone().any(|cell| cell.row_span > 1)
            && blanks.next().is_none()
            && later_blanks.next().is_none()
    }
}

/// Height of a row together with the rows that its merged areas tie to it.
fn block_height(part: &TablePart, row: usize) -> f64 {
    let mut end = row + 1;
    for cell in &part.cells {
        if (row..end).contains(&cell.square.row) {
            end = end.max(cell.square.row + cell.square.row_span);
        }
    }
    match (part.ys.get(row), part.ys.get(end)) {
        (Some(top), Some(bottom)) => bottom - top,
        _ => 0.0,
    }
}

fn part_words(cell: &PartCell) -> String {
    cell.lines.iter().map(|line| line.text.as_str()).collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= SAME_BORDER
}
