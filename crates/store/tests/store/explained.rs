//! Why records count, what refers to them, and the evidence attached to them.

use crate::bureau::{day, enter, filled, measured, name, record};
use crate::place::{Place, auditor, clerk};
use indicators::Formula;
use ledgers::language::SourcePlan;
use ledgers::{Catalogue, EvidenceNeed, LedgerDefinition};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};
use std::collections::BTreeSet;
use store::{Asked, Entering, NewEvidence, RecordFilter, RecordId, Recorded, Side, StoreError};
use vocabulary::{Period, Ratio};

crate::on_both_databases! {
    what_counts_and_what_is_left_out_make_up_the_figure,
    each_part_of_a_condition_is_answered_and_what_is_unknown_is_said_so,
    what_nearly_counts_is_listed_before_what_is_far_from_it,
    records_that_refer_to_a_record_are_found_in_every_ledger,
    evidence_comes_with_its_record_or_not_at_all,
    what_was_attached_stays_by_whatever_statement,
    evidence_outside_the_scope_is_not_there,
    attached_evidence_makes_a_record_complete,
    ledgers_are_counted_in_the_scope_of_who_asks,
}

fn half_year() -> Period {
    Period::new(day("2021-01-01"), day("2021-06-30")).unwrap()
}

fn source(catalogue: &Catalogue, formula: &str) -> SourcePlan {
    let formula = Formula::read(catalogue, formula).unwrap();
    formula.leaves()[0].node.source().unwrap().clone()
}

fn asked<'a>(catalogue: &'a Catalogue, source: &'a SourcePlan) -> Asked<'a> {
    Asked { catalogue, source, period: half_year() }
}

fn numbers(ledger: &LedgerDefinition, page: &store::ExplainedPage) -> Vec<String> {
    let field = ledger.field("number").unwrap();
    let cells = page.records.iter().filter_map(|one| one.record.cells.get(&field.code));
    cells.map(|cell| ledgers::print_cell(field, cell)).collect()
}

async fn what_counts_and_what_is_left_out_make_up_the_figure(place: &Place) {
    let catalogue = filled(place).await;
    let formulas = [
        "count(facility@end where kind = '警报器' and status = '可用')",
        "count(facility@end where status != '可用')",
        "count(work_order@in where closed_on - opened_on > 5)",
        "count(work_order@open)",
        "count(work_order@due where closed_on <= due_on)",
    ];
    let clerk = clerk("333");
    for formula in formulas {
        let source = source(&catalogue, formula);
        let asked = asked(&catalogue, &source);
        let of = |side| place.store.explained_records(&clerk, asked, side, (100, 0));
        let (counted, left) = (of(Side::Counted).await.unwrap(), of(Side::LeftOut).await.unwrap());
        let value = measured(place, &catalogue, formula, half_year()).await.value();
        assert_eq!(value, Some(Ratio::whole(counted.total.into())), "{formula}");
        assert!(counted.records.iter().all(store::Explained::counts), "{formula}");
        assert!(!left.records.iter().any(store::Explained::counts), "{formula}");
        assert_eq!(counted.total, u64::try_from(counted.records.len()).unwrap());
        assert_eq!(left.total, u64::try_from(left.records.len()).unwrap());
    }
}

async fn each_part_of_a_condition_is_answered_and_what_is_unknown_is_said_so(place: &Place) {
    let catalogue = filled(place).await;
    let source = source(&catalogue, "count(facility@end where kind = '公房' and status = '可用')");
    let asked = asked(&catalogue, &source);
    let left =
        place.store.explained_records(&clerk("333"), asked, Side::LeftOut, (100, 0)).await.unwrap();
    let ledger = catalogue.ledger("facility").unwrap();
    let found = numbers(ledger, &left).into_iter().zip(&left.records);
    let parts: Vec<(String, Vec<Option<bool>>)> =
        found.map(|(number, one)| (number, one.parts.clone())).collect();
    // B2 has no status: nobody knows whether it is usable.
    assert!(parts.contains(&("B2".into(), vec![Some(true), None])), "{parts:?}");
    assert!(parts.contains(&("A3".into(), vec![Some(false), Some(false)])), "{parts:?}");
    assert!(left.records.iter().all(|one| one.state && one.time));
}

