//! Word files: .docx by our own scanner, .doc by `office_oxide`.
//!
//! ```text
//! package   which part is which                   doc        .doc through office_oxide
//!                                                 properties what office_oxide does not tell
//! xml       events of a part, streamed            row_edges  its table borders, aligned
//! body      events -> paragraphs and tables       compound, sectors  the OLE file
//! table, numbering, symbols                       remarks    the notes, of both formats
//! ```
//!
//! What is read of a .docx is what a person sees after accepting all tracked changes. What is
//! left out on purpose (pictures, comments, text under merged areas) is counted in the notes.

mod body;
mod compound;
mod doc;
mod numbering;
mod package;
mod properties;
mod remarks;
mod row_edges;
mod sectors;
mod symbols;
mod table;
mod tag;
mod xml;

use std::collections::BTreeSet;

use vocabulary::Place;

use crate::archive::Archive;
use crate::{Block, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat};
use body::BodyReader;
use numbering::Numbering;
use package::Relationship;
use xml::Scanner;

/// A table within a table costs at least three elements, a text box about ten: elements may nest
/// this much deeper than tables. The scanner keeps no call stack, so depth itself is harmless.
const ELEMENTS_PER_LEVEL: usize = 4;

/// Whether the bytes are a zip file that holds a Word document.
pub(crate) fn is_docx(bytes: &[u8]) -> bool {
    package::is_word(bytes, &Limits::default())
}

/// Reads a .docx (.docm, .dotx) into paragraphs and tables: the body, then heads and feet of
/// pages, then foot- and endnotes.
///
/// # Errors
/// Encrypted, broken, or beyond a limit.
pub(crate) fn read_docx(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    let mut archive = Archive::open(bytes, limits, limits.word_expanded_bytes)?;
    let main = package::main_part(&mut archive)?
        .ok_or_else(|| ReadError::Broken("压缩包中没有Word正文".to_owned()))?;
    let related = package::relationships(&mut archive, &main)?;
    let numbering = read_numbering(&mut archive, &related)?;
    let mut reader = BodyReader::new(limits, numbering);
    read_part(&mut archive, &main, ParagraphKind::Body, &mut reader)?;
    if !reader.body_seen() {
        return Err(ReadError::Broken(format!("{main}中没有Word正文")));
    }
    let mut blocks = reader.take_blocks();
    let pictures_of_body = reader.remarks().pictures;
    for part in parts(&related, &["header", "footer"]) {
        read_part(&mut archive, part, ParagraphKind::HeaderOrFooter, &mut reader)?;
    }
    blocks.extend(distinct_heads(reader.take_blocks()));
    for part in parts(&related, &["footnotes", "endnotes"]) {
        read_part(&mut archive, part, ParagraphKind::Note, &mut reader)?;
    }
    blocks.append(&mut reader.take_blocks());
    // A logo at the head of the page is not lost content.
    reader.remarks().pictures = pictures_of_body;
    reader.remarks().comments = related.iter().any(|part| part.kind == "comments");
    number_paragraphs(&mut blocks);
    Ok(Source { format: SourceFormat::Docx, blocks, notes: reader.into_notes() })
}

/// Reads a .doc into paragraphs and tables. Tells other compound files apart: a protected
/// package, WPS's own format, another program's document.
///
/// # Errors
/// Encrypted, of WPS's own or another format, broken, or beyond a limit.
pub(crate) fn read_doc(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    doc::read(bytes, limits)
}

/// The parts of these kinds, each once.
fn parts<'r>(related: &'r [Relationship], kinds: &[&str]) -> BTreeSet<&'r str> {
    related
        .iter()
        .filter(|part| kinds.contains(&part.kind.as_str()))
        .map(|part| part.target.as_str())
        .collect()
}

fn read_part(
    archive: &mut Archive<'_>,
    name: &str,
    kind: ParagraphKind,
    reader: &mut BodyReader<'_>,
) -> Result<(), ReadError> {
    let nesting = reader.limits().nesting * ELEMENTS_PER_LEVEL;
    let Some(part) = archive.part(name)? else {
        return Ok(());
    };
    reader.read_part(&mut Scanner::new(part, nesting)?, kind)
}

fn read_numbering(
    archive: &mut Archive<'_>,
    related: &[Relationship],
) -> Result<Numbering, ReadError> {
    let mut numbering = Numbering::default();
    for name in parts(related, &["numbering"]) {
        if let Some(part) = archive.part(name)? {
            numbering.read_definitions(part)?;
        }
    }
    if numbering.is_empty() {
        return Ok(numbering);
    }
    for name in parts(related, &["styles"]) {
        if let Some(part) = archive.part(name)? {
            numbering.read_styles(part)?;
        }
    }
    Ok(numbering)
}

/// Heads and feet of pages as paragraphs, each text once: every section repeats its own. Tables
/// only lay out the line there. Those that only count pages are left out.
fn distinct_heads(blocks: Vec<Block>) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    let lines = blocks.into_iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![paragraph.text],
        Block::Table(grid) => grid.cells.into_iter().map(|cell| cell.text).collect(),
    });
    lines
        .filter(|text| !only_counts_pages(text) && seen.insert(text.clone()))
        .map(|text| {
            Block::Paragraph(Paragraph {
                text,
                kind: ParagraphKind::HeaderOrFooter,
                at: Place::Paragraph { page: None, paragraph: 0 },
            })
        })
        .collect()
}

/// Whether nothing is left of a head or foot but page numbers. Also true of a blank.
fn only_counts_pages(text: &str) -> bool {
    let words = text.replace("Page", "").replace("page", "").replace("of", "");
    words.chars().all(|character| {
        character.is_numeric()
            || character.is_whitespace()
            || "第页共-－–—―·•/|~".contains(character)
    })
}

/// Counts the paragraphs outside tables from 1, in reading order.
fn number_paragraphs(blocks: &mut [Block]) {
    let mut count = 0;
    for block in blocks {
        if let Block::Paragraph(paragraph) = block {
            count += 1;
            paragraph.at = Place::Paragraph { page: None, paragraph: count };
        }
    }
}
