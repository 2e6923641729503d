//! A filed text, its place and confidence.

use serde::{Deserialize, Serialize};
use vocabulary::{Confidence, FiledText, Place};

/// A text with where it stands: `["文字", [页, 表, 行, 列], "c"]`.
#[derive(Serialize, Deserialize)]
pub(super) struct TextShape(String, PlaceShape, char);

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PlaceShape {
    /// Page and paragraph.
    P(Option<u32>, u32),
    /// Page, table, row and column.
    C(Option<u32>, u32, u32, u32),
    /// Typed in.
    E,
}

impl PlaceShape {
    pub(super) fn of(place: Place) -> Self {
        match place {
            Place::Paragraph { page, paragraph } => Self::P(page, paragraph),
            Place::Cell { page, table, row, column } => Self::C(page, table, row, column),
            Place::Entered => Self::E,
        }
    }

    pub(super) fn back(self) -> Place {
        match self {
            Self::P(page, paragraph) => Place::Paragraph { page, paragraph },
            Self::C(page, table, row, column) => Place::Cell { page, table, row, column },
            Self::E => Place::Entered,
        }
    }
}

impl TextShape {
    pub(super) fn of(text: &FiledText) -> Self {
        Self(text.text.clone(), PlaceShape::of(text.at), confidence_mark(text.confidence))
    }

    pub(super) fn maybe(text: Option<&FiledText>) -> Option<Self> {
        text.map(Self::of)
    }

    pub(super) fn back(self) -> Option<FiledText> {
        Some(FiledText { text: self.0, at: self.1.back(), confidence: confidence(self.2)? })
    }
}

pub(super) fn confidence_mark(confidence: Confidence) -> char {
    match confidence {
        Confidence::Certain => 'c',
        Confidence::Likely => 'l',
        Confidence::Doubtful => 'd',
    }
}

pub(super) fn confidence(mark: char) -> Option<Confidence> {
    match mark {
        'c' => Some(Confidence::Certain),
        'l' => Some(Confidence::Likely),
        'd' => Some(Confidence::Doubtful),
        _ => None,
    }
}
