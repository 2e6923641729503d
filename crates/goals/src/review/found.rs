//! What a check hands back: an issue without what the rule file says about its code.

use super::field::Field;
use super::rules::CheckRule;
use vocabulary::{FiledText, Issue, Place, Repair, RuleCode, Span};

/// A field of the document: where it stands and what it says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    pub(crate) sheet: Option<u32>,
    pub(crate) row: Option<u32>,
    pub(crate) field: Field,
    pub(crate) at: Option<Place>,
    pub(crate) text: &'a str,
}

impl<'a> Spot<'a> {
    /// A field outside the sheets.
    pub(crate) fn of_document(field: Field, filed: &'a FiledText) -> Self {
        Self { sheet: None, row: None, field, at: Some(filed.at), text: &filed.text }
    }

    /// An issue of this field.
    pub(crate) fn issue(&self, explanation: impl Into<String>) -> Found {
        Found {
            sheet: self.sheet,
            row: self.row,
            field: self.field,
            at: self.at,
            text: self.text.to_owned(),
            span: None,
            explanation: explanation.into(),
            after: None,
            advice: None,
            milder: false,
        }
    }
}

/// An issue before its code's severity, advice and basis are added.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    sheet: Option<u32>,
    row: Option<u32>,
    field: Field,
    at: Option<Place>,
    text: String,
    span: Option<Span>,
    explanation: String,
    after: Option<String>,
    advice: Option<String>,
    milder: bool,
}

impl Found {
    /// Points at a part of the text.
    pub(crate) fn at_span(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// Proposes the text as it should be.
    pub(crate) fn mended(mut self, after: impl Into<String>) -> Self {
        self.after = Some(after.into());
        self
    }

    /// Says what to do, where the catalogue's advice is too general.
    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Marks the milder case of its check.
    pub(crate) fn milder(mut self) -> Self {
        self.milder = true;
        self
    }

    /// By what issues are put in the order of the document.
    pub(crate) fn order(&self) -> (Option<u32>, Option<u32>, Field) {
        (self.sheet, self.row, self.field)
    }

    /// The finished issue.
    pub(crate) fn into_issue(self, code: RuleCode, rule: &CheckRule) -> Issue {
        let severity = match rule.milder {
            Some(milder) if self.milder => milder,
            _ => rule.severity,
        };
        let repair = Repair {
            before: self.text.clone(),
            after: self.after,
            advice: self.advice.unwrap_or_else(|| rule.mend.clone()),
        };
        Issue {
            rule: code,
            severity,
            sheet: self.sheet,
            row: self.row,
            field: self.field.label(),
            at: self.at,
            text: self.text,
            span: self.span,
            explanation: self.explanation,
            repair: Some(repair),
            basis: rule.basis.clone(),
        }
    }
}
