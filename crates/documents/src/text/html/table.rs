//! A table of a page while its end has not come: where cells stand and what they cover.

use crate::{CellGrid, GridCell, ReadError};
use vocabulary::is_blank;

/// Rows a cell may cover; the standard's own bound.
const ROW_SPAN_MAX: u32 = 65_534;

/// So many empty columns on the right are leftovers of an office program, not columns of a form.
const PHANTOM_COLUMNS: u32 = 8;

/// What the tag of a cell says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Rows; 0 for all that are left of the section.
    pub(super) rows: u32,
    /// Columns, at least 1.
    pub(super) columns: u32,
    /// Whether the cell is not shown.
    pub(super) hidden: bool,
}

/// A cell whose end has not come.
pub(super) struct OpenCell {
    span: Span,
    /// Its text so far.
    pub(super) text: String,
}

/// A table whose end has not come.
pub(super) struct OpenTable {
    /// The cells so far.
    pub(super) grid: CellGrid,
    /// Position of its block in the source.
    pub(super) block: usize,
    /// The cell being read.
    pub(super) cell: Option<OpenCell>,
    /// Hidden empty cells that were left out.
    pub(super) hidden_cells: usize,
    row: u32,
    column: u32,
    /// The last row to which each column is covered by the cells so far.
    covered: Vec<u32>,
    row_is_hidden: bool,
    /// Hidden rows without text, in order. They are taken out at the end.
    hidden_rows: Vec<u32>,
    /// The first cell of the present section (`thead`, `tbody`), beyond which none reaches.
    section: usize,
    columns_max: u32,
}

impl OpenTable {
    pub(super) fn new(grid: CellGrid, block: usize, columns_max: u32) -> Self {
        Self {
            grid,
            block,
            cell: None,
            hidden_cells: 0,
            row: 0,
            column: 0,
            covered: Vec::new(),
            row_is_hidden: false,
            hidden_rows: Vec::new(),
            section: 0,
            columns_max,
        }
    }

    /// Row and column of the cell being read.
    pub(super) fn position(&self) -> (u32, u32) {
        (self.shown_row(self.row).max(1), self.column.max(1))
    }

    /// The number of a row among those that are shown.
    fn shown_row(&self, row: u32) -> u32 {
        let hidden = self.hidden_rows.partition_point(|hidden| *hidden <= row);
        row.saturating_sub(u32::try_from(hidden).unwrap_or(u32::MAX))
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self, hidden: bool) {
        self.end_row();
        self.row = self.row.saturating_add(1);
        self.column = 0;
        self.row_is_hidden = hidden;
    }

    /// Ends a row. A hidden one without text does not count.
    fn end_row(&mut self) {
        let is_empty = self.grid.cells.last().is_none_or(|cell| cell.row < self.row);
        if std::mem::take(&mut self.row_is_hidden) && is_empty {
            self.hidden_rows.push(self.row);
        }
    }

    /// Begins or ends a section: what covers the rows below ends with it.
    pub(super) fn end_section(&mut self) {
        let row = self.row;
        for cell in self.grid.cells.iter_mut().skip(self.section) {
            cell.row_span = cell.row_span.min(row.saturating_sub(cell.row).saturating_add(1));
        }
        self.section = self.grid.cells.len();
        for last in &mut self.covered {
            *last = (*last).min(row);
        }
    }

    /// Takes the hidden rows out: cells below move up, cells over them are so much shorter.
    fn take_out_hidden_rows(&mut self) {
        let mut cells = std::mem::take(&mut self.grid.cells);
        for cell in &mut cells {
            let last = cell.row.saturating_add(cell.row_span).saturating_sub(1);
            let (first, last) = (self.shown_row(cell.row), self.shown_row(last));
            cell.row = first;
            cell.row_span = last.saturating_sub(first).saturating_add(1);
        }
        self.grid.cells = cells;
        self.row = self.shown_row(self.row);
    }

