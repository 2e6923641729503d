//! Tracked changes: the accepted state, and a note.

use crate::package::{docx, p, read, shown, tbl, tc, tr};

const DELETED: &str = r#"<w:del w:id="1" w:author="x"/>"#;

fn mark(change: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:rPr>{change}</w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn insertions_stay_and_deletions_go() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}<w:ins w:id=\"1\">{}</w:ins><w:del w:id=\"2\"><w:r><w:delText>80%</w:delText></w:r></w:del>\
         <w:moveFrom w:id=\"3\">{}</w:moveFrom><w:moveTo w:id=\"4\">{}</w:moveTo></w:p>",
        run("≥"),
        run("95%"),
        run("去"),
        run("来")
    );
    let source = read(&docx(&body)).unwrap();
    assert_eq!(shown(&docx(&body)), ["body ≥95%来"]);
    assert!(source.notes[0].contains("3处修订"), "{:?}", source.notes);
}

#[test]
fn a_deleted_paragraph_mark_joins_the_next_paragraph() {
    let joined = mark(DELETED, "甲") + &mark(DELETED, "乙") + &p("丙") + &p("丁");
    assert_eq!(shown(&docx(&joined)), ["body 甲乙丙", "body 丁"]);
    let in_cell = tbl(&tr(&format!("<w:tc>{joined}{}</w:tc>", mark(DELETED, "末"))));
    assert_eq!(shown(&docx(&in_cell)), ["table 1: 1x1", "1,1 甲乙丙\n丁\n末"]);
    let before_table = mark(DELETED, "甲") + &tbl(&tr(&tc("", "表"))) + &p("丙");
    assert_eq!(shown(&docx(&before_table)), ["body 甲", "table 1: 1x1", "1,1 表", "body 丙"]);
}

#[test]
fn deleted_rows_and_cells_are_left_out() {
    let nested = tbl(&tr(&tc("", "随行删")));
    let rows = tr(&(tc("<w:vMerge w:val=\"restart\"/>", "甲") + &tc("", "1")))
        + &format!(
            "<w:tr><w:trPr>{DELETED}</w:trPr>{}<w:tc>{nested}<w:p/></w:tc></w:tr>",
            tc("<w:vMerge/>", "删")
        )
        + &tr(&(tc("<w:vMerge/>", "") + &tc("<w:cellDel w:id=\"9\"/>", "删") + &tc("", "3")));
    let after = tbl(&format!("<w:tr><w:trPr>{DELETED}</w:trPr>{}</w:tr>", tc("", "全删")))
        + &tbl(&tr(&tc("", "后表")));
    assert_eq!(
        shown(&docx(&(tbl(&rows) + &after))),
        ["table 1: 2x2", "1,1 2x1 甲", "1,2 1", "2,2 3", "table 2: 1x1", "1,1 后表"]
    );
}

#[test]
fn earlier_properties_do_not_count() {
    let cell = "<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:tcPrChange w:id=\"1\"><w:tcPr><w:gridSpan w:val=\"7\"/><w:vMerge/></w:tcPr></w:tcPrChange></w:tcPr><w:p><w:pPr><w:pPrChange w:id=\"1\"><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:pPrChange></w:pPr><w:r><w:rPr><w:rPrChange w:id=\"2\"><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>甲</w:t></w:r></w:p></w:tc>";
    let bytes = docx(&tbl(&tr(cell)));
    assert_eq!(shown(&bytes), ["table 1: 1x2", "1,1 1x2 甲"]);
    assert!(read(&bytes).unwrap().notes.is_empty());
}
