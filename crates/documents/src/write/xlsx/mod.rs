//! Excel: one worksheet a project in the layout of the form, a summary before, a flat list after.
//!
//! `SpreadsheetML` written directly, as Word's (docs/decisions/003-word-writing.md). Every text is a
//! string cell, never a value that a program guesses at: `=1+1` in a goal stays the four
//! characters it is.

mod forms;
mod lists;
mod names;
mod sheet;
mod streamed;
mod styles;
mod validation;
mod workbook;

pub(super) use lists::{List, ListColumn, Value};
pub(super) use sheet::{Cells, Sheet};
pub(super) use streamed::StreamedBook;
pub(super) use styles::{FieldLook, Look};
pub(super) use validation::{Allowed, Validation, area_formula, list_formula};

use super::layout::{self, Block, FormPage};
use super::{FormStyle, WriteError, lists as content, package};
use goals::Document;
use names::SheetNames;

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
        book.form(&format!("{number:02} {name}"), &layout::form_page(document.fiscal_year, sheet))?;
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
    names: SheetNames,
    sheets: Vec<(String, Sheet)>,
    styles: String,
}

impl Book {
    /// An empty workbook.
    pub(super) fn new(style: &FormStyle) -> Self {
        Self { names: SheetNames::default(), sheets: Vec::new(), styles: styles::styles_xml(style) }
    }

    fn add(&mut self, name: &str, sheet: Sheet) {
        self.sheets.push((self.names.unique(name), sheet));
    }

    /// The name that a sheet will have, for formulas that are written before it is added.
    pub(super) fn reserve(&mut self, name: &str) -> String {
        self.names.unique(name)
    }

    /// Adds a sheet under a name that was reserved.
    pub(super) fn add_reserved(&mut self, name: String, sheet: Sheet) {
        self.sheets.push((name, sheet));
    }

    /// Adds a form.
    pub(super) fn form(&mut self, name: &str, page: &FormPage) -> Result<(), WriteError> {
        self.add(name, forms::form_sheet(page)?);
        Ok(())
    }

    /// Adds running text.
    pub(super) fn texts(&mut self, name: &str, blocks: &[Block]) -> Result<(), WriteError> {
        self.add(name, forms::text_sheet(blocks)?);
        Ok(())
    }

    /// Adds a list.
    pub(super) fn list(&mut self, list: &List) -> Result<(), WriteError> {
        self.add(&list.name, lists::list_sheet(list)?);
        Ok(())
    }

    /// The file.
    pub(super) fn finish(self) -> Result<Vec<u8>, WriteError> {
        let sheets: Vec<(String, String)> = self
            .sheets
            .iter()
            .zip(1_u32..)
            .map(|((_, sheet), number)| (format!("xl/worksheets/sheet{number}.xml"), sheet.xml()))
            .collect();
        let count = self.sheets.len();
        let (types, workbook, relations) = (
            workbook::content_types(count),
            workbook::workbook_xml(&self.sheets),
            workbook::relations(count),
        );
        let mut parts: Vec<(&str, &str)> = vec![
            ("[Content_Types].xml", &types),
            ("_rels/.rels", workbook::PACKAGE_RELATIONS),
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/styles.xml", &self.styles),
        ];
        parts.extend(sheets.iter().map(|(name, xml)| (name.as_str(), xml.as_str())));
        package::write(&parts).map_err(packed)
    }
}

/// A fault of the archive in words.
fn packed(error: impl std::fmt::Display) -> WriteError {
    WriteError::Package(format!("Excel文件打包（{error}）"))
}
