//! Texts that mean something to a database mean nothing to ours (reliability C6): what is searched,
//! filtered and measured gives what a plain comparison of texts gives, and changes nothing.

use crate::bureau::{day, facilities, half_year, measured, name, prepare};
use crate::place::{Place, clerk};
use indicators::Formula;
use ledgers::language::{Checker, Scope, Typed, parse};
use ledgers::{Catalogue, Cell, print_cell};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::BTreeSet;
use store::{Asked, Entering, NewRecord, RecordFilter, Recorded, Side, StoredRecord};
use vocabulary::Ratio;

crate::on_both_databases! {
    a_search_for_a_hostile_text_finds_what_holds_it_and_changes_nothing,
    a_condition_on_a_hostile_text_is_a_comparison,
    a_figure_and_its_records_take_a_hostile_text_as_a_text,
    the_same_texts_put_into_a_statement_do_harm,
}

/// Quotation marks, ends of statements, comments, wildcards, escapes and functions of both
/// databases; some hold others.
const HOSTILE: [&str; 28] = [
    "'",
    "''",
    "\"",
    "`",
    "\\",
    "\\'",
    "%",
    "_",
    "%_%",
    "[a-z]*",
    ";",
    "--",
    "/*",
    "*/",
    "$1",
    "?",
    ":1",
    "@end",
    "$$",
    "$$;select$$",
    "' or '1'='1",
    "' or 1=1 --",
    "') or ('1'='1",
    "'; drop table ledger_facility; --",
    "' union select login, password from accounts --",
    "'||(select password from accounts limit 1)||'",
    "1; update ledger_facility set current = false",
    "＇ or ＇1＇=＇1",
];

/// A record for each text, which is its number; one besides that is none of them.
async fn filled(place: &Place) -> Catalogue {
    let catalogue = prepare(place).await;
    let record = |text: &str| NewRecord {
        unit_code: "333002".into(),
        valid_from: Some(day("2021-01-01")),
        cells: [(name("number"), Cell::Text(text.to_owned()))].into(),
        remark: text.to_owned(),
    };
    let records: Vec<NewRecord> = HOSTILE.iter().chain(&["A1"]).map(|text| record(text)).collect();
    let entering = Entering {
        catalogue: &catalogue,
        ledger: catalogue.ledger("facility").unwrap(),
        records: &records,
        origin: "录入",
        today: day("2021-07-31"),
        client_key: None,
        only_check: false,
    };
    let entered = place.store.enter_records(&clerk("333"), entering).await.unwrap();
    assert!(matches!(entered, Recorded::Entered(_)), "{entered:?}");
    catalogue
}

fn filter<'a>(words: &'a str, state: &'a str, condition: Option<&'a Typed>) -> RecordFilter<'a> {
    RecordFilter { condition, words, state, as_of: day("2021-07-31"), limit: 100, offset: 0 }
}

fn number(record: &StoredRecord) -> String {
    let ledger = facilities();
    let field = ledger.field("number").unwrap();
    print_cell(field, &record.cells[&field.code])
}

async fn found(
    place: &Place,
    catalogue: &Catalogue,
    filter: &RecordFilter<'_>,
) -> BTreeSet<String> {
    let ledger = catalogue.ledger("facility").unwrap();
    let page = place.store.records(&clerk("333"), catalogue, ledger, filter).await.unwrap();
    assert_eq!(page.total, page.records.len() as u64);
    let after =
        place.store.records_after(&clerk("333"), (catalogue, ledger), filter, None).await.unwrap();
    assert_eq!(after, page.records);
    page.records.iter().map(number).collect()
}

fn that(holds: impl Fn(&str) -> bool) -> BTreeSet<String> {
    HOSTILE
        .iter()
        .chain(&["A1"])
        .filter(|text| holds(text))
        .map(|text| (*text).to_owned())
        .collect()
}

