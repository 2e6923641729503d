//! The language over a few small ledgers.

use super::*;
use crate::{
    Catalogue, ComputedKind, FieldDefinition, FieldKind, LedgerDefinition, MeasureUnit, Name,
    RecordKind, TimeFields,
};
use proptest::prelude::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn field(code: &str, label: &str, kind: FieldKind) -> FieldDefinition {
    FieldDefinition::blank(name(code), label, kind)
}

fn choice(options: &[&str]) -> FieldKind {
    FieldKind::Choice { options: options.iter().map(|o| (*o).to_owned()).collect(), open: false }
}

fn number(digits: u8, unit: &str) -> FieldKind {
    FieldKind::Decimal { digits, unit: Some(MeasureUnit::new(unit)) }
}

fn ledger(
    code: &str,
    label: &str,
    kind: RecordKind,
    fields: Vec<FieldDefinition>,
) -> LedgerDefinition {
    LedgerDefinition { fields, ..LedgerDefinition::blank(name(code), label, kind) }
}

fn facilities() -> LedgerDefinition {
    let usable = FieldKind::Computed {
        expression: "status = '可用' and status_on >= @end - 95".to_owned(),
        gives: ComputedKind::YesNo,
    };
    ledger(
        "facility",
        "设施设备",
        RecordKind::Stock,
        vec![
            field("kind", "类别", choice(&["警报器", "公房", "景观设备"])),
            field("status", "状态", choice(&["可用", "故障", "停用"])),
            field("status_on", "状态日期", FieldKind::Day),
            field("area", "面积", number(2, "㎡")),
            field("length", "长度", number(1, "m")),
            field("value", "原值", FieldKind::Money),
            field("radius_m", "半径", number(0, "m")),
            field("new_type", "新型", FieldKind::YesNo),
            field("usable", "可使用", usable),
        ],
    )
}

fn work_orders() -> LedgerDefinition {
    let facility = FieldKind::Reference { ledger: name("facility") };
    let mut ledger = ledger(
        "work_order",
        "维修工单",
        RecordKind::Case,
        vec![
            field("facility_id", "设施", facility),
            field("level", "等级", choice(&["日常", "大修"])),
            field("opened_on", "报修日期", FieldKind::Day),
            field("closed_on", "完工日期", FieldKind::Day),
            field("due_on", "期限", FieldKind::Day),
            field("accepted", "已验收", FieldKind::YesNo),
            field("quantity", "数量", FieldKind::Integer { unit: None }),
        ],
    );
    ledger.times = TimeFields {
        on: None,
        opened: Some(name("opened_on")),
        closed: Some(name("closed_on")),
        due: Some(name("due_on")),
    };
    ledger
}

pub(super) fn catalogue() -> Catalogue {
    Catalogue::new([facilities(), work_orders()]).unwrap()
}

fn formula(catalogue: &Catalogue, text: &str) -> Result<Typed, Vec<LanguageError>> {
    let parsed = parse(text).map_err(|error| vec![error])?;
    Checker::check(catalogue, &parsed, Scope::Formula)
}

