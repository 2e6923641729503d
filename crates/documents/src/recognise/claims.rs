//! The account of a source: every text is taken once, and what nobody took is unplaced.

use vocabulary::{Confidence, FiledText, Place};

/// What became of one text of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimKind {
    /// A label, heading or mark of the form; it says nothing of its own.
    Label,
    /// The field named, by its Chinese label. A cell that holds `项目名称：道路维修`, or several
    /// numbered goals, counts once, under its first field.
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
pub(super) struct TextId(usize);

#[derive(Debug)]
struct Entry<'a> {
    at: Place,
    text: &'a str,
    confidence: Confidence,
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
        let id = TextId(self.entries.len());
        self.entries.push(Entry { at, text, confidence, what: None });
        id
    }

    /// Whether nobody has taken the text yet.
    pub(super) fn is_free(&self, id: TextId) -> bool {
        self.entries.get(id.0).is_some_and(|entry| entry.what.is_none())
    }

    /// Takes a text for a label or field; says whether it was free.
    pub(super) fn claim(&mut self, id: TextId, what: ClaimKind) -> bool {
        match self.entries.get_mut(id.0) {
            Some(entry) if entry.what.is_none() => {
                entry.what = Some(what);
                true
            }
            _ => false,
        }
    }

    /// Closes the account: the claims in the order of the source, and what nobody took.
    pub(super) fn close(self) -> (Vec<Claim>, Vec<FiledText>) {
        let mut unplaced = Vec::new();
        let claims = self
            .entries
            .into_iter()
            .map(|entry| {
                let what = entry.what.unwrap_or(ClaimKind::Unplaced);
                if what == ClaimKind::Unplaced {
                    unplaced.push(FiledText {
                        text: entry.text.trim().to_owned(),
                        at: entry.at,
                        confidence: entry.confidence,
                    });
                }
                Claim { at: entry.at, text: entry.text.to_owned(), what }
            })
            .collect();
        (claims, unplaced)
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
