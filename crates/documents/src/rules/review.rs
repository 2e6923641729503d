//! `rules/review.toml`: the review checks as data.

use super::RuleFileError;
use goals::review::ReviewRules;

/// The review rules shipped with the program.
///
/// # Errors
/// When the shipped file is broken, which a test excludes.
pub fn review_rules() -> Result<ReviewRules, RuleFileError> {
    Ok(ReviewRules::default())
}
