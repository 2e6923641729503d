//! A pull scanner over the XML of an OOXML part: no tree, no copies, a small sliding window.
//!
//! A general XML reader spends most of its time on what we do not need (names as strings,
//! attributes as lists, entities as events). This one looks for the next `<`, tells elements by
//! their resolved namespace and local name, and hands out slices of the window. It is strict where
//! looseness would move text silently: tags must pair, the part must end, the text must be UTF-8,
//! every entity must be one of XML's own. Document type declarations are refused.
//!
//! ```text
//! window    the bytes in memory          names     names, attributes, text
//! tags      where a start tag ends       repeats   content read before, byte for byte
//! bindings  which prefix means what      reference (tests) the same, written plainly
//! ```

mod bindings;
mod names;
#[cfg(test)]
mod reference;
mod repeats;
mod tags;
mod window;

use memchr::{memchr, memmem};

use crate::ReadError;
use crate::archive::Part;
use bindings::Bindings;
pub(super) use names::{Attributes, Name, Namespace, append_text};
pub(super) use repeats::{Mark, Piece};
use tags::StartTag;
use window::Window;

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

/// An element whose end has not come.
#[derive(Clone, Copy)]
struct Open {
    /// Where its name begins among the names of all open elements.
    start: usize,
    /// Where its local name begins within its name.
    local: usize,
    /// Resolved once: its end tag has the same bindings in force.
    space: Namespace,
}

/// Reads one part from its beginning to its end.
pub(super) struct Scanner<'a> {
    window: Window<'a>,
    open_names: Vec<u8>,
    open: Vec<Open>,
    nesting: usize,
    bindings: Bindings,
    /// Where in the part the text `xmlns` is next; so a tag without declarations costs nothing.
    declaration_at: usize,
    /// Where in the window the last start tag began.
    tag_at: usize,
    root_seen: bool,
}

