//! Records of ledgers over time: lists, changes, corrections, ends, backup.

use crate::bureau::{day, facilities, field, filled, measured, name, record, text};
use crate::place::{Place, acting, administrator, clerk};
use indicators::Outcome;
use ledgers::{Catalogue, Cell, LedgerDefinition, RecordKind};
use procedure::{Role, Scope};
use sea_orm::ConnectionTrait;
use store::{Changing, NewRecord, RecordChange, StoreError};
use vocabulary::{Period, Ratio};

crate::on_both_databases! {
    a_change_of_stock_leaves_earlier_days_as_they_were,
    a_correction_takes_the_place_of_what_was_wrong_and_keeps_it,
    what_ended_is_there_until_its_last_day_and_known_afterwards,
    names_of_records_become_their_keys_or_are_told,
    a_list_shows_what_is_in_scope_and_counts_all_of_it,
    records_come_back_from_a_backup_and_verify,
    a_record_altered_behind_our_back_is_found,
    a_sum_of_money_is_the_same_to_the_cent_in_any_order,
}

fn filter(words: &str) -> store::RecordFilter<'_> {
    store::RecordFilter {
        condition: None,
        words,
        state: "",
        as_of: day("2021-07-31"),
        limit: 50,
        offset: 0,
    }
}

async fn count_usable(place: &Place, catalogue: &Catalogue, end: &str) -> Outcome {
    let period = Period::new(day("2020-01-01"), day(end)).unwrap();
    measured(place, catalogue, "count(facility@end where status = '可用')", period).await.outcome
}

/// What a stored record says, to be said again.
fn record_of(ledger: &LedgerDefinition, stored: &store::StoredRecord) -> NewRecord {
    assert_eq!(ledger.kind, RecordKind::Stock);
    NewRecord {
        unit_code: stored.unit_code.clone(),
        valid_from: stored.valid_from,
        cells: stored.cells.clone(),
        remark: String::new(),
    }
}

fn wish<'a>(
    catalogue: &'a Catalogue,
    record: store::RecordId,
    (changing, newest): (Changing, i64),
    content: &'a NewRecord,
) -> RecordChange<'a> {
    RecordChange {
        catalogue,
        ledger: catalogue.ledger("facility").unwrap(),
        record,
        newest,
        changing,
        content,
        reason: "",
        today: day("2021-07-31"),
    }
}

async fn a_change_of_stock_leaves_earlier_days_as_they_were(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("facility").unwrap();
    let page = place.store.records(&clerk("333"), &catalogue, ledger, &filter("A1")).await.unwrap();
    let record = page.records[0].record;
    let change = |from: &str, newest: i64, status: &str| {
        let mut content = record_of(ledger, &page.records[0]);
        content.cells.insert(name("status"), Cell::Text(status.to_owned()));
        (Changing::From(day(from)), newest, content)
    };
    for (from, newest, status) in [("2021-05-10", 1, "故障"), ("2021-06-02", 2, "可用")] {
        let (changing, newest, content) = change(from, newest, status);
        let wish = wish(&catalogue, record, (changing, newest), &content);
        assert_eq!(place.store.change_record(&clerk("333"), &wish).await.unwrap(), []);
    }
    for (end, expected) in
        [("2021-05-09", 3), ("2021-05-10", 2), ("2021-06-01", 2), ("2021-06-02", 3)]
    {
        let found = count_usable(place, &catalogue, end).await;
        assert_eq!(found, Outcome::Value(Ratio::whole(expected)), "{end}");
    }
    let history = place.store.record_history(&clerk("333"), ledger, record).await.unwrap();
    let spans: Vec<_> = history
        .iter()
        .map(|entry| (entry.valid_from.unwrap().to_string(), entry.valid_to.map(|d| d.to_string())))
        .collect();
    let span = |from: &str, to: Option<&str>| (from.to_owned(), to.map(str::to_owned));
    assert_eq!(
        spans,
        [
            span("2020-01-01", Some("2021-05-09")),
            span("2021-05-10", Some("2021-06-01")),
            span("2021-06-02", None)
        ]
    );
}

