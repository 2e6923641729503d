//! What every fuzz target does with its bytes: read, recognise, review, and check what must hold.

use documents::recognise::Recognised;
use documents::rules::{FormLabels, review_rules};
use documents::{Block, CellGrid, Limits, Source, SourceFormat, read, recognise};
use goals::review::{ReviewRules, review};
use std::io::Write;
use std::panic;
use std::sync::{LazyLock, Mutex, Once};
use vocabulary::is_blank;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

static LABELS: LazyLock<FormLabels> =
    LazyLock::new(|| FormLabels::shipped().expect("the shipped labels are sound"));
static RULES: LazyLock<ReviewRules> =
    LazyLock::new(|| review_rules().expect("the shipped review rules are sound"));

/// Limits small enough that a hostile input is refused within a fuzzing step.
fn limits() -> Limits {
    Limits {
        file_bytes: 4 << 20,
        word_expanded_bytes: 4 << 20,
        workbook_expanded_bytes: 8 << 20,
        cells: 50_000,
        pages: 50,
        paragraphs: 10_000,
        pdf_operations: 200_000,
        ..Limits::default()
    }
}

/// Takes one file the whole way. A refusal is an answer; a panic, a hang, too much memory or a
/// cell outside its table is a fault.
///
/// Readers that lean on a foreign parser catch its panics and refuse the file; the fuzzer's own
/// hook would end the run at such a panic, so it is replaced: only one that escapes ends it.
pub fn take(bytes: &[u8]) {
    static LAST_PANIC: Mutex<String> = Mutex::new(String::new());
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|told| {
            if let Ok(mut last) = LAST_PANIC.lock() {
                *last = told.to_string();
            }
        }));
    });
    if let Err(escaped) = panic::catch_unwind(|| take_through(bytes)) {
        eprintln!("{}", LAST_PANIC.lock().map(|told| told.clone()).unwrap_or_default());
        panic::resume_unwind(escaped);
    }
}

/// Reads, recognises and reviews.
fn take_through(bytes: &[u8]) {
    let Ok(source) = read(bytes, &limits()) else {
        return;
    };
    check(&source);
    let recognised = recognise::recognise(&source, &LABELS);
    check_account(&source, &recognised);
    let document = recognised.document;
    let found = review(&document, None, &RULES);
    assert_eq!(found.scores.len(), document.sheets.len(), "a score a sheet");
}

/// What holds of every source.
fn check(source: &Source) {
    for block in &source.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                assert_eq!(paragraph.text, paragraph.text.trim(), "trimmed");
                assert!(!paragraph.text.is_empty(), "blank paragraphs are left out");
            }
            Block::Table(grid) => check_grid(grid, source.format),
        }
    }
}

/// Every text of the source stands in the account once, in its order.
fn check_account(source: &Source, recognised: &Recognised) {
    let texts = source.blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![paragraph.text.as_str()],
        Block::Table(grid) => grid.cells.iter().map(|cell| cell.text.as_str()).collect(),
    });
    let filled: Vec<&str> = texts.filter(|text| !is_blank(text)).collect();
    let claimed: Vec<&str> = recognised.claims.iter().map(|claim| claim.text.as_str()).collect();
    assert_eq!(claimed, filled, "every text is accounted for");
}

/// Every cell lies inside its table, in order, over no other cell.
fn check_grid(grid: &CellGrid, format: SourceFormat) {
    let mut covered = std::collections::BTreeSet::new();
    let mut before = (0, 0);
    for cell in &grid.cells {
        let place = (cell.row, cell.column);
        assert!(before < place, "{format:?}: cells in order, {before:?} {place:?}");
        before = place;
        assert!(cell.row_span >= 1 && cell.column_span >= 1, "{format:?}: a span of nothing");
        assert!(cell.row + cell.row_span - 1 <= grid.rows, "{format:?}: below the table");
        assert!(cell.column + cell.column_span - 1 <= grid.columns, "{format:?}: beside it");
        for row in cell.row..cell.row + cell.row_span {
            for column in cell.column..cell.column + cell.column_span {
                assert!(covered.insert((row, column)), "{format:?}: two cells at {row},{column}");
            }
        }
    }
}

/// A .docx around the body of a document, so that mutations reach the scanner and not only the
/// archive. Bytes that already are an archive stay as they are.
pub fn docx_around(bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    archive(&[
        ("[Content_Types].xml", DOCX_TYPES),
        ("_rels/.rels", DOCX_RELATIONS),
        ("word/document.xml", bytes),
    ])
}

/// A .xlsx around one worksheet.
pub fn xlsx_around(bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    archive(&[
        ("[Content_Types].xml", XLSX_TYPES),
        ("_rels/.rels", XLSX_RELATIONS),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/worksheets/sheet1.xml", bytes),
    ])
}

/// Bytes that begin as an OLE compound file does.
pub fn compound_file_from(bytes: &[u8]) -> Vec<u8> {
    const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let rest = bytes.get(MAGIC.len()..).unwrap_or_default();
    [&MAGIC[..], rest].concat()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        archive.start_file(*name, stored).expect("in memory");
        archive.write_all(bytes).expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

const DOCX_TYPES: &[u8] = br#"<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"#;

const DOCX_RELATIONS: &[u8] = br#"<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"#;

const XLSX_TYPES: &[u8] = br#"<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"#;

const XLSX_RELATIONS: &[u8] = br#"<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"#;

const WORKBOOK_RELATIONS: &[u8] = br#"<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"#;

const WORKBOOK: &[u8] = br#"<?xml version="1.0"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
