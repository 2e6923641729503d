//! What is open at the end of a piece of an expression.

use super::super::token::{Token, TokenKind};
use super::super::words::{Function, Keyword, function};
use crate::{Catalogue, FieldDefinition, FieldKind, LedgerDefinition};

/// A bracket that is open.
#[derive(Default)]
pub(super) struct Open<'a> {
    /// The function whose bracket it is; none of a plain bracket and of a list.
    pub(super) function: Option<Function>,
    /// The ledger that it counts over, once written.
    pub(super) ledger: Option<&'a LedgerDefinition>,
    /// Whether the condition on its records has begun.
    pub(super) conditional: bool,
    /// How many arguments are complete.
    pub(super) arguments: usize,
    /// Whether it is a list in square brackets.
    pub(super) list: bool,
}

impl Open<'_> {
    /// Whether the argument at hand is the one that names records.
    pub(super) fn at_records(&self) -> bool {
        let records = match self.function {
            Some(
                Function::Aggregate(_) | Function::Exists | Function::Each | Function::Covered,
            ) => Some(0),
            Some(Function::Per) => Some(1),
            Some(
                Function::Percent
                | Function::Least
                | Function::Reference
                | Function::Days
                | Function::InPeriod
                | Function::Fold(_)
                | Function::Area
                | Function::TopTwo
                | Function::Same,
            )
            | None => None,
        };
        records == Some(self.arguments)
    }

    fn takes_vectors(&self) -> bool {
        matches!(self.function, Some(Function::Each | Function::Per))
    }
}

/// What is open, and the tokens that led there.
pub(super) struct Context<'a> {
    catalogue: &'a Catalogue,
    pub(super) tokens: &'a [Token],
    pub(super) open: Vec<Open<'a>>,
}

impl<'a> Context<'a> {
    pub(super) fn of(catalogue: &'a Catalogue, tokens: &'a [Token]) -> Self {
        let mut context = Self { catalogue, tokens, open: Vec::new() };
        let mut previous = None;
        for token in tokens {
            context.take(&token.kind, previous);
            previous = Some(&token.kind);
        }
        context
    }

    fn take(&mut self, token: &TokenKind, previous: Option<&TokenKind>) {
        match token {
            TokenKind::Name(name) => self.name(name),
            TokenKind::Sign("(") => {
                let called = if let Some(TokenKind::Name(name)) = previous { name } else { "" };
                self.open.push(Open { function: function(called), ..Open::default() });
            }
            TokenKind::Sign("[") => self.open.push(Open { list: true, ..Open::default() }),
            TokenKind::Sign(")" | "]") => {
                self.open.pop();
            }
            TokenKind::Sign(",") => {
                if let Some(open) = self.open.last_mut() {
                    open.arguments = open.arguments.saturating_add(1);
                    open.conditional = false;
                }
            }
            TokenKind::Word(Keyword::Where) => {
                if let Some(open) = self.open.last_mut() {
                    open.conditional = true;
                }
            }
            TokenKind::Sign(_)
            | TokenKind::Word(_)
            | TokenKind::Number(_)
            | TokenKind::Text(_)
            | TokenKind::Day(_)
            | TokenKind::At(_)
            | TokenKind::End => {}
        }
    }

    /// A name where records are due is the ledger.
    fn name(&mut self, name: &str) {
        let inner = self.is_inner();
        if let Some(open) = self.open.last_mut()
            && !inner
            && open.ledger.is_none()
            && open.at_records()
        {
            open.ledger = self.catalogue.called(name);
        }
    }

    /// Whether the innermost bracket is that of what is taken of each key or stretch: `合计(` in
    /// `逐项(台账, 字段, 合计(`. It speaks about the records of the bracket around it.
    pub(super) fn is_inner(&self) -> bool {
        let around = self.open.len().checked_sub(2).and_then(|at| self.open.get(at));
        around
            .is_some_and(|open| open.takes_vectors() && open.ledger.is_some() && !open.conditional)
    }

    /// Whether a ledger is due.
    pub(super) fn wants_records(&self) -> bool {
        let innermost = self.open.last();
        !self.is_inner() && innermost.is_some_and(|open| open.ledger.is_none() && open.at_records())
    }

    /// The ledgers of the records in reach, the nearest last.
    fn in_reach(&self) -> Vec<&'a LedgerDefinition> {
        let speaks = |open: &&Open<'a>| open.conditional || !open.at_records();
        self.open.iter().filter(speaks).filter_map(|open| open.ledger).collect()
    }

    /// The ledger of the record at hand; with `outwards` 1 of the one enclosing it.
    pub(super) fn record(&self, outwards: usize) -> Option<&'a LedgerDefinition> {
        self.in_reach().into_iter().rev().nth(outwards)
    }

    /// Whether a value may begin here, not a sign or a word that joins.
    pub(super) fn wants_operand(&self) -> bool {
        match self.tokens.last().map(|token| &token.kind) {
            None | Some(TokenKind::End) => true,
            Some(TokenKind::Sign(sign)) => !matches!(*sign, ")" | "]"),
            Some(TokenKind::Word(word)) => matches!(
                word,
                Keyword::And | Keyword::Or | Keyword::Not | Keyword::In | Keyword::Where
            ),
            Some(
                TokenKind::Name(_)
                | TokenKind::Number(_)
                | TokenKind::Text(_)
                | TokenKind::Day(_)
                | TokenKind::At(_),
            ) => false,
        }
    }

    /// The ledger whose fields go on a path that ends in a point: `$.`, `设施.`.
    pub(super) fn path_ledger(&self) -> Option<&'a LedgerDefinition> {
        let (point, path) = self.tokens.split_last()?;
        if point.kind == TokenKind::Sign("$.") {
            return self.record(1);
        }
        let field = self.field_at_end(path).filter(|_| point.kind == TokenKind::Sign("."))?;
        let FieldKind::Reference { ledger } = &field.kind else { return None };
        self.catalogue.ledger(ledger.as_str())
    }

    /// The field whose value is asked for: that before `=`, or before the list that is open.
    pub(super) fn compared_field(&self) -> Option<&'a FieldDefinition> {
        let inside = self.open.last().is_some_and(|open| open.list);
        let at = self.tokens.iter().rposition(|token| {
            if inside {
                token.kind == TokenKind::Word(Keyword::In)
            } else {
                matches!(token.kind, TokenKind::Sign("=" | "!="))
            }
        })?;
        let last = at.saturating_add(1) == self.tokens.len();
        if inside || last { self.field_at_end(self.tokens.get(..at)?) } else { None }
    }

    /// The field that a path at the end of some tokens leads to.
    fn field_at_end(&self, tokens: &[Token]) -> Option<&'a FieldDefinition> {
        let (last, before) = tokens.split_last()?;
        let TokenKind::Name(name) = &last.kind else { return None };
        let ledger = match before.split_last() {
            Some((point, path)) if point.kind == TokenKind::Sign(".") => {
                let field = self.field_at_end(path)?;
                let FieldKind::Reference { ledger } = &field.kind else { return None };
                self.catalogue.ledger(ledger.as_str())?
            }
            Some((point, _)) if point.kind == TokenKind::Sign("$.") => self.record(1)?,
            _ => self.record(0)?,
        };
        ledger.field_called(name)
    }
}
