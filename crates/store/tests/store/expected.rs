//! Rows that a plan demands: made beforehand, filled in by what is entered, a failure when not.

use crate::bureau::{day, enter, entering, facilities, field, measured, name, record, text};
use crate::place::{Place, administrator, clerk, reviewer};
use indicators::Outcome;
use ledgers::{
    Catalogue, ExpectedPlan, FieldKind, LedgerDefinition, PlanDue, PlanRhythm, RecordKind, State,
    StateMove, TimeFields, Workflow,
};
use procedure::WorkingCalendar;
use store::{
    Changing, Entering, Expecting, RecordChange, RecordFilter, Recorded, StoreError, StoredRecord,
    TrailFilter,
};
use vocabulary::{Period, Ratio};

crate::on_both_databases! {
    a_plan_makes_a_row_for_each_that_is_served_and_making_them_again_makes_none,
    a_log_fills_the_row_that_was_demanded,
    two_logs_of_one_day_are_doubles_also_where_a_row_was_demanded,
    a_correction_of_a_demanded_row_fills_it_in_without_a_reason,
    what_nobody_filled_in_is_a_failure_once_it_is_due,
    an_exempted_row_stays_exempted_and_one_given_up_is_demanded_again,
    only_who_keeps_settings_has_a_plan_carried_out,
}

/// 保洁记录: one row a facility in use and day, to be filled in within two days.
fn logs() -> LedgerDefinition {
    let state = |code, label: &str, counts| State { code: name(code), label: label.into(), counts };
    let way = |from, to, by_reviewer| StateMove {
        from: name(from),
        to: name(to),
        label: format!("{from}-{to}"),
        by_reviewer,
        with_reason: by_reviewer,
        guard: None,
    };
    let facility = FieldKind::Reference { ledger: name("facility") };
    LedgerDefinition {
        fields: vec![
            field("facility_id", "设施", facility),
            field("logged_on", "日期", FieldKind::Day),
            field("due_on", "期限", FieldKind::Day),
            field("done", "完成", FieldKind::YesNo),
            field("note", "说明", text()),
        ],
        key: vec![name("facility_id"), name("logged_on")],
        title: vec![name("logged_on")],
        times: TimeFields {
            on: Some(name("logged_on")),
            due: Some(name("due_on")),
            ..TimeFields::default()
        },
        workflow: Workflow {
            code: name("grid"),
            states: vec![
                state("expected", "应做", true),
                state("registered", "已登记", true),
                state("exempted", "已豁免", false),
                state("voided", "已作废", false),
            ],
            moves: vec![
                way("expected", "registered", false),
                way("expected", "exempted", true),
                way("exempted", "expected", true),
                way("registered", "voided", true),
            ],
        },
        expected: Some(ExpectedPlan {
            subjects: name("facility"),
            where_: Some("status = '可用' and (checked_on is null or checked_on >= @end)".into()),
            subject_field: name("facility_id"),
            day_field: name("logged_on"),
            rhythm: PlanRhythm::EveryDay,
            each_of: None,
            due: Some(PlanDue { field: name("due_on"), days: 2, working_days: false }),
        }),
        ..LedgerDefinition::blank(name("log"), "保洁记录", RecordKind::Grid)
    }
}

/// Two ditch mouths from the beginning, of which B leaves the plan after 2 March, and one that is
/// out of use. Gives the keys of their records.
async fn prepared(place: &Place) -> (Catalogue, Vec<String>) {
    let catalogue = Catalogue::new([facilities(), logs()]).unwrap();
    let all: Vec<_> = catalogue.ledgers().map(|one| (one.clone(), "第一版".to_owned())).collect();
    place.store.add_ledgers(&administrator(), &all).await.unwrap();
    let lines = [
        "number=A status=可用 from=2021-01-01",
        "number=B status=可用 checked_on=2021-03-02 from=2021-01-01",
        "number=C status=停用 from=2021-01-01",
        "number=D status=可用 from=2021-03-02",
    ];
    let ids = enter(place, &catalogue, "facility", &lines).await;
    (catalogue, ids)
}

fn march(from: &str, to: &str) -> Period {
    Period::new(day(&format!("2021-03-{from}")), day(&format!("2021-03-{to}"))).unwrap()
}

async fn expect(place: &Place, catalogue: &Catalogue, period: Period) -> usize {
    let ledger = catalogue.ledger("log").unwrap();
    let calendar = WorkingCalendar::new([]).unwrap();
    let expecting = Expecting { catalogue, ledger, calendar: &calendar, period };
    place.store.expect_rows(&administrator(), expecting).await.unwrap()
}

