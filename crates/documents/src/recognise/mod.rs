//! Second floor: what the texts of a source mean, told by labels, never by positions.
//!
//! ```text
//! Source ── rows ──> Row of Cell (key, meaning of its label, place in the ledger)
//!    paragraphs ──> department (department part), narrative (lists, notes), lines (one cell a line)
//!    tables ──────> form (which sheet, which kind of row)
//!                     ├ head       labels with their texts beside them
//!                     ├ goal_texts, money (payment plan, budget execution), list (projects)
//!                     └ header, align, indicator_rows, headless
//! claims: the ledger; a text is taken once, what nobody took is unplaced
//! ```

mod align;
mod claims;
mod department;
mod desk;
mod form;
mod goal_texts;
mod head;
mod header;
mod headless;
mod indicator_rows;
mod lines;
mod list;
mod money;
mod narrative;
mod rows;

pub use claims::{Claim, ClaimKind};

use crate::rules::{Field, FormLabels};
use crate::{Block, Paragraph, ParagraphKind, Source, SourceFormat};
use department::DepartmentReader;
use desk::{Desk, is_year_alone};
use form::FormReader;
use goals::{Document, FormKind, TargetSheet};
use rows::{Cell, Table};
use std::collections::BTreeMap;
use vocabulary::Confidence;

/// A document with the account of where every cell went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The document.
    pub document: Document,
    /// Every non-empty cell and paragraph of the source in its order, and what became of it.
    pub claims: Vec<Claim>,
}

/// Files every text of a source under the field its labels name, or in `unplaced`.
pub fn recognise(source: &Source, labels: &FormLabels) -> Recognised {
    let mut desk = Desk::new(labels);
    let pieces = enter(&mut desk, source);
    let mut reader = FormReader::new(desk);
    let mut department = DepartmentReader::new();
    for piece in pieces {
        match piece {
            Piece::Table(table) => {
                department.end();
                reader.read(&table);
            }
            Piece::Run(run) => read_run(&mut reader, &mut department, &run),
        }
    }
    reader.close();
    finish(source, reader, department)
}

