//! The records of an .xls, looked at before `calamine` reads them.
//!
//! Two things are done here. What would burst memory is refused or left out: `calamine` allocates
//! whatever a sheet claims as its size, and a grid from the first cell to the last. And the number
//! formats are gathered, which `calamine` does not give for .xls. The result is a stream with the
//! sheets one behind the other, each with nothing but its cells and merged areas.

use super::cells::too_many_cells;
use super::formats::NumberFormat;
use crate::{Limits, ReadError};
use std::collections::BTreeMap;

mod kind {
    //! Numbers of records, MS-XLS 2.3.1.
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const CONTINUED: u16 = 0x003c;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const SEVERAL_NUMBERS: u16 = 0x00bd;
    pub(super) const RICH_TEXT: u16 = 0x00d6;
    pub(super) const CELL_FORMAT: u16 = 0x00e0;
    pub(super) const MERGED: u16 = 0x00e5;
    pub(super) const SHARED_TEXT: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const TEXT: u16 = 0x0204;
    pub(super) const LOGICAL: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const SHORT_NUMBER: u16 = 0x027e;
    pub(super) const NUMBER_FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// Version of Excel 97-2003 in the record that begins a workbook.
const BIFF8: u16 = 0x0600;

/// A workbook's stream that is safe to read, and the number formats of its cells.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The stream.
    pub(super) stream: Vec<u8>,
    /// For each worksheet the formats of its cells that do not show the plain number, by row and
    /// column from 0.
    pub(super) formats: Vec<BTreeMap<(u32, u32), NumberFormat>>,
}

/// A record with the records that continue it.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    body: &'a [u8],
    whole: &'a [u8],
}

/// Looks at a workbook's stream.
///
/// # Errors
/// Encrypted; broken; too large when the cells of a sheet lie too far apart.
pub(super) fn check(stream: &[u8], limits: &Limits) -> Result<Checked, ReadError> {
    let mut checked = Checked::default();
    let mut sheets: Vec<(usize, Option<usize>)> = Vec::new();
    let mut formats = Formats::default();
    // Whatever the file says, the workbook's own part ends before its sheets.
    let own = records(stream, 0).take_while(|record| record.kind != kind::END);
    for record in own {
        match record.kind {
            kind::PASSWORD => return Err(ReadError::Encrypted),
            kind::SHEET => {
                let position = u32_at(record.body, 0).and_then(|at| usize::try_from(at).ok());
                sheets.push((checked.stream.len().saturating_add(HEAD), position));
            }
            _ => formats.take(&record),
        }
        checked.stream.extend_from_slice(record.whole);
    }
    checked.stream.extend_from_slice(&END_RECORD);
    let cell_formats = formats.of_cells();
    let mut left = limits.cells;
    for (pointer, position) in sheets {
        let begins = u32::try_from(checked.stream.len()).unwrap_or(u32::MAX).to_le_bytes();
        if let Some(field) = checked.stream.get_mut(pointer..pointer.saturating_add(4)) {
            field.copy_from_slice(&begins);
        }
        let mut sheet = Sheet { formats: BTreeMap::new(), bounds: None, left: &mut left };
        // Sheets that overlap one another would be copied again and again.
        let room = stream.len().saturating_mul(2);
        let records = position.into_iter().flat_map(|at| records(stream, at));
        sheet.copy(records, &cell_formats, &mut checked.stream)?;
        if checked.stream.len() > room {
            return Err(ReadError::Broken("工作表互相重叠".to_owned()));
        }
        if sheet.area() > u64::try_from(limits.cells).unwrap_or(u64::MAX) {
            return Err(too_many_cells(limits.cells));
        }
        checked.formats.push(sheet.formats);
    }
    Ok(checked)
}

/// Bytes before the body of a record: its kind and its length.
const HEAD: usize = 4;

/// The record that ends a workbook's own part and each sheet: kind 10, nothing in it.
const END_RECORD: [u8; HEAD] = [10, 0, 0, 0];

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

/// The records from a position on, up to the first that is not whole.
fn records(stream: &[u8], position: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = position;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let first_end = record_end(stream, at)?;
        let mut end = first_end;
        while u16_at(stream, end) == Some(kind::CONTINUED)
            && let Some(next) = record_end(stream, end)
        {
            end = next;
        }
        let record = Record {
            kind,
            body: stream.get(at.checked_add(HEAD)?..first_end)?,
            whole: stream.get(at..end)?,
        };
        at = end;
        Some(record)
    })
}

/// Where the record at a position ends; `None` when the stream ends before it.
fn record_end(stream: &[u8], at: usize) -> Option<usize> {
    let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
    let end = at.checked_add(HEAD)?.checked_add(length)?;
    (end <= stream.len()).then_some(end)
}

/// The number formats of a workbook: codes by their number, and the number each cell format uses.
#[derive(Default)]
struct Formats {
    is_biff8: bool,
    codes: BTreeMap<u16, String>,
    cells: Vec<u16>,
}

impl Formats {
    fn take(&mut self, record: &Record<'_>) {
        match record.kind {
            kind::BEGIN => self.is_biff8 = u16_at(record.body, 0) == Some(BIFF8),
            kind::CELL_FORMAT => self.cells.push(u16_at(record.body, 2).unwrap_or_default()),
            kind::NUMBER_FORMAT => {
                if let Some((number, code)) = self.code(record.body) {
                    self.codes.insert(number, code);
                }
            }
            _ => {}
        }
    }

