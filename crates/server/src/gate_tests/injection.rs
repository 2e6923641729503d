//! What is sent in an address to pages, exports and the API of ledgers is a text and no statement
//! (reliability C6). `store/tests/store/injection.rs` asks the same of both databases, with the
//! control.

use super::expected::escaped;
use super::house::House;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HOSTILE: [&str; 16] = [
    "'",
    "\"",
    "`",
    "\\",
    "%",
    "_",
    ";",
    "--",
    "/*",
    "$1",
    "' or '1'='1",
    "') or ('1'='1",
    "'; drop table ledger_ref_value; --",
    "' union select login, password from accounts --",
    "1; delete from ledger_ref_value",
    "＇ or ＇1＇=＇1",
];
const LIST: &str = "/ledgers/ref_value";

/// A reference figure named by each text.
async fn enter(house: &House) {
    let record = |(number, text): (usize, &&str)| {
        json!({
            "unit_code": "333002", "valid_from": "2021-01-01",
            "fields": {
                "key": format!("k{number}"), "name": text, "value": "1", "unit": "个",
                "document": "文件"
            }
        })
    };
    let records: Vec<Value> = HOSTILE.iter().enumerate().map(record).collect();
    let (_, token) = house.bearer("preparer").await;
    let ask = house.ask("POST", "/api/v1/ledgers/ref_value/records").by_program(&token);
    let sending = json!({ "records": records }).to_string();
    let answer = ask.sending("application/json", sending).go().await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
}

async fn got(house: &House, path: &str) -> (u16, String) {
    let session = house.session("preparer").await;
    let answer = house.ask("GET", &house.filled(path, false)).by_session(&session).go().await;
    (answer.status.as_u16(), answer.text)
}

/// The names of the records that the API lists.
async fn named(house: &House, query: &str) -> BTreeSet<String> {
    let path = format!("/api/v1{LIST}/records?limit=200&as_of=2021-12-31&{query}");
    let (status, text) = got(house, &path).await;
    assert_eq!(status, 200, "{path}: {text}");
    let listed: Value = serde_json::from_str(&text).unwrap();
    let items = listed["items"].as_array().unwrap();
    items.iter().map(|one| one["fields"]["name"].as_str().unwrap().to_owned()).collect()
}

fn that(holds: impl Fn(&str) -> bool) -> BTreeSet<String> {
    HOSTILE.iter().filter(|text| holds(text)).map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn a_list_gives_what_a_plain_comparison_gives_whatever_is_looked_for() {
    let house = House::open().await;
    enter(&house).await;
    let before = house.entries().await;
    for text in HOSTILE {
        let wanted = that(|name| name.contains(text));
        let sent = escaped(text);
        assert_eq!(named(&house, &format!("q={sent}")).await, wanted, "{text}");
        assert!(named(&house, &format!("state={sent}")).await.is_empty(), "{text}");
        let (status, page) = got(&house, &format!("{LIST}?as_of=2021-12-31&q={sent}")).await;
        assert_eq!(status, 200, "{text}");
        assert!(page.contains(&format!("共{}条", wanted.len())), "{text}: {page}");
        let condition = escaped(&format!("名称 = '{}'", text.replace('\'', "''")));
        let path = format!("{LIST}?as_of=2021-12-31&condition={condition}");
        assert!(got(&house, &path).await.1.contains("共1条"), "{text}");
        let (status, offers) = got(&house, &format!("{LIST}/names?q={sent}")).await;
        assert_eq!(status, 200, "{text}");
        let offers: Value = serde_json::from_str(&offers).unwrap();
        assert_eq!(offers.as_array().unwrap().len(), wanted.len(), "{text}");
    }
    assert_eq!(house.entries().await, before);
    assert_eq!(named(&house, "").await, that(|_| true));
}

/// Every other parameter of ledgers, their exports, measured values and their drill-down: each is
/// read as what it should be, or refused; nothing is entered, lost or shown that should not be.
#[tokio::test]
async fn no_other_parameter_is_more_than_a_text() {
    let house = House::open().await;
    enter(&house).await;
    let parameters = [
        format!("{LIST}?state="),
        format!("{LIST}?condition="),
        format!("{LIST}?as_of="),
        format!("{LIST}?page="),
        format!("{LIST}/export?to="),
        format!("{LIST}/export?to=csv&q="),
        format!("{LIST}/export?to=csv&state="),
        format!("{LIST}/export?to=csv&condition="),
        format!("{LIST}/export?to=csv&as_of="),
        format!("{LIST}/template?to="),
        format!("{LIST}/records/"),
        "/ledgers/".to_owned(),
        format!("{LIST}/definition?version="),
        "/sheets/{id}/measured?as_of=".to_owned(),
        "/sheets/{id}/measured/".to_owned(),
        "/sheets/{id}/measured/1?as_of=".to_owned(),
        "/sheets/{id}/measured/1?way=".to_owned(),
        "/sheets/{id}/measured/1?figure=".to_owned(),
        "/sheets/{id}/measured/1?side=".to_owned(),
        "/sheets/{id}/measured/1?page=".to_owned(),
        format!("/api/v1{LIST}/records?as_of="),
        format!("/api/v1{LIST}/records?after="),
        format!("/api/v1{LIST}/records?limit="),
        format!("/api/v1{LIST}/records?order="),
        format!("/api/v1{LIST}/records/"),
        "/api/v1/sheets/{id}/measured?as_of=".to_owned(),
    ];
    let before = house.entries().await;
    for parameter in &parameters {
        for text in HOSTILE {
            let (status, answer) = got(&house, &format!("{parameter}{}", escaped(text))).await;
            assert!(status < 500, "{parameter} {text}: {answer}");
            for leaked in ["$argon2", "SQLITE", "syntax error", "no such table"] {
                assert!(!answer.contains(leaked), "{parameter} {text}: {answer}");
            }
        }
    }
    // An export leaves its entry, and nothing else leaves any.
    let left = house.newest(house.entries().await - before).await;
    assert!(left.iter().all(|action| action == "ledger.export"), "{left:?}");
    assert_eq!(named(&house, "").await, that(|_| true));
    house.app.store.verify().await.unwrap();
}
