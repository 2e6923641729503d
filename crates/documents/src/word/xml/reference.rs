//! The scanner once more, written as plainly as its rules allow and without regard to speed, so
//! that the fast one can be compared with it on damaged documents.

use std::iter::once;

use proptest::prelude::*;

use super::names::split_name;
use super::window::Window;
use super::{Attributes, Event, Namespace, Scanner};
use crate::ReadError;

const NESTING: usize = 40;

/// What a scan came to: the events before the end or the refusal.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    events: Vec<Seen>,
    refused: Option<Refused>,
}

#[derive(Debug, PartialEq, Eq)]
enum Refused {
    Broken,
    TooLarge,
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Start(Namespace, Vec<u8>, Vec<u8>, bool),
    End(Namespace, Vec<u8>),
    Text(Vec<u8>),
    Verbatim(Vec<u8>),
}

/// Prefix and vocabulary of each declaration of one element.
type Declared = Vec<(Vec<u8>, Namespace)>;

#[derive(Default)]
struct Reference {
    events: Vec<Seen>,
    /// Full name and declarations of each open element.
    open: Vec<(Vec<u8>, Declared)>,
    root_seen: bool,
}

impl Reference {
    fn scan(mut self, whole: &[u8]) -> Outcome {
        let mut rest = whole;
        let refused = loop {
            if rest.is_empty() {
                let sound = self.open.is_empty() && self.root_seen;
                break if sound { None } else { Some(Refused::Broken) };
            }
            match self.step(rest) {
                Ok(length) => rest = &rest[length..],
                Err(refused) => break Some(refused),
            }
        };
        Outcome { events: self.events, refused }
    }

    /// Takes one thing from the front and tells how long it is.
    fn step(&mut self, rest: &[u8]) -> Result<usize, Refused> {
        if rest.starts_with(b"</") {
            let end = find(rest, b">")?;
            self.end(&rest[2..end - 1]).map(|()| end)
        } else if rest.starts_with(b"<?") {
            let end = 2 + find(&rest[2..], b"?>")?;
            instruction(&rest[2..end - 2]).map(|()| end)
        } else if rest.starts_with(b"<!--") {
            Ok(4 + find(&rest[4..], b"-->")?)
        } else if rest.starts_with(b"<![CDATA[") {
            let end = find(rest, b"]]>")?;
            self.events.push(Seen::Verbatim(rest[9..end - 3].to_vec()));
            Ok(end)
        } else if rest.starts_with(b"<!") {
            Err(Refused::Broken)
        } else if rest.starts_with(b"<") {
            let end = tag_end(rest).ok_or(Refused::Broken)?;
            self.start(&rest[1..end - 1]).map(|()| end)
        } else {
            let end = rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len());
            self.text(&rest[..end], end == rest.len()).map(|()| end)
        }
    }

    fn text(&mut self, text: &[u8], last: bool) -> Result<(), Refused> {
        if self.open.is_empty() {
            let blank = text.trim_ascii().is_empty();
            return if blank { Ok(()) } else { Err(Refused::Broken) };
        }
        if last {
            return Err(Refused::Broken);
        }
        self.events.push(Seen::Text(text.to_vec()));
        Ok(())
    }

    fn start(&mut self, inner: &[u8]) -> Result<(), Refused> {
        let (inner, empty) = match inner.strip_suffix(b"/") {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        let name_end = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_end);
        if name.is_empty() || name.contains(&b'<') {
            return Err(Refused::Broken);
        }
        if self.open.is_empty() && std::mem::replace(&mut self.root_seen, true) {
            return Err(Refused::Broken);
        }
        self.open.push((name.to_vec(), declared(attributes)));
        let (prefix, local) = split_name(name);
        let space = self.resolve(prefix);
        if empty {
            self.open.pop();
        } else if self.open.len() > NESTING {
            return Err(Refused::TooLarge);
        }
        self.events.push(Seen::Start(space, local.to_vec(), attributes.to_vec(), empty));
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), Refused> {
        let name = name.trim_ascii_end();
        if self.open.last().is_none_or(|(open, _)| open != name) {
            return Err(Refused::Broken);
        }
        let (prefix, local) = split_name(name);
        self.events.push(Seen::End(self.resolve(prefix), local.to_vec()));
        self.open.pop();
        Ok(())
    }

    fn resolve(&self, prefix: &[u8]) -> Namespace {
        let declared = self.open.iter().rev().flat_map(|(_, declared)| declared.iter().rev());
        let mut fitting = declared.filter(|(declared, _)| declared == prefix);
        fitting.next().map_or(Namespace::Other, |(_, space)| *space)
    }
}

