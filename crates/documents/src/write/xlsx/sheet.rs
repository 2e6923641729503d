//! One worksheet: rows of cells into `xl/worksheets/sheetN.xml`.

use super::styles::Look;
use super::validation::Validation;
use crate::write::WriteError;
use crate::write::escape::push_escaped;
use std::fmt::Write;
use vocabulary::Decimal;

/// Excel's own limits.
const TEXT_UNITS_MAX: usize = 32_767;
const COLUMNS_MAX: usize = 16_384;
const ROWS_MAX: u32 = 1_048_576;
const ROW_PIXELS_MAX: u32 = 545;

/// A float holds every number of so many digits exactly; a longer one is written as a text.
const EXACT_DIGITS: usize = 15;

/// A worksheet being written. Rows and columns count from 0.
#[derive(Default)]
pub(in crate::write) struct Sheet {
    columns: Vec<u32>,
    /// The looks of cells that nobody has written yet, by column; empty for the usual.
    looks: Vec<Look>,
    data: String,
    merges: String,
    merge_count: u32,
    /// How many rows there are.
    pub(super) rows: u32,
    /// How many rows above stay in sight.
    pub(super) frozen: u32,
    /// The rows repeated on each printed page, first and last.
    pub(super) repeated: Option<(u32, u32)>,
    /// The row of column names and the last row, for choosing by column.
    pub(super) filtered: Option<(u32, u32)>,
    /// Whether it is printed across.
    pub(super) landscape: bool,
    /// Whether it is kept from sight.
    pub(super) hidden: bool,
    /// What may be written into its columns.
    pub(super) validations: Vec<Validation>,
}

impl Sheet {
    /// A worksheet with columns of so many pixels.
    pub(super) fn new(columns: Vec<u32>) -> Result<Self, WriteError> {
        if columns.len() > COLUMNS_MAX {
            return Err(WriteError::TooLarge("列数超过Excel工作表的范围".to_owned()));
        }
        Ok(Self { columns, ..Self::default() })
    }

    /// A table that people write on under one row of column names, which stays in sight: widths in
    /// pixels, and the look of each column below its name.
    pub(in crate::write) fn table(
        columns: Vec<u32>,
        looks: Vec<Look>,
        validations: Vec<Validation>,
    ) -> Result<Self, WriteError> {
        let sheet = Self::new(columns)?;
        let repeated = Some((0, 0));
        Ok(Self { looks, validations, frozen: 1, repeated, landscape: true, ..sheet })
    }

    /// A sheet kept from sight.
    pub(in crate::write) fn hidden(columns: Vec<u32>) -> Result<Self, WriteError> {
        Ok(Self { hidden: true, ..Self::new(columns)? })
    }

