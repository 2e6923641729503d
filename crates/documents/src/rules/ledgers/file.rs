//! A ledger file as it is written.

use serde::Deserialize;

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LedgerFile {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) purpose: String,
    pub(super) owner: String,
    pub(super) kind: String,
    pub(super) version: u32,
    pub(super) workflow: String,
    pub(super) key: Vec<String>,
    pub(super) title: Vec<String>,
    #[serde(default)]
    pub(super) suspects: Vec<String>,
    pub(super) retention_years: u16,
    pub(super) basis: Option<String>,
    #[serde(default)]
    pub(super) groups: Vec<GroupEntry>,
    pub(super) fields: Vec<FieldEntry>,
    #[serde(default)]
    pub(super) times: TimesTable,
    #[serde(default)]
    pub(super) check: Vec<CheckEntry>,
    #[serde(default)]
    pub(super) evidence: Vec<EvidenceEntry>,
    pub(super) expected: Option<ExpectedTable>,
}

/// Fields that stand together on the form and apply under one condition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEntry {
    pub(super) label: String,
    pub(super) applies_when: Option<String>,
}

/// A field: what all have, and what only some types have.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldEntry {
    pub(super) code: String,
    pub(super) label: String,
    #[serde(rename = "type")]
    pub(super) type_word: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) sensitive: bool,
    pub(super) group: Option<String>,
    pub(super) applies_when: Option<String>,
    pub(super) hint: Option<String>,
    pub(super) characters: Option<u32>,
    pub(super) digits: Option<u8>,
    pub(super) unit: Option<String>,
    pub(super) options: Option<Vec<String>>,
    pub(super) open: Option<bool>,
    pub(super) ledger: Option<String>,
    pub(super) expression: Option<String>,
    pub(super) gives: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimesTable {
    pub(super) on: Option<String>,
    pub(super) opened: Option<String>,
    pub(super) closed: Option<String>,
    pub(super) due: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckEntry {
    pub(super) expression: String,
    pub(super) message: String,
    pub(super) fields: Vec<String>,
    #[serde(default)]
    pub(super) warning_only: bool,
    pub(super) basis: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceEntry {
    pub(super) kind: String,
    pub(super) count: u16,
    pub(super) when: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedTable {
    pub(super) subjects: String,
    #[serde(rename = "where")]
    pub(super) condition: Option<String>,
    pub(super) subject_field: String,
    pub(super) day_field: String,
    pub(super) rhythm: String,
    pub(super) each_of: Option<EachOfTable>,
    pub(super) due: Option<DueTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DueTable {
    pub(super) field: String,
    pub(super) days: u16,
    #[serde(default)]
    pub(super) working_days: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EachOfTable {
    pub(super) field: String,
    pub(super) values: Vec<String>,
}
