//! Puts paragraphs and tables together from the elements of a page.

use super::table::{OpenTable, Span};
use crate::{
    Block, CellGrid, GridCell, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat,
};
use vocabulary::{Confidence, Place, is_blank};

/// What the tag of an element says.
pub(super) trait Attributes {
    /// The value of an attribute.
    fn value(&self, name: &str) -> Option<String>;
}

/// Whether an element begins and ends a line.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "hr"
            | "pre"
            | "center"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "form"
            | "fieldset"
            | "legend"
            | "figure"
            | "figcaption"
            | "address"
            | "blockquote"
            | "caption"
            | "option"
            | "body"
    )
}

/// The page so far.
pub(super) struct Builder<'a> {
    source: Source,
    limits: &'a Limits,
    text: String,
    paragraphs: u32,
    tables: u32,
    cells: usize,
    hidden_cells: usize,
    /// How many `pre` are open: in them a line break is one.
    preformatted: usize,
    open: Vec<OpenTable>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        let source = Source { format: SourceFormat::Html, blocks: Vec::new(), notes: Vec::new() };
        Self {
            source,
            limits,
            text: String::new(),
            paragraphs: 0,
            tables: 0,
            cells: 0,
            hidden_cells: 0,
            preformatted: 0,
            open: Vec::new(),
        }
    }

    /// Takes the beginning of an element.
    ///
    /// # Errors
    /// When a limit is passed.
    pub(super) fn open(&mut self, name: &str, tag: &impl Attributes) -> Result<(), ReadError> {
        match name {
            "table" => self.open_table(),
            "tr" => {
                self.need_table()?;
                self.close_cell()?;
                if let Some(table) = self.open.last_mut() {
                    table.begin_row(is_hidden(tag));
                }
                Ok(())
            }
            "td" | "th" => {
                self.need_table()?;
                self.close_cell()?;
                self.open_cell(tag)
            }
            "thead" | "tbody" | "tfoot" => self.end_section(),
            "br" => {
                self.line_break();
                Ok(())
            }
            name if is_block(name) => {
                self.preformatted += usize::from(name == "pre");
                self.end_line()
            }
            _ => Ok(()),
        }
    }

    /// Takes the end of an element.
    ///
    /// # Errors
    /// When a limit is passed.
    pub(super) fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "table" => self.close_table(),
            "tr" | "td" | "th" => self.close_cell(),
            "thead" | "tbody" | "tfoot" => self.end_section(),
            name if is_block(name) => {
                let is_pre = usize::from(name == "pre");
                self.preformatted = self.preformatted.saturating_sub(is_pre);
                self.end_line()
            }
            _ => Ok(()),
        }
    }

    /// Adds text, its white space folded as a browser does; a no-break space is kept.
    pub(super) fn text(&mut self, text: &str) {
        let keeps_lines = self.preformatted > 0;
        let target = self.target();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if !c.is_ascii_whitespace() {
                target.push(c);
                continue;
            }
            let mut breaks = usize::from(c == '\n');
            while let Some(next) = chars.next_if(char::is_ascii_whitespace) {
                breaks += usize::from(next == '\n');
            }
            if keeps_lines && breaks > 0 {
                (0..breaks).for_each(|_| push_break(target));
            } else if !parts_nothing(target, breaks, chars.peek().copied()) {
                target.push(' ');
            }
        }
    }

    /// Where text goes: the innermost open cell, or the paragraph outside.
    fn target(&mut self) -> &mut String {
        match self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => &mut cell.text,
            // Text between the cells of a table is shown before it.
            None => &mut self.text,
        }
    }

    /// Says something of the page to its reader.
    pub(super) fn note(&mut self, note: String) {
        self.source.notes.push(note);
    }

    /// Ends the page.
    ///
    /// # Errors
    /// When a limit is passed.
    pub(super) fn finish(mut self) -> Result<Source, ReadError> {
        while !self.open.is_empty() {
            self.close_table()?;
        }
        self.end_line()?;
        if self.hidden_cells > 0 {
            self.note(format!("有{}个隐藏的空单元格，已略去", self.hidden_cells));
        }
        self.source.blocks.retain(|block| !matches!(block, Block::Table(grid) if grid.rows == 0));
        Ok(self.source)
    }

    fn line_break(&mut self) {
        push_break(self.target());
    }

    /// Ends a line: in a cell a line break, outside a paragraph.
    fn end_line(&mut self) -> Result<(), ReadError> {
        if let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            if !cell.text.trim().is_empty() && !cell.text.ends_with('\n') {
                push_break(&mut cell.text);
            }
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        for line in text.split('\n').map(str::trim).filter(|line| !is_blank(line)) {
            self.paragraphs += 1;
            if usize::try_from(self.paragraphs).unwrap_or(usize::MAX) > self.limits.paragraphs {
                return Err(ReadError::TooLarge(format!("超过{}段文字", self.limits.paragraphs)));
            }
            self.source.blocks.push(Block::Paragraph(Paragraph {
                text: line.to_owned(),
                kind: ParagraphKind::Body,
                at: Place::Paragraph { page: None, paragraph: self.paragraphs },
            }));
        }
        Ok(())
    }

    /// A row or cell outside any table begins one: a piece of a table was copied.
    fn need_table(&mut self) -> Result<(), ReadError> {
        if self.open.is_empty() { self.open_table() } else { Ok(()) }
    }

    fn open_table(&mut self) -> Result<(), ReadError> {
        if self.open.len() >= self.limits.nesting {
            return Err(ReadError::TooLarge(format!("表格嵌套超过{}层", self.limits.nesting)));
        }
        let within = self.open.last().filter(|outer| outer.cell.is_some()).map(|outer| {
            let (row, column) = outer.position();
            Place::Cell { page: None, table: outer.grid.table, row, column }
        });
        if within.is_none() {
            self.end_line()?;
        }
        self.tables += 1;
        let grid = CellGrid {
            table: self.tables,
            page: None,
            rows: 0,
            columns: 0,
            cells: Vec::new(),
            within,
            confidence: Confidence::Certain,
        };
        let block = self.source.blocks.len();
        self.source.blocks.push(Block::Table(grid.clone()));
        let columns_max = u32::try_from(self.limits.columns).unwrap_or(u32::MAX);
        self.open.push(OpenTable::new(grid, block, columns_max));
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), ReadError> {
        self.close_cell()?;
        let Some(table) = self.open.pop() else {
            return Ok(());
        };
        self.hidden_cells += table.hidden_cells;
        let block = table.block;
        let (grid, cut) = table.finish();
        if cut > 0 {
            self.note(format!("表{}右侧有{cut}个空列，已略去", grid.table));
        }
        // The columns were counted as the cells came; here the rows below their first.
        let below = |cell: &GridCell| {
            u64::from(cell.row_span.saturating_sub(1)).saturating_mul(cell.column_span.into())
        };
        let covered: u64 = grid.cells.iter().map(below).sum();
        self.count_cells(usize::try_from(covered).unwrap_or(usize::MAX))?;
        if let Some(place) = self.source.blocks.get_mut(block) {
            *place = Block::Table(grid);
        }
        Ok(())
    }

    fn count_cells(&mut self, more: usize) -> Result<(), ReadError> {
        self.cells = self.cells.saturating_add(more);
        if self.cells > self.limits.cells {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", self.limits.cells)));
        }
        Ok(())
    }

    fn end_section(&mut self) -> Result<(), ReadError> {
        self.close_cell()?;
        if let Some(table) = self.open.last_mut() {
            table.end_section();
        }
        Ok(())
    }

    fn open_cell(&mut self, tag: &impl Attributes) -> Result<(), ReadError> {
        let number = |name: &str| tag.value(name).and_then(|text| text.trim().parse().ok());
        let columns: u32 = number("colspan").unwrap_or(1).max(1);
        let span = Span { rows: number("rowspan").unwrap_or(1), columns, hidden: is_hidden(tag) };
        let columns = usize::try_from(columns).unwrap_or(usize::MAX);
        self.count_cells(columns.min(self.limits.columns))?;
        if let Some(table) = self.open.last_mut() {
            table.begin_cell(span);
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), ReadError> {
        self.open.last_mut().map_or(Ok(()), OpenTable::end_cell)
    }
}

/// Whether an element is not shown.
fn is_hidden(tag: &impl Attributes) -> bool {
    let style = tag.value("style").unwrap_or_default();
    let style: String = style.split_whitespace().collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || tag.value("hidden").is_some()
}

/// Whether white space parts nothing: at the beginning of a line, beside other white space, or a
/// line break of the file between two Chinese characters.
fn parts_nothing(before: &str, breaks: usize, after: Option<char>) -> bool {
    let Some(last) = before.chars().next_back() else {
        return true;
    };
    matches!(last, ' ' | '\n') || breaks > 0 && is_chinese(last) && after.is_some_and(is_chinese)
}

/// Characters of a script that is written without blanks, and its punctuation.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}')
}

fn push_break(text: &mut String) {
    let kept = text.trim_end_matches(' ').len();
    text.truncate(kept);
    text.push('\n');
}
