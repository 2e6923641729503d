//! Word 97-2003 files, through `office_oxide`.
//!
//! Its reader turns the binary tables into rows of cells with spans; here they become grids, and
//! the rest paragraphs. It is a young reader of a hostile format: it runs under its own strict
//! limits, and a panic inside it is caught and reported as a broken file. (The process's panic
//! hook still runs first and may print; a server that minds sets its own hook.)

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use office_oxide::doc::DocError;
use office_oxide::ir::{
    DocumentIR, Element, HeaderFooter, InlineContent, List, ListItem, Section, Table,
};
use office_oxide::options::ParseOptions;
use office_oxide::{Document, DocumentFormat, OfficeError};
use vocabulary::{Confidence, Place};

use super::compound::{self, Kind};
use super::properties::Properties;
use super::remarks::Remarks;
use super::row_edges;
use super::table::check_cells;
use super::{distinct_heads, number_paragraphs};
use crate::{
    Block, CellGrid, GridCell, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat,
};

/// The reader counts the columns of every row from the left, so a row that begins further right
/// than its table would move.
const RAGGED_TABLE: &str = "这份.doc文件中有的表格左边不齐，直接读取会错列。\
     请安装LibreOffice后重试，或在Word/WPS中另存为.docx后再导入";

/// How the reader marks the comments of a document among its notes.
const COMMENT_MARK: &str = "comment";

/// Reads a .doc into paragraphs and tables.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    catch_unwind(AssertUnwindSafe(|| read_trusting(bytes, limits)))
        .unwrap_or_else(|_| Err(ReadError::Broken("Word 97-2003文件的结构有误".to_owned())))
}

fn read_trusting(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    match compound::kind(bytes)? {
        Kind::Word => {}
        Kind::Encrypted => return Err(ReadError::Encrypted),
        Kind::Wps => return Err(ReadError::WpsFormat),
        Kind::Other(program) => return Err(ReadError::Unsupported(program.to_owned())),
    }
    let properties = Properties::read(bytes);
    if properties.excessive {
        return Err(ReadError::TooLarge("文字和段落的格式过多".to_owned()));
    }
    let mut bytes = bytes.to_vec();
    if !row_edges::align(&mut bytes, &properties.tables) {
        return Err(ReadError::NeedsProgram(RAGGED_TABLE.to_owned()));
    }
    let mut options = ParseOptions::default();
    options.limits = office_oxide::limits::Limits::strict();
    options.include_hidden_text = true;
    let opened = Document::from_reader_with(Cursor::new(bytes), DocumentFormat::Doc, &options);
    let document = opened.map_err(|error| refusal(&error))?;
    let read = document.to_ir();
    let mut gatherer = Gatherer::new(limits);
    gatherer.remarks.revisions = properties.revised;
    gatherer.remarks.hidden = properties.hidden;
    gatherer.remarks.lists = properties.listed > 0;
    gatherer.document(&read)?;
    let mut source = Source {
        format: SourceFormat::Doc,
        blocks: gatherer.blocks,
        notes: gatherer.remarks.into_notes(),
    };
    number_paragraphs(&mut source.blocks);
    if read.metadata.text_truncated {
        let note = "文件有部分内容无法读取，请与原文件核对";
        source.notes.push(note.to_owned());
    }
    Ok(source)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the reader's errors grow with it; all others mean a damaged file"
)]
fn refusal(error: &OfficeError) -> ReadError {
    match error {
        OfficeError::Doc(DocError::Encrypted) => ReadError::Encrypted,
        OfficeError::Doc(DocError::UnsupportedVersion(_)) => ReadError::Unsupported(
            "Word 95或更早版本的文件，请在Word或WPS中另存为.docx后再导入".to_owned(),
        ),
        _ => ReadError::Broken("Word 97-2003文件的结构有误".to_owned()),
    }
}

/// Turns the reader's tree into blocks.
struct Gatherer<'a> {
    limits: &'a Limits,
    blocks: Vec<Block>,
    remarks: Remarks,
    tables: u32,
    paragraphs: usize,
    area: usize,
}

/// The contents of a cell so far.
#[derive(Default)]
struct CellContent {
    lines: Vec<String>,
    nested: Vec<Block>,
}

