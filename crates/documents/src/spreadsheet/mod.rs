//! Workbooks: .xlsx and .xls, through `calamine`.
//!
//! A worksheet is one grid with the rows and columns of the worksheet, so that a place is the
//! address its user knows (`第3行第2列` is B3). Worksheets without content are left out. What a
//! hostile file could do to `calamine` is looked for before it gets the file: in the parts of an
//! .xlsx (`xlsx`), in the records of an .xls (`compound`, `biff`).

mod biff;
mod cells;
mod compound;
mod formats;
mod numbers;
mod table;
mod xls;
mod xlsx;

use crate::{Block, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat};
use calamine::{Dimensions, Sheet, SheetType, SheetVisible};
use cells::Worksheet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use vocabulary::Place;

pub(crate) use table::each_row;
pub(crate) use xls::{is_xls, read as read_xls};
pub(crate) use xlsx::{is_xlsx, read as read_xlsx};

/// A parser of others on hostile bytes: should it panic, the file is broken, the program goes on.
fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken()))
}

fn broken() -> ReadError {
    ReadError::Broken("工作簿的内容无法解析".to_owned())
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

    /// Whether a sheet has cells; says so when it has none by its kind.
    fn has_cells(&mut self, sheet: &Sheet) -> bool {
        let kind = match sheet.typ {
            SheetType::WorkSheet | SheetType::DialogSheet => return true,
            SheetType::ChartSheet => "图表",
            SheetType::MacroSheet | SheetType::Vba => "宏",
        };
        self.source.notes.push(format!("工作表“{}”是{kind}，没有单元格，未读取", sheet.name));
        false
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
