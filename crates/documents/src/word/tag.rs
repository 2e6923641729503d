//! The elements of WordprocessingML that mean something to the reader.

use super::xml::{Name, Namespace};

/// An element, by what the reader does at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Body,
    Paragraph,
    ParagraphProperties,
    ParagraphStyle,
    ListLevel,
    ListNumber,
    Run,
    RunProperties,
    Vanish,
    Text,
    TabStop,
    LineBreak,
    Hyphen,
    Symbol,
    FieldMark,
    Table,
    Row,
    RowProperties,
    GridBefore,
    GridAfter,
    Cell,
    CellProperties,
    GridSpan,
    VerticalMerge,
    HorizontalMerge,
    CellDeleted,
    Inserted,
    Deleted,
    MovedAway,
    TextBox,
    /// A footnote or endnote in its own part.
    Note,
    Alternatives,
    Choice,
    Fallback,
    Formula,
    Picture,
    EmbeddedObject,
    ForeignPart,
    /// Content that is not text of the document: field instructions, deleted text, earlier
    /// properties, settings of tables and sections.
    Aside,
    /// Passed through: its content counts as if it were not there.
    Transparent,
}

impl Tag {
    /// The element of this name.
    pub(super) fn of(name: Name<'_>) -> Self {
        match name.space {
            Namespace::Word => Self::of_word(name.local),
            Namespace::Compatibility => match name.local {
                b"AlternateContent" => Self::Alternatives,
                b"Choice" => Self::Choice,
                b"Fallback" => Self::Fallback,
                _ => Self::Transparent,
            },
            Namespace::Math => match name.local {
                b"oMath" => Self::Formula,
                b"t" => Self::Text,
                b"r" => Self::Run,
                _ => Self::Transparent,
            },
            Namespace::Other => match name.local {
                b"blip" | b"imagedata" => Self::Picture,
                b"OLEObject" => Self::EmbeddedObject,
                _ => Self::Transparent,
            },
        }
    }

    fn of_word(local: &[u8]) -> Self {
        match local {
            b"r" => Self::Run,
            b"rPr" => Self::RunProperties,
            b"t" => Self::Text,
            b"p" => Self::Paragraph,
            b"pPr" => Self::ParagraphProperties,
            b"tc" => Self::Cell,
            b"tcPr" => Self::CellProperties,
            b"gridSpan" => Self::GridSpan,
            b"vMerge" => Self::VerticalMerge,
            b"hMerge" => Self::HorizontalMerge,
            b"tr" => Self::Row,
            b"trPr" => Self::RowProperties,
            b"gridBefore" => Self::GridBefore,
            b"gridAfter" => Self::GridAfter,
            b"tbl" => Self::Table,
            b"body" => Self::Body,
            b"tab" | b"ptab" => Self::TabStop,
            b"br" | b"cr" => Self::LineBreak,
            b"noBreakHyphen" => Self::Hyphen,
            b"sym" => Self::Symbol,
            b"fldChar" => Self::FieldMark,
            b"pStyle" => Self::ParagraphStyle,
            b"ilvl" => Self::ListLevel,
            b"numId" => Self::ListNumber,
            b"vanish" => Self::Vanish,
            b"ins" => Self::Inserted,
            b"del" => Self::Deleted,
            b"moveFrom" => Self::MovedAway,
            b"cellDel" => Self::CellDeleted,
            b"txbxContent" => Self::TextBox,
            b"footnote" | b"endnote" => Self::Note,
            b"altChunk" | b"subDoc" => Self::ForeignPart,
            b"instrText" | b"delInstrText" | b"delText" | b"pPrChange" | b"rPrChange"
            | b"tblPrChange" | b"tblPrExChange" | b"trPrChange" | b"tcPrChange"
            | b"sectPrChange" | b"tblGridChange" | b"numberingChange" | b"tblPr" | b"tblPrEx"
            | b"tblGrid" | b"sectPr" | b"sdtPr" | b"sdtEndPr" | b"tabs" | b"rubyPr" | b"rt"
            | b"tcBorders" | b"pBdr" | b"tcMar" => Self::Aside,
            _ => Self::Transparent,
        }
    }
}
