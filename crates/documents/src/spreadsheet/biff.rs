//! The bounds of an .xls, checked before `calamine` reads it.
//!
//! `calamine` makes room for the whole area between the first and the last cell of a worksheet,
//! and follows the sectors of the file without a bound. Two cells at far corners, or a damaged
//! sector, would end the program for want of memory, which nothing can catch. So the records are
//! walked once here (\[MS-XLS\] 2.1.4: number, length, body) and the areas added up.

use super::STREAMS;
use crate::{Limits, ReadError, word};

/// Records that stand for one or several cells; row and column are the first fields.
const CELLS: [u16; 16] = [
    0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x0206,
    0x0207, 0x027e, 0x0406, 0x0201,
];
/// DIMENSIONS: the used area, for which room is made at once.
const DIMENSIONS: u16 = 0x0200;
/// BOUNDSHEET: where the records of a worksheet begin.
const BOUND_SHEET: u16 = 0x0085;
const END: u16 = 0x000a;

/// Rows and columns of a worksheet of Excel 97-2003.
const ROWS: u64 = 65_536;
const COLUMNS: u64 = 256;

/// Checks that the worksheets hold no more cells than the limits allow.
///
/// # Errors
/// Broken when there is no sound stream of records, too large beyond the limits.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let stream = word::compound_stream(bytes, &STREAMS)
        .ok_or_else(|| ReadError::Broken("Excel数据流缺失或扇区链有误".to_owned()))?;
    let allowed = u64::try_from(limits.cells).unwrap_or(u64::MAX);
    let starts = Records::from(&stream, 0)
        .filter(|record| record.number == BOUND_SHEET)
        .filter_map(|record| usize::try_from(record.u32_at(0)?).ok());
    let mut sum = Area::of(&stream, 0)?.cells();
    for start in starts {
        sum = sum.saturating_add(Area::of(&stream, start)?.cells());
        if sum > allowed {
            return Err(ReadError::TooLarge(format!("工作簿超过{allowed}个单元格")));
        }
    }
    Ok(())
}

/// The area between the first and the last cell.
#[derive(Default)]
struct Area {
    first: Option<(u64, u64)>,
    last: (u64, u64),
}

impl Area {
    /// The area of the records from `start` to their end.
    fn of(stream: &[u8], start: usize) -> Result<Self, ReadError> {
        let mut area = Self::default();
        for record in Records::from(stream, start) {
            if record.number == DIMENSIONS && record.exceeds_a_worksheet() {
                return Err(ReadError::Broken("工作表的范围有误".to_owned()));
            }
            if let (true, Some(row), Some(column)) =
                (CELLS.contains(&record.number), record.u16_at(0), record.u16_at(2))
            {
                area.add(u64::from(row), u64::from(column));
            }
        }
        Ok(area)
    }

    fn add(&mut self, row: u64, column: u64) {
        let (top, left) = self.first.unwrap_or((row, column));
        self.first = Some((top.min(row), left.min(column)));
        self.last = (self.last.0.max(row), self.last.1.max(column));
    }

    fn cells(&self) -> u64 {
        let Some((top, left)) = self.first else { return 0 };
        let rows = self.last.0.saturating_sub(top).saturating_add(1);
        let columns = self.last.1.saturating_sub(left).saturating_add(COLUMNS_OF_ONE_RECORD);
        rows.saturating_mul(columns)
    }
}

/// A record of several cells names only its first; the others stand to its right.
const COLUMNS_OF_ONE_RECORD: u64 = 16;

/// One record.
struct Record<'a> {
    number: u16,
    body: &'a [u8],
}

impl Record<'_> {
    fn u16_at(&self, at: usize) -> Option<u16> {
        let field = self.body.get(at..at.checked_add(2)?)?;
        Some(u16::from_le_bytes(field.try_into().ok()?))
    }

    fn u32_at(&self, at: usize) -> Option<u32> {
        let field = self.body.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(field.try_into().ok()?))
    }

    /// Whether a DIMENSIONS record tells of more than a worksheet can have.
    fn exceeds_a_worksheet(&self) -> bool {
        let (rows, columns) = if self.body.len() == 10 {
            (self.u16_at(2).map(u64::from), self.u16_at(6))
        } else {
            (self.u32_at(4).map(u64::from), self.u16_at(10))
        };
        rows.is_some_and(|rows| rows > ROWS)
            || columns.is_some_and(|columns| u64::from(columns) > COLUMNS)
    }
}

/// The records from a place on, up to the end of their part of the stream.
struct Records<'a> {
    left: &'a [u8],
}

impl<'a> Records<'a> {
    fn from(stream: &'a [u8], start: usize) -> Self {
        Self { left: stream.get(start..).unwrap_or_default() }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (header, rest) = self.left.split_at_checked(4)?;
        let head = Record { number: 0, body: header };
        let (number, length) = (head.u16_at(0)?, usize::from(head.u16_at(2)?));
        if number == END {
            return None;
        }
        let (body, left) = rest.split_at_checked(length)?;
        self.left = left;
        Some(Record { number, body })
    }
}
