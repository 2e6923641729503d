//! 设施生命线: everything that the ledgers know of a thing, in the order of days.

use super::book::Book;
use super::record_names::{RecordNames, title};
use super::records::day_of;
use ledgers::{Cell, LedgerDefinition, Name};
use store::{Acting, RecordId, Store, StoreError, StoredRecord};
use vocabulary::Day;

/// Records of each ledger that are shown; the ledger itself shows all.
const OF_EACH: u64 = 50;

/// Something that happened to a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happening {
    /// On which day.
    pub(crate) day: Day,
    /// Which ledger tells it, in words.
    pub(crate) ledger: String,
    /// As what the thing is named there: `设施`, `维修对象`.
    pub(crate) part: String,
    /// What it is called.
    pub(crate) title: String,
    /// Its ledger and record.
    pub(crate) record: (Name, RecordId),
    /// Its state, in words.
    pub(crate) state: String,
}

/// What happened to a record: every record that refers to it, the newest first.
///
/// # Errors
/// When the actor may not read, or the database fails.
pub(crate) async fn lifeline(
    (store, book): (&Store, &Book),
    acting: &Acting,
    (ledger, entries): (&LedgerDefinition, &[StoredRecord]),
) -> Result<Vec<Happening>, StoreError> {
    let Some(own) = entries.last() else { return Ok(Vec::new()) };
    let both = (&book.catalogue, ledger);
    let mut happenings = Vec::new();
    for group in store.referring_records(acting, both, own.record, OF_EACH).await? {
        let Some(from) = book.catalogue.ledger(group.ledger.as_str()) else { continue };
        let names = RecordNames::of((store, book), acting, from, group.records.iter()).await?;
        let part = from.field(group.field.as_str()).map(|field| field.label.clone());
        for record in &group.records {
            let Some(day) = day(from, record) else { continue };
            let state = from.workflow.state(&record.state);
            happenings.push(Happening {
                day,
                ledger: from.label.clone(),
                part: part.clone().unwrap_or_default(),
                title: title(from, record, &names),
                record: (from.code.clone(), record.record),
                state: state.map_or_else(|| record.state.clone(), |state| state.label.clone()),
            });
        }
    }
    happenings.sort_by(|one, two| two.day.cmp(&one.day).then(two.record.1.cmp(&one.record.1)));
    Ok(happenings)
}

/// The day of a record: of what happened, else from which it holds, else on which it was written.
fn day(ledger: &LedgerDefinition, record: &StoredRecord) -> Option<Day> {
    let times = &ledger.times;
    let days = [&times.on, &times.opened].into_iter().flatten();
    let cells = days.filter_map(|name| record.cells.get(name));
    let said = cells.filter_map(|cell| {
        if let Cell::Whole(number) = cell { i32::try_from(*number).ok() } else { None }
    });
    let mut said = said.filter_map(Day::from_number);
    said.next().or(record.valid_from).or_else(|| day_of(record.entered_at))
}