async fn what_nearly_counts_is_listed_before_what_is_far_from_it(place: &Place) {
    let catalogue = filled(place).await;
    let source =
        source(&catalogue, "count(facility@end where kind = '警报器' and status = '可用')");
    let asked = asked(&catalogue, &source);
    let page =
        place.store.explained_records(&clerk("333"), asked, Side::LeftOut, (1, 0)).await.unwrap();
    assert_eq!(numbers(catalogue.ledger("facility").unwrap(), &page), ["A3"]);
    assert_eq!(page.total, 3);
}

async fn first(place: &Place, catalogue: &Catalogue, words: &str) -> RecordId {
    let ledger = catalogue.ledger("facility").unwrap();
    let filter = RecordFilter {
        condition: None,
        words,
        state: "",
        as_of: day("2021-06-30"),
        limit: 1,
        offset: 0,
    };
    let page = place.store.records(&clerk("333"), catalogue, ledger, &filter).await.unwrap();
    page.records[0].record
}

async fn records_that_refer_to_a_record_are_found_in_every_ledger(place: &Place) {
    let catalogue = filled(place).await;
    let both = (&catalogue, catalogue.ledger("facility").unwrap());
    let a1 = first(place, &catalogue, "A1").await;
    let found = place.store.referring_records(&clerk("333"), both, a1, 10).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].ledger.as_str(), found[0].field.as_str()), ("work_order", "facility_id"));
    assert_eq!(found[0].records.len(), 2);
    let limited = place.store.referring_records(&clerk("333"), both, a1, 1).await.unwrap();
    assert_eq!(limited[0].records.len(), 1);
    let elsewhere = place.store.referring_records(&clerk("444"), both, a1, 10).await.unwrap();
    assert_eq!(elsewhere, []);
    let keys = BTreeSet::from([a1.to_string(), RecordId::new().to_string()]);
    let named = place.store.records_of_keys(&clerk("333"), both.1, &keys).await.unwrap();
    assert_eq!(named.into_keys().collect::<Vec<_>>(), [a1]);
}

async fn photo(place: &Place, bytes: &[u8]) -> NewEvidence {
    NewEvidence {
        digest: place.store.put_file(bytes.to_vec()).await.unwrap(),
        bytes: bytes.len().try_into().unwrap(),
        kind: "照片".into(),
        file_name: "现场.jpg".into(),
        media_type: "image/jpeg".into(),
    }
}

async fn evidence_comes_with_its_record_or_not_at_all(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("work_order").unwrap();
    let file = photo(place, b"picture").await;
    let enter = |pairs: &'static str| {
        let (store, file) = (place.store.clone(), file.clone());
        let catalogue = &catalogue;
        async move {
            let records = [record(ledger, pairs)];
            let entering = Entering {
                catalogue,
                ledger,
                records: &records,
                origin: "录入",
                today: day("2021-06-30"),
                client_key: None,
                only_check: false,
            };
            store.enter_with_evidence(&clerk("333"), entering, &[(0, vec![file])]).await.unwrap()
        }
    };
    let bad = enter("opened_on=2021-05-02 closed_on=2021-05-01").await;
    assert!(matches!(bad, Recorded::Refused(_)));
    let raw = place.raw().await;
    let count = Query::select().expr_as(Expr::cust("COUNT(*)"), "n").from("evidence").take();
    let row = raw.query_one(&count).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);

    let Recorded::Entered(ids) = enter("opened_on=2021-05-01 closed_on=2021-05-02").await else {
        panic!("the record is sound");
    };
    let attached = place.store.evidence_of(&ledger.code, ids[0]).await.unwrap();
    assert_eq!(attached.len(), 1);
    assert_eq!(place.store.file(&attached[0].digest).await.unwrap(), b"picture");
    let entries = place.store.record_history(&clerk("333"), ledger, ids[0]).await.unwrap();
    assert_eq!(entries[0].evidence, 1);
}