    /// A format's number and code. Before Excel 97 a code is bytes in the writer's own encoding;
    /// of those only plain ASCII is taken.
    fn code(&self, body: &[u8]) -> Option<(u16, String)> {
        let number = u16_at(body, 0)?;
        if !self.is_biff8 {
            let text = body.get(3..)?;
            return text.is_ascii().then(|| (number, String::from_utf8_lossy(text).into_owned()));
        }
        let is_wide = body.get(4)? & 1 == 1;
        let text = body.get(5..)?;
        let units: Vec<u16> = if is_wide {
            text.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect()
        } else {
            text.iter().map(|byte| u16::from(*byte)).collect()
        };
        let length = usize::from(u16_at(body, 2)?);
        let code = String::from_utf16_lossy(units.get(..length)?);
        Some((number, code))
    }

    /// The look of each cell format.
    fn of_cells(&self) -> Vec<NumberFormat> {
        let code = |number: &u16| self.codes.get(number).map_or(built_in(*number), |code| code);
        self.cells.iter().map(|number| NumberFormat::parse(code(number))).collect()
    }
}

/// The codes that every workbook has without writing them down, MS-XLS 2.5.165.
fn built_in(number: u16) -> &'static str {
    match number {
        1 => "0",
        2 | 39 | 40 | 43 | 44 => "0.00",
        3 | 37 | 38 | 41 | 42 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        _ => "General",
    }
}

/// A worksheet being copied.
struct Sheet<'l> {
    formats: BTreeMap<(u32, u32), NumberFormat>,
    /// First row and column, last row and column of the cells.
    bounds: Option<[u32; 4]>,
    /// How many more cells the workbook may have.
    left: &'l mut usize,
}

impl Sheet<'_> {
    /// Copies a sheet's records to the end of a stream, and ends them.
    fn copy<'s>(
        &mut self,
        records: impl Iterator<Item = Record<'s>>,
        looks: &[NumberFormat],
        to: &mut Vec<u8>,
    ) -> Result<(), ReadError> {
        let mut depth = 0_usize;
        for record in records {
            match record.kind {
                kind::BEGIN => depth = depth.saturating_add(1),
                kind::END if depth <= 1 => break,
                kind::END => depth = depth.saturating_sub(1),
                _ => {}
            }
            // Below the first level stand charts, whose figures are no cells of the sheet.
            if depth == 1 && self.take(&record, looks)? {
                to.extend_from_slice(record.whole);
            }
        }
        to.extend_from_slice(&END_RECORD);
        Ok(())
    }

    /// Whether a record is wanted; notes where its cells stand and how they look.
    fn take(&mut self, record: &Record<'_>, looks: &[NumberFormat]) -> Result<bool, ReadError> {
        match record.kind {
            kind::BEGIN | kind::MERGED | kind::FORMULA_TEXT => return Ok(true),
            kind::FORMULA
            | kind::RICH_TEXT
            | kind::SHARED_TEXT
            | kind::NUMBER
            | kind::TEXT
            | kind::LOGICAL
            | kind::SHORT_NUMBER => self.cell(record.body, looks)?,
            kind::SEVERAL_NUMBERS => self.cells(record.body, looks)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// One cell: row, column and cell format.
    fn cell(&mut self, body: &[u8], looks: &[NumberFormat]) -> Result<(), ReadError> {
        let field = |at| u16_at(body, at);
        let (Some(row), Some(column), Some(look)) = (field(0), field(2), field(4)) else {
            return Err(ReadError::Broken("工作表的记录不完整".to_owned()));
        };
        self.put(row, column, looks.get(usize::from(look)))
    }

    /// Several numbers of a row: the row, the first column, cell format and number of each.
    fn cells(&mut self, body: &[u8], looks: &[NumberFormat]) -> Result<(), ReadError> {
        let (Some(row), Some(mut column)) = (u16_at(body, 0), u16_at(body, 2)) else {
            return Err(ReadError::Broken("工作表的记录不完整".to_owned()));
        };
        let numbers = body.get(4..).unwrap_or_default();
        for number in numbers.as_chunks::<6>().0 {
            let look = u16_at(number, 0).and_then(|look| looks.get(usize::from(look)));
            self.put(row, column, look)?;
            column = column.saturating_add(1);
        }
        // The reader takes the last column from the end of the record.
        let last = body.len().checked_sub(2).and_then(|at| u16_at(body, at));
        self.put(row, last.unwrap_or(column), None)
    }

    fn put(&mut self, row: u16, column: u16, look: Option<&NumberFormat>) -> Result<(), ReadError> {
        let left = self.left.checked_sub(1);
        *self.left = left.ok_or_else(|| ReadError::TooLarge("工作簿的单元格过多".to_owned()))?;
        let (row, column) = (u32::from(row), u32::from(column));
        if let Some(look) = look.filter(|look| !look.is_plain()) {
            self.formats.insert((row, column), look.clone());
        }
        let [top, left, bottom, right] = self.bounds.unwrap_or([row, column, row, column]);
        self.bounds = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
        Ok(())
    }

    /// Rows times columns from the first cell to the last.
    fn area(&self) -> u64 {
        self.bounds.map_or(0, |[top, left, bottom, right]| {
            let rows = u64::from(bottom.saturating_sub(top)).saturating_add(1);
            rows.saturating_mul(u64::from(right.saturating_sub(left)).saturating_add(1))
        })
    }
}
