//! The book over what is shipped, with an indicator added to it.

use super::*;
use fixtures::builder::SheetBuilder;

fn ledgers() -> Vec<StoredDefinition> {
    let shipped = shipped_ledgers().unwrap();
    let stored = |ledger: &LedgerDefinition| StoredDefinition {
        code: ledger.code.to_string(),
        version: 1,
        text: write_ledger(ledger),
    };
    shipped.iter().map(stored).collect()
}

fn version(number: i32, indicator: &IndicatorDefinition) -> IndicatorVersion {
    IndicatorVersion {
        code: indicator.code.to_string(),
        version: number,
        text: write_indicator(indicator),
        reason: String::new(),
        made_at: 0,
        made_by: "程序".into(),
    }
}

/// The first shipped indicator.
fn archive() -> IndicatorDefinition {
    shipped_indicators().unwrap().remove(0)
}

fn changed(from: &str, formula: &str) -> IndicatorDefinition {
    let mut indicator = archive();
    indicator.in_force_from = Day::parse(from).unwrap();
    indicator.literal.formula = formula.to_owned();
    indicator
}

#[test]
fn a_day_is_measured_with_the_version_in_force_and_early_days_with_the_first() {
    let versions = vec![
        version(1, &changed("2026-01-01", "count(archive_job@in)")),
        version(2, &changed("2026-07-01", "count(archive_job@open)")),
        version(3, &changed("2026-07-01", "count(archive_job@due)")),
    ];
    let book = Book::read(&ledgers(), versions).unwrap();
    let indicator = book.indicator("archive_completion").unwrap();
    let on = |day| indicator.on(Day::parse(day).unwrap()).definition.version;
    assert_eq!((on("2021-12-31"), on("2026-06-30"), on("2026-07-01")), (1, 1, 3));
    assert_eq!(indicator.newest().definition.version, 3);
    let numbers: Vec<u32> = indicator.versions().map(|one| one.definition.version).collect();
    assert_eq!(numbers, [3, 2, 1]);
}

#[test]
fn a_row_is_served_by_what_its_indicator_says_on_the_day() {
    let mut later = changed("2026-07-01", "count(archive_job@in)");
    later.serves[0].name = "另一个名称".into();
    let versions = vec![version(1, &archive()), version(2, &later)];
    let book = Book::read(&ledgers(), versions).unwrap();
    let served = &archive().serves[0];
    let cells = ["产出指标", "质量指标", &served.name, &served.definition, "≥100%"];
    let sheet = SheetBuilder::new(1, "项目").indicator(cells).build();
    let row = &sheet.indicators[0];
    let on = |day| book.serving(1, row, Day::parse(day).unwrap()).is_some();
    assert!(on("2026-06-30"));
    assert!(!on("2026-07-01"));
}

#[test]
fn an_indicator_that_needs_itself_or_one_that_is_not_there_is_refused() {
    let refused = |formula: &str| {
        let told = Book::read(&ledgers(), vec![version(1, &changed("2026-01-01", formula))]);
        told.map(|_| ()).unwrap_err().to_string()
    };
    assert!(refused("same('archive_completion') + 1").contains("循环引用"), "needs itself");
    assert!(refused("same('no_such')").contains("“no_such”不在指标库中"));
    assert!(refused("count(archive_jobs@in)").contains("的公式有误：第7个字"));
}
