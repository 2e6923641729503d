//! `rules/labels.toml` and `rules/taxonomy.toml`: how forms name their fields.

use super::RuleFileError;

/// The labels by which forms name their fields.
#[derive(Clone, Debug, Default)]
pub struct FormLabels {}

impl FormLabels {
    /// The labels shipped with the program.
    ///
    /// # Errors
    /// When the shipped file is broken, which a test excludes.
    pub fn shipped() -> Result<Self, RuleFileError> {
        Ok(Self {})
    }
}
