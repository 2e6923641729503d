//! Small PDF files made here, operator by operator: layouts the samples do not have, broken and
//! hostile files.
#![cfg(test)]

use documents::{Block, CellGrid, Limits, ParagraphKind, ReadError, Source, read};
use proptest::prelude::*;
use std::fmt::Write as _;
use vocabulary::Place;

/// A file of the given objects, numbered from 1; the first is the catalog.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(table, "{offset:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(table, "trailer <</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(table.into_bytes());
    bytes
}

fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>stream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// A file whose pages have the given contents. `/F` is a Chinese font by predefined encoding
/// (UTF-16, every character one high), `/G` one in GBK, `/X` a form with the content `form`.
fn document(pages: &[&str], form: &str, page_entries: &str) -> Vec<u8> {
    let font = |encoding: &str| {
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/{encoding}/DescendantFonts[<</Type/Font\
             /Subtype/CIDFontType0/BaseFont/S/DW 1000/W[814 908 500]/CIDSystemInfo<</Registry(Adobe)\
             /Ordering(GB1)/Supplement 2>>>>]>>"
        )
    };
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 6 + 2 * page)).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!(
            "<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 600 800]{page_entries}\
             /Resources<</Font<</F 3 0 R/G 4 0 R>>/XObject<</X 5 0 R>>>>>>",
            pages.len()
        )
        .into_bytes(),
        font("UniGB-UCS2-H").into_bytes(),
        font("GBK-EUC-H").into_bytes(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", form.as_bytes()),
    ];
    for (page, content) in pages.iter().enumerate() {
        let entry = format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 7 + 2 * page);
        objects.push(entry.into_bytes());
        objects.push(stream("", content.as_bytes()));
    }
    file(&objects)
}

/// Operators that set a text at a place, 10 high.
fn text(x: u32, y: u32, text: &str) -> String {
    let codes: Vec<String> = text.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    let codes = codes.concat();
    format!("BT /F 10 Tf {x} {y} Td <{codes}> Tj ET\n")
}

/// Operators that rule the borders of a grid.
fn ruled(xs: &[u32], ys: &[u32]) -> String {
    let (left, right) = (xs.first().expect("borders"), xs.last().expect("borders"));
    let (top, bottom) = (ys.first().expect("borders"), ys.last().expect("borders"));
    let across = ys.iter().map(|y| format!("{left} {y} m {right} {y} l S\n"));
    let down = xs.iter().map(|x| format!("{x} {bottom} m {x} {top} l S\n"));
    across.chain(down).collect()
}

fn read_default(bytes: &[u8]) -> Result<Source, ReadError> {
    read(bytes, &Limits::default())
}

fn tables(source: &Source) -> Vec<&CellGrid> {
    source
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Paragraph(_) => None,
        })
        .collect()
}

/// The blocks as one text: paragraphs, and tables as `[row,column rows x columns text]`.
fn written(source: &Source) -> String {
    let mut all = String::new();
    for block in &source.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let kind = if paragraph.kind == ParagraphKind::Body { "" } else { "~" };
                let _ = write!(all, "{kind}{}|", paragraph.text);
            }
            Block::Table(table) => {
                for c in &table.cells {
                    let _ = write!(
                        all,
                        "[{},{} {}x{} {}]",
                        c.row, c.column, c.row_span, c.column_span, c.text
                    );
                }
                all.push('|');
            }
        }
    }
    all
}

#[track_caller]
fn check(content: &str, expected: &str) {
    let source = read_default(&document(&[content], "", "")).expect("the file is sound");
    assert_eq!(written(&source), expected);
}