fn typed(text: &str) -> Typed {
    formula(&catalogue(), text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

fn first_error(text: &str) -> LanguageError {
    formula(&catalogue(), text).expect_err(text).remove(0)
}

const FORMULAS: [&str; 16] = [
    "count(facility@end)",
    "pct(count(facility@end where kind = '警报器' and status = '可用'), count(facility@end where kind = '警报器'))",
    "pct(sum(facility@end where usable, area), sum(facility@end, area))",
    "count(facility@end where exists(work_order@open where facility_id = $.id) and not exists(work_order@open where facility_id = $.id and (closed_on is null or closed_on > @end)))",
    "pct(count(work_order@due where closed_on <= due_on), count(work_order@due))",
    "count(work_order@due where facility_id.kind in ['警报器', '公房'] and closed_on is not null and accepted)",
    "vmin(per(week, work_order@in where level = '日常', count()))",
    "pct(vsum(each(work_order@in, facility_id, max(quantity))), sum(work_order@in, quantity))",
    "pct(vcount(per(day, work_order@in, count()) >= ref('outfalls')), days())",
    "least(pct(1, 2), top2('S01'))",
    "pct(cover_km2(facility@end where status = '可用', radius_m, '全区'), area_km2('全区'))",
    "count(facility@end where exists(work_order@all where facility_id = $.id and in_period(closed_on)))",
    "countd(work_order@in where closed_on - opened_on > 10, facility_id)",
    "sum(facility@end where value >= 5000.5, value) / 10000",
    "count(work_order@in where facility_id.usable or (accepted and not level != '大修'))",
    "same('P01-04') * 2 - (3 - 1)",
];

#[test]
fn every_formula_reads_back_from_its_code_and_from_its_chinese() {
    let catalogue = catalogue();
    for text in FORMULAS {
        let first = typed(text);
        for spelling in [Spelling::Code, Spelling::Chinese] {
            let printed = print(&catalogue, &first, None, spelling);
            let again = formula(&catalogue, &printed)
                .unwrap_or_else(|errors| panic!("{text} as {printed}: {errors:?}"));
            assert_eq!(again, first, "{text} as {printed}");
        }
    }
}

#[test]
fn chinese_names_and_signs_give_the_same_tree_as_code() {
    let pairs = [
        (
            "占比（计数（设施设备＠期末 其中 类别＝‘警报器’且状态＝“可用”），计数(设施设备))",
            "pct(count(facility@end where kind='警报器' and status='可用'), count(facility@end))",
        ),
        (
            "计数(维修工单@到期 其中 设施.类别 属于 ['警报器'、'公房'] 且 完工日期 不为空)",
            "count(work_order@due where facility_id.kind in ['警报器','公房'] and closed_on is not null)",
        ),
        (
            "计数(维修工单 其中 完工日期≤期限 或 已验收)",
            "count(work_order@in where closed_on <= due_on or accepted)",
        ),
        ("各项最小(逐期(周，维修工单@期内，计数()))", "vmin(per(week, work_order@in, count()))"),
    ];
    for (chinese, code) in pairs {
        assert_eq!(typed(chinese), typed(code), "{chinese}");
    }
}

#[test]
fn the_chinese_spelling_is_what_a_clerk_would_write() {
    let catalogue = catalogue();
    let printed = print(&catalogue, &typed(FORMULAS[1]), None, Spelling::Chinese);
    assert_eq!(
        printed,
        "占比(计数(设施设备@期末 其中 类别 = '警报器' 且 状态 = '可用'), \
         计数(设施设备@期末 其中 类别 = '警报器'))"
    );
    let printed = print(&catalogue, &typed(FORMULAS[8]), None, Spelling::Chinese);
    assert_eq!(
        printed,
        "占比(各项计数(逐期(日, 维修工单@期内, 计数()) >= 基准数('outfalls')), 天数())"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_was_probably_meant() {
    let cases = [
        ("count(facilty@end)", 6, "没有名为“facilty”的台账", Some("facility")),
        ("count(facility@end where statu = '可用')", 25, "没有字段“statu”", Some("status")),
        ("cuont(facility@end)", 0, "没有名为“cuont”的函数", Some("count")),
        ("count(facility@end where status = '可以用')", 34, "不在选项中", Some("'可用'")),
        ("count(facility@end where kind in ['公屋'])", 34, "不在选项中", Some("'公房'")),
        ("count(facility@due)", 14, "没有“@due”这种时间口径", None),
        ("count(work_order@end)", 16, "没有“@end”这种时间口径", None),
        ("sum(facility@end, area + length)", 18, "单位不同，不能相加减：“㎡”与“m”", None),
        ("pct(sum(facility@end, area), sum(facility@end, length))", 0, "单位不同", None),
        ("count(facility@end where area > length)", 25, "单位不同，不能比较", None),
        ("count(facility@end where status)", 25, "应为判断", None),
        ("count(facility@end where status > '可用')", 25, "不分大小", None),
        ("count(facility@end where status_on = '可用')", 25, "日期不能与文字比较", None),
        ("count(facility@end where area / 2 > 1)", 25, "不作除法", None),
        (
            "count(facility@end where count(work_order@all) > 1)",
            25,
            "不能写在一条记录的条件之内",
            None,
        ),
        ("status = '可用'", 0, "字段应写在“其中”之后", None),
        ("facility", 0, "“facility”是台账", None),
        ("count(facility@end where $.status = '可用')", 25, "没有外层记录", None),
        ("count(facility@end where kind.name = '可用')", 25, "不引用其他台账", None),
        ("sum(facility@end, status)", 0, "不能合计", None),
        ("vmin(count(facility@end))", 5, "应为逐项或逐期的统计", None),
        ("pct(per(week, work_order@in, count()), 1)", 4, "各项最小", None),
        ("per(week, work_order@all, count())", 10, "应用“@期内”", None),
        ("days(1)", 0, "括号内不写内容，现有1项", None),
        ("least(1)", 0, "至少要两项", None),
        ("count(facility@end", 18, "缺少右括号", None),
        ("1 +", 3, "此处应为数值、字段、文字或函数，公式在此结束", None),
        ("1 2", 2, "到此应已结束", None),
        ("'可用", 0, "文字没有结束", None),
        ("count(facility@end where status is 可用)", 35, "“is”之后应为", None),
        ("2026-02-30", 0, "这一天不存在", None),
        ("1 ； 2", 2, "不认识的符号“；”", None),
    ];
    for (text, start, words, suggestion) in cases {
        let error = first_error(text);
        assert!(error.message.contains(words), "{text}: {error}");
        assert_eq!(error.span.start, start, "{text}: {error}");
        assert_eq!(error.suggestion.as_deref(), suggestion, "{text}: {error}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = "pct(count(facility@end where a = 1 and b = 2), count(nothing@all))";
    let errors = formula(&catalogue(), text).unwrap_err();
    let starts: Vec<usize> = errors.iter().map(|error| error.span.start).collect();
    assert_eq!(starts, [29, 39, 53]);
}

#[test]
fn a_computed_field_stands_for_its_expression_wherever_it_is_reached_from() {
    let direct = typed("count(facility@end where usable)");
    let spelled = typed("count(facility@end where status = '可用' and status_on >= @end - 95)");
    assert_eq!(direct, spelled);
    let reached = typed("count(work_order@in where facility_id.usable)");
    let spelled = typed(
        "count(work_order@in where facility_id.status = '可用' and facility_id.status_on >= @end - 95)",
    );
    assert_eq!(reached, spelled);
    let enclosing = typed("count(facility@end where exists(work_order@all where $.usable))");
    let spelled = typed(
        "count(facility@end where exists(work_order@all where $.status = '可用' and $.status_on >= @end - 95))",
    );
    assert_eq!(enclosing, spelled);
}

#[test]
fn a_definition_whose_expressions_do_not_hold_is_refused_with_the_place() {
    let mut ring = facilities();
    for (code, other) in [("first", "second"), ("second", "first")] {
        let kind = FieldKind::Computed { expression: other.to_owned(), gives: ComputedKind::YesNo };
        ring.fields.push(field(code, code, kind));
    }
    let faults = Catalogue::new([ring]).unwrap_err();
    assert!(faults[0].to_string().contains("要用到它自己"), "{faults:?}");

    let mut lost = work_orders();
    lost.label = "无主工单".to_owned();
    let faults = Catalogue::new([lost]).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "台账“无主工单”的字段“设施”：引用的台账“facility”不存在，请先建立该台账"
    );
}

#[test]
fn brackets_and_length_have_an_end() {
    let deep = format!("{}1{}", "(".repeat(200), ")".repeat(200));
    assert!(parse(&deep).unwrap_err().message.contains("括号超过"));
    assert!(parse(&"非 ".repeat(500)).unwrap_err().message.contains("括号超过"));
    assert!(parse(&"1+".repeat(3_000)).unwrap_err().message.contains("最多4000个字"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _either = formula(&catalogue(), &text);
    }

    #[test]
    fn any_heap_of_words_is_read_or_refused_and_what_is_read_prints_back(
        words in proptest::collection::vec(prop_oneof![
            Just("count("), Just("facility"), Just("@end"), Just(" where "), Just("kind"),
            Just(" = "), Just("'公房'"), Just(")"), Just(" and "), Just("pct("), Just(", "),
            Just("area"), Just("1"), Just(" + "), Just("exists("), Just("work_order@all"),
            Just("not "), Just("facility_id"), Just("$.id"), Just(" >= "), Just("@end - 3"),
        ], 1..20)
    ) {
        let catalogue = catalogue();
        if let Ok(first) = formula(&catalogue, &words.concat()) {
            let printed = print(&catalogue, &first, None, Spelling::Chinese);
            prop_assert_eq!(formula(&catalogue, &printed), Ok(first), "{}", printed);
        }
    }
}
