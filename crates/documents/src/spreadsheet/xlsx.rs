//! Excel 2007 and later.

use super::cells::Worksheet;
use super::formats::NumberFormat;
use super::{Book, broken, guarded};
use crate::archive::Archive;
use crate::{Limits, ReadError, Source, SourceFormat};
use calamine::{Data, Reader, Xlsx};
use memchr::memmem;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;

/// Part that nearly every .xlsx has; other packages hold other parts.
const WORKBOOK_PART: &str = "xl/workbook.xml";

/// Part that says what every other part is.
const CONTENT_TYPES_PART: &str = "[Content_Types].xml";

/// What the main part of a workbook is called there, with and without macros.
const CONTENT_TYPES: [&[u8]; 2] =
    [b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"];

/// Whether the bytes are a zip file that holds a workbook.
pub(crate) fn is_xlsx(bytes: &[u8]) -> bool {
    let limits = Limits::default();
    let Ok(mut archive) = Archive::open(bytes, &limits, limits.workbook_expanded_bytes) else {
        return false;
    };
    archive.contains(WORKBOOK_PART)
        || archive
            .part(CONTENT_TYPES_PART)
            .ok()
            .flatten()
            .and_then(|mut part| part.read_all().ok())
            .is_some_and(|types| CONTENT_TYPES.iter().any(|t| memmem::find(&types, t).is_some()))
}

/// Reads an .xlsx.
///
/// # Errors
/// Encrypted, broken, or beyond a limit.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    check_parts(bytes, limits)?;
    guarded(|| {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
        let mut book = Book::new(SourceFormat::Xlsx, limits);
        for sheet in workbook.sheets_metadata().to_vec() {
            if !book.has_cells(&sheet) {
                continue;
            }
            let worksheet = worksheet(&mut workbook, &sheet.name, limits)?;
            let merged = workbook.merge_cells_by_sheet_name(&sheet.name).map_err(|_| broken())?;
            book.add(&sheet, worksheet, &merged)?;
        }
        Ok(book.source)
    })
}

/// Reads a worksheet cell by cell: its claimed size is never allocated.
fn worksheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
) -> Result<Worksheet, ReadError> {
    let mut worksheet = Worksheet::new(limits);
    each_cell(workbook, name, NumberFormat::parse, |position, value, format| {
        worksheet.put(position, value, format).map(ControlFlow::Continue)
    })?;
    Ok(worksheet)
}

/// Gives the cells of a worksheet in the order of the file, each with its format as `parse` reads
/// its code, until `take` has enough.
pub(super) fn each_cell(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    parse: impl Fn(&str) -> NumberFormat,
    mut take: impl FnMut((u32, u32), &Data, &NumberFormat) -> Result<ControlFlow<()>, ReadError>,
) -> Result<(), ReadError> {
    let mut formats: BTreeMap<usize, NumberFormat> = BTreeMap::new();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|_| broken())?;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| broken())? {
        let format = formats.entry(style).or_insert_with(|| {
            let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
            parse(format.map_or("", |format| format.format_code.as_str()))
        });
        if take(cell.get_position(), &Data::from(cell.get_value().clone()), format)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// How far back a part is looked at again with its next piece, so that nothing escapes by standing
/// on the border of two.
const OVERLAP: usize = 256;

/// Expands every part once within the limits and looks at it: what `calamine` then reads can
/// neither burst, nor name anything outside, nor claim more texts than there are.
pub(super) fn check_parts(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut archive = Archive::open(bytes, limits, limits.workbook_expanded_bytes)?;
    for name in archive.names() {
        let Some(mut part) = archive.part(&name)? else { continue };
        // The archive gives the names in lower case.
        let is_xml = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
        let mut window = vec![0; OVERLAP + (1 << 16)];
        let (mut size, mut claimed) = (0_usize, 0_usize);
        loop {
            let count = part.fill(window.get_mut(OVERLAP..).unwrap_or_default())?;
            if count == 0 {
                break;
            }
            size = size.saturating_add(count);
            let filled = window.get(..OVERLAP.saturating_add(count)).unwrap_or_default();
            if is_xml && memmem::find(filled, b"<!DOCTYPE").is_some() {
                return Err(ReadError::Broken(format!("{name}含有外部定义（DOCTYPE），已拒绝")));
            }
            claimed = claimed.max(claimed_texts(filled));
            window.copy_within(count..count.saturating_add(OVERLAP), 0);
        }
        // A text takes more than one byte, so no part has as many texts as bytes.
        if claimed > size {
            return Err(ReadError::Broken(format!("{name}声明的文字条数与内容不符")));
        }
    }
    Ok(())
}

/// The greatest number that stands behind `uniqueCount=`: `calamine` makes room for so many texts
/// before it has read the first.
fn claimed_texts(xml: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    // What may stand between name and number; no writer puts more there.
    const BETWEEN_MAX: usize = 64;
    let claims = memmem::find_iter(xml, NAME).filter_map(|at| {
        let behind = xml.get(at.checked_add(NAME.len())?..)?;
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || b"=\"'+".contains(byte);
        let between = behind.iter().take_while(|byte| is_between(byte)).count();
        if between > BETWEEN_MAX {
            return Some(usize::MAX);
        }
        let digits = behind.iter().skip(between).take_while(|byte| byte.is_ascii_digit());
        let number = digits.fold(0_usize, |number, digit| {
            number.saturating_mul(10).saturating_add(usize::from(digit.saturating_sub(b'0')))
        });
        Some(number)
    });
    claims.max().unwrap_or_default()
}
