//! The zip container of .docx and .xlsx files, read with every bound checked before anything is allocated.
//!
//! The `zip` crate writes our files. For reading we keep the directory ourselves, because a
//! hostile file is refused by what the directory says *before* it is loaded: the number of
//! entries, entries of the same name (two programs would read two different documents) and
//! encrypted entries. What an entry expands to is counted while it is being expanded; the sizes
//! in its header are only compared with the outcome.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::{Limits, ReadError};

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const END_OF_DIRECTORY_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL_ENTRY: &[u8] = b"PK\x03\x04";
/// The end record and the longest comment that may follow it.
const TAIL_BYTES: usize = 22 + 0xffff;
/// Below this size an entry may have any ratio: a page of blank cells packs very well.
const RATIO_FREE_BYTES: usize = 1 << 20;

/// The directory of a zip file.
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    entries: BTreeMap<String, Entry>,
    /// How many bytes may still be expanded from this file.
    allowance: usize,
    ratio: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    method: u16,
    checksum: u32,
    packed: usize,
    expanded: usize,
    header_at: usize,
}

fn broken(reason: &str) -> ReadError {
    ReadError::Broken(reason.to_owned())
}

/// Part names do not distinguish upper and lower case, and some programs write `\` for `/`.
fn part_key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_ascii_lowercase()
}

impl<'a> Archive<'a> {
    /// Reads the directory. `allowance` is how many bytes may be expanded from the whole file.
    ///
    /// # Errors
    /// Broken when there is no sound directory, two entries share a name; too large when there
    /// are too many entries; encrypted when an entry is.
    pub(crate) fn open(
        bytes: &'a [u8],
        limits: &Limits,
        allowance: usize,
    ) -> Result<Self, ReadError> {
        let (count, start) = directory(bytes).ok_or_else(|| broken("压缩包的目录缺失或不完整"))?;
        if count > limits.archive_entries {
            return Err(ReadError::TooLarge(format!(
                "压缩包内的条目多于{}个",
                limits.archive_entries
            )));
        }
        let mut entries = BTreeMap::new();
        let mut at = start;
        for _ in 0..count {
            let (name, entry, next) = directory_entry(bytes, at)?;
            at = next;
            if entries.insert(part_key(&name), entry).is_some() {
                return Err(broken("压缩包内有重名的条目"));
            }
        }
        Ok(Self { bytes, entries, allowance, ratio: limits.expansion_ratio })
    }

    /// Whether there is an entry of this name.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.entries.contains_key(&part_key(name))
    }

    /// The names of the entries.
    pub(crate) fn names(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    /// Opens an entry for reading; `None` when there is none of this name.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, ReadError> {
        let Some(entry) = self.entries.get(&part_key(name)).copied() else {
            return Ok(None);
        };
        let packed = packed_bytes(self.bytes, &entry)
            .ok_or_else(|| broken(&format!("{name}在压缩包中的位置有误")))?;
        let stream = match entry.method {
            0 => Stream::Stored(packed),
            8 => Stream::Deflated(Box::new(DeflateDecoder::new(packed))),
            _ => return Err(broken(&format!("{name}的压缩方法不受支持"))),
        };
        Ok(Some(Part {
            name: name.to_owned(),
            stream,
            entry,
            crc: Crc::new(),
            produced: 0,
            allowance: &mut self.allowance,
            ratio: self.ratio,
        }))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(field.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16_at(bytes, at)?))
}

/// Number of entries and place of the first, from the end record.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    let tail_at = bytes.len().saturating_sub(TAIL_BYTES);
    let tail = bytes.get(tail_at..)?;
    let end_at = tail_at.checked_add(memchr::memmem::rfind(tail, END_OF_DIRECTORY)?)?;
    let count = length_at(bytes, end_at.checked_add(10)?)?;
    let start = size_at(bytes, end_at.checked_add(16)?)?;
    if count < 0xffff && u32::try_from(start).ok()? < u32::MAX {
        return Some((count, start));
    }
    directory_64(bytes, end_at)
}

/// The same from the 64-bit records, which stand before the end record.
fn directory_64(bytes: &[u8], end_at: usize) -> Option<(usize, usize)> {
    let locator_at = end_at.checked_sub(20)?;
    if !bytes.get(locator_at..)?.starts_with(LOCATOR_64) {
        return None;
    }
    let record_at = usize::try_from(u64_at(bytes, locator_at.checked_add(8)?)?).ok()?;
    if !bytes.get(record_at..)?.starts_with(END_OF_DIRECTORY_64) {
        return None;
    }
    let count = usize::try_from(u64_at(bytes, record_at.checked_add(32)?)?).ok()?;
    let start = usize::try_from(u64_at(bytes, record_at.checked_add(48)?)?).ok()?;
    Some((count, start))
}

