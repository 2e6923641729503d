//! The original as paragraphs and grids, cut to what the fields shown came from.

use super::place_key;
use documents::{Block, CellGrid, GridCell, Source};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use vocabulary::Place;

/// Rows of a long table shown around those that matter.
const ROWS_AROUND: u32 = 5;

/// A table with no more rows is shown whole.
const ROWS_WHOLE: u32 = 120;

/// Paragraphs shown before the first block that matters: the heading above a table.
const PARAGRAPHS_AROUND: usize = 2;

/// What became of a cell or paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellMark {
    /// A label or heading of the form.
    Label,
    /// It went into a field.
    Field,
    /// It found no field.
    Unplaced,
    /// It is empty.
    Empty,
}

impl CellMark {
    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Label => "is-label",
            Self::Field => "is-field",
            Self::Unplaced => "is-unplaced",
            Self::Empty => "is-empty",
        }
    }
}

/// A paragraph or table of the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OriginalBlock {
    /// Text outside any table.
    Paragraph(OriginalCell),
    /// A table.
    Table {
        /// What it is called on the page.
        title: String,
        /// The rows shown.
        rows: Vec<OriginalRow>,
        /// That rows were left out, in words.
        cut: Option<String>,
    },
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginalRow {
    /// Its cells; positions under a merged area have none.
    pub(crate) cells: Vec<OriginalCell>,
}

/// A cell or paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginalCell {
    /// Its name within the page.
    pub(crate) key: String,
    /// The text as printed.
    pub(crate) text: String,
    /// How many rows it covers of those shown.
    pub(crate) row_span: u32,
    /// How many columns it covers.
    pub(crate) column_span: u32,
    /// What became of it.
    pub(crate) mark: CellMark,
    /// Number of the first field on the page that it went into.
    pub(crate) field: Option<usize>,
}

/// What is known of the places of a source.
struct Account<'a> {
    marks: &'a BTreeMap<Place, CellMark>,
    fields: &'a BTreeMap<Place, usize>,
}

/// The blocks from the first to the last that hold a place of `touched`; all when there is none.
pub(crate) fn original_blocks(
    source: &Source,
    touched: &[Place],
    marks: &BTreeMap<Place, CellMark>,
    fields: &BTreeMap<Place, usize>,
) -> Vec<OriginalBlock> {
    let account = Account { marks, fields };
    let holds = |block: &Block| touched.iter().any(|place| stands_in(*place, block));
    let first = source.blocks.iter().position(holds).unwrap_or(0);
    let end = source.blocks.iter().rposition(holds).map_or(source.blocks.len(), |last| last + 1);
    let is_paragraph = |block: &&Block| matches!(block, Block::Paragraph(_));
    let before = source.blocks.iter().take(first).rev().take(PARAGRAPHS_AROUND);
    let first = first.saturating_sub(before.take_while(is_paragraph).count());
    source
        .blocks
        .iter()
        .skip(first)
        .take(end.saturating_sub(first))
        .map(|block| match block {
            Block::Paragraph(paragraph) => {
                OriginalBlock::Paragraph(account.cell(paragraph.at, &paragraph.text, (1, 1)))
            }
            Block::Table(grid) => account.table(grid, touched),
        })
        .collect()
}

fn stands_in(place: Place, block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => paragraph.at == place,
        Block::Table(grid) => place.cell().is_some_and(|(table, _, _)| table == grid.table),
    }
}

impl Account<'_> {
    fn cell(&self, at: Place, text: &str, (row_span, column_span): (u32, u32)) -> OriginalCell {
        let mark = if text.is_empty() { CellMark::Empty } else { CellMark::Label };
        OriginalCell {
            key: place_key(at),
            text: text.to_owned(),
            row_span,
            column_span,
            mark: self.marks.get(&at).copied().unwrap_or(mark),
            field: self.fields.get(&at).copied(),
        }
    }

    fn table(&self, grid: &CellGrid, touched: &[Place]) -> OriginalBlock {
        let shown = rows_shown(grid, touched);
        let mut rows = BTreeMap::<u32, Vec<OriginalCell>>::new();
        for row in shown.clone() {
            rows.entry(row).or_default();
        }
        for cell in &grid.cells {
            let visible = visible_rows(cell, &shown);
            if visible > 0 {
                let row = cell.row.max(*shown.start());
                let shape = (visible, cell.column_span);
                rows.entry(row).or_default().push(self.cell(grid.place(cell), &cell.text, shape));
            }
        }
        let whole = shown == (1..=grid.rows);
        let cut = (!whole).then(|| {
            format!("本表共{}行，此处显示第{}至{}行。", grid.rows, shown.start(), shown.end())
        });
        OriginalBlock::Table {
            title: title(grid),
            rows: rows.into_values().map(|cells| OriginalRow { cells }).collect(),
            cut,
        }
    }
}

/// How many of the rows shown a cell covers.
fn visible_rows(cell: &GridCell, shown: &RangeInclusive<u32>) -> u32 {
    let end = cell.row.saturating_add(cell.row_span);
    let first = cell.row.max(*shown.start());
    end.min(shown.end().saturating_add(1)).saturating_sub(first)
}

fn rows_shown(grid: &CellGrid, touched: &[Place]) -> RangeInclusive<u32> {
    if grid.rows <= ROWS_WHOLE {
        return 1..=grid.rows;
    }
    let rows = touched.iter().filter_map(|place| place.cell());
    let rows: Vec<u32> = rows.filter(|(table, ..)| *table == grid.table).map(|at| at.1).collect();
    let first = rows.iter().min().copied().unwrap_or(1).saturating_sub(ROWS_AROUND).max(1);
    let last = rows.iter().max().copied().unwrap_or(ROWS_WHOLE).saturating_add(ROWS_AROUND);
    first..=last.min(grid.rows).min(first.saturating_add(ROWS_WHOLE * 4))
}

fn title(grid: &CellGrid) -> String {
    let page = grid.page.map(|page| format!("（第{page}页）")).unwrap_or_default();
    let within = grid.within.map(|place| format!("，位于{place}")).unwrap_or_default();
    format!("表{}{page}{within}", grid.table)
}
