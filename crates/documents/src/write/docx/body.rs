//! `word/document.xml` and the footer.

use super::MAIN;
use super::styles::{cell_style_id, style_id};
use crate::write::escape::push_escaped;
use crate::write::layout::{Block, FormCell, FormTable, Paper, Slot, TextBlock};
use std::fmt::Write;

/// A row with a text longer than this may break across pages: kept whole it could leave most of
/// a page empty.
const UNBROKEN_CHARS: usize = 400;

/// The whole body: A4, 25 mm above and on the left, 20 mm below and on the right.
pub(super) fn document_xml(paper: &Paper) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {} "#,
            r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
        ),
        MAIN
    );
    let mut bookmark = 0_u32;
    let mut after_table = false;
    for block in &paper.blocks {
        match block {
            Block::Text(text) => push_text(&mut out, text, &mut bookmark),
            Block::Table(table) => {
                // Word joins two tables that touch.
                if after_table {
                    out.push_str("<w:p/>");
                }
                push_table(&mut out, table);
            }
        }
        after_table = matches!(block, Block::Table(_));
    }
    if after_table {
        // Word wants a paragraph after a closing table; one as low as can be makes no new page.
        out.push_str(r#"<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>"#);
    }
    out.push_str(concat!(
        r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>"#,
        r#"<w:pgMar w:top="1418" w:right="1134" w:bottom="1134" w:left="1418" w:header="851" w:footer="680" w:gutter="0"/>"#,
        "</w:sectPr></w:body></w:document>"
    ));
    out
}

/// 第 x 页 共 y 页.
pub(super) fn footer_xml() -> String {
    let field = |name: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let word = |text: &str| {
        format!(
            r#"<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#
        )
    };
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr {MAIN}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{}{}{}{}{}</w:p></w:ftr>"#,
        word("第 "),
        field("PAGE"),
        word(" 页　共 "),
        field("NUMPAGES"),
        word(" 页"),
    )
}

fn push_text(out: &mut String, block: &TextBlock, bookmark: &mut u32) {
    let _ = write!(out, r#"<w:p><w:pPr><w:pStyle w:val="{}"/>"#, style_id(block.style));
    if block.new_page {
        out.push_str("<w:pageBreakBefore/>");
    }
    out.push_str("</w:pPr>");
    let is_target = block.style.outline_level().is_some();
    if is_target {
        *bookmark += 1;
        let _ = write!(out, r#"<w:bookmarkStart w:id="{bookmark}" w:name="_Toc{bookmark:08}"/>"#);
    }
    for (number, line) in block.text.lines().enumerate() {
        if number > 0 {
            out.push_str("<w:r><w:br/></w:r>");
        }
        push_run(out, line, false);
    }
    if is_target {
        let _ = write!(out, r#"<w:bookmarkEnd w:id="{bookmark}"/>"#);
    }
    out.push_str("</w:p>");
}

/// A run of one line. The hint makes Word take quotation marks and ≥ from the Chinese font.
fn push_run(out: &mut String, line: &str, bold: bool) {
    out.push_str("<w:r>");
    let hint = !line.is_ascii();
    if hint || bold {
        out.push_str("<w:rPr>");
        if hint {
            out.push_str(r#"<w:rFonts w:hint="eastAsia"/>"#);
        }
        if bold {
            out.push_str("<w:b/>");
        }
        out.push_str("</w:rPr>");
    }
    for (number, part) in line.split('\t').enumerate() {
        if number > 0 {
            out.push_str("<w:tab/>");
        }
        out.push_str(r#"<w:t xml:space="preserve">"#);
        push_escaped(out, part);
        out.push_str("</w:t>");
    }
    out.push_str("</w:r>");
}

fn push_table(out: &mut String, table: &FormTable) {
    let width: u32 = table.columns.iter().sum();
    let _ = write!(
        out,
        r#"<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>"#
    );
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(out, r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    }
    let margin = if table.dense { 50 } else { 80 };
    let _ = write!(
        out,
        concat!(
            r#"</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>"#,
            r#"<w:left w:w="{0}" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>"#,
        ),
        margin
    );
    for column in &table.columns {
        let _ = write!(out, r#"<w:gridCol w:w="{column}"/>"#);
    }
    out.push_str("</w:tblGrid>");
    for (number, slots) in table.slots().into_iter().enumerate() {
        let longest =
            slots.iter().map(|slot| slot.cell().text.chars().count()).max().unwrap_or_default();
        out.push_str("<w:tr><w:trPr>");
        if longest <= UNBROKEN_CHARS {
            out.push_str("<w:cantSplit/>");
        }
        let height = if table.dense { 340 } else { 480 };
        let _ = write!(out, r#"<w:trHeight w:val="{height}" w:hRule="atLeast"/>"#);
        if number < table.title_rows {
            out.push_str("<w:tblHeader/>");
        }
        out.push_str("</w:trPr>");
        for slot in slots {
            push_cell(out, table, slot);
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

fn push_cell(out: &mut String, table: &FormTable, slot: Slot<'_>) {
    let cell = slot.cell();
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>"#, table.width(cell));
    if cell.column_span > 1 {
        let _ = write!(out, r#"<w:gridSpan w:val="{}"/>"#, cell.column_span);
    }
    match slot {
        Slot::Continued(_) => out.push_str("<w:vMerge/>"),
        Slot::Cell(cell) if cell.row_span > 1 => out.push_str(r#"<w:vMerge w:val="restart"/>"#),
        Slot::Cell(_) => {}
    }
    out.push_str(r#"<w:vAlign w:val="center"/></w:tcPr>"#);
    let style = cell_style_id(cell.align, table.dense);
    match slot {
        Slot::Cell(cell) => push_cell_text(out, cell, style),
        Slot::Continued(_) => push_cell_line(out, style, "", false),
    }
    out.push_str("</w:tc>");
}

fn push_cell_text(out: &mut String, cell: &FormCell, style: &str) {
    if cell.text.is_empty() {
        push_cell_line(out, style, "", false);
    }
    for line in cell.text.lines() {
        push_cell_line(out, style, line, cell.bold);
    }
}

fn push_cell_line(out: &mut String, style: &str, line: &str, bold: bool) {
    let _ = write!(out, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#);
    if !line.is_empty() {
        push_run(out, line, bold);
    }
    out.push_str("</w:p>");
}
