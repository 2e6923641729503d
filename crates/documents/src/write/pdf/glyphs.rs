//! Characters to glyphs: each character of the paper is looked up once.
//!
//! Chinese and Latin text need no shaping: a character is a glyph, its width the glyph's advance.

use super::fonts::{Face, Fonts};
use crate::write::layout::{Block, Paper};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::{BTreeMap, BTreeSet};

/// What page numbers are written with, whatever else is on the paper.
const FOOTER_CHARACTERS: &str = "第页共 0123456789";

/// What stands for a character that no font has.
const MISSING: char = '□';

/// Characters of forms that the embedded fonts lack, and what is drawn for them.
const STAND_INS: [(char, char, Option<Mark>); 8] = [
    ('☑', '□', Some(Mark::Tick)),
    ('☒', '□', Some(Mark::Cross)),
    ('☐', '□', None),
    ('✔', '✓', None),
    ('✗', '×', None),
    ('✘', '×', None),
    ('⩾', '≥', None),
    ('⩽', '≤', None),
];

/// What is drawn into a box: a ticked box shown as an empty one would say the opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// ☑.
    Tick,
    /// ☒.
    Cross,
}

/// Which of the two fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Running text and tables.
    Body,
    /// Headings.
    Heading,
}

impl Role {
    fn other(self) -> Self {
        match self {
            Self::Body => Self::Heading,
            Self::Heading => Self::Body,
        }
    }
}

/// A glyph of one of the fonts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// The font it was found in.
    pub(super) role: Role,
    /// Its number in the font.
    pub(super) id: u32,
    /// Its width in parts of the type size.
    pub(super) advance: f32,
    /// What a reader of the file's text finds.
    pub(super) text: char,
    /// What is drawn into it.
    pub(super) mark: Option<Mark>,
}

/// The glyph of every character of a paper in both fonts.
pub(super) struct Typesetter {
    glyphs: BTreeMap<(Role, char), Glyph>,
    missing: BTreeSet<char>,
}

impl Typesetter {
    /// Looks up every character of a paper.
    pub(super) fn new(fonts: &Fonts, paper: &Paper) -> Self {
        let mut characters: BTreeSet<char> = FOOTER_CHARACTERS.chars().collect();
        for block in &paper.blocks {
            match block {
                Block::Text(text) => characters.extend(text.text.chars()),
                Block::Table(table) => characters.extend(
                    table
                        .rows
                        .iter()
                        .flat_map(|row| row.cells.iter().flat_map(|cell| cell.text.chars())),
                ),
            }
        }
        let mut typesetter = Self { glyphs: BTreeMap::new(), missing: BTreeSet::new() };
        let (body, heading) = (lookup(&fonts.body), lookup(&fonts.heading));
        let in_font = |role: Role, c: char| {
            let lookup = match role {
                Role::Body => &body,
                Role::Heading => &heading,
            };
            lookup(c).map(|(id, advance)| Glyph { role, id, advance, text: c, mark: None })
        };
        let stand_in = |role: Role, c: char| {
            let (_, drawn, mark) = STAND_INS.into_iter().find(|(lacking, ..)| *lacking == c)?;
            // A box with a mark comes from the other font: in one font the glyph of a ticked box
            // could not be told from that of an empty one by those who copy the text.
            let role = if mark.is_some() { role.other() } else { role };
            let glyph = in_font(role, drawn).or_else(|| in_font(role.other(), drawn))?;
            Some(Glyph { text: c, mark, ..glyph })
        };
        for c in characters.into_iter().filter(|c| !is_unprinted(*c)) {
            for role in [Role::Body, Role::Heading] {
                let glyph = in_font(role, c)
                    .or_else(|| in_font(role.other(), c))
                    .or_else(|| stand_in(role, c));
                if glyph.is_none() {
                    typesetter.missing.insert(c);
                }
                let shown = glyph.or_else(|| in_font(role, MISSING)).unwrap_or(Glyph {
                    role,
                    id: 0,
                    advance: 1.0,
                    text: MISSING,
                    mark: None,
                });
                typesetter.glyphs.insert((role, c), shown);
            }
        }
        typesetter
    }

    /// The glyph of a character; none for one that shows nothing.
    pub(super) fn glyph(&self, role: Role, c: char) -> Option<Glyph> {
        self.glyphs.get(&(role, c)).copied()
    }

    /// Width of a text in points.
    pub(super) fn width(&self, role: Role, text: &str, size: f32) -> f32 {
        text.chars().filter_map(|c| self.glyph(role, c)).map(|glyph| glyph.advance * size).sum()
    }

    /// Which characters the fonts lack.
    pub(super) fn notes(&self) -> Vec<String> {
        if self.missing.is_empty() {
            return Vec::new();
        }
        let characters: Vec<String> =
            self.missing.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
        vec![format!(
            "字体中没有以下字符，PDF中显示为“□”：{}。需要时请安装含有这些字的字体后改用本机字体",
            characters.join("、")
        )]
    }
}

/// Whether a character shows nothing and takes no room: control characters, zero-width
/// characters, marks of direction, variation selectors.
fn is_unprinted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// A function from a character to its glyph's number and its width in parts of the type size.
fn lookup(face: &Face) -> impl Fn(char) -> Option<(u32, f32)> + '_ {
    let font = FontRef::from_index(&face.file, face.index).ok();
    move |c| {
        let font = font.as_ref()?;
        let id: GlyphId = font.charmap().map(c)?;
        let advance =
            font.glyph_metrics(Size::new(1.0), LocationRef::default()).advance_width(id)?;
        Some((id.to_u32(), advance))
    }
}
