//! The problems that were planted on purpose: `ledgers.md` 7.3, told in `docs/demo.md`.

use super::{Generated, Step, day, entered, text, whole, year, yes};
use ledgers::Cell;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Day;

fn rows(ledger: &str) -> impl Iterator<Item = &'static Generated> {
    entered(year()).filter(move |row| row.ledger.as_str() == ledger)
}

fn row(ledger: &str, key: &str) -> &'static Generated {
    rows(ledger).find(|row| row.key == key).unwrap()
}

fn on(month: u32, of_month: u32) -> Day {
    Day::new(2021, month, of_month).unwrap()
}

/// Rows that their ledger has to refuse.
fn refused(ledger: &str) -> Vec<&'static Generated> {
    let steps = year().iter().filter_map(|step| match step {
        Step::Refused(row) if row.ledger.as_str() == ledger => Some(row),
        Step::Refused(_) | Step::Enter(_) | Step::Change(_) | Step::End(_) => None,
    });
    steps.collect()
}

#[test]
fn two_applications_over_spring_festival_end_on_either_side_of_the_limit() {
    let trap = |key: &str| {
        let row = row("approval", key);
        assert_eq!(day(row, "received_on"), Some(on(2, 5)));
        assert_eq!(day(row, "due_on"), Some(on(2, 24)));
        day(row, "decided_on").unwrap()
    };
    assert_eq!([trap("YS-2021-0002"), trap("YS-2021-0003")], [on(2, 22), on(2, 25)]);
}

#[test]
fn a_stop_of_the_clock_makes_an_application_timely() {
    let stop = rows("clock_stop").next().unwrap();
    let approval = &stop.references[&ledgers::Name::parse("approval_id").unwrap()];
    let approval = row("approval", approval);
    assert!(day(approval, "decided_on") <= day(approval, "due_on"));
    assert_eq!(rows("clock_stop").count(), 1);
}

#[test]
fn twenty_contacts_are_duplicates_and_the_plan_is_reached_by_seventy_new_ones() {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut new: BTreeSet<&str> = BTreeSet::new();
    let mut again = 0;
    for row in rows("contact") {
        let code = text(row, "uscc");
        if !known.insert(code) {
            again += 1;
        } else if day(row, "first_met").unwrap().year() == 2021 {
            new.insert(code);
        }
    }
    assert_eq!((again, new.len()), (20, 70));
    let held = rows("contact").filter(|row| state(row) == Some("suspect"));
    assert_eq!(held.count(), 6);
}

fn state(row: &Generated) -> Option<&str> {
    row.state.as_ref().map(ledgers::Name::as_str)
}

#[test]
fn a_lesson_with_too_many_pupils_and_a_payment_without_decision_are_refused() {
    let lessons = refused("edu_session");
    assert!(lessons.iter().all(|row| whole(row, "attended") > whole(row, "enrolled")));
    assert_eq!((lessons.len(), refused("payment").len()), (1, 1));
}

/// Patrols by the Monday of their week, as days since 1970.
fn weeks() -> BTreeMap<i64, usize> {
    let mut weeks = BTreeMap::new();
    for row in rows("inspection").filter(|row| text(row, "kind") == "巡查") {
        let day = whole(row, "checked_on").unwrap();
        *weeks.entry(day - (day + 3).rem_euclid(7)).or_default() += 1;
    }
    weeks
}

#[test]
fn one_ordinary_week_and_that_of_spring_festival_have_too_few_patrols() {
    let whole_weeks = weeks().into_iter().take(51);
    let short: Vec<(i64, usize)> = whole_weeks.filter(|(_, patrols)| *patrols < 10).collect();
    let monday = |month, day| i64::from(on(month, day).number());
    assert_eq!(short, [(monday(2, 8), 2), (monday(9, 6), 8)]);
}

#[test]
fn no_site_is_visited_twice_in_a_week_and_half_of_the_visits_find_something() {
    let patrols: Vec<_> = rows("inspection").filter(|row| text(row, "kind") == "巡查").collect();
    let target = ledgers::Name::parse("target_id").unwrap();
    let visits = patrols.iter().map(|row| {
        let day = whole(row, "checked_on").unwrap();
        (day - (day + 3).rem_euclid(7), &row.references[&target])
    });
    assert_eq!(visits.collect::<BTreeSet<_>>().len(), patrols.len());
    let found = patrols.iter().filter(|row| whole(row, "findings") > Some(0)).count();
    assert!((48..=56).contains(&(found * 100 / patrols.len())), "{found}");
}

#[test]
fn one_cleaning_log_is_missing() {
    let missing: Vec<_> = rows("clean_log").filter(|row| state(row) == Some("expected")).collect();
    assert_eq!(
        missing.iter().map(|row| day(row, "logged_on")).collect::<Vec<_>>(),
        [Some(on(8, 12))]
    );
    assert!(yes(missing[0], "done").is_none());
}

#[test]
fn one_payment_is_suspended_and_no_other_waits() {
    let waiting = rows("payment").filter(|row| text(row, "status") == "审批");
    let waiting: Vec<_> = waiting.collect();
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].remark.contains("暂停支付") && day(waiting[0], "paid_on").is_none());
}

#[test]
fn agency_work_is_over_the_plan_literally_and_under_it_when_capped() {
    let tasks: Vec<(i64, i64)> = rows("task")
        .map(|row| (whole(row, "done_qty").unwrap(), whole(row, "plan_qty").unwrap()))
        .collect();
    let planned: i64 = tasks.iter().map(|(_, planned)| planned).sum();
    let done: i64 = tasks.iter().map(|(done, _)| done).sum();
    let capped: i64 = tasks.iter().map(|(done, planned)| done.min(planned)).sum();
    assert_eq!(done * 10_000 / planned, 10_125);
    assert_eq!(capped * 10_000 / planned, 9_958);
}

