//! The rows that a plan demands, the states that they take, and where possible doubles wait.

use super::*;
use crate::{FieldDefinition, FieldKind, LedgerDefinition, RecordKind, State, StateMove, Workflow};
use proptest::prelude::*;

fn name(code: &str) -> Name {
    Name::parse(code).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

/// Monday to Friday, but not the first week of October.
fn is_working(at: Day) -> bool {
    !at.is_weekend() && !(day("2021-10-01")..=day("2021-10-07")).contains(&at)
}

fn plan(rhythm: PlanRhythm) -> ExpectedPlan {
    ExpectedPlan {
        subjects: name("outfall"),
        where_: None,
        subject_field: name("outfall_id"),
        day_field: name("logged_on"),
        rhythm,
        each_of: None,
        due: None,
    }
}

fn served(records: &[&str]) -> Vec<PlanSubject> {
    let subject = |record: &&str| PlanSubject {
        record: (*record).to_owned(),
        unit_code: "333006".to_owned(),
    };
    records.iter().map(subject).collect()
}

#[test]
fn rows_fall_on_the_days_of_their_rhythm() {
    use PlanRhythm::{EveryDay, EveryMonth, EveryWeek, EveryWorkingDay};
    let cases = [
        (EveryDay, ("2021-02-27", "2021-03-02"), "02-27 02-28 03-01 03-02"),
        (EveryDay, ("2021-02-27", "2021-02-27"), "02-27"),
        // 30 September 2021 is a Thursday; the week after is off.
        (EveryWorkingDay, ("2021-09-30", "2021-10-11"), "09-30 10-08 10-11"),
        (EveryWorkingDay, ("2021-10-02", "2021-10-03"), ""),
        // A week belongs to the period that its Monday lies in.
        (EveryWeek, ("2021-01-01", "2021-01-18"), "01-04 01-11 01-18"),
        (EveryWeek, ("2021-01-05", "2021-01-10"), ""),
        (EveryMonth, ("2021-01-01", "2021-03-31"), "01-01 02-01 03-01"),
        (EveryMonth, ("2021-01-02", "2021-02-28"), "02-01"),
    ];
    for (rhythm, (from, to), expected) in cases {
        let days = plan(rhythm).days(period(from, to), is_working);
        let shown: Vec<String> =
            days.iter().map(|day| day.to_string().split_off("2021-".len())).collect();
        assert_eq!(shown.join(" "), expected, "{rhythm:?} {from} {to}");
    }
}

#[test]
fn everyone_that_is_served_has_a_row_of_the_own_unit() {
    let rows =
        plan(PlanRhythm::EveryDay).rows_on(day("2021-08-12"), &served(&["A", "B"]), is_working);
    assert_eq!(rows.len(), 2);
    for (row, record) in rows.iter().zip(["A", "B"]) {
        assert_eq!(row.unit_code, "333006");
        assert_eq!(row.due, day("2021-08-12"));
        let expected = BTreeMap::from([
            (name("outfall_id"), Cell::Text(record.to_owned())),
            (name("logged_on"), Cell::Whole(day("2021-08-12").number().into())),
        ]);
        assert_eq!(row.cells, expected);
    }
    let nobody = plan(PlanRhythm::EveryDay).rows_on(day("2021-08-12"), &[], is_working);
    assert_eq!(nobody, []);
}

#[test]
fn each_value_of_the_further_field_has_a_row() {
    let values = vec!["岗位工资".to_owned(), "补贴".to_owned()];
    let plan =
        ExpectedPlan { each_of: Some((name("item"), values)), ..plan(PlanRhythm::EveryMonth) };
    let rows = plan.rows_on(day("2021-01-01"), &served(&["A", "B"]), is_working);
    let items: Vec<&Cell> = rows.iter().map(|row| &row.cells[&name("item")]).collect();
    let text = |text: &str| Cell::Text(text.to_owned());
    let (pay, more) = (text("岗位工资"), text("补贴"));
    assert_eq!(items, [&pay, &more, &pay, &more]);
}

#[test]
fn a_row_is_due_so_many_days_after_its_own() {
    let cases = [
        ("2021-01-01", 14, false, "2021-01-15"),
        ("2021-01-01", 0, false, "2021-01-01"),
        // Days off count among days, and not among working days.
        ("2021-09-30", 3, false, "2021-10-03"),
        ("2021-09-30", 3, true, "2021-10-12"),
        ("2021-10-02", 0, true, "2021-10-02"),
        ("2021-10-02", 1, true, "2021-10-08"),
    ];
    for (on, days, working_days, expected) in cases {
        let due = PlanDue { field: name("due_on"), days, working_days };
        let plan = ExpectedPlan { due: Some(due), ..plan(PlanRhythm::EveryMonth) };
        let rows = plan.rows_on(day(on), &served(&["A"]), is_working);
        assert_eq!(rows[0].due, day(expected), "{on} {days} {working_days}");
        let cell = &rows[0].cells[&name("due_on")];
        assert_eq!(*cell, Cell::Whole(day(expected).number().into()));
    }
}

fn grid(expected: Option<ExpectedPlan>) -> LedgerDefinition {
    let state = |code, counts| State { code: name(code), label: code.to_owned(), counts };
    let way = |from, to, by_reviewer| StateMove {
        from: name(from),
        to: name(to),
        label: String::new(),
        by_reviewer,
        with_reason: by_reviewer,
        guard: None,
    };
    let workflow = Workflow {
        code: name("grid"),
        states: vec![
            state("expected", true),
            state("registered", true),
            state("exempted", false),
            state("voided", false),
        ],
        moves: vec![
            way("expected", "exempted", true),
            way("exempted", "expected", true),
            way("expected", "registered", false),
            way("registered", "voided", true),
        ],
    };
    let mut ledger = LedgerDefinition::blank(name("log"), "记录", RecordKind::Grid);
    ledger.fields = vec![FieldDefinition::blank(name("logged_on"), "日期", FieldKind::Day)];
    LedgerDefinition { workflow, expected, ..ledger }
}

#[test]
fn who_enters_a_row_that_a_plan_makes_fills_it_in() {
    let code = |state: Option<&State>| state.map(|state| state.code.to_string());
    let planned = grid(Some(plan(PlanRhythm::EveryDay)));
    assert_eq!(code(planned.entered()).as_deref(), Some("registered"));
    assert_eq!(code(planned.demanded()).as_deref(), Some("expected"));
    // Without a plan a person writes down what is to be done, and fills it in later.
    assert_eq!(code(grid(None).entered()).as_deref(), Some("expected"));
    let event = LedgerDefinition::blank(name("log"), "记录", RecordKind::Event);
    assert_eq!(code(event.entered()).as_deref(), Some("recorded"));
    assert_eq!(code(event.demanded()), None);
}

#[test]
fn only_what_counts_no_more_and_stays_so_is_given_up() {
    let ledger = grid(None);
    let given_up: Vec<&str> = ledger
        .workflow
        .states
        .iter()
        .filter(|state| ledger.is_given_up(state))
        .map(|state| state.code.as_str())
        .collect();
    assert_eq!(given_up, ["voided"]);
}

#[test]
fn a_possible_double_waits_where_the_ledger_looks_for_them_and_a_way_leads_there() {
    let state = |code, counts| State { code: name(code), label: code.to_owned(), counts };
    let way = StateMove {
        from: name("registered"),
        to: name("suspect"),
        label: String::new(),
        by_reviewer: false,
        with_reason: false,
        guard: None,
    };
    let workflow = |moves| Workflow {
        code: name("usual"),
        states: vec![state("registered", true), state("suspect", false)],
        moves,
    };
    let ledger = |moves, suspects| LedgerDefinition {
        workflow: workflow(moves),
        suspects,
        ..LedgerDefinition::blank(name("log"), "记录", RecordKind::Event)
    };
    for (ledger, held) in [
        (ledger(vec![way.clone()], vec![name("title")]), true),
        (ledger(vec![way], vec![]), false),
        (ledger(vec![], vec![name("title")]), false),
    ] {
        assert_eq!(ledger.held_back().is_some(), held, "{ledger:?}");
    }
}

proptest! {
    /// However a period is cut in two, together its parts demand the same days.
    #[test]
    fn a_period_in_parts_demands_what_it_demands_whole(
        first in 18_000_i32..19_000, length in 1_i32..200, cut in 0_i32..200,
    ) {
        use PlanRhythm::{EveryDay, EveryMonth, EveryWeek, EveryWorkingDay};
        let at = |number| Day::from_number(number).unwrap();
        let cut = cut % length;
        let whole = Period::new(at(first), at(first + length)).unwrap();
        let before = Period::new(at(first), at(first + cut)).unwrap();
        let after = Period::new(at(first + cut + 1), at(first + length)).unwrap();
        for rhythm in [EveryDay, EveryWorkingDay, EveryWeek, EveryMonth] {
            let plan = plan(rhythm);
            let mut parts = plan.days(before, is_working);
            parts.extend(plan.days(after, is_working));
            prop_assert_eq!(plan.days(whole, is_working), parts);
        }
    }
}
