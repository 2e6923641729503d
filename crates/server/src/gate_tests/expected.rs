//! What every changing route is sent when all is well, and what it leaves in the trail. A route
//! that is declared and not listed here fails the tests that go through all routes.

use super::house::{House, PASSWORD};
use axum::http::StatusCode;
use std::fmt::Write;

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
    /// Fields of a form with files, without one.
    Parts(&'static [(&'static str, &'static str)]),
    /// A file of evidence.
    Evidence,
    /// Fields of a form.
    Fields(&'static [(&'static str, &'static str)]),
    /// The definition of the ledger of staff with a field more.
    Definition,
    /// A new ledger like it.
    NewLedger,
    /// Nothing.
    Nothing,
}

/// A person as the form of the ledger of staff sends one.
const PERSON: &[(&str, &str)] = &[
    ("unit_code", "333002"),
    ("valid_from", "2021-02-01"),
    ("newest", "1"),
    ("entry", "1"),
    ("reason", "补录"),
    ("f_staff_no", "R02"),
    ("f_name", "李四"),
    ("f_unit", "人防办"),
    ("f_kind", "行政"),
    ("f_entry_on", "2015-07-01"),
];
/// The same as a pasted table.
const STAFF: &[(&str, &str)] = &[
    ("act", "check"),
    (
        "pasted",
        "单位编码\t人员编号\t姓名\t所在股室\t人员类别\t到岗日期\t生效日期\n\
         333002\tR03\t王五\t人防办\t行政\t2015-07-01\t2021-01-01",
    ),
];

/// An indicator as its form sends it.
const INDICATOR: &[(&str, &str)] = &[
    ("code", "staff_count"),
    ("name", "在册人数"),
    ("theme", "部门整体"),
    ("definition", "期末在册人员数"),
    ("accumulation", "时点"),
    ("scoring", "直接赋分"),
    ("sources", "人员台账"),
    ("method", "期末在册的计一人"),
    ("evidence", "花名册"),
    ("formula", "计数(人员@期末)"),
    ("unit", "人"),
    ("direction", "中性"),
    ("in_force_from", "2021-01-01"),
    ("reason", "按新规定"),
    ("version", "1"),
    ("act", "save"),
];

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
    change(POST, "/ledgers/{ledger}/new", Sends::Parts(PERSON), SEEN, &["record.enter"]),
    change(POST, "/ledgers/{ledger}/import", Sends::Parts(STAFF), OK, &[]),
    change(
        POST,
        "/ledgers/{ledger}/records/{record}/change",
        Sends::Parts(PERSON),
        SEEN,
        &["record.change"],
    ),
    change(
        POST,
        "/ledgers/{ledger}/records/{record}/correct",
        Sends::Parts(PERSON),
        SEEN,
        &["record.correct"],
    ),
    change(
        POST,
        "/ledgers/{ledger}/records/{record}/move",
        Sends::Form("to=voided&reason=%E9%87%8D%E5%A4%8D"),
        SEEN,
        &["record.move"],
    ),
    change(
        POST,
        "/ledgers/{ledger}/records/{record}/end",
        Sends::Form("day=2021-12-31&reason=%E7%A6%BB%E5%B2%97"),
        SEEN,
        &["record.end"],
    ),
    change(
        POST,
        "/ledgers/{ledger}/records/{record}/evidence",
        Sends::Evidence,
        SEEN,
        &["record.evidence"],
    ),
    change(
        POST,
        "/ledgers/{ledger}/records/{record}/reveal",
        Sends::Form("field=identity_no&reason=%E6%9F%A5%E9%87%8D"),
        OK,
        &["record.reveal"],
    ),
    change(
        POST,
        "/ledgers/{ledger}/definition/change",
        Sends::Definition,
        SEEN,
        &["ledger.define"],
    ),
    change(
        POST,
        "/library/try",
        Sends::Fields(&[("formula", "计数(人员@期末)"), ("as_of", "2021-12-31")]),
        OK,
        &[],
    ),
    change(POST, "/library/new", Sends::Fields(INDICATOR), SEEN, &["indicator.define"]),
    change(POST, "/library/{code}/change", Sends::Fields(INDICATOR), SEEN, &["indicator.define"]),
    change(POST, "/definitions/new", Sends::NewLedger, SEEN, &["ledger.define"]),
    change(
        POST,
        "/api/v1/ledgers/{ledger}/records",
        Sends::Json(
            "{\"records\":[{\"unit_code\":\"333002\",\"fields\":{\"staff_no\":\"R04\",\"姓名\":\"赵六\",\
             \"unit\":\"人防办\",\"kind\":\"行政\",\"entry_on\":\"2015-07-01\"}}]}",
        ),
        StatusCode::CREATED,
        &["record.enter"],
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
            Sends::Parts(texts) => {
                (format!("multipart/form-data; boundary={BOUNDARY}"), multipart(texts, None, csrf))
            }
            Sends::Evidence => (
                format!("multipart/form-data; boundary={BOUNDARY}"),
                multipart(&[], Some(("files", b"%PDF-1.4", "合同.pdf")), csrf),
            ),
            Sends::Fields(fields) => form(&encoded(fields)),
            Sends::Definition => form(&definition(&wider(&staff_text()), "1")),
            Sends::NewLedger => {
                let text = staff_text().replacen("\"person\"", "\"helper\"", 1);
                form(&definition(&text.replacen("\"人员\"", "\"临时人员\"", 1), ""))
            }
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

/// The definition of the ledger of staff as it is shipped.
pub(super) fn staff_text() -> String {
    let shipped = documents::rules::shipped_ledgers().unwrap();
    let staff = shipped.iter().find(|ledger| ledger.code.as_str() == "person").unwrap();
    documents::rules::write_ledger(staff)
}

/// The same with a field more.
pub(super) fn wider(text: &str) -> String {
    let field = "fields = [\n    { code = \"degree\", label = \"学历\", type = \"text\", characters = 20 },";
    assert_eq!(text.matches("fields = [\n").count(), 1, "{text}");
    text.replacen("fields = [", field, 1)
}

/// Bytes as an address or a form carries them.
pub(super) fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        write!(all, "%{byte:02X}").unwrap();
        all
    })
}

/// A definition as its form sends it.
pub(super) fn definition(text: &str, version: &str) -> String {
    encoded(&[("text", text), ("version", version), ("reason", "按新规定"), ("act", "save")])
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| format!("{name}={}", escaped(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// A form with a file; without a token it is what the API takes.
pub(super) fn upload(bytes: &[u8], name: &str, csrf: Option<&str>) -> Vec<u8> {
    let texts = [("fiscal_year", "2021"), ("department_code", "333")];
    multipart(&texts, Some(("file", bytes, name)), csrf)
}

/// A form in parts: its token, its texts, its file.
fn multipart(
    texts: &[(&str, &str)],
    file: Option<(&str, &[u8], &str)>,
    csrf: Option<&str>,
) -> Vec<u8> {
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
    for (name, text) in texts {
        part(&format!("name=\"{name}\""), text.as_bytes());
    }
    if let Some((field, bytes, name)) = file {
        part(&format!("name=\"{field}\"; filename=\"{name}\""), bytes);
    }
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
