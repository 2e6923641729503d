//! The rules of a review as data: `rules/review.toml` and `rules/lexicon.toml`.
//!
//! ```text
//! ReviewRules   CheckRule a code (title, severity, group, basis, how to mend)
//!               words by WordList, figures by Figure, the structured lists below
//!               Lexicon (misprints of the field), ScoringRules, Taxonomy
//! ```
//!
//! This module knows no file format; `documents::rules` reads the files.

mod figures;
mod lexicon;
mod scoring;
mod words;

pub use figures::Figure;
pub use lexicon::{Fault, Misprint, Position};
pub use scoring::{GradeBand, ScoringRules};
pub use words::WordList;

use super::score::Group;
use indicators::Taxonomy;
use std::collections::BTreeMap;
use vocabulary::{Basis, Decimal, Money, RuleCode, Severity};

/// Whether a check compares what is printed, or judges what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// Decided by the text alone.
    Mechanical,
    /// A judgement by words the texts share; a reviewer may see it otherwise.
    Semantic,
}

impl CheckKind {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mechanical => "机械检查",
            Self::Semantic => "语义判断",
        }
    }
}

/// One check as the catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRule {
    /// What is wrong, in a few Chinese words.
    pub title: String,
    /// How much an issue weighs.
    pub severity: Severity,
    /// How much it weighs in the milder case that `checks` names, where there is one.
    pub milder: Option<Severity>,
    /// Which group of the review score it takes points from.
    pub group: Group,
    /// Mechanical or semantic.
    pub kind: CheckKind,
    /// What is looked at.
    pub checks: String,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub mend: String,
    /// The regulation it rests on.
    pub basis: Basis,
}

/// A time of the year that a goal may promise something for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// The words, `暑期前`.
    pub word: String,
    /// The month by whose end the money has to be there.
    pub month: u8,
}

/// A rate whose denominator is known in the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedDenominator {
    /// Words one of which the indicator's name contains.
    pub names: Vec<String>,
    /// Words one of which the numerator contains.
    pub numerators: Vec<String>,
    /// Words one of which the denominator has to contain.
    pub denominators: Vec<String>,
    /// What the denominator should be, in words.
    pub suggestion: String,
}

/// A promise that a small budget cannot keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostlyPromise {
    /// Words one of which the indicator contains.
    pub words: Vec<String>,
    /// The target from which on it is costly, in the unit of the target.
    pub at_least: Decimal,
    /// The budget below which it is not believed.
    pub budget_below: Money,
}

/// Business that belongs to another authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignDuty {
    /// Words one of which the unit's name contains.
    pub units: Vec<String>,
    /// Words of the business.
    pub business: Vec<String>,
    /// Whose business it is, and by which regulation.
    pub owner: String,
}

/// A category of goals that a document may promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedCategory {
    /// The promise as it is worded, `专项资金绩效目标`.
    pub promise: String,
    /// What a sheet's title or name contains when the promise is kept.
    pub kept_by: String,
}

/// Two ways to write one word of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameWord {
    /// The long form, `人民防空`.
    pub written: String,
    /// The form it is compared by, `人防`.
    pub means: String,
}

/// Severity, basis, words and figures of every check, for one year and region.
#[derive(Clone, Debug, Default)]
pub struct ReviewRules {
    /// The catalogue. A check without an entry is not run.
    pub checks: BTreeMap<RuleCode, CheckRule>,
    /// The lists of words.
    pub words: BTreeMap<WordList, Vec<String>>,
    /// The thresholds.
    pub figures: BTreeMap<Figure, Decimal>,
    /// Times of the year, for R82.
    pub seasons: Vec<Season>,
    /// Known denominators, for R45.
    pub denominators: Vec<ExpectedDenominator>,
    /// Promises too large for their money, for R56.
    pub costly_promises: Vec<CostlyPromise>,
    /// Business of other authorities, for R84.
    pub foreign_duties: Vec<ForeignDuty>,
    /// Categories that may be promised, for R85.
    pub promised_categories: Vec<PromisedCategory>,
    /// Words written in two ways, for every comparison of business.
    pub same_words: Vec<SameWord>,
    /// Misprints, outdated and redundant wording, for R70, R72, R73.
    pub lexicon: Vec<Misprint>,
    /// How issues become points.
    pub scoring: ScoringRules,
    /// How documents name the levels of indicators.
    pub taxonomy: Taxonomy,
}

impl ReviewRules {
    /// The words of a list; none when the rules have no such list.
    pub fn words(&self, list: WordList) -> &[String] {
        self.words.get(&list).map_or(&[], Vec::as_slice)
    }

    /// Whether a text contains a word of a list.
    pub fn mentions(&self, list: WordList, text: &str) -> bool {
        self.first_mentioned(list, text).is_some()
    }

    /// The first word of a list that a text contains.
    pub fn first_mentioned(&self, list: WordList, text: &str) -> Option<&str> {
        self.words(list).iter().map(String::as_str).find(|word| text.contains(word))
    }

    /// A threshold; nothing when the rules do not set it.
    pub fn figure(&self, figure: Figure) -> Decimal {
        self.figures.get(&figure).copied().unwrap_or_default()
    }

    /// A threshold that is a whole number.
    pub fn whole_figure(&self, figure: Figure) -> usize {
        usize::try_from(self.figure(figure)).unwrap_or_default()
    }
}
