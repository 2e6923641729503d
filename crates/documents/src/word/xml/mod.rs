//! A pull scanner over the XML of an OOXML part: no tree, no copies, a small sliding window.
//!
//! A general XML reader spends most of its time on what we do not need (names as strings,
//! attributes as lists, entities as events). This one looks for the next `<`, tells elements by
//! their resolved namespace and local name, and hands out slices of the window. It is strict where
//! looseness would move text silently: tags must pair, the part must end, the text must be UTF-8,
//! every entity must be one of XML's own. Document type declarations are refused.

mod names;

use memchr::{memchr, memchr3, memmem};

use crate::ReadError;
use crate::archive::Part;
pub(super) use names::{Attributes, Name, Namespace, append_text};
use names::{local_part, split_name};

/// First size of the window. It grows when one tag or one text does not fit.
const WINDOW_BYTES: usize = 64 << 10;
/// A single tag or text beyond this is refused; embedded pictures of old drawings reach some MB.
const TOKEN_BYTES_MAX: usize = 16 << 20;
/// Namespace declarations in force at one place; Word writes about 35.
const BINDINGS_MAX: usize = 128;

/// What the scanner met.
#[derive(Debug)]
pub(super) enum Event<'a> {
    /// A start tag. An empty one (`<w:tab/>`) has no end event.
    Start {
        /// Its name.
        name: Name<'a>,
        /// Its attributes.
        attributes: Attributes<'a>,
        /// Whether it has neither content nor an end tag.
        empty: bool,
    },
    /// An end tag.
    End(Name<'a>),
    /// Text as written, entities not replaced.
    Text(&'a [u8]),
    /// Text in which `&` and `<` are themselves.
    Verbatim(&'a [u8]),
}

struct Binding {
    /// How many elements were open around the declaring one.
    depth: usize,
    prefix: Vec<u8>,
    space: Namespace,
}

enum Feed<'a> {
    Part(Part<'a>),
    /// The rest of a part that had to be converted from UTF-16.
    Converted(Vec<u8>, usize),
}

/// Reads one part from its beginning to its end.
pub(super) struct Scanner<'a> {
    feed: Feed<'a>,
    part_name: String,
    window: Vec<u8>,
    position: usize,
    filled: usize,
    ended: bool,
    open_names: Vec<u8>,
    open_starts: Vec<usize>,
    nesting: usize,
    bindings: Vec<Binding>,
    /// The prefix that stands for WordprocessingML here: nearly every tag carries it.
    word_prefix: Option<Vec<u8>>,
    /// Where the window next says `xmlns`; so a tag without declarations costs nothing.
    declaration_at: usize,
    root_seen: bool,
}

/// How a piece of markup that starts at the window's position ends.
enum Markup {
    StartTag,
    EndTag,
    Instruction,
    Comment,
    Verbatim,
    Declaration,
}

impl<'a> Scanner<'a> {
    /// Starts on a part. `nesting` bounds the elements within elements.
    ///
    /// # Errors
    /// When the part's first bytes cannot be expanded, or UTF-16 text is broken.
    pub(super) fn new(part: Part<'a>, nesting: usize) -> Result<Self, ReadError> {
        let mut scanner = Self {
            part_name: part.name().to_owned(),
            feed: Feed::Part(part),
            window: vec![0; WINDOW_BYTES],
            position: 0,
            filled: 0,
            ended: false,
            open_names: Vec::new(),
            open_starts: Vec::new(),
            nesting,
            bindings: Vec::new(),
            word_prefix: None,
            declaration_at: 0,
            root_seen: false,
        };
        scanner.refill()?;
        scanner.settle_encoding()?;
        Ok(scanner)
    }

    fn broken(&self, reason: &str) -> ReadError {
        ReadError::Broken(format!("{}{reason}", self.part_name))
    }

    /// Passes over a UTF-8 mark; converts UTF-16, which OOXML allows and hardly anybody writes.
    fn settle_encoding(&mut self) -> Result<(), ReadError> {
        let head = self.window.get(..self.filled).unwrap_or_default();
        let encoding = match head {
            [0xef, 0xbb, 0xbf, ..] => {
                self.position = 3;
                return Ok(());
            }
            [0xff, 0xfe, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
            [0xfe, 0xff, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
            _ => return Ok(()),
        };
        let mut whole = head.to_vec();
        if let Feed::Part(part) = &mut self.feed {
            whole.append(&mut part.read_all()?);
        }
        let (text, _, damaged) = encoding.decode(&whole);
        if damaged {
            return Err(self.broken("的文字编码有误"));
        }
        self.feed = Feed::Converted(text.into_owned().into_bytes(), 0);
        self.filled = 0;
        self.ended = false;
        self.refill()
    }

    /// Moves what is not read yet to the front of the window and fills the rest.
    fn refill(&mut self) -> Result<(), ReadError> {
        if self.position == 0 && self.filled == self.window.len() {
            if self.filled >= TOKEN_BYTES_MAX {
                return Err(ReadError::TooLarge(format!(
                    "{}中有一处内容大于{}MB",
                    self.part_name,
                    TOKEN_BYTES_MAX >> 20
                )));
            }
            self.window.resize(self.filled * 2, 0);
        }
        self.window.copy_within(self.position..self.filled, 0);
        self.filled -= self.position;
        self.position = 0;
        self.declaration_at = 0;
        while let Some(free) = self.window.get_mut(self.filled..)
            && !free.is_empty()
        {
            let count = match &mut self.feed {
                Feed::Part(part) => part.fill(free)?,
                Feed::Converted(bytes, at) => {
                    let rest = bytes.get(*at..).unwrap_or_default();
                    let count = rest.len().min(free.len());
                    if let (Some(to), Some(from)) = (free.get_mut(..count), rest.get(..count)) {
                        to.copy_from_slice(from);
                    }
                    *at += count;
                    count
                }
            };
            self.filled += count;
            if count == 0 {
                self.ended = true;
                break;
            }
        }
        Ok(())
    }

    fn ahead(&self) -> &[u8] {
        self.window.get(self.position..self.filled).unwrap_or_default()
    }

    /// A piece of the window, by its place in what lies ahead of `from`.
    fn piece(&self, from: usize, start: usize, end: usize) -> &[u8] {
        self.window.get(from + start..from + end).unwrap_or_default()
    }

    /// The next event, or `None` at the proper end of the part.
    ///
    /// # Errors
    /// Broken for anything that is not well-formed; too large beyond a bound.
    pub(super) fn next(&mut self) -> Result<Option<Event<'_>>, ReadError> {
        loop {
            match memchr(b'<', self.ahead()) {
                None if !self.ended => self.refill()?,
                None => return self.finish().map(|()| None),
                Some(0) => {
                    let Some((markup, length)) = self.measure() else {
                        if self.ended {
                            return Err(self.broken("不完整，中途截断"));
                        }
                        self.refill()?;
                        continue;
                    };
                    let from = self.position;
                    self.position += length;
                    match markup {
                        Markup::StartTag => return self.start_tag(from, length).map(Some),
                        Markup::EndTag => return self.end_tag(from, length).map(Some),
                        Markup::Verbatim => {
                            return Ok(Some(Event::Verbatim(self.piece(from, 9, length - 3))));
                        }
                        Markup::Instruction => self.check_instruction(from, length)?,
                        Markup::Comment => {}
                        Markup::Declaration => {
                            return Err(self.broken("含有文档类型声明（DTD），不予读取"));
                        }
                    }
                }
                Some(length) => {
                    let from = self.position;
                    self.position += length;
                    if self.open_starts.is_empty() {
                        self.check_outside(from, length)?;
                        continue;
                    }
                    return Ok(Some(Event::Text(self.piece(from, 0, length))));
                }
            }
        }
    }

    /// Passes over the rest of the innermost open element, its end tag included.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let depth = self.open_starts.len();
        while self.open_starts.len() >= depth && depth > 0 {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// What kind of markup lies ahead and how long it is; `None` when its end is not in the window.
    fn measure(&self) -> Option<(Markup, usize)> {
        let ahead = self.ahead();
        let until = |end: &[u8]| memmem::find(ahead, end).map(|at| at + end.len());
        match ahead.get(1) {
            Some(b'/') => memchr(b'>', ahead).map(|at| (Markup::EndTag, at + 1)),
            Some(b'?') => until(b"?>").map(|length| (Markup::Instruction, length)),
            Some(b'!') if ahead.starts_with(b"<!--") => {
                memmem::find(ahead.get(4..).unwrap_or_default(), b"-->")
                    .map(|at| (Markup::Comment, at + 7))
            }
            Some(b'!') if ahead.starts_with(b"<![CDATA[") => {
                until(b"]]>").map(|length| (Markup::Verbatim, length))
            }
            // Nine bytes tell a declaration from a comment or a verbatim section.
            Some(b'!') if ahead.len() >= 9 || self.ended => Some((Markup::Declaration, 2)),
            None | Some(b'!') => None,
            Some(_) => tag_length(ahead).map(|length| (Markup::StartTag, length)),
        }
    }

    fn start_tag(&mut self, from: usize, length: usize) -> Result<Event<'_>, ReadError> {
        self.declare(from, length)?;
        let empty = self.piece(from, 0, length).ends_with(b"/>");
        let inner_end = if empty { length - 2 } else { length - 1 };
        let inner = self.piece(from, 1, inner_end);
        let name_length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        let name = inner.get(..name_length).unwrap_or_default();
        let space = self.resolve(split_name(name).0);
        if name.is_empty() || memchr(b'<', name).is_some() {
            return Err(self.broken("中有一个标签不完整"));
        }
        if self.open_starts.is_empty() && std::mem::replace(&mut self.root_seen, true) {
            return Err(self.broken("在结束之后还有内容"));
        }
        if empty {
            self.drop_bindings();
        } else {
            self.push_open(from, name_length)?;
        }
        Ok(Event::Start {
            name: Name { space, local: local_part(self.piece(from, 1, 1 + name_length)) },
            attributes: Attributes(self.piece(from, 1 + name_length, inner_end)),
            empty,
        })
    }

    fn push_open(&mut self, from: usize, name_length: usize) -> Result<(), ReadError> {
        if self.open_starts.len() >= self.nesting {
            return Err(ReadError::TooLarge(format!(
                "{}的元素嵌套多于{}层",
                self.part_name, self.nesting
            )));
        }
        self.open_starts.push(self.open_names.len());
        let name = self.window.get(from + 1..from + 1 + name_length).unwrap_or_default();
        self.open_names.extend_from_slice(name);
        Ok(())
    }

    fn end_tag(&mut self, from: usize, length: usize) -> Result<Event<'_>, ReadError> {
        let name = self.piece(from, 2, length - 1).trim_ascii_end();
        let name_length = name.len();
        let start = self.open_starts.last().copied();
        let expected = start.and_then(|start| self.open_names.get(start..));
        if expected != Some(name) {
            return Err(self.broken("的标签不配对"));
        }
        let space = self.resolve(split_name(name).0);
        self.open_names.truncate(start.unwrap_or_default());
        self.open_starts.pop();
        self.drop_bindings();
        Ok(Event::End(Name { space, local: local_part(self.piece(from, 2, 2 + name_length)) }))
    }

    fn resolve(&self, prefix: &[u8]) -> Namespace {
        if self.word_prefix.as_deref() == Some(prefix) {
            return Namespace::Word;
        }
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix)
            .map_or(Namespace::Other, |binding| binding.space)
    }

    /// Takes up the namespace declarations of a start tag.
    fn declare(&mut self, from: usize, length: usize) -> Result<(), ReadError> {
        if self.declaration_at < from {
            self.declaration_at = self.find_declaration(from);
        }
        if self.declaration_at >= from + length {
            return Ok(());
        }
        let tag = self.piece(from, 0, length);
        let name_end = tag.iter().position(u8::is_ascii_whitespace);
        let attributes = Attributes(name_end.and_then(|at| tag.get(at..)).unwrap_or_default());
        let depth = self.open_starts.len();
        let declared: Vec<Binding> = attributes
            .pairs()
            .filter_map(|(name, uri)| {
                let prefix = match name.strip_prefix(b"xmlns")? {
                    [b':', prefix @ ..] => prefix,
                    [] => &[],
                    _ => return None,
                };
                Some(Binding { depth, prefix: prefix.to_vec(), space: Namespace::of(uri) })
            })
            .collect();
        if self.bindings.len() + declared.len() > BINDINGS_MAX {
            return Err(self.broken("的命名空间声明过多"));
        }
        self.bindings.extend(declared);
        self.choose_word_prefix();
        self.declaration_at = self.find_declaration(from + length);
        Ok(())
    }

    fn find_declaration(&self, from: usize) -> usize {
        let ahead = self.window.get(from..self.filled).unwrap_or_default();
        memmem::find(ahead, b"xmlns").map_or(usize::MAX, |at| from + at)
    }

    /// Ends the declarations of the element that has just closed.
    fn drop_bindings(&mut self) {
        let depth = self.open_starts.len();
        let mut changed = false;
        while self.bindings.last().is_some_and(|last| last.depth >= depth) {
            self.bindings.pop();
            changed = true;
        }
        if changed {
            self.choose_word_prefix();
        }
    }

    fn choose_word_prefix(&mut self) {
        self.word_prefix = None;
        let candidate = self
            .bindings
            .iter()
            .rev()
            .filter(|binding| binding.space == Namespace::Word)
            .map(|binding| binding.prefix.as_slice())
            .find(|prefix| self.resolve(prefix) == Namespace::Word);
        self.word_prefix = candidate.map(<[u8]>::to_vec);
    }

    /// The XML declaration may name no encoding but the two that OOXML allows.
    fn check_instruction(&self, from: usize, length: usize) -> Result<(), ReadError> {
        let inner = self.piece(from, 2, length - 2);
        let Some(declaration) = inner.strip_prefix(b"xml ") else {
            return Ok(());
        };
        match Attributes(declaration).raw(b"encoding") {
            Some(name)
                if !name.eq_ignore_ascii_case(b"utf-8")
                    && !name.to_ascii_lowercase().starts_with(b"utf-16")
                    && !name.eq_ignore_ascii_case(b"us-ascii") =>
            {
                Err(self.broken("的文字编码不是UTF-8"))
            }
            _ => Ok(()),
        }
    }

    fn check_outside(&self, from: usize, length: usize) -> Result<(), ReadError> {
        if self.piece(from, 0, length).trim_ascii().is_empty() {
            return Ok(());
        }
        Err(self.broken("在根元素之外有内容"))
    }

    fn finish(&self) -> Result<(), ReadError> {
        if !self.open_starts.is_empty() || !self.root_seen {
            return Err(self.broken("不完整，中途截断"));
        }
        if self.ahead().trim_ascii().is_empty() {
            return Ok(());
        }
        Err(self.broken("在根元素之外有内容"))
    }
}

/// Length of a start tag; a `>` within quotes does not end it.
fn tag_length(ahead: &[u8]) -> Option<usize> {
    let mut at = 1;
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
