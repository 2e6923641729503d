//! 台账定义: what each ledger holds, for everybody to read, and for the administrator to change.

mod change;
mod differences;
mod entry;
mod list;
mod wording;

use crate::web::{Answer, Problem, Routes};
use crate::work::book::Book;
use ledgers::{LedgerDefinition, Name};

/// Where all definitions are.
const ADDRESS: &str = "/definitions";

/// The routes of definitions.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = list::routes(routes);
    let routes = entry::routes(routes);
    change::routes(routes)
}

/// The address of the definition of a ledger.
pub(crate) fn address(code: &Name) -> String {
    format!("/ledgers/{code}/definition")
}

/// A ledger by its code in an address.
fn ledger<'a>(book: &'a Book, code: &str) -> Answer<&'a LedgerDefinition> {
    book.catalogue.ledger(code).ok_or_else(Problem::missing)
}
