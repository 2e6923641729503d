//! Ledgers: tables made from definitions, records checked by the database, formulas over them.

use crate::bureau::{
    day, enter, entering, facilities, field, filled, half_year, measured, name, orders, prepare,
    record, references, refused, text,
};
use crate::place::{Place, acting, administrator, clerk};
use indicators::{Missing, Outcome};
use ledgers::{Catalogue, FieldDefinition, FieldKind, LedgerDefinition};
use procedure::{Role, Scope};
use sea_orm::ConnectionTrait;
use store::{Entering, LedgerChange, Recorded, StoreError};
use vocabulary::{Period, Ratio};

crate::on_both_databases! {
    formulas_give_the_figures_that_were_worked_out_by_hand,
    what_is_unknown_is_neither_counted_nor_lost,
    stock_answers_for_any_day_that_it_existed_on,
    records_with_a_fault_are_all_refused_with_row_and_field,
    a_key_is_held_by_one_record_also_within_one_entering,
    entering_again_with_the_same_key_enters_nothing,
    a_warning_wants_a_word_and_is_then_let_pass,
    only_looking_for_faults_keeps_nothing,
    what_was_entered_cannot_be_changed_by_a_statement,
    a_wider_definition_keeps_the_records_and_another_kind_is_refused,
    a_definition_is_changed_from_what_was_seen_and_every_version_says_why,
    a_new_ledger_has_its_table_at_once,
    a_field_of_an_older_version_does_not_come_back_as_something_else,
    who_may_not_enter_or_define_is_refused,
}

async fn formulas_give_the_figures_that_were_worked_out_by_hand(place: &Place) {
    let catalogue = filled(place).await;
    let cases: [(&str, i128, i128); 26] = [
        ("count(facility@end)", 5, 1),
        ("count(facility@end where kind = '警报器' and status = '可用')", 2, 1),
        (
            "pct(count(facility@end where kind = '警报器' and usable), count(facility@end where kind = '警报器'))",
            100,
            3,
        ),
        ("count(facility@end where status != '可用')", 1, 1),
        ("count(facility@end where status is null)", 1, 1),
        ("count(facility@end where new_type)", 1, 1),
        ("count(facility@end where not new_type)", 1, 1),
        ("sum(facility@end, area)", 83, 1),
        ("sum(facility@end where kind = '无', area)", 0, 1),
        ("max(facility@end, area)", 70, 1),
        ("avg(facility@end, area)", 83, 3),
        ("sum(facility@end where value >= 1234.56, value)", 123_456, 100),
        ("count(facility@end where area * 2 = 21)", 1, 1),
        ("count(facility@end where area + 2.5 >= 13)", 2, 1),
        ("count(facility@end where kind in ['公房', '无'])", 2, 1),
        ("count(work_order@in)", 4, 1),
        ("count(work_order@open)", 5, 1),
        ("count(work_order@due)", 4, 1),
        ("count(work_order@due where closed_on <= due_on)", 2, 1),
        ("countd(work_order@all, facility_id)", 3, 1),
        ("count(work_order@in where facility_id.kind = '警报器')", 2, 1),
        ("count(work_order@in where closed_on - opened_on > 5)", 2, 1),
        ("vmin(per(week, work_order@in, count()))", 0, 1),
        ("vsum(per(month, work_order@in where cost > 0, sum(cost)))", 60_050, 100),
        ("vcount(each(work_order@in, facility_id, sum(cost)) > 250)", 2, 1),
        ("ref('plan') * 2", 25, 1),
    ];
    for (text, numerator, denominator) in cases {
        let outcome = measured(place, &catalogue, text, half_year()).await.outcome;
        let expected = Ratio::new(numerator, denominator).unwrap();
        assert_eq!(outcome, Outcome::Value(expected), "{text}");
    }
    let none = measured(place, &catalogue, "ref('nothing')", half_year()).await.outcome;
    assert_eq!(none, Outcome::None(Missing::NoReference("nothing".to_owned())));
    let none =
        measured(place, &catalogue, "min(facility@end where kind = '无', area)", half_year());
    assert_eq!(none.await.outcome, Outcome::None(Missing::NoRecords));
    let nothing =
        "pct(count(facility@end where kind = '无'), count(facility@end where kind = '无'))";
    let none = measured(place, &catalogue, nothing, half_year()).await;
    assert_eq!(none.outcome, Outcome::None(Missing::NoDenominator));
    let held =
        measured(place, &catalogue, "count(facility@end where kind = '无') = 0", half_year());
    assert_eq!(held.await.outcome, Outcome::Truth(true));
}