#[test]
fn one_of_the_agency_staff_was_paid_too_little_and_one_too_late() {
    let lines = || rows("pay_line").filter(|row| text(row, "project") == "P09");
    let people = |lines: Vec<&'static Generated>| {
        let person = ledgers::Name::parse("person_id").unwrap();
        lines.iter().map(|row| row.references[&person].clone()).collect::<BTreeSet<_>>().len()
    };
    let short = lines().filter(|row| whole(row, "paid_fen") < whole(row, "due_fen")).collect();
    let late = lines().filter(|row| whole(row, "paid_on") > whole(row, "pay_day")).collect();
    assert_eq!((people(short), people(late), people(lines().collect())), (1, 1, 28));
}

#[test]
fn one_siren_was_not_looked_at_for_more_than_ninety_five_days() {
    let mut looked: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows("facility").filter(|row| text(row, "kind") == "警报器") {
        looked.insert(&row.key, whole(row, "status_on").unwrap());
    }
    for step in year() {
        if let Step::Change(change) = step
            && let Some(last) = looked.get_mut(change.key.as_str())
            && let Some(Cell::Whole(on)) =
                change.cells.get(&ledgers::Name::parse("status_on").unwrap())
        {
            *last = *on;
        }
    }
    let end = i64::from(on(12, 31).number());
    let stale = looked.iter().filter(|(_, last)| end - **last > 95);
    assert_eq!(stale.map(|(key, _)| *key).collect::<Vec<_>>(), ["警报器/JB-009", "警报器/JB-033"]);
}

#[test]
fn no_siren_was_sounded_on_the_day_that_leaves_the_district_out() {
    for row in rows("siren_test") {
        assert_ne!(text(row, "kind"), "统一试鸣");
        assert_ne!(day(row, "tested_on"), Some(on(9, 18)));
    }
}

/// Good answers and valid ones of a survey; all answers for the one that counts them.
fn answered(survey: &str) -> (usize, usize) {
    let rows = rows("survey_response").filter(|row| row.key.starts_with(survey));
    let valid: Vec<_> = rows.filter(|row| yes(row, "valid") == Some(true)).collect();
    let said =
        |row: &&&Generated| survey == "S08" || !["不清楚", "未答"].contains(&text(row, "answer"));
    let good = |row: &&&Generated| ["很满意", "满意"].contains(&text(row, "answer"));
    (valid.iter().filter(good).count(), valid.iter().filter(said).count())
}

#[test]
fn surveys_meet_their_targets_or_miss_them_as_told() {
    let reached = |survey: &str| {
        let (good, valid) = answered(survey);
        good * 1_000 / valid
    };
    // Target in percent, and whether it is met.
    let targets = [
        ("S01", 80, true),
        ("S02", 85, true),
        ("S03", 80, true),
        ("S04", 90, true),
        ("S05", 80, false),
        ("S06", 80, true),
        ("S07", 85, true),
        ("S08", 80, true),
        ("S09", 90, true),
        ("S10", 95, true),
        ("S11", 95, true),
        ("S12", 95, false),
        ("S13", 95, false),
    ];
    for (survey, target, met) in targets {
        assert_eq!(reached(survey) > target * 10, met, "{survey} {}", reached(survey));
    }
}

#[test]
fn the_interval_of_two_surveys_holds_their_target() {
    // Wilson at 95 %, `ledgers.md` 4.4.
    let holds = |survey: &str, target: f64| {
        let (good, valid) = answered(survey);
        let (good, valid) =
            (f64::from(u32::try_from(good).unwrap()), f64::from(u32::try_from(valid).unwrap()));
        let (share, z) = (good / valid, 1.96_f64);
        let middle = (share + z * z / (2.0 * valid)) / (1.0 + z * z / valid);
        let half = z / (1.0 + z * z / valid)
            * (share * (1.0 - share) / valid + z * z / (4.0 * valid * valid)).sqrt();
        middle - half < target && target < middle + half
    };
    assert!(holds("S02", 0.85) && holds("S05", 0.80));
    assert!(!holds("S01", 0.80) && !holds("S12", 0.95));
}

#[test]
fn one_patrol_was_written_down_after_its_period_was_closed() {
    let late: Vec<_> = entered(year()).filter(|row| row.entered_late_on.is_some()).collect();
    assert_eq!(late.len(), 1);
    let checked = day(late[0], "checked_on").unwrap();
    assert!(checked <= on(10, 31) && late[0].entered_late_on > Some(on(10, 31)));
}

#[test]
fn of_nine_people_of_civil_defence_one_does_not_excel() {
    let results = rows("training_result").filter(|row| text(row, "topic") == "人防");
    let excellent = results.filter(|row| text(row, "grade") == "优秀");
    let person = ledgers::Name::parse("person_id").unwrap();
    let people: BTreeSet<_> = excellent.map(|row| &row.references[&person]).collect();
    assert_eq!(people.len(), 8);
}

#[test]
fn all_but_one_group_of_data_is_cited_by_a_report() {
    let batch = ledgers::Name::parse("batch_id").unwrap();
    let cited: BTreeSet<_> = rows("report_source").map(|row| &row.references[&batch]).collect();
    assert_eq!((cited.len(), rows("market_batch").count()), (71, 72));
}

#[test]
fn no_accident_counts() {
    for row in rows("incident") {
        assert_eq!((text(row, "grade"), text(row, "responsibility")), ("未达等级", "非责任"));
    }
    assert_eq!(rows("incident").count(), 1);
}
