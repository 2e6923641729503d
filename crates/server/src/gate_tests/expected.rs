//! What every changing route is sent when all is well, and what it leaves in the trail. A route
//! that is declared and not listed here fails the tests that go through all routes.

use super::house::{House, PASSWORD};
use axum::http::StatusCode;

/// What is sent.
#[derive(Clone, Copy)]
pub(super) enum Sends {
    /// A form of a page.
    Form(&'static str),
    /// JSON.
    Json(&'static str),
    /// JSON with the sheet's own texts in the place of `$form`.
    Sheet(&'static str),
    /// A file.
    File,
    /// A file that was stored already, with what a person confirmed.
    Confirmed,
    /// Nothing.
    Nothing,
}

/// One changing route.
pub(super) struct Expected {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) sends: Sends,
    pub(super) status: StatusCode,
    /// The entries it leaves, newest first.
    pub(super) entries: &'static [&'static str],
}

const fn change(
    method: &'static str,
    path: &'static str,
    sends: Sends,
    status: StatusCode,
    entries: &'static [&'static str],
) -> Expected {
    Expected { method, path, sends, status, entries }
}

const OK: StatusCode = StatusCode::OK;
const SEEN: StatusCode = StatusCode::SEE_OTHER;
const GONE: StatusCode = StatusCode::NO_CONTENT;
const POST: &str = "POST";

/// Every changing route.
///
/// An upload that is only checked, a switch of the year shown, a check without saving and a
/// verification leave nothing: they change nothing that anybody else can see.
pub(super) const ALL: &[Expected] = &[
    change(
        POST,
        "/login",
        Sends::Form("account=viewer&password="),
        SEEN,
        &["account.log_in", "account.log_out"],
    ),
    change(POST, "/logout", Sends::Form(""), SEEN, &["account.log_out"]),
    change(
        POST,
        "/password",
        Sends::Form("new=Another-2026&again=Another-2026&current="),
        SEEN,
        &["account.change"],
    ),
    change(POST, "/outlook", Sends::Form("year=2021&unit=333&back=/"), SEEN, &[]),
    change(POST, "/import", Sends::File, OK, &[]),
    change(POST, "/import/confirm", Sends::Confirmed, SEEN, &["job.order"]),
    change(POST, "/jobs/{id}/retry", Sends::Form(""), SEEN, &["job.retry"]),
    change(POST, "/trail/verify", Sends::Form(""), OK, &[]),
    change(
        POST,
        "/accounts",
        Sends::Form("login=wangqi&name=%E7%8E%8B&role=viewer&scope=333"),
        OK,
        &["account.add"],
    ),
    change(
        POST,
        "/accounts/{id}",
        Sends::Form("name=%E7%8E%8B&role=reviewer&scope=333"),
        SEEN,
        &["account.change"],
    ),
    change(POST, "/accounts/{id}/reset", Sends::Form(""), OK, &["account.change"]),
    change(POST, "/accounts/{id}/disable", Sends::Form(""), SEEN, &["account.change"]),
    change(POST, "/accounts/{id}/enable", Sends::Form(""), SEEN, &["account.change"]),
    // One entry for each setting that is changed.
    change(
        POST,
        "/settings",
        Sends::Form("amounts=yuan&font=&upload_megabytes=16&retention_months=12"),
        OK,
        &["setting.change", "setting.change", "setting.change", "setting.change"],
    ),
    change(POST, "/settings/years/{year}", Sends::Form("closed=yes"), SEEN, &["year.close"]),
    change(POST, "/api", Sends::Form("label=%E5%8F%96%E6%95%B0"), OK, &["token.add"]),
    change(POST, "/api-tokens/{id}/revoke", Sends::Form(""), SEEN, &["token.revoke"]),
    change(POST, "/sheets/{id}/draft", Sends::Sheet("$form"), OK, &["draft.begin"]),
    change(POST, "/sheets/{id}/draft/drop", Sends::Form(""), SEEN, &["draft.drop"]),
    change(POST, "/sheets/{id}/check", Sends::Sheet("$form"), OK, &[]),
    change(POST, "/sheets/{id}/merge", Sends::Sheet("$form"), OK, &[]),
    change(POST, "/sheets/{id}/save", Sends::Sheet("{\"form\":$form}"), OK, &["sheet.save"]),
    change(
        POST,
        "/sheets/{id}/restore",
        Sends::Form("version=1&base_version=1"),
        SEEN,
        &["sheet.save"],
    ),
    change(
        POST,
        "/issues/{id}/decide",
        Sends::Form("decision=accepted&back=/"),
        SEEN,
        &["issue.decide"],
    ),
    change(
        POST,
        "/api/v1/sheets/{id}/restore",
        Sends::Json("{\"version\":1,\"base_version\":1}"),
        OK,
        &["sheet.save"],
    ),
    change(POST, "/api/v1/sheets/{id}/check", Sends::Sheet("$form"), OK, &[]),
    change(
        POST,
        "/api/v1/sheets/{id}/save",
        Sends::Sheet("{\"typed\":$form,\"note\":\"核对\"}"),
        OK,
        &["sheet.save"],
    ),
    // The first draft of a sheet leaves an entry; the ones after it, at every pause of typing, none.
    change("PUT", "/api/v1/sheets/{id}/draft", Sends::Sheet("$form"), OK, &["draft.begin"]),
    change("DELETE", "/api/v1/sheets/{id}/draft", Sends::Nothing, GONE, &["draft.drop"]),
    change(
        POST,
        "/api/v1/issues/{id}/decide",
        Sends::Json("{\"decision\":\"accepted\"}"),
        OK,
        &["issue.decide"],
    ),
    change(POST, "/api/v1/import", Sends::File, StatusCode::ACCEPTED, &["job.order"]),
    change(POST, "/api/v1/jobs/{id}/retry", Sends::Nothing, OK, &["job.retry"]),
    change(POST, "/api/v1/trail/verify", Sends::Nothing, OK, &[]),
    change(
        POST,
        "/api/v1/accounts",
        Sends::Json("{\"login\":\"liu\",\"name\":\"刘\",\"role\":\"viewer\",\"scope\":[\"333\"]}"),
        StatusCode::CREATED,
        &["account.add"],
    ),
    change(
        "PATCH",
        "/api/v1/accounts/{id}",
        Sends::Json("{\"name\":\"刘\"}"),
        OK,
        &["account.change"],
    ),
    change(POST, "/api/v1/accounts/{id}/reset", Sends::Nothing, OK, &["account.change"]),
    change(
        "PUT",
        "/api/v1/settings",
        Sends::Json(
            "{\"amounts\":\"yuan\",\"font\":\"\",\"upload_megabytes\":16,\"retention_months\":24}",
        ),
        OK,
        &["setting.change", "setting.change", "setting.change", "setting.change"],
    ),
    change("PUT", "/api/v1/years/{year}", Sends::Json("{\"closed\":true}"), OK, &["year.close"]),
    change(
        POST,
        "/api/v1/tokens",
        Sends::Json("{\"label\":\"取数\"}"),
        StatusCode::CREATED,
        &["token.add"],
    ),
    change("DELETE", "/api/v1/tokens/{id}", Sends::Nothing, GONE, &["token.revoke"]),
];

