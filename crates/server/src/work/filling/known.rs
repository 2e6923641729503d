//! Records that were entered and may be spoken of again.

use ledgers::{Catalogue, FieldKind, Name, RecordKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::RecordId;

/// A record that was entered.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) record: RecordId,
    /// How many entries it has.
    pub(super) entries: i64,
    /// The unit that it belongs to.
    pub(super) unit_code: Arc<str>,
}

impl Known {
    /// A record with its first entry.
    pub(super) fn new(record: RecordId, unit_code: &str) -> Self {
        Self { record, entries: 1, unit_code: unit_code.into() }
    }
}

/// Records by ledger and key, of those ledgers only whose records are spoken of again: others
/// refer to them, or they are stock that changes. The rest of a year is forgotten at once.
#[derive(Debug, Default)]
pub(super) struct KnownRecords {
    kept: BTreeMap<Name, BTreeMap<String, Known>>,
    units: BTreeSet<Arc<str>>,
}

impl KnownRecords {
    /// None yet.
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let mut kept = BTreeMap::new();
        for ledger in catalogue.ledgers() {
            if ledger.kind == RecordKind::Stock {
                kept.insert(ledger.code.clone(), BTreeMap::new());
            }
            for field in &ledger.fields {
                if let FieldKind::Reference { ledger: target } = &field.kind {
                    kept.insert(target.clone(), BTreeMap::new());
                }
            }
        }
        Self { kept, units: BTreeSet::new() }
    }

    /// Keeps a record, if it may be spoken of again.
    pub(super) fn entered(&mut self, ledger: &Name, key: String, mut known: Known) {
        let Some(kept) = self.kept.get_mut(ledger) else { return };
        // A few units have very many records: their codes are kept once.
        if let Some(unit) = self.units.get(&known.unit_code) {
            known.unit_code = Arc::clone(unit);
        } else {
            self.units.insert(Arc::clone(&known.unit_code));
        }
        kept.insert(key, known);
    }

    /// The record of a key.
    pub(super) fn of_key(&self, ledger: &Name, key: &str) -> Option<&Known> {
        self.kept.get(ledger)?.get(key)
    }

    /// Notes that a record has an entry more.
    pub(super) fn changed(&mut self, ledger: &Name, key: &str) {
        if let Some(known) = self.kept.get_mut(ledger).and_then(|kept| kept.get_mut(key)) {
            known.entries = known.entries.saturating_add(1);
        }
    }
}
