//! What records are called: by the fields that name them, in lists, links and forms.

use super::book::Book;
use ledgers::{Cell, FieldDefinition, FieldKind, LedgerDefinition, Name, print_cell};
use std::collections::{BTreeMap, BTreeSet};
use store::{Acting, Store, StoreError, StoredRecord, referred};

/// What stands between the parts of a name.
const BETWEEN: &str = " ";
/// What stands between the parts of a key.
const BETWEEN_KEYS: &str = "/";

/// A record that another one refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedRecord {
    /// Its ledger.
    pub(crate) ledger: Name,
    /// What it is called.
    pub(crate) title: String,
    /// How a person writes it into a form or table.
    pub(crate) written: String,
}

/// The names of the records that some records refer to, by their keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordNames(BTreeMap<String, NamedRecord>);

impl RecordNames {
    /// Finds the names of everything that records of a ledger refer to.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub(crate) async fn of<'r>(
        (store, book): (&Store, &Book),
        acting: &Acting,
        ledger: &LedgerDefinition,
        records: impl Iterator<Item = &'r StoredRecord> + Clone,
    ) -> Result<Self, StoreError> {
        let mut found = BTreeMap::new();
        for field in &ledger.fields {
            let (FieldKind::Reference { ledger: target }
            | FieldKind::References { ledger: target }) = &field.kind
            else {
                continue;
            };
            let Some(target) = book.catalogue.ledger(target.as_str()) else { continue };
            let cells = records.clone().filter_map(|record| record.cells.get(&field.code));
            let keys: BTreeSet<String> = cells.flat_map(referred).map(ToOwned::to_owned).collect();
            if keys.is_empty() {
                continue;
            }
            for (key, record) in store.records_of_keys(acting, target, &keys).await? {
                let named = NamedRecord {
                    ledger: target.code.clone(),
                    title: title(target, &record, &Self::default()),
                    written: written(target, &record),
                };
                found.insert(key.to_string(), named);
            }
        }
        Ok(Self(found))
    }

    /// What a record says, with the records that it refers to as a person writes them.
    pub(crate) fn in_words(
        &self,
        ledger: &LedgerDefinition,
        record: &StoredRecord,
    ) -> BTreeMap<Name, Cell> {
        let mut cells = record.cells.clone();
        for field in ledger.fields.iter().filter(|field| is_reference(field)) {
            if let Some(cell) = cells.get_mut(&field.code) {
                let keys: Vec<&str> = referred(cell)
                    .map(|key| self.get(key).map_or(key, |named| named.written.as_str()))
                    .collect();
                *cell = Cell::Text(keys.join("、"));
            }
        }
        cells
    }

    /// A record by its key; none when it is not there or not in the scope of who asks.
    pub(crate) fn get(&self, key: &str) -> Option<&NamedRecord> {
        self.0.get(key)
    }
}

/// What a record is called by the fields that name it; by the end of its key when all are empty.
pub(crate) fn title(
    ledger: &LedgerDefinition,
    record: &StoredRecord,
    names: &RecordNames,
) -> String {
    let parts = ledger.title.iter().filter_map(|name| {
        let field = ledger.field(name.as_str())?;
        part(field, record.cells.get(name)?, names)
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        let key = record.record.to_string();
        let end = key.rsplit('-').next().unwrap_or_default();
        return format!("记录{end}");
    }
    parts.join(BETWEEN)
}

fn part(field: &FieldDefinition, cell: &Cell, names: &RecordNames) -> Option<String> {
    if is_reference(field) {
        let titles = referred(cell).filter_map(|key| Some(names.get(key)?.title.clone()));
        let titles: Vec<String> = titles.collect();
        return (!titles.is_empty()).then(|| titles.join("、"));
    }
    Some(print_cell(field, cell))
}

/// How a person writes a record into a form or table: by its key fields where they are texts, else
/// by its number here.
pub(crate) fn written(ledger: &LedgerDefinition, record: &StoredRecord) -> String {
    let parts: Option<Vec<&str>> = ledger
        .key
        .iter()
        .map(|name| {
            let field = ledger.field(name.as_str())?;
            match record.cells.get(name)? {
                Cell::Text(text) if !is_reference(field) => Some(text.as_str()),
                Cell::Text(_) | Cell::Whole(_) | Cell::YesNo(_) => None,
            }
        })
        .collect();
    match parts {
        Some(parts) if !parts.is_empty() => parts.join(BETWEEN_KEYS),
        _ => record.record.to_string(),
    }
}

/// Whether a field holds keys of other records.
pub(crate) fn is_reference(field: &FieldDefinition) -> bool {
    matches!(field.kind, FieldKind::Reference { .. } | FieldKind::References { .. })
}
