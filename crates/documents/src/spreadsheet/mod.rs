//! Workbooks: .xlsx and .xls, through `calamine`.
//!
//! A worksheet is one grid with the rows and columns of the worksheet, so that a place is the
//! address its user knows (`第3行第2列` is B3). Worksheets without content are left out.

mod biff;
mod cells;
mod numbers;

use crate::archive::Archive;
use crate::{Block, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat};
use calamine::{Data, Dimensions, Reader, Sheet, SheetVisible, Xls, XlsError, Xlsx};
use cells::Worksheet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use vocabulary::Place;

/// Part that every .xlsx has; other packages hold other parts.
const WORKBOOK_PART: &str = "xl/workbook.xml";

/// Names of the stream of an .xls in its compound file, UTF-16.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

/// Whether the bytes are a zip file that holds a workbook.
pub(crate) fn is_xlsx(bytes: &[u8]) -> bool {
    let limits = Limits::default();
    Archive::open(bytes, &limits, limits.workbook_expanded_bytes)
        .is_ok_and(|archive| archive.contains(WORKBOOK_PART))
}

/// Whether a compound file holds a workbook: its directory names the stream.
pub(crate) fn is_xls(bytes: &[u8]) -> bool {
    STREAMS.iter().any(|name| {
        // A directory entry: the name in UTF-16, filled up with zeros.
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.extend([0; 4]);
        memchr::memmem::find_iter(bytes, &entry).any(|at| at % 128 == 0)
    })
}

/// Reads an .xlsx.
///
/// # Errors
/// Encrypted, broken, or beyond a limit.
pub(crate) fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    check_parts(bytes, limits)?;
    guarded(|| {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        let mut book = Book::new(SourceFormat::Xlsx, limits);
        for sheet in workbook.sheets_metadata().to_vec() {
            let mut worksheet = Worksheet::new(limits);
            let mut reader =
                workbook.worksheet_cells_reader(&sheet.name).map_err(|e| broken(&e))?;
            while let Some((cell, style)) =
                reader.next_cell_with_style_id().map_err(|e| broken(&e))?
            {
                let style = reader.styles().get(style);
                let format = style.and_then(|style| style.number_format.as_ref());
                let code = format.map_or("", |format| format.format_code.as_str());
                worksheet.put(cell.get_position(), &Data::from(cell.get_value().clone()), code)?;
            }
            drop(reader);
            let merged = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
            book.add(&sheet, worksheet, &merged)?;
        }
        Ok(book.source)
    })
}

/// Reads an .xls. Its cells carry no number format, so a percentage is shown as its number.
///
/// # Errors
/// Encrypted, broken, or beyond a limit.
pub(crate) fn read_xls(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    biff::check(bytes, limits)?;
    guarded(|| {
        let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| {
            if matches!(error, XlsError::Password) { ReadError::Encrypted } else { broken(&error) }
        })?;
        let mut book = Book::new(SourceFormat::Xls, limits);
        for sheet in workbook.sheets_metadata().to_vec() {
            let mut worksheet = Worksheet::new(limits);
            let range = workbook.worksheet_range(&sheet.name).map_err(|e| broken(&e))?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let offset = |first: u32, step: usize| {
                    u32::try_from(step).ok().and_then(|step| first.checked_add(step))
                };
                if let (Some(row), Some(column)) = (offset(top, row), offset(left, column)) {
                    worksheet.put((row, column), value, "")?;
                }
            }
            let merged = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
            book.add(&sheet, worksheet, &merged)?;
        }
        Ok(book.source)
    })
}

/// Expands every part once within the limits and refuses document types: what `calamine` then
/// reads can neither burst nor name anything outside.
fn check_parts(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    const BANNED: &[u8] = b"<!DOCTYPE";
    let mut archive = Archive::open(bytes, limits, limits.workbook_expanded_bytes)?;
    let mut piece = vec![0; 1 << 16];
    for name in archive.names() {
        let Some(mut part) = archive.part(&name)? else { continue };
        let mut start = true;
        loop {
            let count = part.fill(&mut piece)?;
            if count == 0 {
                break;
            }
            // A document type stands before the first element, so at the start of the part.
            let head = piece.get(..count.min(4096)).unwrap_or_default();
            if start && memchr::memmem::find(head, BANNED).is_some() {
                return Err(ReadError::Broken(format!("{name}含有外部定义（DOCTYPE），已拒绝")));
            }
            start = false;
        }
    }
    Ok(())
}

/// A parser of others on hostile bytes: should it panic, the file is broken, the program goes on.
fn guarded(read: impl FnOnce() -> Result<Source, ReadError>) -> Result<Source, ReadError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ReadError::Broken("表格内容无法解析".to_owned())))
}

fn broken(error: &dyn std::error::Error) -> ReadError {
    ReadError::Broken(format!("表格内容无法解析（{error}）"))
}

/// The workbook so far.
struct Book<'a> {
    source: Source,
    limits: &'a Limits,
    tables: u32,
    cells: usize,
}

impl<'a> Book<'a> {
    fn new(format: SourceFormat, limits: &'a Limits) -> Self {
        let source = Source { format, blocks: Vec::new(), notes: Vec::new() };
        Self { source, limits, tables: 0, cells: 0 }
    }

    fn add(
        &mut self,
        sheet: &Sheet,
        worksheet: Worksheet,
        merged: &[Dimensions],
    ) -> Result<(), ReadError> {
        let Some(grid) = worksheet.into_grid(self.tables + 1, merged, self.limits)? else {
            return Ok(());
        };
        self.cells += grid.cells.len();
        if self.cells > self.limits.cells {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", self.limits.cells)));
        }
        self.tables += 1;
        if sheet.visible != SheetVisible::Visible {
            self.source.notes.push(format!("工作表“{}”是隐藏的，已一并读取", sheet.name));
        }
        self.source.blocks.push(Block::Paragraph(Paragraph {
            text: sheet.name.trim().to_owned(),
            kind: ParagraphKind::SheetName,
            at: Place::Paragraph { page: None, paragraph: self.tables },
        }));
        self.source.blocks.push(Block::Table(grid));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
