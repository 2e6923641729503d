//! A Word table on its way to a grid.
//!
//! Word writes rows of cells. A cell says how many grid columns it is wide (`gridSpan`), whether
//! it begins or continues a vertical merge (`vMerge`), and, in old files, a horizontal one
//! (`hMerge`); a row may begin and end away from the table's edge (`gridBefore`, `gridAfter`).

use vocabulary::{Confidence, Place};

use crate::{Block, CellGrid, GridCell, Limits, ReadError};

/// How a cell takes part in a merge in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Merge {
    /// Not at all.
    #[default]
    None,
    /// The first cell of the merged area.
    Restart,
    /// One of the following.
    Continue,
}

impl Merge {
    /// The merge that a `vMerge` or `hMerge` value stands for; no value means continue.
    pub(super) fn of(value: Option<&[u8]>) -> Self {
        match value {
            Some(b"restart") => Self::Restart,
            Some(b"none") => Self::None,
            _ => Self::Continue,
        }
    }
}

/// The cell being read.
#[derive(Debug, Default)]
pub(super) struct OpenCell {
    /// Grid columns it is wide, as written.
    pub(super) span: u32,
    pub(super) vertical: Merge,
    pub(super) horizontal: Merge,
    /// Removed by a tracked change.
    pub(super) removed: bool,
    pub(super) text: String,
    /// Paragraphs so far, to know where a line break belongs.
    pub(super) paragraphs: u32,
}

/// A cell read, its column known.
struct ReadCell {
    column: u32,
    span: u32,
    vertical: Merge,
    horizontal: Merge,
    text: String,
}

/// A table being read.
pub(super) struct OpenTable {
    /// Its number, given with the first cell so that a table whose rows were all deleted has none.
    pub(super) number: Option<u32>,
    pub(super) within: Option<Place>,
    /// What stands in its cells but is a block of its own: nested tables, text boxes.
    pub(super) after: Vec<Block>,
    pub(super) cell: Option<OpenCell>,
    /// The next free column, from 1, while a row is open.
    pub(super) next_column: Option<u32>,
    pub(super) grid_after: u32,
    /// The open row was removed by a tracked change.
    pub(super) row_removed: bool,
    rows: u32,
    columns: u32,
    cells: Vec<GridCell>,
    row: Vec<ReadCell>,
    /// Grid columns of the last row in which a vertical merge begins or goes on, in order, with
    /// the merged cell.
    merges: Vec<(u32, usize)>,
}

impl OpenTable {
    pub(super) fn new(within: Option<Place>) -> Self {
        Self {
            number: None,
            within,
            after: Vec::new(),
            cell: None,
            next_column: None,
            grid_after: 0,
            row_removed: false,
            rows: 0,
            columns: 0,
            cells: Vec::new(),
            row: Vec::new(),
            merges: Vec::new(),
        }
    }

    /// How many positions the grid has, covered and absent ones included.
    pub(super) fn area(&self) -> usize {
        let area = u64::from(self.rows) * u64::from(self.columns);
        usize::try_from(area).unwrap_or(usize::MAX)
    }

    /// Where the open cell stands.
    pub(super) fn place(&self) -> Option<Place> {
        self.cell.as_ref()?;
        Some(Place::Cell {
            page: None,
            table: self.number?,
            row: self.rows + 1,
            column: self.next_column?,
        })
    }

    pub(super) fn open_row(&mut self) {
        self.next_column = Some(1);
        self.grid_after = 0;
        self.row_removed = false;
        self.row.clear();
    }

    /// Gives up the open row: it was deleted.
    pub(super) fn drop_row(&mut self) {
        self.next_column = None;
        self.row.clear();
    }

    /// Begins the row further right.
    pub(super) fn skip_columns(&mut self, count: u32) {
        if let Some(column) = &mut self.next_column {
            *column = column.saturating_add(count);
        }
    }

    /// Puts the open cell into the row.
    ///
    /// # Errors
    /// Too large when the table has too many columns.
    pub(super) fn close_cell(&mut self, limits: &Limits) -> Result<u32, ReadError> {
        let (Some(cell), Some(column)) = (self.cell.take(), self.next_column) else {
            return Ok(0);
        };
        if cell.removed {
            return Ok(0);
        }
        let span = cell.span.max(1);
        let next = column.saturating_add(span);
        check_columns(next - 1, limits)?;
        self.next_column = Some(next);
        self.row.push(ReadCell {
            column,
            span,
            vertical: cell.vertical,
            horizontal: cell.horizontal,
            text: cell.text.trim().to_owned(),
        });
        Ok(span)
    }

