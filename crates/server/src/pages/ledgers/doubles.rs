//! 疑似重复 on the page of a record: the others that say the same.

use super::record_address;
use crate::pages::figures::moment;
use crate::web::{Answer, App, Visit};
use crate::work::book::Book;
use crate::work::record_names::{RecordNames, title};
use ledgers::LedgerDefinition;
use store::StoredRecord;

/// The records that say the same as the one that is shown, while that matters.
pub(crate) struct DoublesView {
    /// The fields in which they say the same.
    pub(crate) fields: String,
    /// Whether the shown record waits for a decision.
    pub(crate) waits: bool,
    /// The others, the first written first.
    pub(crate) twins: Vec<TwinView>,
}

/// One that says the same.
pub(crate) struct TwinView {
    /// Where it is.
    pub(crate) href: String,
    /// What it is called.
    pub(crate) title: String,
    /// Its state.
    pub(crate) state: String,
    /// Who entered it, and when.
    pub(crate) by: String,
}

/// What says the same as a record; none when the record does not wait for a decision and neither
/// does another for its sake, nor was it given up.
pub(super) async fn doubles(
    (app, book): (&App, &Book),
    visit: &Visit,
    (ledger, record): (&LedgerDefinition, &StoredRecord),
) -> Answer<Option<DoublesView>> {
    let Some(held) = ledger.held_back() else { return Ok(None) };
    let twins = app.store.twins_of(&visit.acting, ledger, record.record).await?;
    let waits = |one: &StoredRecord| one.state == held.code.as_str();
    let given_up = ledger.workflow.state(&record.state).is_some_and(|at| ledger.is_given_up(at));
    if twins.is_empty() || !(given_up || waits(record) || twins.iter().any(waits)) {
        return Ok(None);
    }
    let both = (&app.store, book);
    let names = RecordNames::of(both, &visit.acting, ledger, twins.iter()).await?;
    let view = |twin: &StoredRecord| TwinView {
        href: record_address(&ledger.code, twin.record),
        title: title(ledger, twin, &names),
        state: ledger
            .workflow
            .state(&twin.state)
            .map_or_else(|| twin.state.clone(), |state| state.label.clone()),
        by: format!("{} {}", twin.entered_by, moment(twin.entered_at)),
    };
    let fields = ledger.suspects.iter().filter_map(|name| ledger.field(name.as_str()));
    Ok(Some(DoublesView {
        fields: fields.map(|field| field.label.as_str()).collect::<Vec<_>>().join("、"),
        waits: waits(record),
        twins: twins.iter().map(view).collect(),
    }))
}
