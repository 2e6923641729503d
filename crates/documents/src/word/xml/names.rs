//! Names, attributes and text of XML, as slices of what the scanner has in its window.

use std::borrow::Cow;

use memchr::{memchr, memchr3};

/// The vocabulary an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::word) enum Namespace {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Markup compatibility: the same content written twice, for newer and older programs.
    Compatibility,
    /// Office mathematics.
    Math,
    /// Anything else.
    Other,
}

impl Namespace {
    pub(super) fn of(uri: &[u8]) -> Self {
        match uri {
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => Self::Word,
            b"http://schemas.openxmlformats.org/markup-compatibility/2006" => Self::Compatibility,
            b"http://schemas.openxmlformats.org/officeDocument/2006/math"
            | b"http://purl.oclc.org/ooxml/officeDocument/math" => Self::Math,
            _ => Self::Other,
        }
    }
}

/// The name of an element with its prefix resolved.
#[derive(Clone, Copy, Debug)]
pub(in crate::word) struct Name<'a> {
    /// The vocabulary.
    pub(in crate::word) space: Namespace,
    /// The name without prefix.
    pub(in crate::word) local: &'a [u8],
}

/// The attributes of a start tag, as written.
#[derive(Clone, Copy, Debug)]
pub(in crate::word) struct Attributes<'a>(pub(super) &'a [u8]);

impl<'a> Attributes<'a> {
    /// The attributes that [`Self::as_written`] gave.
    pub(in crate::word) fn of(written: &'a [u8]) -> Self {
        Self(written)
    }

    /// All of them, as they stand in the tag.
    pub(in crate::word) fn as_written(&self) -> &'a [u8] {
        self.0
    }

    /// The value of the attribute of this local name, entities not replaced.
    pub(in crate::word) fn raw(&self, local: &[u8]) -> Option<&'a [u8]> {
        self.pairs().find(|(name, _)| local_part(name) == local).map(|(_, value)| value)
    }

    /// The value of the attribute of this local name, entities replaced.
    pub(in crate::word) fn text(&self, local: &[u8]) -> Option<Cow<'a, str>> {
        let value = std::str::from_utf8(self.raw(local)?).ok()?;
        if memchr(b'&', value.as_bytes()).is_none() {
            return Some(Cow::Borrowed(value));
        }
        let mut decoded = String::new();
        append_text(value.as_bytes(), &mut decoded)?;
        Some(Cow::Owned(decoded))
    }

    /// The value as a number.
    pub(in crate::word) fn number(&self, local: &[u8]) -> Option<u32> {
        std::str::from_utf8(self.raw(local)?).ok()?.trim().parse().ok()
    }

    /// Whether an on/off property is on: no value means on.
    pub(in crate::word) fn is_on(&self) -> bool {
        !matches!(self.raw(b"val"), Some(b"0" | b"false" | b"off"))
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let equals = memchr(b'=', rest)?;
            let name = rest.get(..equals)?.trim_ascii();
            let value = rest.get(equals + 1..)?.trim_ascii_start();
            let quote = *value.first()?;
            let value = value.get(1..)?;
            let end = memchr(quote, value)?;
            rest = value.get(end + 1..)?;
            Some((name, value.get(..end)?))
        })
    }
}

pub(super) fn local_part(name: &[u8]) -> &[u8] {
    split_name(name).1
}

pub(super) fn split_name(name: &[u8]) -> (&[u8], &[u8]) {
    // Prefixes are short: a plain loop is quicker than a call.
    match name.iter().position(|byte| *byte == b':') {
        Some(colon) => {
            (name.get(..colon).unwrap_or_default(), name.get(colon + 1..).unwrap_or_default())
        }
        None => (&[], name),
    }
}

/// Adds text as written to `out`, with entities replaced and line ends as the blanks that Word
/// shows for them. `None` when it is not UTF-8 or an entity is unknown.
pub(in crate::word) fn append_text(raw: &[u8], out: &mut String) -> Option<()> {
    let mut rest = std::str::from_utf8(raw).ok()?;
    while let Some(at) = memchr3(b'&', b'\n', b'\r', rest.as_bytes()) {
        out.push_str(rest.get(..at)?);
        let special = rest.get(at..)?;
        if let Some(entity) = special.strip_prefix('&') {
            let end = memchr(b';', entity.as_bytes())?;
            out.push(referred(entity.get(..end)?)?);
            rest = entity.get(end + 1..)?;
        } else {
            out.push(' ');
            rest = special.strip_prefix("\r\n").or(special.get(1..))?;
        }
    }
    out.push_str(rest);
    Some(())
}

/// The character that an entity stands for.
fn referred(entity: &str) -> Option<char> {
    let number = match entity {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => entity.strip_prefix('#')?,
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    match char::from_u32(code)? {
        '\n' | '\r' => Some(' '),
        control if control.is_control() && control != '\t' => None,
        character => Some(character),
    }
}