    /// Begins a cell in the next column that none from above covers.
    pub(super) fn begin_cell(&mut self, span: Span) {
        if self.row == 0 {
            self.begin_row(false);
        }
        self.column = self.column.saturating_add(1);
        while self.is_covered(self.column) {
            self.column = self.column.saturating_add(1);
        }
        self.cell = Some(OpenCell { span, text: String::new() });
    }

    fn is_covered(&self, column: u32) -> bool {
        let position = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
        self.covered.get(position).is_some_and(|last| *last >= self.row)
    }

    /// Ends the cell being read.
    ///
    /// # Errors
    /// Too large when it holds something beyond the last column there may be.
    pub(super) fn end_cell(&mut self) -> Result<(), ReadError> {
        let Some(OpenCell { span, text }) = self.cell.take() else {
            return Ok(());
        };
        let empty = is_blank(&text);
        if empty && (span.hidden || self.row_is_hidden) {
            self.hidden_cells += 1;
            self.column = self.column.saturating_sub(1);
            return Ok(());
        }
        if self.column > self.columns_max {
            if empty {
                return Ok(());
            }
            return Err(ReadError::TooLarge(format!("一个表超过{}列", self.columns_max)));
        }
        self.place(span, &text);
        Ok(())
    }

    fn place(&mut self, span: Span, text: &str) {
        let row_span = if span.rows == 0 { ROW_SPAN_MAX } else { span.rows.min(ROW_SPAN_MAX) };
        let room = self.columns_max.saturating_sub(self.column).saturating_add(1);
        // A wide cell stops before one that reaches down from above: cells do not overlap.
        let free = (0..span.columns.min(room))
            .take_while(|step| *step == 0 || !self.is_covered(self.column.saturating_add(*step)));
        let column_span = u32::try_from(free.count()).unwrap_or(1).max(1);
        let first = usize::try_from(self.column.saturating_sub(1)).unwrap_or_default();
        let width = usize::try_from(column_span).unwrap_or(1);
        if self.covered.len() < first.saturating_add(width) {
            self.covered.resize(first.saturating_add(width), 0);
        }
        let last = self.row.saturating_add(row_span).saturating_sub(1);
        for covered in self.covered.iter_mut().skip(first).take(width) {
            *covered = last;
        }
        self.grid.cells.push(GridCell {
            row: self.row,
            column: self.column,
            row_span,
            column_span,
            text: tidied(text),
            page: None,
        });
        self.column = self.column.saturating_add(column_span).saturating_sub(1);
    }

    /// Ends the table: spans end with its last row, empty columns nobody sees are cut. Gives the
    /// grid and how many columns were cut.
    pub(super) fn finish(mut self) -> (CellGrid, u32) {
        self.end_row();
        self.end_section();
        self.take_out_hidden_rows();
        let cells = &mut self.grid.cells;
        let last = |cell: &GridCell| cell.column.saturating_add(cell.column_span).saturating_sub(1);
        let columns = cells.iter().map(last).max().unwrap_or_default();
        let filled = cells.iter().filter(|cell| !is_blank(&cell.text));
        let used = filled.map(|cell| cell.column).max().unwrap_or_default();
        let cut = columns.saturating_sub(used);
        self.grid.rows = self.row;
        self.grid.columns = columns;
        // Nested tables say in which cell they stand; their cells are filled only by them.
        if cut < PHANTOM_COLUMNS || used == 0 {
            return (self.grid, 0);
        }
        cells.retain(|cell| cell.column <= used);
        for cell in cells {
            let room = used.saturating_sub(cell.column).saturating_add(1);
            cell.column_span = cell.column_span.min(room);
        }
        self.grid.columns = used;
        (self.grid, cut)
    }
}

/// The text of a cell without blanks at the ends of its lines.
fn tidied(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_matches(' ')).collect();
    lines.join("\n").trim().to_owned()
}
