//! The review of tables put together field by field, and of published pages whose arithmetic was
//! checked by hand (`pages/EXPECT.tsv`).
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]

use budget::FundingSource;
use fixtures::builder::{SheetBuilder, document, narrative};
use goals::review::review;
use goals::{Document, FormKind};
use vocabulary::FiscalYear;

/// The issues of one code as `sheet-row explanation` lines.
fn issues(document: &Document, code: &str) -> Vec<String> {
    let rules = documents::rules::review_rules().unwrap();
    review(document, None, &rules)
        .issues
        .into_iter()
        .filter(|issue| issue.rule.to_string() == code)
        .map(|issue| issue.explanation)
        .collect()
}

/// Checks that a document has exactly the issues of a code whose explanations contain the words.
fn check(document: &Document, code: &str, expected: &[&str]) {
    let found = issues(document, code);
    let fits = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, words)| found.contains(words));
    assert!(fits, "{code}: expected {expected:?}, found {found:#?}");
}

fn project() -> SheetBuilder {
    SheetBuilder::new(1, "道路维修")
}

fn self_evaluation() -> SheetBuilder {
    project().form(FormKind::SelfEvaluation)
}

const OUTPUT: [&str; 5] =
    ["产出指标", "数量指标", "维修道路长度", "全年维修完成的道路长度", "≥20公里"];

#[test]
fn a_payment_plan_that_falls_or_ends_short_is_an_error() {
    check(&document([project().plan(["50", "25", "75", "100"])]), "R04", &["6月底"]);
    check(&document([project().plan(["25", "50", "75", "90"])]), "R04", &["不是100%"]);
    check(&document([project().plan(["10", "30", "80", "100"])]), "R04", &[]);
    check(&document([project().plan(["10", "30", "80", "100"])]), "R06", &[]);
}

#[test]
fn the_total_budget_is_the_sum_of_its_sources() {
    check(&document([project().budget("10.00", "8.00", "1.00")]), "R08", &["9.00万元"]);
    check(&document([project().budget("10.00", "8.00", "2.00")]), "R08", &[]);
    check(&document([project().budget("10.00", "", "")]), "R08", &[]);
    check(&document([project().budget("约10", "10.00", "")]), "R07", &["不是金额"]);
}

#[test]
fn a_project_code_is_well_formed_and_used_once() {
    let sheet = |number, code| SheetBuilder::new(number, "道路维修").code(code);
    let twice = document([sheet(1, "333-0401-JQN-X0VZ"), sheet(2, "333-0401-JQN-X0VZ")]);
    check(&twice, "R13", &["第1表“道路维修”相同"]);
    check(&document([sheet(1, "333-0401-X0VZ")]), "R13", &["不是项目编码"]);
}

#[test]
fn sheets_follow_each_other_by_number() {
    let sheets = [1, 2, 4].map(|number| SheetBuilder::new(number, "道路维修"));
    check(&document(sheets), "R14", &["编号是4，按顺序应为3"]);
}

#[test]
fn a_goal_of_another_year_is_reported_only_when_the_year_is_known() {
    let mut document = document([project().goal("2019年6月底前修复破损路面")]);
    check(&document, "R28", &[]);
    document.fiscal_year = FiscalYear::new(2021).ok();
    check(&document, "R28", &["2019年"]);
    check(&document, "R23", &[]);
}

#[test]
fn a_compulsory_level_is_missed_and_an_unknown_one_named() {
    check(&document([project().indicator(OUTPUT)]), "R30", &["效益指标", "满意度指标"]);
    let odd = ["社会反响", "", "道路好评", "网上好评条数", "≥10条"];
    check(&document([project().indicator(OUTPUT).indicator(odd)]), "R100", &["社会反响"]);
    check(&document([project()]), "R102", &["一条指标也没有"]);
    check(&document([project()]), "R106", &["没有填写绩效目标"]);
}

