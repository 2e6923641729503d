//! The small typed language of checks, computed fields and formulas.
//!
//! ```text
//! text ── parse ──> Expr        names as written, code or Chinese
//!      ── check ──> Typed       every name found, every type and unit right; one tree for all spellings
//!      ── print ──> text        in code or in Chinese; reads back to the same tree
//! text, place ── complete ──> words that may stand there
//! ```
//!
//! It has no loops, no recursion, no clock and no functions of users: every expression ends, and
//! gives the same for the same records. Truth has three values; what is unknown is not counted.

mod check;
mod complete;
mod error;
mod nearest;
mod parse;
mod print;
mod reach;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod typed;
mod words;

pub use check::{Checker, Scope};
pub use complete::{Completion, CompletionKind, Completions, complete};
pub use error::{LanguageError, Span};
pub(crate) use nearest::nearest;
pub use parse::parse;
pub use print::{Spelling, print};
pub use reach::{REFERENCE_LEDGER, Reach};
pub use tree::{
    Aggregate, Argument, Arithmetic, Bucket, Comparator, Expr, ExprKind, Fold, Mode, Path, Source,
    Word,
};
pub use typed::{
    Column, ColumnName, Node, NumberUnit, REFERENCE_DIGITS, SourcePlan, Step, Type, Typed,
};
