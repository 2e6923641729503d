//! 词表: misprints and wording of the field.

use vocabulary::Span;

/// What is wrong with a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A wrong character or a truncated word (R70).
    Misprint,
    /// A phrase of an earlier time (R72).
    Outdated,
    /// Words that say the same twice (R73).
    Redundant,
}

/// Where in a field a wording is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Anywhere.
    #[default]
    Anywhere,
    /// Only at the beginning of the field.
    Start,
    /// Only at the end of the field.
    End,
}

/// One entry of the lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misprint {
    /// What kind of fault it is.
    pub fault: Fault,
    /// The wording as printed, `监管绿`.
    pub printed: String,
    /// The likely wording, `监管率`; `None` when only a person can say it.
    pub meant: Option<String>,
    /// Where it is wrong.
    pub position: Position,
    /// Characters that, directly behind it, make it right: `使用状` before `态`.
    pub right_before: Vec<String>,
    /// Why, in a Chinese sentence.
    pub note: String,
}

impl Misprint {
    /// The characters of `text` that are wrong by this entry: the first place.
    pub fn find(&self, text: &str) -> Option<Span> {
        let mut from = 0_usize;
        while let Some(found) = text.get(from..).and_then(|rest| rest.find(&self.printed)) {
            let start = from.saturating_add(found);
            let end = start.saturating_add(self.printed.len());
            if self.is_wrong_here(text, start, end) {
                let first = text.get(..start).map_or(0, |before| before.chars().count());
                return Some(Span {
                    start: first,
                    end: first.saturating_add(self.printed.chars().count()),
                });
            }
            from = end;
        }
        None
    }

    fn is_wrong_here(&self, text: &str, start: usize, end: usize) -> bool {
        let before = text.get(..start).unwrap_or_default();
        let behind = text.get(end..).unwrap_or_default();
        let excused = self.right_before.iter().any(|right| behind.starts_with(right.as_str()));
        let placed = match self.position {
            Position::Anywhere => true,
            Position::Start => before.trim().is_empty() || before.ends_with(['。', '；', ';']),
            Position::End => behind.trim_start().is_empty() || behind.starts_with(['。', '；']),
        };
        placed && !excused
    }
}