/// How a piece of markup that is no usual tag ends.
enum Markup {
    StartTag(StartTag),
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
        Ok(Self::over(Window::new(part)?, nesting))
    }

    fn over(window: Window<'a>, nesting: usize) -> Self {
        Self {
            window,
            open_names: Vec::new(),
            open: Vec::new(),
            nesting,
            bindings: Bindings::default(),
            declaration_at: 0,
            tag_at: 0,
            root_seen: false,
        }
    }

    fn broken(&self, reason: &str) -> ReadError {
        self.window.broken(reason)
    }

    /// The next event, or `None` at the proper end of the part.
    ///
    /// # Errors
    /// Broken for anything that is not well-formed; too large beyond a bound.
    pub(super) fn next(&mut self) -> Result<Option<Event<'_>>, ReadError> {
        loop {
            // After a tag there mostly is another: that needs no search.
            let ahead = self.window.ahead();
            let next = if ahead.first() == Some(&b'<') { Some(0) } else { memchr(b'<', ahead) };
            match next {
                Some(0) => {
                    if let Some(name_length) = self.usual_end() {
                        return Ok(Some(self.close(name_length, name_length + 3)));
                    }
                    let Some((markup, length)) = self.measure() else {
                        if self.window.ended() {
                            return Err(self.broken("不完整，中途截断"));
                        }
                        self.window.refill()?;
                        continue;
                    };
                    match markup {
                        Markup::StartTag(tag) => return self.start(tag).map(Some),
                        Markup::EndTag => return self.any_end(length).map(Some),
                        Markup::Verbatim => {
                            let from = self.advance(length);
                            return Ok(Some(Event::Verbatim(self.piece(from, 9, length - 3))));
                        }
                        Markup::Instruction => self.pass_instruction(length)?,
                        Markup::Comment => {
                            self.advance(length);
                        }
                        Markup::Declaration => {
                            return Err(self.broken("含有文档类型声明（DTD），不予读取"));
                        }
                    }
                }
                Some(length) => {
                    let from = self.advance(length);
                    if self.open.is_empty() {
                        self.check_outside(from, length)?;
                        continue;
                    }
                    return Ok(Some(Event::Text(self.piece(from, 0, length))));
                }
                None if self.window.ended() => return self.finish().map(|()| None),
                None => self.window.refill()?,
            }
        }
    }

    /// Passes over the rest of the innermost open element, its end tag included.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let depth = self.open.len();
        while self.open.len() >= depth && depth > 0 {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Goes on by `length` bytes and tells where they begin.
    fn advance(&mut self, length: usize) -> usize {
        let from = self.window.position;
        self.window.position = from + length;
        from
    }

    /// A piece of the window, by its place in what lies behind `from`.
    fn piece(&self, from: usize, start: usize, end: usize) -> &[u8] {
        self.window.piece(from + start, from + end)
    }

    /// What kind of markup lies ahead and how long it is; `None` when its end is not in the window.
    fn measure(&self) -> Option<(Markup, usize)> {
        let ahead = self.window.ahead();
        let until = |end: &[u8]| memmem::find(ahead, end).map(|at| at + end.len());
        match ahead.get(1) {
            Some(b'/') => memchr(b'>', ahead).map(|at| (Markup::EndTag, at + 1)),
            Some(b'?') => memmem::find(ahead.get(2..).unwrap_or_default(), b"?>")
                .map(|at| (Markup::Instruction, at + 4)),
            Some(b'!') if ahead.starts_with(b"<!--") => {
                memmem::find(ahead.get(4..).unwrap_or_default(), b"-->")
                    .map(|at| (Markup::Comment, at + 7))
            }
            Some(b'!') if ahead.starts_with(b"<![CDATA[") => {
                until(b"]]>").map(|length| (Markup::Verbatim, length))
            }
            // Nine bytes tell a declaration from a comment or a verbatim section.
            Some(b'!') if ahead.len() >= 9 || self.window.ended() => Some((Markup::Declaration, 2)),
            None | Some(b'!') => None,
            Some(_) => StartTag::at(ahead).map(|tag| (Markup::StartTag(tag), tag.length)),
        }
    }

    fn start(&mut self, tag: StartTag) -> Result<Event<'_>, ReadError> {
        let from = self.advance(tag.length);
        self.tag_at = from;
        if self.declaration_at < self.window.in_part(from + tag.length) {
            self.declare(from, tag)?;
        }
        let name = self.piece(from, 1, 1 + tag.name_length);
        let (prefix, local) = match tag.prefix_length {
            Some(length) => (name.get(..length).unwrap_or_default(), length + 1),
            None => (&[][..], 0),
        };
        let space = self.bindings.resolve(prefix);
        if !tag.named {
            return Err(self.broken("中有一个标签不完整"));
        }
        if self.open.is_empty() && std::mem::replace(&mut self.root_seen, true) {
            return Err(self.broken("在结束之后还有内容"));
        }
        if tag.empty {
            self.bindings.drop_at(self.open.len());
        } else {
            self.push_open(from, tag.name_length, Open { start: 0, local, space })?;
        }
        let inner_end = if tag.empty { tag.length - 2 } else { tag.length - 1 };
        Ok(Event::Start {
            name: Name { space, local: self.piece(from, 1 + local, 1 + tag.name_length) },
            attributes: Attributes(self.piece(from, 1 + tag.name_length, inner_end)),
            empty: tag.empty,
        })
    }

    fn push_open(&mut self, from: usize, name_length: usize, open: Open) -> Result<(), ReadError> {
        if self.open.len() >= self.nesting {
            return Err(ReadError::TooLarge(format!(
                "{}的元素嵌套多于{}层",
                self.window.part_name(),
                self.nesting
            )));
        }
        self.open.push(Open { start: self.open_names.len(), ..open });
        self.open_names.extend_from_slice(self.window.piece(from + 1, from + 1 + name_length));
        Ok(())
    }

    /// The name of the innermost open element.
    fn innermost(&self) -> Option<&[u8]> {
        self.open_names.get(self.open.last()?.start..)
    }

    /// The length of the name when the innermost element's end lies ahead without blanks in it.
    fn usual_end(&self) -> Option<usize> {
        let name = self.innermost()?;
        let [b'<', b'/', rest @ ..] = self.window.ahead() else {
            return None;
        };
        let [b'>', ..] = rest.strip_prefix(name)? else {
            return None;
        };
        Some(name.len())
    }

    /// An end tag of this length lies ahead: it must be the innermost element's.
    fn any_end(&mut self, length: usize) -> Result<Event<'_>, ReadError> {
        let name = self.piece(self.window.position, 2, length - 1).trim_ascii_end();
        if self.innermost() != Some(name) {
            return Err(self.broken("的标签不配对"));
        }
        Ok(self.close(name.len(), length))
    }

    /// Passes over the innermost element's end tag.
    fn close(&mut self, name_length: usize, length: usize) -> Event<'_> {
        let from = self.advance(length);
        let (local, space) = self.pop_open();
        Event::End(Name { space, local: self.piece(from, 2 + local, 2 + name_length) })
    }

    fn pop_open(&mut self) -> (usize, Namespace) {
        let Some(open) = self.open.pop() else {
            return (0, Namespace::Other);
        };
        self.open_names.truncate(open.start);
        self.bindings.drop_at(self.open.len());
        (open.local, open.space)
    }

    /// Takes up the namespace declarations of a start tag, which may have some.
    fn declare(&mut self, from: usize, tag: StartTag) -> Result<(), ReadError> {
        let end = from + tag.length;
        if self.declaration_at < self.window.in_part(from) {
            self.declaration_at = self.find_declaration(from);
        }
        if self.declaration_at >= self.window.in_part(end) {
            return Ok(());
        }
        let attributes = Attributes(self.window.piece(from + 1 + tag.name_length, end));
        if !self.bindings.declare(attributes, self.open.len()) {
            return Err(self.broken("的命名空间声明过多"));
        }
        self.declaration_at = self.find_declaration(end);
        Ok(())
    }

    /// Where in the part `xmlns` is next, as far as the window shows: else its end.
    fn find_declaration(&self, from: usize) -> usize {
        let behind = self.window.from(from);
        let at = memmem::find(behind, b"xmlns").unwrap_or(behind.len().saturating_sub(4));
        self.window.in_part(from + at)
    }

    /// The XML declaration may name no encoding but the two that OOXML allows.
    fn pass_instruction(&mut self, length: usize) -> Result<(), ReadError> {
        let from = self.advance(length);
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
        if !self.open.is_empty() || !self.root_seen {
            return Err(self.broken("不完整，中途截断"));
        }
        if self.window.ahead().trim_ascii().is_empty() {
            return Ok(());
        }
        Err(self.broken("在根元素之外有内容"))
    }
}
