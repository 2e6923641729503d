//! Ledgers: tables made from definitions, records checked by the database, formulas over them.

use crate::place::{Place, acting, administrator, clerk};
use indicators::{Formula, Measured, Missing, Outcome, WhenNothing, measure};
use ledgers::{
    Catalogue, Cell, Check, ComputedKind, FieldDefinition, FieldKind, LedgerDefinition,
    MeasureUnit, Name, RecordKind, TimeFields,
};
use procedure::{Role, Scope};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use store::{Changing, Entering, NewRecord, RecordChange, RecordFault, Recorded, StoreError};
use vocabulary::{Day, Period, Ratio};

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
    who_may_not_enter_or_define_is_refused,
    records_come_back_from_a_backup_and_verify,
    a_record_altered_behind_our_back_is_found,
    a_change_of_stock_leaves_earlier_days_as_they_were,
    a_correction_takes_the_place_of_what_was_wrong_and_keeps_it,
    what_ended_is_there_until_its_last_day_and_known_afterwards,
    names_of_records_become_their_keys_or_are_told,
    a_list_shows_what_is_in_scope_and_counts_all_of_it,
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn field(code: &str, label: &str, kind: FieldKind) -> FieldDefinition {
    FieldDefinition::blank(name(code), label, kind)
}

fn text() -> FieldKind {
    FieldKind::Text { characters_max: 100 }
}

fn facilities() -> LedgerDefinition {
    let usable = FieldKind::Computed {
        expression: "status = '可用' and checked_on >= @end - 95".to_owned(),
        gives: ComputedKind::YesNo,
    };
    let area = FieldKind::Decimal { digits: 2, unit: Some(MeasureUnit::new("㎡")) };
    LedgerDefinition {
        fields: vec![
            field("number", "编号", text()),
            field("kind", "类别", text()),
            field("status", "状态", text()),
            field("checked_on", "检查日期", FieldKind::Day),
            field("area", "面积", area),
            field("value", "原值", FieldKind::Money),
            field("new_type", "新型", FieldKind::YesNo),
            field("usable", "可使用", usable),
        ],
        key: vec![name("number")],
        title: vec![name("number")],
        ..LedgerDefinition::blank(name("facility"), "设施设备", RecordKind::Stock)
    }
}

fn orders() -> LedgerDefinition {
    let late = Check {
        expression: "closed_on is null or closed_on >= opened_on".to_owned(),
        message: "完工日期早于报修日期，请核对".to_owned(),
        fields: vec![name("closed_on")],
        warning_only: false,
        basis: None,
    };
    let dear = Check {
        expression: "cost <= 5000.5".to_owned(),
        message: "费用超过5000.50元，请注明原因".to_owned(),
        fields: vec![name("cost")],
        warning_only: true,
        basis: None,
    };
    let facility = FieldKind::Reference { ledger: name("facility") };
    LedgerDefinition {
        fields: vec![
            field("facility_id", "设施", facility),
            field("level", "等级", text()),
            field("opened_on", "报修日期", FieldKind::Day),
            field("closed_on", "完工日期", FieldKind::Day),
            field("due_on", "期限", FieldKind::Day),
            field("cost", "费用", FieldKind::Money),
        ],
        times: TimeFields {
            on: None,
            opened: Some(name("opened_on")),
            closed: Some(name("closed_on")),
            due: Some(name("due_on")),
        },
        checks: vec![late, dear],
        ..LedgerDefinition::blank(name("work_order"), "维修工单", RecordKind::Case)
    }
}

fn references() -> LedgerDefinition {
    let value = FieldKind::Decimal { digits: 6, unit: None };
    LedgerDefinition {
        fields: vec![field("key", "名称", text()), field("value", "数值", value)],
        key: vec![name("key")],
        ..LedgerDefinition::blank(name("ref_value"), "基准数", RecordKind::Stock)
    }
}

