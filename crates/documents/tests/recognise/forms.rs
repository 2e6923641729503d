//! The layout families, each in a small form built in code.

use crate::grids::{Spanned, outline, paragraph, recognised, spanned_grid, text_grid};
use documents::SourceFormat::{Docx, Text};
use goals::FormKind;
use proptest::prelude::*;
use vocabulary::Confidence;

/// The outline without the document's first line, one string a line.
fn lines(blocks: Vec<documents::Block>, format: documents::SourceFormat) -> Vec<String> {
    outline(&recognised(format, blocks)).lines().map(|line| line.trim().to_owned()).collect()
}

fn has(lines: &[String], expected: &[&str]) {
    for line in expected {
        assert!(lines.iter().any(|l| l == line), "missing {line:?} in {lines:#?}");
    }
}

#[test]
fn labels_are_read_whatever_their_spacing_and_width() {
    let grid = text_grid(
        1,
        &[
            &["项　目 编\u{200b}码", "333-0401-JQN-X0VZ", "项 目\n名 称", "道路维修"],
            &[
                "一级\n指标",
                "二级 指标",
                "三级\u{feff}指标",
                "绩效指标描述",
                "指 标 值",
                "指标值确定依据",
            ],
            &["产出指标", "数量指 标", "维修道路长度", "全年维修长度", "≥５公里", ""],
        ],
    );
    has(
        &lines(vec![grid], Text),
        &[
            "code: 333-0401-JQN-X0VZ",
            "project: 道路维修",
            "Likely 产出指标 / 数量指 标 / 维修道路长度 / ≥５公里 / ≥ 5 公里 definition=全年维修长度",
        ],
    );
}

#[test]
fn columns_are_told_by_their_labels_in_any_order() {
    let grid = text_grid(
        1,
        &[
            &["项目名称", "甲", "", "", "", ""],
            &["一级指标", "二级指标", "三级指标", "分值", "年度指标值", "全年实际值", "指标方向性"],
            &["产出指标", "质量指标", "合格率", "10", "≥95%", "96%", "正向指标"],
        ],
    );
    has(
        &lines(vec![grid], Text),
        &[
            "Likely 产出指标 / 质量指标 / 合格率 / ≥95% / ≥ 95 % weight=10 actual=96% [指标方向性]正向指标",
        ],
    );
}

#[test]
fn one_heading_over_three_columns_is_read_with_its_second_row() {
    let heading: &[Spanned<'_>] = &[
        ((1, 1), (1, 1), "项目名称"),
        ((1, 2), (1, 6), "乙"),
        ((2, 1), (2, 1), "一级指标"),
        ((2, 2), (2, 1), "二级指标"),
        ((2, 3), (2, 1), "三级指标"),
        ((2, 4), (1, 3), "年度指标值"),
        ((2, 7), (2, 1), "实际完成值"),
        ((3, 4), (1, 1), "指标性质"),
        ((3, 5), (1, 1), "指标值"),
        ((3, 6), (1, 1), "度量单位"),
        ((4, 1), (2, 1), "产出指标"),
        ((4, 2), (2, 1), "数量指标"),
        ((4, 3), (1, 1), "培训人次"),
        ((4, 4), (1, 1), "≥"),
        ((4, 5), (1, 1), "300"),
        ((4, 6), (1, 1), "人次"),
        ((4, 7), (1, 1), "310"),
        ((5, 3), (1, 1), "培训天数"),
        ((5, 4), (1, 1), "="),
        ((5, 5), (1, 1), "5"),
        ((5, 6), (1, 1), "天"),
        ((5, 7), (1, 1), "5"),
    ];
    has(
        &lines(vec![spanned_grid(1, heading)], Docx),
        &[
            "Certain 产出指标 / 数量指标 / 培训人次 / ≥300人次 / ≥ 300 人次 actual=310",
            "Certain 产出指标 / 数量指标 / 培训天数 / =5天 / = 5 天 actual=5",
        ],
    );
}

