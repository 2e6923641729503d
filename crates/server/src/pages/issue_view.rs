//! An issue as pages show it: where, what, why, and the proposed change letter by letter.

use super::figures::moment;
use super::form_table::anchor;
use super::frame::Frame;
use goals::compare::{Piece, characters};
use goals::review::ReviewRules;
use store::{IssueState, StoredIssue};

/// An issue ready for a template.
#[derive(Clone, Debug)]
pub(crate) struct IssueView {
    /// Its key.
    pub(crate) id: String,
    /// Its sheet; nothing for the department part.
    pub(crate) sheet: Option<String>,
    /// Indicator row, from 1.
    pub(crate) row: Option<u32>,
    /// The field by its label.
    pub(crate) field: String,
    /// The code of the check.
    pub(crate) rule: String,
    /// What the check is about, in a few words.
    pub(crate) title: String,
    /// The word of its severity in style sheets.
    pub(crate) severity: &'static str,
    /// The word for people.
    pub(crate) severity_label: &'static str,
    /// The text found fault with, the characters at fault in the middle part.
    pub(crate) text: (String, String, String),
    /// What is wrong.
    pub(crate) explanation: String,
    /// What to do.
    pub(crate) advice: String,
    /// The proposed change; empty when only a person can say it.
    pub(crate) change: Vec<Piece>,
    /// The regulation it rests on.
    pub(crate) basis: String,
    /// Where it stands in the original.
    pub(crate) place: String,
    /// What became of it.
    pub(crate) state: IssueState,
    /// Who decided, when, and with which word.
    pub(crate) decided: String,
    /// What this viewer may do with it.
    may: Vec<Act>,
}

/// What can be done with an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Put the proposed text in.
    Repair,
    /// Open the cell for typing.
    Edit,
    /// Let it stay with a word.
    Explain,
    /// Decide at all, or take a decision back.
    Decide,
}

impl IssueView {
    /// An issue as this viewer sees it.
    pub(crate) fn of(issue: &StoredIssue, frame: &Frame<'_>, rules: &ReviewRules) -> Self {
        Self {
            id: issue.id.to_string(),
            sheet: issue.sheet.map(|sheet| sheet.to_string()),
            row: issue.row,
            field: issue.field.clone(),
            rule: issue.rule.to_string(),
            title: rules.checks.get(&issue.rule).map(|rule| rule.title.clone()).unwrap_or_default(),
            severity: issue.severity.code(),
            severity_label: issue.severity.label(),
            text: marked(&issue.text, issue.span),
            explanation: issue.explanation.clone(),
            advice: issue.advice.clone().unwrap_or_default(),
            change: match &issue.proposal {
                Some(after) => characters(&issue.text, after),
                None => Vec::new(),
            },
            basis: issue.basis.clone(),
            place: issue.place.clone().unwrap_or_default(),
            state: issue.state,
            decided: decided(issue),
            may: acts(issue, frame),
        }
    }

    /// `第2行 指标值`, `预算数`.
    pub(crate) fn spot(&self) -> String {
        match self.row {
            Some(row) => format!("第{row}行 {}", self.field),
            None => self.field.clone(),
        }
    }

    /// The anchor of its cell on the page of the sheet.
    pub(crate) fn cell(&self) -> String {
        anchor(&self.field, self.row)
    }

    /// Whether the viewer may put the proposed text in.
    pub(crate) fn may_repair(&self) -> bool {
        self.may.contains(&Act::Repair)
    }

    /// Whether the viewer may open its cell for typing.
    pub(crate) fn may_edit(&self) -> bool {
        self.may.contains(&Act::Edit)
    }

    /// Whether the viewer may let it stay with a word.
    pub(crate) fn may_explain(&self) -> bool {
        self.may.contains(&Act::Explain)
    }

    /// Whether the viewer decides on issues at all.
    pub(crate) fn may_decide(&self) -> bool {
        self.may.contains(&Act::Decide)
    }

    /// Whether nothing was decided yet.
    pub(crate) fn is_open(&self) -> bool {
        self.state == IssueState::Open
    }
}

/// What this viewer may do with an issue as it stands.
fn acts(issue: &StoredIssue, frame: &Frame<'_>) -> Vec<Act> {
    let open = issue.state == IssueState::Open;
    let typed = open && issue.sheet.is_some() && frame.may_edit();
    [
        (typed && issue.proposal.is_some(), Act::Repair),
        (typed, Act::Edit),
        (open && frame.may_decide() && issue.severity.may_stay(), Act::Explain),
        (frame.may_decide(), Act::Decide),
    ]
    .into_iter()
    .filter_map(|(may, act)| may.then_some(act))
    .collect()
}

/// The text cut at the characters at fault; without them all of it stands in the first part.
fn marked(text: &str, span: Option<(usize, usize)>) -> (String, String, String) {
    let Some((start, end)) = span else { return (text.to_owned(), String::new(), String::new()) };
    let part =
        |from: usize, to: usize| text.chars().skip(from).take(to.saturating_sub(from)).collect();
    (part(0, start), part(start, end), part(end, usize::MAX))
}

fn decided(issue: &StoredIssue) -> String {
    let Some(at) = issue.decided_at else { return String::new() };
    let word = if issue.reason.is_empty() { String::new() } else { format!("：{}", issue.reason) };
    format!("{} {}{word}", issue.decided_by, moment(at))
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn the_characters_at_fault_are_counted_in_characters() {
        let parts = marked("道路≥9595%", Some((2, 7)));
        assert_eq!(parts, ("道路".into(), "≥9595".into(), "%".into()));
        assert_eq!(marked("道路", None).0, "道路");
        assert_eq!(marked("道路", Some((5, 9))), ("道路".into(), String::new(), String::new()));
    }
}
