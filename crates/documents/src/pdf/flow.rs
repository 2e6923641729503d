//! Pages to paragraphs and tables in reading order.

use super::continuation::{Joined, Table};
use super::geometry::Area;
use super::lattice::positions;
use super::lines::{Line, Measure, append, cell_text, centred, wraps};
use super::page::{Item, Page, TablePart};
use crate::{Block, CellGrid, GridCell, Limits, Paragraph, ParagraphKind, ReadError};
use vocabulary::{Confidence, Place};

/// Lines of one paragraph are no farther apart than this, in parts of their height.
const LINE_STEP: f64 = 2.3;
/// A line begins a paragraph when it is set in by more than this, in parts of its height.
const INDENT: f64 = 0.9;
/// A line with less room than this, in parts of its height, ends at the right edge.
const FULL_LINE: f64 = 1.5;
/// So many lines that end at the same edge show where text is wrapped.
const FULL_LINES: usize = 3;
/// Margins are no wider than this part of the page.
const WIDEST_MARGIN: f64 = 0.15;
/// Lines of one paragraph have the same height, apart from this part of it.
const SAME_SIZE: f64 = 0.12;

/// Collects the blocks of a document.
struct Flow<'a> {
    limits: &'a Limits,
    blocks: Vec<Block>,
    notes: Vec<String>,
    paragraphs: u32,
    tables: u32,
    cells: usize,
    /// The page being read.
    page: u32,
    /// The paragraph being written and its last line.
    open: Option<(u32, String, Line)>,
    /// The table at the end of what was read, which the next page may continue.
    table: Option<Table>,
}

/// The blocks of the pages, and what a person should know.
///
/// # Errors
/// When there are more paragraphs or cells than the limits allow.
pub(super) fn blocks(
    pages: Vec<Page>,
    heads: Vec<(u32, Line)>,
    limits: &Limits,
) -> Result<(Vec<Block>, Vec<String>), ReadError> {
    let measures = measures(&pages);
    let mut flow = Flow {
        limits,
        blocks: Vec::new(),
        notes: Vec::new(),
        paragraphs: 0,
        tables: 0,
        cells: 0,
        page: 0,
        open: None,
        table: None,
    };
    for (page, line) in heads {
        flow.paragraph(page, &line.text, ParagraphKind::HeaderOrFooter)?;
    }
    for (page, (measure, floor)) in pages.into_iter().zip(measures) {
        let number = page.number;
        flow.page = number;
        for (order, item) in page.items.into_iter().enumerate() {
            match item {
                Item::Line(line) => flow.line(number, line, measure)?,
                Item::Table(part) => flow.part(part, order == 0, floor)?,
            }
        }
    }
    flow.end_paragraph()?;
    flow.end_table()?;
    Ok((flow.blocks, flow.notes))
}

/// What the pages of one size have in common.
struct PageSize {
    width: f64,
    height: f64,
    /// The area their text and tables fill.
    filled: Area,
    /// How many lines end at its right edge.
    full_lines: usize,
}

impl PageSize {
    fn of(page: &Page) -> Self {
        let filled = Area { left: page.width, top: 0.0, right: 0.0, bottom: 0.0 };
        Self { width: page.width, height: page.height, filled, full_lines: 0 }
    }

    fn is_of(&self, page: &Page) -> bool {
        (self.width - page.width).abs() <= 1.0 && (self.height - page.height).abs() <= 1.0
    }

    /// The edges text keeps to. A few short lines do not show the right edge: then it is as far
    /// from the paper's edge as the left one.
    fn measure(&self) -> Measure {
        let Area { left, right, .. } = self.filled;
        if self.full_lines >= FULL_LINES && right - left >= self.width / 2.0 {
            return Measure::of(left, right);
        }
        let margin = left.min(self.width * WIDEST_MARGIN);
        Measure::of(left.min(margin), right.max(self.width - margin))
    }
}

/// For every page, the edges its text keeps to and how far down it goes; taken over all pages of
/// the same size, since one page may hold only a few words.
fn measures(pages: &[Page]) -> Vec<(Measure, f64)> {
    let mut sizes: Vec<PageSize> = Vec::new();
    for page in pages {
        let at = sizes.iter().position(|size| size.is_of(page)).unwrap_or_else(|| {
            sizes.push(PageSize::of(page));
            sizes.len() - 1
        });
        let Some(size) = sizes.get_mut(at) else {
            continue;
        };
        for item in &page.items {
            let (left, right) = match item {
                Item::Line(line) => (line.left, line.right),
                Item::Table(table) => (table.outline.left, table.outline.right),
            };
            size.filled.left = size.filled.left.min(left);
            size.filled.right = size.filled.right.max(right);
            size.filled.bottom = size.filled.bottom.max(item.bottom());
        }
    }
    for page in pages {
        let Some(size) = sizes.iter_mut().find(|size| size.is_of(page)) else {
            continue;
        };
        for item in &page.items {
            if let Item::Line(line) = item {
                let room = size.filled.right - line.right;
                size.full_lines += usize::from(room < FULL_LINE * line.size);
            }
        }
    }
    let found = |page: &Page| {
        let size = sizes.iter().find(|size| size.is_of(page));
        size.map_or((Measure::of(0.0, page.width), page.height), |size| {
            (size.measure(), size.filled.bottom)
        })
    };
    pages.iter().map(found).collect()
}

