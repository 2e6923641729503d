//! Records of a ledger as a table, and the empty table that people fill in.
//!
//! ```text
//! records ── LedgerTable ──> .xlsx, .csv or .parquet, piece by piece: a list of any length takes
//!                             little memory
//! ledger  ── template ─────> .xlsx with drop-downs, rules, 填表说明
//! ```
//!
//! All have the columns of [`TableColumn::of`], so `read_rows` and `Header` read .xlsx and .csv back.

mod cells;
mod choices;
mod columnar;
mod guide;
mod template;

use super::csv::push_line;
use super::neutral::neutral;
use super::xlsx::{Sheet, StreamedBook};
use super::{FormStyle, WriteError};
use ledgers::{Cell, LedgerDefinition, Name, TableColumn, print_cell};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{Seek, Write};
use vocabulary::Day;

use columnar::ColumnarFile;
pub(super) use template::template;

/// The kinds of file that records are taken out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerFormat {
    /// A workbook whose cells are numbers, days and texts.
    Xlsx,
    /// Text in UTF-8 with a byte order mark, commas and CRLF.
    Csv,
    /// Typed columns, for other programs; people have no use for it.
    Parquet,
}

/// A record as a row of a table.
#[derive(Clone, Copy, Debug)]
pub struct LedgerRow<'a> {
    /// The unit that it belongs to.
    pub unit_code: &'a str,
    /// The filled fields.
    pub cells: &'a BTreeMap<Name, Cell>,
    /// The first day that it holds on, of stock.
    pub valid_from: Option<Day>,
    /// A word of explanation.
    pub remark: &'a str,
}

/// A table of records being written to a file.
pub struct LedgerTable<'a, W: Write + Seek + Send> {
    columns: Vec<TableColumn<'a>>,
    out: Out<W>,
}

enum Out<W: Write + Seek + Send> {
    Xlsx(Box<StreamedBook<W>>),
    Csv(W),
    Parquet(Box<ColumnarFile<W>>),
}

impl<'a, W: Write + Seek + Send> LedgerTable<'a, W> {
    /// Begins a table with the names of the columns.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(
        ledger: &'a LedgerDefinition,
        format: LedgerFormat,
        mut out: W,
    ) -> Result<Self, WriteError> {
        let columns = TableColumn::of(ledger);
        let out = match format {
            LedgerFormat::Xlsx => {
                let widths = columns.iter().map(|column| cells::width(*column)).collect();
                let looks = columns.iter().map(|column| cells::look(*column)).collect();
                let sheet = Sheet::table(widths, looks, Vec::new())?;
                let named = (ledger.label.as_str(), sheet);
                let mut book = StreamedBook::new(out, named, &FormStyle::default())?;
                book.row(|row| cells::push_titles(row, &columns))?;
                Out::Xlsx(Box::new(book))
            }
            LedgerFormat::Csv => {
                let mut line = String::from("\u{feff}");
                push_line(&mut line, columns.iter().map(|column| neutral(column.label())));
                out.write_all(line.as_bytes()).map_err(unwritten)?;
                Out::Csv(out)
            }
            LedgerFormat::Parquet => {
                Out::Parquet(Box::new(ColumnarFile::begin(ledger, &columns, out)?))
            }
        };
        Ok(Self { columns, out })
    }

    /// Writes a record. Texts are texts whatever they begin with; none is ever a formula.
    ///
    /// # Errors
    /// When the file cannot be written, or the record goes beyond what a worksheet bears.
    pub fn row(&mut self, row: &LedgerRow<'_>) -> Result<(), WriteError> {
        match &mut self.out {
            Out::Xlsx(book) => book.row(|cells| {
                for (at, column) in self.columns.iter().enumerate() {
                    cells::push(cells, at, *column, row)?;
                }
                Ok(())
            }),
            Out::Csv(out) => {
                let mut line = String::new();
                let texts: Vec<String> =
                    self.columns.iter().map(|column| text(*column, row)).collect();
                push_line(&mut line, texts.iter().map(|text| neutral(text)));
                out.write_all(line.as_bytes()).map_err(unwritten)
            }
            Out::Parquet(file) => file.row(&self.columns, row),
        }
    }

    /// Writes the end, and gives back where it was written to.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(self) -> Result<W, WriteError> {
        match self.out {
            Out::Xlsx(book) => book.finish(true),
            Out::Csv(mut out) => {
                out.flush().map_err(unwritten)?;
                Ok(out)
            }
            Out::Parquet(file) => file.finish(),
        }
    }
}

/// The empty table of a ledger as CSV: the names of its columns.
pub(super) fn csv_template(ledger: &LedgerDefinition) -> Vec<u8> {
    let labels = TableColumn::to_fill(ledger).into_iter().map(|column| column.label().to_owned());
    super::csv::table([labels.collect()])
}

fn text(column: TableColumn<'_>, row: &LedgerRow<'_>) -> String {
    match column {
        TableColumn::Unit => row.unit_code.to_owned(),
        TableColumn::Field(field) => {
            row.cells.get(&field.code).map_or_else(String::new, |cell| print_cell(field, cell))
        }
        TableColumn::ValidFrom => row.valid_from.map_or_else(String::new, |day| day.to_string()),
        TableColumn::Remark => row.remark.to_owned(),
    }
}

fn unwritten(error: impl Display) -> WriteError {
    WriteError::Package(format!("写入文件（{error}）"))
}
