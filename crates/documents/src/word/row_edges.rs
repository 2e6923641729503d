//! Aligns the cell borders of the rows of Word 97-2003 tables before they are read.
//!
//! A .doc has no table grid: every row states the positions of its own cell borders in twips
//! (1/1440 inch), and programs round them row by row, so that borders that are one line on paper
//! differ by a twip or two. `office_oxide` 0.1.16 counts such a border as two when it works out
//! how many columns a cell spans, which moves the rest of the row one column to the right. Here the
//! positions are made equal in the file's bytes first. Layout of the structures: \[MS-DOC\] 2.8.5
//! (`PlcBtePapx`), 2.9.174 (`PapxFkp`), 2.9.321 (`TDefTableOperand`).

use std::collections::BTreeMap;

use super::sectors::{Places, Sectors};

/// Borders nearer than this are one line (0.7 mm): no column of text is that narrow.
const SAME_LINE_TWIPS: i32 = 40;
/// Where a row really has such narrow cells only rounding is undone.
const ROUNDING_TWIPS: i32 = 4;
/// Properties looked at in one file: the bound on the time of a hostile one.
const STEPS_MAX: usize = 10_000_000;
/// Size of the pages that hold paragraph properties.
const PAGE_BYTES: usize = 512;

const IN_TABLE: u16 = 0x2416;
const TABLE_DEPTH: u16 = 0x6649;
const ROW_DEFINITION: u16 = 0xd608;
const PROPERTIES_ELSEWHERE: [u16; 2] = [0x6645, 0x6646];

/// What alignment can and cannot do for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alignment {
    /// The rows of every table now agree.
    Aligned,
    /// Rows of a table begin at different places, which the reader would not see.
    Ragged,
    /// There are more properties than any real document has.
    Excessive,
}

/// The borders of one row.
struct Row {
    borders: Vec<i32>,
    /// Where the two bytes of each stand in the file.
    places: Vec<[usize; 2]>,
}

/// Aligns the borders in `bytes`. A file whose structures cannot be followed is left as it is: its
/// reader will say what is wrong.
pub(super) fn align(bytes: &mut [u8]) -> Alignment {
    let mut steps = STEPS_MAX;
    let tables = rows_by_table(bytes, &mut steps).unwrap_or_default();
    if steps == 0 {
        return Alignment::Excessive;
    }
    let mut alignment = Alignment::Aligned;
    for rows in tables {
        let lines = lines_of(&rows);
        let starts: Vec<Option<i32>> = rows
            .iter()
            .map(|row| row.borders.first().map(|first| line_for(&lines, *first)))
            .collect();
        if starts
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a != b))
        {
            alignment = Alignment::Ragged;
        }
        for row in rows {
            for (border, places) in row.borders.iter().zip(&row.places) {
                let line = i16::try_from(line_for(&lines, *border)).unwrap_or_default();
                for (place, byte) in places.iter().zip(line.to_le_bytes()) {
                    if let Some(field) = bytes.get_mut(*place) {
                        *field = byte;
                    }
                }
            }
        }
    }
    alignment
}

/// The lines that the borders of a table lie on, in order.
fn lines_of(rows: &[Row]) -> Vec<i32> {
    let mut borders: Vec<i32> = rows.iter().flat_map(|row| row.borders.clone()).collect();
    borders.sort_unstable();
    let within = |tolerance: i32| {
        let mut lines: Vec<i32> = Vec::new();
        for border in &borders {
            if lines.last().is_none_or(|line| border - line > tolerance) {
                lines.push(*border);
            }
        }
        lines
    };
    let wide = within(SAME_LINE_TWIPS);
    let collapses = rows.iter().any(|row| {
        row.borders
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if line_for(&wide, *a) == line_for(&wide, *b)))
    });
    if collapses {
        within(ROUNDING_TWIPS)
    } else {
        wide
    }
}

