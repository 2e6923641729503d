//! A form and running text on a worksheet.

use super::sheet::Sheet;
use super::styles::Look;
use crate::write::WriteError;
use crate::write::layout::{
    Block, CELL_PADDING, FormPage, FormTable, Slot, TextStyle, form_row_lines, line_count,
};

/// Twentieths of a point in a pixel of 1/96 inch.
pub(super) const TWIPS_PER_PIXEL: u32 = 15;
/// Height of a line of 五号.
pub(super) const LINE_PIXELS: u32 = 18;
/// Space above and below the lines of a row.
pub(super) const ROW_PADDING_PIXELS: u32 = 9;
/// Height of a heading.
pub(super) const HEADING_PIXELS: u32 = 36;

/// Width of the column of running text in twentieths of a point, and of its characters.
const TEXT_COLUMN: u32 = 8400;
const TEXT_CHARACTER: u32 = 240;

/// A heading over the width of a sheet.
pub(super) fn heading(
    sheet: &mut Sheet,
    columns: usize,
    (text, look, pixels): (&str, Look, u32),
) -> Result<(), WriteError> {
    let row = sheet.rows;
    sheet.row(pixels, |cells| cells.text(0, look, text))?;
    sheet.merge((row, row), (0, columns.saturating_sub(1)));
    Ok(())
}

/// Heading and form.
pub(super) fn form_sheet(page: &FormPage) -> Result<Sheet, WriteError> {
    let table = &page.table;
    let widths: Vec<u32> = table.columns.iter().map(|width| width / TWIPS_PER_PIXEL).collect();
    let columns = widths.len();
    let mut sheet = Sheet::new(widths)?;
    heading(&mut sheet, columns, (&page.heading, Look::Heading, HEADING_PIXELS))?;
    if let Some(line) = &page.sub_heading {
        let pixels = LINE_PIXELS + ROW_PADDING_PIXELS;
        heading(&mut sheet, columns, (line, Look::SubHeading, pixels))?;
    }
    let top = sheet.rows;
    form_rows(&mut sheet, table)?;
    // The unit line and the project stay in sight, on screen and on paper.
    sheet.frozen = top + u32::try_from(table.title_rows).unwrap_or_default();
    sheet.repeated = Some((0, sheet.frozen - 1));
    Ok(sheet)
}

fn form_rows(sheet: &mut Sheet, table: &FormTable) -> Result<(), WriteError> {
    let heights = form_row_lines(table);
    for (slots, lines) in table.slots().into_iter().zip(heights) {
        let row = sheet.rows;
        sheet.row(lines * LINE_PIXELS + ROW_PADDING_PIXELS, |cells| {
            for slot in &slots {
                let cell = slot.cell();
                let look = Look::cell(cell.align, cell.bold, &cell.text);
                let covered = match slot {
                    Slot::Cell(cell) => {
                        cells.text(cell.column, look, &cell.text)?;
                        1
                    }
                    Slot::Continued(_) => 0,
                };
                for column in covered..cell.column_span {
                    cells.blank(cell.column + column, look);
                }
            }
            Ok(())
        })?;
        for slot in &slots {
            let Slot::Cell(cell) = slot else { continue };
            let bottom = row + u32::try_from(cell.row_span.max(1) - 1).unwrap_or_default();
            let right = cell.column + cell.column_span.max(1) - 1;
            sheet.merge((row, bottom), (cell.column, right));
        }
    }
    Ok(())
}

/// Running text, a paragraph a row.
pub(super) fn text_sheet(blocks: &[Block]) -> Result<Sheet, WriteError> {
    let mut sheet = Sheet::new(vec![TEXT_COLUMN / TWIPS_PER_PIXEL])?;
    for block in blocks {
        let Block::Text(block) = block else { continue };
        let lines = line_count(&block.text, TEXT_COLUMN - CELL_PADDING, TEXT_CHARACTER);
        let line = if block.style == TextStyle::Body { 20 } else { 26 };
        let look = Look::running(block.style);
        sheet.row(lines * line + 6, |cells| cells.text(0, look, &block.text))?;
    }
    Ok(sheet)
}