    /// Adds a row whose height the program that shows it finds; `fill` adds its cells from left to
    /// right.
    pub(in crate::write) fn plain_row(
        &mut self,
        fill: impl FnOnce(&mut Cells<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.begin_row()?;
        self.data.push('>');
        self.end_row(fill)
    }

    fn begin_row(&mut self) -> Result<(), WriteError> {
        if self.rows >= ROWS_MAX {
            return Err(WriteError::TooLarge("行数超过Excel工作表的范围".to_owned()));
        }
        let _ = write!(self.data, r#"<row r="{}""#, self.rows + 1);
        Ok(())
    }

    fn end_row(
        &mut self,
        fill: impl FnOnce(&mut Cells<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        fill(&mut Cells { data: &mut self.data, row: self.rows })?;
        self.data.push_str("</row>");
        self.rows += 1;
        Ok(())
    }

    /// Adds a row of a height in pixels; `fill` adds its cells from left to right.
    pub(super) fn row(
        &mut self,
        pixels: u32,
        fill: impl FnOnce(&mut Cells<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.begin_row()?;
        // A pixel of 1/96 inch is three quarters of a point.
        let hundredths = pixels.min(ROW_PIXELS_MAX) * 75;
        let _ = write!(
            self.data,
            r#" ht="{}.{:02}" customHeight="1">"#,
            hundredths / 100,
            hundredths % 100
        );
        self.end_row(fill)
    }

    /// Merges an area, first and last row and column; a single cell stays as it is.
    pub(super) fn merge(&mut self, rows: (u32, u32), columns: (usize, usize)) {
        if rows.0 == rows.1 && columns.0 == columns.1 {
            return;
        }
        self.merge_count += 1;
        let _ = write!(
            self.merges,
            r#"<mergeCell ref="{}{}:{}{}"/>"#,
            letters(columns.0),
            rows.0 + 1,
            letters(columns.1),
            rows.1 + 1
        );
    }

    /// The letters of the last column.
    pub(super) fn last_column(&self) -> String {
        letters(self.columns.len().saturating_sub(1))
    }

    /// The part of the file.
    pub(super) fn xml(&self) -> String {
        let (head, tail) = (self.head(), self.tail());
        [head.as_str(), &self.data, &tail].concat()
    }

    /// The rows that were added and not yet forgotten.
    pub(super) fn waiting(&self) -> &str {
        &self.data
    }

    /// Forgets the rows: they were written elsewhere.
    pub(super) fn forget(&mut self) {
        self.data.clear();
    }

    /// What stands before the rows.
    pub(super) fn head(&self) -> String {
        let mut out = String::with_capacity(2_048);
        out.push_str(concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
            r#"<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">"#,
        ));
        if self.frozen > 0 {
            let _ = write!(
                out,
                r#"<pane ySplit="{0}" topLeftCell="A{1}" activePane="bottomLeft" state="frozen"/>"#,
                self.frozen,
                self.frozen + 1
            );
        }
        out.push_str(r#"</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>"#);
        for (number, pixels) in self.columns.iter().enumerate() {
            // Excel counts in digits of 7 pixels with 5 pixels of white space.
            let hundredths = pixels.saturating_sub(5) * 100 / 7;
            let _ = write!(
                out,
                r#"<col min="{0}" max="{0}" width="{1}.{2:02}" customWidth="1""#,
                number + 1,
                hundredths / 100,
                hundredths % 100
            );
            if let Some(look) = self.looks.get(number) {
                let _ = write!(out, r#" style="{}""#, look.number());
            }
            out.push_str("/>");
        }
        out.push_str("</cols><sheetData>");
        out
    }

    /// What stands behind the rows.
    pub(super) fn tail(&self) -> String {
        let mut out = String::from("</sheetData>");
        let last = self.last_column();
        if let Some((first, bottom)) = self.filtered {
            let _ = write!(out, r#"<autoFilter ref="A{}:{last}{}"/>"#, first + 1, bottom + 1);
        }
        if self.merge_count > 0 {
            let _ = write!(
                out,
                r#"<mergeCells count="{}">{}</mergeCells>"#,
                self.merge_count, self.merges
            );
        }
        if !self.validations.is_empty() {
            let _ = write!(out, r#"<dataValidations count="{}">"#, self.validations.len());
            self.validations.iter().for_each(|rule| rule.push(&mut out));
            out.push_str("</dataValidations>");
        }
        let _ = write!(
            out,
            concat!(
                r#"<printOptions horizontalCentered="1"/>"#,
                r#"<pageMargins left="0.7" right="0.6" top="0.8" bottom="0.8" header="0.3" footer="0.4"/>"#,
                r#"<pageSetup paperSize="9" orientation="{}" fitToHeight="0"/>"#,
                r#"<headerFooter><oddFooter>&amp;C第 &amp;P 页　共 &amp;N 页</oddFooter></headerFooter>"#,
                // Amounts of a form are texts, printed digit by digit as the form has them (21.40,
                // not 21.4); numbers to reckon with stand in 汇总.
                r#"<ignoredErrors><ignoredError sqref="A1:{}{}" numberStoredAsText="1"/></ignoredErrors></worksheet>"#,
            ),
            if self.landscape { "landscape" } else { "portrait" },
            last,
            self.rows.max(1)
        );
        out
    }
}

/// The cells of a row being written.
pub(in crate::write) struct Cells<'a> {
    data: &'a mut String,
    row: u32,
}

impl Cells<'_> {
    fn begin(&mut self, column: usize, look: Look) {
        let _ = write!(
            self.data,
            r#"<c r="{}{}" s="{}""#,
            letters(column),
            self.row + 1,
            look.number()
        );
    }

    /// An empty cell, for its border.
    pub(in crate::write) fn blank(&mut self, column: usize, look: Look) {
        self.begin(column, look);
        self.data.push_str("/>");
    }

    /// A text. It is written as a string whatever it begins with, so it is never a formula.
    pub(in crate::write) fn text(
        &mut self,
        column: usize,
        look: Look,
        text: &str,
    ) -> Result<(), WriteError> {
        if text.is_empty() {
            self.blank(column, look);
            return Ok(());
        }
        if text.len() > TEXT_UNITS_MAX && text.encode_utf16().count() > TEXT_UNITS_MAX {
            return Err(WriteError::TooLarge("一个单元格的文字超过Excel的32767字".to_owned()));
        }
        self.begin(column, look);
        self.data.push_str(r#" t="inlineStr"><is><t xml:space="preserve">"#);
        push_text(self.data, text);
        self.data.push_str("</t></is></c>");
        Ok(())
    }

    /// A number; one that a float cannot hold is written as a text.
    pub(in crate::write) fn number(
        &mut self,
        column: usize,
        look: Look,
        number: Decimal,
    ) -> Result<(), WriteError> {
        let digits = number.to_string();
        if digits.bytes().filter(u8::is_ascii_digit).count() > EXACT_DIGITS {
            return self.text(column, look, &digits);
        }
        self.begin(column, look);
        let _ = write!(self.data, "><v>{digits}</v></c>");
        Ok(())
    }

    /// The sum of a column from row to row, with its exact result for programs that do not reckon.
    pub(super) fn sum(&mut self, column: usize, look: Look, rows: (u32, u32), result: Decimal) {
        self.begin(column, look);
        let letter = letters(column);
        let _ = write!(
            self.data,
            "><f>SUM({letter}{}:{letter}{})</f><v>{result}</v></c>",
            rows.0 + 1,
            rows.1 + 1
        );
    }
}

/// `_x000D_` stands for a control character in these files; where a text has it as such, its
/// first mark is written as `_x005F_`.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(place) = rest.find("_x") {
        let (before, mark) = rest.split_at(place);
        push_escaped(out, before);
        let bytes = mark.as_bytes();
        let is_escape = bytes.get(6) == Some(&b'_')
            && bytes.get(2..6).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        out.push_str(if is_escape { "_x005F_x" } else { "_x" });
        rest = mark.get(2..).unwrap_or_default();
    }
    push_escaped(out, rest);
}

/// `A`, `Z`, `AA`: a column's name.
pub(super) fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).map_or('A', |step| char::from(b'A' + step));
        name.insert(0, letter);
        rest = (rest - 1) / 26;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_on_after_z() {
        let names: Vec<String> = [0, 25, 26, 701, 702, 16_383].map(letters).into();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn what_looks_like_an_escape_stays_a_text() {
        let mut out = String::new();
        push_text(&mut out, "a_x000D_b_xyz_<");
        assert_eq!(out, "a_x005F_x000D_b_xyz_&lt;");
    }

    #[test]
    fn a_text_beyond_the_limit_is_refused_in_words() {
        let mut sheet = Sheet::new(vec![100]).unwrap();
        let long = "长".repeat(32_768);
        let written = sheet.row(20, |cells| cells.text(0, Look::Remark, &long));
        assert!(matches!(written, Err(WriteError::TooLarge(_))));
    }
}
