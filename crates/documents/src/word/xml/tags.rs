//! Where the next tag ends and which part of it is its name.

use memchr::{memchr, memchr3};

/// A start tag that begins at the front of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StartTag {
    /// Length of the tag with its angle brackets.
    pub(super) length: usize,
    /// Length of its name, prefix included.
    pub(super) name_length: usize,
    /// Length of the prefix; `None` without a colon.
    pub(super) prefix_length: Option<usize>,
    /// Whether it ends with `/>`.
    pub(super) empty: bool,
    /// Whether its name can be one.
    pub(super) named: bool,
}

impl StartTag {
    /// The start tag at the front of `ahead`; `None` when its end is not there.
    pub(super) fn at(ahead: &[u8]) -> Option<Self> {
        Self::usual(ahead).or_else(|| Self::any(ahead))
    }

    /// A tag as programs write it: a name of plain letters, then the end or blanks.
    fn usual(ahead: &[u8]) -> Option<Self> {
        let (mut at, mut prefix_length) = (1, None);
        let after = loop {
            match *ahead.get(at)? {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {}
                b':' if prefix_length.is_none() => prefix_length = Some(at - 1),
                after => break after,
            }
            at += 1;
        };
        let name_length = at - 1;
        let (length, empty) = match after {
            b'>' => (at + 1, false),
            b'/' if ahead.get(at + 1) == Some(&b'>') => (at + 2, true),
            b' ' | b'\n' | b'\r' | b'\t' => {
                let length = tag_length(ahead, at)?;
                (length, ahead.get(length - 2) == Some(&b'/'))
            }
            _ => return None,
        };
        (name_length > 0).then_some(Self { length, name_length, prefix_length, empty, named: true })
    }

    /// Any tag: its name is what stands before the first blank.
    fn any(ahead: &[u8]) -> Option<Self> {
        let length = tag_length(ahead, 1)?;
        let empty = ahead.get(..length)?.ends_with(b"/>");
        let inner_end = if empty { length - 2 } else { length - 1 };
        let inner = ahead.get(1..inner_end)?;
        let name_length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        let name = inner.get(..name_length)?;
        let prefix_length = memchr(b':', name);
        let named = !name.is_empty() && memchr(b'<', name).is_none();
        Some(Self { length, name_length, prefix_length, empty, named })
    }
}

/// Length of a tag, looked for from `at` on; a `>` within quotes does not end it.
fn tag_length(ahead: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let rest = ahead.get(at..)?;
        let found = memchr3(b'>', b'"', b'\'', rest)?;
        at += found + 1;
        match rest.get(found) {
            Some(b'>') => return Some(at),
            Some(quote) => at += memchr(*quote, ahead.get(at..)?)? + 1,
            None => return None,
        }
    }
}
