//! The API as a program uses it, and its description beside the routes.

use super::expected::{BOUNDARY, FILE, upload};
use super::house::{Answered, House};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const JSON: &str = "application/json";

fn read(answer: &Answered) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text))
}

async fn described(house: &House) -> Value {
    read(&house.ask("GET", "/api/v1/openapi.json").go().await)
}

#[tokio::test]
async fn the_description_holds_exactly_the_operations_that_are_declared() {
    let house = House::open().await;
    let declared: BTreeSet<String> = house
        .declared()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/") && !route.path.contains("openapi"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let api = described(&house).await;
    let mut described = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert(format!("{} {path}", method.to_uppercase()));
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()));
            let summary = operation["summary"].as_str().unwrap();
            assert!(summary.chars().all(|c| c != '.') && summary.len() > 6, "{path}");
            assert_eq!(operation["security"].as_array().unwrap().len(), 2, "{path}");
        }
    }
    assert_eq!(described, declared);
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api["info"]["license"]["identifier"], "Apache-2.0");
    assert_eq!(api["components"]["securitySchemes"]["token"]["scheme"], "bearer");
}

#[tokio::test]
async fn a_sheet_is_read_checked_kept_saved_and_a_stale_save_is_told_so() {
    let house = House::open().await;
    let (_, token) = house.bearer("preparer").await;
    let base = format!("/api/v1/sheets/{}", house.sheet);
    let sheet = read(&house.ask("GET", &base).by_program(&token).go().await);
    let mut typed = sheet["typed"].clone();
    assert_eq!(sheet["content"]["project_name"], "道路维修");
    assert_eq!(sheet["content"]["budget_fen"]["total"], 10_000_000);
    typed["budget_total"] = "12.50".into();
    let send = async |method: &str, path: String, body: &Value| {
        let ask = house.ask(method, &path).by_program(&token);
        ask.sending(JSON, body.to_string()).go().await
    };
    let checked = send("POST", format!("{base}/check"), &typed).await;
    assert_eq!(checked.status.as_u16(), 200, "{}", checked.text);
    assert!(!read(&checked)["issues"].as_array().unwrap().is_empty());
    assert_eq!(send("PUT", format!("{base}/draft"), &typed).await.status.as_u16(), 200);
    let shown = read(&house.ask("GET", &base).by_program(&token).go().await);
    assert_eq!(shown["draft"]["typed"], typed);
    let saving = json!({ "typed": typed, "note": "按预算批复调整" });
    let saved = send("POST", format!("{base}/save"), &saving).await;
    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text);
    assert_eq!(read(&saved)["content"]["budget_fen"]["total"], 12_500_000);
    assert_eq!(read(&saved)["summary"]["version"], 2);
    let stale = send("POST", format!("{base}/save"), &saving).await;
    assert_eq!(stale.status.as_u16(), 409);
    assert!(read(&stale)["detail"].as_str().unwrap().contains("填报人甲"));
    let versions = house.ask("GET", &format!("{base}/versions")).by_program(&token).go().await;
    assert_eq!(read(&versions)["items"][0]["note"], "按预算批复调整");
    let compared = format!("{base}/compare?from=1&to=2");
    let compared = read(&house.ask("GET", &compared).by_program(&token).go().await);
    assert_eq!(compared["changes"], 1);
}

#[tokio::test]
async fn a_retry_of_an_import_orders_it_once() {
    let house = House::open().await;
    let (_, token) = house.bearer("preparer").await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let mut jobs = BTreeSet::new();
    for _ in 0..3 {
        let ask = house.ask("POST", "/api/v1/import").by_program(&token);
        let ask =
            ask.header("idempotency-key", "nightly-1").sending(&kind, upload(FILE, "a.txt", None));
        let answer = ask.go().await;
        assert_eq!(answer.status.as_u16(), 202, "{}", answer.text);
        jobs.insert(read(&answer)["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(jobs.len(), 1);
    let (_, other) = house.bearer("foreign-preparer").await;
    let ask = house.ask("POST", "/api/v1/import").by_program(&other);
    let answer = ask.sending(&kind, upload(FILE, "a.txt", None)).go().await;
    assert_eq!(answer.status.as_u16(), 422, "another department");
}

#[tokio::test]
async fn what_does_not_fit_the_description_is_told_and_not_taken() {
    let house = House::open().await;
    let (_, token) = house.bearer("preparer").await;
    let path = format!("/api/v1/issues/{}/decide", house.issue);
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    for (kind, body, status, words) in [
        (JSON, "{\"decision\":\"accepted\",\"state\":1}", 400, "没有“state”这个字段"),
        (JSON, "{}", 400, "缺少“decision”字段"),
        (JSON, "{\"decision\":\"open\",\"decision\":\"open\"}", 400, "“decision”字段重复"),
        (JSON, "{\"decision\":\"burnt\"}", 400, "类型或取值不对"),
        (JSON, "{\"decision\":", 400, "不是完整的JSON"),
        (JSON, deep.as_str(), 400, "嵌套过深"),
        (JSON, "{\"decision\":\"explained\"}", 422, "请填写说明理由"),
        (JSON, "{\"decision\":\"accepted\",\"reason\":\"\\u0000\"}", 422, "空字符"),
        ("application/xml", "<a/>", 415, "application/json"),
    ] {
        let ask = house.ask("POST", &path).by_program(&token).sending(kind, body);
        let answer = ask.go().await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text);
        assert!(read(&answer)["detail"].as_str().unwrap().contains(words), "{}", answer.text);
    }
    for query in
        ["limit=0", "limit=201", "year=9", "unknown=1", "after=x", "q=%00", "year=2021&year=2022"]
    {
        let ask = house.ask("GET", &format!("/api/v1/sheets?{query}")).by_program(&token);
        assert_eq!(ask.go().await.status.as_u16(), 400, "{query}");
    }
}

#[tokio::test]
async fn a_list_goes_on_where_the_piece_before_ended() {
    let house = House::open().await;
    let (_, token) = house.bearer("viewer").await;
    for list in ["sheets".to_owned(), format!("documents/{}/issues", house.document)] {
        let whole = house.ask("GET", &format!("/api/v1/{list}?limit=200")).by_program(&token);
        let whole = read(&whole.go().await)["items"].as_array().unwrap().clone();
        assert!(whole.len() > 1, "{list}");
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/{list}?limit=1{next}");
            let piece = read(&house.ask("GET", &path).by_program(&token).go().await);
            seen.extend(piece["items"].as_array().unwrap().clone());
            let Some(after) = piece["next"].as_str() else { break };
            next = format!("&after={after}");
        }
        assert_eq!(seen, whole, "{list}");
    }
}

#[tokio::test]
async fn the_page_of_the_api_lists_every_operation_and_the_own_tokens() {
    let house = House::open().await;
    house.bearer("viewer").await;
    let session = house.session("viewer").await;
    let page = house.ask("GET", "/api").by_session(&session).go().await;
    assert_eq!(page.status.as_u16(), 200);
    for route in house.declared().iter().filter(|route| route.path.starts_with("/api/v1/")) {
        assert!(page.text.contains(&route.path), "{}", route.path);
    }
    assert!(page.text.contains("测试"));
}
