//! Paragraphs and tables onto pages.

use super::glyphs::{Role, Typesetter};
use super::lines::{Line, Setting, break_lines};
use super::table;
use super::{BOTTOM, LEFT, TOP, points, text_width};
use crate::write::layout::{Align, Block, Paper, TextBlock};

/// Where the middle of a line of type stands above its lower edge, in parts of the size: the
/// ascent of the Chinese square.
const ASCENT: f32 = 0.88;

/// A line of text at its place, in points from the upper left corner of the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) x: f32,
    /// The base line.
    pub(super) y: f32,
    pub(super) text: String,
    pub(super) setting: Setting,
}

/// A ruled line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) from: (f32, f32),
    pub(super) to: (f32, f32),
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) texts: Vec<Placed>,
    pub(super) rules: Vec<Rule>,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) text: String,
    /// Counted from 0.
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A page number below, ready to be drawn.
pub(super) type Footer = Placed;

/// The pages of a paper.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) pages: Vec<Page>,
    pub(super) headings: Vec<Heading>,
    pub(super) footers: Vec<Footer>,
    pub(super) glyphs: super::draw::GlyphRuns,
}

/// Where writing goes on.
pub(super) struct Cursor {
    pub(super) pages: Vec<Page>,
    /// Distance from the upper edge of the page.
    pub(super) y: f32,
}

impl Cursor {
    fn new() -> Self {
        Self { pages: vec![Page::default()], y: TOP }
    }

    /// Whether nothing stands on the page yet.
    pub(super) fn at_top(&self) -> bool {
        self.y <= TOP
    }

    /// Goes on to a new page.
    pub(super) fn break_page(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
    }

    /// The page being written.
    pub(super) fn page(&mut self) -> Option<&mut Page> {
        self.pages.last_mut()
    }

    /// How much room is left.
    pub(super) fn room(&self) -> f32 {
        BOTTOM - self.y
    }
}

/// Lays a paper out.
pub(super) fn lay_out(paper: &Paper, typesetter: &Typesetter) -> Flow {
    let mut cursor = Cursor::new();
    let mut headings = Vec::new();
    for (number, block) in paper.blocks.iter().enumerate() {
        match block {
            Block::Text(text) => {
                let next_is_table = matches!(paper.blocks.get(number + 1), Some(Block::Table(_)));
                place_text(&mut cursor, typesetter, text, next_is_table);
                if let Some(level) = text.style.outline_level() {
                    headings.push(Heading {
                        level,
                        text: text.text.clone(),
                        page: cursor.pages.len() - 1,
                        y: (cursor.y - points(text.style.half_points() * 16)).max(0.0),
                    });
                }
            }
            Block::Table(table) => table::place(&mut cursor, typesetter, table),
        }
    }
    let footers = footers(typesetter, cursor.pages.len());
    let glyphs = super::draw::GlyphRuns::new(typesetter, &cursor.pages, &footers);
    Flow { pages: cursor.pages, headings, footers, glyphs }
}

fn place_text(cursor: &mut Cursor, typesetter: &Typesetter, block: &TextBlock, with_next: bool) {
    if block.new_page && !cursor.at_top() {
        cursor.break_page();
    }
    let half_points = block.style.half_points();
    let setting = Setting {
        role: if block.style.is_heading() { Role::Heading } else { Role::Body },
        size: points(half_points * 10),
    };
    let line_height = points(half_points * 16);
    let indent = points(block.style.indent() * half_points * 10);
    let lines = break_lines(typesetter, &block.text, setting, text_width(), indent);
    let (before, after) = block.style.space();
    if !cursor.at_top() {
        cursor.y += points(before);
    }
    // A heading stays with what it heads.
    let follows = if block.style.is_heading() || with_next { 3.0 * line_height } else { 0.0 };
    if !cursor.at_top() && cursor.room() < line_height + follows {
        cursor.break_page();
    }
    for (number, line) in lines.into_iter().enumerate() {
        if cursor.room() < line_height && !cursor.at_top() {
            cursor.break_page();
        }
        let indent = if number == 0 { indent } else { 0.0 };
        let x = LEFT + indent + shift(block.style.align(), text_width() - indent, line.width);
        let y = cursor.y;
        put(cursor.page(), line, setting, (x, y, line_height));
        cursor.y += line_height;
    }
    cursor.y += points(after);
}

/// How far a line stands from the left side of its room.
pub(super) fn shift(align: Align, room: f32, width: f32) -> f32 {
    match align {
        Align::Left => 0.0,
        Align::Centre => (room - width).max(0.0) / 2.0,
        Align::Right => (room - width).max(0.0),
    }
}

/// Puts a line into a strip of a height: its square of type in the middle of it.
pub(super) fn put(page: Option<&mut Page>, line: Line, setting: Setting, strip: (f32, f32, f32)) {
    let (x, top, height) = strip;
    if let Some(page) = page {
        page.texts.push(Placed {
            x,
            y: top + (height - setting.size) / 2.0 + setting.size * ASCENT,
            text: line.text,
            setting,
        });
    }
}

/// 第 x 页 共 y 页 below each page.
fn footers(typesetter: &Typesetter, pages: usize) -> Vec<Footer> {
    let setting = Setting { role: Role::Body, size: 9.0 };
    (1..=pages)
        .map(|number| {
            let text = format!("第 {number} 页 共 {pages} 页");
            let width = typesetter.width(setting.role, &text, setting.size);
            Placed {
                x: LEFT + shift(Align::Centre, text_width(), width),
                y: BOTTOM + 26.0,
                text,
                setting,
            }
        })
        .collect()
}
