//! What holds of the comparison over the sample in all its formats.

use super::original::{OriginalBlock, OriginalCell};
use super::{CellMark, Comparison, Selection, original_blocks, place_key};
use documents::recognise::{Recognised, recognise};
use documents::rules::FormLabels;
use documents::{Block, CellGrid, GridCell, Limits, Source, SourceFormat, read};
use fixtures::{FORM_XLS, FORM_XLSX, SAMPLE_DOC, SAMPLE_DOCX, SAMPLE_PDF, SAMPLE_TXT};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Confidence, Place};

fn recognised(bytes: &[u8]) -> (Source, Recognised) {
    let source = read(bytes, &Limits::default()).unwrap();
    let read = recognise(&source, &FormLabels::shipped().unwrap());
    (source, read)
}

fn cells<'a>(blocks: &'a [OriginalBlock]) -> Vec<&'a OriginalCell> {
    let of = |block: &'a OriginalBlock| -> Vec<&'a OriginalCell> {
        match block {
            OriginalBlock::Paragraph(cell) => vec![cell],
            OriginalBlock::Table { rows, .. } => rows.iter().flat_map(|row| &row.cells).collect(),
        }
    };
    blocks.iter().flat_map(of).collect()
}

#[test]
fn every_field_of_every_sheet_finds_its_origin_on_the_page() {
    for bytes in [SAMPLE_DOCX, SAMPLE_DOC, SAMPLE_PDF, SAMPLE_TXT, FORM_XLSX, FORM_XLS] {
        let (source, read) = recognised(bytes);
        let sheets = (1..=read.document.sheets.len()).map(Selection::Sheet);
        for selection in [Selection::Department].into_iter().chain(sheets) {
            let shown = Comparison::of(&source, &read, selection);
            let keys: BTreeSet<&str> =
                cells(&shown.blocks).iter().map(|cell| cell.key.as_str()).collect();
            for field in shown.groups.iter().flat_map(|group| &group.fields) {
                let key = field.key().unwrap();
                assert!(keys.contains(key.as_str()), "{selection:?} {} {key}", field.label);
            }
        }
    }
}

#[test]
fn texts_without_a_field_are_listed_and_marked() {
    let html = "<table><tr><td>项目编码</td><td>333-0401-JQN-X0VZ</td></tr>\
                <tr><td>项目名称</td><td>道路维修</td></tr></table><p>这一段没有栏目</p>";
    let (source, mut read) = recognised(html.as_bytes());
    let stray = read.claims.last_mut().unwrap();
    stray.what = documents::recognise::ClaimKind::Unplaced;
    let text = vocabulary::FiledText::certain(stray.text.clone(), stray.at);
    read.document.unplaced = vec![text];
    assert_eq!(Selection::read(Some("unplaced"), &read.document), Selection::Unplaced);
    let shown = Comparison::of(&source, &read, Selection::Unplaced);
    assert_eq!(shown.unplaced.len(), 1);
    let all = cells(&shown.blocks);
    let marked: Vec<_> = all.iter().filter(|cell| cell.mark == CellMark::Unplaced).collect();
    assert_eq!(marked.len(), 1);
    assert!(shown.unplaced[0].href.ends_with(&format!("#{}", marked[0].key)));
}

#[test]
fn an_unknown_selection_is_the_first_sheet() {
    let (_, read) = recognised(SAMPLE_DOCX);
    for words in [None, Some("99"), Some("-1"), Some("x"), Some("unplaced")] {
        assert_eq!(Selection::read(words, &read.document), Selection::Sheet(1), "{words:?}");
    }
    assert_eq!(Selection::read(Some("0"), &read.document), Selection::Department);
}

/// A table of `rows` rows whose first cell covers the first `span` of them.
fn tall(rows: u32, span: u32) -> Source {
    let cell = |row, column, row_span| GridCell {
        row,
        column,
        row_span,
        column_span: 1,
        text: format!("{row}.{column}"),
        page: None,
    };
    let merged = cell(1, 1, span);
    let rest = (1..=rows).map(|row| cell(row, 2, 1));
    let grid = CellGrid {
        table: 1,
        page: None,
        rows,
        columns: 2,
        cells: std::iter::once(merged).chain(rest).collect(),
        within: None,
        confidence: Confidence::Certain,
    };
    Source { format: SourceFormat::Xlsx, blocks: vec![Block::Table(grid)], notes: Vec::new() }
}

#[test]
fn a_long_table_is_shown_around_the_rows_that_matter_and_says_so() {
    let source = tall(10_000, 10_000);
    let at = |row| Place::Cell { page: None, table: 1, row, column: 2 };
    let nothing = BTreeMap::new();
    let blocks = original_blocks(&source, &[at(5_000), at(5_010)], &nothing, &BTreeMap::new());
    let [OriginalBlock::Table { rows, cut, .. }] = blocks.as_slice() else { panic!("{blocks:?}") };
    assert_eq!(rows.len(), 21);
    assert_eq!(cut.as_deref(), Some("本表共10000行，此处显示第4995至5015行。"));
    let merged = &rows[0].cells[0];
    assert_eq!((merged.text.as_str(), merged.row_span), ("1.1", 21), "the span is cut as well");
    assert!(cells(&blocks).iter().any(|cell| cell.key == place_key(at(5_010))));
}

#[test]
fn a_short_table_is_shown_whole_with_its_spans() {
    let source = tall(30, 12);
    let blocks = original_blocks(&source, &[], &BTreeMap::new(), &BTreeMap::new());
    let [OriginalBlock::Table { rows, cut: None, .. }] = blocks.as_slice() else {
        panic!("{blocks:?}")
    };
    assert_eq!(rows.len(), 30);
    assert_eq!(rows[0].cells[0].row_span, 12);
}