async fn a_correction_takes_the_place_of_what_was_wrong_and_keeps_it(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("facility").unwrap();
    let page = place.store.records(&clerk("333"), &catalogue, ledger, &filter("A3")).await.unwrap();
    let stored = &page.records[0];
    let mut content = record_of(ledger, stored);
    content.cells.insert(name("status"), Cell::Text("可用".into()));
    let mut wish = wish(&catalogue, stored.record, (Changing::Correction(1), 1), &content);
    wish.reason = " ";
    let told = place.store.change_record(&clerk("333"), &wish).await.unwrap_err().to_string();
    assert_eq!(told, "更正需要说明理由，请填写后再提交");
    wish.reason = "录入有误";
    assert_eq!(place.store.change_record(&clerk("333"), &wish).await.unwrap(), []);
    let usable = count_usable(place, &catalogue, "2021-06-30").await;
    assert_eq!(usable, Outcome::Value(Ratio::whole(4)));
    let history = place.store.record_history(&clerk("333"), ledger, stored.record).await.unwrap();
    assert_eq!(history.iter().map(|entry| entry.current).collect::<Vec<_>>(), [false, true]);
    assert_eq!(history[1].corrects.as_ref(), Some(&history[0].entry));
    // The second of two people is told, and changes nothing.
    let told = place.store.change_record(&clerk("333"), &wish).await;
    assert!(matches!(told, Err(StoreError::Changed { version: 2, .. })), "{told:?}");
}

async fn what_ended_is_there_until_its_last_day_and_known_afterwards(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("facility").unwrap();
    let page = place.store.records(&clerk("333"), &catalogue, ledger, &filter("A2")).await.unwrap();
    let record = page.records[0].record;
    let end = (record, day("2021-04-30"));
    place.store.end_record(&clerk("333"), ledger, end, "报废").await.unwrap();
    let again = place.store.end_record(&clerk("333"), ledger, end, "报废").await;
    assert!(matches!(again, Err(StoreError::Invalid(_))));
    for (text, end, expected) in [
        ("count(facility@end)", "2021-04-30", 5),
        ("count(facility@end)", "2021-05-01", 4),
        ("count(facility@all)", "2021-05-01", 5),
    ] {
        let period = Period::new(day("2021-01-01"), day(end)).unwrap();
        let outcome = measured(place, &catalogue, text, period).await.outcome;
        assert_eq!(outcome, Outcome::Value(Ratio::whole(expected)), "{text} {end}");
    }
}

async fn names_of_records_become_their_keys_or_are_told(place: &Place) {
    let catalogue = filled(place).await;
    let orders = catalogue.ledger("work_order").unwrap();
    let mut records: Vec<NewRecord> = ["facility_id=A1", "facility_id=A9", "level=日常"]
        .iter()
        .map(|line| record(orders, line))
        .collect();
    let both = (&catalogue, orders);
    let faults = place
        .store
        .resolve_references(&clerk("333"), both, &mut records, day("2021-07-31"))
        .await
        .unwrap();
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].row, faults[0].fields[0].as_str()), (1, "facility_id"));
    assert_eq!(faults[0].message, "台账“设施设备”中没有“A9”，请先登记，或按“编号”核对");
    let page = place
        .store
        .records(&clerk("333"), &catalogue, catalogue.ledger("facility").unwrap(), &filter("A1"))
        .await
        .unwrap();
    let key = Cell::Text(page.records[0].record.to_string());
    assert_eq!(records[0].cells[&name("facility_id")], key);
}

