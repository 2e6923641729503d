//! What is wrong with an expression, and where.

use std::fmt;

/// A stretch of an expression, in characters from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first character.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

impl Span {
    /// The stretch from the beginning of one to the end of the other.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self { start: self.start.min(end.start), end: self.end.max(end.end) }
    }
}

/// One thing that is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageError {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What was probably meant, to be put in the place of the stretch.
    pub suggestion: Option<String>,
}

impl LanguageError {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), suggestion: None }
    }

    pub(crate) fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl fmt::Display for LanguageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}个字：{}", self.span.start.saturating_add(1), self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "，是否为“{suggestion}”"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for LanguageError {}
