//! Grids built in code, and what every test asks of a recognition.

use documents::recognise::{Claim, ClaimKind, Recognised, recognise};
use documents::rules::FormLabels;
use documents::{Block, CellGrid, GridCell, Paragraph, ParagraphKind, Source, SourceFormat};
use std::fmt::Write;
use vocabulary::{Confidence, Place};

/// A paragraph on a line.
pub(crate) fn paragraph(line: u32, text: &str) -> Block {
    Block::Paragraph(Paragraph {
        text: text.to_owned(),
        kind: ParagraphKind::Body,
        at: Place::Paragraph { page: None, paragraph: line },
    })
}

/// A table of a text file: cells in rows, covered ones vanished.
pub(crate) fn text_grid(table: u32, rows: &[&[&str]]) -> Block {
    let mut cells = Vec::new();
    for (row, texts) in (1..).zip(rows) {
        for (column, text) in (1..).zip(*texts) {
            cells.push(cell((row, column), (1, 1), text));
        }
    }
    grid(table, cells, Confidence::Likely)
}

/// A cell of a table with merged areas: row and column, rows and columns it covers, text.
pub(crate) type Spanned<'a> = ((u32, u32), (u32, u32), &'a str);

/// A table with merged areas.
pub(crate) fn spanned_grid(table: u32, cells: &[Spanned<'_>]) -> Block {
    let cells = cells.iter().map(|(at, span, text)| cell(*at, *span, text)).collect();
    grid(table, cells, Confidence::Certain)
}

fn cell(at: (u32, u32), span: (u32, u32), text: &str) -> GridCell {
    GridCell {
        row: at.0,
        column: at.1,
        row_span: span.0,
        column_span: span.1,
        text: text.to_owned(),
        page: None,
    }
}

fn grid(table: u32, cells: Vec<GridCell>, confidence: Confidence) -> Block {
    Block::Table(CellGrid {
        table,
        page: None,
        rows: cells.iter().map(|c| c.row).max().unwrap_or(0),
        columns: cells.iter().map(|c| c.column + c.column_span - 1).max().unwrap_or(0),
        cells,
        within: None,
        confidence,
    })
}

/// Recognises blocks and checks the account.
pub(crate) fn recognised(format: SourceFormat, blocks: Vec<Block>) -> Recognised {
    let source = Source { format, blocks, notes: Vec::new() };
    recognised_source(&source)
}

/// Recognises a source and checks the account: every text is claimed exactly once, in order.
pub(crate) fn recognised_source(source: &Source) -> Recognised {
    let labels = FormLabels::shipped().expect("the shipped labels are read");
    let recognised = recognise(source, &labels);
    check_account(source, &recognised);
    recognised
}

/// Every non-empty cell and paragraph is claimed exactly once, what is unplaced stands in
/// `unplaced`, and what is a field stands in the document.
pub(crate) fn check_account(source: &Source, recognised: &Recognised) {
    let mut texts = Vec::new();
    for block in &source.blocks {
        match block {
            Block::Paragraph(p) => texts.push((p.at, p.text.as_str())),
            Block::Table(grid) => {
                texts.extend(grid.cells.iter().map(|c| (grid.place(c), c.text.as_str())));
            }
        }
    }
    texts.retain(|(_, text)| !vocabulary::is_blank(text));
    let claimed: Vec<(Place, &str)> =
        recognised.claims.iter().map(|claim| (claim.at, claim.text.as_str())).collect();
    assert_eq!(claimed, texts, "every text is claimed once, in order");
    let unplaced: Vec<(Place, &str)> = recognised
        .claims
        .iter()
        .filter(|claim| claim.what == ClaimKind::Unplaced)
        .map(|claim| (claim.at, claim.text.trim()))
        .collect();
    let listed: Vec<(Place, &str)> = recognised
        .document
        .unplaced
        .iter()
        .filter(|text| !is_part_of_a_taken_line(recognised, text))
        .map(|text| (text.at, text.text.as_str()))
        .collect();
    assert_eq!(unplaced, listed, "what nobody took is unplaced");
    let filed = format!("{:?}", recognised.document);
    for claim in &recognised.claims {
        check_field(claim, &filed);
    }
}

/// Whether a text is a part that was left of a line `a | b`, of which another part was taken.
fn is_part_of_a_taken_line(recognised: &Recognised, text: &vocabulary::FiledText) -> bool {
    let mut claims = recognised.claims.iter();
    claims.any(|claim| {
        claim.at == text.at
            && claim.what != ClaimKind::Unplaced
            && claim.text.contains('|')
            && claim.text.contains(&text.text)
    })
}

/// The text of a field stands in the document, whole or in its parts.
fn check_field(claim: &Claim, filed: &str) {
    let ClaimKind::Field(name) = claim.what else {
        return;
    };
    if matches!(name, "金额单位" | "预算年度") {
        return;
    }
    let printed = |text: &str| {
        let quoted = format!("{text:?}");
        filed.contains(quoted.trim_matches('"'))
    };
    let text = claim.text.trim();
    let by_parts = || {
        text.split([' ', '|', '\n', '；', ';', '：', ':', '。', '、', '.', '）', ')', '(', '（'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .all(|part| {
                let bare = part.trim_start_matches(|c: char| c.is_ascii_digit());
                printed(part) || printed(bare) || FORM_WORDS.iter().any(|w| part.contains(w))
            })
    };
    assert!(printed(text) || by_parts(), "{name} is lost: {text} at {}", claim.at);
}

/// Labels that stand in one cell with their text.
const FORM_WORDS: &[&str] =
    &["项目", "绩效", "目标", "资金", "负责人", "单位", "总体", "指标", "注"];

/// A document in a few lines: what a person checks by eye.
pub(crate) fn outline(recognised: &Recognised) -> String {
    let document = &recognised.document;
    let mut out = vec![format!(
        "form {} year {}",
        document.form.code(),
        document.fiscal_year.map_or("-".into(), |y| y.number().to_string())
    )];
    for sheet in &document.sheets {
        outline_sheet(sheet, &mut out);
    }
    for text in &document.unplaced {
        let short: String = text.text.chars().take(40).collect();
        out.push(format!("unplaced {short:?}"));
    }
    for note in &document.notes {
        out.push(format!("note {note}"));
    }
    out.join("\n")
}

fn text(filed: Option<&vocabulary::FiledText>) -> String {
    filed.map_or("-".into(), |f| f.text.replace('\n', "⏎"))
}

fn amount(filed: Option<&budget::FiledAmount>) -> String {
    filed.map_or("-".into(), |f| {
        let money = f.money.map_or("?".into(), |m| m.to_string());
        format!("{}={money}", f.raw.text)
    })
}

fn outline_sheet(sheet: &goals::TargetSheet, out: &mut Vec<String>) {
    out.push(format!(
        "sheet {} {} {}",
        sheet.form.code(),
        sheet.number.map_or("-".into(), |n| n.to_string()),
        text(sheet.title.as_ref())
    ));
    for (name, value) in [
        ("unit", text(sheet.unit_name.as_ref())),
        ("code", text(sheet.project_code.as_ref())),
        ("project", text(sheet.project_name.as_ref())),
        ("total", amount(sheet.budget.total.as_ref())),
        ("fiscal", amount(sheet.budget.fiscal.as_ref())),
        ("other", amount(sheet.budget.other.as_ref())),
        ("purpose", text(sheet.purpose.as_ref())),
    ] {
        if value != "-" {
            out.push(format!("  {name}: {value}"));
        }
    }
    for entry in &sheet.payment_plan {
        out.push(format!("  plan {}: {}", entry.checkpoint, text(entry.raw.as_ref())));
    }
    for goal in &sheet.goals {
        out.push(format!("  goal: {}", goal.text));
    }
    for line in &sheet.execution {
        out.push(format!(
            "  execution {:?}: {} | {} | {} | {} | {} | {}",
            line.source,
            amount(line.initial.as_ref()),
            amount(line.adjusted.as_ref()),
            amount(line.spent.as_ref()),
            text(line.weight.as_ref()),
            text(line.rate.as_ref()),
            text(line.score.as_ref())
        ));
    }
    for field in &sheet.other_fields {
        out.push(format!("  [{}] {}", field.label, field.text.text));
    }
    for row in &sheet.indicators {
        outline_row(row, out);
    }
}

fn outline_row(row: &indicators::IndicatorRow, out: &mut Vec<String>) {
    let mut line = format!(
        "  {:?} {} / {} / {} / {} / {} {} {}{}",
        row.confidence,
        text(row.level1.as_ref()),
        text(row.level2.as_ref()),
        text(row.name.as_ref()),
        row.target.raw,
        row.target.comparison.map_or("-", indicators::Comparison::sign),
        row.target.value.map_or("-".into(), |v| v.to_string()),
        row.target.unit.as_deref().unwrap_or("-"),
        row.target.damage.as_ref().map_or(String::new(), |d| format!(" {d:?}")),
    );
    for (name, value) in [
        ("definition", &row.definition),
        ("basis", &row.basis),
        ("weight", &row.weight),
        ("actual", &row.actual),
        ("score", &row.score),
        ("reason", &row.reason),
    ] {
        if let Some(value) = value {
            let _ = write!(line, " {name}={}", value.text);
        }
    }
    for extra in &row.extra {
        let _ = write!(line, " [{}]{}", extra.label, extra.text.text);
    }
    out.push(line);
}
