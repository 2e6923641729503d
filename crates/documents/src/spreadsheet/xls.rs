//! Excel 97-2003.

use super::cells::Worksheet;
use super::formats::NumberFormat;
use super::{Book, biff, broken, compound, guarded};
use crate::{Limits, ReadError, Source, SourceFormat};
use calamine::{Reader, Xls};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;

/// Whether a compound file is a workbook, and not one with a workbook embedded in it.
pub(crate) fn is_xls(bytes: &[u8]) -> bool {
    catch_unwind(|| compound::holds_workbook(bytes)).unwrap_or_default()
}

/// Reads an .xls.
///
/// # Errors
/// Encrypted, broken, or beyond a limit.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    guarded(|| {
        let checked = biff::check(&compound::workbook_stream(bytes)?, limits)?;
        let file = compound::with_stream(checked.stream)?;
        let mut workbook: Xls<_> = Xls::new(Cursor::new(file)).map_err(|_| broken())?;
        let mut book = Book::new(SourceFormat::Xls, limits);
        let mut formats = checked.formats.into_iter();
        for sheet in workbook.sheets_metadata().to_vec() {
            let formats = formats.next().unwrap_or_default();
            if !book.has_cells(&sheet) {
                continue;
            }
            let worksheet = worksheet(&mut workbook, &sheet.name, &formats, limits)?;
            let merged = workbook.merge_cells_by_sheet_name(&sheet.name).map_err(|_| broken())?;
            book.add(&sheet, worksheet, &merged)?;
        }
        Ok(book.source)
    })
}

fn worksheet(
    workbook: &mut Xls<Cursor<Vec<u8>>>,
    name: &str,
    formats: &BTreeMap<(u32, u32), NumberFormat>,
    limits: &Limits,
) -> Result<Worksheet, ReadError> {
    let mut worksheet = Worksheet::new(limits);
    let range = workbook.worksheet_range(name).map_err(|_| broken())?;
    let (top, left) = range.start().unwrap_or_default();
    let plain = NumberFormat::default();
    for (row, column, value) in range.used_cells() {
        let offset = |first: u32, step: usize| {
            u32::try_from(step).ok().and_then(|step| first.checked_add(step))
        };
        if let (Some(row), Some(column)) = (offset(top, row), offset(left, column)) {
            let format = formats.get(&(row, column)).unwrap_or(&plain);
            worksheet.put((row, column), value, format)?;
        }
    }
    Ok(worksheet)
}