async fn a_list_shows_what_is_in_scope_and_counts_all_of_it(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("facility").unwrap();
    let list = async |who: &store::Acting, filter: &store::RecordFilter<'_>| {
        place.store.records(who, &catalogue, ledger, filter).await.unwrap()
    };
    let all = list(&clerk("333"), &store::RecordFilter { limit: 2, offset: 1, ..filter("") }).await;
    assert_eq!((all.records.len(), all.total), (2, 5));
    let elsewhere = acting(Role::Viewer, Scope::Units(vec!["333003".into()]), 1);
    assert_eq!(list(&elsewhere, &filter("")).await.total, 0);
    let text = ledgers::language::parse("kind = '公房'").unwrap();
    let scope = ledgers::language::Scope::Record(ledger);
    let typed = ledgers::language::Checker::check_truth(&catalogue, &text, scope).unwrap();
    let houses = store::RecordFilter { condition: Some(&typed), ..filter("") };
    assert_eq!(list(&clerk("333"), &houses).await.total, 2);
    let early = store::RecordFilter { as_of: day("2021-01-01"), ..filter("") };
    assert_eq!(list(&clerk("333"), &early).await.total, 4);
}

async fn records_come_back_from_a_backup_and_verify(place: &Place) {
    let catalogue = filled(place).await;
    let wider = {
        let mut wider = facilities();
        wider.fields.push(field("maker", "厂家", text()));
        wider
    };
    let earlier = [facilities()];
    let change = store::LedgerChange {
        ledger: &wider,
        text: "第二版",
        before: &earlier,
        from: Some(1),
        reason: "增设厂家",
    };
    place.store.change_ledger(&administrator(), change).await.unwrap();
    let file = place.folder.path().join("台账.zip");
    place.store.backup(&file, 7).await.unwrap();
    let elsewhere = place.another().await;
    store::Store::restore(&file, &elsewhere, 8).await.unwrap();
    let restored = store::Store::open(&elsewhere, 9).await.unwrap();
    restored.verify().await.unwrap();
    let ledger = catalogue.ledger("facility").unwrap();
    let there = place.store.records(&clerk("333"), &catalogue, ledger, &filter("")).await.unwrap();
    let here = restored.records(&clerk("333"), &catalogue, ledger, &filter("")).await.unwrap();
    assert_eq!(here, there);
}

async fn a_record_altered_behind_our_back_is_found(place: &Place) {
    filled(place).await;
    place.store.verify().await.unwrap();
    let raw = place.raw().await;
    let on = if matches!(place.places.database, store::DatabaseAddress::Embedded) {
        ""
    } else {
        " ON ledger_facility"
    };
    raw.execute_unprepared(&format!("DROP TRIGGER ledger_facility_kept{on}")).await.unwrap();
    let alter = "UPDATE ledger_facility SET f_status = '可用' WHERE f_number = 'A3'";
    raw.execute_unprepared(alter).await.unwrap();
    let told = place.store.verify().await.unwrap_err().to_string();
    assert!(told.contains("台账记录的内容被改动或缺失"), "{told}");
}

/// B1: amounts whose sum no floating number holds, entered in one order and in the other.
async fn a_sum_of_money_is_the_same_to_the_cent_in_any_order(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("work_order").unwrap();
    let before = measured(place, &catalogue, SUM, year()).await.outcome;
    let Outcome::Value(before) = before else { panic!("{before:?}") };
    let amounts: Vec<i64> =
        (0..600).map(|number| 90_071_992_547_409 + number * 7_919 % 1_000_003).collect();
    let mut exact = before;
    for orders in [amounts.clone(), amounts.into_iter().rev().collect()] {
        let records: Vec<NewRecord> = orders
            .iter()
            .map(|fen| record(ledger, &format!("opened_on=2021-03-05 cost={fen} remark=大额")))
            .collect();
        let entering = crate::bureau::entering(&catalogue, "work_order", &records);
        let entered = place.store.enter_records(&clerk("333"), entering).await.unwrap();
        assert!(matches!(entered, store::Recorded::Entered(_)), "{entered:?}");
        let added = orders.iter().map(|fen| i128::from(*fen)).sum::<i128>();
        exact = exact.plus(Ratio::new(added, 100).unwrap()).unwrap();
        let found = measured(place, &catalogue, SUM, year()).await.outcome;
        assert_eq!(found, Outcome::Value(exact));
    }
}

const SUM: &str = "sum(work_order@in, cost)";

fn year() -> Period {
    Period::new(day("2021-01-01"), day("2021-12-31")).unwrap()
}
