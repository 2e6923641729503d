//! The TOML of `rules/labels.toml` and `rules/taxonomy.toml`, key for key.

use super::labels::{Column, ExecutionColumn, Field, Funding, ListColumn};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `rules/labels.toml`. A key that is not here is an error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelFile {
    /// The forms the labels were taken from.
    #[expect(dead_code, reason = "a reader of the file needs it, the program does not")]
    pub(super) basis: String,
    /// The date of the oldest of these forms.
    #[expect(dead_code, reason = "a reader of the file needs it, the program does not")]
    pub(super) in_force_from: String,
    pub(super) columns: BTreeMap<Column, Vec<String>>,
    pub(super) definition_column: DefinitionColumn,
    pub(super) list_columns: BTreeMap<ListColumn, Vec<String>>,
    pub(super) execution_columns: BTreeMap<ExecutionColumn, Vec<String>>,
    pub(super) fields: BTreeMap<Field, Vec<String>>,
    pub(super) other_fields: Labels,
    pub(super) funding: BTreeMap<Funding, Vec<String>>,
    pub(super) groups: Labels,
    pub(super) budget_scope: Labels,
    pub(super) medium_term: MediumTerm,
    pub(super) titles: Titles,
    pub(super) department: Department,
    pub(super) glued: Glued,
    pub(super) operators: Operators,
    pub(super) nothing: Texts,
}

/// A list of labels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) labels: Vec<String>,
}

/// A list of texts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) texts: Vec<String>,
}

/// What under a definition's heading is a basis.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefinitionColumn {
    pub(super) basis_texts: Vec<String>,
}

/// How rows for several years are told and marked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MediumTerm {
    pub(super) marks: Vec<String>,
    pub(super) extra_label: String,
    pub(super) extra_text: String,
}

/// How titles are told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titles {
    pub(super) endings: Vec<String>,
    pub(super) department_wide: Vec<String>,
    pub(super) self_evaluation: Vec<String>,
}

/// The headings of the department part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Department {
    pub(super) parts: Vec<String>,
    pub(super) overall_goal: Vec<String>,
    pub(super) section_goals: Vec<String>,
    pub(super) safeguards: Vec<String>,
    pub(super) section_goal: Vec<String>,
    pub(super) section_indicators: Vec<String>,
}

/// How a paragraph is told that was a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Glued {
    pub(super) words: Vec<String>,
    pub(super) at_least: usize,
}

/// What the cell of an operator may say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operators {
    pub(super) texts: Vec<String>,
    pub(super) qualitative: Vec<String>,
}

/// `rules/taxonomy.toml`: aliases by the codes of the levels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TaxonomyFile {
    #[expect(dead_code, reason = "a reader of the file needs it, the program does not")]
    pub(super) basis: String,
    #[expect(dead_code, reason = "a reader of the file needs it, the program does not")]
    pub(super) in_force_from: String,
    pub(super) level1: BTreeMap<String, Vec<String>>,
    pub(super) level2: BTreeMap<String, Vec<String>>,
}
