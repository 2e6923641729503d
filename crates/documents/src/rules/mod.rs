//! `rules/*.toml` to typed rules.

mod calendar;
mod deadlines;
mod faults;
mod indicators;
mod label_file;
mod labels;
mod ledgers;
mod review;
mod toml_faults;
mod toml_text;
mod versions;

pub use calendar::{read_calendar, read_holiday_notices, shipped_calendar};
pub use deadlines::{read_deadlines, shipped_deadlines};
pub use indicators::{clash, read_indicators, shipped_indicators, write_indicator};
pub use labels::FormLabels;
pub(crate) use labels::{
    Column, DepartmentHeading, ExecutionColumn, Field, Funding, ListColumn, Meaning,
    without_list_number, without_remark,
};
pub use ledgers::{
    PlacedFault, look_at_ledger, read_ledger, shipped_ledgers, shipped_workflows, write_ledger,
};
pub use review::review_rules;
pub use versions::measuring_rules_version;

/// Why a rule file was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("规则文件{file}有误：{problem}")]
pub struct RuleFileError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub problem: String,
}
