//! Other parts of the package: heads and feet, notes, list definitions; and the main part itself.

use crate::package::{NAMESPACES, docx_with_parts, p, read, shown, tbl, tc, tr, zipped};

fn part(root: &str, inner: &str) -> String {
    format!("<w:{root} {NAMESPACES}>{inner}</w:{root}>")
}

#[test]
fn heads_feet_and_notes_follow_the_body_each_text_once() {
    let separator = format!("<w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote>", p("线"));
    let note = format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("注：含税"));
    let parts = [
        ("header", part("hdr", &p("附件2"))),
        ("header", part("hdr", &p("附件2"))),
        ("header", part("hdr", &tbl(&tr(&tc("", "财政局"))))),
        ("footer", part("ftr", &p("- 2 -"))),
        ("footer", part("ftr", &p("第3页 共10页"))),
        ("footnotes", part("footnotes", &(separator + &note))),
        ("comments", part("comments", &p("批注"))),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(kind, xml)| (*kind, xml.as_str())).collect();
    let bytes = docx_with_parts(&p("正文"), &parts);
    assert_eq!(shown(&bytes), ["body 正文", "head 附件2", "head 财政局", "note 注：含税"]);
    assert!(read(&bytes).unwrap().notes[0].contains("批注"));
}

fn numbering(levels: &str) -> String {
    part(
        "numbering",
        &format!(
            "<w:abstractNum w:abstractNumId=\"0\">{levels}</w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
             <w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>"
        ),
    )
}

fn level(at: u32, format: &str, pattern: &str) -> String {
    format!(
        "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{pattern}\"/></w:lvl>"
    )
}

fn listed(list: u32, at: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{at}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn automatic_numbers_are_part_of_the_text() {
    let levels = level(0, "chineseCountingThousand", "%1、")
        + &level(1, "decimal", "%2.")
        + &level(2, "decimal", "%1.%2.%3");
    let body = listed(1, 0, "总体")
        + &listed(1, 1, "甲")
        + &listed(1, 1, "乙")
        + &listed(1, 0, "分项")
        + &listed(1, 1, "丙")
        + &listed(1, 2, "细")
        + &listed(0, 0, "无号")
        + &listed(2, 0, "续");
    let bytes = docx_with_parts(&body, &[("numbering", &numbering(&levels))]);
    assert_eq!(
        shown(&bytes),
        [
            "body 一、总体",
            "body 1.甲",
            "body 2.乙",
            "body 二、分项",
            "body 1.丙",
            "body 二.1.1 细",
            "body 无号",
            "body 五、续"
        ]
    );
}

#[test]
fn a_numbered_empty_cell_shows_its_number_and_a_bullet_nothing() {
    let levels = level(0, "decimal", "%1") + &level(1, "bullet", "\u{f06c}");
    let rows = tr(&format!("<w:tc>{}</w:tc><w:tc>{}</w:tc>", listed(1, 0, ""), listed(1, 1, "点")))
        + &tr(&format!("<w:tc>{}</w:tc><w:tc><w:p/></w:tc>", listed(1, 0, "")));
    let bytes = docx_with_parts(&tbl(&rows), &[("numbering", &numbering(&levels))]);
    assert_eq!(shown(&bytes), ["table 1: 2x2", "1,1 1", "1,2 点", "2,1 2", "2,2 "]);
}

#[test]
fn styles_number_their_paragraphs() {
    let levels = format!(
        "{}<w:lvl w:ilvl=\"1\"><w:start w:val=\"3\"/><w:numFmt w:val=\"decimal\"/><w:pStyle w:val=\"H2\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>",
        level(0, "japaneseCounting", "第%1部分")
    );
    let styles = part(
        "styles",
        "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"H1a\"><w:basedOn w:val=\"H1\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"H2\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style>",
    );
    let with_style = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = with_style("H1", "总")
        + &with_style("H1a", "分")
        + &with_style("H2", "小")
        + &with_style("Loop", "圈");
    let bytes = docx_with_parts(&body, &[("numbering", &numbering(&levels)), ("styles", &styles)]);
    assert_eq!(shown(&bytes), ["body 第一部分 总", "body 第二部分 分", "body （3）小", "body 圈"]);
}

#[test]
fn an_unknown_number_format_is_noted() {
    let bytes = docx_with_parts(
        &listed(1, 0, "甲"),
        &[("numbering", &numbering(&level(0, "hebrew1", "%1.")))],
    );
    assert_eq!(shown(&bytes), ["body 甲"]);
    assert!(read(&bytes).unwrap().notes[0].contains("自动编号"));
}

#[test]
fn the_main_part_may_have_any_name() {
    let main = crate::package::document(&p("正文"));
    let types = "<Types xmlns=\"x\"><Override PartName=\"/doc/Main.xml\" ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    let links = "<Relationships xmlns=\"x\"><Relationship Id=\"a\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"/doc/main.xml\"/></Relationships>";
    let bytes = zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", links.as_bytes()),
        ("doc\\main.xml", main.as_bytes()),
    ]);
    assert_eq!(shown(&bytes), ["body 正文"]);
}

#[test]
fn a_package_of_another_program_is_not_a_word_file() {
    let types = "<Types xmlns=\"x\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
    let links = "<Relationships xmlns=\"x\"><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    let bytes = zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", links.as_bytes()),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    let refused = read(&bytes).map(|source| source.format);
    assert_ne!(refused, Ok(documents::SourceFormat::Docx));
}
