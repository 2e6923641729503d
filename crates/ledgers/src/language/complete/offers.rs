//! The words that fit a context.

use super::super::token::TokenKind;
use super::super::tree::Mode;
use super::super::words::{BUCKETS, FUNCTIONS, Function, MODES};
use super::context::{Context, Open};
use super::{Completion, CompletionKind};
use crate::{Catalogue, FieldDefinition, FieldKind, LedgerDefinition};

/// Joins conditions, or says something of a field.
const AFTER_A_VALUE: [&str; 5] = ["且", "或", "属于", "为空", "不为空"];

pub(super) struct Offers<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) context: &'a Context<'a>,
}

impl Offers<'_> {
    /// At the beginning or in the middle of a word.
    pub(super) fn words(&self) -> Vec<Completion> {
        let context = self.context;
        if let Some(ledger) = context.path_ledger() {
            return ledger.fields.iter().map(of_field).collect();
        }
        if !context.wants_operand() {
            return self.after_a_value();
        }
        if context.wants_records() {
            return self.catalogue.ledgers().map(of_ledger).collect();
        }
        let mut offers = self.values();
        if context.open.last().is_some_and(|open| open.list) {
            return offers;
        }
        if let Some(ledger) = context.record(0) {
            offers.extend(ledger.fields.iter().map(of_field));
            offers.extend([special("本记录", "id"), special("佐证数", "evidence")]);
            offers.extend(functions(|function| {
                matches!(function, Function::Exists | Function::InPeriod | Function::Reference)
            }));
            return offers;
        }
        offers.extend(self.figures());
        offers
    }

    /// Figures of many records.
    fn figures(&self) -> Vec<Completion> {
        let innermost = self.context.open.last();
        match innermost.map(|open| (open.function, open.arguments)) {
            Some((Some(Function::Per), 0)) => BUCKETS
                .iter()
                .map(|(code, chinese, _)| word(*chinese, CompletionKind::Word, *code))
                .collect(),
            _ => functions(|function| function != Function::InPeriod),
        }
    }

    /// After `@`.
    pub(super) fn modes(&self) -> Vec<Completion> {
        let source = self.context.open.last().filter(|open| open.at_records());
        if let Some(ledger) = source.and_then(|open| open.ledger)
            && matches!(self.last(), Some(TokenKind::Name(_)))
        {
            return modes_of(ledger);
        }
        [("@期末", "@end"), ("@期初", "@start")]
            .map(|(chinese, code)| word(chinese, CompletionKind::Mode, code))
            .into()
    }

    /// The values that the field asked about can have.
    pub(super) fn values(&self) -> Vec<Completion> {
        let field = self.context.compared_field();
        let Some(FieldKind::Choice { options, .. }) = field.map(|field| &field.kind) else {
            return Vec::new();
        };
        let quoted = |option: &String| format!("'{}'", option.replace('\'', "''"));
        options.iter().map(|option| word(quoted(option), CompletionKind::Value, "")).collect()
    }

    fn after_a_value(&self) -> Vec<Completion> {
        let Some(innermost) = self.context.open.last() else { return Vec::new() };
        if let Some(ledger) = source_begun(innermost) {
            let condition = word("其中", CompletionKind::Word, "where");
            return match self.last() {
                Some(TokenKind::Name(_)) => {
                    modes_of(ledger).into_iter().chain([condition]).collect()
                }
                _ => vec![condition],
            };
        }
        if self.context.record(0).is_none() {
            return Vec::new();
        }
        AFTER_A_VALUE.into_iter().map(|text| word(text, CompletionKind::Word, "")).collect()
    }

    fn last(&self) -> Option<&TokenKind> {
        self.context.tokens.last().map(|token| &token.kind)
    }
}

fn word(text: impl Into<String>, kind: CompletionKind, hint: impl Into<String>) -> Completion {
    Completion { text: text.into(), kind, hint: hint.into() }
}

/// The ledger whose name or time was just written.
fn source_begun<'o>(innermost: &Open<'o>) -> Option<&'o LedgerDefinition> {
    innermost.ledger.filter(|_| innermost.at_records() && !innermost.conditional)
}

fn special(text: &str, code: &str) -> Completion {
    word(text, CompletionKind::Field, code)
}

fn functions(fits: impl Fn(Function) -> bool) -> Vec<Completion> {
    let fitting = FUNCTIONS.iter().filter(|(.., function)| fits(*function));
    let offer = |(code, chinese, _): &(&str, &str, Function)| {
        word(format!("{chinese}("), CompletionKind::Function, *code)
    };
    fitting.map(offer).collect()
}

fn modes_of(ledger: &LedgerDefinition) -> Vec<Completion> {
    let fitting = MODES.iter().filter(|(.., mode)| mode.fits(ledger));
    let offer = |(code, chinese, _): &(&str, &str, Mode)| {
        word(format!("@{chinese}"), CompletionKind::Mode, format!("@{code}"))
    };
    fitting.map(offer).collect()
}

fn of_ledger(ledger: &LedgerDefinition) -> Completion {
    word(&ledger.label, CompletionKind::Ledger, ledger.code.as_str())
}

fn of_field(field: &FieldDefinition) -> Completion {
    word(&field.label, CompletionKind::Field, field.code.as_str())
}
