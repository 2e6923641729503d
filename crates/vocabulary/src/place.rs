//! Where a text stands in its document.

use std::fmt;

/// Where a text stands in its document. Every number counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A paragraph outside any table.
    Paragraph {
        /// The page, where the format knows pages (PDF).
        page: Option<u32>,
        /// Number of the paragraph in the document.
        paragraph: u32,
    },
    /// A cell of a table; of a merged area, its first cell.
    Cell {
        /// The page, where the format knows pages (PDF).
        page: Option<u32>,
        /// Number of the table in the document, or of the sheet in a workbook.
        table: u32,
        /// Row of the table.
        row: u32,
        /// Column of the table's grid.
        column: u32,
    },
    /// 在线录入: typed into the program, in no document.
    Entered,
}

impl Place {
    /// The table, row and column of a cell.
    pub fn cell(self) -> Option<(u32, u32, u32)> {
        match self {
            Self::Cell { table, row, column, .. } => Some((table, row, column)),
            Self::Paragraph { .. } | Self::Entered => None,
        }
    }

    /// The page, where the format knows pages.
    pub fn page(self) -> Option<u32> {
        match self {
            Self::Cell { page, .. } | Self::Paragraph { page, .. } => page,
            Self::Entered => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(page) = self.page() {
            write!(f, "第{page}页 ")?;
        }
        match self {
            Self::Paragraph { paragraph, .. } => write!(f, "第{paragraph}段"),
            Self::Cell { table, row, column, .. } => {
                write!(f, "表{table} 第{row}行第{column}列")
            }
            Self::Entered => f.write_str("在线录入"),
        }
    }
}

/// How sure the intake is that a text is the field it was filed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Separated only by guesswork; a person has to look.
    Doubtful,
    /// Rests on a convention (a filled-down cell, a joined row, a PDF table).
    Likely,
    /// Label and cell border say so.
    Certain,
}

impl Confidence {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Doubtful => "待确认",
            Self::Likely => "基本可信",
            Self::Certain => "可信",
        }
    }
}

/// A text as printed in the document, with the place it came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiledText {
    /// The text as printed, without leading and trailing white space. Never rewritten.
    pub text: String,
    /// Where it stands.
    pub at: Place,
    /// How sure the intake is.
    pub confidence: Confidence,
}

impl FiledText {
    /// A text whose place in the document is beyond doubt.
    pub fn certain(text: impl Into<String>, at: Place) -> Self {
        Self { text: text.into(), at, confidence: Confidence::Certain }
    }
}
