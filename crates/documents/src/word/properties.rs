//! Walks the properties of the text of a Word 97-2003 file, for what `office_oxide` does not tell.
//!
//! Properties of characters and of paragraphs stand in pages of 512 bytes within the text stream;
//! two lists in another stream name the pages in the order of the text. A page holds lists of
//! codes and operands. Layout of the structures: \[MS-DOC\] 2.8.5 and 2.8.6 (`PlcBteChpx`,
//! `PlcBtePapx`), 2.9.33 and 2.9.174 (`ChpxFkp`, `PapxFkp`), 2.6 (the codes), 2.9.321
//! (`TDefTableOperand`).

use std::collections::BTreeMap;

use super::sectors::{Places, Sectors};

/// Properties looked at in one file: the bound on the time of a hostile one.
const STEPS_MAX: usize = 10_000_000;
const PAGE_BYTES: usize = 512;

/// Where the file's first block names the two lists of pages: start, then length.
const CHARACTER_PAGES_AT: usize = 0xfa;
const PARAGRAPH_PAGES_AT: usize = 0x102;

const REMOVED: u16 = 0x0800;
const INSERTED: u16 = 0x0801;
const HIDDEN: u16 = 0x083c;
const IN_TABLE: u16 = 0x2416;
const LIST: u16 = 0x460b;
const TABLE_DEPTH: u16 = 0x6649;
const ROW_DEFINITION: u16 = 0xd608;
const PROPERTIES_ELSEWHERE: [u16; 2] = [0x6645, 0x6646];

/// What the properties tell.
#[derive(Default)]
pub(super) struct Properties {
    /// The rows of each table, in the order of the file; tables within tables apart.
    pub(super) tables: Vec<Vec<Row>>,
    /// Paragraphs of lists with automatic numbers or bullets.
    pub(super) listed: usize,
    /// Stretches of text that a tracked change put in or took out.
    pub(super) revised: usize,
    /// Stretches of hidden text.
    pub(super) hidden: usize,
    /// There were more properties than any real document has.
    pub(super) excessive: bool,
}

/// The borders of one row.
pub(super) struct Row {
    /// Positions in twips, from left to right.
    pub(super) borders: Vec<i32>,
    /// Where the two bytes of each stand in the file.
    pub(super) places: Vec<[usize; 2]>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// The streams that hold properties.
struct Streams {
    text: (Vec<u8>, Places),
    /// Long lists of properties, those of wide rows among them.
    data: (Vec<u8>, Places),
    /// The lists of pages.
    lists: Vec<u8>,
}

impl Streams {
    fn of(bytes: &[u8]) -> Option<Self> {
        let sectors = Sectors::read(bytes)?;
        let text = sectors.stream(bytes, "WordDocument")?;
        // Bit 9 of the flags tells which of two streams holds the lists of pages.
        let lists = if u16_at(&text.0, 0x0a)? & 0x0200 == 0 { "0Table" } else { "1Table" };
        Some(Self {
            text,
            data: sectors.stream(bytes, "Data").unwrap_or_default(),
            lists: sectors.stream(bytes, lists)?.0,
        })
    }

    /// Offsets in the text stream of the pages of one list, in the order of the text.
    fn pages(&self, named_at: usize) -> Option<Vec<usize>> {
        let start = size_at(&self.text.0, named_at)?;
        let length = size_at(&self.text.0, named_at.checked_add(4)?)?;
        let list = self.lists.get(start..start.checked_add(length)?)?;
        // n+1 text positions, then n page numbers, four bytes each.
        let count = (length / 4).checked_sub(1)? / 2;
        let numbers = list.get(count.checked_add(1)?.checked_mul(4)?..)?;
        numbers
            .chunks_exact(4)
            .map(|number| (size_at(number, 0)? & 0x003f_ffff).checked_mul(PAGE_BYTES))
            .collect()
    }

