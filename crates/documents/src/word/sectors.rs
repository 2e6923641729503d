//! Where the bytes of a stream stand in its OLE compound file.
//!
//! A compound file is cut into sectors; a table (FAT) says for each sector which one follows it.
//! Streams under 4,096 bytes are cut into smaller sectors within a stream of their own (\[MS-CFB\]
//! 2.1 to 2.4). `office_oxide` reads streams but does not tell where they stand, which is needed
//! to change a byte of one.

use std::io::Cursor;

use office_oxide::cfb::{CfbHeader, CfbReader, DirEntry};

/// Streams under this size lie in small sectors.
const SMALL_STREAM_BYTES: usize = 4096;
const SMALL_SECTOR_BYTES: usize = 64;

/// The sector tables of a file.
pub(super) struct Sectors {
    header: CfbHeader,
    entries: Vec<DirEntry>,
    next: Vec<u32>,
    /// The stream that holds all small streams, and its own table.
    small: Places,
    small_next: Vec<u32>,
}

/// Where the pieces of a stream stand, all of one size but the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pieces: Vec<usize>,
    piece_bytes: usize,
}

impl Places {
    /// Where the byte at this offset of the stream stands in the file.
    pub(super) fn of(&self, offset: usize) -> Option<usize> {
        let piece = self.pieces.get(offset.checked_div(self.piece_bytes)?)?;
        piece.checked_add(offset % self.piece_bytes)
    }

    /// The content of the stream, up to where the file ends.
    fn content(&self, bytes: &[u8]) -> Vec<u8> {
        let mut content = Vec::new();
        for piece in &self.pieces {
            let rest = bytes.get(*piece..).unwrap_or_default();
            let piece = rest.get(..self.piece_bytes).unwrap_or(rest);
            content.extend_from_slice(piece);
        }
        content
    }
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|number| number_at(number, 0)).collect()
}

/// The sectors from `first` on. A chain that runs in a circle ends when every sector was seen.
fn chain(first: u32, next: &[u32]) -> Vec<u32> {
    let mut sectors = Vec::new();
    let mut sector = first;
    while sectors.len() <= next.len()
        && let Some(following) = usize::try_from(sector).ok().and_then(|at| next.get(at))
    {
        sectors.push(sector);
        sector = *following;
    }
    sectors
}

impl Sectors {
    /// Reads the sector tables; `None` when the directory cannot be read.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let file = CfbReader::new(Cursor::new(bytes)).ok()?;
        let mut sectors = Self {
            header: file.header().clone(),
            entries: file.entries().to_vec(),
            next: Vec::new(),
            small: Places::default(),
            small_next: Vec::new(),
        };
        sectors.next = sectors.table(bytes);
        let root = sectors.entries.first()?.start_sector;
        sectors.small = sectors.places(root);
        let small_table = sectors.places(sectors.header.first_mini_fat_sector);
        sectors.small_next = numbers(&small_table.content(bytes));
        Some(sectors)
    }

    /// The header takes the place of the first sector.
    fn place(&self, sector: u32) -> Option<usize> {
        let index = usize::try_from(sector).ok()?.checked_add(1)?;
        index.checked_mul(self.header.sector_size)
    }

    /// The table of all sectors. The first 109 of its own sectors are named in the header, the
    /// others in sectors of their own, the last number of which names the next.
    fn table(&self, bytes: &[u8]) -> Vec<u32> {
        let sector_bytes = |sector: u32| {
            let start = self.place(sector)?;
            bytes.get(start..start.checked_add(self.header.sector_size)?)
        };
        let mut named = self.header.header_difat.clone();
        let mut list = self.header.first_difat_sector;
        let most = bytes.len() / self.header.sector_size.max(1);
        while named.len() <= most
            && let Some(mut more) = sector_bytes(list).map(numbers)
        {
            list = more.pop().unwrap_or(u32::MAX);
            named.append(&mut more);
        }
        named.into_iter().take(most).filter_map(sector_bytes).flat_map(numbers).collect()
    }

    fn places(&self, first: u32) -> Places {
        let sectors = chain(first, &self.next).into_iter();
        Places {
            pieces: sectors.filter_map(|sector| self.place(sector)).collect(),
            piece_bytes: self.header.sector_size,
        }
    }

    fn small_places(&self, first: u32) -> Places {
        let sectors = chain(first, &self.small_next).into_iter();
        let place = |sector: u32| {
            let offset = usize::try_from(sector).ok()?;
            self.small.of(offset.checked_mul(SMALL_SECTOR_BYTES)?)
        };
        Places { pieces: sectors.filter_map(place).collect(), piece_bytes: SMALL_SECTOR_BYTES }
    }

    /// A stream's content and where it stands.
    pub(super) fn stream(&self, bytes: &[u8], name: &str) -> Option<(Vec<u8>, Places)> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        let size = usize::try_from(entry.stream_size).ok()?;
        let places = if size < SMALL_STREAM_BYTES {
            self.small_places(entry.start_sector)
        } else {
            self.places(entry.start_sector)
        };
        let mut content = places.content(bytes);
        content.truncate(size);
        Some((content, places))
    }
}
