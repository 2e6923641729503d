//! The stretch of a part that is in memory: it slides over the part, so that a part of any size
//! takes the same room.

use crate::ReadError;
use crate::archive::Part;

/// Bounds of the first size of the window. It grows when one tag or one text does not fit.
const WINDOW_BYTES_MIN: usize = 4 << 10;
const WINDOW_BYTES_MAX: usize = 64 << 10;
/// A single tag or text beyond this is refused; embedded pictures of old drawings reach some MB.
const TOKEN_BYTES_MAX: usize = 8 << 20;

enum Feed<'a> {
    Part(Part<'a>),
    /// The rest of a part that had to be converted from UTF-16.
    Converted(Vec<u8>, usize),
}

/// What lies before the scanner, and a little of what lies behind it.
pub(super) struct Window<'a> {
    feed: Feed<'a>,
    part_name: String,
    bytes: Vec<u8>,
    /// How far the scanner has come in `bytes`.
    pub(super) position: usize,
    filled: usize,
    /// How much of the part has left the window.
    left_behind: usize,
    ended: bool,
}

impl<'a> Window<'a> {
    /// Opens at the beginning of a part, past a mark of its encoding.
    ///
    /// # Errors
    /// When the part's first bytes cannot be expanded, or UTF-16 text is broken.
    pub(super) fn new(part: Part<'a>) -> Result<Self, ReadError> {
        // A small part needs no large window. What the archive says of its size is only a hint.
        let size = part.expected_bytes().clamp(WINDOW_BYTES_MIN, WINDOW_BYTES_MAX);
        let name = part.name().to_owned();
        let mut window = Self::over(Feed::Part(part), name, size);
        window.refill()?;
        window.settle_encoding()?;
        Ok(window)
    }

    fn over(feed: Feed<'a>, part_name: String, size: usize) -> Self {
        Self {
            feed,
            part_name,
            bytes: vec![0; size],
            position: 0,
            filled: 0,
            left_behind: 0,
            ended: false,
        }
    }

    /// A window of a given first size over bytes.
    #[cfg(test)]
    pub(super) fn over_bytes(bytes: Vec<u8>, size: usize) -> Result<Self, ReadError> {
        let mut window = Self::over(Feed::Converted(bytes, 0), "part".to_owned(), size);
        window.refill()?;
        Ok(window)
    }

    /// The name of the part.
    pub(super) fn part_name(&self) -> &str {
        &self.part_name
    }

    /// Whether the part's last byte is in the window.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// A refusal of the part.
    pub(super) fn broken(&self, reason: &str) -> ReadError {
        ReadError::Broken(format!("{}{reason}", self.part_name))
    }

    /// What lies before the scanner.
    pub(super) fn ahead(&self) -> &[u8] {
        self.from(self.position)
    }

    /// What lies behind a place in the window.
    pub(super) fn from(&self, at: usize) -> &[u8] {
        self.bytes.get(at..self.filled).unwrap_or_default()
    }

    /// The bytes from one place in the window to another.
    pub(super) fn piece(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Where a place in the window is in the part.
    pub(super) fn in_part(&self, at: usize) -> usize {
        self.left_behind + at
    }

    /// Where a place in the part is in the window; `None` when it has left it.
    pub(super) fn in_window(&self, in_part: usize) -> Option<usize> {
        in_part.checked_sub(self.left_behind)
    }

    /// Converts UTF-16, which OOXML allows and hardly anybody writes; passes over a UTF-8 mark.
    fn settle_encoding(&mut self) -> Result<(), ReadError> {
        let head = self.ahead();
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
    ///
    /// # Errors
    /// When the part cannot be expanded further, or one tag or text is too long.
    pub(super) fn refill(&mut self) -> Result<(), ReadError> {
        if self.position == 0 && self.filled == self.bytes.len() {
            if self.filled >= TOKEN_BYTES_MAX {
                return Err(ReadError::TooLarge(format!(
                    "{}中有一处内容大于{}MB",
                    self.part_name,
                    TOKEN_BYTES_MAX >> 20
                )));
            }
            self.bytes.resize(self.filled * 2, 0);
        }
        self.bytes.copy_within(self.position..self.filled, 0);
        self.filled -= self.position;
        self.left_behind += self.position;
        self.position = 0;
        while let Some(free) = self.bytes.get_mut(self.filled..)
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
}