async fn what_is_unknown_is_neither_counted_nor_lost(place: &Place) {
    let catalogue = filled(place).await;
    let cases: [(&str, i128); 8] = [
        // B2 has no status: it is neither of the two.
        ("count(facility@end where status = '可用' or status != '可用')", 4),
        ("count(facility@end where not (status = '可用'))", 1),
        // An order without a facility joins nothing, and is still one of those without.
        ("count(work_order@all where exists(facility@end where id = $.facility_id))", 4),
        ("count(work_order@all where not exists(facility@end where id = $.facility_id))", 1),
        ("count(facility@end where exists(work_order@all where facility_id = $.id))", 3),
        ("count(facility@end where not exists(work_order@all where facility_id = $.id))", 2),
        // More than one field of the enclosing record: no semi-join, the same answer.
        (
            "count(facility@end where exists(work_order@all where facility_id = $.id and opened_on < $.checked_on))",
            3,
        ),
        (
            "count(facility@end where exists(work_order@all where facility_id = $.id and not exists(work_order@all where facility_id = $.facility_id and opened_on > $.opened_on)))",
            3,
        ),
    ];
    for (text, expected) in cases {
        let outcome = measured(place, &catalogue, text, half_year()).await.outcome;
        assert_eq!(outcome, Outcome::Value(Ratio::whole(expected)), "{text}");
    }
}

async fn stock_answers_for_any_day_that_it_existed_on(place: &Place) {
    let catalogue = filled(place).await;
    for (end, expected) in
        [("2019-12-31", 0), ("2020-01-01", 4), ("2021-02-28", 4), ("2021-03-01", 5)]
    {
        let period = Period::new(day("2019-01-01"), day(end)).unwrap();
        let outcome = measured(place, &catalogue, "count(facility@end)", period).await.outcome;
        assert_eq!(outcome, Outcome::Value(Ratio::whole(expected)), "{end}");
    }
}

async fn records_with_a_fault_are_all_refused_with_row_and_field(place: &Place) {
    let catalogue = prepare(place).await;
    let faults = refused(
        place,
        &catalogue,
        "work_order",
        &[
            "level=日常 opened_on=2021-01-04",
            "level=日常 opened_on=2021-01-04 closed_on=2021-01-03",
            "level=日常 opened_on=2021-01-04 closed_on=2021-01-04 cost=500051",
        ],
    )
    .await;
    let told: Vec<_> = faults
        .iter()
        .map(|fault| (fault.row, fault.fields[0].as_str(), fault.warning_only))
        .collect();
    assert_eq!(told, [(1, "closed_on", false), (2, "cost", true)]);
    assert_eq!(faults[0].message, "完工日期早于报修日期，请核对");
    let left = measured(place, &catalogue, "count(work_order@all)", half_year()).await.outcome;
    assert_eq!(left, Outcome::Value(Ratio::whole(0)));
}