/// Every record, entry of the trail and definition is as it was.
async fn nothing_changed(place: &Place, catalogue: &Catalogue, head: u64) {
    assert_eq!(found(place, catalogue, &filter("", "", None)).await, that(|_| true));
    assert_eq!(place.store.trail_head().await.unwrap().number, head);
    place.store.verify().await.unwrap();
}

fn condition(catalogue: &Catalogue, text: &str) -> Typed {
    let parsed = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let scope = Scope::Record(catalogue.ledger("facility").unwrap());
    Checker::check_truth(catalogue, &parsed, scope).unwrap()
}

/// The text as the language writes it: a mark within is written twice.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

async fn a_search_for_a_hostile_text_finds_what_holds_it_and_changes_nothing(place: &Place) {
    let catalogue = filled(place).await;
    let head = place.store.trail_head().await.unwrap().number;
    for text in HOSTILE {
        let holding = that(|number| number.contains(text));
        assert_eq!(found(place, &catalogue, &filter(text, "", None)).await, holding, "{text}");
        assert!(found(place, &catalogue, &filter("", text, None)).await.is_empty(), "{text}");
    }
    nothing_changed(place, &catalogue, head).await;
}

async fn a_condition_on_a_hostile_text_is_a_comparison(place: &Place) {
    let catalogue = filled(place).await;
    let head = place.store.trail_head().await.unwrap().number;
    for text in HOSTILE {
        let written = quoted(text);
        for (asked, same) in [
            (format!("number = {written}"), true),
            (format!("number in [{written}]"), true),
            (format!("not number = {written}"), false),
            (format!("编号 != {written}"), false),
        ] {
            let condition = condition(&catalogue, &asked);
            let wanted = that(|number| (number == text) == same);
            let filter = filter("", "", Some(&condition));
            assert_eq!(found(place, &catalogue, &filter).await, wanted, "{asked}");
        }
    }
    nothing_changed(place, &catalogue, head).await;
}

async fn a_figure_and_its_records_take_a_hostile_text_as_a_text(place: &Place) {
    let catalogue = filled(place).await;
    let head = place.store.trail_head().await.unwrap().number;
    for text in HOSTILE {
        let formula = format!("count(facility@end where number = {})", quoted(text));
        let value = measured(place, &catalogue, &formula, half_year()).await.value();
        assert_eq!(value, Some(Ratio::whole(1)), "{formula}");
        let formula = Formula::read(&catalogue, &formula).unwrap();
        let source = formula.leaves()[0].node.source().unwrap().clone();
        let asked = Asked { catalogue: &catalogue, source: &source, period: half_year() };
        for (side, count) in [(Side::Counted, 1), (Side::LeftOut, HOSTILE.len() as u64)] {
            let page = place.store.explained_records(&clerk("333"), asked, side, (100, 0)).await;
            assert_eq!(page.unwrap().total, count, "{text}");
        }
    }
    nothing_changed(place, &catalogue, head).await;
}

/// The control: a program that put these texts into its statements would be found by them. On
/// SQLite one of them takes the table away.
async fn the_same_texts_put_into_a_statement_do_harm(place: &Place) {
    filled(place).await;
    let raw = place.raw().await;
    let mut harmed = 0;
    for text in HOSTILE {
        let statement = format!("SELECT f_number FROM ledger_facility WHERE f_number = '{text}'");
        let backend = raw.get_database_backend();
        assert!(matches!(backend, DbBackend::Sqlite | DbBackend::Postgres));
        let rows = raw.query_all_raw(Statement::from_string(backend, statement)).await;
        let told = rows.map(|rows| {
            let numbers = rows.iter().map(|row| row.try_get("", "f_number").unwrap());
            numbers.collect::<Vec<String>>()
        });
        if told.is_err() || told.is_ok_and(|numbers| numbers != [text]) {
            harmed += 1;
        }
    }
    assert!(harmed >= 8, "only {harmed} of the texts are dangerous");
}
