//! Layouts of text, one line a case.

use super::*;
use crate::CellGrid;
use proptest::prelude::*;

fn source(text: &str) -> Source {
    read(text.as_bytes(), &Limits::default()).unwrap()
}

fn tables(source: &Source) -> Vec<&CellGrid> {
    let grids = source.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        Block::Paragraph(_) => None,
    });
    grids.collect()
}

fn paragraphs(source: &Source) -> Vec<&str> {
    let paragraphs = source.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Table(_) => None,
    });
    paragraphs.collect()
}

/// Rows of cells, `text` or `text*rows×columns` for a merged area.
fn rows(grid: &CellGrid) -> Vec<String> {
    (1..=grid.rows)
        .map(|row| {
            let cells = grid.cells.iter().filter(|cell| cell.row == row);
            let cells = cells.map(|cell| match (cell.row_span, cell.column_span) {
                (1, 1) => cell.text.clone(),
                (down, across) => format!("{}*{down}×{across}", cell.text),
            });
            cells.collect::<Vec<_>>().join("|")
        })
        .collect()
}

#[test]
fn the_sample_has_fourteen_tables_with_their_rows_whole() {
    let source = read(fixtures::SAMPLE_TXT, &Limits::default()).unwrap();
    let tables = tables(&source);
    assert_eq!(tables.len(), 14);
    for grid in &tables {
        let widths: Vec<usize> =
            (1..=grid.rows).map(|row| grid.cells.iter().filter(|c| c.row == row).count()).collect();
        assert_eq!(widths[..8], [2, 4, 7, 2, 5, 5, 2, 6], "table {}", grid.table);
        assert!(widths[8..].iter().all(|width| *width == 6), "table {}: {widths:?}", grid.table);
    }
    let indicators: u32 = tables.iter().map(|grid| grid.rows - 8).sum();
    assert_eq!(indicators, 52);
}

#[test]
fn a_row_broken_by_empty_lines_is_put_together_and_said_so() {
    let source = read(fixtures::SAMPLE_TXT, &Limits::default()).unwrap();
    let broken = tables(&source)[10];
    assert_eq!(rows(broken)[9], "效果指标|可持续影响指标|可持续性服务|可持续性服务|≥9090%及以上|");
    assert_eq!(broken.confidence, vocabulary::Confidence::Likely);
    assert!(source.notes.iter().any(|note| note.contains("表11第9至11行")), "{:?}", source.notes);
}

#[test]
fn headings_lose_their_bookmarks_and_keep_their_line_number() {
    let source = source("\n[bookmark: _Toc1]1、道路维修绩效目标表\n\t项目编码\n\tA\n\n正文");
    let paragraphs: Vec<_> = source
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some((paragraph.text.as_str(), paragraph.at)),
            Block::Table(_) => None,
        })
        .collect();
    let at = |paragraph| Place::Paragraph { page: None, paragraph };
    assert_eq!(paragraphs, [("1、道路维修绩效目标表", at(2)), ("正文", at(6))]);
}

#[test]
fn rows_pasted_from_excel_keep_empty_cells_and_cells_of_several_lines() {
    let source = source("一级指标\t指标值\t\n产出指标\t\"第一行\n第二行\"\t≥95%\n\t>5%\t\n");
    assert_eq!(
        rows(tables(&source)[0]),
        ["一级指标|指标值|", "产出指标|第一行\n第二行|≥95%", "|>5%|"]
    );
}

#[test]
fn a_lone_quotation_mark_swallows_nothing() {
    let source = source("名称\t\"未闭合\n下一行\t值\n");
    assert_eq!(rows(tables(&source)[0]), ["名称|\"未闭合", "下一行|值"]);
}

#[test]
fn pipe_tables_are_read_with_and_without_a_leading_pipe() {
    let led = source("| 名称 | 值 |\n|---|---|\n| 道路 | ≥95% |\n");
    assert_eq!(rows(tables(&led)[0]), ["名称|值", "道路|≥95%"]);
    let unled = source("名称 | 值 | |\n道路 | ≥95% | |\n桥 | 1 | |\n");
    assert_eq!(rows(tables(&unled)[0]), ["名称|值", "道路|≥95%", "桥|1"]);
}

