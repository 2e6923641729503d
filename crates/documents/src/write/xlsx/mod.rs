//! Excel: one worksheet a project in the layout of the form, a summary before, a flat list after.
//!
//! `SpreadsheetML` written directly, as Word's (docs/decisions/003-word-writing.md). Every text is a
//! string cell, never a value that a program guesses at: `=1+1` in a goal stays the four
//! characters it is.

mod forms;
mod lists;
mod names;
mod sheet;
mod styles;

pub(super) use lists::{List, ListColumn, Value};

use super::layout::{self, Block, FormPage};
use super::{FormStyle, WriteError, lists as content, package};
use goals::Document;
use names::SheetNames;
use sheet::Sheet;
use std::fmt::Write;

const PACKAGE_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>"#,
    "</Relationships>"
);

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
        let (types, workbook, relations) =
            (self.content_types(), self.workbook_xml(), self.relations());
        let mut parts: Vec<(&str, &str)> = vec![
            ("[Content_Types].xml", &types),
            ("_rels/.rels", PACKAGE_RELATIONS),
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/styles.xml", &self.styles),
        ];
        parts.extend(sheets.iter().map(|(name, xml)| (name.as_str(), xml.as_str())));
        package::write(&parts)
            .map_err(|error| WriteError::Package(format!("Excel文件打包（{error}）")))
    }

    fn content_types(&self) -> String {
        let mut out = String::from(concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#,
            r#"<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>"#,
            r#"<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#,
        ));
        for number in 1..=self.sheets.len() {
            let _ = write!(
                out,
                r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
            );
        }
        out.push_str("</Types>");
        out
    }

    fn relations(&self) -> String {
        let mut out = String::from(concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
        ));
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        for number in 1..=self.sheets.len() {
            let _ = write!(
                out,
                r#"<Relationship Id="rId{number}" Type="{base}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
            );
        }
        let _ = write!(
            out,
            r#"<Relationship Id="rId{}" Type="{base}/styles" Target="styles.xml"/></Relationships>"#,
            self.sheets.len() + 1
        );
        out
    }

    /// The list of sheets, with the names by which Excel knows repeated rows and filters.
    fn workbook_xml(&self) -> String {
        let mut out = String::from(concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
            r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"#,
            "<bookViews><workbookView/></bookViews><sheets>",
        ));
        let mut names = String::new();
        for (index, (name, sheet)) in self.sheets.iter().enumerate() {
            let number = index + 1;
            out.push_str(r#"<sheet name=""#);
            super::escape::push_escaped(&mut out, name);
            let _ = write!(out, r#"" sheetId="{number}" r:id="rId{number}"/>"#);
            let mut quoted = String::new();
            super::escape::push_escaped(&mut quoted, &name.replace('\'', "''"));
            if let Some((first, last)) = sheet.filtered {
                let _ = write!(
                    names,
                    r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'{quoted}'!$A${}:${}${}</definedName>"#,
                    first + 1,
                    sheet.last_column(),
                    last + 1
                );
            }
            if let Some((first, last)) = sheet.repeated {
                let _ = write!(
                    names,
                    r#"<definedName name="_xlnm.Print_Titles" localSheetId="{index}">'{quoted}'!${}:${}</definedName>"#,
                    first + 1,
                    last + 1
                );
            }
        }
        out.push_str("</sheets>");
        if !names.is_empty() {
            let _ = write!(out, "<definedNames>{names}</definedNames>");
        }
        out.push_str("</workbook>");
        out
    }
}
