//! What is made of the figures of the leaves.

use super::*;
use ledgers::{Catalogue, FieldDefinition, FieldKind, LedgerDefinition, Name, RecordKind};
use vocabulary::RatioError;

fn period() -> Period {
    Period::new(Day::parse("2021-01-01").unwrap(), Day::parse("2021-12-31").unwrap()).unwrap()
}

/// A period, with versions that nobody asks for.
fn at(period: Period) -> (Period, Versions) {
    (period, Versions::default())
}

fn formula(text: &str) -> Formula {
    Formula::read(&Catalogue::default(), text).unwrap()
}

fn number(number: i128) -> LeafValue {
    LeafValue::Number(Some(Ratio::whole(number)))
}

fn outcome(text: &str, found: &[LeafValue]) -> Outcome {
    measure(&formula(text), found, at(period()), &WhenNothing::NotApplicable).outcome
}

fn value(numerator: i128, denominator: i128) -> Outcome {
    Outcome::Value(Ratio::new(numerator, denominator).unwrap())
}

#[test]
fn a_share_is_exact_and_keeps_its_numerator_and_denominator() {
    let shown = measure(
        &formula("pct(ref('a'), ref('b'))"),
        &[number(2), number(3)],
        at(period()),
        &WhenNothing::NotApplicable,
    );
    assert_eq!(shown.outcome, value(200, 3));
    let share = Share { numerator: Ratio::whole(2), denominator: Ratio::whole(3) };
    assert_eq!(shown.shares, [share]);
}

#[test]
fn a_share_of_nothing_is_neither_nothing_nor_all_unless_that_was_decided() {
    let share = formula("pct(ref('a'), ref('b'))");
    let found = [number(0), number(0)];
    let plain = measure(&share, &found, at(period()), &WhenNothing::NotApplicable);
    assert_eq!(plain.outcome, Outcome::None(Missing::NoDenominator));
    assert_eq!(plain.value(), None);
    let full =
        measure(&share, &found, at(period()), &WhenNothing::Full { reason: "没有故障".to_owned() });
    assert_eq!(full.outcome, Outcome::FullWithoutEvents);
    assert_eq!(full.value(), Some(Ratio::whole(100)));
}

#[test]
fn what_is_missing_stays_missing_through_every_calculation() {
    let gone = LeafValue::Missing(Missing::NoReference("a".to_owned()));
    for text in ["ref('a') + 1", "ref('a') = 0", "least(ref('a'), 5)", "pct(ref('a'), 0)"] {
        let missing = Outcome::None(Missing::NoReference("a".to_owned()));
        assert_eq!(outcome(text, std::slice::from_ref(&gone)), missing, "{text}");
    }
}

#[test]
fn the_least_of_several_shares_decides_and_all_are_shown() {
    let shown = measure(
        &formula("least(pct(ref('a'), ref('b')), pct(ref('c'), ref('b')))"),
        &[number(9), number(10), number(7)],
        at(period()),
        &WhenNothing::NotApplicable,
    );
    assert_eq!(shown.outcome, value(70, 1));
    assert_eq!(shown.shares.len(), 2);
}

#[test]
fn numbers_days_and_truths_are_reckoned_with() {
    let cases = [
        ("1 + 2 * 3", value(7, 1)),
        ("10 / 4", value(5, 2)),
        ("0.1 + 0.2", value(3, 10)),
        ("days()", value(365, 1)),
        ("@end - @start + 1", value(365, 1)),
        ("@end - 30 = 2021-12-01", Outcome::Truth(true)),
        ("1 = 1 and not 2 < 1", Outcome::Truth(true)),
        ("1 = 2 or 3 >= 4", Outcome::Truth(false)),
        ("in_period(2021-06-30)", Outcome::Truth(true)),
        ("in_period(2022-01-01)", Outcome::Truth(false)),
        ("1 / (2 - 2)", Outcome::None(Missing::NoDenominator)),
    ];
    for (text, expected) in cases {
        assert_eq!(outcome(text, &[]), expected, "{text}");
    }
}

#[test]
fn numbers_beyond_all_measure_are_told_and_not_wrapped_around() {
    let large = LeafValue::Number(Some(Ratio::whole(i128::MAX)));
    assert_eq!(outcome("ref('a') * ref('a')", &[large]), Outcome::None(Missing::TooLarge));
    assert_eq!(Ratio::whole(i128::MAX).times(Ratio::whole(2)), Err(RatioError::TooLarge));
}