#[test]
fn a_row_broken_in_its_cells_is_put_together_by_its_pipes() {
    let whole = "一级指标 | 指标值 | 完成值 | 得分 |\n";
    let cases = [
        ("时效\n指标 | ≥95% | 96% | 5 |\n", "时效\n指标|≥95%|96%|5"),
        ("时效指标 |\n≥95% | 96% | 5 |\n", "时效指标|≥95%|96%|5"),
        ("时效指标 | ≥95% |\n| 5 |\n", "时效指标|≥95%||5"),
        ("时效指标 | ≥95%\n每月 | 96% | 5 |\n", "时效指标|≥95%\n每月|96%|5"),
    ];
    for (broken, expected) in cases {
        let source = source(&format!("{whole}{whole}{broken}{whole}"));
        let rows = rows(tables(&source)[0]);
        if broken.starts_with("时效\n") {
            // Behind a whole row a line without a pipe may as well be a paragraph.
            assert_eq!(rows.len(), 2);
            continue;
        }
        assert_eq!(rows[2], expected);
        assert_eq!(tables(&source)[0].confidence, vocabulary::Confidence::Likely);
        assert!(source.notes[0].contains("第3行在原文中断成了几行"), "{:?}", source.notes);
    }
}

#[test]
fn lines_that_do_not_add_up_stay_as_they_are() {
    let source = source("a | b | c | d |\n1 | 2 | 3 | 4 |\n合计 | 10 |\n5 | 6 | 7 | 8 |\n");
    assert_eq!(rows(tables(&source)[0]), ["a|b|c|d", "1|2|3|4", "合计|10", "5|6|7|8"]);
    assert!(source.notes.is_empty(), "{:?}", source.notes);
}

#[test]
fn one_cell_a_line_is_a_table_only_where_the_pipes_tell_its_rows() {
    let source =
        source("项目名称 |\n道路 |\n|||\n主管部门 |\n住建局 |\n负责人 |\n||\n资金 |\n||||\n");
    assert_eq!(rows(tables(&source)[0]), ["项目名称|道路|", "主管部门|住建局|负责人", "资金||"]);
    let source = self::source("项目名称 |\n道路 |\n|\n主管部门 |\n住建局 |\n");
    assert_eq!(paragraphs(&source), ["项目名称", "道路", "主管部门", "住建局"]);
}

#[test]
fn a_table_of_two_columns_needs_only_one_pipe_a_line() {
    let two = source("项目名称 | 道路维修\n主管部门 | 住建局\n");
    assert_eq!(rows(tables(&two)[0]), ["项目名称|道路维修", "主管部门|住建局"]);
    let sentence = source("您的位置：首页 | 公开\n\n正文");
    assert_eq!(paragraphs(&sentence), ["您的位置：首页 | 公开", "正文"]);
}

#[test]
fn a_table_ends_where_rows_with_many_more_pipes_begin() {
    let wide = format!("项目名称 | 道路 {}\n", "|".repeat(40));
    let source = source(&format!("索引号 | 01 |\n名称 | 公示 |\n{wide}{wide}"));
    assert_eq!(tables(&source).len(), 2);
}

#[test]
fn tabs_behind_list_numbers_make_no_table() {
    let source = source("一、\t总体目标\n二、\t分项目标\n\n填报单位：甲\t单位：万元\n");
    assert_eq!(tables(&source).len(), 0);
    assert_eq!(paragraphs(&source)[0], "一、\t总体目标");
}

#[test]
fn every_kind_of_line_end_ends_a_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["项目", "\t甲", "续", "\t乙", "", "完"].join(end);
        let source = source(&text);
        assert_eq!(rows(tables(&source)[0]), ["甲\n续|乙"], "{end:?}");
        assert_eq!(paragraphs(&source), ["项目", "完"], "{end:?}");
    }
}

#[test]
fn phantom_columns_are_left_out_with_a_note() {
    let source = source(&format!(
        "项目名称 | 道路 {}\n主管部门 | 住建局 {}\n",
        "|".repeat(400),
        "|".repeat(400)
    ));
    assert_eq!(tables(&source)[0].columns, 2);
    assert!(source.notes[0].contains("空列"), "{:?}", source.notes);
}

