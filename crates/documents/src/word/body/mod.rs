//! From the events of a document part to paragraphs and tables.
//!
//! The part is read once from front to back. What is open is a stack of levels: the part itself,
//! and for every table or text box within it one more. A level has at most one open paragraph;
//! text goes to the paragraph of the topmost level. A table that stands in a cell, and a text box
//! that stands anywhere, become blocks of their own right after the block they stand in.

mod assembly;
mod repeats;
mod text;

use super::numbering::{Listed, Numbering};
use super::remarks::Remarks;
use super::table::{Merge, OpenCell, OpenTable};
use super::tag::{Owner, Property, Removal, Tag, Unread};
use super::xml::{Attributes, Event, Scanner};
use crate::{Block, Limits, ParagraphKind, ReadError};
use repeats::Repeats;

/// A paragraph being read.
#[derive(Default)]
struct OpenParagraph {
    text: String,
    /// For each open field, whether we are still in its instruction rather than its result.
    fields: Vec<bool>,
    listed: Listed,
    of_style: Listed,
    /// The mark that ends the paragraph was deleted: the next paragraph goes on in the same line.
    joins_next: bool,
    /// Text boxes that stand in it.
    after: Vec<Block>,
}

/// What a level of the stack is.
enum Holder {
    Part(ParagraphKind),
    TextBox,
    Table(Box<OpenTable>),
}

struct Level {
    holder: Holder,
    paragraph: Option<OpenParagraph>,
    /// Text of paragraphs whose end was deleted, waiting for the next one.
    carried: String,
}

/// Whose properties are being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Content,
    Paragraph,
    ParagraphMark,
    Run,
    Row,
    Cell,
}

/// What the reader wants of the scanner after a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Enter,
    /// Pass over the rest of the innermost open element.
    Skip,
}

/// The text element being read.
#[derive(Clone, Copy)]
struct OpenText {
    /// Where its text begins in the paragraph.
    start: usize,
    /// White space at its ends counts.
    preserved: bool,
}

/// Reads the parts of one document, one after the other.
pub(super) struct BodyReader<'a> {
    limits: &'a Limits,
    numbering: Numbering,
    levels: Vec<Level>,
    /// The elements that were entered and have not ended.
    open: Vec<Tag>,
    inside: Inside,
    repeats: Repeats,
    text: Option<OpenText>,
    hidden_run: bool,
    /// For each open choice between two forms of the same content, whether one was taken.
    taken: Vec<bool>,
    blocks: Vec<Block>,
    tables: u32,
    paragraphs: usize,
    cells: usize,
    area: usize,
    body_seen: bool,
    remarks: Remarks,
    /// Room for the text of the next paragraph, kept so that not every one has to ask for its own.
    spare: String,
}

impl<'a> BodyReader<'a> {
    pub(super) fn new(limits: &'a Limits, numbering: Numbering) -> Self {
        Self {
            limits,
            numbering,
            levels: Vec::new(),
            open: Vec::new(),
            inside: Inside::Content,
            repeats: Repeats::default(),
            text: None,
            hidden_run: false,
            taken: Vec::new(),
            blocks: Vec::new(),
            tables: 0,
            paragraphs: 0,
            cells: 0,
            area: 0,
            body_seen: false,
            remarks: Remarks::default(),
            spare: String::new(),
        }
    }

    /// The limits it keeps to.
    pub(super) fn limits(&self) -> &Limits {
        self.limits
    }

    /// Whether a body was met.
    pub(super) fn body_seen(&self) -> bool {
        self.body_seen
    }

    /// What was counted.
    pub(super) fn remarks(&mut self) -> &mut Remarks {
        &mut self.remarks
    }

    /// The blocks of the parts read so far, which are thereby taken out.
    pub(super) fn take_blocks(&mut self) -> Vec<Block> {
        std::mem::take(&mut self.blocks)
    }

    /// The notes of the reading.
    pub(super) fn into_notes(mut self) -> Vec<String> {
        self.remarks.lists |= self.numbering.unknown_formats;
        self.remarks.into_notes()
    }