fn catalogue() -> Catalogue {
    Catalogue::new([facilities(), orders(), references()]).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Makes the tables.
async fn prepare(place: &Place) -> Catalogue {
    let catalogue = catalogue();
    let all: Vec<_> = catalogue.ledgers().map(|one| (one.clone(), "第一版".to_owned())).collect();
    assert_eq!(place.store.add_ledgers(&administrator(), &all).await.unwrap(), 3);
    assert_eq!(place.store.add_ledgers(&administrator(), &all).await.unwrap(), 0);
    catalogue
}

/// A record from `code=value` pairs: days and numbers as people write them.
fn record(ledger: &LedgerDefinition, pairs: &str) -> NewRecord {
    let mut cells = BTreeMap::new();
    let mut valid_from = None;
    let mut remark = String::new();
    for pair in pairs.split_whitespace() {
        let (code, value) = pair.split_once('=').unwrap();
        match code {
            "from" => valid_from = Some(day(value)),
            "remark" => remark = value.to_owned(),
            _ => {
                let kind = &ledger.field(code).unwrap().kind;
                cells.insert(name(code), cell(kind, value));
            }
        }
    }
    NewRecord { unit_code: "333002".into(), valid_from, cells, remark }
}

fn cell(kind: &FieldKind, value: &str) -> Cell {
    if *kind == FieldKind::Day {
        Cell::Whole(day(value).number().into())
    } else if matches!(kind, FieldKind::Decimal { .. } | FieldKind::Money) {
        Cell::Whole(value.parse().unwrap())
    } else if *kind == FieldKind::YesNo {
        Cell::YesNo(value == "是")
    } else {
        Cell::Text(value.to_owned())
    }
}

fn entering<'a>(catalogue: &'a Catalogue, ledger: &str, records: &'a [NewRecord]) -> Entering<'a> {
    Entering {
        catalogue,
        ledger: catalogue.ledger(ledger).unwrap(),
        records,
        origin: "录入",
        today: day("2021-07-31"),
        client_key: None,
        only_check: false,
    }
}

/// Enters records that have no fault; gives their keys.
async fn enter(place: &Place, catalogue: &Catalogue, ledger: &str, lines: &[&str]) -> Vec<String> {
    let definition = catalogue.ledger(ledger).unwrap();
    let records: Vec<NewRecord> = lines.iter().map(|line| record(definition, line)).collect();
    match place.store.enter_records(&clerk("333"), entering(catalogue, ledger, &records)).await {
        Ok(Recorded::Entered(ids)) => ids.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

async fn refused(
    place: &Place,
    catalogue: &Catalogue,
    ledger: &str,
    lines: &[&str],
) -> Vec<RecordFault> {
    let definition = catalogue.ledger(ledger).unwrap();
    let records: Vec<NewRecord> = lines.iter().map(|line| record(definition, line)).collect();
    match place.store.enter_records(&clerk("333"), entering(catalogue, ledger, &records)).await {
        Ok(Recorded::Refused(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

async fn measured(place: &Place, catalogue: &Catalogue, text: &str, period: Period) -> Measured {
    let formula = Formula::read(catalogue, text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let found = place.store.find_leaves(catalogue, &formula, period).await;
    let found = found.unwrap_or_else(|error| panic!("{text}: {error:?}"));
    measure(&formula, &found, period, &WhenNothing::NotApplicable)
}

fn half_year() -> Period {
    Period::new(day("2021-01-01"), day("2021-06-30")).unwrap()
}

/// Three sirens, two houses; five orders.
async fn filled(place: &Place) -> Catalogue {
    let catalogue = prepare(place).await;
    let facilities = enter(place, &catalogue, "facility", &[
        "from=2020-01-01 number=A1 kind=警报器 status=可用 checked_on=2021-06-01 area=1050 new_type=是",
        "from=2020-01-01 number=A2 kind=警报器 status=可用 checked_on=2021-01-01 area=250 new_type=否",
        "from=2021-03-01 number=A3 kind=警报器 status=故障 checked_on=2021-06-01 value=123456",
        "from=2020-01-01 number=B1 kind=公房 status=可用 checked_on=2021-06-01 area=7000",
        "from=2020-01-01 number=B2 kind=公房",
    ]).await;
    let [a1, a2, b1] = [0, 1, 3].map(|at: usize| facilities[at].clone());
    let orders = [
        format!(
            "facility_id={a1} level=日常 opened_on=2021-01-04 closed_on=2021-01-10 due_on=2021-01-11 cost=10000"
        ),
        format!("facility_id={a1} level=大修 opened_on=2021-01-06 due_on=2021-06-30 cost=20050"),
        format!(
            "facility_id={a2} level=日常 opened_on=2020-12-01 closed_on=2021-02-01 due_on=2021-01-15"
        ),
        format!(
            "facility_id={b1} level=日常 opened_on=2021-05-31 closed_on=2021-07-05 due_on=2021-07-01 cost=30000"
        ),
        "level=日常 opened_on=2021-06-01 due_on=2021-06-05 closed_on=2021-06-05".to_owned(),
    ];
    let orders: Vec<&str> = orders.iter().map(String::as_str).collect();
    enter(place, &catalogue, "work_order", &orders).await;
    enter(place, &catalogue, "ref_value", &["from=2021-01-01 key=plan value=12500000"]).await;
    catalogue
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
    let kept = place.store.change_ledger(&administrator(), &wider, "第二版", (&before, 1)).await;
    kept.unwrap();
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
    let told = place.store.change_ledger(&administrator(), &other, "第三版", (&wider, 2)).await;
    let told = told.unwrap_err().to_string();
    assert!(told.contains("字段“面积”已有记录，不能改变类型或小数位"), "{told}");
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
    let told = place.store.change_ledger(&viewer, &facilities(), "改", (&facilities(), 1)).await;
    assert!(matches!(told, Err(StoreError::Refused(_))));
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

async fn records_come_back_from_a_backup_and_verify(place: &Place) {
    let catalogue = filled(place).await;
    let wider = {
        let mut wider = facilities();
        wider.fields.push(field("maker", "厂家", text()));
        wider
    };
    let before = (&facilities(), 1);
    place.store.change_ledger(&administrator(), &wider, "第二版", before).await.unwrap();
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