async fn listed(place: &Place, catalogue: &Catalogue, state: &str) -> Vec<StoredRecord> {
    let filter = RecordFilter {
        condition: None,
        words: "",
        state,
        as_of: day("2021-03-31"),
        limit: 50,
        offset: 0,
    };
    let ledger = catalogue.ledger("log").unwrap();
    place.store.records(&clerk("333"), catalogue, ledger, &filter).await.unwrap().records
}

fn log(facility: &str, on: &str) -> String {
    format!("facility_id={facility} logged_on=2021-03-{on} done=是")
}

async fn share(place: &Place, catalogue: &Catalogue, end: &str) -> Outcome {
    let formula = "pct(count(log@in where done), count(log@in))";
    measured(place, catalogue, formula, march("01", end)).await.outcome
}

fn hundredths(done: i128, of: i128) -> Outcome {
    Outcome::Value(Ratio::new(done * 100, of).unwrap())
}

async fn a_plan_makes_a_row_for_each_that_is_served_and_making_them_again_makes_none(
    place: &Place,
) {
    let (catalogue, ids) = prepared(place).await;
    // A and B on the first day, with D on the second, A and D on the third.
    assert_eq!(expect(place, &catalogue, march("01", "03")).await, 7);
    let before = place.store.trail_head().await.unwrap().number;
    assert_eq!(expect(place, &catalogue, march("01", "03")).await, 0);
    assert_eq!(place.store.trail_head().await.unwrap().number, before);
    assert_eq!(expect(place, &catalogue, march("03", "04")).await, 2);
    let rows = listed(place, &catalogue, "expected").await;
    assert_eq!(rows.len(), 9);
    let of_a: Vec<_> = rows
        .iter()
        .filter(|row| row.cells[&name("facility_id")] == ledgers::Cell::Text(ids[0].clone()))
        .collect();
    assert_eq!(of_a.len(), 4);
    assert!(rows.iter().all(|row| row.unit_code == "333002" && row.origin == "计划"));
    let filter = TrailFilter { limit: 2, ..TrailFilter::default() };
    let told = place.store.trail(&administrator(), &filter).await.unwrap();
    let told: Vec<&str> = told.iter().map(|entry| entry.draft.change.as_str()).collect();
    assert_eq!(
        told,
        [
            "按计划生成“保洁记录”2条应做记录（2021-03-03至2021-03-04）",
            "按计划生成“保洁记录”7条应做记录（2021-03-01至2021-03-03）",
        ]
    );
    place.store.verify().await.unwrap();
}