/// A document that is read without knowing anything about it.
pub(super) const FILE: &[u8] = include_bytes!("../../../../docs/examples/road-repair.txt");
/// What separates the parts of a form with a file.
pub(super) const BOUNDARY: &str = "edge-of-a-part";

impl Expected {
    /// The expectation of a route.
    pub(super) fn of(method: &str, path: &str) -> &'static Self {
        ALL.iter()
            .find(|one| one.method == method && one.path == path)
            .unwrap_or_else(|| panic!("{method} {path} changes something and has no expectation"))
    }

    /// Kind and bytes of what is sent; a form carries its token when given.
    pub(super) async fn body(&self, house: &House, csrf: Option<&str>) -> (String, Vec<u8>) {
        let json = |text: String| ("application/json".to_owned(), text.into_bytes());
        let form = |text: &str| {
            let token = csrf.map_or(String::new(), |csrf| format!("&csrf={csrf}"));
            let kind = "application/x-www-form-urlencoded".to_owned();
            (kind, format!("{text}{token}").into_bytes())
        };
        match self.sends {
            Sends::Form(text) if text.ends_with('=') => form(&format!("{text}{PASSWORD}")),
            Sends::Form(text) => form(text),
            Sends::Json(text) => json(text.to_owned()),
            Sends::Nothing => (String::new(), Vec::new()),
            Sends::Sheet(text) => json(text.replace("$form", &typed(house).await)),
            Sends::File => (
                format!("multipart/form-data; boundary={BOUNDARY}"),
                upload(FILE, "目标.txt", csrf),
            ),
            Sends::Confirmed => {
                let digest = house.app.store.put_file(FILE.to_vec()).await.unwrap();
                form(&format!(
                    "upload={}&order_key=&file_name=a.txt&year=2021&department_code=333&\
                     department_name=%E5%B1%80&confirmed=yes",
                    digest.as_str()
                ))
            }
        }
    }
}

/// A form with a file; without a token it is what the API takes.
pub(super) fn upload(bytes: &[u8], name: &str, csrf: Option<&str>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |disposition: &str, content: &[u8]| {
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    if let Some(csrf) = csrf {
        part("name=\"csrf\"", csrf.as_bytes());
    }
    part("name=\"fiscal_year\"", b"2021");
    part("name=\"department_code\"", b"333");
    part(&format!("name=\"file\"; filename=\"{name}\""), bytes);
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The texts of the sheet, as the API gives them.
async fn typed(house: &House) -> String {
    let token = house.session("preparer").await;
    let path = format!("/api/v1/sheets/{}", house.sheet);
    let sheet = house.ask("GET", &path).by_session(&token).go().await;
    let mut read: serde_json::Value = serde_json::from_str(&sheet.text).unwrap();
    let mut typed = read["typed"].take();
    typed["purpose"] = "用于道路维修".into();
    typed.to_string()
}
