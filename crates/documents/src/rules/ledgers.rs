//! `rules/ledgers/*.toml` to ledger definitions, and back.
//!
//! ```text
//! text ── file ──> LedgerFile ── typed ──> LedgerDefinition ── written ──> text
//!                                            └─ soundness: what must hold of one, and of all
//! ```
//!
//! Everything that is wrong with a file is told at once. Expressions are kept as texts: the
//! language of `ledgers` reads them when the definitions are put together.

mod field;
mod file;
mod shipped;
mod soundness;
mod typed;
mod workflows;
mod written;

use super::{RuleFileError, toml_faults};
use file::LedgerFile;
use ledgers::{LedgerDefinition, Workflow};
use shipped::{LEDGERS, WORKFLOWS, WORKFLOWS_FILE};
use typed::typed_ledger;

pub use written::write_ledger;

/// The ledgers shipped with the program, in the order of their codes.
///
/// # Errors
/// When a shipped file is broken, which a test excludes.
pub fn shipped_ledgers() -> Result<Vec<LedgerDefinition>, RuleFileError> {
    read_ledgers(&LEDGERS, &shipped_workflows()?)
}

/// The workflows that a ledger can name.
///
/// # Errors
/// When the shipped file is broken, which a test excludes.
pub fn shipped_workflows() -> Result<Vec<Workflow>, RuleFileError> {
    workflows::read_workflows(WORKFLOWS_FILE, WORKFLOWS)
}

/// Reads one ledger: a shipped file, or what an administrator wrote. `file` is its name in
/// messages.
///
/// What it says of other ledgers is not looked at: that is known when all are put together.
///
/// # Errors
/// Everything that is wrong with the text, in words.
pub fn read_ledger(file: &str, text: &str) -> Result<LedgerDefinition, RuleFileError> {
    read_with(file, text, &shipped_workflows()?)
}

/// Reads ledgers that belong together, each with the name of its file.
fn read_ledgers(
    files: &[(&str, &str)],
    workflows: &[Workflow],
) -> Result<Vec<LedgerDefinition>, RuleFileError> {
    let mut ledgers = Vec::with_capacity(files.len());
    for (file, text) in files {
        ledgers.push(read_with(file, text, workflows)?);
    }
    let faults = soundness::faults_between(&ledgers);
    if !faults.is_empty() {
        return Err(RuleFileError { file: "ledgers".to_owned(), problem: faults.join("；") });
    }
    Ok(ledgers)
}

fn read_with(
    file: &str,
    text: &str,
    workflows: &[Workflow],
) -> Result<LedgerDefinition, RuleFileError> {
    let refused = |problem: String| RuleFileError { file: file.to_owned(), problem };
    let entries: LedgerFile =
        toml::from_str(text).map_err(|error| refused(toml_faults::in_words(&error, text)))?;
    let label = entries.label.clone();
    let located = |faults: Vec<String>| refused(format!("台账“{label}”：{}", faults.join("；")));
    let ledger = typed_ledger(entries, workflows).map_err(located)?;
    let faults = soundness::faults_of(&ledger);
    if faults.is_empty() { Ok(ledger) } else { Err(located(faults)) }
}

#[cfg(test)]
mod tests;