#[test]
fn a_target_that_is_blank_or_cannot_be_read_is_an_error() {
    let with =
        |target| document([project().indicator(["产出指标", "数量指标", "里程", "里程", target])]);
    check(&with(""), "R104", &["没有指标值"]);
    check(&with("≥**%"), "R105", &["没有填写的模板"]);
    check(&with("≥20"), "R55", &["没有计量单位"]);
    check(&with("≥20公里"), "R55", &[]);
    check(&with("≥9595%及以上"), "R105", &[]);
}

#[test]
fn a_row_without_a_name_is_an_error_and_an_unused_line_of_the_form_is_not() {
    let nameless = ["产出指标", "数量指标", "", "", "≥20公里"];
    check(&document([project().indicator(nameless)]), "R107", &["没有三级指标名称"]);
    let unused = ["产出指标", "时效指标", "", "", ""];
    check(&document([project().indicator(OUTPUT).indicator(unused)]), "R107", &[]);
}

#[test]
fn every_check_is_named_in_a_test() {
    let tests = [
        include_str!("review_of_filled_tables.rs"),
        include_str!("review_of_the_sample.rs"),
        include_str!("semantic_expectations.tsv"),
    ];
    for code in goals::review::codes() {
        let (quoted, cell) = (format!("\"{code}\""), format!("\t{code}\tyes"));
        let named = tests.iter().any(|test| test.contains(&quoted) || test.contains(&cell));
        assert!(named, "{code}");
    }
}

#[test]
fn a_rate_beyond_the_whole_is_impossible_unless_it_is_growth() {
    let with =
        |name, target| document([project().indicator(["产出指标", "质量指标", name, "", target])]);
    check(&with("验收合格率", "≥120%"), "R52", &["不可能超过100%"]);
    check(&with("验收合格率", ">100%"), "R52", &["永远达不到"]);
    check(&with("产值增长率", "≥120%"), "R52", &[]);
    check(&with("验收合格率", "=100%"), "R52", &[]);
}

#[test]
fn an_upper_limit_suits_cost_but_not_an_output_to_be_reached() {
    let with = |name| document([project().indicator(["产出指标", "数量指标", name, "", "≤4个"])]);
    check(&with("新建示范村数量"), "R210", &["设了上限"]);
    check(&with("投诉数量"), "R210", &[]);
}

#[test]
fn the_execution_rate_is_spent_over_budget() {
    let line = |rate, score| {
        document([self_evaluation()
            .execution(FundingSource::Total, ["62.54", "62.54", "55.00", "10", rate, score])])
    };
    check(&line("87.94%", "8.79"), "R200", &[]);
    check(&line("87.9%", "8.8"), "R200", &[]);
    check(&line("97.94%", "8.79"), "R200", &["87.94%"]);
    check(&line("87.94%", "10"), "R205", &["应为8.79"]);
    check(&line("87.94%", "8.79"), "R205", &[]);
}

#[test]
fn the_total_row_is_the_sum_of_its_parts() {
    let wrong = document([self_evaluation()
        .execution(FundingSource::Total, ["0", "0", "0", "10", "0", "0"])
        .execution(FundingSource::Fiscal, ["90", "89.974", "89.974", "", "", ""])]);
    check(&wrong, "R201", &["年初预算数填0.00", "全年预算数填0.00", "全年执行数填0.00"]);
    check(&wrong, "R200", &["÷年初预算数90.00=99.97%"]);
    let unused = document([self_evaluation()
        .execution(FundingSource::Total, ["20", "20", "20", "10", "100%", "10"])
        .execution(FundingSource::Fiscal, ["20", "20", "20", "", "", ""])
        .execution(FundingSource::Other, ["0", "0", "0", "", "0%", ""])]);
    check(&unused, "R200", &[]);
    check(&unused, "R201", &[]);
}

#[test]
fn more_spent_than_budgeted_is_said_not_clipped() {
    let over = document([self_evaluation()
        .execution(FundingSource::Total, ["329.77", "329.77", "338.31", "10", "102.59%", "10"])]);
    check(&over, "R202", &["102.59%"]);
    check(&over, "R200", &[]);
    check(&over, "R205", &[]);
}

