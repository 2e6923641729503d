//! 应做记录: the plans of the ledgers carried out, once a day and when the command line asks.

use documents::rules::shipped_calendar;
use ledgers::{Catalogue, LedgerDefinition};
use procedure::WorkingCalendar;
use store::{Acting, Expecting, Store, StoreError, Timestamp};
use vocabulary::{Day, Period};

/// How far back rows are looked for that were not made on their day, because the program did not
/// run or because a subject was entered late.
const LOOK_BACK_DAYS: u64 = 31;

/// The working calendar in force.
///
/// # Errors
/// When the shipped one is broken, which a test excludes.
pub(crate) fn calendar() -> Result<WorkingCalendar, StoreError> {
    shipped_calendar().map_err(|error| StoreError::Invalid(error.to_string()))
}

/// Carries out the plan of every ledger that has one, or of the only one that is asked for; gives
/// how many rows each got.
///
/// # Errors
/// When the database fails.
pub(crate) async fn expect_rows<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    (only, period): (Option<&LedgerDefinition>, Period),
    at: Timestamp,
) -> Result<Vec<(&'a LedgerDefinition, usize)>, StoreError> {
    let calendar = calendar()?;
    let acting = Acting::program(at);
    let mut made = Vec::new();
    for ledger in catalogue.ledgers().filter(|ledger| ledger.expected.is_some()) {
        if only.is_none_or(|only| only.code == ledger.code) {
            let expecting = Expecting { catalogue, ledger, calendar: &calendar, period };
            made.push((ledger, store.expect_rows(&acting, expecting).await?));
        }
    }
    Ok(made)
}

/// The days whose rows are to be there on a day: of its year, and of the month before it, so that
/// a stop over the turn of the year leaves nothing out.
pub(crate) fn demanded_by(today: Day) -> Option<Period> {
    let begin = today.minus(LOOK_BACK_DAYS)?;
    let start = begin.min(Period::year_to(today)?.start());
    Period::new(start, today).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_over_the_turn_of_the_year_leaves_no_day_out() {
        for (today, from) in [
            ("2027-01-01", "2026-12-01"),
            ("2027-01-31", "2026-12-31"),
            ("2027-02-01", "2027-01-01"),
            ("2027-11-23", "2027-01-01"),
        ] {
            let period = demanded_by(Day::parse(today).unwrap()).unwrap();
            assert_eq!(period.start().to_string(), from, "{today}");
            assert_eq!(period.end().to_string(), today);
        }
    }
}
