//! Properties that stand in a document again and again, word for word.
//!
//! Most tags of a Word file are properties, and nearly all of them are those of the cell or run
//! before. Properties that were read once and did nothing but set what a property sets are kept
//! with the steps that they took; where the same bytes come again, the steps are taken again and
//! the tags are not scanned. What else may stand there (text, signs, removals, pictures) is never
//! kept, so that it is always read in full.

use super::{BodyReader, Flow, Inside};
use crate::word::tag::{Owner, Property, Tag};
use crate::word::xml::{Attributes, Mark, Piece, Scanner};

/// Different properties kept for each owner: a form has about as many kinds of cells.
const KEPT_MAX: usize = 16;
/// Properties longer than this are seldom the same twice.
const PIECE_BYTES_MAX: usize = 2048;

/// One property with its attributes as written.
type Step = (Property, Box<[u8]>);

struct Known {
    piece: Piece,
    steps: Vec<Step>,
}

/// Properties being read for the first time.
struct Recording {
    owner: Owner,
    mark: Mark,
    /// How many elements are open around them.
    depth: usize,
    steps: Vec<Step>,
}

/// The properties of the part being read that are known.
#[derive(Default)]
pub(super) struct Repeats {
    paragraph: Vec<Known>,
    run: Vec<Known>,
    row: Vec<Known>,
    cell: Vec<Known>,
    recording: Option<Recording>,
}

impl Repeats {
    fn of(&mut self, owner: Owner) -> &mut Vec<Known> {
        match owner {
            Owner::Paragraph => &mut self.paragraph,
            Owner::Run => &mut self.run,
            Owner::Row => &mut self.row,
            Owner::Cell => &mut self.cell,
        }
    }

    /// Gives up the recording when a tag does more than setting a property.
    pub(super) fn observe(&mut self, tag: Tag, attributes: Attributes<'_>, inside: Inside) {
        let Some(recording) = &mut self.recording else {
            return;
        };
        let mark_of_paragraph = tag == Tag::Properties(Owner::Run) && inside == Inside::Paragraph;
        if !mark_of_paragraph && !matches!(tag, Tag::Transparent | Tag::Aside | Tag::Property(_)) {
            self.recording = None;
            return;
        }
        // Of the properties that the mark of a paragraph has, none is read.
        if let Tag::Property(property) = tag
            && inside != Inside::ParagraphMark
        {
            recording.steps.push((property, attributes.as_written().into()));
        }
    }

    /// Ends the recording when its element has closed within `depth` open ones.
    pub(super) fn close(&mut self, depth: usize, scanner: &Scanner<'_>) {
        let Some(recording) = self.recording.take_if(|recording| depth <= recording.depth) else {
            return;
        };
        let Some(piece) = scanner.piece_since(recording.mark, PIECE_BYTES_MAX) else {
            return;
        };
        let known = self.of(recording.owner);
        known.truncate(KEPT_MAX - 1);
        known.push(Known { piece, steps: recording.steps });
    }
}

impl BodyReader<'_> {
    /// Whose properties begin with a tag, if they may be known: nothing around them changes what
    /// they do.
    pub(super) fn repeatable(&self, tag: Tag) -> Option<Owner> {
        let Tag::Properties(owner) = tag else {
            return None;
        };
        (self.inside == Inside::Content && self.text.is_none()).then_some(owner)
    }

    /// Does what known properties did, and passes over them. `None` when they are not known; then
    /// they are from here on being recorded. Their start tag has just been taken.
    pub(super) fn repeat(&mut self, owner: Owner, scanner: &mut Scanner<'_>) -> Option<Flow> {
        let mut repeats = std::mem::take(&mut self.repeats);
        let known = repeats.of(owner);
        let found = known.iter().position(|known| scanner.is_at(&known.piece));
        if let Some(at) = found
            && let Some(Known { piece, steps }) = known.get(at)
        {
            scanner.pass(piece);
            for (property, attributes) in steps {
                self.property(*property, Attributes::of(attributes));
            }
            // What is met often moves to where it is looked for first.
            known.swap(at.saturating_sub(1), at);
        } else {
            let (mark, depth) = (scanner.mark(), self.open.len());
            repeats.recording = Some(Recording { owner, mark, depth, steps: Vec::new() });
        }
        self.repeats = repeats;
        found.map(|_| self.leave_properties(owner))
    }
}
