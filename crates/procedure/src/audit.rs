//! 留痕: entries that are sealed to the entry before them.
//!
//! A chain alone does not show that its tail was cut off: the head (number and digest of the last
//! entry) has to be kept, signed, elsewhere.

use sm3::{Digest as _, Sm3};
use std::fmt;

/// An SM3 digest (GB/T 32905-2016).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// What the first entry is sealed to.
    pub const ORIGIN: Self = Self([0; 32]);

    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sm3::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (position, byte) in bytes.iter_mut().enumerate() {
            let start = position.checked_mul(2)?;
            *byte = u8::from_str_radix(text.get(start..start.checked_add(2)?)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// What happened, before it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditDraft {
    /// When, in milliseconds of UTC since 1970.
    pub at_ms: i64,
    /// The account that acted.
    pub actor: String,
    /// The role it acted in.
    pub role: String,
    /// The address it came from; empty for the command line.
    pub address: String,
    /// The action's code, `document.import`.
    pub action: String,
    /// What kind of thing it acted on, `document`.
    pub object_kind: String,
    /// Which one.
    pub object_id: String,
    /// What changed, before and after, as text.
    pub change: String,
    /// The reason given; empty when none was asked for.
    pub reason: String,
    /// Whether it was done or refused.
    pub done: bool,
    /// Digest of the stored content that came with it, so that content is sealed by the trail;
    /// nothing when none came.
    pub content: Option<Digest>,
}

/// 留痕记录: what happened, sealed to the entry before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Number in the trail, from 1, without gaps.
    pub number: u64,
    /// What happened.
    pub draft: AuditDraft,
    /// Digest of the entry before; [`Digest::ORIGIN`] for the first.
    pub previous: Digest,
    /// Digest of this entry with everything above.
    pub digest: Digest,
}

impl AuditEntry {
    /// Seals a draft to the head of a trail.
    ///
    /// `None` when the trail is full, after 2^64 entries.
    pub fn seal(head: AuditHead, draft: AuditDraft) -> Option<Self> {
        let number = head.number.checked_add(1)?;
        let digest = sealed(number, head.digest, &draft);
        Some(Self { number, draft, previous: head.digest, digest })
    }
}

/// The end of a trail: what the next entry is sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of the last entry; 0 for an empty trail.
    pub number: u64,
    /// Digest of the last entry.
    pub digest: Digest,
}

impl AuditHead {
    /// The head of an empty trail.
    pub const EMPTY: Self = Self { number: 0, digest: Digest::ORIGIN };
}

/// The first entry at which a trail is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An entry is missing, doubled or out of order.
    #[error("第{expected}条留痕记录缺失或顺序不对（读到的是第{found}条）")]
    OutOfOrder {
        /// The number that should have come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An entry is not sealed to the one before it.
    #[error("第{0}条留痕记录与上一条不衔接")]
    NotJoined(u64),
    /// An entry's content is not what was sealed.
    #[error("第{0}条留痕记录的内容被改动")]
    Altered(u64),
}

/// Verifies a trail entry by entry, in constant memory.
#[derive(Clone, Copy, Debug)]
pub struct AuditChain {
    head: AuditHead,
}

impl Default for AuditChain {
    fn default() -> Self {
        Self { head: AuditHead::EMPTY }
    }
}

impl AuditChain {
    /// Verifies the next entry.
    ///
    /// # Errors
    /// When it does not follow on the entries before it, or was altered.
    pub fn push(&mut self, entry: &AuditEntry) -> Result<(), ChainFault> {
        let expected = self.head.number.saturating_add(1);
        if entry.number != expected {
            return Err(ChainFault::OutOfOrder { expected, found: entry.number });
        }
        if entry.previous != self.head.digest {
            return Err(ChainFault::NotJoined(entry.number));
        }
        if entry.digest != sealed(entry.number, entry.previous, &entry.draft) {
            return Err(ChainFault::Altered(entry.number));
        }
        self.head = AuditHead { number: entry.number, digest: entry.digest };
        Ok(())
    }

    /// The head of what was verified so far.
    pub fn head(&self) -> AuditHead {
        self.head
    }
}

/// Every field goes in with its length, so that no text can be moved from one field to the next.
fn sealed(number: u64, previous: Digest, draft: &AuditDraft) -> Digest {
    let mut hash = Sm3::new();
    hash.update(number.to_be_bytes());
    hash.update(previous.0);
    hash.update(draft.at_ms.to_be_bytes());
    hash.update([u8::from(draft.done), u8::from(draft.content.is_some())]);
    hash.update(draft.content.unwrap_or(Digest::ORIGIN).0);
    for field in [
        &draft.actor,
        &draft.role,
        &draft.address,
        &draft.action,
        &draft.object_kind,
        &draft.object_id,
        &draft.change,
        &draft.reason,
    ] {
        hash.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(field.as_bytes());
    }
    Digest(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(action: &str, change: &str) -> AuditDraft {
        AuditDraft {
            at_ms: 1_700_000_000_000,
            actor: "张三".into(),
            role: "clerk".into(),
            address: "10.0.0.8".into(),
            action: action.into(),
            object_kind: "document".into(),
            object_id: "1".into(),
            change: change.into(),
            reason: String::new(),
            done: true,
            content: None,
        }
    }

    fn trail(changes: &[&str]) -> Vec<AuditEntry> {
        let mut head = AuditHead::EMPTY;
        changes
            .iter()
            .map(|change| {
                let entry = AuditEntry::seal(head, draft("document.import", change)).unwrap();
                head = AuditHead { number: entry.number, digest: entry.digest };
                entry
            })
            .collect()
    }

    fn verify(trail: &[AuditEntry]) -> Result<AuditHead, ChainFault> {
        let mut chain = AuditChain::default();
        trail.iter().try_for_each(|entry| chain.push(entry))?;
        Ok(chain.head())
    }

    #[test]
    fn sm3_gives_the_digest_of_the_standard() {
        assert_eq!(
            Digest::of(b"abc").to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn an_honest_trail_verifies_and_ends_at_its_head() {
        let honest = trail(&["一", "二", "三"]);
        assert_eq!(verify(&honest).unwrap().digest, honest[2].digest);
    }

    #[test]
    fn the_first_broken_entry_is_named() {
        let honest = trail(&["一", "二", "三"]);
        let mut altered = honest.clone();
        altered[1].draft.change = "贰".into();
        assert_eq!(verify(&altered), Err(ChainFault::Altered(2)));
        let mut removed = honest.clone();
        removed.remove(1);
        assert_eq!(verify(&removed), Err(ChainFault::OutOfOrder { expected: 2, found: 3 }));
        let mut rewritten = honest.clone();
        rewritten[0] = trail(&["壹"])[0].clone();
        assert_eq!(verify(&rewritten), Err(ChainFault::NotJoined(2)));
    }

    #[test]
    fn text_moved_from_one_field_to_the_next_is_seen() {
        let mut entry = trail(&["改动"])[0].clone();
        entry.draft.object_id = "1改".into();
        entry.draft.change = "动".into();
        assert_eq!(verify(&[entry]), Err(ChainFault::Altered(1)));
    }

    proptest! {
        #[test]
        fn a_digest_survives_printing(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let digest = Digest::of(&bytes);
            prop_assert_eq!(Digest::from_hex(&digest.to_string()), Some(digest));
        }
    }
}