impl Flow<'_> {
    fn line(&mut self, page: u32, line: Line, measure: Measure) -> Result<(), ReadError> {
        self.end_table()?;
        match self.open.take() {
            Some((start, mut text, last)) if goes_on(&last, &line, measure) => {
                append(&mut text, &last, &line, measure);
                self.open = Some((start, text, line));
            }
            before => {
                self.open = before;
                self.end_paragraph()?;
                self.open = Some((page, line.text.clone(), line));
            }
        }
        Ok(())
    }

    /// A table, or the rest of the one that ended the page before.
    fn part(&mut self, part: TablePart, at_head: bool, floor: f64) -> Result<(), ReadError> {
        self.end_paragraph()?;
        let mut part = part;
        if let Some(table) = &mut self.table
            && at_head
            && table.last_page + 1 == part.page
        {
            match table.join(part, floor) {
                Joined::Continues(note) => {
                    self.notes.extend(note);
                    return Ok(());
                }
                Joined::Separate(back, note) => {
                    self.notes.extend(note);
                    part = back;
                }
            }
        }
        self.end_table()?;
        self.table = Some(Table::start(part));
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        match self.open.take() {
            Some((page, text, line)) => {
                let kind = if line.turned { ParagraphKind::TextBox } else { ParagraphKind::Body };
                self.paragraph(page, &text, kind)
            }
            None => Ok(()),
        }
    }

    fn paragraph(&mut self, page: u32, text: &str, kind: ParagraphKind) -> Result<(), ReadError> {
        self.paragraphs = self.paragraphs.saturating_add(1);
        if usize::try_from(self.paragraphs).is_ok_and(|count| count > self.limits.paragraphs) {
            return Err(ReadError::TooLarge(format!("超过{}个段落", self.limits.paragraphs)));
        }
        self.blocks.push(Block::Paragraph(Paragraph {
            text: text.trim().to_owned(),
            kind,
            at: Place::Paragraph { page: Some(page), paragraph: self.paragraphs },
        }));
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        match self.table.take() {
            Some(table) => {
                // Producers have been seen to lose the rest of a table at the end of a page.
                if table.rows == 1 && table.last_page < self.page {
                    self.notes.push(format!(
                        "第{}页末尾的表格只有一行，下一页没有续表，可能没有印完整，请对照原件核对",
                        table.last_page
                    ));
                }
                self.table(table, None)
            }
            None => Ok(()),
        }
    }

    /// Writes a table down, and after it the tables standing in its cells.
    fn table(&mut self, table: Table, within: Option<Place>) -> Result<(), ReadError> {
        self.tables = self.tables.saturating_add(1);
        let borders = positions(table.borders.clone());
        self.cells = self.cells.saturating_add(table.rows.saturating_mul(borders.len()));
        if self.cells > self.limits.cells {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", self.limits.cells)));
        }
        let padding = table.padding();
        let mut grid = CellGrid {
            table: self.tables,
            page: Some(table.page),
            rows: count(table.rows),
            columns: count(borders.len().saturating_sub(1)),
            cells: Vec::with_capacity(table.cells.len()),
            within,
            confidence: Confidence::Likely,
        };
        let mut nested = Vec::new();
        for cell in table.cells {
            let (from, to) = (border(&borders, cell.left), border(&borders, cell.right));
            let measure = Table::measure(&cell, padding);
            let written = GridCell {
                row: count(cell.row + 1),
                column: count(from + 1),
                row_span: count(cell.row_span),
                column_span: count(to.saturating_sub(from).max(1)),
                text: cell_text(&cell.lines, measure).trim().to_owned(),
                page: (cell.page != table.page).then_some(cell.page),
            };
            nested.extend(cell.nested.into_iter().map(|part| (grid.place(&written), part)));
            grid.cells.push(written);
        }
        grid.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.blocks.push(Block::Table(grid));
        for (place, part) in nested {
            self.table(Table::start(part), Some(place))?;
        }
        Ok(())
    }
}

/// Whether a line outside tables goes on with the paragraph of the last one.
fn goes_on(last: &Line, next: &Line, measure: Measure) -> bool {
    if last.turned || next.turned || (last.size - next.size).abs() > SAME_SIZE * last.size {
        return false;
    }
    let step = next.baseline - last.baseline;
    // On the next page the step is upwards.
    if step > LINE_STEP * last.size {
        return false;
    }
    // A first line set in by two characters that also ends two before the edge is not a centred
    // one: the line below begins at the edge.
    let set_in =
        last.left - measure.left > 1.5 * last.size && next.left - measure.left > 0.5 * next.size;
    let in_the_middle = set_in && centred(std::slice::from_ref(last), measure);
    if !in_the_middle && next.left > last.left + INDENT * next.size {
        return false;
    }
    wraps(last, next, measure, in_the_middle)
}

/// The number of the border nearest to a position.
fn border(borders: &[f64], at: f64) -> usize {
    let numbered = borders.iter().enumerate();
    let nearest = numbered.min_by(|a, b| (a.1 - at).abs().total_cmp(&(b.1 - at).abs()));
    nearest.map_or(0, |(number, _)| number)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
