//! Possible doubles: held back when they are entered, until a person decides.

use crate::bureau::{day, entering, facilities, field, measured, name, record, references, text};
use crate::place::{Place, administrator, clerk, reviewer};
use indicators::Outcome;
use ledgers::{
    Catalogue, FieldKind, LedgerDefinition, RecordKind, State, StateMove, TimeFields, Workflow,
};
use store::{RecordId, Recorded, TrailFilter};
use vocabulary::{Period, Ratio};

crate::on_both_databases! {
    what_says_the_same_as_an_earlier_record_is_held_back_and_does_not_count,
    of_two_in_one_table_the_second_is_held_back,
    what_is_left_open_is_not_the_same_but_one_of_several_references_is_enough,
    a_decision_lets_a_record_count_or_gives_it_up_and_is_told_in_the_trail,
    a_ledger_without_suspects_holds_nothing_back,
}

/// 巡查: of a facility or of another one, by kind and day.
fn visits() -> LedgerDefinition {
    let state = |code, counts| State { code: name(code), label: code.to_owned(), counts };
    let way = |from, to, label: &str, by_reviewer| StateMove {
        from: name(from),
        to: name(to),
        label: label.to_owned(),
        by_reviewer,
        with_reason: by_reviewer,
        guard: None,
    };
    let facility = || FieldKind::Reference { ledger: name("facility") };
    LedgerDefinition {
        fields: vec![
            field("kind", "类别", text()),
            field("on", "日期", FieldKind::Day),
            field("facility_id", "设施", facility()),
            field("target_id", "工程", facility()),
        ],
        title: vec![name("kind")],
        suspects: vec![name("kind"), name("on"), name("facility_id"), name("target_id")],
        times: TimeFields { on: Some(name("on")), ..TimeFields::default() },
        workflow: Workflow {
            code: name("usual"),
            states: vec![
                state("registered", true),
                state("suspect", false),
                state("voided", false),
            ],
            moves: vec![
                way("registered", "suspect", "标为疑似重复", false),
                way("suspect", "registered", "确认不重复", true),
                way("suspect", "voided", "确认重复并作废", true),
            ],
        },
        ..LedgerDefinition::blank(name("visit"), "巡查", RecordKind::Event)
    }
}

async fn prepared(place: &Place) -> (Catalogue, Vec<String>) {
    let catalogue = Catalogue::new([facilities(), visits(), references()]).unwrap();
    let all: Vec<_> = catalogue.ledgers().map(|one| (one.clone(), "第一版".to_owned())).collect();
    place.store.add_ledgers(&administrator(), &all).await.unwrap();
    let lines = ["number=A from=2021-01-01", "number=B from=2021-01-01"];
    let ids = enter(place, &catalogue, "facility", &lines).await;
    (catalogue, ids.iter().map(ToString::to_string).collect())
}

async fn enter(
    place: &Place,
    catalogue: &Catalogue,
    ledger: &str,
    lines: &[&str],
) -> Vec<RecordId> {
    let definition = catalogue.ledger(ledger).unwrap();
    let records: Vec<_> = lines.iter().map(|line| record(definition, line)).collect();
    match place.store.enter_records(&clerk("333"), entering(catalogue, ledger, &records)).await {
        Ok(Recorded::Entered(ids)) => ids,
        other => panic!("{other:?}"),
    }
}

async fn visit(place: &Place, catalogue: &Catalogue, line: &str) -> RecordId {
    enter(place, catalogue, "visit", &[line]).await[0]
}

async fn held(place: &Place, catalogue: &Catalogue, ids: &[RecordId]) -> Vec<bool> {
    let ledger = catalogue.ledger("visit").unwrap();
    let held = place.store.held_back(&clerk("333"), ledger, ids).await.unwrap();
    ids.iter().map(|id| held.contains(id)).collect()
}

async fn counted(place: &Place, catalogue: &Catalogue) -> Outcome {
    let year = Period::new(day("2021-01-01"), day("2021-12-31")).unwrap();
    measured(place, catalogue, "count(visit@in)", year).await.outcome
}

fn number(number: i128) -> Outcome {
    Outcome::Value(Ratio::whole(number))
}

