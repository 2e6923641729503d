//! A bureau of three small ledgers, and what tests enter into them.

use crate::place::{Place, administrator, clerk};
use indicators::{Formula, Measured, Versions, WhenNothing, measure};
use ledgers::{
    Catalogue, Cell, Check, ComputedKind, FieldDefinition, FieldKind, LedgerDefinition,
    MeasureUnit, Name, RecordKind, TimeFields,
};
use std::collections::BTreeMap;
use store::{Entering, NewRecord, RecordFault, Recorded};
use vocabulary::{Day, Period};

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(crate) fn field(code: &str, label: &str, kind: FieldKind) -> FieldDefinition {
    FieldDefinition::blank(name(code), label, kind)
}

pub(crate) fn text() -> FieldKind {
    FieldKind::Text { characters_max: 100 }
}

pub(crate) fn facilities() -> LedgerDefinition {
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

pub(crate) fn orders() -> LedgerDefinition {
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

pub(crate) fn references() -> LedgerDefinition {
    let value = FieldKind::Decimal { digits: 6, unit: None };
    LedgerDefinition {
        fields: vec![field("key", "名称", text()), field("value", "数值", value)],
        key: vec![name("key")],
        ..LedgerDefinition::blank(name("ref_value"), "基准数", RecordKind::Stock)
    }
}

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::new([facilities(), orders(), references()]).unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Makes the tables.
pub(crate) async fn prepare(place: &Place) -> Catalogue {
    let catalogue = catalogue();
    let all: Vec<_> = catalogue.ledgers().map(|one| (one.clone(), "第一版".to_owned())).collect();
    assert_eq!(place.store.add_ledgers(&administrator(), &all).await.unwrap(), 3);
    assert_eq!(place.store.add_ledgers(&administrator(), &all).await.unwrap(), 0);
    catalogue
}

/// A record from `code=value` pairs: days and numbers as people write them.
pub(crate) fn record(ledger: &LedgerDefinition, pairs: &str) -> NewRecord {
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

pub(crate) fn cell(kind: &FieldKind, value: &str) -> Cell {
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

pub(crate) fn entering<'a>(
    catalogue: &'a Catalogue,
    ledger: &str,
    records: &'a [NewRecord],
) -> Entering<'a> {
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
pub(crate) async fn enter(
    place: &Place,
    catalogue: &Catalogue,
    ledger: &str,
    lines: &[&str],
) -> Vec<String> {
    let definition = catalogue.ledger(ledger).unwrap();
    let records: Vec<NewRecord> = lines.iter().map(|line| record(definition, line)).collect();
    match place.store.enter_records(&clerk("333"), entering(catalogue, ledger, &records)).await {
        Ok(Recorded::Entered(ids)) => ids.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn refused(
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

pub(crate) async fn measured(
    place: &Place,
    catalogue: &Catalogue,
    text: &str,
    period: Period,
) -> Measured {
    let formula = Formula::read(catalogue, text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let found = place.store.find_leaves(catalogue, &formula, period).await;
    let found = found.unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let versions = Versions { seen: found.seen, ..Versions::default() };
    measure(&formula, &found.leaves, (period, versions), &WhenNothing::NotApplicable)
}

pub(crate) fn half_year() -> Period {
    Period::new(day("2021-01-01"), day("2021-06-30")).unwrap()
}

/// Three sirens, two houses; five orders.
pub(crate) async fn filled(place: &Place) -> Catalogue {
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