/// The line a border lies on: the last that is not right of it.
fn line_for(lines: &[i32], border: i32) -> i32 {
    let after = lines.partition_point(|line| *line <= border);
    let line = after.checked_sub(1).and_then(|index| lines.get(index));
    line.copied().unwrap_or(border)
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

/// The streams that define rows.
struct Streams {
    text: (Vec<u8>, Places),
    /// Long lists of properties, those of wide rows among them.
    data: (Vec<u8>, Places),
}

/// The rows of each table, in the order of the file; tables within tables apart from the outer.
fn rows_by_table(bytes: &[u8], steps: &mut usize) -> Option<Vec<Vec<Row>>> {
    let sectors = Sectors::read(bytes)?;
    let streams = Streams {
        text: sectors.stream(bytes, "WordDocument")?,
        data: sectors.stream(bytes, "Data").unwrap_or_default(),
    };
    let text = &streams.text.0;
    // Bit 9 of the flags tells which of two streams holds the lists of pages.
    let lists = if u16_at(text, 0x0a)? & 0x0200 == 0 {
        "0Table"
    } else {
        "1Table"
    };
    let (lists, _) = sectors.stream(bytes, lists)?;
    let mut tables: Vec<Vec<Row>> = Vec::new();
    // The open table at each depth.
    let mut open: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
    for page_at in property_pages(text, &lists)? {
        let page = text.get(page_at..page_at.checked_add(PAGE_BYTES)?)?;
        for offset in paragraphs_of(page)? {
            let mut paragraph = ParagraphProperties::default();
            if offset > 0 {
                paragraph.read(&streams, page_at, offset);
            }
            *steps = steps.saturating_sub(paragraph.steps.saturating_add(1));
            if *steps == 0 {
                return None;
            }
            // A shallower paragraph ends the tables that were open within the cell before it.
            let deeper = open.split_off(&paragraph.depth.saturating_add(1));
            tables.extend(deeper.into_values());
            if let Some(row) = paragraph.row {
                open.entry(paragraph.depth).or_default().push(row);
            }
        }
    }
    tables.extend(open.into_values());
    Some(tables)
}

/// Offsets in the text stream of the pages with paragraph properties, in the order of the text.
fn property_pages(text: &[u8], lists: &[u8]) -> Option<Vec<usize>> {
    let start = size_at(text, 0x102)?;
    let length = size_at(text, 0x106)?;
    let list = lists.get(start..start.checked_add(length)?)?;
    // n+1 text positions, then n page numbers, four bytes each.
    let count = (length / 4).checked_sub(1)? / 2;
    let numbers = list.get(count.checked_add(1)?.checked_mul(4)?..)?;
    numbers
        .chunks_exact(4)
        .map(|number| (size_at(number, 0)? & 0x003f_ffff).checked_mul(PAGE_BYTES))
        .collect()
}

/// Offsets within a page of the properties of its paragraphs; 0 for a paragraph without any.
fn paragraphs_of(page: &[u8]) -> Option<Vec<usize>> {
    let count = usize::from(*page.get(PAGE_BYTES - 1)?);
    let entries = page.get(count.checked_add(1)?.checked_mul(4)?..)?;
    let offsets = entries.chunks(13).take(count);
    offsets
        .map(|entry| Some(usize::from(*entry.first()?) * 2))
        .collect()
}

#[derive(Default)]
struct ParagraphProperties {
    /// Tables around the paragraph.
    depth: u32,
    /// The definition of the row that the paragraph ends.
    row: Option<Row>,
    /// Where in the other stream the list goes on.
    elsewhere: Option<u32>,
    /// Properties looked at.
    steps: usize,
}

impl ParagraphProperties {
    /// Reads the properties at an offset of a page.
    fn read(&mut self, streams: &Streams, page_at: usize, offset: usize) -> Option<()> {
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
    let mut found = Row {
        borders: Vec::new(),
        places: Vec::new(),
    };
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
    use super::{Row, line_for, lines_of};

    fn aligned(rows: &[&[i32]]) -> Vec<Vec<i32>> {
        let rows: Vec<Row> = rows
            .iter()
            .map(|borders| Row {
                borders: borders.to_vec(),
                places: Vec::new(),
            })
            .collect();
        let lines = lines_of(&rows);
        let moved = |row: &Row| row.borders.iter().map(|b| line_for(&lines, *b)).collect();
        rows.iter().map(moved).collect()
    }

    #[test]
    fn borders_of_one_line_get_one_position() {
        assert_eq!(
            aligned(&[&[-108, 1178, 7606], &[-113, 7605]]),
            [vec![-113, 1178, 7605], vec![-113, 7605]]
        );
    }

    #[test]
    fn a_narrow_cell_is_not_squeezed_to_nothing() {
        assert_eq!(
            aligned(&[&[0, 20, 1000], &[0, 1001]]),
            [vec![0, 20, 1000], vec![0, 1000]]
        );
    }
}