async fn what_says_the_same_as_an_earlier_record_is_held_back_and_does_not_count(place: &Place) {
    let (catalogue, of) = prepared(place).await;
    let line = format!("kind=巡查 on=2021-03-01 facility_id={}", of[0]);
    let first = visit(place, &catalogue, &line).await;
    let second = visit(place, &catalogue, &line).await;
    let other = visit(place, &catalogue, &line.replace("03-01", "03-02")).await;
    assert_eq!(held(place, &catalogue, &[first, second, other]).await, [false, true, false]);
    assert_eq!(counted(place, &catalogue).await, number(2));
    let ledger = catalogue.ledger("visit").unwrap();
    let twins = place.store.twins_of(&clerk("333"), ledger, second).await.unwrap();
    assert_eq!(twins.iter().map(|twin| twin.record).collect::<Vec<_>>(), [first]);
    let twins = place.store.twins_of(&clerk("333"), ledger, first).await.unwrap();
    assert_eq!(twins.iter().map(|twin| twin.record).collect::<Vec<_>>(), [second]);
    assert_eq!(place.store.twins_of(&clerk("444"), ledger, first).await.unwrap(), []);
    let filter = TrailFilter { action: "record.hold".into(), limit: 9, ..TrailFilter::default() };
    let told = place.store.trail(&administrator(), &filter).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].draft.object_id, second.to_string());
    let change = format!("与记录{first}要素相同，列为“suspect”，核对前不计入统计");
    assert_eq!(told[0].draft.change, change);
    place.store.verify().await.unwrap();
}

async fn of_two_in_one_table_the_second_is_held_back(place: &Place) {
    let (catalogue, of) = prepared(place).await;
    let line = |kind: &str| format!("kind={kind} on=2021-03-01 facility_id={}", of[0]);
    let lines = [line("巡查"), line("安全"), line("巡查"), line("巡查")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let ids = enter(place, &catalogue, "visit", &lines).await;
    assert_eq!(held(place, &catalogue, &ids).await, [false, false, true, true]);
}

async fn what_is_left_open_is_not_the_same_but_one_of_several_references_is_enough(place: &Place) {
    let (catalogue, of) = prepared(place).await;
    let cases = [
        // A reference is there in both; the other is open in both.
        (format!("kind=甲 on=2021-03-01 target_id={}", of[0]), true),
        // No reference at all says nothing of what was visited.
        ("kind=乙 on=2021-03-01".to_owned(), false),
        // Without a day nobody knows whether it was the same.
        (format!("kind=丙 facility_id={}", of[0]), false),
        (format!("kind=丁 on=2021-03-01 facility_id={} target_id={}", of[0], of[1]), true),
    ];
    for (line, doubled) in cases {
        let ids = [visit(place, &catalogue, &line).await, visit(place, &catalogue, &line).await];
        assert_eq!(held(place, &catalogue, &ids).await, [false, doubled], "{line}");
    }
    let first = format!("kind=戊 on=2021-03-01 facility_id={}", of[0]);
    let second = format!("kind=戊 on=2021-03-01 target_id={}", of[0]);
    let ids = [visit(place, &catalogue, &first).await, visit(place, &catalogue, &second).await];
    assert_eq!(held(place, &catalogue, &ids).await, [false, false]);
}

async fn a_decision_lets_a_record_count_or_gives_it_up_and_is_told_in_the_trail(place: &Place) {
    let (catalogue, of) = prepared(place).await;
    let ledger = catalogue.ledger("visit").unwrap();
    let line = format!("kind=巡查 on=2021-03-01 facility_id={}", of[0]);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(visit(place, &catalogue, &line).await);
    }
    let store = &place.store;
    let judge = reviewer("333");
    assert!(
        store.move_record(&clerk("333"), ledger, (ids[1], "registered"), "两组").await.is_err()
    );
    assert!(store.move_record(&judge, ledger, (ids[1], "registered"), "").await.is_err());
    store.move_record(&judge, ledger, (ids[1], "registered"), "两组分别巡查").await.unwrap();
    store.move_record(&judge, ledger, (ids[2], "voided"), "同一次巡查").await.unwrap();
    assert_eq!(counted(place, &catalogue).await, number(2));
    let filter = TrailFilter { action: "record.move".into(), limit: 2, ..TrailFilter::default() };
    let told = store.trail(&administrator(), &filter).await.unwrap();
    let told: Vec<(&str, &str)> = told
        .iter()
        .map(|entry| (entry.draft.change.as_str(), entry.draft.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("确认重复并作废：suspect → voided", "同一次巡查"),
            ("确认不重复：suspect → registered", "两组分别巡查"),
        ]
    );
    // What was given up is no reason to hold back what is entered in its place.
    store.move_record(&clerk("333"), ledger, (ids[0], "suspect"), "").await.unwrap();
    assert_eq!(counted(place, &catalogue).await, number(1));
}

async fn a_ledger_without_suspects_holds_nothing_back(place: &Place) {
    let (catalogue, _) = prepared(place).await;
    let ledger = catalogue.ledger("ref_value").unwrap();
    let ids = enter(place, &catalogue, "ref_value", &["from=2021-01-01 key=a value=1"]).await;
    assert_eq!(place.store.held_back(&clerk("333"), ledger, &ids).await.unwrap(), []);
    assert_eq!(place.store.twins_of(&clerk("333"), ledger, ids[0]).await.unwrap(), []);
}
