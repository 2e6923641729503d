//! What is wrong with a formula, with the place marked and the remedy at hand.

use crate::work::book::Book;
use indicators::{Formula, FormulaError};
use ledgers::language::LanguageError;

/// Characters shown on either side of the place.
const AROUND: usize = 24;

/// One fault.
pub(crate) struct FormulaFault {
    /// Its number in the list, from 0.
    pub(crate) at: usize,
    /// The character where it begins, from 1.
    pub(crate) character: usize,
    /// What is wrong.
    pub(crate) message: String,
    /// The text before the place, as much as is shown.
    pub(crate) before: String,
    /// The place.
    pub(crate) marked: String,
    /// The text after it.
    pub(crate) after: String,
    /// What was probably meant.
    pub(crate) suggestion: Option<String>,
}

impl FormulaFault {
    /// All faults of a formula.
    pub(in crate::pages::library) fn all(text: &str, error: &FormulaError) -> Vec<Self> {
        let characters: Vec<char> = text.chars().collect();
        error.0.iter().enumerate().map(|(at, error)| Self::of(&characters, at, error)).collect()
    }

    fn of(characters: &[char], at: usize, error: &LanguageError) -> Self {
        let count = characters.len();
        let (start, end) = (error.span.start.min(count), error.span.end.min(count));
        let part = |from: usize, to: usize| {
            characters.get(from..to).unwrap_or_default().iter().collect::<String>()
        };
        Self {
            at,
            character: start + 1,
            message: error.message.clone(),
            before: part(start.saturating_sub(AROUND), start),
            marked: part(start, end),
            after: part(end, (end + AROUND).min(count)),
            suggestion: error.suggestion.clone(),
        }
    }
}

/// A formula with the suggestion for one of its faults taken; as it is when there is none.
pub(in crate::pages::library) fn mended(book: &Book, text: &str, at: usize) -> String {
    let Err(error) = Formula::read(&book.catalogue, text) else { return text.to_owned() };
    let Some(fault) = error.0.get(at) else { return text.to_owned() };
    let Some(suggestion) = &fault.suggestion else { return text.to_owned() };
    let characters: Vec<char> = text.chars().collect();
    let head = characters.get(..fault.span.start).unwrap_or_default();
    let tail = characters.get(fault.span.end..).unwrap_or_default();
    head.iter().copied().chain(suggestion.chars()).chain(tail.iter().copied()).collect()
}
