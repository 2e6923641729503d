//! HTML: one page that prints as the form does and needs nothing from anywhere.

use super::escape::push_escaped;
use super::layout::{Align, Block, FormCell, FormTable, Paper, TextBlock, TextStyle};
use std::fmt::Write;

const STYLE: &str = concat!(
    "@page{size:A4;margin:25mm 20mm 20mm 25mm}",
    "body{margin:0 auto;max-width:165mm;padding:8mm 4mm;color:#000;background:#fff;",
    "font-family:FangSong,'仿宋_GB2312',SimSun,'Noto Serif CJK SC',serif;font-size:14pt;line-height:1.6}",
    "h1,h2,h3,.name{font-family:SimHei,'黑体','Noto Sans CJK SC',sans-serif;font-weight:normal;margin:.6em 0 .4em}",
    "h1{font-size:18pt;text-align:center}h1.title{font-size:22pt}h2{font-size:15pt}h2.sheet{font-size:16pt;text-align:center}",
    "h3{font-size:14pt;margin:0;text-indent:2em}.name{font-size:16pt;text-align:center}",
    "p{margin:0;text-align:justify}p.body{text-indent:2em}p.sub{text-align:center;font-size:12pt}",
    "p.remark{font-size:10pt}p.signature{text-align:right}",
    "table{border-collapse:collapse;table-layout:fixed;width:100%;margin:0 0 8mm;font-size:10.5pt;line-height:1.35}",
    "td,th{border:1px solid #000;padding:3pt 4pt;text-align:center;vertical-align:middle;font-weight:normal;",
    "overflow-wrap:anywhere;white-space:pre-line}th,.b{font-weight:bold}.l{text-align:left}.r{text-align:right}",
    "table.dense{font-size:9pt}",
    "@media print{body{max-width:none;padding:0}.page{break-before:page}tr{break-inside:avoid}",
    "h1,h2,h3{break-after:avoid}}",
);

/// Writes a paper as HTML.
pub(super) fn write(paper: &Paper) -> String {
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
    );
    push_escaped(&mut out, &paper.title);
    let _ = writeln!(out, "</title>\n<style>{STYLE}</style>\n</head>\n<body>");
    for block in &paper.blocks {
        match block {
            Block::Text(text) => push_text(&mut out, text),
            Block::Table(table) => push_table(&mut out, table),
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn push_text(out: &mut String, block: &TextBlock) {
    let (element, class) = match block.style {
        TextStyle::Title => ("h1", "title"),
        TextStyle::Part => ("h1", ""),
        TextStyle::PartName => ("p", "name"),
        TextStyle::Heading => ("h2", ""),
        TextStyle::SheetHeading => ("h2", "sheet"),
        TextStyle::SubHeading => ("p", "sub"),
        TextStyle::Minor => ("h3", ""),
        TextStyle::Body => ("p", "body"),
        TextStyle::Remark => ("p", "remark"),
        TextStyle::Signature => ("p", "signature"),
    };
    let page = if block.new_page { "page" } else { "" };
    let class = [class, page].join(" ");
    let class = class.trim();
    let _ = if class.is_empty() {
        write!(out, "<{element}>")
    } else {
        write!(out, "<{element} class=\"{class}\">")
    };
    push_lines(out, &block.text);
    let _ = writeln!(out, "</{element}>");
}

fn push_lines(out: &mut String, text: &str) {
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push_str("<br>");
        }
        push_escaped(out, line);
    }
}

fn push_table(out: &mut String, table: &FormTable) {
    out.push_str(if table.dense {
        "<table class=\"dense\">\n<colgroup>"
    } else {
        "<table>\n<colgroup>"
    });
    let total = table.columns.iter().sum::<u32>().max(1);
    for width in &table.columns {
        let hundredths = width * 10_000 / total;
        let _ = write!(out, "<col style=\"width:{}.{:02}%\">", hundredths / 100, hundredths % 100);
    }
    out.push_str("</colgroup>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for cell in &row.cells {
            push_cell(out, cell, row.names_columns);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

fn push_cell(out: &mut String, cell: &FormCell, names_columns: bool) {
    let element = if names_columns { "th" } else { "td" };
    let _ = write!(out, "<{element}");
    if names_columns {
        out.push_str(" scope=\"col\"");
    }
    if cell.column_span > 1 {
        let _ = write!(out, " colspan=\"{}\"", cell.column_span);
    }
    if cell.row_span > 1 {
        let _ = write!(out, " rowspan=\"{}\"", cell.row_span);
    }
    let align = match cell.align {
        Align::Left => "l",
        Align::Centre => "",
        Align::Right => "r",
    };
    let bold = if cell.bold && !names_columns { "b" } else { "" };
    let class = [align, bold].join(" ");
    if !class.trim().is_empty() {
        let _ = write!(out, " class=\"{}\"", class.trim());
    }
    out.push('>');
    push_lines(out, &cell.text);
    let _ = write!(out, "</{element}>");
}
