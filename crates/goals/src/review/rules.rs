//! The rules of a review as data: `rules/review.toml`.

/// Severity, basis, words and parameters of every check, for one year and region.
#[derive(Clone, Debug, Default)]
pub struct ReviewRules {}
