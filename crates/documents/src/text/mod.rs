//! Plain text in its layouts, HTML, and tables pasted from Word or Excel.
//!
//! A text is looked at line by line: a line that begins with a tab is a cell of the tab layout
//! (`tabs`), lines with tabs inside are rows pasted from Excel (`pasted`), lines with pipes are
//! rows of a pipe table (`pipes`), everything else is a paragraph. The number of a paragraph is the
//! number of its line in the file, so that gaps show the blank lines.

pub(crate) mod decode;
mod grid;
mod html;
mod other_kinds;
mod pasted;
mod pipes;
mod tabs;

use crate::{Block, Limits, Paragraph, ParagraphKind, ReadError, Source, SourceFormat};
use grid::TextTable;
use pipes::Piped;
use std::borrow::Cow;
use vocabulary::{Place, is_blank};

/// A line of the file with its number, from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    number: u32,
    text: &'a str,
}

/// What a line looks like by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Blank,
    /// A cell of the tab layout.
    TabCell,
    /// Cells with tabs between them.
    Pasted,
    /// Cells with pipes between them.
    Piped,
    Plain,
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Source, ReadError> {
    let text = decode::decode(bytes)?;
    if let Some(kind) = other_kinds::kind_of(&text) {
        return Err(ReadError::Unsupported(kind.to_owned()));
    }
    if html::is_html(&text) {
        return html::read(&text, limits);
    }
    let text = with_line_feeds(&text);
    let mut source = Source { format: SourceFormat::Text, blocks: Vec::new(), notes: Vec::new() };
    let lines = lines(&text, limits, &mut source.notes)?;
    let mut reader = Reader { source, limits, tables: 0, paragraphs: 0, cells: 0 };
    reader.read(&lines)?;
    Ok(reader.source)
}

/// The text with one character at the end of each line, also of files that end it otherwise.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The lines, without a first line that only names the source of a stored page.
fn lines<'a>(
    text: &'a str,
    limits: &Limits,
    notes: &mut Vec<String>,
) -> Result<Vec<Line<'a>>, ReadError> {
    // A line holds at most a paragraph or begins a cell; the rest is blank.
    let lines_max = limits.cells.saturating_add(limits.paragraphs);
    if memchr::memchr_iter(b'\n', text.as_bytes()).count() > lines_max {
        return Err(ReadError::TooLarge(format!("超过{lines_max}行")));
    }
    let mut lines: Vec<Line<'a>> =
        text.lines().zip(1_u32..).map(|(text, number)| Line { number, text }).collect();
    if lines.first().is_some_and(|line| line.text.trim_start().starts_with("SOURCE:")) {
        lines.remove(0);
        notes.push("首行“SOURCE:”是来源说明，未作为正文读取".into());
    }
    Ok(lines)
}

struct Reader<'a> {
    source: Source,
    limits: &'a Limits,
    tables: u32,
    paragraphs: usize,
    cells: usize,
}

impl Reader<'_> {
    fn read(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        let mut left = lines;
        while let Some(line) = left.first() {
            let taken = match look(line.text) {
                Look::Blank => 1,
                Look::Plain => {
                    self.paragraph(*line)?;
                    1
                }
                Look::TabCell => self.table(tabs::take(left))?,
                Look::Pasted => {
                    let table = pasted::take(left);
                    if pasted::is_table(&table) {
                        self.table(table)?
                    } else {
                        self.paragraphs(left, table.lines)?
                    }
                }
                Look::Piped => match pipes::take(left) {
                    Piped::Table(table) => self.table(table)?,
                    Piped::Lines(count) => self.paragraphs(left, count)?,
                },
            };
            left = left.get(taken.max(1)..).unwrap_or_default();
        }
        Ok(())
    }

    /// Files lines from the front as paragraphs; how many. A pipe at the end of one only ends it.
    fn paragraphs(&mut self, lines: &[Line<'_>], count: usize) -> Result<usize, ReadError> {
        for line in lines.iter().take(count) {
            let text = line.text.trim_matches(|c: char| c == '|' || c.is_whitespace());
            self.paragraph(Line { text, ..*line })?;
        }
        Ok(count)
    }

    fn paragraph(&mut self, line: Line<'_>) -> Result<(), ReadError> {
        self.paragraphs += 1;
        if self.paragraphs > self.limits.paragraphs {
            return Err(ReadError::TooLarge(format!("超过{}段文字", self.limits.paragraphs)));
        }
        let text = without_bookmarks(line.text).trim().to_owned();
        if !is_blank(&text) {
            self.source.blocks.push(Block::Paragraph(Paragraph {
                text,
                kind: ParagraphKind::Body,
                at: Place::Paragraph { page: None, paragraph: line.number },
            }));
        }
        Ok(())
    }

    /// Files a table; how many lines it took.
    fn table(&mut self, rows: TextTable) -> Result<usize, ReadError> {
        let lines = rows.lines;
        if rows.is_empty() {
            return Ok(lines);
        }
        self.tables += 1;
        let (grid, notes) = rows.into_grid(self.tables);
        self.cells += grid.cells.len();
        if self.cells > self.limits.cells {
            return Err(ReadError::TooLarge(format!("超过{}个单元格", self.limits.cells)));
        }
        if usize::try_from(grid.columns).unwrap_or(usize::MAX) > self.limits.columns {
            return Err(ReadError::TooLarge(format!("一个表超过{}列", self.limits.columns)));
        }
        self.source.notes.extend(notes);
        self.source.blocks.push(Block::Table(grid));
        Ok(lines)
    }
}

fn look(line: &str) -> Look {
    if let Some(rest) = line.strip_prefix('\t') {
        return if rest.contains('\t') { Look::Pasted } else { Look::TabCell };
    }
    if is_blank(line) {
        Look::Blank
    } else if line.contains('\t') {
        Look::Pasted
    } else if line.contains('|') {
        Look::Piped
    } else {
        Look::Plain
    }
}

/// Leaves out the marks of Word's table of contents: `[bookmark: _Toc63243279]`.
fn without_bookmarks(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, mark)) = rest.split_once("[bookmark:") {
        let Some((_, after)) = mark.split_once(']') else {
            break;
        };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests;
