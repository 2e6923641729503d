//! A form table: cells with spans on a grid of columns.

use std::collections::BTreeSet;

/// Where a text stands in its cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Left.
    Left,
    /// In the middle, as forms print labels and figures.
    #[default]
    Centre,
    /// Right.
    Right,
}

/// A table ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormTable {
    /// Width of each column in twentieths of a point.
    pub columns: Vec<u32>,
    /// The rows.
    pub rows: Vec<FormRow>,
    /// Leading rows that Word repeats on each page the table goes on to.
    pub title_rows: usize,
    /// Whether it is set in 小五: a table of many words.
    pub dense: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormRow {
    /// The cells that begin in this row, from left to right.
    pub cells: Vec<FormCell>,
    /// Whether this row names the columns below it; a PDF repeats it after a page break.
    pub names_columns: bool,
}

/// The field of a sheet that a cell shows, named as an issue names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellSource {
    /// The field's label, `指标值`.
    pub field: &'static str,
    /// The indicator row, from 1; of a cell over several rows, the first.
    pub row: Option<u32>,
}

/// A cell, or the first cell of a merged area. Columns count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormCell {
    /// The text; `\n` is a new line.
    pub text: String,
    /// First column.
    pub column: usize,
    /// How many columns.
    pub column_span: usize,
    /// How many rows.
    pub row_span: usize,
    /// Where the text stands.
    pub align: Align,
    /// Whether the text is bold.
    pub bold: bool,
    /// The field it shows; `None` for a label.
    pub source: Option<CellSource>,
}

/// One place of a row as drawn: a cell, or the continuation of one that began above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot<'a> {
    /// A cell begins here.
    Cell(&'a FormCell),
    /// A cell from above goes on.
    Continued(&'a FormCell),
}

impl<'a> Slot<'a> {
    /// The cell, whether it begins or goes on here.
    pub(crate) fn cell(self) -> &'a FormCell {
        match self {
            Self::Cell(cell) | Self::Continued(cell) => cell,
        }
    }
}

impl FormTable {
    /// The places of every row from left to right, with the merged areas of the rows above.
    pub(crate) fn slots(&self) -> Vec<Vec<Slot<'_>>> {
        let mut open: Vec<(&FormCell, usize)> = Vec::new();
        let mut lines = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut line: Vec<Slot<'_>> =
                open.iter().map(|(cell, _)| Slot::Continued(cell)).collect();
            line.extend(row.cells.iter().map(Slot::Cell));
            line.sort_by_key(|slot| slot.cell().column);
            for (_, left) in &mut open {
                *left -= 1;
            }
            open.retain(|(_, left)| *left > 0);
            open.extend(
                row.cells
                    .iter()
                    .filter(|cell| cell.row_span > 1)
                    .map(|cell| (cell, cell.row_span - 1)),
            );
            lines.push(line);
        }
        lines
    }

    /// Width of a cell in twentieths of a point.
    pub(crate) fn width(&self, cell: &FormCell) -> u32 {
        self.columns.iter().skip(cell.column).take(cell.column_span).sum()
    }
}

/// A table being drawn: cells are placed by their sides, the grid of columns follows from them.
/// So a form made of blocks with different columns needs no hand-counted spans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawn {
    rows: Vec<DrawnRow>,
    title_rows: usize,
    dense: bool,
}

#[derive(Clone, Debug, Default)]
struct DrawnRow {
    cells: Vec<DrawnCell>,
    names_columns: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct DrawnCell {
    left: u32,
    right: u32,
    rows: usize,
    text: String,
    align: Align,
    bold: bool,
    source: Option<CellSource>,
}

impl DrawnCell {
    /// A cell between two distances from the table's left side, its text centred.
    pub(crate) fn new(left: u32, right: u32, text: impl Into<String>) -> Self {
        Self {
            left,
            right,
            rows: 1,
            text: text.into(),
            align: Align::Centre,
            bold: false,
            source: None,
        }
    }