/// One entry of the directory: name, entry, place of the next.
fn directory_entry(bytes: &[u8], at: usize) -> Result<(String, Entry, usize), ReadError> {
    let parsed = parse_directory_entry(bytes, at);
    let (name, flags, entry, next) = parsed.ok_or_else(|| broken("压缩包的目录不完整"))?;
    if flags & 1 != 0 {
        return Err(ReadError::Encrypted);
    }
    Ok((name, entry, next))
}

fn parse_directory_entry(bytes: &[u8], at: usize) -> Option<(String, u16, Entry, usize)> {
    let header = bytes.get(at..at.checked_add(46)?)?;
    if !header.starts_with(DIRECTORY_ENTRY) {
        return None;
    }
    let name_at = at.checked_add(46)?;
    let extra_at = name_at.checked_add(length_at(header, 28)?)?;
    let comment_at = extra_at.checked_add(length_at(header, 30)?)?;
    let next = comment_at.checked_add(length_at(header, 32)?)?;
    let mut entry = Entry {
        method: u16_at(header, 10)?,
        checksum: u32_at(header, 16)?,
        packed: size_at(header, 20)?,
        expanded: size_at(header, 24)?,
        header_at: size_at(header, 42)?,
    };
    widen(&mut entry, bytes.get(extra_at..comment_at)?)?;
    let name = String::from_utf8_lossy(bytes.get(name_at..extra_at)?).into_owned();
    Some((name, u16_at(header, 8)?, entry, next))
}

/// Replaces fields that say "see the 64-bit extra field". They stand there in a fixed order, each
/// only when it is referred to.
fn widen(entry: &mut Entry, extra: &[u8]) -> Option<()> {
    let everything = usize::try_from(u32::MAX).ok()?;
    let mut fields = [&mut entry.expanded, &mut entry.packed, &mut entry.header_at];
    if fields.iter().all(|field| **field != everything) {
        return Some(());
    }
    let mut at = 0;
    while u16_at(extra, at)? != 1 {
        at = at.checked_add(4)?.checked_add(length_at(extra, at + 2)?)?;
    }
    at = at.checked_add(4)?;
    for field in fields.iter_mut().filter(|field| ***field == everything) {
        **field = usize::try_from(u64_at(extra, at)?).ok()?;
        at = at.checked_add(8)?;
    }
    Some(())
}

fn packed_bytes<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let header = bytes.get(entry.header_at..)?;
    if !header.starts_with(LOCAL_ENTRY) {
        return None;
    }
    let data_at =
        30_usize.checked_add(length_at(header, 26)?)?.checked_add(length_at(header, 28)?)?;
    header.get(data_at..data_at.checked_add(entry.packed)?)
}

enum Stream<'a> {
    Stored(&'a [u8]),
    Deflated(Box<DeflateDecoder<&'a [u8]>>),
}

/// An entry being expanded piece by piece.
pub(crate) struct Part<'a> {
    name: String,
    stream: Stream<'a>,
    entry: Entry,
    crc: Crc,
    produced: usize,
    allowance: &'a mut usize,
    ratio: usize,
}

impl Part<'_> {
    /// The name of the entry, for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What the directory says the entry expands to: a hint, compared with the outcome at the end.
    pub(crate) fn expected_bytes(&self) -> usize {
        self.entry.expanded
    }

    /// Writes the next bytes to `into` and tells how many; 0 at the end.
    ///
    /// # Errors
    /// Too large when the whole file or this entry expands too far; broken when the packed data,
    /// the length or the checksum is wrong.
    pub(crate) fn fill(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        let outcome = match &mut self.stream {
            Stream::Stored(bytes) => bytes.read(into),
            Stream::Deflated(decoder) => decoder.read(into),
        };
        let count = outcome.map_err(|_| broken(&format!("{}的压缩数据有误", self.name)))?;
        let piece = into.get(..count).unwrap_or_default();
        self.crc.update(piece);
        self.produced = self.produced.saturating_add(count);
        if count == 0 && !into.is_empty() {
            return self.check_end();
        }
        *self.allowance = self
            .allowance
            .checked_sub(count)
            .ok_or_else(|| ReadError::TooLarge("解压后的内容过大".to_owned()))?;
        let plausible = self.entry.packed.max(1).saturating_mul(self.ratio);
        if self.produced > RATIO_FREE_BYTES && self.produced > plausible {
            return Err(ReadError::TooLarge(format!("{}的压缩比大于{}倍", self.name, self.ratio)));
        }
        Ok(count)
    }

    fn check_end(&self) -> Result<usize, ReadError> {
        if self.produced != self.entry.expanded || self.crc.sum() != self.entry.checksum {
            return Err(broken(&format!("{}的内容与校验值不符", self.name)));
        }
        Ok(0)
    }

    /// Reads what is left at once.
    pub(crate) fn read_all(&mut self) -> Result<Vec<u8>, ReadError> {
        let mut whole = Vec::new();
        let mut piece = vec![0; 1 << 14];
        loop {
            let count = self.fill(&mut piece)?;
            if count == 0 {
                return Ok(whole);
            }
            whole.extend_from_slice(piece.get(..count).unwrap_or_default());
        }
    }
}
