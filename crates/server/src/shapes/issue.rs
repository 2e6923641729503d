//! An issue in JSON.

use super::PlaceShape;
use serde::Serialize;
use utoipa::ToSchema;
use vocabulary::Issue;

/// One issue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundIssue)]
pub(crate) struct IssueShape {
    file: String,
    rule: String,
    severity: &'static str,
    blocking: bool,
    sheet: Option<u32>,
    row: Option<u32>,
    field: &'static str,
    text: String,
    /// First and one past the last character at fault, from 0.
    span: Option<[usize; 2]>,
    at: Option<PlaceShape>,
    explanation: String,
    /// The text proposed, or what to do when only a person can say it.
    repair: Option<String>,
    /// Whether `repair` can be put in place of `text` as it is.
    repair_is_text: bool,
    basis: String,
}

pub(crate) fn issue(file: &str, issue: &Issue) -> IssueShape {
    let proposed = issue.repair.as_ref().and_then(|repair| repair.after.clone());
    IssueShape {
        file: file.to_owned(),
        rule: issue.rule.to_string(),
        severity: issue.severity.code(),
        blocking: issue.severity.blocks(),
        sheet: issue.sheet,
        row: issue.row,
        field: issue.field,
        text: issue.text.clone(),
        span: issue.span.map(|span| [span.start, span.end]),
        at: issue.at.map(PlaceShape::from),
        explanation: issue.explanation.clone(),
        repair_is_text: proposed.is_some(),
        repair: proposed.or_else(|| issue.repair.as_ref().map(|repair| repair.advice.clone())),
        basis: issue.basis.to_string(),
    }
}
