//! The notations of published documents, one line each.

use super::*;
use proptest::prelude::*;

fn printed(target: &Target) -> String {
    let number = |value: Option<Decimal>| value.map_or("-".to_owned(), |v| v.to_string());
    let upper = target.upper.map_or(String::new(), |v| format!("..{v}"));
    let damage = match &target.damage {
        None => String::new(),
        Some(Damage::DoubledNumber { likely }) => format!(" doubled({likely})"),
        Some(Damage::NotSeparable) => " not separable".into(),
        Some(Damage::Misread) => " misread".into(),
        Some(Damage::NotFilledIn) => " not filled in".into(),
    };
    let sign = target.comparison.map_or("-", Comparison::sign);
    let unit = target.unit.as_deref().unwrap_or("-");
    format!("{sign} {}{upper} {unit}{damage}", number(target.value))
}

#[test]
fn every_notation_met_in_published_documents_is_read_or_left_to_a_person() {
    let cases = [
        ("≥95%", "≥ 95 %"),
        ("≧95%", "≥ 95 %"),
        (">=95%", "≥ 95 %"),
        (">85%", "> 85 %"),
        ("＞９５％", "> 95 %"),
        ("≥ 10 次", "≥ 10 次"),
        ("大于等于10157.6平方米", "≥ 10157.6 平方米"),
        ("不低于85%", "≥ 85 %"),
        ("不少于6万人", "≥ 6 万人"),
        ("60%及以上", "≥ 60 %"),
        ("98%以上", "≥ 98 %"),
        ("≤30万元", "≤ 30 万元"),
        ("<=475元/亩", "≤ 475 元/亩"),
        ("<24小时", "< 24 小时"),
        ("<1681680元", "< 1681680 元"),
        ("≤620万/月", "≤ 620 万/月"),
        ("30分钟以内", "≤ 30 分钟"),
        ("=8个", "= 8 个"),
        ("═100%", "= 100 %"),
        ("100%", "- 100 %"),
        ("10套", "- 10 套"),
        ("8,827,620.53元", "- 8827620.53 元"),
        ("每周10次", "- 10 次/周"),
        ("1次/月", "- 1 次/月"),
        ("三个", "- 3 个"),
        ("不少于十二次", "≥ 12 次"),
        ("≥100百分比", "≥ 100 百分比"),
        ("18—54周岁", "range 18..54 周岁"),
        ("(40-50)分", "range 40..50 分"),
        ("3~5次", "range 3..5 次"),
        ("定性", "qualitative - -"),
        ("效果明显", "qualitative - -"),
        ("一般", "qualitative - -"),
        ("优良中低差", "qualitative - -"),
        ("在项目计划完成时间内完成", "qualitative - -"),
        ("2021年12月31日", "- - -"),
        ("11月底", "- - -"),
        ("12个月", "- 12 个月"),
        ("3年", "- 3 年"),
        ("", "- - -"),
        (" \u{3000}", "- - -"),
    ];
    for (raw, expected) in cases {
        let target = Target::parse(raw);
        assert_eq!(printed(&target), expected, "{raw}");
        assert_eq!(target.raw, raw, "the raw text is never rewritten");
    }
}

#[test]
fn a_damaged_number_is_never_guessed() {
    let cases = [
        ("≥9595%及以上", "≥ - % doubled(95)"),
        ("≥100100%", "≥ - % doubled(100)"),
        ("≥8585%", "≥ - % doubled(85)"),
        ("292%", "- - % misread"),
        ("工5%", "- - - misread"),
        ("≥**%", "≥ - - not filled in"),
        ("≧ %", "≥ - - not filled in"),
        ("完成1部宣传片,2套方案", "- - - not separable"),
        ("完成30%；完成60%", "- - - not separable"),
        ("20246-202516", "- - - not separable"),
    ];
    for (raw, expected) in cases {
        assert_eq!(printed(&Target::parse(raw)), expected, "{raw}");
    }
}

#[test]
fn four_digits_that_repeat_are_a_number_when_the_unit_is_not_a_percentage() {
    assert_eq!(printed(&Target::parse("≥9595人")), "≥ 9595 人");
}

#[test]
fn operator_value_and_unit_in_cells_of_their_own_are_put_together() {
    let cases = [
        (("≥", "95", "%"), "≥ 95 %"),
        (("＝", "11", "个"), "= 11 个"),
        (("≤", "30", "万元"), "≤ 30 万元"),
        (("定性", "优良中低差", ""), "qualitative - -"),
        (("", "95%", ""), "- 95 %"),
        (("", "≥", ""), "≥ - - not filled in"),
        (("", "", ""), "- - -"),
        (("≥", "9595", "%"), "≥ - % doubled(95)"),
        (("正向", "5", "次"), "- 5 次"),
    ];
    for ((operator, value, unit), expected) in cases {
        let target = Target::from_parts(TargetParts { operator, value, unit });
        assert_eq!(printed(&target), expected, "{operator}|{value}|{unit}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic_and_kept_as_it_is(raw in "\\PC*") {
        prop_assert_eq!(Target::parse(&raw).raw, raw);
    }

    #[test]
    fn a_printed_target_says_what_was_meant(
        sign in prop::sample::select(vec!["≥", ">", "=", "≤", "<"]),
        number in 0_u32..100_000,
        unit in prop::sample::select(vec!["%", "次", "万元", "平方米", "人次", "元/人"]),
    ) {
        prop_assume!(unit != "%" || number <= 100);
        let target = Target::parse(&format!("{sign}{number}{unit}"));
        prop_assert_eq!(target.comparison.map(Comparison::sign), Some(sign));
        prop_assert_eq!(target.value, Some(Decimal::from(number)));
        prop_assert_eq!(target.unit.as_deref(), Some(unit));
    }
}