#[test]
fn weights_add_up_to_what_the_level_states_and_to_the_whole() {
    let scored = |weight| {
        document([self_evaluation()
            .execution(FundingSource::Total, ["20", "20", "20", "10", "100%", "10"])
            .indicator(["产出指标（50分）", "数量指标", "里程", "", "≥20公里"])
            .scored(weight, weight, "")
            .indicator(["效益指标（30分）", "社会效益指标", "通行时间缩短", "", "≥5分钟"])
            .scored("30", "30", "")
            .indicator(["满意度指标（10分）", "服务对象满意度指标", "居民满意度", "", "≥90%"])
            .scored("10", "10", "")])
    };
    check(&scored("50"), "R203", &[]);
    check(&scored("50"), "R204", &[]);
    check(&scored("60"), "R203", &["合计60分，与标明的50分不符"]);
    check(&scored("60"), "R204", &["合计110"]);
}

#[test]
fn scores_have_reasons_limits_totals_and_a_fitting_rating() {
    let scored = |score, reason| self_evaluation().indicator(OUTPUT).scored("90", score, reason);
    check(&document([scored("80", "")]), "R206", &["扣了分"]);
    check(&document([scored("80", "雨季延误")]), "R206", &[]);
    check(&document([scored("95", "")]), "R207", &["超过了分值90"]);
    check(&document([scored("80", "雨季").field("总分", "85")]), "R208", &["合计80"]);
    check(&document([scored("80", "雨季").field("总分", "80")]), "R208", &[]);
    let rated =
        |grade| document([scored("80", "雨季").field("总分", "80").field("评价等级", grade)]);
    check(&rated("优"), "R209", &["应评为“良”"]);
    check(&rated("良"), "R209", &[]);
}

#[test]
fn parts_in_running_text_are_added_up() {
    let text = |text: &str| narrative(&[text]);
    check(
        &text("共下达755.19万元。其中：中央124.23万元，省级370.83万元，市级260.3万元。"),
        "R211",
        &["755.36万元"],
    );
    check(&text("申请90万元。其中：30万元用于编制；30万元用于审计；30万元用于设计。"), "R211", &[]);
    check(&text("申请90万元，其中：办公费10万元，会议费5万元。"), "R211", &[]);
    check(&text("财政拨款：6923万元（其中：上级6923万元；本级0万元）其他3683万元"), "R211", &[]);
}

#[test]
fn the_facts_of_published_pages_are_found() {
    let expected = [
        ("001", "R215", "99.97%"),
        ("015", "R204", "合计110"),
        ("018", "R211", "1740000元"),
        ("018", "R215", "65.59%"),
        ("019", "R202", "102.59%"),
        ("019", "R210", "≤4"),
        ("021", "R204", "合计120"),
        ("023", "R212", "129.6%"),
        ("031", "R211", "755.36万元"),
        ("031", "R213", "白塔畈镇"),
        ("031", "R214", "755.19万元"),
    ];
    for (page, code, words) in expected {
        let found = issues(&page_document(page), code);
        assert!(found.iter().any(|issue| issue.contains(words)), "{page} {code}: {found:#?}");
    }
}

#[test]
fn pages_whose_arithmetic_holds_raise_no_alarm_about_it() {
    let sums = ["R200", "R201", "R203", "R204", "R205", "R208", "R211", "R212", "R214", "R215"];
    for page in ["002", "004", "011", "014", "016", "024", "030", "033"] {
        let document = page_document(page);
        for code in sums {
            let found = issues(&document, code);
            assert!(found.is_empty(), "{page} {code}: {found:#?}");
        }
    }
}

fn page_document(page: &str) -> Document {
    let pages = fixtures::pages();
    let (_, bytes) = pages.iter().find(|(name, _)| name.starts_with(page)).unwrap();
    let source = documents::read(bytes, &documents::Limits::default()).unwrap();
    let labels = documents::rules::FormLabels::shipped().unwrap();
    documents::recognise::recognise(&source, &labels).document
}

#[test]
fn a_document_without_anything_is_reviewed_without_a_word() {
    let rules = documents::rules::review_rules().unwrap();
    assert!(review(&Document::default(), None, &rules).issues.is_empty());
}
