//! The elements of WordprocessingML that mean something to the reader.

use super::xml::{Name, Namespace};

/// An element, by what the reader does at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Body,
    Paragraph,
    Run,
    Text,
    Table,
    Row,
    Cell,
    TextBox,
    /// A footnote or endnote in its own part.
    Note,
    /// The same content in several forms, of which one is to be taken.
    Alternatives,
    /// One of the forms.
    Alternative,
    /// The properties of something.
    Properties(Owner),
    /// One property.
    Property(Property),
    /// A sign of the text that is an element of its own.
    Sign(Sign),
    /// Content that a tracked change put in.
    Inserted,
    /// Content that a tracked change took out.
    Removed(Removal),
    /// Content that is counted and not read.
    Unread(Unread),
    /// Content that is not text of the document: field instructions, deleted text, earlier
    /// properties, settings of tables and sections.
    Aside,
    /// Passed through: its content counts as if it were not there.
    Transparent,
}

/// Whose properties they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Paragraph,
    Run,
    Row,
    Cell,
}

/// A property that means something to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    ParagraphStyle,
    ListLevel,
    ListNumber,
    Hidden,
    GridSpan,
    VerticalMerge,
    HorizontalMerge,
    GridBefore,
    GridAfter,
}

/// A sign of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Tab,
    LineBreak,
    Hyphen,
    Symbol,
    /// Begin, middle or end of a field.
    FieldMark,
}

/// How something was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removal {
    /// Deleted, or moved to another place; also a mark on a row or the end of a paragraph.
    Content,
    /// A mark on a cell.
    Cell,
}

/// What is counted and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// Its text is read, its layout is not.
    Formula,
    Picture,
    EmbeddedObject,
    ForeignPart,
}

impl Tag {
    /// The element of this name.
    pub(super) fn of(name: Name<'_>) -> Self {
        match name.space {
            Namespace::Word => Self::of_word(name.local),
            Namespace::Compatibility => match name.local {
                b"AlternateContent" => Self::Alternatives,
                b"Choice" | b"Fallback" => Self::Alternative,
                _ => Self::Transparent,
            },
            Namespace::Math => match name.local {
                b"oMath" => Self::Unread(Unread::Formula),
                b"t" => Self::Text,
                b"r" => Self::Run,
                _ => Self::Transparent,
            },
            Namespace::Other => match name.local {
                b"blip" | b"imagedata" => Self::Unread(Unread::Picture),
                b"OLEObject" => Self::Unread(Unread::EmbeddedObject),
                _ => Self::Transparent,
            },
        }
    }

    fn of_word(local: &[u8]) -> Self {
        match local {
            b"r" => Self::Run,
            b"t" => Self::Text,
            b"p" => Self::Paragraph,
            b"tc" => Self::Cell,
            b"tr" => Self::Row,
            b"tbl" => Self::Table,
            b"body" => Self::Body,
            b"rPr" => Self::Properties(Owner::Run),
            b"pPr" => Self::Properties(Owner::Paragraph),
            b"tcPr" => Self::Properties(Owner::Cell),
            b"trPr" => Self::Properties(Owner::Row),
            b"gridSpan" => Self::Property(Property::GridSpan),
            b"vMerge" => Self::Property(Property::VerticalMerge),
            b"hMerge" => Self::Property(Property::HorizontalMerge),
            b"gridBefore" => Self::Property(Property::GridBefore),
            b"gridAfter" => Self::Property(Property::GridAfter),
            b"pStyle" => Self::Property(Property::ParagraphStyle),
            b"ilvl" => Self::Property(Property::ListLevel),
            b"numId" => Self::Property(Property::ListNumber),
            b"vanish" => Self::Property(Property::Hidden),
            b"tab" | b"ptab" => Self::Sign(Sign::Tab),
            b"br" | b"cr" => Self::Sign(Sign::LineBreak),
            b"noBreakHyphen" => Self::Sign(Sign::Hyphen),
            b"sym" => Self::Sign(Sign::Symbol),
            b"fldChar" => Self::Sign(Sign::FieldMark),
            b"ins" => Self::Inserted,
            b"del" | b"moveFrom" => Self::Removed(Removal::Content),
            b"cellDel" => Self::Removed(Removal::Cell),
            b"txbxContent" => Self::TextBox,
            b"footnote" | b"endnote" => Self::Note,
            b"altChunk" | b"subDoc" => Self::Unread(Unread::ForeignPart),
            b"instrText" | b"delInstrText" | b"delText" | b"pPrChange" | b"rPrChange"
            | b"tblPrChange" | b"tblPrExChange" | b"trPrChange" | b"tcPrChange"
            | b"sectPrChange" | b"tblGridChange" | b"numberingChange" | b"tblPr" | b"tblPrEx"
            | b"tblGrid" | b"sectPr" | b"sdtPr" | b"sdtEndPr" | b"tabs" | b"rubyPr" | b"rt"
            | b"tcBorders" | b"pBdr" | b"tcMar" => Self::Aside,
            _ => Self::Transparent,
        }
    }
}
