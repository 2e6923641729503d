//! 文书: bytes to documents, and documents to Word, Excel, PDF and HTML.
//!
//! ```text
//! bytes -> read()  -> Source { blocks: paragraphs and cell grids, notes }     first floor
//! Source -> recognise() -> Recognised { Document, claims }                    second floor
//! bytes -> each_row(), read_rows() -> rows of texts of one table: records of a ledger
//! Document -> write::{docx, xlsx, pdf, html} -> bytes
//! records -> write::LedgerTable -> a workbook or CSV, row by row
//! ```
//!
//! Reading is a pure function of the bytes within [`Limits`]; it opens no file and no address.

mod archive;
mod limits;
mod pdf;
mod read;
pub mod recognise;
mod rows;
pub mod rules;
mod source;
mod spreadsheet;
mod text;
mod word;
pub mod write;

pub use limits::Limits;
pub use read::{ReadError, read};
pub use rows::{Row, each_row, read_rows};
pub use source::{Block, CellGrid, GridCell, Paragraph, ParagraphKind, Source, SourceFormat};