    /// Reads one part; its paragraphs get `kind`.
    ///
    /// # Errors
    /// When the part is not well-formed or a limit is passed.
    pub(super) fn read_part(
        &mut self,
        scanner: &mut Scanner<'_>,
        kind: ParagraphKind,
    ) -> Result<(), ReadError> {
        self.open_level(Holder::Part(kind));
        self.open.clear();
        self.repeats = Repeats::default();
        while let Some(event) = scanner.next()? {
            match event {
                Event::Start { name, attributes, empty } => {
                    let tag = Tag::of(name);
                    let owner = self.repeatable(tag);
                    self.repeats.observe(tag, attributes, self.inside);
                    match (self.start(tag, attributes)?, empty) {
                        (Flow::Enter, true) => {
                            let flow = self.end(tag)?;
                            self.leave(flow, scanner)?;
                        }
                        (Flow::Enter, false) => self.enter(tag, owner, scanner)?,
                        (Flow::Skip, true) => {}
                        (Flow::Skip, false) => scanner.skip()?,
                    }
                }
                Event::End(_) => {
                    let tag = self.open.pop().unwrap_or(Tag::Transparent);
                    let flow = self.end(tag)?;
                    self.repeats.close(self.open.len(), scanner);
                    self.leave(flow, scanner)?;
                }
                Event::Text(raw) => self.add_text(raw)?,
                Event::Verbatim(raw) => self.add_verbatim(raw)?,
            }
        }
        self.close_level()
    }

    /// Goes into an element that is not empty; known properties of `owner` are passed at once.
    fn enter(
        &mut self,
        tag: Tag,
        owner: Option<Owner>,
        scanner: &mut Scanner<'_>,
    ) -> Result<(), ReadError> {
        if let Some(flow) = owner.and_then(|owner| self.repeat(owner, scanner)) {
            return self.leave(flow, scanner);
        }
        self.open.push(tag);
        Ok(())
    }

    /// Goes on behind an element that has ended.
    fn leave(&mut self, flow: Flow, scanner: &mut Scanner<'_>) -> Result<(), ReadError> {
        if flow == Flow::Skip {
            self.open.pop();
            scanner.skip()?;
        }
        Ok(())
    }

    fn paragraph(&mut self) -> Option<&mut OpenParagraph> {
        self.levels.last_mut()?.paragraph.as_mut()
    }

    fn table(&mut self) -> Option<&mut OpenTable> {
        match &mut self.levels.last_mut()?.holder {
            Holder::Table(table) => Some(table),
            Holder::Part(_) | Holder::TextBox => None,
        }
    }

    fn cell(&mut self) -> Option<&mut OpenCell> {
        self.table()?.cell.as_mut()
    }

    fn start(&mut self, tag: Tag, attributes: Attributes<'_>) -> Result<Flow, ReadError> {
        match tag {
            Tag::Transparent => {}
            Tag::Aside => return Ok(Flow::Skip),
            Tag::Removed(removal) => {
                self.mark_removed(removal);
                return Ok(Flow::Skip);
            }
            Tag::Run => self.hidden_run = false,
            Tag::Properties(owner) => self.enter_properties(owner),
            Tag::Property(property) => self.property(property, attributes),
            Tag::Text => self.open_text(attributes),
            Tag::Sign(sign) => self.sign(sign, attributes),
            Tag::Paragraph => self.open_paragraph()?,
            Tag::Cell => self.open_cell(),
            Tag::Row => {
                if let Some(table) = self.table() {
                    table.open_row();
                }
            }
            Tag::Table => self.open_table()?,
            Tag::TextBox => {
                self.check_nesting()?;
                self.open_level(Holder::TextBox);
            }
            Tag::Body => self.body_seen = true,
            Tag::Alternatives => self.taken.push(false),
            Tag::Alternative => {
                let taken = self.taken.last_mut();
                if taken.is_some_and(|taken| std::mem::replace(taken, true)) {
                    return Ok(Flow::Skip);
                }
            }
            Tag::Note => {
                // The lines that separate text from notes are notes of a type of their own.
                if attributes.raw(b"type").is_some_and(|kind| kind != b"normal") {
                    return Ok(Flow::Skip);
                }
            }
            Tag::Inserted => self.remarks.revisions += 1,
            Tag::Unread(Unread::Formula) => self.remarks.formulas += 1,
            Tag::Unread(Unread::Picture) => self.remarks.pictures += 1,
            Tag::Unread(Unread::EmbeddedObject) => self.remarks.objects += 1,
            Tag::Unread(Unread::ForeignPart) => self.remarks.foreign_parts += 1,
        }
        Ok(Flow::Enter)
    }