impl<'a> Gatherer<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            blocks: Vec::new(),
            remarks: Remarks::default(),
            tables: 0,
            paragraphs: 0,
            area: 0,
        }
    }

    fn document(&mut self, read: &DocumentIR) -> Result<(), ReadError> {
        for section in &read.sections {
            self.elements(&section.elements, ParagraphKind::Body, 0)?;
        }
        let body = std::mem::take(&mut self.blocks);
        for head in read.sections.iter().flat_map(heads) {
            self.elements(&head.content, ParagraphKind::HeaderOrFooter, 0)?;
        }
        let heads = distinct_heads(std::mem::take(&mut self.blocks));
        let (notes, mut body): (Vec<Block>, Vec<Block>) = body.into_iter().partition(is_note);
        body.extend(heads);
        body.extend(notes);
        self.blocks = body;
        Ok(())
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the reader may add kinds of elements; those without text give no line"
    )]
    fn elements(
        &mut self,
        elements: &[Element],
        kind: ParagraphKind,
        depth: usize,
    ) -> Result<(), ReadError> {
        if depth > self.limits.nesting {
            return Err(ReadError::TooLarge(format!("内容嵌套多于{}层", self.limits.nesting)));
        }
        for element in elements {
            match element {
                Element::Table(table) => {
                    let blocks = self.table(table, None, depth)?;
                    self.blocks.extend(blocks);
                }
                Element::TextBox(text_box) => {
                    self.elements(&text_box.content, ParagraphKind::TextBox, depth + 1)?;
                }
                Element::Endnote(note) if note.marker.as_deref() == Some(COMMENT_MARK) => {
                    self.remarks.comments = true;
                }
                Element::Footnote(note) | Element::Endnote(note) => {
                    self.elements(&note.content, ParagraphKind::Note, depth + 1)?;
                }
                other => {
                    for line in self.lines(other) {
                        self.paragraph(&line, kind)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The text of an element that holds no block of its own.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the reader may add kinds of elements; those without text give no line"
    )]
    fn lines(&mut self, element: &Element) -> Vec<String> {
        match element {
            Element::Heading(heading) => vec![inline_text(&heading.content)],
            Element::Paragraph(paragraph) => vec![inline_text(&paragraph.content)],
            Element::CodeBlock(code) => vec![code.content.clone()],
            Element::List(list) => self.list_lines(list),
            Element::Image(image) => {
                if image.data.is_some() {
                    self.remarks.pictures += 1;
                } else {
                    self.remarks.objects += 1;
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The items of a list, nested ones in their place. The reader does not hand over Chinese
    /// number formats, so no number is made up; a note says so.
    fn list_lines(&mut self, list: &List) -> Vec<String> {
        let mut lines = Vec::new();
        let mut pending: Vec<&ListItem> = list.items.iter().rev().collect();
        while let Some(item) = pending.pop() {
            for element in &item.content {
                if !matches!(element, Element::List(_)) {
                    lines.extend(self.lines(element));
                }
            }
            if let Some(nested) = &item.nested {
                pending.extend(nested.items.iter().rev());
            }
        }
        lines
    }

    fn paragraph(&mut self, text: &str, kind: ParagraphKind) -> Result<(), ReadError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        self.paragraphs += 1;
        if self.paragraphs > self.limits.paragraphs {
            return Err(ReadError::TooLarge(format!("段落多于{}个", self.limits.paragraphs)));
        }
        self.blocks.push(Block::Paragraph(Paragraph {
            text: text.trim().to_owned(),
            kind,
            at: Place::Paragraph { page: None, paragraph: 0 },
        }));
        Ok(())
    }

    /// A table and the tables in its cells.
    fn table(
        &mut self,
        table: &Table,
        within: Option<Place>,
        depth: usize,
    ) -> Result<Vec<Block>, ReadError> {
        if table.rows.iter().all(|row| row.cells.is_empty()) {
            return Ok(Vec::new());
        }
        self.tables += 1;
        let number = self.tables;
        let mut layout = Layout::default();
        let mut cells = Vec::new();
        let mut nested = Vec::new();
        for (row, read) in (1..).zip(&table.rows) {
            layout.next_row();
            for cell in &read.cells {
                let (row_span, column_span) = (cell.row_span.max(1), cell.col_span.max(1));
                let column = layout.place(row_span, column_span, self.limits)?;
                let place = Place::Cell { page: None, table: number, row, column };
                let mut content = CellContent::default();
                self.cell_content(&cell.content, place, &mut content, depth + 1)?;
                nested.append(&mut content.nested);
                cells.push(GridCell {
                    row,
                    column,
                    row_span,
                    column_span,
                    text: content.lines.join("\n").trim().to_owned(),
                    page: None,
                });
            }
        }
        let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
        self.check_area(rows, layout.columns)?;
        shorten(&mut cells, rows);
        let grid = CellGrid {
            table: number,
            page: None,
            rows,
            columns: layout.columns,
            cells,
            within,
            confidence: Confidence::Certain,
        };
        let mut blocks = vec![Block::Table(grid)];
        blocks.append(&mut nested);
        Ok(blocks)
    }

    fn check_area(&mut self, rows: u32, columns: u32) -> Result<(), ReadError> {
        let area = u64::from(rows) * u64::from(columns);
        let area = usize::try_from(area).unwrap_or(usize::MAX);
        self.area = self.area.saturating_add(area);
        check_cells(self.area, self.limits)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the reader may add kinds of elements; those without text give no line"
    )]
    fn cell_content(
        &mut self,
        elements: &[Element],
        place: Place,
        content: &mut CellContent,
        depth: usize,
    ) -> Result<(), ReadError> {
        if depth > self.limits.nesting {
            return Err(ReadError::TooLarge(format!("表格嵌套多于{}层", self.limits.nesting)));
        }
        for element in elements {
            match element {
                Element::Table(table) => {
                    let blocks = self.table(table, Some(place), depth)?;
                    content.nested.extend(blocks);
                }
                Element::TextBox(text_box) => {
                    self.cell_content(&text_box.content, place, content, depth + 1)?;
                }
                other => content.lines.extend(self.lines(other)),
            }
        }
        Ok(())
    }
}

/// Which columns the merged areas from above leave free.
#[derive(Default)]
struct Layout {
    /// For each column, how many rows from the current one on are covered.
    covered: Vec<u32>,
    next: usize,
    columns: u32,
}

impl Layout {
    fn next_row(&mut self) {
        self.next = 0;
        for rows in &mut self.covered {
            *rows = rows.saturating_sub(1);
        }
    }

    /// Takes the next free columns of the row for a cell; tells the first, from 1.
    fn place(&mut self, rows: u32, columns: u32, limits: &Limits) -> Result<u32, ReadError> {
        while self.covered.get(self.next).is_some_and(|rows| *rows > 0) {
            self.next += 1;
        }
        let start = self.next;
        let width = usize::try_from(columns).unwrap_or(usize::MAX);
        let end = start.saturating_add(width);
        if end > limits.columns {
            return Err(ReadError::TooLarge(format!("有一个表格多于{}列", limits.columns)));
        }
        if self.covered.len() < end {
            self.covered.resize(end, 0);
        }
        for slot in self.covered.get_mut(start..end).unwrap_or_default() {
            *slot = (*slot).max(rows);
        }
        self.next = end;
        self.columns = self.columns.max(u32::try_from(end).unwrap_or(u32::MAX));
        Ok(u32::try_from(start + 1).unwrap_or(u32::MAX))
    }
}

/// Cuts spans that reach below the last row.
fn shorten(cells: &mut [GridCell], rows: u32) {
    for cell in cells {
        let left = rows.saturating_sub(cell.row).saturating_add(1);
        cell.row_span = cell.row_span.min(left);
    }
}

fn heads(section: &Section) -> impl Iterator<Item = &HeaderFooter> {
    [
        &section.first_page_header,
        &section.header,
        &section.even_page_header,
        &section.first_page_footer,
        &section.footer,
        &section.even_page_footer,
    ]
    .into_iter()
    .filter_map(Option::as_ref)
}

fn is_note(block: &Block) -> bool {
    matches!(block, Block::Paragraph(paragraph) if paragraph.kind == ParagraphKind::Note)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "marks of notes and comments are not text")]
fn inline_text(content: &[InlineContent]) -> String {
    let mut text = String::new();
    for piece in content {
        match piece {
            InlineContent::Text(span) => text.push_str(&span.text),
            InlineContent::LineBreak => text.push('\n'),
            _ => {}
        }
    }
    text
}