#[test]
fn cells_are_parted_by_lines_and_merged_where_a_line_is_missing() {
    // 甲 over two rows, 丁 over two columns.
    let lines = "100 700 m 300 700 l 200 660 m 300 660 l 100 620 m 300 620 l 100 580 m 300 580 l S \
                 100 580 m 100 700 l 200 620 m 200 700 l 300 580 m 300 700 l S\n";
    let texts = [(110, 660, "甲"), (210, 680, "乙"), (210, 640, "丙"), (180, 600, "丁")];
    let texts: String = texts.iter().map(|(x, y, t)| text(*x, *y, t)).collect();
    check(&format!("{lines}{texts}"), "[1,1 2x1 甲][1,2 1x1 乙][2,2 1x1 丙][3,1 1x2 丁]|");
}

#[test]
fn borders_may_be_thin_filled_rectangles_or_the_frames_of_single_cells() {
    let bars = "100 600 0.5 100 re 200 600 0.5 100 re 300 600 0.5 100 re f \
                100 600 200 0.5 re 100 700 200 0.5 re f\n";
    let frames = "100 600 100 100 re S 200 600 100 100 re S\n";
    for borders in [bars, frames] {
        let texts = text(110, 650, "甲") + &text(210, 650, "乙");
        check(&format!("{borders}{texts}"), "[1,1 1x1 甲][1,2 1x1 乙]|");
    }
}

#[test]
fn a_clip_or_a_frame_alone_is_no_table() {
    let clip = "100 600 100 100 re W n 200 600 100 100 re W n\n";
    check(&format!("{clip}{}", text(110, 650, "甲")), "甲|");
    check(&format!("50 50 500 700 re S\n{}", text(110, 650, "甲")), "甲|");
}

#[test]
fn a_table_without_side_lines_keeps_its_outer_columns() {
    let lines = "100 700 m 300 700 l 100 660 m 300 660 l 100 620 m 300 620 l S \
                 200 620 m 200 700 l S\n";
    let texts = [(110, 680, "甲"), (210, 680, "乙"), (110, 640, "丙")];
    let texts: String = texts.iter().map(|(x, y, t)| text(*x, *y, t)).collect();
    check(&format!("{lines}{texts}"), "[1,1 1x1 甲][1,2 1x1 乙][2,1 1x1 丙][2,2 1x1 ]|");
}

#[test]
fn a_table_in_a_cell_names_the_cell_it_stands_in() {
    let lines = ruled(&[100, 200, 500], &[700, 500]) + &ruled(&[220, 300, 400], &[650, 600]);
    let texts = text(110, 600, "外") + &text(230, 620, "内") + &text(310, 620, "里");
    let source = read_default(&document(&[&(lines + &texts)], "", "")).expect("the file is sound");
    assert_eq!(written(&source), "[1,1 1x1 外][1,2 1x1 ]|[1,1 1x1 内][1,2 1x1 里]|");
    let inner = tables(&source).get(1).and_then(|table| table.within).and_then(Place::cell);
    assert_eq!(inner, Some((1, 1, 2)));
}

#[test]
fn forms_within_a_page_are_read_in_their_place_and_may_not_go_on_for_ever() {
    let form = ruled(&[0, 100, 200], &[100, 0]) + &text(10, 50, "甲") + &text(110, 50, "乙");
    let bytes = document(&["1 0 0 1 100 500 cm /X Do"], &(form + "/X Do"), "");
    let source = read_default(&bytes).expect("the file is sound");
    assert_eq!(written(&source), "[1,1 1x1 甲][1,2 1x1 乙]|");
}

#[test]
fn a_turned_page_is_read_upright() {
    // Set sideways, so that it is upright when the page is turned by 90 degrees.
    let content = "0 1 -1 0 600 0 cm\n".to_owned()
        + &ruled(&[100, 200, 300], &[500, 400])
        + &text(110, 450, "甲")
        + &text(210, 450, "乙");
    let bytes = document(&[&content], "", "/Rotate 90");
    let source = read_default(&bytes).expect("the file is sound");
    assert_eq!(written(&source), "[1,1 1x1 甲][1,2 1x1 乙]|");
}