#[test]
fn empty_stretches_of_the_calendar_count_as_nothing() {
    let period =
        Period::new(Day::parse("2021-02-01").unwrap(), Day::parse("2021-02-28").unwrap()).unwrap();
    let catalogue = Catalogue::new([fixture()]).unwrap();
    let read = |text| Formula::read(&catalogue, text).unwrap();
    let week = |day, count| (Day::parse(day).unwrap(), Some(Ratio::whole(count)));
    let found = [LeafValue::Per(vec![week("2021-02-01", 12), week("2021-02-15", 11)])];
    let measured =
        |text| measure(&read(text), &found, at(period), &WhenNothing::NotApplicable).outcome;
    assert_eq!(measured("vmin(per(week, visit@in, count()))"), value(0, 1));
    assert_eq!(measured("vsum(per(week, visit@in, count()))"), value(23, 1));
    assert_eq!(measured("vavg(per(week, visit@in, count()))"), value(23, 4));
    assert_eq!(measured("vcount(per(week, visit@in, count()) >= 10)"), value(2, 1));
    assert_eq!(measured("vcount(per(week, visit@in, count()))"), value(4, 1));
}

#[test]
fn only_whole_weeks_and_months_are_looked_at() {
    let catalogue = Catalogue::new([fixture()]).unwrap();
    let count = |text: &str, from: &str, to: &str| {
        let period = Period::new(Day::parse(from).unwrap(), Day::parse(to).unwrap()).unwrap();
        let formula = Formula::read(&catalogue, text).unwrap();
        measure(&formula, &[LeafValue::Per(Vec::new())], at(period), &WhenNothing::NotApplicable)
            .outcome
    };
    let weeks = "vcount(per(week, visit@in, count()))";
    assert_eq!(count(weeks, "2021-01-01", "2021-12-31"), value(51, 1));
    assert_eq!(count(weeks, "2021-01-05", "2021-01-16"), Outcome::None(Missing::NoBuckets));
    let months = "vcount(per(month, visit@in, count()))";
    assert_eq!(count(months, "2021-01-02", "2021-03-31"), value(2, 1));
    assert_eq!(
        count("vcount(per(day, visit@in, count()))", "2021-02-28", "2021-03-01"),
        value(2, 1)
    );
}

/// A ledger of visits.
fn fixture() -> ledgers::LedgerDefinition {
    use ledgers::{FieldDefinition, FieldKind, LedgerDefinition, Name, RecordKind, TimeFields};
    let on = Name::parse("on_day").unwrap();
    let visit = Name::parse("visit").unwrap();
    LedgerDefinition {
        fields: vec![FieldDefinition::blank(on.clone(), "日期", FieldKind::Day)],
        times: TimeFields { on: Some(on), ..TimeFields::default() },
        ..LedgerDefinition::blank(visit, "巡查", RecordKind::Event)
    }
}

#[test]
fn a_formula_names_everything_that_it_reads() {
    let name = |code: &str| Name::parse(code).unwrap();
    let field = |code: &str, label: &str, kind| FieldDefinition::blank(name(code), label, kind);
    let mut site = LedgerDefinition::blank(name("site"), "工程", RecordKind::Stock);
    site.fields = vec![field("name", "名称", FieldKind::Text { characters_max: 9 })];
    let mut visit = LedgerDefinition::blank(name("visit"), "巡查", RecordKind::Event);
    let site_id = FieldKind::Reference { ledger: name("site") };
    visit.fields = vec![field("on", "日期", FieldKind::Day), field("site_id", "所在工程", site_id)];
    visit.times.on = Some(name("on"));
    let catalogue = Catalogue::new([site, visit]).unwrap();
    let cases = [
        ("ref('a')", "ref_value", ""),
        ("count(site@end)", "site", ""),
        ("count(visit@in where site_id.name = '甲')", "site visit", ""),
        ("count(site@end where exists(visit@in where site_id = $.id))", "site visit", ""),
        ("vcount(each(visit@in, site_id, count()) >= ref('a'))", "ref_value visit", ""),
        ("vsum(per(week, visit@in where site_id.name = '甲', count()))", "site visit", ""),
        ("area_km2('全区') * count(site@end)", "site", "全区"),
    ];
    for (text, ledgers, zones) in cases {
        let reach = Formula::read(&catalogue, text).unwrap().reach();
        let names: Vec<&str> = reach.ledgers.iter().map(Name::as_str).collect();
        assert_eq!(names.join(" "), ledgers, "{text}");
        assert_eq!(Vec::from_iter(reach.zones).join(" "), zones, "{text}");
    }
}
