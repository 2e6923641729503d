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
    /// Number of the sheet, from 1.
    pub(crate) position: Option<u32>,
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
    pub(crate) may: MayDo,
}

/// What a viewer may do with an issue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MayDo {
    /// Put the proposed text in.
    pub(crate) repair: bool,
    /// Open the cell for typing.
    pub(crate) edit: bool,
    /// Let it stay with a word.
    pub(crate) explain: bool,
    /// Take note of it, or take a decision back.
    pub(crate) decide: bool,
}

impl IssueView {
    /// An issue as this viewer sees it.
    pub(crate) fn of(issue: &StoredIssue, frame: &Frame<'_>, rules: &ReviewRules) -> Self {
        let open = issue.state == IssueState::Open;
        let on_sheet = issue.sheet.is_some();
        Self {
            id: issue.id.to_string(),
            sheet: issue.sheet.map(|sheet| sheet.to_string()),
            position: issue.sheet_position,
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
            may: MayDo {
                repair: open && on_sheet && frame.may_edit() && issue.proposal.is_some(),
                edit: open && on_sheet && frame.may_edit(),
                explain: open && frame.may_decide() && issue.severity.may_stay(),
                decide: frame.may_decide(),
            },
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

    /// Whether nothing was decided yet.
    pub(crate) fn is_open(&self) -> bool {
        self.state == IssueState::Open
    }
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
