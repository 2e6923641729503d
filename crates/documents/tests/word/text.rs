//! Text within paragraphs: runs, breaks, signs, fields, links.

use crate::package::{docx, p, read, shown, tbl, tc, tr, with_main_part};

fn run(inner: &str) -> String {
    format!("<w:r>{inner}</w:r>")
}

fn paragraph(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

/// What is tried, the inside of a paragraph, the text read.
const PARAGRAPHS: &[(&str, &str, &str)] = &[
    (
        "several runs",
        "<w:r><w:t>完</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>好率</w:t></w:r>",
        "完好率",
    ),
    ("tabs", "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲\t乙"),
    (
        "tab stops are not tabs",
        r#"<w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r>"#,
        "甲",
    ),
    ("breaks", "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t></w:r>", "甲\n乙\n丙"),
    (
        "a hyphen that does not break",
        "<w:r><w:t>333</w:t><w:noBreakHyphen/><w:t>0401</w:t><w:softHyphen/></w:r>",
        "333-0401",
    ),
    (
        "a sign of the font Symbol",
        r#"<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>"#,
        "≥95%",
    ),
    (
        "entities and references",
        "<w:r><w:t>&lt;&amp;&gt;&quot;&apos;&#x4E07;&#20803;</w:t></w:r>",
        "<&>\"'万元",
    ),
    ("a bare greater-than sign", "<w:r><w:t>>95%</w:t></w:r>", ">95%"),
    ("a verbatim section", "<w:r><w:t><![CDATA[<5 & >3]]></w:t></w:r>", "<5 & >3"),
    ("a comment within text", "<w:r><w:t>完<!-- </w:t> -->好</w:t></w:r>", "完好"),
    (
        "blanks that count",
        r#"<w:r><w:t xml:space="preserve">甲 </w:t></w:r><w:r><w:t>乙</w:t></w:r>"#,
        "甲 乙",
    ),
    ("blanks that do not", "<w:r><w:t>\n  甲 </w:t></w:r><w:r><w:t>乙</w:t></w:r>", "甲乙"),
    ("a line end in the file", "<w:r><w:t>a\r\nb</w:t></w:r>", "a b"),
    ("a link", r#"<w:hyperlink w:anchor="x"><w:r><w:t>链</w:t></w:r></w:hyperlink>"#, "链"),
    (
        "a smart tag",
        r#"<w:smartTag w:element="x"><w:smartTagPr/><w:r><w:t>标</w:t></w:r></w:smartTag>"#,
        "标",
    ),
    (
        "a field with its result",
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGEREF a </w:instrText></w:r><w:r><w:t>隐</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>页</w:t></w:r>"#,
        "12页",
    ),
    (
        "a simple field",
        r#"<w:fldSimple w:instr=" DATE "><w:r><w:t>2021年</w:t></w:r></w:fldSimple>"#,
        "2021年",
    ),
    (
        "a reading aid",
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>jì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        "绩",
    ),
    (
        "bookmarks",
        r#"<w:bookmarkStart w:id="0" w:name="a>b"/><w:r><w:t>甲</w:t></w:r><w:bookmarkEnd w:id="0"/>"#,
        "甲",
    ),
];

#[test]
fn a_paragraph_reads_as_word_shows_it() {
    for (what, inner, expected) in PARAGRAPHS {
        let expected = format!("body {expected}");
        assert_eq!(shown(&docx(&paragraph(inner))), [expected], "{what}");
    }
}

#[test]
fn a_greater_than_sign_in_a_cell_is_kept_however_it_is_written() {
    for written in ["&gt;95%", ">95%", "&#62;95%", "<![CDATA[>95%]]>"] {
        let bytes = docx(&tbl(&tr(&tc("", written))));
        assert_eq!(shown(&bytes), ["table 1: 1x1", "1,1 >95%"], "{written}");
    }
}

#[test]
fn paragraphs_of_a_cell_are_lines_and_blank_ends_are_trimmed() {
    let cell = format!("<w:tc>{}{}<w:p/>{}<w:p/></w:tc>", p(" "), p("1、甲"), p("2、乙　"));
    assert_eq!(shown(&docx(&tbl(&tr(&cell)))), ["table 1: 1x1", "1,1 1、甲\n\n2、乙"]);
}

#[test]
fn blank_paragraphs_are_left_out_and_the_others_counted() {
    let source = read(&docx(&(p("甲") + "<w:p/>" + &p("　 ") + &p(" 乙 ")))).unwrap();
    let places: Vec<String> = source
        .blocks
        .iter()
        .map(|block| match block {
            documents::Block::Paragraph(paragraph) => {
                format!("{} {}", paragraph.at, paragraph.text)
            }
            documents::Block::Table(_) => "table".to_owned(),
        })
        .collect();
    assert_eq!(places, ["第1段 甲", "第2段 乙"]);
}

#[test]
fn an_unfinished_field_hides_nothing_of_the_next_paragraph() {
    let begin = paragraph(r#"<w:r><w:fldChar w:fldCharType="begin"/><w:t>x</w:t></w:r>"#);
    assert_eq!(shown(&docx(&(begin + &p("后文")))), ["body 后文"]);
}

#[test]
fn a_text_written_twice_for_old_and_new_programs_is_read_once() {
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let new = format!(
        "<mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>",
        boxed("框")
    );
    let old = format!(
        "<mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback>",
        boxed("框")
    );
    let cases = [
        (format!("{new}{old}"), vec!["body 前后", "box 框"]),
        (old.clone(), vec!["body 前后", "box 框"]),
        (format!("{new}{new}{old}"), vec!["body 前后", "box 框"]),
        ("<mc:Choice Requires=\"x\"/>".to_owned() + &old, vec!["body 前后"]),
    ];
    for (forms, expected) in cases {
        let body = paragraph(&format!(
            "{}<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>{}",
            run("<w:t>前</w:t>"),
            run("<w:t>后</w:t>")
        ));
        assert_eq!(shown(&docx(&body)), expected);
    }
}

#[test]
fn text_boxes_are_paragraphs_of_their_own_also_with_tables_in_cells() {
    let content = format!("{}{}<w:p/>", p("框内"), tbl(&tr(&tc("", "框中表"))));
    let boxed = format!(
        "<w:p><w:r><w:t>格</w:t><w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    );
    let table = tbl(&tr(&format!("<w:tc>{boxed}</w:tc>")));
    assert_eq!(
        shown(&docx(&(table + &p("尾")))),
        [
            "table 1: 1x1",
            "1,1 格",
            "box 框内",
            "table 2: 1x1 in 表1 第1行第1列",
            "1,1 框中表",
            "body 尾"
        ]
    );
}

#[test]
fn hidden_text_formulas_and_pictures_are_noted() {
    let body = paragraph(
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>显</w:t></w:r>\
         <m:oMath><m:r><m:t>x≥1</m:t></m:r></m:oMath><w:r><w:drawing><a:blip/></w:drawing></w:r>",
    );
    let source = read(&docx(&body)).unwrap();
    assert_eq!(shown(&docx(&body)), ["body 藏显x≥1"]);
    let notes = source.notes.join("\n");
    for part in ["1处隐藏文字", "1个公式", "1张图片"] {
        assert!(notes.contains(part), "{part} in {notes}");
    }
}

#[test]
fn any_prefix_and_both_namespaces_are_understood() {
    let transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    let cases = [
        format!(
            "<x:document xmlns:x='{transitional}'><x:body><x:p><x:r><x:t>文</x:t></x:r></x:p></x:body></x:document>"
        ),
        format!(
            "<w:document xmlns:w=\"{strict}\"><w:body><w:p><w:r><w:t>文</w:t></w:r></w:p></w:body></w:document>"
        ),
        // The same local names in another vocabulary are not ours.
        format!(
            "<document xmlns='{transitional}'><body><p><r><t>文</t><p xmlns='urn:x'><r><t>非</t></r></p></r></p></body></document>"
        ),
        format!(
            "<w:document xmlns:w='{transitional}'><w:body><w:p><a:t xmlns:a='urn:x'>非</a:t><y:r xmlns:y='{transitional}'><y:t>文</y:t></y:r></w:p></w:body></w:document>"
        ),
    ];
    for xml in cases {
        assert_eq!(shown(&with_main_part(xml.as_bytes())), ["body 文"], "{xml}");
    }
}

#[test]
fn utf_16_and_byte_order_marks_are_read() {
    let xml = crate::package::document(&p("绩效≥95%"));
    let unmarked = xml.replace("encoding=\"UTF-8\" ", "");
    let little: Vec<u8> =
        std::iter::once(0xfeff).chain(unmarked.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> =
        std::iter::once(0xfeff).chain(unmarked.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let marked = [b"\xef\xbb\xbf", xml.as_bytes()].concat();
    for bytes in [little, big, marked] {
        assert_eq!(shown(&with_main_part(&bytes)), ["body 绩效≥95%"]);
    }
}

#[test]
fn a_text_longer_than_the_window_is_read_whole() {
    let long = "绩效&amp;".repeat(100_000);
    let lines = shown(&docx(&(p(&long) + &p("尾"))));
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].chars().count(), "body ".len() + 300_000);
    assert_eq!(lines[1], "body 尾");
}
