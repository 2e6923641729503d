//! PDF with a text layer: tables by their ruled lines.
//!
//! ```text
//! bytes -> container   objects, expanded streams, the work still allowed
//!       -> interpreter characters and ruled lines of a page
//!       -> page        grids of the lines, characters in their cells, the rest as lines
//!       -> flow        tables joined over pages, wraps joined, blocks in reading order
//! ```
//!
//! Borders come from lines that are drawn; what no line parts is not parted. Tables set by blanks
//! alone stay paragraphs.

mod character_map;
mod container;
mod continuation;
mod encoding;
mod flow;
mod font;
mod geometry;
mod interpreter;
mod lattice;
mod lexer;
mod lines;
mod page;
mod path;
mod running_heads;

use crate::{Limits, ReadError, Source, SourceFormat};
use container::Container;
use interpreter::{Fonts, draw};

/// Reads a PDF into paragraphs and tables.
///
/// # Errors
/// When it is broken, needs a password, has no text layer, or goes beyond a limit.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    let file = Container::open(bytes, limits)?;
    let mut fonts = Fonts::new();
    let mut pages = Vec::new();
    let mut notes = Notes::default();
    for entry in file.pages(limits)? {
        let drawing = draw(&file, entry, &mut fonts)?;
        notes.drawn(entry.number, &drawing);
        let page = page::lay_out(entry.number, drawing, &file, limits)?;
        notes.overflowing(page.number, page.overflowing);
        pages.push(page);
    }
    let empty = pages.iter().all(|page| page.items.is_empty());
    if empty && !notes.pictures.is_empty() {
        return Err(ReadError::ScannedPdf);
    }
    let heads = running_heads::take_out(&mut pages);
    let (blocks, found) = flow::blocks(pages, heads, limits)?;
    let mut notes = notes.sentences(empty);
    notes.extend(found);
    Ok(Source { format: SourceFormat::Pdf, blocks, notes })
}

/// What is gathered page by page for the notes.
#[derive(Default)]
struct Notes {
    /// Pages with a picture and no text.
    pictures: Vec<u32>,
    /// Pages whose text was put under a scan by a machine.
    recognised: Vec<u32>,
    /// Pages with characters of unknown meaning.
    unknown: Vec<u32>,
    /// Pages with text reaching over the borders of its cell.
    overflowing: Vec<u32>,
}

impl Notes {
    fn drawn(&mut self, page: u32, drawing: &interpreter::Drawing) {
        if drawing.has_image && drawing.glyphs.is_empty() {
            self.pictures.push(page);
        }
        if drawing.has_image && drawing.invisible_characters * 2 > drawing.glyphs.len() {
            self.recognised.push(page);
        }
        if drawing.unknown_characters > 0 {
            self.unknown.push(page);
        }
    }

    fn overflowing(&mut self, page: u32, words: usize) {
        if words > 0 {
            self.overflowing.push(page);
        }
    }

    fn sentences(&self, empty: bool) -> Vec<String> {
        let mut notes = Vec::new();
        let mut say = |pages: &[u32], sentence: &str| {
            if !pages.is_empty() {
                let numbers: Vec<String> = pages.iter().map(u32::to_string).collect();
                notes.push(format!("第{}页{sentence}", numbers.join("、")));
            }
        };
        say(&self.pictures, "只有图片，没有文字层，内容未读取，请对照原件补录");
        say(&self.recognised, "的文字是扫描后由机器识别的，可能有错字，请对照原件核对");
        say(&self.unknown, "有文字未注明编码，读作“\u{fffd}”，请对照原件改正");
        say(&self.overflowing, "有文字超出单元格边框，归入其起始的单元格，请核对");
        if empty {
            notes.push("PDF中没有文字".into());
        }
        notes
    }
}