async fn a_key_is_held_by_one_record_also_within_one_entering(place: &Place) {
    let catalogue = filled(place).await;
    let faults =
        refused(place, &catalogue, "facility", &["number=A1", "number=N", "number=N"]).await;
    assert_eq!(faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(
        faults[0].message,
        "编号与另一条有效记录相同，请核对是否重复登记；如为同一事项，请更正原记录"
    );
}

async fn entering_again_with_the_same_key_enters_nothing(place: &Place) {
    let catalogue = prepare(place).await;
    let records = [record(&facilities(), "number=A1")];
    let once =
        Entering { client_key: Some("手机-1"), ..entering(&catalogue, "facility", &records) };
    let first = place.store.enter_records(&clerk("333"), once).await.unwrap();
    let again = place.store.enter_records(&clerk("333"), once).await.unwrap();
    assert_eq!(first, again);
    let period = Period::new(day("2021-01-01"), day("2021-12-31")).unwrap();
    let left = measured(place, &catalogue, "count(facility@end)", period).await.outcome;
    assert_eq!(left, Outcome::Value(Ratio::whole(1)));
}

async fn a_warning_wants_a_word_and_is_then_let_pass(place: &Place) {
    let catalogue = prepare(place).await;
    let faults = refused(place, &catalogue, "work_order", &["cost=500051"]).await;
    assert!(faults[0].warning_only);
    enter(place, &catalogue, "work_order", &["cost=500051 remark=抢险"]).await;
}

async fn only_looking_for_faults_keeps_nothing(place: &Place) {
    let catalogue = prepare(place).await;
    let records = [record(&facilities(), "number=A1")];
    let look = Entering { only_check: true, ..entering(&catalogue, "facility", &records) };
    let before = place.store.trail_head().await.unwrap();
    let found = place.store.enter_records(&clerk("333"), look).await.unwrap();
    assert_eq!(found, Recorded::Refused(Vec::new()));
    assert_eq!(place.store.trail_head().await.unwrap(), before);
    let left = measured(place, &catalogue, "count(facility@all)", half_year()).await.outcome;
    assert_eq!(left, Outcome::Value(Ratio::whole(0)));
}

async fn what_was_entered_cannot_be_changed_by_a_statement(place: &Place) {
    filled(place).await;
    let raw = place.raw().await;
    for statement in [
        "UPDATE ledger_facility SET f_status = '可用'",
        "UPDATE ledger_facility SET entered_by = '他人'",
        "DELETE FROM ledger_facility",
    ] {
        assert!(raw.execute_unprepared(statement).await.is_err(), "{statement}");
    }
    raw.execute_unprepared("UPDATE ledger_facility SET evidence = evidence + 1").await.unwrap();
}

async fn a_wider_definition_keeps_the_records_and_another_kind_is_refused(place: &Place) {
    filled(place).await;
    let before = facilities();
    let mut wider = before.clone();
    wider.fields.push(field("maker", "厂家", text()));
    let earlier = [before];
    let second = next_version((&wider, "第二版"), &earlier, Some(1));
    assert_eq!(place.store.change_ledger(&administrator(), second).await.unwrap(), 2);
    let stored = place.store.ledger_definitions().await.unwrap();
    let stored = stored.iter().find(|stored| stored.code == "facility").unwrap();
    assert_eq!((stored.version, stored.text.as_str()), (2, "第二版"));
    let catalogue = Catalogue::new([wider.clone(), orders(), references()]).unwrap();
    enter(place, &catalogue, "facility", &["from=2021-01-01 number=C1 maker=某厂"]).await;
    let count = measured(place, &catalogue, "count(facility@end where maker is null)", half_year());
    assert_eq!(count.await.outcome, Outcome::Value(Ratio::whole(5)));
    let raw = place.raw().await;
    let change = "UPDATE ledger_facility SET f_maker = '别厂'";
    assert!(raw.execute_unprepared(change).await.is_err(), "the new field is kept as well");

    let mut other = wider.clone();
    other.fields[4].kind = FieldKind::Decimal { digits: 3, unit: None };
    let earlier = [wider];
    let third = next_version((&other, "第三版"), &earlier, Some(2));
    let told = place.store.change_ledger(&administrator(), third).await.unwrap_err().to_string();
    assert!(told.contains("字段“面积”已有记录，不能改变类型或小数位"), "{told}");
}

async fn a_definition_is_changed_from_what_was_seen_and_every_version_says_why(place: &Place) {
    prepare(place).await;
    let ledger = facilities();
    let keep = async |text, from, reason| {
        let change = LedgerChange { reason, ..next_version((&ledger, text), &[], from) };
        place.store.change_ledger(&administrator(), change).await
    };
    assert!(keep("第二版", Some(1), " ").await.unwrap_err().to_string().contains("修改理由"));
    assert_eq!(keep("第二版", Some(1), "按新规定").await.unwrap(), 2);
    assert_eq!(keep("第二版", Some(1), "再送一次").await.unwrap(), 2);
    let late = keep("另一版", Some(1), "没有看到第二版").await;
    assert!(matches!(late, Err(StoreError::Changed { version: 2, .. })), "{late:?}");
    let taken = keep("另一版", None, "新建").await.unwrap_err().to_string();
    assert!(taken.contains("台账代码“facility”已被使用"), "{taken}");
    let versions = place.store.ledger_versions("facility").await.unwrap();
    let told: Vec<_> = versions.iter().map(|one| (one.version, one.reason.as_str())).collect();
    assert_eq!(told, [(1, ""), (2, "按新规定")]);
    place.store.verify().await.unwrap();
}

async fn a_new_ledger_has_its_table_at_once(place: &Place) {
    prepare(place).await;
    let mut copied = facilities();
    copied.code = name("facility_more");
    copied.label = "另一台账".to_owned();
    let new = next_version((&copied, "第一版"), &[], None);
    assert_eq!(place.store.change_ledger(&administrator(), new).await.unwrap(), 1);
    let catalogue = Catalogue::new([copied, facilities(), orders(), references()]).unwrap();
    enter(place, &catalogue, "facility_more", &["from=2021-01-01 number=C1"]).await;
    place.store.verify().await.unwrap();
}

/// A field that goes and comes back as another kind would be read from the old values.
async fn a_field_of_an_older_version_does_not_come_back_as_something_else(place: &Place) {
    prepare(place).await;
    let mut without = facilities();
    let at = without.fields.iter().position(|field| field.code.as_str() == "new_type").unwrap();
    let gone = without.fields.remove(at);
    let earlier = [facilities()];
    let second = next_version((&without, "第二版"), &earlier, Some(1));
    place.store.change_ledger(&administrator(), second).await.unwrap();
    let mut back = without.clone();
    back.fields.push(FieldDefinition { kind: FieldKind::Day, ..gone });
    let third = next_version((&back, "第三版"), &[], Some(2));
    let told = place.store.change_ledger(&administrator(), third).await.unwrap_err().to_string();
    assert!(told.contains("在以前的版本中用于另一类型"), "{told}");
}

fn next_version<'a>(
    (ledger, text): (&'a LedgerDefinition, &'a str),
    before: &'a [LedgerDefinition],
    from: Option<i32>,
) -> LedgerChange<'a> {
    LedgerChange { ledger, text, before, from, reason: "试验" }
}

async fn who_may_not_enter_or_define_is_refused(place: &Place) {
    let catalogue = prepare(place).await;
    let records = [record(&facilities(), "number=A1")];
    let viewer = acting(Role::Viewer, Scope::Everything, 1);
    let other = acting(Role::Preparer, Scope::Units(vec!["333003".into()]), 1);
    for who in [viewer.clone(), other] {
        let told =
            place.store.enter_records(&who, entering(&catalogue, "facility", &records)).await;
        assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    }
    let same = facilities();
    let told = place.store.change_ledger(&viewer, next_version((&same, "改"), &[], Some(1))).await;
    assert!(matches!(told, Err(StoreError::Refused(_))));
}
