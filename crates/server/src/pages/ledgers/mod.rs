//! 业务台账: the ledgers, their records, and the ways in and out.

mod cells;
mod doubles;
mod enter;
mod files;
mod form;
mod home;
mod list;
mod record;
mod steps;
mod table;

use crate::web::{Answer, Problem, Routes};
use crate::work::book::Book;
use ledgers::LedgerDefinition;
use store::RecordId;

pub(crate) use cells::CellView;
pub(crate) use list::columns;

/// The routes of ledgers.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = home::routes(routes);
    let routes = list::routes(routes);
    let routes = enter::routes(routes);
    let routes = record::routes(routes);
    let routes = steps::routes(routes);
    let routes = table::routes(routes);
    files::routes(routes)
}

/// A ledger by its code in an address.
fn ledger<'a>(book: &'a Book, code: &str) -> Answer<&'a LedgerDefinition> {
    book.catalogue.ledger(code).ok_or_else(Problem::missing)
}

/// The key of a record in an address.
fn key(id: &str) -> Answer<RecordId> {
    id.parse().map_err(|_| Problem::missing())
}

/// The address of a ledger.
pub(crate) fn address(ledger: &LedgerDefinition) -> String {
    format!("/ledgers/{}", ledger.code)
}

/// The address of a record.
pub(crate) fn record_address(ledger: &ledgers::Name, record: RecordId) -> String {
    format!("/ledgers/{ledger}/records/{record}")
}