    /// The same, its text on the left.
    pub(crate) fn left(mut self) -> Self {
        self.align = Align::Left;
        self
    }

    /// The same, bold.
    pub(crate) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// The same, showing a field of the sheet.
    pub(crate) fn of(mut self, field: &'static str) -> Self {
        self.source = Some(CellSource { field, row: None });
        self
    }

    /// The same, showing a field of an indicator row, counted from 1.
    pub(crate) fn of_row(mut self, field: &'static str, row: u32) -> Self {
        self.source = Some(CellSource { field, row: Some(row) });
        self
    }

    /// The same, over so many rows.
    pub(crate) fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }
}

impl Drawn {
    /// An empty table.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a row of cells.
    pub(crate) fn row(&mut self, cells: Vec<DrawnCell>) {
        self.rows.push(DrawnRow { cells, names_columns: false });
    }

    /// Adds a row that names the columns below it.
    pub(crate) fn column_names(&mut self, cells: Vec<DrawnCell>) {
        self.rows.push(DrawnRow { cells, names_columns: true });
    }

    /// Has the leading rows repeated on each page.
    pub(crate) fn repeat_title_rows(&mut self, rows: usize) {
        self.title_rows = rows;
    }

    /// Has the table set in 小五.
    pub(crate) fn set_dense(&mut self) {
        self.dense = true;
    }

    /// The table with its grid of columns.
    pub(crate) fn finish(self) -> FormTable {
        let sides: BTreeSet<u32> = self
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().flat_map(|cell| [cell.left, cell.right]))
            .collect();
        let sides: Vec<u32> = sides.into_iter().collect();
        let number = |side: u32| sides.binary_search(&side).unwrap_or_default();
        let rows = self
            .rows
            .into_iter()
            .map(|row| FormRow {
                names_columns: row.names_columns,
                cells: row
                    .cells
                    .into_iter()
                    .map(|cell| FormCell {
                        column: number(cell.left),
                        column_span: number(cell.right) - number(cell.left),
                        row_span: cell.rows,
                        text: cell.text,
                        align: cell.align,
                        bold: cell.bold,
                        source: cell.source,
                    })
                    .collect(),
            })
            .collect();
        FormTable {
            columns: sides
                .windows(2)
                .map(|pair| {
                    pair.iter()
                        .rev()
                        .copied()
                        .reduce(|right, left| right - left)
                        .unwrap_or_default()
                })
                .collect(),
            rows,
            title_rows: self.title_rows,
            dense: self.dense,
        }
    }
}

/// Cuts the width between two sides into parts in proportion to `weights`; the sides of the
/// parts, first and last included.
pub(crate) fn cut(left: u32, right: u32, weights: &[u32]) -> Vec<u32> {
    let total = weights.iter().sum::<u32>().max(1);
    let mut so_far = 0;
    let mut sides = vec![left];
    for weight in weights {
        so_far += weight;
        sides.push(left + (right - left) * so_far / total);
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_follows_from_the_sides_of_the_cells() {
        let mut drawn = Drawn::new();
        drawn.row(vec![DrawnCell::new(0, 60, "a").rows(2), DrawnCell::new(60, 100, "b")]);
        drawn.row(vec![DrawnCell::new(60, 80, "c"), DrawnCell::new(80, 100, "d")]);
        let table = drawn.finish();
        assert_eq!(table.columns, [60, 20, 20]);
        assert_eq!(table.rows[0].cells[1].column_span, 2);
        let lines = table.slots();
        assert!(matches!(lines[1][0], Slot::Continued(cell) if cell.text == "a"));
        assert_eq!(lines[1].len(), 3);
    }

    #[test]
    fn parts_fill_the_whole_width() {
        assert_eq!(cut(10, 110, &[1, 1, 1]), [10, 43, 76, 110]);
    }
}
