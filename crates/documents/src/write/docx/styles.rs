//! `word/styles.xml`: one paragraph style for each style of the layout.

use super::MAIN;
use crate::write::FormStyle;
use crate::write::escape::push_escaped;
use crate::write::layout::{Align, TextStyle};
use std::fmt::Write;

/// The paragraph style of a text.
pub(super) fn style_id(style: TextStyle) -> &'static str {
    match style {
        TextStyle::Title => "Title",
        TextStyle::Part => "Heading1",
        TextStyle::PartName => "PartName",
        TextStyle::Heading => "Heading2",
        TextStyle::SheetHeading => "SheetHeading",
        TextStyle::SubHeading => "SubHeading",
        TextStyle::Minor => "Minor",
        TextStyle::Body => "BodyText",
        TextStyle::Remark => "Remark",
        TextStyle::Signature => "Signature",
    }
}

fn style_name(style: TextStyle) -> &'static str {
    match style {
        TextStyle::Title => "Title",
        TextStyle::Part => "heading 1",
        TextStyle::PartName => "部分名称",
        TextStyle::Heading => "heading 2",
        TextStyle::SheetHeading => "表格标题",
        TextStyle::SubHeading => "表格副标题",
        TextStyle::Minor => "小标题",
        TextStyle::Body => "Body Text",
        TextStyle::Remark => "备注文字",
        TextStyle::Signature => "Signature",
    }
}

/// The value of `w:jc`.
pub(super) fn justification(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    }
}

/// The paragraph style of a table cell.
pub(super) fn cell_style_id(align: Align, dense: bool) -> &'static str {
    match (align, dense) {
        (Align::Left, false) => "FormLeft",
        (Align::Centre, false) => "FormCentre",
        (Align::Right, false) => "FormRight",
        (Align::Left, true) => "DenseLeft",
        (Align::Centre, true) => "DenseCentre",
        (Align::Right, true) => "DenseRight",
    }
}

/// All styles. Latin letters and digits stand in Times New Roman, as official documents have it.
pub(super) fn styles_xml(style: &FormStyle) -> String {
    let mut body_font = String::new();
    push_escaped(&mut body_font, &style.body_font);
    let mut heading_font = String::new();
    push_escaped(&mut heading_font, &style.heading_font);
    let mut out = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {main}>"#,
            r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="{body}"/>"#,
            r#"<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"#,
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>"#,
            r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>"#,
        ),
        main = MAIN,
        body = body_font,
    );
    for text_style in TextStyle::ALL {
        push_text_style(&mut out, text_style, &heading_font);
    }
    for align in [Align::Left, Align::Centre, Align::Right] {
        for (dense, size, line) in [(false, 21, 280), (true, 18, 240)] {
            let _ = write!(
                out,
                concat!(
                    r#"<w:style w:type="paragraph" w:customStyle="1" w:styleId="{id}"><w:name w:val="{id}"/><w:basedOn w:val="Normal"/>"#,
                    r#"<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="{line}" w:lineRule="exact"/>"#,
                    r#"<w:jc w:val="{jc}"/></w:pPr><w:rPr><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>"#,
                ),
                id = cell_style_id(align, dense),
                line = line,
                jc = justification(align),
                size = size,
            );
        }
    }
    out.push_str(concat!(
        r#"<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>"#,
        r#"<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style></w:styles>"#,
    ));
    out
}

fn push_text_style(out: &mut String, style: TextStyle, heading_font: &str) {
    let (before, after) = style.space();
    let size = style.half_points();
    // A line is half as high again as its type, as 22 lines of 三号 on a page of 225 mm come to.
    let line = size * 16;
    let _ = write!(
        out,
        concat!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{keep}"#,
            r#"<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>"#,
        ),
        id = style_id(style),
        name = style_name(style),
        keep = if style.is_heading() { "<w:keepNext/>" } else { "" },
        before = before,
        after = after,
        line = line,
    );
    if style.indent() > 0 {
        let _ = write!(
            out,
            r#"<w:ind w:firstLineChars="{}" w:firstLine="{}"/>"#,
            style.indent() * 100,
            style.indent() * size * 10,
        );
    }
    let _ = write!(out, r#"<w:jc w:val="{}"/>"#, justification(style.align()));
    if let Some(level) = style.outline_level() {
        let _ = write!(out, r#"<w:outlineLvl w:val="{}"/>"#, level - 1);
    }
    out.push_str("</w:pPr><w:rPr>");
    if style.is_heading() {
        let _ = write!(out, r#"<w:rFonts w:eastAsia="{heading_font}"/>"#);
    }
    let _ = write!(out, r#"<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>"#);
}
