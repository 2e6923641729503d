//! Tables of records that come in batches, and whole ledgers that go out page by page.

use crate::bureau::{day, facilities, orders, prepare, record};
use crate::place::{Place, acting, clerk};
use ledgers::Catalogue;
use procedure::{Role, Scope};
use store::{IntakeTerms, NewRecord, RecordFault, RecordFilter, Recorded, StoreError};

crate::on_both_databases! {
    batches_are_entered_together_and_come_out_page_by_page,
    one_fault_in_any_batch_keeps_all_of_them_out,
    an_intake_that_is_dropped_leaves_nothing_behind,
    who_may_not_enter_adds_nothing_to_an_intake,
    words_find_records_whatever_the_case_of_their_letters,
}

fn terms<'a>(catalogue: &'a Catalogue, ledger: &str) -> IntakeTerms<'a> {
    IntakeTerms {
        catalogue,
        ledger: catalogue.ledger(ledger).unwrap(),
        origin: "导入",
        today: day("2021-07-31"),
    }
}

/// Facilities `A{from}` to `A{to}`.
fn numbered(from: usize, to: usize) -> Vec<NewRecord> {
    (from..to).map(|number| record(&facilities(), &format!("number=A{number}"))).collect()
}

/// The numbers of the facilities in the table, fetched a few at a time.
async fn listed(place: &Place, catalogue: &Catalogue) -> Vec<String> {
    let both = (catalogue, catalogue.ledger("facility").unwrap());
    let as_of = day("2021-07-31");
    let filter = RecordFilter { condition: None, words: "", state: "", as_of, limit: 3, offset: 0 };
    let (mut last, mut found) = (None, Vec::new());
    loop {
        let page = place.store.records_after(&clerk("333"), both, &filter, last).await.unwrap();
        let Some(end) = page.last() else { return found };
        last = Some(end.record);
        found.extend(page.iter().map(|record| format!("{:?}", record.cells)));
    }
}

async fn batches_are_entered_together_and_come_out_page_by_page(place: &Place) {
    let catalogue = prepare(place).await;
    let who = clerk("333");
    let mut intake = place.store.begin_intake(&who, terms(&catalogue, "facility")).await.unwrap();
    for (from, to) in [(0, 4), (4, 4), (4, 10)] {
        intake.add(&numbered(from, to)).await.unwrap();
    }
    let entered = intake.finish(false).await.unwrap();
    assert!(matches!(&entered, Recorded::Entered(ids) if ids.len() == 10), "{entered:?}");
    let listed = listed(place, &catalogue).await;
    assert_eq!(listed.len(), 10, "{listed:?}");
    for (at, cells) in listed.iter().enumerate() {
        assert!(cells.contains(&format!("A{}\"", 9 - at)), "newest first: {listed:?}");
    }
    place.store.verify().await.unwrap();
}

async fn one_fault_in_any_batch_keeps_all_of_them_out(place: &Place) {
    let catalogue = prepare(place).await;
    let who = clerk("333");
    let mut intake = place.store.begin_intake(&who, terms(&catalogue, "work_order")).await.unwrap();
    let order = |line: &str| [record(&orders(), line)];
    intake.add(&order("level=日常 opened_on=2021-01-04 cost=500051 remark=抢险")).await.unwrap();
    intake.add(&order("level=日常 opened_on=2021-01-04 closed_on=2021-01-03")).await.unwrap();
    let Recorded::Refused(faults) = intake.finish(false).await.unwrap() else { panic!() };
    let told = |fault: &RecordFault| (fault.row, fault.warning_only);
    assert_eq!(faults.iter().map(told).collect::<Vec<_>>(), [(0, true), (1, false)]);

    let mut intake = place.store.begin_intake(&who, terms(&catalogue, "facility")).await.unwrap();
    intake.add(&numbered(0, 3)).await.unwrap();
    intake.add(&numbered(2, 4)).await.unwrap();
    let Recorded::Refused(faults) = intake.finish(false).await.unwrap() else { panic!() };
    assert_eq!(faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), [2, 3], "A2 twice");
    assert_eq!(listed(place, &catalogue).await.len(), 0);
}

async fn an_intake_that_is_dropped_leaves_nothing_behind(place: &Place) {
    let catalogue = prepare(place).await;
    let before = place.store.trail_head().await.unwrap();
    let who = clerk("333");
    let mut intake = place.store.begin_intake(&who, terms(&catalogue, "facility")).await.unwrap();
    intake.add(&numbered(0, 3)).await.unwrap();
    drop(intake);
    let mut intake = place.store.begin_intake(&who, terms(&catalogue, "facility")).await.unwrap();
    intake.add(&numbered(0, 3)).await.unwrap();
    assert_eq!(intake.finish(true).await.unwrap(), Recorded::Refused(Vec::new()), "only looking");
    assert_eq!(listed(place, &catalogue).await.len(), 0);
    assert_eq!(place.store.trail_head().await.unwrap(), before);
}

async fn who_may_not_enter_adds_nothing_to_an_intake(place: &Place) {
    let catalogue = prepare(place).await;
    for who in [acting(Role::Viewer, Scope::Everything, 1), clerk("444")] {
        let begun = place.store.begin_intake(&who, terms(&catalogue, "facility")).await;
        let told = begun.unwrap().add(&numbered(0, 1)).await;
        assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    }
}

async fn words_find_records_whatever_the_case_of_their_letters(place: &Place) {
    let catalogue = prepare(place).await;
    let who = clerk("333");
    let both = (&catalogue, catalogue.ledger("facility").unwrap());
    let mut intake = place.store.begin_intake(&who, terms(&catalogue, "facility")).await.unwrap();
    intake.add(&["DY-É01", "dy-02"].map(|n| record(both.1, &format!("number={n}")))).await.unwrap();
    assert!(matches!(intake.finish(false).await.unwrap(), Recorded::Entered(_)));
    for (words, count) in [("dy-", 2), ("DY-", 2), ("Dy-É", 1), ("dy-0", 1), ("É", 1), ("d_", 0)]
    {
        let as_of = day("2021-07-31");
        let filter = RecordFilter { condition: None, words, state: "", as_of, limit: 9, offset: 0 };
        let found = place.store.records_after(&who, both, &filter, None).await.unwrap();
        assert_eq!(found.len(), count, "{words}");
    }
}