#[test]
fn two_blocks_side_by_side_are_told_apart_by_their_term() {
    let grid: &[Spanned<'_>] = &[
        ((1, 1), (1, 1), "项目名称"),
        ((1, 2), (1, 6), "丙"),
        ((2, 1), (1, 1), "一级指标"),
        ((2, 2), (1, 1), "二级指标"),
        ((2, 3), (1, 1), "三级指标"),
        ((2, 4), (1, 1), "指标值"),
        ((2, 5), (1, 1), "二级指标"),
        ((2, 6), (1, 1), "三级指标"),
        ((2, 7), (1, 1), "指标值"),
        ((3, 1), (1, 1), "产出指标"),
        ((3, 2), (1, 1), "数量指标"),
        ((3, 3), (1, 1), "三年修路"),
        ((3, 4), (1, 1), "30公里"),
        ((3, 5), (1, 1), "数量指标"),
        ((3, 6), (1, 1), "当年修路"),
        ((3, 7), (1, 1), "10公里"),
    ];
    let lines = lines(vec![spanned_grid(1, grid)], Docx);
    let rows: Vec<&String> = lines.iter().filter(|line| line.contains("修路")).collect();
    assert!(rows[0].contains("产出指标 / 数量指标 / 当年修路 / 10公里"), "{rows:?}");
    assert!(rows[1].contains("三年修路 / 30公里") && rows[1].contains("[期限]中长期"), "{rows:?}");
}

#[test]
fn a_block_for_several_years_above_the_year_s_is_marked() {
    let grid = text_grid(
        1,
        &[
            &["项目名称", "丁"],
            &["长期绩效指标", "一级指标", "二级指标", "指标内容", "指标值", "备注"],
            &["产出指标", "数量指标", "建桥", "3座", ""],
            &["年度绩效指标", "一级指标", "二级指标", "指标内容", "指标值", "备注"],
            &["产出指标", "数量指标", "建桥", "1座", "首期"],
        ],
    );
    let lines = lines(vec![grid], Text);
    let rows: Vec<&String> = lines.iter().filter(|line| line.contains("建桥")).collect();
    assert!(rows[0].contains("1座") && rows[0].contains("[备注]首期"), "{rows:?}");
    assert!(rows[1].contains("3座") && rows[1].contains("[期限]中长期"), "{rows:?}");
}

#[test]
fn a_form_without_levels_is_read_by_its_names() {
    let grid = text_grid(
        1,
        &[
            &["部门整体绩效自评表"],
            &[
                "指标名称",
                "计量单位",
                "指标性质",
                "年初指标值",
                "调整指标值",
                "全年完成值",
                "指标权重",
                "指标得分",
                "是否核心指标",
            ],
            &["播发稿件数量", "篇", "≥", "2200", "", "2859", "10", "10", "是"],
        ],
    );
    let lines = lines(vec![grid], Text);
    has(
        &lines,
        &[
            "Likely - / - / 播发稿件数量 / ≥2200篇 / ≥ 2200 篇 weight=10 actual=2859 score=10 [是否核心指标]是",
        ],
    );
}

#[test]
fn a_form_of_two_levels_takes_its_type_as_the_level_it_names() {
    let grid = text_grid(
        1,
        &[
            &["项目名称", "戊"],
            &["指标类型", "指标名称", "指标值", "指标描述"],
            &["产出指标", "建成码头", "1座", "年底前建成"],
            &["数量指标", "货运量", "≥20万吨", ""],
        ],
    );
    has(
        &lines(vec![grid], Text),
        &[
            "Likely 产出指标 / - / 建成码头 / 1座 / - 1 座 definition=年底前建成",
            "Likely - / 数量指标 / 货运量 / ≥20万吨 / ≥ 20 万吨",
        ],
    );
}

