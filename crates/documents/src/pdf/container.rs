//! The file as objects: opened, decrypted with the empty password, streams expanded within
//! limits. Everything here is bounded; lopdf's own unbounded calls are not used.

use crate::{Limits, ReadError};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::cell::Cell;

/// The most one stream may expand to: far above a page of drawing operators.
const STREAM_BYTES: usize = 32 << 20;
/// The most all object streams of a file may expand to while it is opened.
const OBJECT_STREAMS_BYTES: usize = 1 << 30;
/// Expanded bytes that cost as much time as one drawing operator.
const BYTES_PER_OPERATION: usize = 16;
/// How far a chain of inherited page attributes is followed.
const PARENTS: usize = 64;

/// An opened file and what is left of the work allowed on it.
pub(super) struct Container {
    document: Document,
    operations: Cell<usize>,
}

/// A page before its content is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageEntry {
    /// Number from 1.
    pub(super) number: u32,
    id: ObjectId,
}

impl Container {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is broken beyond repair, or needs a password.
    pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        let object_streams = memchr::memmem::find_iter(bytes, b"ObjStm").count();
        let options = LoadOptions {
            max_decompressed_size: Some(
                (OBJECT_STREAMS_BYTES / object_streams.max(1)).clamp(1 << 18, STREAM_BYTES),
            ),
            ..LoadOptions::default()
        };
        // lopdf is young in places and its arithmetic on hostile offsets has panicked before; a
        // panic here must be a refused file. Nothing outlives the call, so no state is torn.
        let opened = std::panic::catch_unwind(|| Document::load_mem_with_options(bytes, options));
        let document = match opened {
            Ok(Ok(document)) => document,
            Ok(Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_))) => {
                return Err(ReadError::Encrypted);
            }
            Ok(Err(_)) | Err(_) => {
                return Err(ReadError::Broken("PDF的目录或对象表读不出来".into()));
            }
        };
        if document.trailer.has(b"Encrypt") && !document.was_encrypted() {
            return Err(ReadError::Encrypted);
        }
        Ok(Self { document, operations: Cell::new(limits.pdf_operations) })
    }

    /// The pages in order.
    ///
    /// # Errors
    /// When there are none, or more than the limit.
    pub(super) fn pages(&self, limits: &Limits) -> Result<Vec<PageEntry>, ReadError> {
        let ids = self.document.page_iter().take(limits.pages + 1);
        let pages: Vec<PageEntry> =
            (1..).zip(ids).map(|(number, id)| PageEntry { number, id }).collect();
        if pages.len() > limits.pages {
            return Err(ReadError::TooLarge(format!("PDF超过{}页", limits.pages)));
        }
        if pages.is_empty() {
            return Err(ReadError::Broken("PDF中没有页面".into()));
        }
        Ok(pages)
    }

    /// Takes some work from what is allowed: operators drawn, comparisons made.
    ///
    /// # Errors
    /// When nothing is left.
    pub(super) fn spend(&self, operations: usize) -> Result<(), ReadError> {
        match self.operations.get().checked_sub(operations) {
            Some(left) => {
                self.operations.set(left);
                Ok(())
            }
            None => Err(ReadError::TooLarge("PDF内容过于复杂".into())),
        }
    }

    /// Follows references to the object itself; a missing one is `Null`.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    /// An entry of a dictionary, references followed.
    pub(super) fn entry<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
        dictionary.get(key).map_or(&Object::Null, |object| self.resolve(object))
    }

    /// An entry that is a dictionary, or the dictionary of a stream.
    pub(super) fn dictionary<'a>(
        &'a self,
        dictionary: &'a Dictionary,
        key: &[u8],
    ) -> Option<&'a Dictionary> {
        let object = self.entry(dictionary, key);
        object.as_dict().ok().or_else(|| object.as_stream().ok().map(|stream| &stream.dict))
    }

    /// An entry that is a number.
    pub(super) fn number(&self, dictionary: &Dictionary, key: &[u8]) -> Option<f64> {
        number(self.entry(dictionary, key))
    }

    /// An entry that is a list of numbers.
    pub(super) fn numbers(&self, dictionary: &Dictionary, key: &[u8]) -> Vec<f64> {
        self.entry(dictionary, key)
            .as_array()
            .map(|list| list.iter().filter_map(|o| number(self.resolve(o))).collect())
            .unwrap_or_default()
    }

    /// The expanded bytes of a stream; empty when it does not decode.
    ///
    /// # Errors
    /// When it expands beyond the limit.
    pub(super) fn expand(&self, stream: &Stream) -> Result<Vec<u8>, ReadError> {
        let expanded =
            std::panic::catch_unwind(|| stream.get_plain_content_with_limit(STREAM_BYTES));
        let bytes = match expanded {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded {
                ..
            }))) => {
                return Err(ReadError::TooLarge(format!(
                    "PDF中的数据流展开后超过{}MB",
                    STREAM_BYTES >> 20
                )));
            }
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        self.spend(1 + bytes.len() / BYTES_PER_OPERATION)?;
        Ok(bytes)
    }

    /// The dictionary of a page.
    pub(super) fn page(&self, page: PageEntry) -> Option<&Dictionary> {
        self.document.get_dictionary(page.id).ok()
    }

    /// An attribute of a page, its own or inherited from the tree above it.
    pub(super) fn inherited<'a>(&'a self, page: &'a Dictionary, key: &[u8]) -> &'a Object {
        let mut node = page;
        for _ in 0..PARENTS {
            if node.has(key) {
                return self.entry(node, key);
            }
            match self.dictionary(node, b"Parent") {
                Some(parent) => node = parent,
                None => break,
            }
        }
        &Object::Null
    }

    /// The drawing operators of a page, its streams one after the other.
    ///
    /// # Errors
    /// When they expand beyond the limit.
    pub(super) fn content(&self, page: PageEntry) -> Result<Vec<u8>, ReadError> {
        let mut streams = Vec::new();
        if let Some(page) = self.page(page) {
            let contents = self.entry(page, b"Contents");
            let parts = contents.as_array().map_or(&[][..], Vec::as_slice);
            let parts = parts.iter().map(|part| self.resolve(part));
            streams.extend(
                std::iter::once(contents).chain(parts).filter_map(|part| part.as_stream().ok()),
            );
        }
        let mut content = Vec::new();
        for stream in streams {
            content.extend(self.expand(stream)?);
            // An operator never goes across two streams, but they need not end in white space.
            content.push(b'\n');
        }
        Ok(content)
    }
}

/// A number, whole or not.
pub(super) fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|number| number.is_finite())
}
