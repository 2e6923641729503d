//! 问题: a review defect of a document.

use crate::{Basis, Place};
use std::fmt;

/// The stable code of a review check, `R20`. Never reused for another check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleCode(pub u16);

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{:02}", self.0)
    }
}

/// How much a defect weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A hint; nothing need be done.
    Info,
    /// 提示: must be mended or explained in a word before 送审.
    Warning,
    /// 强制: stops 送审 until it is mended.
    Error,
}

impl Severity {
    /// Whether 送审 is stopped.
    pub fn blocks(self) -> bool {
        self == Self::Error
    }

    /// Whether what was found may stay as it is, with a word: a 强制 defect has to be mended.
    pub fn may_stay(self) -> bool {
        self != Self::Error
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Info => "参考",
            Self::Warning => "提示",
            Self::Error => "强制",
        }
    }

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The characters of a field that an issue is about: `start..end`, in characters, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// A proposed change of one field. Offered, never applied without a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The text as it is.
    pub before: String,
    /// The text proposed; `None` when only a person can say it.
    pub after: Option<String>,
    /// What to do, in words.
    pub advice: String,
}

/// A defect of a document: what, where, why, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The check that found it.
    pub rule: RuleCode,
    /// How much it weighs.
    pub severity: Severity,
    /// Which target sheet, counted from 1 in the order of the document; `None` for the
    /// department part or the document as a whole.
    pub sheet: Option<u32>,
    /// Which indicator row of that sheet, counted from 1.
    pub row: Option<u32>,
    /// The field by its Chinese label, `指标值`.
    pub field: &'static str,
    /// Where it stands in the document.
    pub at: Option<Place>,
    /// The text found fault with, as printed.
    pub text: String,
    /// The characters of `text` at fault; `None` for all of it.
    pub span: Option<Span>,
    /// What is wrong, in one or two Chinese sentences.
    pub explanation: String,
    /// How to mend it.
    pub repair: Option<Repair>,
    /// The regulation it rests on.
    pub basis: Basis,
}