#[test]
fn a_first_line_that_names_the_source_is_skipped() {
    let source = source("SOURCE: somewhere | a page\n正文");
    assert_eq!(source.blocks.len(), 1);
    assert!(source.notes[0].contains("SOURCE"));
}

#[test]
fn html_tables_keep_their_spans_line_breaks_and_nesting() {
    let source = source(
        "<html><head><title>x</title></head><body><p>标题</p><table><tr><td rowspan=2>甲</td>\
         <td colspan=2>乙<br>丙</td></tr><tr><td><p>&gt;95%</p></td><td>丁<table><tr><td>内</td>\
         </tr></table></td></tr></table></body></html>",
    );
    let tables = tables(&source);
    assert_eq!(rows(tables[0]), ["甲*2×1|乙\n丙*1×2", ">95%|丁"]);
    assert_eq!(rows(tables[1]), ["内"]);
    let outer = Place::Cell { page: None, table: 1, row: 2, column: 3 };
    assert_eq!(tables[1].within, Some(outer));
    assert!(matches!(&source.blocks[0], Block::Paragraph(p) if p.text == "标题"));
}

#[test]
fn a_paste_from_word_is_read_as_html() {
    let source = source(
        "Version:0.9\r\nStartHTML:0000000105\r\n<html xmlns:o=\"x\"><body><!--StartFragment-->\
         <table><tr><td><p class=MsoNormal>≥95%<o:p></o:p></p></td></tr></table></body></html>",
    );
    assert_eq!(rows(tables(&source)[0]), ["≥95%"]);
}

#[test]
fn endless_spans_end_with_the_table_the_section_and_the_next_cell() {
    let long = source(
        "<table><tr><td rowspan=99999999>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>",
    );
    assert_eq!(rows(tables(&long)[0]), ["甲*2×1|乙", "丙"]);
    let sections = source(
        "<table><thead><tr><td rowspan=0>甲<td>乙</thead><tbody><tr><td>丙<td>丁<tr><td>戊</table>",
    );
    assert_eq!(rows(tables(&sections)[0]), ["甲|乙", "丙|丁", "戊"]);
    let crossing = source("<table><tr><td>甲<td rowspan=2>乙<tr><td colspan=9>丙<td>丁</table>");
    assert_eq!(rows(tables(&crossing)[0]), ["甲|乙*2×1", "丙|丁"]);
}

#[test]
fn a_table_wider_than_any_form_is_cut_where_it_is_empty_and_refused_where_it_is_not() {
    let wide = source("<table><tr><td colspan=99999999>甲</td></tr><tr><td>乙<td>丙</table>");
    assert_eq!(rows(tables(&wide)[0]), ["甲*1×2", "乙|丙"]);
    assert!(wide.notes[0].contains("空列"), "{:?}", wide.notes);
    let empty = format!("<table><tr><td>甲{}</table>", "<td>".repeat(5000));
    assert_eq!(rows(tables(&source(&empty))[0]), ["甲"]);
    let full = format!("<table><tr>{}</table>", "<td>甲".repeat(1001));
    assert!(matches!(read(full.as_bytes(), &Limits::default()), Err(ReadError::TooLarge(_))));
}

#[test]
fn spans_that_cover_more_than_a_document_may_hold_are_refused() {
    let cells = "<td rowspan=0>甲".repeat(1000);
    let page = format!("<table><tr>{cells}{}</table>", "<tr></tr>".repeat(3000));
    assert!(matches!(read(page.as_bytes(), &Limits::default()), Err(ReadError::TooLarge(_))));
}

#[test]
fn hidden_rows_and_cells_without_text_are_left_out_and_counted() {
    let source = source(
        "<table><tr style='display: none'><td width=1></td><td></td></tr><tr><td>甲</td>\
         <td style='display:none'></td><td>乙</td></tr><tr hidden><td>丙</td></tr></table>",
    );
    assert_eq!(rows(tables(&source)[0]), ["甲|乙", "丙"]);
    assert!(source.notes[0].contains("3个隐藏"), "{:?}", source.notes);
    let over = self::source(
        "<table><tr><td rowspan=3>甲<td>乙<tr hidden><td><tr><td>丙<tr><td>丁</table>",
    );
    assert_eq!(rows(tables(&over)[0]), ["甲*2×1|乙", "丙", "丁"]);
}

