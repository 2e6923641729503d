//! Names found, types and units proved.

mod calls;
mod names;
mod operators;

use super::tree::{Expr, ExprKind};
use super::typed::{Node, NumberUnit, Type, Typed};
use super::{LanguageError, Span};
use crate::{Catalogue, LedgerDefinition, Name};

/// What an expression speaks about.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// One record of a ledger: checks, computed fields, filters. No figures over records but
    /// `exists`.
    Record(&'a LedgerDefinition),
    /// All ledgers: the formula of an indicator.
    Formula,
}

/// Finds names and proves types, against the definitions of all ledgers.
pub struct Checker<'a> {
    catalogue: &'a Catalogue,
    /// The ledgers of the records in reach, the nearest last.
    frames: Vec<&'a LedgerDefinition>,
    /// Computed fields that are being put in, to notice one that needs itself.
    computing: Vec<(Name, Name)>,
    errors: Vec<LanguageError>,
}

impl<'a> Checker<'a> {
    /// Checks an expression.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the text.
    pub fn check(
        catalogue: &'a Catalogue,
        expr: &Expr,
        scope: Scope<'a>,
    ) -> Result<Typed, Vec<LanguageError>> {
        let frames = match scope {
            Scope::Record(ledger) => vec![ledger],
            Scope::Formula => Vec::new(),
        };
        let mut checker = Self { catalogue, frames, computing: Vec::new(), errors: Vec::new() };
        let typed = checker.expr(expr);
        let mut errors = checker.errors;
        match typed {
            Some(typed) if errors.is_empty() => Ok(typed),
            _ => {
                errors.sort_by_key(|error| error.span);
                errors.dedup();
                Err(errors)
            }
        }
    }

    /// Checks an expression that must say yes or no.
    ///
    /// # Errors
    /// As [`Checker::check`], and when it says something else.
    pub fn check_truth(
        catalogue: &'a Catalogue,
        expr: &Expr,
        scope: Scope<'a>,
    ) -> Result<Typed, Vec<LanguageError>> {
        let typed = Self::check(catalogue, expr, scope)?;
        if typed.ty == Type::Truth {
            return Ok(typed);
        }
        let message = format!("此处应为判断（是或否），得到的是{}", typed.ty.label());
        Err(vec![LanguageError::new(typed.span, message)])
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(LanguageError::new(span, message));
    }

    /// Whether figures over records may stand here: not within a condition on one record.
    fn in_record(&self) -> bool {
        !self.frames.is_empty()
    }

    /// None when something was wrong, which was told.
    fn expr(&mut self, expr: &Expr) -> Option<Typed> {
        let span = expr.span;
        let typed = |node, ty| Some(Typed { node, ty, span });
        match &expr.kind {
            ExprKind::Number(number) => {
                typed(Node::Number(number.normalize()), Type::Number(NumberUnit::Any))
            }
            ExprKind::Text(text) => typed(Node::Text(text.clone()), Type::Text),
            ExprKind::Day(day) => typed(Node::Day(*day), Type::Day),
            ExprKind::Truth(truth) => typed(Node::Truth(*truth), Type::Truth),
            ExprKind::PeriodStart => typed(Node::PeriodStart, Type::Day),
            ExprKind::PeriodEnd => typed(Node::PeriodEnd, Type::Day),
            ExprKind::Path(path) => self.path(path, span),
            ExprKind::List(items) => self.list(items, span),
            ExprKind::Not(of) => {
                let of = self.truth(of)?;
                typed(Node::Not(Box::new(of)), Type::Truth)
            }
            ExprKind::And(parts) => {
                let parts = self.truths(parts)?;
                typed(Node::And(parts), Type::Truth)
            }
            ExprKind::Or(parts) => {
                let parts = self.truths(parts)?;
                typed(Node::Or(parts), Type::Truth)
            }
            ExprKind::Compare(comparator, left, right) => {
                self.compare(*comparator, left, right, span)
            }
            ExprKind::In(value, list) => self.is_in(value, list, span),
            ExprKind::IsNull { of, negated } => {
                let of = self.expr(of)?;
                let node = Node::IsNull { of: Box::new(of), negated: *negated };
                typed(node, Type::Truth)
            }
            ExprKind::Arithmetic(operation, left, right) => {
                self.arithmetic(*operation, left, right, span)
            }
            ExprKind::Call { name, arguments } => self.call(name, arguments, span),
        }
    }

    fn truth(&mut self, expr: &Expr) -> Option<Typed> {
        let typed = self.expr(expr)?;
        if typed.ty != Type::Truth {
            let message = format!("此处应为判断（是或否），得到的是{}", typed.ty.label());
            self.error(typed.span, message);
            return None;
        }
        Some(typed)
    }

    fn truths(&mut self, exprs: &[Expr]) -> Option<Vec<Typed>> {
        // Each part is looked at, so that everything that is wrong is told at once.
        let typed: Vec<_> = exprs.iter().map(|expr| self.truth(expr)).collect();
        typed.into_iter().collect()
    }

    fn list(&mut self, items: &[Expr], span: Span) -> Option<Typed> {
        let typed: Vec<_> = items.iter().map(|item| self.expr(item)).collect();
        let typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
        let first = typed.first()?.ty.clone();
        for item in &typed {
            let constant = matches!(item.node, Node::Number(_) | Node::Text(_) | Node::Day(_));
            if !constant {
                self.error(item.span, "列表中只能写数值、文字或日期");
                return None;
            }
            if item.ty != first {
                let message =
                    format!("列表中各项应同类：此处是{}，首项是{}", item.ty.label(), first.label());
                self.error(item.span, message);
                return None;
            }
        }
        Some(Typed { node: Node::List(typed), ty: Type::List(Box::new(first)), span })
    }
}
