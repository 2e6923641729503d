//! Puts paragraphs and tables together from the elements of a page.

use crate::{
    Block, CellGrid, GridCell, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat,
};
use vocabulary::{Confidence, Place, is_blank};

/// Elements that begin and end a line.
const LINES: [&str; 19] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "dd",
    "dt",
    "dl",
    "blockquote",
    "center",
    "caption",
];

/// Rows a cell may cover; the standard's own bound is 65,534.
const ROW_SPAN_MAX: u32 = 65_534;

/// The page so far.
pub(super) struct Builder<'a> {
    source: Source,
    limits: &'a Limits,
    text: String,
    paragraphs: u32,
    tables: u32,
    cells: usize,
    hidden_cells: usize,
    open: Vec<OpenTable>,
}

/// A table whose end has not come.
struct OpenTable {
    grid: CellGrid,
    /// Position of its block in the source.
    block: usize,
    row: u32,
    column: u32,
    /// How many more rows each column is covered from above.
    covered: Vec<u32>,
    cell: Option<OpenCell>,
}

struct OpenCell {
    row_span: u32,
    column_span: u32,
    hidden: bool,
    text: String,
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
            open: Vec::new(),
        }
    }

    pub(super) fn open(
        &mut self,
        name: &str,
        attribute: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), ReadError> {
        match name {
            "table" => self.open_table(),
            "tr" => {
                self.close_cell();
                self.next_row();
                Ok(())
            }
            "td" | "th" => {
                self.close_cell();
                self.open_cell(attribute)
            }
            "br" => {
                self.line_break();
                Ok(())
            }
            name if LINES.contains(&name) => self.end_line(),
            _ => Ok(()),
        }
    }

    pub(super) fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "table" => self.close_table(),
            "tr" | "td" | "th" => self.close_cell(),
            name if LINES.contains(&name) => return self.end_line(),
            _ => {}
        }
        Ok(())
    }

    /// Adds text, its white space folded as a browser does; a no-break space is kept.
    pub(super) fn text(&mut self, text: &str) {
        let target = match self.open.last_mut() {
            None => &mut self.text,
            Some(table) => match &mut table.cell {
                Some(cell) => &mut cell.text,
                // Text between the cells of a table is shown before it.
                None => &mut self.text,
            },
        };
        for c in text.chars() {
            let folds = c.is_ascii_whitespace();
            if !folds {
                target.push(c);
            } else if !target.is_empty() && !target.ends_with([' ', '\n']) {
                target.push(' ');
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<Source, ReadError> {
        while !self.open.is_empty() {
            self.close_table();
        }
        self.end_line()?;
        if self.hidden_cells > 0 {
            let note = format!("有{}个隐藏的空单元格，已略去", self.hidden_cells);
            self.source.notes.push(note);
        }
        self.source.blocks.retain(|block| !matches!(block, Block::Table(grid) if grid.rows == 0));
        Ok(self.source)
    }

    fn line_break(&mut self) {
        match self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => push_break(&mut cell.text),
            None => push_break(&mut self.text),
        }
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

    fn open_table(&mut self) -> Result<(), ReadError> {
        if self.open.len() >= self.limits.nesting {
            return Err(ReadError::TooLarge(format!("表格嵌套超过{}层", self.limits.nesting)));
        }
        if self.open.last().is_none_or(|table| table.cell.is_none()) {
            let outside = std::mem::take(&mut self.open);
            let ended = self.end_line();
            self.open = outside;
            ended?;
        }
        self.tables += 1;
        let within = self.open.last().and_then(|outer| {
            outer.cell.as_ref().map(|_| Place::Cell {
                page: None,
                table: outer.grid.table,
                row: outer.row.max(1),
                column: outer.column.max(1),
            })
        });
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
        let table = OpenTable { grid, block, row: 0, column: 0, covered: Vec::new(), cell: None };
        self.open.push(table);
        Ok(())
    }

    fn close_table(&mut self) {
        self.close_cell();
        let Some(mut table) = self.open.pop() else {
            return;
        };
        let rows = table.row;
        table.grid.rows = rows;
        for cell in &mut table.grid.cells {
            cell.row_span = cell.row_span.min(rows.saturating_sub(cell.row) + 1);
        }
        let last = table.grid.cells.iter().map(|cell| cell.column + cell.column_span - 1).max();
        table.grid.columns = last.unwrap_or_default();
        if let Some(block) = self.source.blocks.get_mut(table.block) {
            *block = Block::Table(table.grid);
        }
    }

    fn next_row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.begin_row();
        }
    }

    fn open_cell(&mut self, attribute: &dyn Fn(&str) -> Option<String>) -> Result<(), ReadError> {
        let columns_max = u32::try_from(self.limits.columns).unwrap_or(u32::MAX);
        let Some(table) = self.open.last_mut() else {
            return Ok(());
        };
        if table.row == 0 {
            table.begin_row();
        }
        let span = |name: &str| attribute(name).and_then(|text| text.trim().parse::<u32>().ok());
        let style = attribute("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        let cell = OpenCell {
            // A span of 0 means: to the end of the table.
            row_span: span("rowspan").map_or(1, |n| if n == 0 { ROW_SPAN_MAX } else { n }),
            column_span: span("colspan").unwrap_or(1).max(1),
            hidden: style.contains("display:none"),
            text: String::new(),
        };
        table.go_to_free_column();
        if table.column + cell.column_span - 1 > columns_max {
            return Err(ReadError::TooLarge(format!("一个表超过{columns_max}列")));
        }
        table.cell = Some(cell);
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", self.limits.cells)));
        }
        Ok(())
    }

    fn close_cell(&mut self) {
        let Some(table) = self.open.last_mut() else {
            return;
        };
        let Some(cell) = table.cell.take() else {
            return;
        };
        if cell.hidden && is_blank(&cell.text) {
            self.hidden_cells += 1;
            return;
        }
        table.place(&cell);
    }
}

fn push_break(text: &mut String) {
    let kept = text.trim_end_matches(' ').len();
    text.truncate(kept);
    text.push('\n');
}

impl OpenTable {
    fn begin_row(&mut self) {
        self.row += 1;
        self.column = 0;
        if self.row > 1 {
            for left in &mut self.covered {
                *left = left.saturating_sub(1);
            }
        }
    }

    /// Goes to the next column that no cell from above covers.
    fn go_to_free_column(&mut self) {
        self.column += 1;
        let position = |column: u32| usize::try_from(column).unwrap_or(usize::MAX) - 1;
        while self.covered.get(position(self.column)).is_some_and(|left| *left > 0) {
            self.column += 1;
        }
    }

    fn place(&mut self, cell: &OpenCell) {
        let row_span = cell.row_span.clamp(1, ROW_SPAN_MAX);
        let first = usize::try_from(self.column).unwrap_or(usize::MAX) - 1;
        let width = usize::try_from(cell.column_span).unwrap_or(1);
        if self.covered.len() < first + width {
            self.covered.resize(first + width, 0);
        }
        for left in self.covered.iter_mut().skip(first).take(width) {
            *left = row_span;
        }
        self.grid.cells.push(GridCell {
            row: self.row,
            column: self.column,
            row_span,
            column_span: cell.column_span,
            text: cell.text.trim().to_owned(),
            page: None,
        });
        self.column += cell.column_span - 1;
    }
}