#[test]
fn letters_stacked_in_a_narrow_cell_are_one_label() {
    let lines = ruled(&[100, 118, 300], &[700, 600]);
    let texts = [(104, 680, "绩"), (104, 665, "效"), (104, 650, "目"), (104, 635, "标")];
    let texts: String = texts.iter().map(|(x, y, t)| text(*x, *y, t)).collect();
    check(&format!("{lines}{texts}"), "[1,1 1x1 绩效目标][1,2 1x1 ]|");
}

#[test]
fn codes_of_gbk_fonts_are_read() {
    // 预算数 and 95% in GBK, as one string.
    check("BT /G 10 Tf 100 700 Td <d4a4cbe3cafd393525> Tj ET", "预算数95%|");
}

#[test]
fn text_positions_follow_every_operator_that_moves_them() {
    let content = "BT /F 10 Tf 12 TL 100 700 Td <7532> Tj T* <4e59> Tj 0 -12 TD <4e19> ' \
                   1 0 0 1 300 700 Tm [<4e01> -1000 <620a>] TJ ET";
    check(content, "甲\t丁戊|乙|丙|");
}

#[test]
fn page_numbers_are_left_out_and_repeated_heads_read_once() {
    let page = |number: u32| {
        text(250, 770, "部门预算公开")
            + &text(100, 600, "正文内容。")
            + &text(300, 20, &number.to_string())
    };
    let pages = [page(1), page(2), page(3)];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let source = read_default(&document(&pages, "", "")).expect("the file is sound");
    assert_eq!(written(&source), "~部门预算公开|正文内容。|正文内容。|正文内容。|");
}

#[test]
fn a_new_table_on_the_next_page_is_not_joined_when_the_last_page_had_room() {
    let first = ruled(&[100, 200, 300], &[700, 660]) + &text(110, 680, "甲");
    let second = ruled(&[100, 200, 300], &[700, 660, 200]) + &text(110, 680, "乙");
    let source = read_default(&document(&[&first, &second], "", "")).expect("the file is sound");
    assert_eq!(tables(&source).len(), 2);
    assert!(source.notes.iter().any(|note| note.contains("按两个表读取")), "{:?}", source.notes);
}

#[test]
fn a_row_left_open_at_the_end_of_the_page_is_joined_with_its_rest() {
    let first = "100 700 m 300 700 l S 100 60 m 100 700 l 200 60 m 200 700 l 300 60 m 300 700 l S\n"
        .to_owned()
        + &text(102, 65, "一二三四五六七八九") + &text(210, 65, "甲");
    let second =
        "100 600 m 300 600 l S 100 600 m 100 750 l 200 600 m 200 750 l 300 600 m 300 750 l S\n"
            .to_owned()
            + &text(102, 740, "十");
    let source = read_default(&document(&[&first, &second], "", "")).expect("the file is sound");
    assert_eq!(written(&source), "[1,1 1x1 一二三四五六七八九十][1,2 1x1 甲]|");
}

#[test]
fn pictures_without_text_are_a_scan() {
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
        b"x",
    );
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 600 800]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>".to_vec(),
        stream("", b"600 0 0 800 0 0 cm /I Do"),
        image,
    ];
    assert_eq!(read_default(&file(&objects)), Err(ReadError::ScannedPdf));
}

#[test]
fn a_damaged_cross_reference_table_is_rebuilt() {
    let mut bytes = document(&[&text(100, 700, "甲")], "", "");
    let at = bytes.windows(9).rposition(|window| window == b"startxref").expect("a trailer");
    bytes.truncate(at);
    bytes.extend(b"startxref\n99999\n%%EOF");
    assert_eq!(read_default(&bytes).map(|source| written(&source)), Ok("甲|".into()));
    assert!(matches!(read_default(b"%PDF-1.7\n%%EOF"), Err(ReadError::Broken(_))));
}

