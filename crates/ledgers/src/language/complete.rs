//! What may stand at a place of an expression that is being written.
//!
//! The text up to the place is read as far as it goes; what is open there (brackets, a condition,
//! a quotation mark) says which words fit. Nothing is proved: [`super::Checker`] does that.

mod context;
mod offers;

use super::error::Span;
use super::token::{Token, TokenKind, tokens};
use crate::Catalogue;
use context::Context;
use offers::Offers;

/// More would be a page, not a choice.
const OFFERS_MAX: usize = 20;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// 函数.
    Function,
    /// 台账.
    Ledger,
    /// 时间口径.
    Mode,
    /// 字段.
    Field,
    /// 可选值 of a field.
    Value,
    /// 连接词.
    Word,
}

impl CompletionKind {
    /// The kind in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Function => "函数",
            Self::Ledger => "台账",
            Self::Mode => "时间口径",
            Self::Field => "字段",
            Self::Value => "可选值",
            Self::Word => "连接词",
        }
    }
}

/// A word that may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is written, in Chinese: `计数(`, `设施设备`, `@期末`, `'公房'`.
    pub text: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A word of help: the code, what a field holds.
    pub hint: String,
}

/// The words that may stand at a place, the likeliest first; at most twenty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// What they take the place of, in characters: the word begun, or nothing.
    pub span: Span,
    /// The words.
    pub words: Vec<Completion>,
}

/// The words that may stand at a place of an expression, `at` characters from its beginning.
pub fn complete(catalogue: &Catalogue, text: &str, at: usize) -> Completions {
    let written: Vec<char> = text.chars().take(at).collect();
    let Some(begun) = Begun::of(&written) else { return Completions::default() };
    let context = Context::of(catalogue, &begun.before);
    let offers = Offers { catalogue, context: &context };
    let fitting = match begun.kind {
        BegunKind::Word => offers.words(),
        BegunKind::Mode => offers.modes(),
        BegunKind::Quoted => offers.values(),
    };
    let span = Span { start: begun.start, end: written.len() };
    Completions { span, words: narrowed(fitting, &begun.text) }
}

/// Those that go with what was begun; what begins with it comes first.
fn narrowed(offers: Vec<Completion>, begun: &str) -> Vec<Completion> {
    let begun = begun.to_lowercase();
    let bare = |offer: &Completion| offer.text.trim_start_matches(['@', '\'']).to_owned();
    let mut fitting: Vec<(bool, Completion)> = offers
        .into_iter()
        .filter(|offer| {
            bare(offer).contains(&begun) || offer.hint.to_lowercase().starts_with(&begun)
        })
        .map(|offer| (!bare(&offer).starts_with(&begun), offer))
        .filter(|(_, offer)| offer.text != begun)
        .collect();
    fitting.sort_by_key(|(later, _)| *later);
    fitting.into_iter().map(|(_, offer)| offer).take(OFFERS_MAX).collect()
}

/// The word at the place, as far as it is written, and what stands before it.
struct Begun {
    before: Vec<Token>,
    start: usize,
    text: String,
    kind: BegunKind,
}

enum BegunKind {
    Word,
    Mode,
    Quoted,
}

impl Begun {
    /// None when the text before the place cannot be read.
    fn of(written: &[char]) -> Option<Self> {
        let text: String = written.iter().collect();
        match tokens(&text) {
            Ok(mut before) => {
                before.pop();
                Some(Self::after(before, written.len()))
            }
            Err(error) => Self::open(written, error.span.start),
        }
    }

    fn after(mut before: Vec<Token>, at: usize) -> Self {
        let last = before.last().filter(|token| token.span.end == at);
        let (kind, text, start) = match last.map(|token| (&token.kind, token.span.start)) {
            Some((TokenKind::Name(name), start)) => (BegunKind::Word, name.clone(), start),
            Some((TokenKind::At(name), start)) => (BegunKind::Mode, name.clone(), start),
            _ => return Self { before, start: at, text: String::new(), kind: BegunKind::Word },
        };
        before.pop();
        Self { before, start, text, kind }
    }

    /// An `@` without a name, or a text without its end.
    fn open(written: &[char], from: usize) -> Option<Self> {
        let head: String = written.get(..from)?.iter().collect();
        let (mark, rest) = written.get(from..)?.split_first()?;
        let mut before = tokens(&head).ok()?;
        before.pop();
        let kind = match mark {
            '@' | '＠' => BegunKind::Mode,
            '\'' | '"' | '‘' | '“' | '「' => BegunKind::Quoted,
            _ => return None,
        };
        Some(Self { before, start: from, text: rest.iter().collect(), kind })
    }
}

#[cfg(test)]
mod tests;
