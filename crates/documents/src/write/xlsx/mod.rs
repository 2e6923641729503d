//! Excel: one worksheet a project in the layout of the form, a summary before, a flat list after.
//!
//! Every text is written as a string cell, never through a function that guesses: `=1+1` in a
//! goal stays the four characters it is.

mod formats;
mod forms;
mod lists;
mod names;

pub(super) use formats::Formats;
pub(super) use forms::{form_sheet, text_sheet};
pub(super) use lists::{List, ListColumn, Value, list_sheet};
pub(super) use names::SheetNames;

use super::layout::{self, Block};
use super::{FormStyle, WriteError, lists as content};
use goals::Document;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

/// Excel's number for A4.
const A4: u8 = 9;

/// Writes a document: 汇总, 部门绩效目标, one worksheet a project, 指标清单.
pub(super) fn write(document: &Document, style: &FormStyle) -> Result<Vec<u8>, WriteError> {
    let mut book = Book::new(style);
    book.list(&content::summary(document))?;
    let department: Vec<Block> = layout::department_blocks(document)
        .into_iter()
        .take_while(|block| !layout::is_second_part(block))
        .collect();
    if !department.is_empty() {
        book.texts("部门绩效目标", &department)?;
    }
    for (sheet, number) in document.sheets.iter().zip(1_u32..) {
        let name = sheet.project_name.as_ref().or(sheet.title.as_ref());
        let name = name.map_or("绩效目标表", |filed| filed.text.as_str());
        book.form(&format!("{number:02} {name}"), &layout::form_page(document, sheet))?;
    }
    let unplaced = layout::unplaced_blocks(document);
    if !unplaced.is_empty() {
        book.texts("未归入内容", &unplaced)?;
    }
    book.list(&content::indicator_list(document))?;
    book.finish()
}

/// A workbook being written.
pub(super) struct Book {
    workbook: Workbook,
    names: SheetNames,
    formats: Formats,
}

impl Book {
    /// An empty workbook. The date in its properties is fixed, so that the same document gives
    /// the same bytes.
    pub(super) fn new(style: &FormStyle) -> Self {
        let mut workbook = Workbook::new();
        if let Ok(day) = ExcelDateTime::from_ymd(2021, 1, 1) {
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        }
        Self { workbook, names: SheetNames::default(), formats: Formats::new(style) }
    }

    /// Adds a form.
    pub(super) fn form(&mut self, name: &str, page: &layout::FormPage) -> Result<(), WriteError> {
        let sheet = self.names.add(&mut self.workbook, name).map_err(failed)?;
        form_sheet(sheet, page, &self.formats).map_err(failed)
    }

    /// Adds running text.
    pub(super) fn texts(&mut self, name: &str, blocks: &[Block]) -> Result<(), WriteError> {
        let sheet = self.names.add(&mut self.workbook, name).map_err(failed)?;
        text_sheet(sheet, blocks, &self.formats).map_err(failed)
    }

    /// Adds a list.
    pub(super) fn list(&mut self, list: &List) -> Result<(), WriteError> {
        let sheet = self.names.add(&mut self.workbook, &list.name).map_err(failed)?;
        list_sheet(sheet, list, &self.formats).map_err(failed)
    }

    /// The file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        self.workbook.save_to_buffer().map_err(failed)
    }
}

/// A4, one page wide, the page number below.
fn set_print(sheet: &mut Worksheet) {
    sheet
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.7, 0.6, 0.8, 0.8, 0.3, 0.4)
        .set_footer("&C第 &P 页　共 &N 页");
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn failed(error: XlsxError) -> WriteError {
    if matches!(error, XlsxError::MaxStringLengthExceeded) {
        WriteError::TooLarge("一个单元格的文字超过Excel的32767字".to_owned())
    } else if matches!(error, XlsxError::RowColumnLimitError) {
        WriteError::TooLarge("行数或列数超过Excel工作表的范围".to_owned())
    } else {
        WriteError::Package(format!("Excel文件（{error}）"))
    }
}
