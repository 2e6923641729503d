//! Word 97-2003 files, and what else comes in a compound file.

use documents::{ReadError, SourceFormat};
use fixtures::{SAMPLE_DOC, SAMPLE_DOCX};
use proptest::prelude::*;

use crate::package::{grids, lines, read};

/// Where the text stream of the sample begins in its file.
fn text_stream() -> usize {
    let magic = [0xec, 0xa5, 0x01, 0x01];
    SAMPLE_DOC.windows(4).position(|bytes| bytes == magic).unwrap()
}

/// The sample with one field of its first block changed.
fn sample_with(offset: usize, change: impl Fn(u8) -> u8) -> Vec<u8> {
    let mut bytes = SAMPLE_DOC.to_vec();
    let byte = &mut bytes[text_stream() + offset];
    *byte = change(*byte);
    bytes
}

/// A compound file with streams of these names and nothing in them.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(24, 0);
    for field in [0x3e_u16, 3, 0xfffe, 9, 6] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.resize(44, 0);
    // One sector of the sector table (sector 0), the directory in sector 1, nothing else.
    for field in [1_u32, 1, 0, 4096, u32::MAX - 1, 0, u32::MAX - 1, 0, 0] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.resize(512, 0xff);
    for sector in [u32::MAX - 2, u32::MAX - 1] {
        bytes.extend(sector.to_le_bytes());
    }
    bytes.resize(1024, 0xff);
    let mut entry = |name: &str, kind: u8, sibling: u32, child: u32| {
        let start = bytes.len();
        let units: Vec<u16> = name.encode_utf16().collect();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes.resize(start + 64, 0);
        bytes.extend(u16::try_from(units.len() * 2 + 2).unwrap().to_le_bytes());
        bytes.extend([kind, 1]);
        for link in [u32::MAX, sibling, child] {
            bytes.extend(link.to_le_bytes());
        }
        bytes.resize(start + 116, 0);
        bytes.extend((u32::MAX - 1).to_le_bytes());
        bytes.resize(start + 128, 0);
    };
    entry("Root Entry", 5, u32::MAX, 1);
    for (index, name) in (2..).zip(names) {
        let last = index > names.len();
        let sibling = if last { u32::MAX } else { u32::try_from(index).unwrap() };
        entry(name, 2, sibling, u32::MAX);
    }
    bytes.resize(1536, 0);
    bytes
}

#[test]
fn the_old_and_the_new_format_of_the_sample_read_the_same() {
    let old = read(SAMPLE_DOC).unwrap();
    let new = read(SAMPLE_DOCX).unwrap();
    assert_eq!(old.format, SourceFormat::Doc);
    assert_eq!(grids(&old).len(), 14);
    for (old, new) in lines(&old).iter().zip(lines(&new)) {
        assert_eq!(*old, new);
    }
    assert_eq!(old.blocks, new.blocks);
}

#[test]
fn compound_files_are_told_apart() {
    let unsupported = |what: &str| ReadError::Unsupported(what.to_owned());
    let cases: &[(&[&str], ReadError)] = &[
        (&["EncryptionInfo", "EncryptedPackage"], ReadError::Encrypted),
        (&["PowerPoint Document"], unsupported("PowerPoint演示文稿")),
        (&["__properties_version1.0"], unsupported("Outlook邮件")),
        (&["CONTENTS"], ReadError::WpsFormat),
        (&["WpsSomething"], ReadError::WpsFormat),
        (&["x"], unsupported("未知程序的复合文件")),
    ];
    for (names, refusal) in cases {
        assert_eq!(read(&compound(names)).as_ref(), Err(refusal), "{names:?}");
    }
}

#[test]
fn a_document_with_a_password_says_so() {
    // Bit 8 of the flags: encrypted.
    let bytes = sample_with(0x0b, |flags| flags | 0x01);
    assert_eq!(read(&bytes), Err(ReadError::Encrypted));
}

#[test]
fn a_broken_document_says_so() {
    let cut = &SAMPLE_DOC[..1024];
    for bytes in [sample_with(0, |_| 0), cut.to_vec(), SAMPLE_DOC[..512].to_vec()] {
        assert!(matches!(read(&bytes), Err(ReadError::Broken(_) | ReadError::Unsupported(_))));
    }
}

/// Row definitions are found by their code; the first border of one of them is moved.
#[test]
fn a_row_that_begins_away_from_the_edge_is_not_shifted_silently() {
    let mut bytes = SAMPLE_DOC.to_vec();
    let definition = bytes
        .windows(9)
        .position(|at| at[0] == 0x08 && at[1] == 0xd6 && at[4] == 6 && at[5..7] == [0x94, 0xff])
        .unwrap();
    bytes[definition + 5..definition + 7].copy_from_slice(&500_i16.to_le_bytes());
    assert!(
        matches!(read(&bytes), Err(ReadError::NeedsProgram(why)) if why.contains("LibreOffice"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_document_never_stops_the_program(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        kept in any::<prop::sample::Index>(),
        cut in prop::bool::weighted(0.2),
    ) {
        let mut bytes = SAMPLE_DOC.to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut {
            bytes.truncate(8 + kept.index(bytes.len() - 8));
        }
        let outcome = read(&bytes);
        prop_assert!(outcome.is_ok() || outcome.is_err_and(|error| !error.to_string().is_empty()));
    }
}
