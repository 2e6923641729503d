//! Opening and closing of paragraphs, cells, tables and text boxes, and where their content goes.

use vocabulary::Place;

use super::{BodyReader, Holder, Inside, Level, Listed, OpenParagraph};
use crate::word::table::{OpenCell, OpenTable, check_cells};
use crate::{Block, Paragraph, ParagraphKind, ReadError};

/// Where a paragraph stands until all blocks of the document are known and counted.
const NOT_COUNTED: Place = Place::Paragraph { page: None, paragraph: 0 };

impl BodyReader<'_> {
    pub(super) fn open_level(&mut self, holder: Holder) {
        self.inside = Inside::Content;
        self.levels.push(Level { holder, paragraph: None, carried: String::new() });
    }

    pub(super) fn check_nesting(&self) -> Result<(), ReadError> {
        if self.levels.len() <= self.limits.nesting {
            return Ok(());
        }
        Err(ReadError::TooLarge(format!("表格嵌套多于{}层", self.limits.nesting)))
    }

    pub(super) fn close_level(&mut self) -> Result<(), ReadError> {
        self.flush_carried()?;
        let Some(level) = self.levels.pop() else {
            return Ok(());
        };
        if let Holder::Table(table) = level.holder {
            self.area = self.area.saturating_add(table.area());
            check_cells(self.area, self.limits)?;
            let (grid, after) = table.finish();
            if let Some(grid) = grid {
                self.emit(Block::Table(grid));
            }
            for block in after {
                self.emit(block);
            }
        }
        Ok(())
    }

    /// Puts a block where it can stand: after the paragraph or table it is part of, or into the
    /// document.
    fn emit(&mut self, block: Block) {
        for level in self.levels.iter_mut().rev() {
            if let Some(paragraph) = &mut level.paragraph {
                paragraph.after.push(block);
                return;
            }
            match &mut level.holder {
                Holder::Table(table) => {
                    table.after.push(block);
                    return;
                }
                Holder::Part(_) => break,
                Holder::TextBox => {}
            }
        }
        self.blocks.push(block);
    }

    pub(super) fn open_table(&mut self) -> Result<(), ReadError> {
        self.check_nesting()?;
        if self.paragraph().is_none() {
            self.flush_carried()?;
        }
        let within = self.levels.iter().rev().find_map(|level| match &level.holder {
            Holder::Table(table) => table.place(),
            Holder::Part(_) | Holder::TextBox => None,
        });
        self.open_level(Holder::Table(Box::new(OpenTable::new(within))));
        Ok(())
    }

    pub(super) fn open_cell(&mut self) {
        let next_number = self.tables + 1;
        let Some(table) = self.table().filter(|table| table.next_column.is_some()) else {
            return;
        };
        table.cell = Some(OpenCell::default());
        if table.number.is_none() {
            table.number = Some(next_number);
            self.tables = next_number;
        }
    }

    pub(super) fn close_cell(&mut self) -> Result<(), ReadError> {
        self.flush_carried()?;
        let limits = self.limits;
        let span = self.table().map_or(Ok(0), |table| table.close_cell(limits))?;
        self.cells = self.cells.saturating_add(usize::try_from(span).unwrap_or(usize::MAX));
        check_cells(self.cells, limits)
    }

    pub(super) fn close_row(&mut self) -> Result<(), ReadError> {
        let limits = self.limits;
        let mut covered = std::mem::take(&mut self.remarks.covered);
        let closed = self.table().map_or(Ok(()), |table| table.close_row(limits, &mut covered));
        self.remarks.covered = covered;
        closed
    }

    pub(super) fn open_paragraph(&mut self) -> Result<(), ReadError> {
        if self.paragraph().is_some() {
            self.close_paragraph()?;
        }
        let text = std::mem::take(&mut self.spare);
        if let Some(level) = self.levels.last_mut() {
            level.paragraph = Some(OpenParagraph { text, ..OpenParagraph::default() });
        }
        Ok(())
    }

    pub(super) fn close_paragraph(&mut self) -> Result<(), ReadError> {
        let Some(level) = self.levels.last_mut() else {
            return Ok(());
        };
        let Some(mut paragraph) = level.paragraph.take() else {
            return Ok(());
        };
        if paragraph.joins_next {
            level.carried.push_str(&paragraph.text);
        } else {
            if !level.carried.is_empty() {
                paragraph.text.insert_str(0, &std::mem::take(&mut level.carried));
            }
            let label = self.label(&paragraph);
            self.place_text(&label, &paragraph.text)?;
        }
        for block in paragraph.after {
            self.emit(block);
        }
        paragraph.text.clear();
        self.spare = paragraph.text;
        Ok(())
    }

    /// The automatic number of a paragraph; counts it.
    fn label(&mut self, paragraph: &OpenParagraph) -> String {
        let listed = Listed {
            list: paragraph.listed.list.or(paragraph.of_style.list),
            level: paragraph.listed.level.or(paragraph.of_style.level),
        };
        let mut label = String::new();
        if listed.list.is_some() && !self.numbering.is_empty() {
            self.numbering.number(listed, &mut label);
        }
        label
    }

    /// Lets text whose paragraph's end was deleted stand alone: nothing follows to join it to.
    fn flush_carried(&mut self) -> Result<(), ReadError> {
        let carried = self
            .levels
            .last_mut()
            .map(|level| std::mem::take(&mut level.carried))
            .unwrap_or_default();
        if carried.is_empty() {
            return Ok(());
        }
        self.place_text("", &carried)
    }

    /// Adds a finished paragraph to the open cell, or makes it a block.
    fn place_text(&mut self, label: &str, text: &str) -> Result<(), ReadError> {
        if let Some(cell) = self.cell() {
            if cell.paragraphs > 0 {
                cell.text.push('\n');
            }
            cell.paragraphs += 1;
            cell.text.push_str(label);
            cell.text.push_str(text);
            return Ok(());
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        let kind = match self.levels.last().map(|level| &level.holder) {
            Some(Holder::TextBox) => ParagraphKind::TextBox,
            Some(Holder::Part(kind)) => *kind,
            Some(Holder::Table(_)) | None => ParagraphKind::Body,
        };
        self.paragraphs += 1;
        if self.paragraphs > self.limits.paragraphs {
            return Err(ReadError::TooLarge(format!("段落多于{}个", self.limits.paragraphs)));
        }
        let text = format!("{label}{}", text.trim());
        self.emit(Block::Paragraph(Paragraph { text, kind, at: NOT_COUNTED }));
        Ok(())
    }
}
