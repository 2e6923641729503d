//! Which prefix stands for which vocabulary where the scanner is.

use super::names::{Attributes, Namespace};

/// Namespace declarations in force at one place; Word writes about 35.
const BINDINGS_MAX: usize = 128;

struct Binding {
    /// How many elements were open around the declaring one.
    depth: usize,
    prefix: Vec<u8>,
    space: Namespace,
}

/// The declarations in force.
#[derive(Default)]
pub(super) struct Bindings {
    all: Vec<Binding>,
    /// The prefix that stands for WordprocessingML here: nearly every tag carries it.
    word_prefix: Option<Vec<u8>>,
    /// Changes whenever a declaration comes into force or ends, and never comes back to a number.
    version: usize,
}

impl Bindings {
    /// Two places with the same number have the same declarations in force.
    pub(super) fn version(&self) -> usize {
        self.version
    }

    /// What a prefix stands for.
    pub(super) fn resolve(&self, prefix: &[u8]) -> Namespace {
        match (prefix, self.word_prefix.as_deref()) {
            // One letter is compared without a call: it is what every writer uses.
            ([letter], Some([word_letter])) if letter == word_letter => return Namespace::Word,
            (prefix, Some(word_prefix)) if prefix == word_prefix => return Namespace::Word,
            _ => {}
        }
        self.all
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix)
            .map_or(Namespace::Other, |binding| binding.space)
    }

    /// Takes up the declarations of a start tag around which `depth` elements are open; tells
    /// whether they are few enough.
    pub(super) fn declare(&mut self, attributes: Attributes<'_>, depth: usize) -> bool {
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
        if self.all.len() + declared.len() > BINDINGS_MAX {
            return false;
        }
        if !declared.is_empty() {
            self.all.extend(declared);
            self.changed();
        }
        true
    }

    /// Ends the declarations of an element that has just closed within `depth` others.
    pub(super) fn drop_at(&mut self, depth: usize) {
        let before = self.all.len();
        while self.all.last().is_some_and(|last| last.depth >= depth) {
            self.all.pop();
        }
        if self.all.len() < before {
            self.changed();
        }
    }

    fn changed(&mut self) {
        self.version += 1;
        self.word_prefix = None;
        let candidate = self
            .all
            .iter()
            .rev()
            .filter(|binding| binding.space == Namespace::Word)
            .map(|binding| binding.prefix.as_slice())
            .find(|prefix| self.resolve(prefix) == Namespace::Word);
        self.word_prefix = candidate.map(<[u8]>::to_vec);
    }
}
