//! Documents to Word, Excel, PDF and HTML.
//!
//! ```text
//! Document -> layout::document_paper() -> Paper { headings, paragraphs, FormTable… }
//! Paper -> docx / xlsx / pdf / html
//! ```
//!
//! There is one layout and four writers that only draw it, so the formats cannot drift apart.
//! The same input gives the same bytes: nothing here knows the time or the machine.

mod csv;
mod docx;
mod escape;
mod html;
mod layout;
mod ledger;
mod lists;
mod neutral;
mod opinion;
mod package;
mod pdf;
mod xlsx;

pub use layout::{Align, CellSource, FormCell, FormPage, FormRow, FormTable, form_page};
pub use ledger::{LedgerFormat, LedgerRow, LedgerTable};
pub use pdf::{FontChoice, Fonts, PdfFile};

pub(crate) use lists::DERIVED;
pub(crate) use neutral::as_written;

use goals::Document;
use goals::review::{Review, ReviewRules};
use ledgers::{Catalogue, LedgerDefinition};

/// Why a document was not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The package could not be put together; says where.
    #[error("生成文件失败：{0}。请重试；仍失败时请把原文件交给系统管理员")]
    Package(String),
    /// No font that has Chinese characters.
    #[error(
        "没有可用的中文字体，无法生成PDF。请先在packages目录执行npm ci后重新编译程序，\
         或在本机安装仿宋、宋体或Noto CJK字体"
    )]
    NoChineseFont,
    /// An empty table is wanted in a format that nobody fills in.
    #[error("空表只有Excel和CSV两种格式，请换一种格式")]
    NotToFill,
    /// Too large for the format; says what.
    #[error("内容超出文件格式的上限：{0}。请拆分后再导出")]
    TooLarge(String),
}

/// The names of the fonts a Word or Excel file asks for. The office's own fonts are named; where
/// one is missing, Word and WPS take their nearest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormStyle {
    /// Tables and running text.
    pub body_font: String,
    /// Headings.
    pub heading_font: String,
}

impl Default for FormStyle {
    /// 仿宋 and 黑体, the fonts of GB/T 9704-2012 that every Chinese office machine has. 小标宋 is
    /// not on every machine, so it is left to the setting.
    fn default() -> Self {
        Self { body_font: "仿宋_GB2312".to_owned(), heading_font: "黑体".to_owned() }
    }
}

/// Writes a document as the official form in Word, in the fonts of GB/T 9704.
///
/// # Errors
/// When the package cannot be put together.
pub fn docx(document: &Document) -> Result<Vec<u8>, WriteError> {
    docx_in(document, &FormStyle::default())
}

/// Writes a document as the official form in Word, in the fonts given.
///
/// # Errors
/// When the package cannot be put together.
pub fn docx_in(document: &Document, style: &FormStyle) -> Result<Vec<u8>, WriteError> {
    docx::write(&layout::document_paper(document), style)
}

/// Writes a document as a workbook: 汇总, the department part, one worksheet a project in the
/// layout of the form, 指标清单.
///
/// # Errors
/// When a text or the number of rows is beyond Excel's limits.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, WriteError> {
    xlsx_in(document, &FormStyle::default())
}

/// Writes a document as a workbook in the fonts given.
///
/// # Errors
/// When a text or the number of rows is beyond Excel's limits.
pub fn xlsx_in(document: &Document, style: &FormStyle) -> Result<Vec<u8>, WriteError> {
    xlsx::write(document, style)
}

/// Writes the indicators as CSV, a row an indicator. Texts that a spreadsheet could run as a
/// formula are neutralised with `'`.
pub fn csv_indicators(document: &Document) -> Vec<u8> {
    csv::write(document)
}

/// Writes a table as CSV: UTF-8 with a byte order mark, CRLF. Texts that a spreadsheet could run as
/// a formula are neutralised with `'`; numbers, also negative ones, stay as they are.
pub fn csv_table(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    csv::table(rows)
}

/// Writes the empty table of a ledger, to be filled in: as a workbook with the columns of
/// [`ledgers::TableColumn::to_fill`], those that must be filled marked, drop-downs for choices, rules for
/// days and numbers, and a second sheet 填表说明; as CSV the names of the columns alone.
///
/// # Errors
/// When the package cannot be put together.
pub fn ledger_template(
    catalogue: &Catalogue,
    ledger: &LedgerDefinition,
    format: LedgerFormat,
) -> Result<Vec<u8>, WriteError> {
    match format {
        LedgerFormat::Xlsx => ledger::template(catalogue, ledger),
        LedgerFormat::Csv => Ok(ledger::csv_template(ledger)),
        LedgerFormat::Parquet => Err(WriteError::NotToFill),
    }
}

/// Writes a document as one self-contained page that prints as the form does.
///
/// # Errors
/// None at present; the type is that of the other writers.
pub fn html(document: &Document) -> Result<Vec<u8>, WriteError> {
    Ok(html::write(&layout::document_paper(document)).into_bytes())
}

/// Writes a document as PDF with outline and page numbers, its fonts embedded in subsets.
///
/// # Errors
/// When the file cannot be put together.
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, WriteError> {
    pdf_with_notes(document, fonts).map(|file| file.bytes)
}

/// Writes a document as PDF and says which characters the fonts lack.
///
/// # Errors
/// When the file cannot be put together.
pub fn pdf_with_notes(document: &Document, fonts: &Fonts) -> Result<PdfFile, WriteError> {
    pdf::write(&layout::document_paper(document), fonts)
}

/// Writes the review of a document as 预算绩效目标审核意见 in Word: summary, scores, the issues of
/// each sheet with their repairs and basis, deductions, hints in an appendix.
///
/// # Errors
/// When the package cannot be put together.
pub fn review_docx(
    document: &Document,
    review: &Review,
    rules: &ReviewRules,
) -> Result<Vec<u8>, WriteError> {
    let paper = opinion::paper(document, review, rules);
    docx::write(&paper, &FormStyle::default())
}

/// Writes the review of a document as a workbook: scores, issues and deductions as lists.
///
/// # Errors
/// When a text or the number of rows is beyond Excel's limits.
pub fn review_xlsx(
    document: &Document,
    review: &Review,
    rules: &ReviewRules,
) -> Result<Vec<u8>, WriteError> {
    let mut book = xlsx::Book::new(&FormStyle::default());
    for list in opinion::lists(document, review, rules) {
        book.list(&list)?;
    }
    book.finish()
}