    fn end(&mut self, tag: Tag) -> Result<Flow, ReadError> {
        match tag {
            Tag::Properties(owner) => return Ok(self.leave_properties(owner)),
            Tag::Text => self.close_text(),
            Tag::Paragraph => self.close_paragraph()?,
            Tag::Cell => self.close_cell()?,
            Tag::Row => self.close_row()?,
            Tag::Table | Tag::TextBox => self.close_level()?,
            Tag::Alternatives => {
                self.taken.pop();
            }
            Tag::Transparent
            | Tag::Aside
            | Tag::Body
            | Tag::Run
            | Tag::Note
            | Tag::Alternative
            | Tag::Property(_)
            | Tag::Sign(_)
            | Tag::Inserted
            | Tag::Removed(_)
            | Tag::Unread(_) => {}
        }
        Ok(Flow::Enter)
    }

    /// Notes a removal; it also marks the row, paragraph end or cell whose properties it is in.
    fn mark_removed(&mut self, removal: Removal) {
        self.remarks.revisions += 1;
        match (removal, self.inside) {
            (Removal::Cell, Inside::Cell) => {
                if let Some(cell) = self.cell() {
                    cell.removed = true;
                }
            }
            (Removal::Content, Inside::Row) => {
                if let Some(table) = self.table() {
                    table.row_removed = true;
                }
            }
            (Removal::Content, Inside::ParagraphMark) => {
                if let Some(paragraph) = self.paragraph() {
                    paragraph.joins_next = true;
                }
            }
            _ => {}
        }
    }

    fn enter_properties(&mut self, owner: Owner) {
        self.inside = match (owner, self.inside) {
            (Owner::Run, Inside::Paragraph) => Inside::ParagraphMark,
            (Owner::Run, _) => Inside::Run,
            (Owner::Paragraph, _) => Inside::Paragraph,
            (Owner::Row, _) => Inside::Row,
            (Owner::Cell, _) => Inside::Cell,
        };
    }

    /// Ends properties; those of a removed row end the row.
    fn leave_properties(&mut self, owner: Owner) -> Flow {
        self.inside =
            if self.inside == Inside::ParagraphMark { Inside::Paragraph } else { Inside::Content };
        if owner == Owner::Row
            && let Some(table) = self.table().filter(|table| table.row_removed)
        {
            table.drop_row();
            return Flow::Skip;
        }
        Flow::Enter
    }

    fn property(&mut self, property: Property, attributes: Attributes<'_>) {
        match self.inside {
            Inside::Paragraph => self.paragraph_property(property, attributes),
            Inside::Row => self.row_property(property, attributes),
            Inside::Cell => self.cell_property(property, attributes),
            Inside::Run if property == Property::Hidden => self.hidden_run = attributes.is_on(),
            Inside::Run | Inside::ParagraphMark | Inside::Content => {}
        }
    }

    fn paragraph_property(&mut self, property: Property, attributes: Attributes<'_>) {
        if self.numbering.is_empty() {
            return;
        }
        let of_style = (property == Property::ParagraphStyle).then(|| {
            let style = attributes.text(b"val").unwrap_or_default();
            self.numbering.of_style(&style)
        });
        let Some(paragraph) = self.paragraph() else {
            return;
        };
        if let Some(of_style) = of_style {
            paragraph.of_style = of_style;
        } else if property == Property::ListLevel {
            paragraph.listed.level = attributes.number(b"val");
        } else if property == Property::ListNumber {
            paragraph.listed.list = attributes.number(b"val");
        }
    }

    fn row_property(&mut self, property: Property, attributes: Attributes<'_>) {
        let count = attributes.number(b"val").unwrap_or_default();
        let Some(table) = self.table() else { return };
        if property == Property::GridBefore {
            table.skip_columns(count);
        } else if property == Property::GridAfter {
            table.grid_after = count;
        }
    }

    fn cell_property(&mut self, property: Property, attributes: Attributes<'_>) {
        let Some(cell) = self.cell() else { return };
        if property == Property::GridSpan {
            cell.span = attributes.number(b"val").unwrap_or_default();
        } else if property == Property::VerticalMerge {
            cell.vertical = Merge::of(attributes.raw(b"val"));
        } else if property == Property::HorizontalMerge {
            cell.horizontal = Merge::of(attributes.raw(b"val"));
        }
    }
}