async fn a_log_fills_the_row_that_was_demanded(place: &Place) {
    let (catalogue, ids) = prepared(place).await;
    expect(place, &catalogue, march("01", "02")).await;
    let demanded = listed(place, &catalogue, "expected").await;
    let lines = [log(&ids[0], "01"), log(&ids[0], "02"), log(&ids[1], "09")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let entered = enter(place, &catalogue, "log", &lines).await;
    let filled: Vec<bool> =
        entered.iter().map(|id| demanded.iter().any(|row| row.record.to_string() == *id)).collect();
    assert_eq!(filled, [true, true, false]);
    assert_eq!(listed(place, &catalogue, "registered").await.len(), 3);
    assert_eq!(listed(place, &catalogue, "expected").await.len(), demanded.len() - 2);
    let ledger = catalogue.ledger("log").unwrap();
    let record = entered[0].parse().unwrap();
    let history = place.store.record_history(&clerk("333"), ledger, record).await.unwrap();
    let told: Vec<_> =
        history.iter().map(|entry| (entry.number, entry.current, entry.origin.as_str())).collect();
    assert_eq!(told, [(1, false, "计划"), (2, true, "录入")]);
    // The rows of those days are there, filled in or not.
    assert_eq!(expect(place, &catalogue, march("01", "02")).await, 0);
    place.store.verify().await.unwrap();
}

async fn two_logs_of_one_day_are_doubles_also_where_a_row_was_demanded(place: &Place) {
    let (catalogue, ids) = prepared(place).await;
    expect(place, &catalogue, march("01", "01")).await;
    let ledger = catalogue.ledger("log").unwrap();
    let records = [record(ledger, &log(&ids[0], "01")), record(ledger, &log(&ids[0], "01"))];
    let both = entering(&catalogue, "log", &records);
    let done = place.store.enter_records(&clerk("333"), both).await.unwrap();
    let Recorded::Refused(faults) = done else { panic!("entered") };
    assert_eq!(faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(listed(place, &catalogue, "registered").await, []);
    let only = &records[..1];
    let with_key = Entering { client_key: Some("once"), ..entering(&catalogue, "log", only) };
    let first = place.store.enter_records(&clerk("333"), with_key).await.unwrap();
    assert_eq!(place.store.enter_records(&clerk("333"), with_key).await.unwrap(), first);
    let again = place.store.enter_records(&clerk("333"), entering(&catalogue, "log", only)).await;
    assert!(matches!(again.unwrap(), Recorded::Refused(_)));
}

async fn a_correction_of_a_demanded_row_fills_it_in_without_a_reason(place: &Place) {
    let (catalogue, ids) = prepared(place).await;
    expect(place, &catalogue, march("01", "01")).await;
    let ledger = catalogue.ledger("log").unwrap();
    let row = listed(place, &catalogue, "expected").await.remove(0);
    let at =
        ids.iter().find(|id| row.cells[&name("facility_id")] == ledgers::Cell::Text((*id).clone()));
    let content = record(ledger, &log(at.unwrap(), "01"));
    let change = |number| RecordChange {
        catalogue: &catalogue,
        ledger,
        record: row.record,
        newest: number,
        changing: Changing::Correction(number),
        content: &content,
        reason: "",
        today: day("2021-03-31"),
    };
    assert_eq!(place.store.change_record(&clerk("333"), &change(1)).await.unwrap(), []);
    let filled = listed(place, &catalogue, "registered").await;
    assert_eq!(filled.iter().map(|one| one.record).collect::<Vec<_>>(), [row.record]);
    // What somebody wrote is corrected with a reason.
    let told = place.store.change_record(&clerk("333"), &change(2)).await.unwrap_err();
    assert_eq!(told.to_string(), "更正需要说明理由，请填写后再提交");
}

async fn what_nobody_filled_in_is_a_failure_once_it_is_due(place: &Place) {
    let (catalogue, ids) = prepared(place).await;
    expect(place, &catalogue, march("01", "02")).await;
    enter(place, &catalogue, "log", &[&log(&ids[0], "01")]).await;
    // On the second nothing but the log is there to be judged: the others are not due.
    assert_eq!(share(place, &catalogue, "02").await, hundredths(1, 1));
    // Those of the first are due on the third: A was cleaned, B was not.
    assert_eq!(share(place, &catalogue, "03").await, hundredths(1, 2));
    // Those of the second on the fourth: neither A nor B nor D.
    assert_eq!(share(place, &catalogue, "04").await, hundredths(1, 5));
}

async fn an_exempted_row_stays_exempted_and_one_given_up_is_demanded_again(place: &Place) {
    let (catalogue, ids) = prepared(place).await;
    expect(place, &catalogue, march("01", "01")).await;
    let ledger = catalogue.ledger("log").unwrap();
    let reviewer = reviewer("333");
    let rows = listed(place, &catalogue, "expected").await;
    let exempted = (rows[0].record, "exempted");
    place.store.move_record(&reviewer, ledger, exempted, "风暴潮").await.unwrap();
    assert_eq!(expect(place, &catalogue, march("01", "01")).await, 0);
    let empty = (rows[1].record, "registered");
    let told = place.store.move_record(&clerk("333"), ledger, empty, "").await.unwrap_err();
    assert_eq!(told.to_string(), "应做记录须填报内容后登记，请用“填报”办理");
    let log = enter(place, &catalogue, "log", &[&log(&ids[0], "05")]).await;
    let voided = (log[0].parse().unwrap(), "voided");
    place.store.move_record(&reviewer, ledger, voided, "虚报").await.unwrap();
    // Without it a false log that was found out would make the share better.
    assert_eq!(expect(place, &catalogue, march("05", "05")).await, 2);
}

async fn only_who_keeps_settings_has_a_plan_carried_out(place: &Place) {
    let (catalogue, _) = prepared(place).await;
    let calendar = WorkingCalendar::new([]).unwrap();
    let ledger = catalogue.ledger("log").unwrap();
    let period = march("01", "01");
    let expecting = Expecting { catalogue: &catalogue, ledger, calendar: &calendar, period };
    let told = place.store.expect_rows(&clerk("333"), expecting).await;
    assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    let none = Expecting { ledger: catalogue.ledger("facility").unwrap(), ..expecting };
    assert_eq!(place.store.expect_rows(&administrator(), none).await.unwrap(), 0);
}
