//! Names and kinds of the columns of ledger tables.
//!
//! Every number is a whole one: decimals in their smallest step, amounts in 分, days since 1970,
//! minutes since 1970. So both databases reckon alike, and exactly.

use ledgers::{FieldKind, Name};

/// The entry; a record has one for each change of it.
pub(crate) const ENTRY: &str = "entry_id";
/// The record.
pub(crate) const RECORD: &str = "record_id";
/// Which entry of the record, from 1.
pub(crate) const NUMBER: &str = "number";
/// Whether no correction took the entry's place.
pub(crate) const CURRENT: &str = "current";
/// The state.
pub(crate) const STATE: &str = "state";
/// The unit that permission goes by.
pub(crate) const UNIT: &str = "unit_code";
/// The first day that the entry holds on.
pub(crate) const VALID_FROM: &str = "valid_from";
/// The last day; [`FOREVER`] while nothing ended it.
pub(crate) const VALID_TO: &str = "valid_to";
/// Whether the thing ended with the entry: no later entry follows.
pub(crate) const ENDED: &str = "ended";
/// How many files are attached.
pub(crate) const EVIDENCE: &str = "evidence";
/// Where it came from: a form, a table, the API, a plan.
pub(crate) const ORIGIN: &str = "origin";
/// A word of explanation.
pub(crate) const REMARK: &str = "remark";
/// The entry that this one corrects.
pub(crate) const CORRECTS: &str = "corrects";
/// Version of the definition that it was written under.
pub(crate) const DEFINITION: &str = "definition";
/// Who entered it.
pub(crate) const ENTERED_BY: &str = "entered_by";
/// When.
pub(crate) const ENTERED_AT: &str = "entered_at_ms";
/// Number of the entry of the trail that it was written under.
pub(crate) const TRAIL: &str = "trail_number";

/// 9999-12-31, as the last day of what has not ended.
pub(crate) const FOREVER: i64 = 2_932_896;

/// The table of a ledger.
pub(crate) fn table(ledger: &Name) -> String {
    format!("ledger_{ledger}")
}

/// Keeps the columns of fields apart from what every record carries.
pub(crate) const COLUMN_START: &str = "f_";

/// The column of a field.
pub(crate) fn column(field: &Name) -> String {
    format!("{COLUMN_START}{field}")
}

/// How a field is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Kept {
    Text,
    Long,
    YesNo,
}

/// How a field of a kind is kept; none when it is worked out and not kept.
pub(crate) fn kept(kind: &FieldKind) -> Option<Kept> {
    match kind {
        FieldKind::Text { .. }
        | FieldKind::Choice { .. }
        | FieldKind::Point
        | FieldKind::Line
        | FieldKind::Outline
        | FieldKind::Person
        | FieldKind::Reference { .. }
        | FieldKind::References { .. }
        | FieldKind::File => Some(Kept::Text),
        FieldKind::Integer { .. }
        | FieldKind::Decimal { .. }
        | FieldKind::Money
        | FieldKind::Day
        | FieldKind::Moment => Some(Kept::Long),
        FieldKind::YesNo => Some(Kept::YesNo),
        FieldKind::Computed { .. } => None,
    }
}