    /// Where the properties of a page's stretches of text begin, as offsets in the page; 0 for a
    /// stretch without any. An entry is as long as `entry_bytes` and begins with the offset.
    fn stretches(&self, page_at: usize, entry_bytes: usize) -> Option<Vec<usize>> {
        let page = self.text.0.get(page_at..page_at.checked_add(PAGE_BYTES)?)?;
        let count = usize::from(*page.last()?);
        let entries = page.get(count.checked_add(1)?.checked_mul(4)?..)?;
        let offsets = entries.chunks(entry_bytes).take(count);
        offsets.map(|entry| Some(usize::from(*entry.first()?) * 2)).collect()
    }
}

impl Properties {
    /// Reads the properties of a file. Of a file whose structures cannot be followed it tells what
    /// it found before; the reader of the text will say what is wrong.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut properties = Self::default();
        if let Some(streams) = Streams::of(bytes) {
            let mut steps = STEPS_MAX;
            properties.read_paragraphs(&streams, &mut steps);
            properties.read_characters(&streams, &mut steps);
            properties.excessive = steps == 0;
        }
        properties
    }

    fn read_paragraphs(&mut self, streams: &Streams, steps: &mut usize) -> Option<()> {
        // The open table at each depth.
        let mut open: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
        for page_at in streams.pages(PARAGRAPH_PAGES_AT)? {
            for offset in streams.stretches(page_at, 13)? {
                let mut paragraph = Stretch::default();
                if offset > 0 {
                    paragraph.read_paragraph(streams, page_at, offset);
                }
                paragraph.pay(steps)?;
                self.listed += usize::from(paragraph.listed);
                // A shallower paragraph ends the tables open within the cell before it.
                let deeper = open.split_off(&paragraph.depth.saturating_add(1));
                self.tables.extend(deeper.into_values());
                if let Some(row) = paragraph.row {
                    open.entry(paragraph.depth).or_default().push(row);
                }
            }
        }
        self.tables.extend(open.into_values());
        Some(())
    }

    fn read_characters(&mut self, streams: &Streams, steps: &mut usize) -> Option<()> {
        for page_at in streams.pages(CHARACTER_PAGES_AT)? {
            for offset in streams.stretches(page_at, 1)? {
                let mut stretch = Stretch::default();
                if offset > 0 {
                    let at = page_at.checked_add(offset)?;
                    let length = usize::from(*streams.text.0.get(at)?);
                    stretch.walk(&streams.text, at + 1, at + 1 + length);
                }
                stretch.pay(steps)?;
                self.revised += usize::from(stretch.revised);
                self.hidden += usize::from(stretch.hidden);
            }
        }
        Some(())
    }
}

/// The properties of one paragraph or one stretch of characters.
#[derive(Default)]
struct Stretch {
    /// Tables around the paragraph.
    depth: u32,
    /// The definition of the row that the paragraph ends.
    row: Option<Row>,
    listed: bool,
    revised: bool,
    hidden: bool,
    /// Where in the other stream the list goes on.
    elsewhere: Option<u32>,
    /// Properties looked at.
    steps: usize,
}

impl Stretch {
    /// Takes what was looked at from the steps left; `None` when none are.
    fn pay(&self, steps: &mut usize) -> Option<()> {
        *steps = steps.saturating_sub(self.steps.saturating_add(1));
        (*steps > 0).then_some(())
    }

    /// Reads the properties of a paragraph at an offset of a page.
    fn read_paragraph(&mut self, streams: &Streams, page_at: usize, offset: usize) -> Option<()> {
        let at = page_at.checked_add(offset)?;
        let text = &streams.text;
        // Words, counted without or with the length byte itself; then the style.
        let (start, length) = match *text.0.get(at)? {
            0 => (at + 2, usize::from(*text.0.get(at + 1)?) * 2),
            words => (at + 1, usize::from(words) * 2 - 1),
        };
        self.walk(text, start.checked_add(2)?, start.checked_add(length)?)?;
        let start = usize::try_from(self.elsewhere?).ok()?;
        let length = usize::from(u16_at(&streams.data.0, start)?);
        let start = start.checked_add(2)?;
        self.walk(&streams.data, start, start.checked_add(length)?)
    }

