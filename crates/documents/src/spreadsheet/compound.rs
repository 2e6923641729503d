//! The OLE compound file around an .xls: its workbook taken out, and a plain one written.
//!
//! `calamine` takes the first stream named `Workbook` wherever it stands, which may belong to an
//! embedded object, and trusts the file's own chains. It is therefore given a compound file of
//! ours that holds the one stream that was looked at.

use crate::ReadError;
use office_oxide::cfb::CfbReader;
use std::io::Cursor;

/// Names of the workbook's stream: since Excel 97, and before.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

const SECTOR: usize = 4096;
const ENTRIES_PER_SECTOR: usize = SECTOR / 4;
/// Sectors of the allocation table that the header itself can name.
const TABLE_SECTORS_MAX: usize = 109;

const END_OF_CHAIN: u32 = 0xffff_fffe;
const TABLE_SECTOR: u32 = 0xffff_fffd;
const FREE: u32 = 0xffff_ffff;

/// Whether the file itself, not an object embedded in it, is a workbook.
pub(super) fn holds_workbook(bytes: &[u8]) -> bool {
    CfbReader::new(Cursor::new(bytes))
        .is_ok_and(|file| STREAMS.iter().any(|name| file.has_stream(name)))
}

/// The workbook's stream.
///
/// # Errors
/// Broken when the file's directory or its chains are.
pub(super) fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let broken = || ReadError::Broken("Excel 97-2003文件的目录有误".to_owned());
    let mut file = CfbReader::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let name = STREAMS.iter().find(|name| file.has_stream(name)).ok_or_else(broken)?;
    file.open_stream(name).map_err(|_| broken())
}

/// A compound file that holds nothing but this stream.
///
/// # Errors
/// Too large when the header has no room for the allocation table (445 MB).
pub(super) fn with_stream(mut stream: Vec<u8>) -> Result<Vec<u8>, ReadError> {
    // Shorter streams would have to stand in a stream of small ones; zeros behind the last
    // record of a workbook mean nothing.
    let sectors = stream.len().div_ceil(SECTOR).max(1);
    stream.resize(sectors.saturating_mul(SECTOR), 0);
    let mut tables = 1_usize;
    while tables.saturating_mul(ENTRIES_PER_SECTOR) < sectors.saturating_add(tables) + 1 {
        tables += 1;
    }
    if tables > TABLE_SECTORS_MAX {
        return Err(ReadError::TooLarge("工作簿过大".to_owned()));
    }
    let first = tables + 1;
    let mut file = header(tables);
    file.extend(allocation(tables, first, sectors));
    file.extend(directory(tables, stream.len()));
    file.append(&mut stream);
    Ok(file)
}

/// A sector number or size as the file writes it. All of them are far below 2^32 here.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(FREE)
}

/// Writes fields one after another and fills up with a byte.
fn filled(fields: &[&[u8]], length: usize, filling: u8) -> Vec<u8> {
    let mut block = fields.concat();
    block.resize(length, filling);
    block
}

/// The header: its 512 bytes filled up to a sector.
fn header(tables: usize) -> Vec<u8> {
    let end = END_OF_CHAIN.to_le_bytes();
    let count = number(tables).to_le_bytes();
    let named: Vec<u8> = (0..tables).flat_map(|at| number(at).to_le_bytes()).collect();
    let fields: [&[u8]; 10] = [
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
        &[0; 16],
        // Minor version, major version, byte order, sizes of sectors (2^12) and small ones (2^6).
        &[0x3e, 0, 4, 0, 0xfe, 0xff, 12, 0, 6, 0],
        // Unused; one sector of directory.
        &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
        // Allocation table: count; the directory follows it. No transaction, 4096 as the least
        // size of a stream of its own.
        &count,
        &count,
        &[0, 0, 0, 0, 0, 16, 0, 0],
        // No small streams, no further sectors that name the allocation table.
        &[end, [0; 4], end, [0; 4]].concat(),
        &named,
        &filled(&[], (TABLE_SECTORS_MAX - tables).saturating_mul(4), 0xff),
    ];
    filled(&fields, SECTOR, 0)
}

/// The allocation table: its own sectors, the directory, the chain of the stream.
fn allocation(tables: usize, first: usize, sectors: usize) -> Vec<u8> {
    let own = std::iter::repeat_n(TABLE_SECTOR, tables);
    let chain = (1..sectors).map(|step| number(first.saturating_add(step)));
    let entries = own.chain([END_OF_CHAIN]).chain(chain).chain([END_OF_CHAIN]);
    let bytes: Vec<u8> = entries.flat_map(u32::to_le_bytes).collect();
    filled(&[&bytes], tables.saturating_mul(SECTOR), 0xff)
}

/// The directory, which stands at sector `at`, before the stream.
fn directory(at: usize, length: usize) -> Vec<u8> {
    const ROOT: u8 = 5;
    const STREAM: u8 = 2;
    // The root is said to begin at the directory, though it is empty: `calamine` refuses a root
    // that begins nowhere.
    let root = directory_entry("Root Entry", ROOT, 1, (number(at), 0));
    let stream = directory_entry("Workbook", STREAM, FREE, (number(at.saturating_add(1)), length));
    filled(&[&root, &stream], SECTOR, 0)
}

fn directory_entry(name: &str, kind: u8, child: u32, chain: (u32, usize)) -> Vec<u8> {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name_length = u16::try_from(name.len() + 2).unwrap_or_default();
    let free = FREE.to_le_bytes();
    let length = u64::try_from(chain.1).unwrap_or(u64::MAX);
    [
        filled(&[&name], 64, 0).as_slice(),
        &name_length.to_le_bytes(),
        // The kind, and black in the tree of siblings, of which there are none.
        &[kind, 1],
        &free,
        &free,
        &child.to_le_bytes(),
        &[0; 36],
        &chain.0.to_le_bytes(),
        &length.to_le_bytes(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_of_any_length_comes_back_from_the_file_written_around_it() {
        // The last one needs a second sector of the allocation table.
        for length in [0, 1, 4095, 4096, 4097, 100_000, SECTOR * ENTRIES_PER_SECTOR] {
            let stream: Vec<u8> = (0..=250).cycle().take(length).collect();
            let file = with_stream(stream.clone()).unwrap();
            assert!(holds_workbook(&file));
            let back = workbook_stream(&file).unwrap();
            assert_eq!(back.get(..length), Some(stream.as_slice()), "{length}");
            assert!(back[length..].iter().all(|byte| *byte == 0));
        }
    }

    #[test]
    fn a_file_that_is_no_compound_file_holds_no_workbook() {
        assert!(!holds_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing behind"));
    }
}