#[test]
fn a_column_for_every_county_is_kept_under_its_name() {
    let grid = text_grid(
        1,
        &[
            &["项目名称", "己", "", ""],
            &["一级指标", "二级指标", "三级指标", "指标解释", "新罗区", "永定区"],
            &["产出指标", "数量指标", "新建公厕", "当年新建", "≥3座", "≥2座"],
        ],
    );
    has(
        &lines(vec![grid], Text),
        &[
            "Likely 产出指标 / 数量指标 / 新建公厕 /  / - - - definition=当年新建 [新罗区]≥3座 [永定区]≥2座",
        ],
    );
}

#[test]
fn a_standard_is_a_basis_where_it_names_a_kind_of_standard() {
    let rows: [&[&str]; 3] = [
        &["一级指标", "二级指标", "三级指标", "指标值及单位", "绩效标准"],
        &["产出指标", "数量指标", "宣传片", "1部", "计划标准"],
        &["产出指标", "质量指标", "播放量", "80M", "反映全年播放情况"],
    ];
    has(
        &lines(vec![text_grid(1, &rows)], Text),
        &[
            "Likely 产出指标 / 数量指标 / 宣传片 / 1部 / - 1 部 basis=计划标准",
            "Likely 产出指标 / 质量指标 / 播放量 / 80M / - 80 M definition=反映全年播放情况",
        ],
    );
}

#[test]
fn a_bracketed_list_outside_a_table_is_read() {
    let blocks = vec![
        paragraph(1, "黄山区2023年设备购置绩效目标表"),
        paragraph(2, "【产出指标-数量指标】"),
        paragraph(3, "指标1:购置设备数量(≥77台)"),
    ];
    has(&lines(blocks, Text), &["Likely 产出指标 / 数量指标 / 购置设备数量 / ≥77台 / ≥ 77 台"]);
}

#[test]
fn a_table_cut_by_a_page_goes_on_with_its_sheet() {
    let heading = &["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"];
    let first = text_grid(
        1,
        &[&["项目名称", "庚"], heading, &["产出指标", "数量指标", "一", "说明", "≥1个", ""]],
    );
    let repeated = text_grid(2, &[heading, &["", "质量指标", "二", "说明", "≥2%", ""]]);
    let bare = text_grid(3, &[&["效果指标", "社会效益指标", "三", "说明", "≥3%", ""]]);
    let document = recognised(Docx, vec![first, repeated, bare]).document;
    assert_eq!(document.sheets.len(), 1);
    let names: Vec<(&str, &str)> = document.sheets[0]
        .indicators
        .iter()
        .map(|row| (row.level1.as_ref().unwrap().text.as_str(), row.target.raw.as_str()))
        .collect();
    assert_eq!(names, [("产出指标", "≥1个"), ("产出指标", "≥2%"), ("效果指标", "≥3%")]);
    assert_eq!(document.notes.iter().filter(|note| note.contains("续表")).count(), 2);
}

#[test]
fn two_forms_in_one_table_are_two_sheets() {
    let form = |name: &'static str| {
        [
            vec!["项目支出绩效自评表(2023年度)"],
            vec!["项目名称", name],
            vec!["一级指标", "二级指标", "三级指标", "指标值", "分值"],
            vec!["产出指标", "数量指标", "数量", "≥1个", "10"],
            vec!["合计", "100"],
        ]
    };
    let rows: Vec<Vec<&str>> = form("辛").into_iter().chain(form("壬")).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let document = recognised(Text, vec![text_grid(1, &rows)]).document;
    let names: Vec<&str> = document
        .sheets
        .iter()
        .map(|sheet| sheet.project_name.as_ref().unwrap().text.as_str())
        .collect();
    assert_eq!(names, ["辛", "壬"]);
    assert_eq!(document.fiscal_year.unwrap().number(), 2023);
    assert_eq!(document.form, FormKind::SelfEvaluation);
}

#[test]
fn label_and_text_in_one_cell_are_split_and_unknown_labels_are_kept() {
    let grid = text_grid(
        1,
        &[
            &["项目名称：道路维修", "年度资金总额：100"],
            &["主管部门", "住建局", "养护里程数据来源", "公路台账"],
            &["绩效目标：1、修路 2、清淤", ""],
        ],
    );
    has(
        &lines(vec![grid], Text),
        &[
            "project: 道路维修",
            "total: 100=100.00",
            "[主管部门] 住建局",
            "[养护里程数据来源] 公路台账",
            "goal: 修路",
            "goal: 清淤",
        ],
    );
}