/// A table, or paragraphs that follow one another.
enum Piece<'a> {
    Table(Table<'a>),
    Run(Vec<(ParagraphKind, Cell<'a>)>),
}

/// Enters every text into the ledger, in the order of the source.
fn enter<'a>(desk: &mut Desk<'a>, source: &'a Source) -> Vec<Piece<'a>> {
    let columns_hold = source.format != SourceFormat::Text;
    let mut pieces = Vec::new();
    for block in &source.blocks {
        match block {
            Block::Table(grid) => pieces.push(Piece::Table(Table::enter(
                &mut desk.ledger,
                desk.labels,
                grid,
                columns_hold,
            ))),
            Block::Paragraph(paragraph) => {
                let cell = entered(desk, paragraph);
                match pieces.last_mut() {
                    Some(Piece::Run(run)) => run.push((paragraph.kind, cell)),
                    _ => pieces.push(Piece::Run(vec![(paragraph.kind, cell)])),
                }
            }
        }
    }
    pieces
}

fn entered<'a>(desk: &mut Desk<'a>, paragraph: &'a Paragraph) -> Cell<'a> {
    Cell::enter(&mut desk.ledger, desk.labels, &paragraph.text, (paragraph.at, Confidence::Certain))
}

/// Reads paragraphs that follow one another; a form with one cell a line may begin among them.
fn read_run<'a>(
    reader: &mut FormReader<'a>,
    department: &mut DepartmentReader,
    run: &[(ParagraphKind, Cell<'a>)],
) {
    let body: Vec<Cell<'a>> = run
        .iter()
        .filter(|(kind, _)| {
            !matches!(kind, ParagraphKind::HeaderOrFooter | ParagraphKind::SheetName)
        })
        .map(|(_, cell)| cell.clone())
        .collect();
    for (kind, cell) in run {
        if matches!(kind, ParagraphKind::HeaderOrFooter | ParagraphKind::SheetName) {
            take_margin(reader, cell);
        }
    }
    let start = lines::form_start(reader.desk.labels, &body).unwrap_or(body.len());
    let (text, form) = body.split_at(start);
    for cell in text {
        read_paragraph(reader, department, cell);
    }
    if !form.is_empty() {
        department.end();
        let table = lines::as_table(&mut reader.desk, form);
        reader.read(&table);
    }
}

/// Page numbers and the names that a program gives to worksheets say nothing.
fn take_margin<'a>(reader: &mut FormReader<'a>, cell: &Cell<'a>) {
    let marks = ['第', '页', '共', '-', '—', '/', '－', '–', '.'];
    let bare: String = cell
        .key
        .trim_start_matches("Sheet")
        .trim_start_matches("工作表")
        .chars()
        .filter(|c| !marks.contains(c))
        .collect();
    if !cell.key.is_empty() && bare.chars().all(|c| c.is_ascii_digit()) {
        reader.desk.label(cell);
    }
}

fn read_paragraph<'a>(
    reader: &mut FormReader<'a>,
    department: &mut DepartmentReader,
    cell: &Cell<'a>,
) {
    if is_title(reader, cell) {
        department.end();
        // The title nearest to the table is its title; one before it stays unplaced.
        reader.title = Some(cell.clone());
        return;
    }
    let before_sheets = reader.sheets.is_empty() && reader.open.is_none() && reader.title.is_none();
    if before_sheets && department.take(&mut reader.desk, cell) {
        return;
    }
    if is_year_alone(&cell.key) {
        reader.take_year(cell);
        return;
    }
    if take_amount_unit(reader, cell)
        || reader.take_bracketed_heading(cell)
        || reader.take_bracketed_row(cell)
    {
        return;
    }
    if reader.desk.labels.department_heading(&cell.key).is_some() {
        reader.desk.label(cell);
        return;
    }
    narrative::note_unseparated(&mut reader.desk, cell);
}

fn is_title(reader: &FormReader<'_>, cell: &Cell<'_>) -> bool {
    !cell.key.is_empty()
        && cell.meaning.is_none()
        && !cell.key.contains(['。', ',', ':'])
        && reader.desk.labels.is_title(&cell.key)
}

/// Takes `单位：万元` above a table.
fn take_amount_unit<'a>(reader: &mut FormReader<'a>, cell: &Cell<'a>) -> bool {
    let text = cell.text.clone();
    let unit = reader
        .desk
        .inline(&text)
        .filter(|(meaning, ..)| meaning.field == Some(Field::AmountUnit))
        .and_then(|(_, _, value)| head::amount_unit(value));
    let Some(unit) = unit else {
        return false;
    };
    reader.desk.field(cell, "金额单位");
    reader.amount_unit = Some(unit);
    true
}

/// Closes the account and puts the document together.
fn finish(source: &Source, mut reader: FormReader<'_>, department: DepartmentReader) -> Recognised {
    let mut notes = source.notes.clone();
    notes.extend(reader.desk.take_notes());
    let fiscal_year = reader.desk.fiscal_year;
    let sheets = reader.sheets;
    let (claims, unplaced) = reader.desk.ledger.close();
    let has_tables = source.blocks.iter().any(|block| matches!(block, Block::Table(_)));
    let form = match form_of_most(&sheets) {
        Some(form) => form,
        None if !has_tables && !claims.is_empty() => FormKind::Narrative,
        None => FormKind::Unknown,
    };
    Recognised {
        document: Document {
            form,
            fiscal_year,
            department: department.part,
            sheets,
            unplaced,
            notes,
        },
        claims,
    }
}

/// The form of most sheets; of equally many, the one that comes first.
fn form_of_most(sheets: &[TargetSheet]) -> Option<FormKind> {
    let mut counts: BTreeMap<FormKind, usize> = BTreeMap::new();
    for sheet in sheets {
        let count = counts.entry(sheet.form).or_default();
        *count = count.saturating_add(1);
    }
    let most = counts.values().max()?;
    sheets.iter().map(|sheet| sheet.form).find(|form| counts.get(form) == Some(most))
}
