//! First floor: what stands on the page, before anybody asks what it means.

use vocabulary::{Confidence, Place};

/// Which kind of file a text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceFormat {
    /// Word 2007 and later.
    Docx,
    /// Word 97-2003.
    Doc,
    /// Excel 2007 and later.
    Xlsx,
    /// Excel 97-2003.
    Xls,
    /// PDF with a text layer.
    Pdf,
    /// Plain text in any of its layouts.
    Text,
    /// HTML, also as pasted from Word or Excel.
    Html,
}

/// A document as paragraphs and tables, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The kind of file.
    pub format: SourceFormat,
    /// Paragraphs and tables in reading order.
    pub blocks: Vec<Block>,
    /// What a person should know of the reading, in Chinese sentences.
    pub notes: Vec<String>,
}

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Text outside any table.
    Paragraph(Paragraph),
    /// A table.
    Table(CellGrid),
}

/// What a paragraph is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParagraphKind {
    /// The body.
    #[default]
    Body,
    /// A text box.
    TextBox,
    /// A page's head or foot.
    HeaderOrFooter,
    /// A footnote or endnote.
    Note,
    /// The name of a worksheet.
    SheetName,
}

/// A paragraph outside any table. Blank ones are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// The text, line breaks as `\n`, trimmed of white space at both ends.
    pub text: String,
    /// What it is part of.
    pub kind: ParagraphKind,
    /// Where it stands.
    pub at: Place,
}

/// A table as a grid of cells with spans. Rows and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellGrid {
    /// Number of the table in the document, from 1; of a workbook, of the worksheet.
    pub table: u32,
    /// The page it starts on, where the format knows pages.
    pub page: Option<u32>,
    /// How many rows.
    pub rows: u32,
    /// How many columns.
    pub columns: u32,
    /// The cells in order of row, then column. Positions covered by a merged area have no cell;
    /// empty cells are present.
    pub cells: Vec<GridCell>,
    /// The cell of another table that this one stands in.
    pub within: Option<Place>,
    /// How sure the reader is of the borders: `Certain` for Word, Excel and HTML tables, `Likely`
    /// for tables put together from lines of a PDF or text.
    pub confidence: Confidence,
}

/// One cell, or one merged area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridCell {
    /// First row, from 1.
    pub row: u32,
    /// First column, from 1.
    pub column: u32,
    /// How many rows it covers.
    pub row_span: u32,
    /// How many columns it covers.
    pub column_span: u32,
    /// The text, paragraphs and line breaks as `\n`, trimmed of white space at both ends.
    pub text: String,
    /// The page it stands on when it differs from the table's first.
    pub page: Option<u32>,
}

impl CellGrid {
    /// The place of a cell of this table.
    pub fn place(&self, cell: &GridCell) -> Place {
        Place::Cell {
            page: cell.page.or(self.page),
            table: self.table,
            row: cell.row,
            column: cell.column,
        }
    }
}
