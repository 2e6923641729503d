//! The rows of ledgers with a plan are those that the plan demands, whether filled in or not.

use super::{Generated, catalogue, cell, entered, text, year, yes};
use documents::rules::shipped_calendar;
use ledgers::{Cell, ExpectedRow, LedgerDefinition, PlanSubject};
use std::collections::BTreeSet;
use vocabulary::{Day, FiscalYear, Period};

/// The key of a row in words: whom it serves, the day, the value of the further field.
type Key = (String, Cell, String);

/// What the plan of a ledger demands in the whole year of those that are served.
fn demanded(ledger: &LedgerDefinition, served: impl Fn(&Generated, Day) -> bool) -> BTreeSet<Key> {
    let plan = ledger.expected.as_ref().unwrap();
    let calendar = shipped_calendar().unwrap();
    let is_working = |day| calendar.is_working_day(day).value;
    let whole_year = Period::year(FiscalYear::new(2021).unwrap()).unwrap();
    let mut keys = BTreeSet::new();
    for day in plan.days(whole_year, is_working) {
        let subjects = entered(year()).filter(|row| row.ledger == plan.subjects);
        let subjects = subjects
            .filter(|row| row.valid_from.is_some_and(|from| from <= day) && served(row, day))
            .map(|row| PlanSubject { record: row.key.clone(), unit_code: row.unit_code.clone() });
        let subjects: Vec<PlanSubject> = subjects.collect();
        let rows = plan.rows_on(day, &subjects, is_working);
        keys.extend(rows.iter().map(|row| key_of_row(ledger, row)));
    }
    keys
}

fn key_of_row(ledger: &LedgerDefinition, row: &ExpectedRow) -> Key {
    let plan = ledger.expected.as_ref().unwrap();
    let text = |cell: Option<&Cell>| match cell {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let item = plan.each_of.as_ref().and_then(|(field, _)| row.cells.get(field));
    let subject = text(row.cells.get(&plan.subject_field));
    (subject, row.cells[&plan.day_field].clone(), text(item))
}

/// What the year has of a ledger, without what no plan demands.
fn made(ledger: &LedgerDefinition, planned: impl Fn(&Generated) -> bool) -> BTreeSet<Key> {
    let plan = ledger.expected.as_ref().unwrap();
    let rows = entered(year()).filter(|row| row.ledger == ledger.code && planned(row));
    let key = |row: &Generated| {
        let item = plan.each_of.as_ref().map(|(field, _)| text(row, field.as_str()).to_owned());
        let day = cell(row, plan.day_field.as_str()).unwrap().clone();
        (row.references[&plan.subject_field].clone(), day, item.unwrap_or_default())
    };
    rows.map(key).collect()
}

#[test]
fn every_outfall_that_is_cleaned_daily_has_a_row_on_every_day_and_nothing_else_has() {
    let catalogue = catalogue();
    let ledger = catalogue.ledger("clean_log").unwrap();
    let is_served = |row: &Generated, _: Day| {
        text(row, "kind") == "沟口"
            && yes(row, "cleaned_daily") == Some(true)
            && text(row, "status") != "报废"
    };
    let demanded = demanded(ledger, is_served);
    assert_eq!(demanded.len(), 24 * 365);
    assert_eq!(made(ledger, |_| true), demanded);
}

#[test]
fn every_agency_and_dispatched_worker_has_a_line_for_each_item_of_every_month() {
    let catalogue = catalogue();
    let ledger = catalogue.ledger("pay_line").unwrap();
    let is_served = |row: &Generated, on: Day| {
        let leaves = super::day(row, "leave_on");
        ["人事代理", "劳务派遣"].contains(&text(row, "kind"))
            && leaves.is_none_or(|last| last >= on)
    };
    let demanded = demanded(ledger, is_served);
    assert_eq!(demanded.len(), (28 + 13) * 12 * 5);
    // The fee of the agency is paid for dispatched workers alone, so the plan cannot demand it.
    assert_eq!(made(ledger, |row| text(row, "item") != "派遣管理费"), demanded);
}

#[test]
fn the_pay_day_of_the_plan_is_that_of_the_year() {
    let catalogue = catalogue();
    let plan = catalogue.ledger("pay_line").unwrap().expected.clone().unwrap();
    for row in entered(year()).filter(|row| row.ledger.as_str() == "pay_line") {
        let month = super::day(row, "month").unwrap();
        let subject = PlanSubject { record: String::new(), unit_code: String::new() };
        let due = plan.rows_on(month, &[subject], |_| true)[0].due;
        assert_eq!(super::day(row, "pay_day"), Some(due), "{}", row.key);
    }
}
