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
    let mut cut: Option<Table<'a>> = None;
    for block in &source.blocks {
        match block {
            Block::Table(grid) => {
                let table = Table::enter(&mut desk.ledger, desk.labels, grid, columns_hold);
                if is_workbook(source) && is_derived(&table) {
                    claim_as_labels(desk, &table);
                } else if is_workbook(source) {
                    // A worksheet of one cell a row is running text.
                    flush_table(&mut pieces, Some(table));
                } else if columns_hold {
                    pieces.push(Piece::Table(table));
                } else {
                    append_table(&mut cut, table);
                }
            }
            Block::Paragraph(paragraph) if !columns_hold && paragraph.text.contains('|') => {
                // A row that a line break has cut from its table.
                let at = (paragraph.at, Confidence::Likely);
                let (ledger, labels) = (&mut desk.ledger, desk.labels);
                let cells = Cell::enter_line(ledger, labels, &paragraph.text, at);
                append_table(&mut cut, Table::of_row(cells));
            }
            Block::Paragraph(paragraph) => {
                flush_table(&mut pieces, cut.take());
                let cell = entered(desk, paragraph);
                push_to_run(&mut pieces, paragraph.kind, cell);
            }
        }
    }
    flush_table(&mut pieces, cut);
    pieces
}

fn is_workbook(source: &Source) -> bool {
    matches!(source.format, SourceFormat::Xlsx | SourceFormat::Xls)
}

/// Rows in which a worksheet says that it is derived.
const DERIVED_WITHIN: usize = 4;

/// Whether a worksheet only repeats, as our own workbooks do, what the sheets of the projects say.
fn is_derived(table: &Table<'_>) -> bool {
    let head = table.rows.iter().take(DERIVED_WITHIN).flat_map(|row| &row.cells);
    head.into_iter().any(|cell| cell.text.contains(crate::write::DERIVED))
}

fn claim_as_labels<'a>(desk: &mut Desk<'a>, table: &Table<'a>) {
    table.rows.iter().flat_map(rows::Row::filled).for_each(|cell| desk.label(cell));
    desk.note(format!("工作表{}是自动生成的汇总，未作为目标读取", table.number));
}

/// Puts the pieces of a text file's table that follow one another together again.
fn append_table<'a>(cut: &mut Option<Table<'a>>, table: Table<'a>) {
    match cut {
        None => *cut = Some(table),
        Some(first) => {
            first.rows.extend(table.rows);
            first.number = if first.number == 0 { table.number } else { first.number };
            first.columns = first.columns.max(table.columns);
        }
    }
}

/// Ends a table of a text file; bars at the ends of lines alone make no table but one cell a line.
fn flush_table<'a>(pieces: &mut Vec<Piece<'a>>, table: Option<Table<'a>>) {
    let Some(table) = table else {
        return;
    };
    if !table.is_one_cell_a_row() {
        pieces.push(Piece::Table(table));
        return;
    }
    let cells = table.rows.into_iter().flat_map(|row| row.cells);
    for cell in cells.filter(|cell| !cell.is_blank()) {
        push_to_run(pieces, ParagraphKind::Body, cell);
    }
}

fn push_to_run<'a>(pieces: &mut Vec<Piece<'a>>, kind: ParagraphKind, cell: Cell<'a>) {
    if let Some(Piece::Run(run)) = pieces.last_mut() {
        run.push((kind, cell));
    } else {
        pieces.push(Piece::Run(vec![(kind, cell)]));
    }
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
        match kind {
            // The name of a worksheet heads the form on it.
            ParagraphKind::SheetName => reader.desk.label(cell),
            ParagraphKind::HeaderOrFooter => take_margin(reader, cell),
            ParagraphKind::Body | ParagraphKind::TextBox | ParagraphKind::Note => {}
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
    let bare: String = cell.key.chars().filter(|c| !marks.contains(c)).collect();
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
    // A sheet of unknown form says nothing of the document while another one does.
    let is_known = |sheet: &&TargetSheet| sheet.form != FormKind::Unknown;
    let known: Vec<&TargetSheet> = sheets.iter().filter(is_known).collect();
    let sheets: Vec<&TargetSheet> = if known.is_empty() { sheets.iter().collect() } else { known };
    for sheet in &sheets {
        let count = counts.entry(sheet.form).or_default();
        *count = count.saturating_add(1);
    }
    let most = counts.values().max()?;
    sheets.iter().map(|sheet| sheet.form).find(|form| counts.get(form) == Some(most))
}