fn declared(attributes: &[u8]) -> Declared {
    Attributes(attributes)
        .pairs()
        .filter_map(|(name, uri)| {
            let prefix = if name == b"xmlns" { b"" } else { name.strip_prefix(b"xmlns:")? };
            Some((prefix.to_vec(), Namespace::of(uri)))
        })
        .collect()
}

fn instruction(inner: &[u8]) -> Result<(), Refused> {
    let declaration = inner.strip_prefix(b"xml ").unwrap_or_default();
    let encoding = Attributes(declaration).raw(b"encoding").unwrap_or(b"utf-8");
    let encoding = encoding.to_ascii_lowercase();
    let known = encoding == b"utf-8" || encoding == b"us-ascii" || encoding.starts_with(b"utf-16");
    if known { Ok(()) } else { Err(Refused::Broken) }
}

/// Where the bytes behind `end` begin.
fn find(rest: &[u8], end: &[u8]) -> Result<usize, Refused> {
    let at = rest.windows(end.len()).position(|window| window == end);
    at.map(|at| at + end.len()).ok_or(Refused::Broken)
}

/// Where the bytes behind a start tag begin: a `>` within quotes does not end it.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The same by the scanner, with a window so small that everything crosses its edge somewhere.
fn scanned(whole: &[u8], window: usize) -> Outcome {
    let mut scanner = Scanner::over(Window::over_bytes(whole.to_vec(), window).unwrap(), NESTING);
    let mut events = Vec::new();
    let refused = loop {
        let event = match scanner.next() {
            Ok(Some(event)) => event,
            Ok(None) => break None,
            Err(ReadError::TooLarge(_)) => break Some(Refused::TooLarge),
            Err(_) => break Some(Refused::Broken),
        };
        events.push(match event {
            Event::Start { name, attributes, empty } => {
                Seen::Start(name.space, name.local.to_vec(), attributes.0.to_vec(), empty)
            }
            Event::End(name) => Seen::End(name.space, name.local.to_vec()),
            Event::Text(text) => Seen::Text(text.to_vec()),
            Event::Verbatim(text) => Seen::Verbatim(text.to_vec()),
        });
    };
    Outcome { events, refused }
}

const WHOLE: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:body>"#,
    r#"<w:p w:a="1>2" w:b='"'><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t>绩效 &amp; 目标</w:t></w:r>"#,
    r#"<!-- a > b --><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:tab /><w:t ><![CDATA[<x>]]></w:t ></w:r>"#,
    r#"</w:p><x:a xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:t>"#,
    r#"二</x:t></x:a><x:t/><a xmlns="urn:b" xmlns:w="urn:c"><w:p/><b>三</b></a><w:p w:rsid="0"/>"#,
    "</w:body>\n</w:document>\n",
);

/// Pieces that damage a document in ways that chance seldom finds.
fn damage() -> impl Strategy<Value = Vec<u8>> {
    let telling: Vec<Vec<u8>> = [
        "<",
        ">",
        "/",
        "\"",
        "'",
        "=",
        ":",
        " ",
        "&",
        "/>",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<w:p>",
        "</w:p>",
        "<w:p/>",
        "</x:a>",
        "<x:t xmlns:x='urn:d'>",
        "xmlns",
        "<w:r >",
        "<:a>",
        "<a:b:c/>",
        "<a/b>",
        "<!DOCTYPE a>",
        "<?xml encoding='GBK' ?>",
        "\u{3000}",
    ]
    .into_iter()
    .map(|piece| piece.as_bytes().to_vec())
    .chain(once(b"<w:p>".repeat(NESTING)))
    .collect();
    prop_oneof![
        3 => prop::sample::select(telling),
        1 => prop::collection::vec(any::<u8>(), 0..3),
    ]
}

#[test]
fn a_sound_document_scans_the_same_in_any_window() {
    let expected = Reference::default().scan(WHOLE.as_bytes());
    assert_eq!(expected.refused, None);
    for window in 1..WHOLE.len() {
        assert_eq!(scanned(WHOLE.as_bytes(), window), expected, "window of {window}");
    }
}

#[test]
fn a_document_cut_anywhere_is_refused_the_same() {
    for length in 0..WHOLE.trim_end().len() {
        let cut = &WHOLE.as_bytes()[..length];
        let expected = Reference::default().scan(cut);
        assert!(expected.refused.is_some(), "cut at {length}");
        assert_eq!(scanned(cut, 64), expected, "cut at {length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_document_scans_as_the_plain_scanner_says(
        changes in prop::collection::vec((any::<prop::sample::Index>(), damage(), 0_usize..4), 1..5),
        window in 1_usize..400,
    ) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        for (at, piece, replaced) in changes {
            let at = at.index(bytes.len());
            let until = (at + replaced).min(bytes.len());
            bytes.splice(at..until, piece);
        }
        prop_assert_eq!(scanned(&bytes, window), Reference::default().scan(&bytes));
    }
}