async fn what_was_attached_stays_by_whatever_statement(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("facility").unwrap();
    let a1 = first(place, &catalogue, "A1").await;
    let files = [photo(place, b"one").await];
    place.store.add_evidence(&clerk("333"), ledger, a1, &files).await.unwrap();
    let raw = place.raw().await;
    raw.execute_unprepared("DELETE FROM evidence").await.unwrap_err();
    raw.execute_unprepared("UPDATE evidence SET file_name = ''").await.unwrap_err();
    assert_eq!(place.store.sweep_files(i64::MAX).await.unwrap(), 0);
    place.store.verify().await.unwrap();
}

async fn evidence_outside_the_scope_is_not_there(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = catalogue.ledger("facility").unwrap();
    let a1 = first(place, &catalogue, "A1").await;
    let files = [photo(place, b"one").await];
    let refused = place.store.add_evidence(&clerk("444"), ledger, a1, &files).await;
    assert!(matches!(refused, Err(StoreError::Missing)), "{refused:?}");
    let refused = place.store.add_evidence(&auditor(), ledger, a1, &files).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    place.store.add_evidence(&clerk("333"), ledger, a1, &files).await.unwrap();
    let id = place.store.evidence_of(&ledger.code, a1).await.unwrap()[0].id.clone();
    assert!(place.store.evidence(&clerk("333"), ledger, &id).await.is_ok());
    let hidden = place.store.evidence(&clerk("444"), ledger, &id).await;
    assert!(matches!(hidden, Err(StoreError::Missing)), "{hidden:?}");
    let other = catalogue.ledger("work_order").unwrap();
    let hidden = place.store.evidence(&clerk("333"), other, &id).await;
    assert!(matches!(hidden, Err(StoreError::Missing)), "{hidden:?}");
}

async fn attached_evidence_makes_a_record_complete(place: &Place) {
    let catalogue = filled(place).await;
    let mut definitions: Vec<LedgerDefinition> = catalogue.ledgers().cloned().collect();
    for ledger in definitions.iter_mut().filter(|one| one.code == name("facility")) {
        ledger.evidence.needs = vec![EvidenceNeed { kind: "照片".into(), count: 1, when: None }];
    }
    let asking = Catalogue::new(definitions).unwrap();
    let ledger = asking.ledger("facility").unwrap();
    let source = source(&asking, "count(facility@end where kind = '警报器')");
    let asked = asked(&asking, &source);
    assert_eq!(place.store.completeness(&clerk("333"), asked).await.unwrap(), (0, 3));
    let a1 = first(place, &asking, "A1").await;
    let files = [photo(place, b"one").await];
    place.store.add_evidence(&clerk("333"), ledger, a1, &files).await.unwrap();
    assert_eq!(place.store.completeness(&clerk("333"), asked).await.unwrap(), (1, 3));
    assert_eq!(place.store.completeness(&clerk("444"), asked).await.unwrap(), (0, 0));
}

async fn ledgers_are_counted_in_the_scope_of_who_asks(place: &Place) {
    let catalogue = filled(place).await;
    enter(place, &catalogue, "facility", &["from=2021-02-01 number=C1"]).await;
    let counts = place.store.ledger_counts(&clerk("333"), &catalogue).await.unwrap();
    let of = |ledger: &str| counts[&name(ledger)].records;
    assert_eq!((of("facility"), of("work_order"), of("ref_value")), (6, 5, 1));
    let counts = place.store.ledger_counts(&clerk("444"), &catalogue).await.unwrap();
    assert!(counts.values().all(|count| count.records == 0));
}
