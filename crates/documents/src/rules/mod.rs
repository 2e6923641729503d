//! `rules/*.toml` to typed rules.

mod faults;
mod indicators;
mod label_file;
mod labels;
mod ledgers;
mod review;
mod toml_faults;

pub use indicators::{read_indicators, shipped_indicators};
pub use labels::FormLabels;
pub(crate) use labels::{
    Column, DepartmentHeading, ExecutionColumn, Field, Funding, ListColumn, Meaning,
    without_list_number, without_remark,
};
pub use ledgers::{read_ledger, shipped_ledgers, shipped_workflows, write_ledger};
pub use review::review_rules;

/// Why a rule file was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("规则文件{file}有误：{problem}")]
pub struct RuleFileError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub problem: String,
}
