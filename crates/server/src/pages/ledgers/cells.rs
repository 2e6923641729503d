//! A value of a record as pages show it.

use super::record_address;
use crate::work::record_names::{RecordNames, is_reference};
use ledgers::{Cell, FieldDefinition, FieldKind, print_cell};
use store::{StoredRecord, referred};

/// Characters of a value in a list; the record's own page shows all of it.
const SHOWN_MAX: usize = 60;

/// A value as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellView {
    /// The text; empty when the field is.
    pub(crate) text: String,
    /// The record that it leads to.
    pub(crate) href: Option<String>,
    /// Whether it stands on the right, as numbers do.
    pub(crate) figure: bool,
}

impl CellView {
    /// A field of a record.
    pub(crate) fn of(field: &FieldDefinition, record: &StoredRecord, names: &RecordNames) -> Self {
        let figure = matches!(
            field.kind,
            FieldKind::Integer { .. } | FieldKind::Decimal { .. } | FieldKind::Money
        );
        let Some(cell) = record.cells.get(&field.code) else {
            return Self { figure, ..Self::default() };
        };
        if is_reference(field) {
            return Self::reference(cell, names);
        }
        Self { text: print_cell(field, cell), href: None, figure }
    }

    /// The same, cut for a list.
    pub(crate) fn in_list(
        field: &FieldDefinition,
        record: &StoredRecord,
        names: &RecordNames,
    ) -> Self {
        let mut view = Self::of(field, record, names);
        if view.text.chars().count() > SHOWN_MAX {
            view.text = view.text.chars().take(SHOWN_MAX).chain(['…']).collect();
        }
        view
    }

    fn reference(cell: &Cell, names: &RecordNames) -> Self {
        let keys: Vec<&str> = referred(cell).collect();
        let titles: Vec<&str> = keys
            .iter()
            .map(|key| {
                names.get(key).map_or("（不在授权范围）", |named| named.title.as_str())
            })
            .collect();
        let href = match keys.as_slice() {
            [only] => names.get(only).zip(only.parse().ok()),
            _ => None,
        };
        Self {
            text: titles.join("、"),
            href: href.map(|(named, id)| record_address(&named.ledger, id)),
            figure: false,
        }
    }
}

/// The unit of a field's numbers; empty without one.
pub(super) fn unit_of(field: &FieldDefinition) -> &str {
    match &field.kind {
        FieldKind::Integer { unit: Some(unit) } | FieldKind::Decimal { unit: Some(unit), .. } => {
            unit.as_str()
        }
        FieldKind::Money => "元",
        FieldKind::Text { .. }
        | FieldKind::Integer { unit: None }
        | FieldKind::Decimal { unit: None, .. }
        | FieldKind::Day
        | FieldKind::Moment
        | FieldKind::Choice { .. }
        | FieldKind::YesNo
        | FieldKind::Point
        | FieldKind::Line
        | FieldKind::Outline
        | FieldKind::Person
        | FieldKind::Reference { .. }
        | FieldKind::References { .. }
        | FieldKind::File
        | FieldKind::Computed { .. } => "",
    }
}
