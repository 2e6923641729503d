//! What the files themselves hold: no formulas, nothing of the machine, nothing from elsewhere.
#![expect(clippy::unwrap_used, reason = "a test may panic, also in its own functions")]

#[path = "written/hostile.rs"]
mod hostile;

use documents::rules::{FormLabels, review_rules};
use documents::{Limits, read, recognise, write};
use goals::Document;
use hostile::hostile_document;
use proptest::prelude::*;
use std::io::Read;

fn sample() -> Document {
    let source = read(fixtures::SAMPLE_TXT, &Limits::default()).unwrap();
    recognise::recognise(&source, &FormLabels::shipped().unwrap()).document
}

/// The parts of a zipped file by name.
fn parts(file: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut entry = archive.by_index(number).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn a_word_file_holds_no_properties_of_the_machine() {
    let names: Vec<String> =
        parts(&write::docx(&sample()).unwrap()).into_iter().map(|(name, _)| name).collect();
    assert!(names.iter().all(|name| !name.starts_with("docProps")), "{names:?}");
}

#[test]
fn the_published_merges_of_the_first_form_are_kept() {
    let document = sample();
    let parts = parts(&write::docx(&document).unwrap());
    let (_, body) = parts.iter().find(|(name, _)| name == "word/document.xml").unwrap();
    let published = documents::read(fixtures::SAMPLE_DOCX, &Limits::default()).unwrap();
    let ours = documents::read(&write::docx(&document).unwrap(), &Limits::default()).unwrap();
    let cells = |source: &documents::Source| -> Vec<Vec<(u32, u32, u32, u32)>> {
        let tables = source.blocks.iter().filter_map(|block| match block {
            documents::Block::Table(grid) => Some(grid),
            documents::Block::Paragraph(_) => None,
        });
        tables
            .map(|grid| {
                let cells = grid.cells.iter();
                cells.map(|c| (c.row, c.column, c.row_span, c.column_span)).collect()
            })
            .collect()
    };
    assert_eq!(cells(&ours), cells(&published), "the grid of every form as published");
    assert_eq!(body.matches("<w:tbl>").count(), 14);
    assert_eq!(body.matches("w:name=\"_Toc").count(), 14 + 5, "a bookmark a heading");
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    let page = String::from_utf8(write::html(&sample()).unwrap()).unwrap();
    for foreign in ["http", "src=", "href=", "url(", "<script"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("<html lang=\"zh-CN\">"));
    assert_eq!(page.matches("<table").count(), 14);
}

#[test]
fn the_review_is_written_with_every_issue() {
    let document = sample();
    let rules = review_rules().unwrap();
    let review = goals::review::review(&document, None, &rules);
    assert!(!review.issues.is_empty());
    let list = parts(&write::review_xlsx(&document, &review, &rules).unwrap());
    let (_, texts) = list.iter().find(|(name, _)| name == "xl/worksheets/sheet2.xml").unwrap();
    let opinion = parts(&write::review_docx(&document, &review, &rules).unwrap());
    let (_, body) = opinion.iter().find(|(name, _)| name == "word/document.xml").unwrap();
    for issue in &review.issues {
        let said =
            issue.explanation.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(texts.contains(&said), "{said}");
        let said = said.replace('"', "&quot;").replace('\'', "&#39;");
        assert!(body.contains(&said), "{said}");
    }
    assert!(body.contains("1336.57"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_text_becomes_a_formula_in_a_workbook(document in hostile_document()) {
        for (name, text) in parts(&write::xlsx(&document).unwrap()) {
            for formula in text.split("<f>").skip(1) {
                prop_assert!(formula.starts_with("SUM("), "{}: {:.40}", name, formula);
            }
        }
    }

    #[test]
    fn no_cell_of_a_csv_file_begins_like_a_formula(document in hostile_document()) {
        let csv = String::from_utf8(write::csv_indicators(&document)).unwrap();
        for cell in csv_cells(csv.trim_start_matches('\u{feff}')) {
            let is_number = cell.parse::<f64>().is_ok();
            prop_assert!(is_number || !cell.trim().starts_with(['=', '+', '-', '@', '＝']), "{}", cell);
        }
    }
}

/// The cells of a CSV file, quotation marks taken off.
fn csv_cells(csv: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut characters = csv.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => {
                cells.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => cells.push(String::new()),
            '\r' if !quoted => {}
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}