    /// Goes through a list of properties, each a code and an operand whose length the code tells.
    /// `None` when it breaks off.
    fn walk(&mut self, stream: &(Vec<u8>, Places), start: usize, end: usize) -> Option<()> {
        let (bytes, places) = stream;
        let mut next = start;
        while next.checked_add(2)? <= end {
            let code = u16_at(bytes, next)?;
            let operand = next + 2;
            self.steps += 1;
            match code {
                IN_TABLE if *bytes.get(operand)? != 0 => self.depth = self.depth.max(1),
                TABLE_DEPTH => self.depth = u32_at(bytes, operand)?,
                ROW_DEFINITION => self.row = row(bytes, places, operand + 2),
                LIST => self.listed = u16_at(bytes, operand)? != 0,
                REMOVED | INSERTED => self.revised |= *bytes.get(operand)? == 1,
                HIDDEN => self.hidden = *bytes.get(operand)? == 1,
                _ if PROPERTIES_ELSEWHERE.contains(&code) => {
                    self.elsewhere = u32_at(bytes, operand);
                }
                _ => {}
            }
            next = operand.checked_add(operand_length(bytes, code, operand)?)?;
        }
        Some(())
    }
}

/// A row by its definition; its borders must not run leftwards.
fn row(bytes: &[u8], places: &Places, at: usize) -> Option<Row> {
    let cells = usize::from(*bytes.get(at)?);
    let first = at.checked_add(1)?;
    let fields = bytes.get(first..first.checked_add(2 + cells * 2)?)?;
    let mut found = Row { borders: Vec::new(), places: Vec::new() };
    for (index, field) in fields.chunks_exact(2).enumerate() {
        let at = first + index * 2;
        let border = i16::from_le_bytes(field.try_into().ok()?);
        found.borders.push(i32::from(border));
        found.places.push([places.of(at)?, places.of(at + 1)?]);
    }
    (cells > 0 && found.borders.is_sorted()).then_some(found)
}

fn operand_length(bytes: &[u8], code: u16, operand: usize) -> Option<usize> {
    Some(match (code >> 13, code) {
        (0 | 1, _) => 1,
        (2 | 4 | 5, _) => 2,
        (3, _) => 4,
        (7, _) => 3,
        // A row definition has a length of two bytes, which counts one byte too many.
        (_, ROW_DEFINITION) => usize::from(u16_at(bytes, operand)?) + 1,
        _ => usize::from(*bytes.get(operand)?) + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::{Places, Stretch};

    fn walked(bytes: &[u8]) -> Stretch {
        let mut stretch = Stretch::default();
        stretch.walk(&(bytes.to_vec(), Places::default()), 0, bytes.len());
        stretch
    }

    #[test]
    fn codes_are_found_past_operands_of_every_length() {
        // One, two, four and three bytes, a counted operand, then the code looked for.
        let before = [
            0x03, 0x24, 1, // one byte
            0x43, 0x4a, 21, 0, // two
            0x09, 0x68, 1, 2, 3, 4, // four
            0x11, 0xe0, 1, 2, 3, // three
            0x15, 0xc6, 2, 9, 9, // counted
        ];
        let after = |code: &[u8]| walked(&[&before, code].concat());
        assert!(after(&[0x0b, 0x46, 1, 0]).listed);
        assert!(!after(&[0x0b, 0x46, 0, 0]).listed);
        assert!(after(&[0x00, 0x08, 1]).revised);
        assert!(after(&[0x01, 0x08, 1]).revised);
        assert!(after(&[0x3c, 0x08, 1]).hidden);
        assert_eq!(after(&[0x16, 0x24, 1]).depth, 1);
        assert_eq!(after(&[0x49, 0x66, 2, 0, 0, 0]).depth, 2);
        assert_eq!(after(&[0x46, 0x66, 7, 0, 0, 0]).elsewhere, Some(7));
    }

    #[test]
    fn a_list_that_is_cut_short_ends_quietly() {
        for bytes in [&[0x16, 0x24][..], &[0x15, 0xc6, 200, 1], &[0x08, 0xd6, 9], &[0x16]] {
            assert_eq!(walked(bytes).depth, 0);
        }
    }
}
