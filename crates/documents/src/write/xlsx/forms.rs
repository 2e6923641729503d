//! A form and running text on a worksheet.

use super::{Formats, set_print};
use crate::write::layout::{
    Block, CELL_PADDING, FormPage, FormTable, Slot, TextStyle, form_row_lines, line_count,
};
use rust_xlsxwriter::{IgnoreError, Worksheet, XlsxError};

/// Twentieths of a point in a pixel of 1/96 inch.
const TWIPS_PER_PIXEL: u32 = 15;
/// Height of a line of 五号.
const LINE_PIXELS: u32 = 18;
/// Space above and below the lines of a row.
const ROW_PADDING_PIXELS: u32 = 9;
/// Excel's own limit of 409 points.
const ROW_PIXELS_MAX: u32 = 545;
const HEADING_PIXELS: u32 = 36;

/// Width of the column of running text in twentieths of a point, and of its characters.
const TEXT_COLUMN: u32 = 8400;
const TEXT_CHARACTER: u32 = 240;

/// Writes heading and form.
pub(in crate::write) fn form_sheet(
    sheet: &mut Worksheet,
    page: &FormPage,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let table = &page.table;
    let columns = column_number(table.columns.len())?;
    for (number, width) in table.columns.iter().enumerate() {
        sheet.set_column_width_pixels(column_number(number)?, width / TWIPS_PER_PIXEL)?;
    }
    let mut top = 0_u32;
    let lines = [
        (Some(&page.heading), &formats.heading, HEADING_PIXELS),
        (page.sub_heading.as_ref(), &formats.sub_heading, LINE_PIXELS + ROW_PADDING_PIXELS),
    ];
    for (text, format, pixels) in lines {
        if let Some(text) = text {
            merged(sheet, (top, 0, top, columns.saturating_sub(1)), text, format)?;
            sheet.set_row_height_pixels(top, pixels)?;
            top += 1;
        }
    }
    table_rows(sheet, table, top, formats)?;
    set_print(sheet);
    // The unit line and the project stay in sight, on screen and on paper.
    let frozen = top + row_number(table.title_rows)?;
    sheet.set_freeze_panes(frozen, 0)?;
    if frozen > 0 {
        sheet.set_repeat_rows(0, frozen - 1)?;
    }
    let last = top + row_number(table.rows.len())?;
    // Amounts of a form are texts, printed digit by digit as the form has them (21.40, not 21.4);
    // numbers to reckon with stand in 汇总.
    sheet.ignore_error_range(0, 0, last, columns, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn table_rows(
    sheet: &mut Worksheet,
    table: &FormTable,
    top: u32,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let heights = form_row_lines(table);
    for ((number, slots), lines) in (top..).zip(table.slots()).zip(heights) {
        let pixels = (lines * LINE_PIXELS + ROW_PADDING_PIXELS).min(ROW_PIXELS_MAX);
        sheet.set_row_height_pixels(number, pixels)?;
        for slot in slots {
            let Slot::Cell(cell) = slot else { continue };
            let first = column_number(cell.column)?;
            let last = column_number(cell.column + cell.column_span.max(1) - 1)?;
            let bottom = number + row_number(cell.row_span.max(1) - 1)?;
            let format = formats.cell(cell.align, cell.bold, &cell.text);
            merged(sheet, (number, first, bottom, last), &cell.text, format)?;
        }
    }
    Ok(())
}

/// Writes a text over an area; a single cell is not merged, which Excel would refuse.
pub(super) fn merged(
    sheet: &mut Worksheet,
    (top, left, bottom, right): (u32, u16, u32, u16),
    text: &str,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    if (top, left) == (bottom, right) {
        sheet.write_string_with_format(top, left, text, format)?;
    } else {
        sheet.merge_range(top, left, bottom, right, text, format)?;
    }
    Ok(())
}

/// Writes running text, a paragraph a row.
pub(in crate::write) fn text_sheet(
    sheet: &mut Worksheet,
    blocks: &[Block],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_column_width_pixels(0, TEXT_COLUMN / TWIPS_PER_PIXEL)?;
    let texts = blocks.iter().filter_map(|block| match block {
        Block::Text(text) => Some(text),
        Block::Table(_) => None,
    });
    for (number, block) in (0..).zip(texts) {
        sheet.write_string_with_format(number, 0, &block.text, formats.text(block.style))?;
        let lines = line_count(&block.text, TEXT_COLUMN - CELL_PADDING, TEXT_CHARACTER);
        let line = if block.style == TextStyle::Body { 20 } else { 26 };
        sheet.set_row_height_pixels(number, (lines * line + 6).min(ROW_PIXELS_MAX))?;
    }
    set_print(sheet);
    Ok(())
}

fn column_number(number: usize) -> Result<u16, XlsxError> {
    u16::try_from(number).map_err(|_| XlsxError::RowColumnLimitError)
}

fn row_number(number: usize) -> Result<u32, XlsxError> {
    u32::try_from(number).map_err(|_| XlsxError::RowColumnLimitError)
}
