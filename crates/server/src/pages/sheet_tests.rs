//! The pages of sheets and issues through the router, over a real store.

use super::desk_tests::{Answered, CSRF, Desk, preparer, sample};
use crate::web::service;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use procedure::{Role, Scope};
use serde_json::{Value, json};
use store::{Acting, DocumentId, IssueFilter, IssueState, SheetId};
use tower::ServiceExt;
use vocabulary::{RuleCode, Severity};

/// A desk with the sample imported and reviewed.
struct Office {
    desk: Desk,
    acting: Acting,
    document: DocumentId,
    sheets: Vec<SheetId>,
}

/// 道路维修, whose targets are printed twice.
const ROAD: usize = 12;

impl Office {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let found = goals::review::review(&sample(), None, &desk.app.rules);
        let document = desk.store_reviewed(&sample(), 2021, &found.issues).await;
        let acting = preparer();
        let stored = desk.app.store.document(&acting, document).await.unwrap();
        Self { desk, acting, document, sheets: stored.sheet_ids }
    }

    fn road(&self) -> String {
        format!("/sheets/{}", self.sheets[ROAD])
    }

    async fn send(&self, who: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, format!("chengxiao_session={who}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-csrf-token", CSRF)
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = service(&self.desk.app).oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// The form that the edit page of a sheet holds.
    async fn form(&self, path: &str) -> Value {
        let page = self.desk.get("preparer", &format!("{path}/edit")).await;
        let json = page.text.split("data-form=\"").nth(1).unwrap().split('"').next().unwrap();
        let json = json.replace("&#34;", "\"").replace("&#38;", "&").replace("&#60;", "<");
        serde_json::from_str(&json.replace("&#62;", ">").replace("&#39;", "'")).unwrap()
    }

    async fn open_issues(&self, rule: u16) -> Vec<store::StoredIssue> {
        let wanted = IssueFilter {
            rule: Some(RuleCode(rule)),
            state: Some(IssueState::Open),
            ..IssueFilter::default()
        };
        self.desk.app.store.issues(&self.acting, self.document, &wanted).await.unwrap()
    }

    async fn target(&self, row: usize) -> String {
        let stored = self.desk.app.store.sheet(&self.acting, self.sheets[ROAD]).await.unwrap();
        stored.sheet.indicators[row].target.raw.clone()
    }

    async fn decide(
        &self,
        who: &str,
        issue: &store::StoredIssue,
        form: &[(&str, &str)],
    ) -> Answered {
        self.desk.post(who, &format!("/issues/{}/decide", issue.id), form).await
    }
}

