//! The two fonts a PDF is set in.

use crate::write::WriteError;
use fontdb::{Database, Family, Query, Weight};
use krilla::text::Font;
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// Which fonts are looked for first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FontChoice {
    /// The open fonts in the executable, so that output does not depend on the machine.
    #[default]
    Embedded,
    /// The fonts of the office on this machine: 仿宋 or 宋体, and 小标宋 or 黑体.
    Office,
}

/// Families for running text and tables, best first.
const BODY_FAMILIES: [&str; 11] = [
    "仿宋_GB2312",
    "FangSong_GB2312",
    "仿宋",
    "FangSong",
    "宋体",
    "SimSun",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
];

/// Families for headings, best first.
const HEADING_FAMILIES: [&str; 9] = [
    "方正小标宋_GBK",
    "方正小标宋简体",
    "黑体",
    "SimHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Noto Serif CJK SC",
    "WenQuanYi Micro Hei",
];

/// A character every Chinese font has.
const PROBE: char = '绩';

/// A font with its file.
#[derive(Clone)]
pub(super) struct Face {
    pub(super) file: Arc<Vec<u8>>,
    pub(super) index: u32,
    pub(super) font: Font,
}

/// The fonts of a PDF, found once and used for any number of files.
#[derive(Clone)]
pub struct Fonts {
    pub(super) body: Face,
    pub(super) heading: Face,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").finish_non_exhaustive()
    }
}

impl Fonts {
    /// The embedded fonts; where the program was built without them, the machine's.
    ///
    /// # Errors
    /// When there is no font with Chinese characters at all.
    pub fn find() -> Result<Self, WriteError> {
        Self::choose(FontChoice::Embedded)
    }

    /// The fonts by a setting; the other kind takes the place of a missing one.
    ///
    /// # Errors
    /// When there is no font with Chinese characters at all.
    pub fn choose(choice: FontChoice) -> Result<Self, WriteError> {
        let fonts = match choice {
            FontChoice::Embedded => Self::embedded().or_else(Self::of_the_machine),
            FontChoice::Office => Self::of_the_machine().or_else(Self::embedded),
        };
        fonts.ok_or(WriteError::NoChineseFont)
    }

    fn embedded() -> Option<Self> {
        Some(Self { body: face(typefaces::serif()?, 0)?, heading: face(typefaces::sans()?, 0)? })
    }

    fn of_the_machine() -> Option<Self> {
        let mut database = Database::new();
        database.load_system_fonts();
        let body = first_of(&database, &BODY_FAMILIES);
        let heading = first_of(&database, &HEADING_FAMILIES);
        match (body, heading) {
            (Some(body), Some(heading)) => Some(Self { body, heading }),
            (Some(only), None) | (None, Some(only)) => {
                Some(Self { heading: only.clone(), body: only })
            }
            (None, None) => None,
        }
    }
}

/// A font file is taken only if it has Chinese characters.
fn face(file: Arc<Vec<u8>>, index: u32) -> Option<Face> {
    let parsed = FontRef::from_index(&file, index).ok()?;
    parsed.charmap().map(PROBE)?;
    let font = Font::new(file.clone().into(), index)?;
    Some(Face { file, index, font })
}

/// The first family of the list that the machine has. A collection holds the fonts of several
/// regions; the database says which of them the name means.
fn first_of(database: &Database, families: &[&str]) -> Option<Face> {
    families.iter().find_map(|family| {
        let id = database.query(&Query {
            families: &[Family::Name(family)],
            weight: Weight::NORMAL,
            ..Query::default()
        })?;
        database.with_face_data(id, |bytes, index| face(Arc::new(bytes.to_vec()), index))?
    })
}
