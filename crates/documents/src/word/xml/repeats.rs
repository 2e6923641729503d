//! Elements that were scanned before, byte for byte.
//!
//! A Word file says the same few things over and over: the font of every run, the width of every
//! cell. Bytes that were found well-formed once are well-formed wherever they stand again, as long
//! as the same declarations are in force and they stand no deeper.

use super::Scanner;

/// A place at the start tag of an element, just after that tag was met.
#[derive(Clone, Copy, Debug)]
pub(in crate::word) struct Mark {
    /// Where in the part the tag begins.
    at: usize,
    bindings: usize,
    depth: usize,
}

/// A whole element as it was scanned, from its start tag to its end tag.
#[derive(Debug)]
pub(in crate::word) struct Piece {
    bytes: Box<[u8]>,
    bindings: usize,
    depth: usize,
}

impl Scanner<'_> {
    /// Marks the element whose start tag was the last event.
    pub(in crate::word) fn mark(&self) -> Mark {
        Mark {
            at: self.window.in_part(self.tag_at),
            bindings: self.bindings.version(),
            depth: self.open.len(),
        }
    }

    /// The marked element, whose end tag was the last event. `None` when it is longer than
    /// `bytes_max`, has partly left the window, or declares namespaces.
    pub(in crate::word) fn piece_since(&self, mark: Mark, bytes_max: usize) -> Option<Piece> {
        let start = self.window.in_window(mark.at)?;
        let bytes = self.window.piece(start, self.window.position);
        if bytes.is_empty() || bytes.len() > bytes_max || mark.bindings != self.bindings.version() {
            return None;
        }
        Some(Piece { bytes: bytes.into(), bindings: mark.bindings, depth: mark.depth })
    }

    /// Whether the element whose start tag was the last event is this one again.
    pub(in crate::word) fn is_at(&self, piece: &Piece) -> bool {
        self.bindings.version() == piece.bindings
            && self.open.len() <= piece.depth
            && self.window.from(self.tag_at).starts_with(&piece.bytes)
    }

    /// Passes to behind the end tag of an element for which [`Self::is_at`] holds.
    pub(in crate::word) fn pass(&mut self, piece: &Piece) {
        self.window.position = self.tag_at + piece.bytes.len();
        self.pop_open();
    }
}
