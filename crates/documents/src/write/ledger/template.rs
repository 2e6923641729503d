//! 填报模板: the empty table of a ledger with its rules and 填表说明.

use super::choices::{Lists, looks, validations};
use super::{cells, guide};
use crate::write::xlsx::{Book, Sheet};
use crate::write::{FormStyle, WriteError};
use ledgers::{Catalogue, LedgerDefinition, TableColumn};

/// Writes the template.
pub(in crate::write) fn template(
    catalogue: &Catalogue,
    ledger: &LedgerDefinition,
) -> Result<Vec<u8>, WriteError> {
    let columns = TableColumn::to_fill(ledger);
    let mut book = Book::new(&FormStyle::default());
    let name = book.reserve(&ledger.label);
    let mut lists = Lists::new(book.reserve("选项"));
    let rules = validations(&columns, &mut lists);
    let widths = columns.iter().map(|column| cells::width(*column)).collect();
    let mut sheet = Sheet::table(widths, looks(&columns), rules)?;
    sheet.plain_row(|row| cells::push_titles(row, &columns))?;
    book.add_reserved(name, sheet);
    book.list(&guide::guide(catalogue, ledger, &columns))?;
    if let Some((name, sheet)) = lists.into_sheet()? {
        book.add_reserved(name, sheet);
    }
    book.finish()
}
