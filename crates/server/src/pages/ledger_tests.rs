//! The page of a record: who may judge it, its possible doubles, a row that waits to be filled in.

use super::desk_tests::Desk;
use crate::work::expecting::expect_rows;
use axum::http::StatusCode;
use ledgers::read_cell;
use procedure::{Actor, Role, Scope};
use std::collections::BTreeMap;
use store::{Acting, Entering, NewRecord, RecordFilter, RecordId, Recorded};
use vocabulary::{Day, Period};

fn clerk() -> Acting {
    let scope = Scope::Units(vec!["333".into()]);
    let actor = Actor { account: "preparer".into(), role: Role::Preparer, scope };
    Acting { actor, name: "填报人甲".into(), address: String::new(), at: 1_000 }
}

async fn enter(desk: &Desk, ledger: &str, fields: &[(&str, &str)]) -> RecordId {
    let book = desk.app.book();
    let ledger = book.catalogue.ledger(ledger).unwrap();
    let cell = |(code, text): &(&str, &str)| {
        let field = ledger.field(code).unwrap();
        (field.code.clone(), read_cell(field, text).unwrap().unwrap())
    };
    let record = NewRecord {
        unit_code: "333002".into(),
        valid_from: Day::new(2021, 1, 1),
        cells: fields.iter().map(cell).collect::<BTreeMap<_, _>>(),
        remark: "现场核实".into(),
    };
    let entering = Entering {
        catalogue: &book.catalogue,
        ledger,
        records: &[record],
        origin: "录入",
        today: Day::new(2021, 12, 31).unwrap(),
        client_key: None,
        only_check: false,
    };
    match desk.app.store.enter_records(&clerk(), entering).await.unwrap() {
        Recorded::Entered(ids) => ids[0],
        Recorded::Refused(faults) => panic!("{faults:?}"),
    }
}

async fn contact(desk: &Desk, number: &str) -> String {
    let fields = [
        ("number", number),
        ("name", "某公司"),
        ("uscc", "911300000000000001"),
        ("first_met", "2021-03-01"),
        ("channel", "展会"),
        ("stage", "结识"),
    ];
    format!("/ledgers/contact/records/{}", enter(desk, "contact", &fields).await)
}

#[tokio::test]
async fn who_entered_a_record_is_told_that_others_review_it() {
    let desk = Desk::open().await;
    let address = contact(&desk, "KS-1").await;
    let own = desk.get("preparer", &address).await.text;
    assert!(!own.contains("name=\"to\" value=\"reviewed\""), "{own}");
    assert!(own.contains("由其他人员办理：本人登记或修改过的记录，不由本人审核"));
    let other = desk.get("reviewer", &address).await.text;
    assert!(other.contains("name=\"to\" value=\"reviewed\""), "{other}");
    assert!(!other.contains("由其他人员办理"));
    let moving = format!("{address}/move");
    let refused = desk.post("preparer", &moving, &[("to", "reviewed")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("不能由本人审核，请由其他人员办理"), "{}", refused.text);
    let done = desk.post("reviewer", &moving, &[("to", "reviewed")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_possible_double_leads_to_the_other_record_and_waits_for_a_decision() {
    let desk = Desk::open().await;
    let first = contact(&desk, "KS-1").await;
    let list = desk.get("reviewer", "/ledgers/contact").await.text;
    assert!(!list.contains("待核对"), "{list}");
    let second = contact(&desk, "KS-2").await;
    let shown = desk.get("reviewer", &second).await.text;
    assert!(shown.contains("本条与下列记录的客商识别码、客商名称相同"), "{shown}");
    assert!(shown.contains(&format!("href=\"{first}\"")));
    assert!(shown.contains("确认不重复") && shown.contains("确认重复并作废"));
    let other = desk.get("reviewer", &first).await.text;
    assert!(other.contains(&format!("href=\"{second}\"")), "{other}");
    let list = desk.get("reviewer", "/ledgers/contact").await.text;
    assert!(list.contains("有1条记录<a href=\"/ledgers/contact?state=suspect\">疑似重复</a>"));
    let held = desk.get("reviewer", "/ledgers/contact?state=suspect").await.text;
    assert!(held.contains("KS-2") && !held.contains("KS-1"), "{held}");
    let decision = [("to", "registered"), ("reason", "两家分公司")];
    let done = desk.post("reviewer", &format!("{second}/move"), &decision).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let shown = desk.get("reviewer", &second).await.text;
    assert!(!shown.contains("本条与下列记录"), "{shown}");
}

#[tokio::test]
async fn a_row_that_a_plan_demands_is_filled_in_by_a_form_that_knows_its_key() {
    let desk = Desk::open().await;
    let outfall = [
        ("kind", "沟口"),
        ("number", "GK-01"),
        ("name", "一号沟口"),
        ("domain", "市政"),
        ("status", "可用"),
        ("status_on", "2020-12-10"),
        ("std_qty", "1"),
        ("std_unit", "处"),
        ("custodian", "市政维修管理处"),
        ("cleaned_daily", "是"),
        ("new_type", "否"),
        ("waters", "沿海"),
    ];
    enter(&desk, "facility", &outfall).await;
    let book = desk.app.book();
    let ledger = book.catalogue.ledger("clean_log").unwrap();
    let day = Day::new(2021, 3, 1).unwrap();
    let period = (Some(ledger), Period::new(day, day).unwrap());
    let made = expect_rows(&desk.app.store, &book.catalogue, period, 1_000).await.unwrap();
    assert_eq!(made.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1]);
    let filter = RecordFilter {
        condition: None,
        words: "",
        state: "expected",
        as_of: day,
        limit: 9,
        offset: 0,
    };
    let page = desk.app.store.records(&clerk(), &book.catalogue, ledger, &filter).await.unwrap();
    let row = format!("/ledgers/clean_log/records/{}", page.records[0].record);
    let shown = desk.get("preparer", &row).await.text;
    assert!(!shown.contains("name=\"to\" value=\"registered\""), "{shown}");
    let at = shown.find("/ledgers/clean_log/new?").unwrap();
    let form: String = shown[at..].chars().take_while(|c| *c != '"').collect();
    let form = desk.get("preparer", &form.replace("&#38;", "&").replace("&amp;", "&")).await.text;
    assert!(form.contains("value=\"沟口/GK-01\""), "{form}");
    assert!(form.contains("value=\"2021-03-01\""), "{form}");
}