#[tokio::test]
async fn a_sheet_shows_its_form_its_issues_and_only_what_the_viewer_may_do() {
    let office = Office::open().await;
    let page = office.desk.get("preparer", &office.road()).await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in ["13、道路维修绩效目标表", "836.30", "id=\"cell-1-指标值\"", "R50", "采纳修改"]
    {
        assert!(page.text.contains(expected), "{expected}");
    }
    let page = office.desk.get("viewer", &office.road()).await;
    for hidden in ["采纳修改", "说明理由", "/edit"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    let refused = office.desk.get("viewer", &format!("{}/edit", office.road())).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn another_unit_s_sheet_is_answered_like_a_missing_one() {
    let office = Office::open().await;
    office.desk.add("stranger", Role::Preparer, Scope::Units(vec!["444".into()])).await;
    let issue = office.open_issues(50).await.remove(0);
    for path in ["", "/edit", "/compare"] {
        let page = office.desk.get("stranger", &format!("{}{path}", office.road())).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    let decided = office.decide("stranger", &issue, &[("decision", "repaired")]).await;
    assert_eq!(decided.status, StatusCode::NOT_FOUND);
    let form = office.form(&office.road()).await;
    for act in ["draft", "check", "save", "merge"] {
        let body = if act == "save" { json!({ "form": form }) } else { form.clone() };
        let (status, _) = office.send("stranger", &format!("{}/{act}", office.road()), &body).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{act}");
    }
}

#[tokio::test]
async fn a_draft_is_kept_and_offered_to_its_owner_only() {
    let office = Office::open().await;
    let mut form = office.form(&office.road()).await;
    form["purpose"] = json!("路面修补");
    let (status, _) = office.send("preparer", &format!("{}/draft", office.road()), &form).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(office.form(&office.road()).await["purpose"], "路面修补");
    let page = office.desk.get("viewer", &office.road()).await;
    assert!(!page.text.contains("路面修补"));
    let dropped = office.desk.post("preparer", &format!("{}/draft/drop", office.road()), &[]).await;
    assert_eq!(dropped.status, StatusCode::SEE_OTHER);
    assert_ne!(office.form(&office.road()).await["purpose"], "路面修补");
}

#[tokio::test]
async fn the_form_is_checked_as_it_stands_in_the_browser() {
    let office = Office::open().await;
    let mut form = office.form(&office.road()).await;
    let found = |answer: &Value| {
        let issues = answer["issues"].as_array().unwrap();
        issues.iter().filter(|issue| issue["rule"] == "R50" && issue["row"] == 1).count()
    };
    let path = format!("{}/check", office.road());
    assert_eq!(found(&office.send("preparer", &path, &form).await.1), 1);
    form["indicators"][0]["target"] = json!("≥95%");
    assert_eq!(found(&office.send("preparer", &path, &form).await.1), 0);
    assert_eq!(office.target(0).await, "≥9595%及以上", "nothing was stored");
}

#[tokio::test]
async fn a_save_makes_a_version_and_keeps_the_words_said_to_what_stays() {
    let office = Office::open().await;
    let mut form = office.form(&office.road()).await;
    form["indicators"][0]["target"] = json!("≥95%");
    let word =
        json!({ "rule": "R01", "row": 1, "field": "指标值确定依据", "reason": "见上年决算" });
    let body = json!({ "form": form, "note": "改正指标值", "words": [word] });
    let (status, saved) = office.send("preparer", &format!("{}/save", office.road()), &body).await;
    assert_eq!((status, &saved["words_lost"]), (StatusCode::OK, &json!(0)));
    assert_eq!(office.target(0).await, "≥95%");
    let stored = office.desk.app.store.sheet(&office.acting, office.sheets[ROAD]).await.unwrap();
    assert_eq!((stored.summary.version, stored.versions[0].note.as_str()), (2, "改正指标值"));
    let page = office.desk.get("preparer", &office.road()).await;
    assert!(page.text.contains("见上年决算"));
    let compared = office.desk.get("viewer", &format!("{}/compare", office.road())).await;
    assert!(compared.text.contains("≥95<del>95</del>%<del>及以上</del>"));
}

#[tokio::test]
async fn who_saves_second_is_told_who_was_first_and_loses_nothing() {
    let office = Office::open().await;
    let mut first = office.form(&office.road()).await;
    let mut second = first.clone();
    first["purpose"] = json!("先改的用途");
    second["purpose"] = json!("后改的用途");
    second["indicators"][0]["basis"] = json!("行业标准");
    let path = format!("{}/save", office.road());
    assert_eq!(office.send("preparer", &path, &json!({ "form": first })).await.0, StatusCode::OK);
    let (status, refused) = office.send("preparer", &path, &json!({ "form": second })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(refused["detail"].as_str().unwrap().contains("填报人甲"), "{refused}");
    let (_, merged) = office.send("preparer", &format!("{}/merge", office.road()), &second).await;
    assert_eq!(merged["form"]["purpose"], "后改的用途");
    assert_eq!(merged["form"]["indicators"][0]["basis"], "行业标准");
    assert_eq!(merged["conflicts"].as_array().unwrap().len(), 1);
    assert_eq!(merged["conflicts"][0]["theirs"], "先改的用途");
    let again = json!({ "form": merged["form"] });
    assert_eq!(office.send("preparer", &path, &again).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_accepted_proposal_changes_the_text_and_nobody_else_may_accept_it() {
    let office = Office::open().await;
    let issues = office.open_issues(50).await;
    let road = |issue: &&store::StoredIssue| {
        issue.sheet == Some(office.sheets[ROAD]) && issue.row == Some(1)
    };
    let issue = issues.iter().find(road).unwrap();
    let form = [("decision", "repaired"), ("back", "/sheets/x?done=saved")];
    for who in ["viewer", "reviewer", "auditor"] {
        let refused = office.decide(who, issue, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert_eq!(office.target(0).await, "≥9595%及以上");
    let done = office.decide("preparer", issue, &form).await;
    assert_eq!(done.location, "/sheets/x?done=repaired");
    assert_eq!(office.target(0).await, "≥95%");
    assert!(office.open_issues(50).await.iter().find(road).is_none());
}

#[tokio::test]
async fn a_blocking_issue_is_not_explained_away_and_others_need_a_word() {
    let office = Office::open().await;
    let error = office.open_issues(50).await.remove(0);
    assert_eq!(error.severity, Severity::Error);
    let explained = [("decision", "explained"), ("reason", "原文如此")];
    let refused = office.decide("reviewer", &error, &explained).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let warning = office.open_issues(1).await.remove(0);
    let wordless = office.decide("reviewer", &warning, &[("decision", "explained")]).await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = office.decide("reviewer", &warning, &explained).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_decision_reaches_every_issue_that_says_the_same() {
    let office = Office::open().await;
    let before = office.open_issues(1).await;
    let form = [("decision", "explained"), ("reason", "依据见附件"), ("equal", "yes")];
    office.decide("reviewer", &before[0], &form).await;
    assert!(before.len() > 40);
    assert_eq!(office.open_issues(1).await.len(), 0);
    let repaired = [("decision", "repaired"), ("equal", "yes")];
    let doubled = office.open_issues(50).await;
    office.decide("preparer", &doubled[0], &repaired).await;
    assert!(office.open_issues(50).await.len() < doubled.len());
    let page = office.desk.get("viewer", &format!("/documents/{}/issues", office.document)).await;
    assert!(page.text.contains("已处理<strong>"));
}

#[tokio::test]
async fn an_old_version_comes_back_as_a_new_one() {
    let office = Office::open().await;
    let issue = office.open_issues(50).await;
    let road = issue.iter().find(|issue| issue.sheet == Some(office.sheets[ROAD])).unwrap();
    office.decide("preparer", road, &[("decision", "repaired")]).await;
    let form = [("version", "1"), ("base_version", "2")];
    let path = format!("{}/restore", office.road());
    assert_eq!(office.desk.post("preparer", &path, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.target(0).await, "≥9595%及以上");
    assert_eq!(office.desk.post("preparer", &path, &form).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn tree_money_comparison_and_print_show_the_whole_document() {
    let office = Office::open().await;
    let expected = [
        ("tree", vec!["产权交易股", "指标没有对应的目标", "目标文字相同"]),
        ("money", vec!["1,336.57", "972.13", "<title id=\"plan-title\">"]),
        ("compare", vec!["没有不同", "当前内容"]),
        (
            "print",
            vec!["1、房产信息系统维护使用费绩效目标表", "14、沿海沿河沟（口）保洁绩效目标表"],
        ),
        ("issues?state=all&severity=error", vec!["R50", "处相同"]),
    ];
    for (path, texts) in expected {
        let page =
            office.desk.get("viewer", &format!("/documents/{}/{path}", office.document)).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for text in texts {
            assert!(page.text.contains(text), "{path}: {text}");
        }
    }
}