#[test]
fn what_is_no_text_of_a_page_is_passed_over() {
    let cases = [
        (
            "<html><head><style>td{x:\"<!--\"}</style><script>if(a<b)'<table>';</script></head>甲",
            "甲",
        ),
        ("<script>var a = '<!-- <td>';</script><p>甲", "甲"),
        ("<html><head><meta charset=utf-8><body><p>甲", "甲"),
        ("<html><head><title>乙</title><div>甲</div>", "甲"),
        ("<div>甲<!--[if gte mso 9]><xml>乙</xml><![endif]--></div>", "甲"),
        ("<div><![if !supportLists]>一、<![endif]>甲<o:p></o:p></div>", "一、甲"),
        ("<div>甲<xml><w:x>乙</w:x></xml></div>", "甲"),
    ];
    for (page, expected) in cases {
        assert_eq!(paragraphs(&read_html(page)), [expected], "{page}");
    }
    let endless = read_html("<p>甲</p><template><p>乙");
    assert_eq!(paragraphs(&endless), ["甲"]);
    assert!(endless.notes[0].contains("没有结束"), "{:?}", endless.notes);
}

fn read_html(page: &str) -> Source {
    html::read(page, &Limits::default()).unwrap()
}

#[test]
fn white_space_is_folded_as_a_browser_folds_it() {
    let cases = [
        ("<p>绩效\r\n  目标</p>", "绩效目标"),
        ("<p>绩效 目标</p>", "绩效 目标"),
        ("<p>a\nb</p>", "a b"),
        ("<p>项&nbsp;&nbsp;目</p>", "项\u{a0}\u{a0}目"),
        ("<p>≥<b>95</b>%</p>", "≥95%"),
        ("<p>&gt;95%&#xff1b;</p>", ">95%；"),
    ];
    for (page, expected) in cases {
        assert_eq!(paragraphs(&read_html(page)), [expected], "{page}");
    }
    assert_eq!(paragraphs(&read_html("<pre>一行\n二行</pre>")), ["一行", "二行"]);
}

#[test]
fn a_piece_of_a_table_is_a_table() {
    assert_eq!(rows(tables(&source("<tr><td>甲<td>乙</tr>"))[0]), ["甲|乙"]);
    assert_eq!(rows(tables(&source("<td>甲</td><td>乙</td>"))[0]), ["甲|乙"]);
}

/// Every character that shows something, without the marks of the layout.
fn visible(text: &str) -> String {
    let shown = text.chars().filter(|c| !c.is_whitespace() && !"|-:\u{200b}\u{a0}".contains(*c));
    shown.collect()
}

#[test]
fn nothing_of_a_published_page_is_lost() {
    for (name, page) in fixtures::pages() {
        let source = read(page, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut read_back = String::new();
        for block in &source.blocks {
            match block {
                Block::Paragraph(paragraph) => read_back.push_str(&paragraph.text),
                Block::Table(grid) => grid.cells.iter().for_each(|c| read_back.push_str(&c.text)),
            }
        }
        let page = std::str::from_utf8(page).unwrap();
        let body = page.split_once('\n').map_or(page, |(_, body)| body);
        assert_eq!(visible(&read_back), visible(body), "{name}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\PC\t\n|\"<>/tabledr ]{0,200}") {
        let _ = read(text.as_bytes(), &Limits::default());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn any_tags_are_read_or_refused(tags in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan=2>", "</td>", "<p>", "x", "<br>", "<td style='display:none'>", "<td rowspan=0 colspan=0>", "<tbody>", "</thead>",
        "<tr hidden>", "</tr>", "<head>", "<body>", "</div>", "<pre>", "\n",
    ]), 0..60)) {
        let _ = read(format!("<html>{}", tags.concat()).as_bytes(), &Limits::default());
    }
}
