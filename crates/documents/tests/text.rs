//! Text and HTML of any shape: the grids are sound, and nothing that shows is lost.

use documents::{Block, CellGrid, Limits, ReadError, Source, read};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Every grid of a source: cells in order, inside the grid, none over another.
fn assert_sound(source: &Source) {
    for block in &source.blocks {
        match block {
            Block::Table(grid) => assert_grid_is_sound(grid),
            Block::Paragraph(paragraph) => {
                assert_eq!(paragraph.text, paragraph.text.trim());
                assert!(!paragraph.text.is_empty());
            }
        }
    }
}

fn assert_grid_is_sound(grid: &CellGrid) {
    let mut taken = BTreeSet::new();
    let mut last = (0, 0);
    for cell in &grid.cells {
        assert!((cell.row, cell.column) > last, "in order: {grid:?}");
        last = (cell.row, cell.column);
        assert_eq!(cell.text, cell.text.trim());
        for row in cell.row..cell.row + cell.row_span {
            for column in cell.column..cell.column + cell.column_span {
                assert!(row <= grid.rows && column <= grid.columns, "inside: {grid:?}");
                assert!(taken.insert((row, column)), "no overlap: {grid:?}");
            }
        }
    }
}

/// Every character of a source that shows something, in the order of the text.
fn shown(source: &Source) -> String {
    let mut text = String::new();
    for block in &source.blocks {
        match block {
            Block::Paragraph(paragraph) => text.push_str(&paragraph.text),
            Block::Table(grid) => grid.cells.iter().for_each(|cell| text.push_str(&cell.text)),
        }
    }
    visible(&text)
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"|\u{feff}".contains(*c)).collect()
}

/// Lines as they come in the wild, in any order.
fn line() -> impl Strategy<Value = String> {
    let cells = prop::sample::select(vec![
        "产出指标",
        "≥95%",
        "",
        " ",
        "1、目标",
        "一、",
        "项 目",
        "10",
        "续",
        "：",
    ]);
    let joined = |mark: &'static str| {
        prop::collection::vec(cells.clone(), 0..6).prop_map(move |cells| cells.join(mark))
    };
    prop_oneof![
        joined("\t"),
        joined(" | "),
        joined("|").prop_map(|line| line + "|"),
        joined("|").prop_map(|line| format!("|{line}|")),
        joined("").prop_map(|line| format!("\t{line}")),
        joined(""),
        Just(String::new()),
        Just("|".repeat(40)),
    ]
}

/// Tags as they come in the wild, closed or not.
fn tag() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "<td rowspan=0 colspan=4>",
        "<th colspan=30>",
        "<thead>",
        "<tbody>",
        "</tbody>",
        "<p>",
        "</p>",
        "<br>",
        "<div>",
        "<td style='display:none'>",
        "<tr hidden>",
        "甲",
        "乙丙",
        "&nbsp;",
        " ",
        "\n",
        "≥95%",
        "<o:p></o:p>",
        "<!-- x -->",
        "<pre>",
        "</pre>",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_lines_are_read_whole_into_sound_grids(lines in prop::collection::vec(line(), 1..25)) {
        let text = format!("题\n{}", lines.join("\n"));
        let source = read(text.as_bytes(), &Limits::default()).unwrap();
        assert_sound(&source);
        prop_assert_eq!(shown(&source), visible(&text));
    }

    #[test]
    fn any_tags_are_read_into_sound_grids(tags in prop::collection::vec(tag(), 0..60)) {
        let source = read(format!("<html>{}", tags.concat()).as_bytes(), &Limits::default()).unwrap();
        assert_sound(&source);
        let mut found: Vec<char> = shown(&source).chars().collect();
        let texts = tags.iter().filter(|tag| !tag.starts_with(['<', '&']));
        let mut given: Vec<char> = visible(&texts.copied().collect::<String>()).chars().collect();
        // A table inside a cell comes behind it, so only the characters are compared.
        found.sort_unstable();
        given.sort_unstable();
        prop_assert_eq!(found, given);
    }

    #[test]
    fn the_damaged_sample_is_read_or_refused_in_words(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
        gb18030 in any::<bool>(),
    ) {
        let text = std::str::from_utf8(fixtures::SAMPLE_TXT).unwrap();
        let mut bytes = if gb18030 {
            encoding_rs::GB18030.encode(text).0.into_owned()
        } else {
            text.as_bytes().to_vec()
        };
        bytes.truncate(cut.index(bytes.len()).max(100));
        for (index, byte) in at {
            let position = index.index(bytes.len());
            bytes[position] = byte;
        }
        match read(&bytes, &Limits::default()) {
            Ok(source) => assert_sound(&source),
            Err(ReadError::Broken(why)) => prop_assert!(why.contains('行'), "{}", why),
            Err(error) => prop_assert!(matches!(error, ReadError::Unsupported(_))),
        }
    }
}

#[test]
fn published_pages_give_sound_grids() {
    for (name, page) in fixtures::pages() {
        let source = read(page, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_sound(&source);
    }
}

#[test]
fn the_sample_is_the_same_in_every_encoding() {
    let text = std::str::from_utf8(fixtures::SAMPLE_TXT).unwrap();
    let expected = read(fixtures::SAMPLE_TXT, &Limits::default()).unwrap();
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    let with_mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let windows = text.replace('\n', "\r\n").into_bytes();
    for bytes in [gb18030, with_mark, utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), windows] {
        assert_eq!(read(&bytes, &Limits::default()).unwrap(), expected);
    }
}

#[test]
fn a_text_beyond_a_limit_is_refused_in_words() {
    let limits = Limits { paragraphs: 10, cells: 10, columns: 5, ..Limits::default() };
    let cases = [
        "段\n".repeat(11),
        "\t甲\n".repeat(11),
        "a\tb\tc\n".repeat(4),
        format!("{}\n", "a\t".repeat(6)).repeat(2),
        "<p>段".repeat(11),
        format!("<table>{}", "<tr><td>甲".repeat(11)),
    ];
    for text in cases {
        let refused = read(text.as_bytes(), &limits);
        assert!(matches!(refused, Err(ReadError::TooLarge(_))), "{text}: {refused:?}");
    }
    let nested = "<table><tr><td>".repeat(100);
    let refused = read(nested.as_bytes(), &Limits::default());
    assert!(matches!(refused, Err(ReadError::TooLarge(_))), "{refused:?}");
}
