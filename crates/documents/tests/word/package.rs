//! Word files made in code, and a short way to write down what was read of them.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use documents::{Block, CellGrid, Limits, ParagraphKind, ReadError, Source};
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
/// The namespaces Word declares, as far as the tests use them.
pub(crate) const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#;

/// A zip file of these entries.
pub(crate) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A Word package whose main part is exactly `document`.
pub(crate) fn with_main_part(document: &[u8]) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("word/document.xml", document),
    ])
}

/// The main part around a body.
pub(crate) fn document(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"#
    )
}

/// A Word file with this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    with_main_part(document(body).as_bytes())
}

/// A Word file with this body and other parts: kind of relationship, content.
pub(crate) fn docx_with_parts(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut links = String::from(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    let main = document(body);
    let mut names = Vec::new();
    for (index, (kind, _)) in parts.iter().enumerate() {
        write!(links, r#"<Relationship Id="r{index}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}{index}.xml"/>"#).unwrap();
        names.push(format!("word/{kind}{index}.xml"));
    }
    links.push_str("</Relationships>");
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", links.as_bytes()),
    ];
    for (name, (_, content)) in names.iter().zip(parts) {
        entries.push((name, content.as_bytes()));
    }
    zipped(&entries)
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> String {
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

/// A cell with properties and one paragraph.
pub(crate) fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

/// A row of cells.
pub(crate) fn tr(cells: &str) -> String {
    format!("<w:tr>{cells}</w:tr>")
}

/// A table of rows.
pub(crate) fn tbl(rows: &str) -> String {
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
}

/// Reads a file with the usual limits.
pub(crate) fn read(bytes: &[u8]) -> Result<Source, ReadError> {
    documents::read(bytes, &Limits::default())
}

/// Everything read, a line for each paragraph, table and cell.
///
/// `body 文`, `table 1: 2x3`, `1,1 文`, `1,2 2x1 文` (rows by columns when more than one), and a
/// table in a cell `table 2: 1x1 in 表1 第1行第1列`.
pub(crate) fn shown(bytes: &[u8]) -> Vec<String> {
    lines(&read(bytes).expect("the file can be read"))
}

/// As [`shown`], of what was read already.
pub(crate) fn lines(source: &Source) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &source.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let kind = match paragraph.kind {
                    ParagraphKind::Body => "body",
                    ParagraphKind::TextBox => "box",
                    ParagraphKind::HeaderOrFooter => "head",
                    ParagraphKind::Note => "note",
                    ParagraphKind::SheetName => "sheet",
                };
                lines.push(format!("{kind} {}", paragraph.text));
            }
            Block::Table(grid) => lines.extend(grid_lines(grid)),
        }
    }
    lines
}

fn grid_lines(grid: &CellGrid) -> Vec<String> {
    let within = grid.within.map_or(String::new(), |place| format!(" in {place}"));
    let mut lines = vec![format!("table {}: {}x{}{within}", grid.table, grid.rows, grid.columns)];
    for cell in &grid.cells {
        let span = match (cell.row_span, cell.column_span) {
            (1, 1) => String::new(),
            (rows, columns) => format!("{rows}x{columns} "),
        };
        lines.push(format!("{},{} {span}{}", cell.row, cell.column, cell.text));
    }
    lines
}

/// The tables read.
pub(crate) fn grids(source: &Source) -> Vec<&CellGrid> {
    source
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(grid) => Some(grid),
            Block::Paragraph(_) => None,
        })
        .collect()
}

/// Fails unless every position of a grid is covered at most once and within its bounds.
pub(crate) fn assert_no_overlap(grid: &CellGrid) {
    let mut covered = std::collections::BTreeSet::new();
    for cell in &grid.cells {
        for row in cell.row..cell.row + cell.row_span {
            for column in cell.column..cell.column + cell.column_span {
                assert!(covered.insert((row, column)), "{row},{column} twice");
                assert!(row <= grid.rows && column <= grid.columns);
            }
        }
    }
}
