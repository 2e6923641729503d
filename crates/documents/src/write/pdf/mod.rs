//! PDF: our own layout of paragraphs and merged tables, set in subsets of real Chinese fonts.
//!
//! ```text
//! Paper -> flow: lines, rows, page breaks -> Page { texts, rules } -> draw: krilla -> bytes
//! ```
//!
//! Coordinates are floats, in points from the upper left corner; nothing else here is.

mod draw;
mod flow;
mod fonts;
mod glyphs;
mod lines;
mod table;
#[cfg(test)]
mod tests;

pub use fonts::{FontChoice, Fonts};

use super::WriteError;
use super::layout::Paper;
use glyphs::Typesetter;

/// A4 in points.
const PAGE: (f32, f32) = (595.276, 841.89);
/// The text area: 25 mm above and on the left, 20 mm below and on the right, as the Word form.
const LEFT: f32 = 70.9;
const TOP: f32 = 70.9;
const BOTTOM: f32 = PAGE.1 - 56.7;

/// A length of the layout (twentieths of a point) in points.
fn points(twentieths: u32) -> f32 {
    f32::from(u16::try_from(twentieths).unwrap_or(u16::MAX)) / 20.0
}

/// Width of the text area in points.
fn text_width() -> f32 {
    points(super::layout::TEXT_WIDTH)
}

/// A file and what a person should know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfFile {
    /// The file.
    pub bytes: Vec<u8>,
    /// Chinese sentences, such as which characters the fonts lack.
    pub notes: Vec<String>,
}

/// Writes a paper as PDF.
pub(super) fn write(paper: &Paper, fonts: &Fonts) -> Result<PdfFile, WriteError> {
    let typesetter = Typesetter::new(fonts, paper);
    let flow = flow::lay_out(paper, &typesetter);
    let bytes = draw::draw(&flow, &paper.title, fonts)?;
    Ok(PdfFile { bytes, notes: typesetter.notes() })
}
