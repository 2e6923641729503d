//! By what a value is measured: the versions of everything that it rests on.

use super::super::book::Book;
use documents::rules::{measuring_rules_version, shipped_calendar};
use indicators::{Formula, Versions};
use std::sync::LazyLock;

/// What is shipped with the program stays as it is while the program runs.
static SHIPPED: LazyLock<(String, String)> = LazyLock::new(|| {
    let calendar = shipped_calendar().map(|calendar| calendar.version().to_owned());
    (measuring_rules_version(), calendar.unwrap_or_default())
});

/// The versions by which a formula of the library is measured; `seen` is the number of the last
/// entry of the trail when its records were read.
pub(crate) fn versions(book: &Book, (formula, version): (&Formula, u32), seen: u64) -> Versions {
    let reach = formula.reach();
    let (rules, calendar) = SHIPPED.clone();
    let of_ledger = |name: ledgers::Name| {
        let ledger = book.catalogue.ledger(name.as_str())?;
        Some((name, ledger.version))
    };
    Versions {
        formula: version,
        rules,
        calendar,
        // No outline of a zone is registered yet: a value that needs one says so.
        boundaries: reach.zones.into_iter().map(|zone| (zone, None)).collect(),
        ledgers: reach.ledgers.into_iter().filter_map(of_ledger).collect(),
        seen,
    }
}
