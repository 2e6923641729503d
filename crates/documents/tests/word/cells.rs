//! Rows, columns and merged areas.

use crate::package::{assert_no_overlap, docx, grids, read, shown, tbl, tc, tr};

const SPAN_2: &str = r#"<w:gridSpan w:val="2"/>"#;
const RESTART: &str = r#"<w:vMerge w:val="restart"/>"#;
const CONTINUE: &str = "<w:vMerge/>";

fn rows(rows: &[&[(&str, &str)]]) -> Vec<u8> {
    let rows: String = rows
        .iter()
        .map(|cells| tr(&cells.iter().map(|(pr, text)| tc(pr, text)).collect::<String>()))
        .collect();
    docx(&tbl(&rows))
}

/// Reads each table and compares it with the lines expected, given as one.
fn check(cases: &[(&str, Vec<u8>, &str)]) {
    for (what, bytes, expected) in cases {
        assert_eq!(shown(bytes).join("; "), *expected, "{what}");
        for grid in grids(&read(bytes).unwrap()) {
            assert_no_overlap(grid);
        }
    }
}

#[test]
fn merged_areas_keep_their_spans() {
    let both = format!("{SPAN_2}{RESTART}");
    let both_on = format!("{SPAN_2}{CONTINUE}");
    check(&[
        (
            "a plain table, with an empty cell",
            rows(&[&[("", "甲"), ("", "")], &[("", "丙"), ("", "丁")]]),
            "table 1: 2x2; 1,1 甲; 1,2 ; 2,1 丙; 2,2 丁",
        ),
        (
            "across",
            rows(&[&[(SPAN_2, "甲"), ("", "乙")], &[("", "1"), ("", "2"), ("", "3")]]),
            "table 1: 2x3; 1,1 1x2 甲; 1,3 乙; 2,1 1; 2,2 2; 2,3 3",
        ),
        (
            "down, two areas one under the other",
            rows(&[
                &[(RESTART, "甲"), ("", "1")],
                &[(CONTINUE, ""), ("", "2")],
                &[(RESTART, "乙"), ("", "3")],
                &[(r#"<w:vMerge w:val="continue"/>"#, ""), ("", "4")],
            ]),
            "table 1: 4x2; 1,1 2x1 甲; 1,2 1; 2,2 2; 3,1 2x1 乙; 3,2 3; 4,2 4",
        ),
        (
            "both ways, found by grid column and not by number of the cell",
            rows(&[
                &[("", "0"), (&both, "甲"), ("", "1")],
                &[("", "2"), (&both_on, ""), ("", "3")],
                &[(SPAN_2, "宽"), ("", "4"), (CONTINUE, "独")],
            ]),
            "table 1: 3x4; 1,1 0; 1,2 2x2 甲; 1,4 1; 2,1 2; 2,4 3; 3,1 1x2 宽; 3,3 4; 3,4 独",
        ),
        (
            "the horizontal merge of old files",
            rows(&[
                &[(r#"<w:hMerge w:val="restart"/>"#, "甲"), ("<w:hMerge/>", ""), ("", "乙")],
                &[("", "1"), ("", "2"), ("", "3")],
            ]),
            "table 1: 2x3; 1,1 1x2 甲; 1,3 乙; 2,1 1; 2,2 2; 2,3 3",
        ),
    ]);
}

#[test]
fn a_continuation_of_nothing_is_a_cell_of_its_own() {
    let both = format!("{SPAN_2}{RESTART}");
    check(&[
        (
            "under an area of another width",
            rows(&[&[(&both, "甲"), ("", "1")], &[(CONTINUE, ""), ("", "2"), ("", "3")]]),
            "table 1: 2x3; 1,1 1x2 甲; 1,3 1; 2,1 ; 2,2 2; 2,3 3",
        ),
        (
            "over a row between",
            rows(&[
                &[(RESTART, "甲"), ("", "1")],
                &[("", "间"), ("", "2")],
                &[(CONTINUE, ""), ("", "3")],
            ]),
            "table 1: 3x2; 1,1 甲; 1,2 1; 2,1 间; 2,2 2; 3,1 ; 3,2 3",
        ),
        (
            "in the first row, and what continues it",
            rows(&[&[(CONTINUE, "甲")], &[(CONTINUE, "")]]),
            "table 1: 2x1; 1,1 2x1 甲",
        ),
    ]);
}

#[test]
fn a_row_may_begin_and_end_away_from_the_edge() {
    let rows = [
        tr(&(tc("", "a") + &tc("", "b") + &tc(RESTART, "c") + &tc("", "d"))),
        format!(
            r#"<w:tr><w:trPr><w:gridBefore w:val="2"/><w:gridAfter w:val="2"/></w:trPr>{}</w:tr>"#,
            tc(CONTINUE, "")
        ),
    ];
    assert_eq!(
        shown(&docx(&tbl(&rows.concat()))),
        ["table 1: 2x5", "1,1 a", "1,2 b", "1,3 2x1 c", "1,4 d"]
    );
}

#[test]
fn a_table_in_a_cell_follows_the_outer_one_and_knows_its_place() {
    let deepest = tbl(&tr(&tc("", "底")));
    let inner = tbl(&tr(&format!("<w:tc>{deepest}<w:p/></w:tc>")));
    let outer = tbl(&(tr(&(tc("", "一") + &tc("", "二")))
        + &tr(&format!(
            "{}<w:tc><w:p><w:r><w:t>前</w:t></w:r></w:p>{inner}<w:p><w:r><w:t>后</w:t></w:r></w:p></w:tc>",
            tc("", "三")
        ))));
    let second = tbl(&tr(&tc("", "另")));
    assert_eq!(
        shown(&docx(&(outer + &second))),
        [
            "table 1: 2x2",
            "1,1 一",
            "1,2 二",
            "2,1 三",
            "2,2 前\n后",
            "table 2: 1x1 in 表1 第2行第2列",
            "1,1 ",
            "table 3: 1x1 in 表2 第1行第1列",
            "1,1 底",
            "table 4: 1x1",
            "1,1 另",
        ]
    );
}

#[test]
fn content_controls_change_nothing_at_any_level() {
    let control = |inner: &str| {
        format!(
            "<w:sdt><w:sdtPr><w:alias w:val=\"x\"/><w:text/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        )
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let inline = format!("<w:p>{}{}</w:p>", run("行"), control(&run("内")));
    let cell = control(&format!("<w:tc>{inline}</w:tc>"));
    let row = control(&tr(&(cell + &tc("", "旁"))));
    let block = control(&(control(&inline) + &tbl(&row)));
    assert_eq!(shown(&docx(&block)), ["body 行内", "table 1: 1x2", "1,1 行内", "1,2 旁"]);
}

#[test]
fn two_tables_in_succession_stay_two() {
    let one = tbl(&tr(&tc("", "甲")));
    assert_eq!(
        shown(&docx(&format!("{one}{one}"))),
        ["table 1: 1x1", "1,1 甲", "table 2: 1x1", "1,1 甲"]
    );
}

#[test]
fn text_under_a_merged_area_is_reported_and_not_read() {
    let bytes = rows(&[&[(RESTART, "甲")], &[(CONTINUE, "乙")], &[(CONTINUE, "甲")]]);
    let source = read(&bytes).unwrap();
    assert_eq!(shown(&bytes), ["table 1: 3x1", "1,1 3x1 甲"]);
    assert_eq!(source.notes.len(), 1);
    assert!(source.notes[0].contains("表1 第2行第1列“乙”"), "{:?}", source.notes);
}
