//! The first worksheet of an .xlsx row by row, in the memory of one row: ledgers of a hundred
//! thousand records come as workbooks.

use super::cells::too_many_cells;
use super::formats::NumberFormat;
use super::xlsx::{check_parts, each_cell};
use super::{broken, guarded, numbers};
use crate::rows::{TakeRow, no_table};
use crate::{Limits, ReadError, Row};
use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;
use std::ops::ControlFlow;
use vocabulary::is_blank;

/// Gives the rows of the first worksheet in sight that holds anything, until `take` has enough.
///
/// A number is given with all its decimals, whatever its format shows: what is kept must be what
/// stands in the cell, and a field that cannot keep it says so.
///
/// # Errors
/// Encrypted, broken, or beyond a limit.
pub(crate) fn each_row(bytes: &[u8], limits: &Limits, take: TakeRow<'_>) -> Result<(), ReadError> {
    check_parts(bytes, limits)?;
    guarded(|| {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
        for sheet in workbook.sheets_metadata().to_vec() {
            let has_cells = matches!(sheet.typ, SheetType::WorkSheet | SheetType::DialogSheet);
            if !has_cells || sheet.visible != SheetVisible::Visible {
                continue;
            }
            let mut rows = Rows { limits, take, cells: 0, row: None, enough: false };
            each_cell(
                &mut workbook,
                &sheet.name,
                NumberFormat::exact,
                |position, value, format| rows.put(position, value, format),
            )?;
            rows.give();
            if rows.cells > 0 {
                return Ok(());
            }
        }
        Err(no_table())
    })
}

/// The rows of a worksheet as its cells come in.
struct Rows<'a> {
    limits: &'a Limits,
    take: TakeRow<'a>,
    /// How many cells were filled.
    cells: usize,
    /// The row that is being filled.
    row: Option<Row>,
    /// Whether no more rows are wanted.
    enough: bool,
}

impl Rows<'_> {
    fn put(
        &mut self,
        (row, column): (u32, u32),
        value: &Data,
        format: &NumberFormat,
    ) -> Result<ControlFlow<()>, ReadError> {
        let shown = numbers::shown(value, format);
        let text = shown.trim();
        if is_blank(text) {
            return Ok(ControlFlow::Continue(()));
        }
        let text = text.replace("\r\n", "\n");
        let number = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= self.limits.columns {
            return Err(ReadError::TooLarge(format!("工作表超过{}列", self.limits.columns)));
        }
        self.cells = self.cells.saturating_add(1);
        if self.cells > self.limits.table_cells {
            return Err(too_many_cells(self.limits.table_cells));
        }
        match &self.row {
            Some(now) if now.number == number => {}
            Some(now) if now.number > number => {
                return Err(ReadError::Broken("工作表的行没有依次排列".to_owned()));
            }
            _ => self.give(),
        }
        let row = self.row.get_or_insert_with(|| Row { number, texts: Vec::new() });
        if row.texts.len() <= column {
            row.texts.resize(column, String::new());
            row.texts.push(text);
        } else if let Some(cell) = row.texts.get_mut(column) {
            *cell = text;
        }
        Ok(if self.enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    /// Hands on the row that is complete.
    fn give(&mut self) {
        if let Some(row) = self.row.take().filter(|_| !self.enough) {
            self.enough = (self.take)(row).is_break();
        }
    }
}