    /// Puts the row into the grid. Texts that Word hides under a merged area go to `covered`.
    ///
    /// # Errors
    /// Too large when the table has too many columns.
    pub(super) fn close_row(
        &mut self,
        limits: &Limits,
        covered: &mut Vec<(Place, String)>,
    ) -> Result<(), ReadError> {
        let Some(next) = self.next_column.take() else {
            return Ok(());
        };
        let width = (next - 1).saturating_add(self.grid_after);
        check_columns(width, limits)?;
        self.columns = self.columns.max(width);
        self.rows += 1;
        check_cells(self.area(), limits)?;
        self.join_across(covered);
        let mut merges = Vec::new();
        for cell in std::mem::take(&mut self.row) {
            let column = cell.column;
            if let Some(index) = self.put(cell, covered) {
                merges.push((column, index));
            }
        }
        self.merges = merges;
        Ok(())
    }

    /// Lets cells that continue a horizontal merge widen the cell before them.
    fn join_across(&mut self, covered: &mut Vec<(Place, String)>) {
        if self.row.iter().all(|c| c.horizontal != Merge::Continue) {
            return;
        }
        let mut joined: Vec<ReadCell> = Vec::new();
        for cell in std::mem::take(&mut self.row) {
            match joined.last_mut() {
                Some(first)
                    if cell.horizontal == Merge::Continue && first.horizontal != Merge::None =>
                {
                    first.span += cell.span;
                    if !cell.text.is_empty() && cell.text != first.text {
                        covered.push((self.place_at(cell.column), cell.text));
                    }
                }
                _ => joined.push(cell),
            }
        }
        self.row = joined;
    }

    fn place_at(&self, column: u32) -> Place {
        Place::Cell { page: None, table: self.number.unwrap_or_default(), row: self.rows, column }
    }

    /// Adds a cell to the grid or lengthens the one above; tells which cell a row below would
    /// continue.
    fn put(&mut self, cell: ReadCell, covered: &mut Vec<(Place, String)>) -> Option<usize> {
        let place = self.place_at(cell.column);
        if cell.vertical == Merge::Continue
            && let Some((index, above)) = self.above(&cell)
        {
            above.row_span += 1;
            if !cell.text.is_empty() && cell.text != above.text {
                covered.push((place, cell.text));
            }
            return Some(index);
        }
        self.cells.push(GridCell {
            row: self.rows,
            column: cell.column,
            row_span: 1,
            column_span: cell.span,
            text: cell.text,
            page: None,
        });
        // A continued merge without a beginning begins here: what Word shows as one cell is one.
        (cell.vertical != Merge::None).then_some(self.cells.len() - 1)
    }

    /// The cell that a vertical merge continues: it begins in the same grid column, is as wide,
    /// and reaches the row above. A cell of another width would make the areas overlap.
    fn above(&mut self, cell: &ReadCell) -> Option<(usize, &mut GridCell)> {
        let found = self.merges.binary_search_by_key(&cell.column, |(column, _)| *column);
        let (_, index) = *self.merges.get(found.ok()?)?;
        let above = self.cells.get_mut(index)?;
        let fits = above.column_span == cell.span && above.row + above.row_span == self.rows;
        fits.then_some((index, above))
    }

    /// The finished table, unless it has no row, and the blocks that follow it.
    pub(super) fn finish(self) -> (Option<CellGrid>, Vec<Block>) {
        let grid = self.number.map(|table| CellGrid {
            table,
            page: None,
            rows: self.rows,
            columns: self.columns,
            cells: self.cells,
            within: self.within,
            confidence: Confidence::Certain,
        });
        (grid, self.after)
    }
}

/// Refuses more cells than one document may have.
pub(super) fn check_cells(cells: usize, limits: &Limits) -> Result<(), ReadError> {
    if cells <= limits.cells {
        return Ok(());
    }
    Err(ReadError::TooLarge(format!("表格单元格多于{}个", limits.cells)))
}

fn check_columns(columns: u32, limits: &Limits) -> Result<(), ReadError> {
    if usize::try_from(columns).is_ok_and(|columns| columns <= limits.columns) {
        return Ok(());
    }
    Err(ReadError::TooLarge(format!("有一个表格多于{}列", limits.columns)))
}