#[test]
fn beyond_a_limit_a_file_is_refused() {
    let page = text(100, 700, "甲。");
    let bytes = document(&[&page, &page, &page], "", "");
    let refused = |limits: Limits| matches!(read(&bytes, &limits), Err(ReadError::TooLarge(_)));
    let limits = Limits::default();
    assert!(!refused(limits));
    assert!(refused(Limits { pages: 2, ..limits }));
    assert!(refused(Limits { pdf_operations: 10, ..limits }));
    assert!(refused(Limits { paragraphs: 2, ..limits }));
    let grid = document(&[&(ruled(&[100, 200, 300], &[700, 600]) + &page)], "", "");
    let limits = Limits { cells: 1, ..limits };
    assert!(matches!(read(&grid, &limits), Err(ReadError::TooLarge(_))));
}

#[test]
fn forms_that_call_each_other_many_times_end_at_the_limit() {
    let bytes = document(&["/X Do"], &"/X Do ".repeat(40), "");
    let limits = Limits { pdf_operations: 100_000, ..Limits::default() };
    assert!(matches!(read(&bytes, &limits), Err(ReadError::TooLarge(_))));
}

#[test]
fn a_stream_that_expands_without_end_is_refused() {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..40 {
        packed.write_all(&vec![b' '; 1 << 20]).expect("memory is written");
    }
    let packed = packed.finish().expect("memory is written");
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 600 800]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
        stream("/Filter/FlateDecode", &packed),
    ];
    assert!(matches!(read_default(&file(&objects)), Err(ReadError::TooLarge(_))));
}

/// Limits under which even a hostile file is done with at once.
fn small_limits() -> Limits {
    Limits { pdf_operations: 300_000, ..Limits::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever becomes of a real file on its way, reading it ends with an answer.
    #[test]
    fn a_damaged_real_file_is_read_or_refused(
        file in prop::sample::select(vec![
            &include_bytes!("pdf/unembedded_fonts.pdf")[..],
            &include_bytes!("pdf/owner_password.pdf")[..],
            fixtures::SAMPLE_PDF,
        ]),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        end in any::<prop::sample::Index>(),
        cut in prop::bool::weighted(0.3),
    ) {
        let mut bytes = file.to_vec();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        let _ = read(&bytes, &small_limits());
    }

    /// The same for operators, which damage to packed streams hardly ever reaches.
    #[test]
    fn damaged_operators_are_read_or_refused(
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30),
    ) {
        let page = ruled(&[100, 118, 300], &[700, 650, 600])
            + &text(104, 680, "绩效目标") + &text(200, 620, "≥95%")
            + "q 1 0 0 1 5 5 cm /X Do Q BI /W 1 ID x EI [(a) -100 <41>] TJ\n";
        let form = ruled(&[0, 50, 90], &[90, 0]) + &text(10, 50, "甲");
        let mut bytes = document(&[&page, &page], &form, "");
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        let _ = read(&bytes, &small_limits());
    }

    /// Every character on the page comes out, wherever the lines run.
    #[test]
    fn no_character_is_lost(
        xs in prop::collection::btree_set(20_u32..580, 0..8),
        ys in prop::collection::btree_set(20_u32..780, 0..8),
        places in prop::collection::vec((30_u32..560, 100_u32..700), 1..20),
    ) {
        let xs: Vec<u32> = xs.into_iter().collect();
        let ys: Vec<u32> = ys.into_iter().rev().collect();
        let mut page = String::new();
        if xs.len() > 1 && ys.len() > 1 {
            page += &ruled(&xs, &ys);
        }
        let all = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉";
        for (character, (x, y)) in all.chars().zip(&places) {
            page += &text(*x, *y, &character.to_string());
        }
        let source = read_default(&document(&[&page], "", ""));
        let found = source.map(|source| written(&source)).unwrap_or_default();
        for character in all.chars().take(places.len()) {
            prop_assert!(found.contains(character), "{character} in {found}");
        }
    }
}
