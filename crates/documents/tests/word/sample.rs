//! The sample laid out in Word.

use documents::Block;
use fixtures::{SAMPLE_DOCX, SAMPLE_TXT};

use crate::package::{assert_no_overlap, grids, read};

#[test]
fn the_sample_has_fourteen_tables_with_their_merged_cells() {
    let source = read(SAMPLE_DOCX).unwrap();
    let grids = grids(&source);
    assert_eq!(grids.len(), 14);
    for (index, grid) in grids.iter().enumerate() {
        assert_no_overlap(grid);
        assert_eq!(grid.table as usize, index + 1);
        assert!(grid.cells.iter().any(|cell| cell.row_span > 1));
        let area: u32 = grid.cells.iter().map(|c| c.row_span * c.column_span).sum();
        assert_eq!(area, grid.rows * grid.columns, "table {} has no hole", grid.table);
    }
    let first = grids[0];
    let area = |text: &str| {
        let cell = first.cells.iter().find(|cell| cell.text == text).unwrap();
        (cell.row, cell.column, cell.row_span, cell.column_span)
    };
    assert_eq!(area("单位：万元"), (1, 5, 1, 3));
    assert_eq!(area("333-0401-JQN-X0VZ"), (2, 2, 1, 2));
    assert!(source.notes.is_empty(), "{:?}", source.notes);
}

/// The published text and the laid-out form say the same: every line of a cell or paragraph of the
/// form is in the text, once blanks are put aside.
#[test]
fn every_text_of_the_sample_is_in_the_published_text() {
    let squeezed = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let published = squeezed(&String::from_utf8_lossy(SAMPLE_TXT));
    let source = read(SAMPLE_DOCX).unwrap();
    let mut letters = 0;
    for block in &source.blocks {
        let texts: Vec<&str> = match block {
            Block::Paragraph(paragraph) => vec![&paragraph.text],
            Block::Table(grid) => grid.cells.iter().map(|cell| cell.text.as_str()).collect(),
        };
        for line in texts.iter().flat_map(|text| text.lines()) {
            let line = squeezed(line);
            letters += line.chars().count();
            assert!(published.contains(&line), "{line}");
        }
    }
    assert!(letters > 7_000, "{letters}");
}
