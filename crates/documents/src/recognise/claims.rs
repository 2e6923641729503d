//! The account of a source: every text is taken once, and what nobody took is unplaced.

use vocabulary::{Confidence, FiledText, Place};

/// What became of one text of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// A label, heading or mark of the form; it says nothing of its own.
    Label,
    /// The field named, by its Chinese label. A cell that holds `项目名称：道路维修`, or several
    /// numbered goals, counts once, under its first field; so does a line that holds a row cut
    /// from its table, of which any part that found no field stands in `Document::unplaced`.
    Field(&'static str),
    /// It found no field and stands in `Document::unplaced`.
    Unplaced,
}

/// One non-empty cell or paragraph of the source, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Where it stands.
    pub at: Place,
    /// The text as read.
    pub text: String,
    /// What became of it.
    pub what: ClaimKind,
}

/// Number of a text in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TextId {
    entry: usize,
    /// Which part of a text that holds several cells, from 1; 0 is the whole.
    part: usize,
}

#[derive(Debug)]
struct Entry<'a> {
    at: Place,
    text: &'a str,
    confidence: Confidence,
    what: Option<ClaimKind>,
    /// The cells of a line that was cut from its table.
    parts: Vec<Part<'a>>,
}

#[derive(Debug)]
struct Part<'a> {
    text: &'a str,
    what: Option<ClaimKind>,
}

/// Every text of the source in its order. A text can be claimed once; a second claim is refused,
/// so that no text can stand in two fields.
#[derive(Debug, Default)]
pub(super) struct Ledger<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Ledger<'a> {
    /// Enters a text that is not blank.
    pub(super) fn enter(&mut self, at: Place, text: &'a str, confidence: Confidence) -> TextId {
        let entry = self.entries.len();
        self.entries.push(Entry { at, text, confidence, what: None, parts: Vec::new() });
        TextId { entry, part: 0 }
    }

    /// Adds a part to a text, a cell of its own.
    pub(super) fn enter_part(&mut self, whole: TextId, text: &'a str) -> TextId {
        let mut part = 0;
        if let Some(entry) = self.entries.get_mut(whole.entry) {
            entry.parts.push(Part { text, what: None });
            part = entry.parts.len();
        }
        TextId { part, ..whole }
    }

    fn state(&mut self, id: TextId) -> Option<&mut Option<ClaimKind>> {
        let entry = self.entries.get_mut(id.entry)?;
        match id.part.checked_sub(1) {
            None => Some(&mut entry.what),
            Some(part) => entry.parts.get_mut(part).map(|part| &mut part.what),
        }
    }

    /// Whether nobody has taken the text yet.
    pub(super) fn is_free(&mut self, id: TextId) -> bool {
        self.state(id).is_some_and(|what| what.is_none())
    }

    /// Takes a text for a label or field; says whether it was free.
    pub(super) fn claim(&mut self, id: TextId, what: ClaimKind) -> bool {
        match self.state(id) {
            Some(state) if state.is_none() => {
                *state = Some(what);
                true
            }
            _ => false,
        }
    }

    /// Closes the account: the claims in the order of the source, and what nobody took.
    pub(super) fn close(self) -> (Vec<Claim>, Vec<FiledText>) {
        let mut unplaced = Vec::new();
        let mut claims = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            let what = entry.what();
            let mut leave = |text: &str| {
                unplaced.push(FiledText {
                    text: text.trim().to_owned(),
                    at: entry.at,
                    confidence: entry.confidence,
                });
            };
            if what == ClaimKind::Unplaced {
                leave(entry.text);
            } else {
                let left = entry.parts.iter().filter(|part| part.what.is_none());
                left.for_each(|part| leave(part.text));
            }
            claims.push(Claim { at: entry.at, text: entry.text.to_owned(), what });
        }
        (claims, unplaced)
    }
}

impl Entry<'_> {
    /// What became of the text: its own claim, else the first field of its parts, else a label.
    fn what(&self) -> ClaimKind {
        let of_parts = || {
            let taken = || self.parts.iter().filter_map(|part| part.what);
            let field = taken().find(|what| matches!(what, ClaimKind::Field(_)));
            field.or_else(|| taken().next())
        };
        self.what.or_else(of_parts).unwrap_or(ClaimKind::Unplaced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_claimed_once_and_what_is_left_is_unplaced() {
        let at = |paragraph| Place::Paragraph { page: None, paragraph };
        let mut ledger = Ledger::default();
        let first = ledger.enter(at(1), "项目名称", Confidence::Certain);
        let second = ledger.enter(at(2), "道路维修", Confidence::Certain);
        ledger.enter(at(3), "附件", Confidence::Certain);
        assert!(ledger.claim(first, ClaimKind::Label));
        assert!(ledger.claim(second, ClaimKind::Field("项目名称")));
        assert!(!ledger.claim(second, ClaimKind::Field("资金用途")));
        let (claims, unplaced) = ledger.close();
        assert_eq!(
            claims.iter().map(|claim| claim.what).collect::<Vec<_>>(),
            [ClaimKind::Label, ClaimKind::Field("项目名称"), ClaimKind::Unplaced]
        );
        assert_eq!(unplaced.len(), 1);
    }
}
