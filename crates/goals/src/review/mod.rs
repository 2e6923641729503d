//! 审核: the checks of a document before 送审, and the score that follows from them.
//!
//! ```text
//! rules/       what every code means, its words and figures, as data
//! context      the document prepared for checking: levels understood, texts comparable
//! checks/      one function a code, by family; `checks::REGISTER` is the list
//! business     which project a text speaks of, by shared words     definition   ratio wordings
//! support      which goal stands behind a project or an indicator
//! score        issues to points and grades     manual   the catalogue as a page
//! near_duplicates   altered copies among very many texts
//! ```

pub(crate) mod business;
mod checks;
pub(crate) mod context;
mod definition;
mod field;
mod found;
mod manual;
mod near_duplicates;
pub mod rules;
mod score;
mod segmentation;
pub(crate) mod support;
pub(crate) mod wording;

pub use manual::manual;
pub use near_duplicates::{Likeness, NearDuplicate, likeness, near_duplicates};
pub use rules::ReviewRules;
pub use score::{Deduction, Grade, Group, GroupScore, SheetScore};
pub use support::Evidence;

use crate::Document;
use checks::REGISTER;
use context::Context;
use vocabulary::{Issue, RuleCode};

/// What the review of a document found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The issues in the order of the document: by sheet, row, field, code.
    pub issues: Vec<Issue>,
    /// One score a target sheet, in the order of the document.
    pub scores: Vec<SheetScore>,
}

/// Reviews a document under the rules of a year and region. `previous` is the same department's
/// document of the year before, for texts copied from it.
///
/// A check that `rules` has no entry for is not run. The document is never changed: every issue
/// carries a proposed repair that a person accepts or not.
pub fn review(document: &Document, previous: Option<&Document>, rules: &ReviewRules) -> Review {
    let context = Context::new(document, previous, rules);
    let mut found = Vec::new();
    for (code, run) in REGISTER {
        if let Some(rule) = rules.checks.get(&code) {
            found.extend(run(&context).into_iter().map(|issue| (code, rule, issue)));
        }
    }
    found.sort_by_key(|(code, _, issue)| (issue.order(), *code));
    let issues: Vec<Issue> =
        found.into_iter().map(|(code, rule, issue)| issue.into_issue(code, rule)).collect();
    let scores = score::score(&context, &issues);
    Review { issues, scores }
}

/// The codes of all checks, ascending.
pub fn codes() -> Vec<RuleCode> {
    REGISTER.into_iter().map(|(code, _)| code).collect()
}