#[test]
fn a_row_that_does_not_fit_its_headings_is_unplaced_and_said() {
    let grid = text_grid(
        1,
        &[
            &["项目名称", "癸"],
            &["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
            &["产出指标", "数量指标", "修路", "≥", "5", "公里"],
            &["清淤", "五处河道", "10", "处"],
        ],
    );
    let document = recognised(Text, vec![grid]).document;
    assert_eq!(document.sheets[0].indicators.len(), 1);
    let unplaced: Vec<&str> = document.unplaced.iter().map(|text| text.text.as_str()).collect();
    assert_eq!(unplaced, ["清淤", "五处河道", "10", "处"]);
    assert!(document.notes.iter().any(|note| note.contains("对不上")));
}

#[test]
fn a_row_whose_weight_was_merged_away_is_moved_back_and_doubtful() {
    let grid = text_grid(
        1,
        &[
            &["项目名称", "子"],
            &["一级指标", "二级指标", "三级指标", "分值", "年度指标值", "全年实际值", "得分"],
            &["产出指标", "数量指标", "种植面积", "20", "29.5亩", "29.5亩", "20"],
            &["其中桃树", "1.5亩", "1.5亩"],
        ],
    );
    let document = recognised(Text, vec![grid]).document;
    let row = &document.sheets[0].indicators[1];
    assert_eq!(row.weight, None);
    assert_eq!(row.target.raw, "1.5亩");
    assert_eq!(row.confidence, Confidence::Doubtful);
}

#[test]
fn a_table_that_is_no_form_is_unplaced_with_its_cells() {
    let table = text_grid(1, &[&["姓名", "电话"], &["某某", "000"]]);
    let document = recognised(Docx, vec![paragraph(1, "通讯录"), table]).document;
    assert_eq!(document.sheets, []);
    assert_eq!(document.unplaced.len(), 5);
    assert_eq!(document.form, FormKind::Unknown);
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "项目名称",
    "项目编码",
    "道路维修",
    "预算数",
    "100",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "指标性质",
    "度量单位",
    "分值",
    "产出指标",
    "数量指标",
    "满意度指标",
    "成本指标",
    "≥",
    "95",
    "%",
    "3月底",
    "6月底",
    "资金支出计划（%）",
    "绩效目标",
    "1、甲\n2、乙",
    "年初预算数",
    "全年执行数",
    "年度资金总额",
    "其中：财政拨款",
    "合计",
    "单位：万元",
    "333002某局",
    "预算规模及资金用途",
    "中期目标",
    "年度目标",
    "绩效自评表",
    "（2021年度）",
    "注：说明",
    "……",
    "单位名称",
    "长期绩效指标",
    "名称：值",
    "实际完成值",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn whatever_the_cells_say_every_text_ends_in_one_place(
        rows in prop::collection::vec(prop::collection::vec(0..TEXTS.len(), 1..8), 1..14),
        as_text in any::<bool>(),
    ) {
        let texts: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(|index| TEXTS[*index]).collect()).collect();
        let texts: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        let format = if as_text { Text } else { Docx };
        recognised(format, vec![paragraph(1, "某项目绩效目标表"), text_grid(1, &texts)]);
    }

    #[test]
    fn whatever_the_lines_say_every_text_ends_in_one_place(
        picks in prop::collection::vec((0..TEXTS.len(), 1_u32..4), 1..40),
    ) {
        let mut line = 0;
        let blocks = picks.iter().filter(|(pick, _)| !vocabulary::is_blank(TEXTS[*pick])).map(|(pick, gap)| {
            line += gap;
            paragraph(line, TEXTS[*pick])
        });
        recognised(Text, blocks.collect());
    }
}
