//! The pages of the desk through the router, over a real store.

use crate::web::{
    App, AppParts, DiskSpace, FontShelf, Metrics, OutlookCache, Passwords, SessionCache,
};
use crate::web::{Throttle, now, service};
use crate::work::book::Book;
use crate::work::worker::{self, Bell};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use documents::rules::{FormLabels, review_rules};
use documents::{Limits, read, recognise::recognise};
use fixtures::SAMPLE_DOCX as SAMPLE;
use goals::{Document, TargetSheet};
use procedure::{Actor, Role, Scope};
use std::sync::{Arc, RwLock};
use store::{
    AccountId, Acting, DatabaseAddress, DocumentId, ImportDraft, NewAccount, PasswordHash,
};
use store::{SessionDigest, SessionRecord, Settings, Store, StorePlaces};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;
use vocabulary::{FiledText, FiscalYear, Issue, Place};

pub(super) const CSRF: &str = "token-of-the-forms";
const BOUNDARY: &str = "edge-of-a-part";

/// A server over an empty store, with an account of each role: its log-in name is the role's code.
pub(super) struct Desk {
    pub(super) app: App,
    _folder: TempDir,
}

/// What was answered.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) text: String,
}

impl Desk {
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = StorePlaces {
            data: folder.path().join("data"),
            database: DatabaseAddress::Embedded,
            keys: folder.path().join("keys"),
        };
        let store = Store::open(&places, now()).await.unwrap();
        let app = App::new(AppParts {
            labels: FormLabels::shipped().unwrap(),
            rules: review_rules().unwrap(),
            limits: Limits::default(),
            book: RwLock::new(Arc::new(Book::open(&store, now()).await.unwrap())),
            passwords: Passwords::new().unwrap(),
            sessions: SessionCache::default(),
            throttle: Throttle::default(),
            metrics: Metrics::default(),
            bell: Bell::default(),
            settings: RwLock::new(Settings::default()),
            fonts: FontShelf::default(),
            outlook: OutlookCache::default(),
            disk: DiskSpace::default(),
            demonstration: false,
            secure: false,
            behind_proxy: false,
            store,
        });
        let desk = Self { app, _folder: folder };
        for role in Role::ALL {
            desk.add(role.code(), role, Scope::Units(vec!["333".into()])).await;
        }
        desk
    }

    /// Makes an account that is signed in: the token in its cookie is its log-in name.
    pub(super) async fn add(&self, login: &str, role: Role, scope: Scope) {
        let account = NewAccount {
            login: login.into(),
            name: format!("{}甲", role.label()),
            password: PasswordHash("-".into()),
            role,
            scope,
            must_change: false,
            demonstration: false,
        };
        let id: AccountId =
            self.app.store.add_account(&Acting::program(now()), account).await.unwrap();
        let session = SessionRecord {
            digest: SessionDigest::of(login),
            account: id,
            csrf: CSRF.into(),
            created_at: now(),
            seen_at: now(),
            address: String::new(),
        };
        self.app.store.open_session(&session).await.unwrap();
    }

    async fn ask(&self, who: &str, method: Method, path: &str, body: (&str, Vec<u8>)) -> Answered {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, format!("chengxiao_session={who}"))
            .header(header::CONTENT_TYPE, body.0)
            .body(Body::from(body.1))
            .unwrap();
        let response = service(&self.app).oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        let location = location.map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
        Answered { status, location, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(super) async fn get(&self, who: &str, path: &str) -> Answered {
        self.ask(who, Method::GET, path, ("text/plain", Vec::new())).await
    }

    pub(super) async fn post(&self, who: &str, path: &str, form: &[(&str, &str)]) -> Answered {
        let pairs = [&[("csrf", CSRF)], form].concat();
        let body: Vec<String> =
            pairs.iter().map(|(k, v)| format!("{k}={}", crate::web::encode(v))).collect();
        let body = body.join("&").into_bytes();
        self.ask(who, Method::POST, path, ("application/x-www-form-urlencoded", body)).await
    }

    async fn upload(&self, who: &str, name: &str, bytes: &[u8]) -> Answered {
        let head = |disposition: &str| {
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n")
        };
        let mut body = head("name=\"csrf\"").into_bytes();
        body.extend_from_slice(CSRF.as_bytes());
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(head(&format!("name=\"file\"; filename=\"{name}\"")).as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask(who, Method::POST, "/import", (&kind, body)).await
    }

    /// Works through the jobs that were ordered.
    async fn work(&self) {
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(worker::run(self.app.clone(), stopped));
        let acting = preparer();
        for _ in 0..600 {
            let jobs = self.app.store.jobs(&acting).await.unwrap();
            if jobs.iter().all(|job| job.state.ended()) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        stop.send(true).unwrap();
        worker.await.unwrap();
    }

    /// Stores a document past the pages.
    async fn store(&self, document: &Document, year: u16) -> DocumentId {
        self.store_reviewed(document, year, &[]).await
    }

    /// Stores a document with what its review found.
    pub(super) async fn store_reviewed(
        &self,
        document: &Document,
        year: u16,
        issues: &[Issue],
    ) -> DocumentId {
        let draft = ImportDraft {
            document,
            issues,
            department_code: "333".into(),
            department_name: "住房和城乡建设局".into(),
            fiscal_year: FiscalYear::new(year).unwrap(),
            file_name: "目标.docx".into(),
            digest: self.app.store.put_file(SAMPLE.to_vec()).await.unwrap(),
        };
        self.app.store.import(&preparer(), &draft).await.unwrap().id
    }
}

pub(super) fn preparer() -> Acting {
    let scope = Scope::Units(vec!["333".into()]);
    Acting {
        actor: Actor { account: Role::Preparer.code().into(), role: Role::Preparer, scope },
        name: "填报人甲".into(),
        address: String::new(),
        at: now(),
    }
}

pub(super) fn sample() -> Document {
    let source = read(SAMPLE, &Limits::default()).unwrap();
    recognise(&source, &FormLabels::shipped().unwrap()).document
}

/// The value of the first field of a name in a page.
fn field(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
}

/// What follows `start` in a page, up to the quotation mark.
fn after<'a>(page: &'a str, start: &str) -> &'a str {
    page.split(start).nth(1).and_then(|rest| rest.split('"').next()).unwrap()
}

/// The address behind 下一页.
fn next_page(page: &str) -> String {
    let pages = page.split("aria-label=\"翻页\"").nth(1).unwrap();
    after(pages, "href=\"").replace("&#38;", "&")
}

const PREPARER: &str = "preparer";

#[tokio::test]
async fn a_file_is_checked_confirmed_imported_and_found() {
    let desk = Desk::open().await;
    let check = desk.upload(PREPARER, "目标.docx", SAMPLE).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    assert!(check.text.contains("14张") && check.text.contains("1,336.57万元"));
    assert!(check.text.contains("value=\"333\""));
    let (upload, key) = (field(&check.text, "upload"), field(&check.text, "order_key"));
    let form = [
        ("upload", upload.as_str()),
        ("order_key", key.as_str()),
        ("file_name", "目标.docx"),
        ("year", "2021"),
        ("department_code", "333"),
        ("department_name", "住房和城乡建设局"),
    ];
    let ordered = desk.post(PREPARER, "/import/confirm", &form).await;
    assert_eq!(ordered.status, StatusCode::SEE_OTHER, "{}", ordered.text);
    let again = desk.post(PREPARER, "/import/confirm", &form).await;
    assert_eq!(again.location, ordered.location, "a double click imports once");
    desk.work().await;
    let state = desk.get(PREPARER, &format!("{}/state", ordered.location)).await;
    assert!(state.text.contains("\"state\":\"done\""), "{}", state.text);
    let job = desk.get(PREPARER, &ordered.location).await;
    let document = format!("/documents/{}", after(&job.text, "href=\"/documents/"));
    let overview = desk.get(PREPARER, &document).await;
    assert!(overview.text.contains("1,336.57") && overview.text.contains("333-0401-JQN-X0VZ"));
    let found = desk.get(PREPARER, "/sheets?q=dlwx").await;
    assert!(found.text.contains("道路维修") && !found.text.contains("燃气监管经费"));
    let workbench = desk.get(PREPARER, "/").await;
    assert!(workbench.text.contains("目标.docx") && workbench.text.contains("强制问题"));
    let same = desk.upload(PREPARER, "又一份.docx", SAMPLE).await;
    assert!(same.text.contains("内容完全相同") && same.text.contains("第2版存入"));
    let refused = desk.post(PREPARER, "/import/confirm", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("请核对上面的提醒"));
}

#[tokio::test]
async fn a_year_or_department_that_cannot_be_is_named_and_nothing_is_ordered() {
    let desk = Desk::open().await;
    let check = desk.upload(PREPARER, "目标.docx", SAMPLE).await;
    let upload = field(&check.text, "upload");
    for (year, code, words) in [
        ("二〇二一", "333", "请填写预算年度"),
        ("1890", "333", "1994至2100"),
        ("2021", "", "请填写部门编码"),
        ("2021", "444", "不在您的授权范围内"),
    ] {
        let form = [
            ("upload", upload.as_str()),
            ("file_name", "目标.docx"),
            ("year", year),
            ("department_code", code),
            ("department_name", "某局"),
        ];
        let answer = desk.post(PREPARER, "/import/confirm", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{year} {code}");
        assert!(answer.text.contains(words), "{words}");
    }
    assert!(desk.app.store.jobs(&preparer()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_changes_nothing_and_says_why() {
    let desk = Desk::open().await;
    for (name, bytes, words) in [
        ("坏.pdf", b"%PDF-1.4 broken".as_slice(), "损坏"),
        ("空.docx", b"".as_slice(), "文件是空的"),
        ("图.png", b"\x89PNG\r\n\x1a\n0000".as_slice(), "未导入"),
    ] {
        let answer = desk.upload(PREPARER, name, bytes).await;
        assert!(answer.status.is_client_error(), "{name}");
        assert!(answer.text.contains(words), "{name}: {}", answer.text);
    }
    let list = desk.get(PREPARER, "/documents").await;
    assert!(list.text.contains("还没有绩效目标文件"));
}

#[tokio::test]
async fn a_failed_import_says_what_happened_and_can_be_tried_again() {
    let desk = Desk::open().await;
    let digest = desk.app.store.put_file(b"%PDF-1.4 broken".to_vec()).await.unwrap();
    let payload = format!(
        "{{\"digest\":\"{}\",\"file_name\":\"坏.pdf\",\"department_code\":\"333\",\
         \"department_name\":\"某局\",\"fiscal_year\":2021}}",
        digest.as_str()
    );
    let order = store::JobOrder { kind: "import", unit_code: "333", payload, client_key: None };
    let job = desk.app.store.order_job(&preparer(), order).await.unwrap();
    desk.work().await;
    let page = desk.get(PREPARER, &format!("/jobs/{job}")).await;
    assert!(page.text.contains("坏.pdf") && page.text.contains("数据没有变化"), "{}", page.text);
    assert!(page.text.contains("重新处理"));
    let workbench = desk.get(PREPARER, "/").await;
    assert!(workbench.text.contains("待办事项") && workbench.text.contains("坏.pdf"));
    let retried = desk.post(PREPARER, &format!("/jobs/{job}/retry"), &[]).await;
    assert_eq!(retried.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("reviewer", "/jobs/no-such").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_person_of_one_unit_sees_that_unit_only() {
    let desk = Desk::open().await;
    let id = desk.store(&sample(), 2021).await;
    desk.add("gcc", Role::Preparer, Scope::Units(vec!["333003".into()])).await;
    desk.add("other", Role::Preparer, Scope::Units(vec!["444".into()])).await;
    let overview = desk.get("gcc", &format!("/documents/{id}")).await;
    assert!(overview.text.contains("工程建设管理业务费") && overview.text.contains("1.25"));
    assert!(!overview.text.contains("1,336.57") && !overview.text.contains("道路维修"));
    assert!(!overview.text.contains("原件对照"), "the original holds the other units");
    let workbench = desk.get("gcc", "/").await;
    assert!(workbench.text.contains("1.25") && !workbench.text.contains("1,336.57"));
    let source = desk.get("gcc", &format!("/documents/{id}/source")).await;
    assert_eq!(source.status, StatusCode::NOT_FOUND);
    let foreign = desk.get("other", &format!("/documents/{id}")).await;
    let missing = desk.get("other", "/documents/0193a4c2-71bd-7f10-a2b4-8c19d3e0f3a1").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.status, foreign.status);
    assert!(!foreign.text.contains("住房和城乡建设局"));
}

#[tokio::test]
async fn the_original_stands_beside_its_fields() {
    let desk = Desk::open().await;
    let id = desk.store(&sample(), 2021).await;
    let page = desk.get(PREPARER, &format!("/documents/{id}/source?sheet=13")).await;
    assert_eq!(page.status, StatusCode::OK);
    let place = after(&page.text, "data-place=\"");
    assert!(page.text.contains(&format!("id=\"{place}\"")), "the origin is on the page");
    assert!(page.text.contains("≥9595%及以上"), "a damaged value is shown as it was printed");
    let other = desk.get(PREPARER, &format!("/documents/{id}/source?revision=9")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_long_list_goes_on_page_by_page_and_keeps_its_query() {
    let desk = Desk::open().await;
    let text = |text: String| {
        Some(FiledText::certain(text, Place::Paragraph { page: None, paragraph: 1 }))
    };
    let sheet = |number: u32| TargetSheet {
        project_code: text(format!("333-0401-JQN-{number:04}")),
        project_name: text(format!("道路维修{number}")),
        unit_code: text("333002".into()),
        ..TargetSheet::default()
    };
    let many = Document { sheets: (0..70).map(sheet).collect(), ..Document::default() };
    desk.store(&many, 2021).await;
    let first = desk.get(PREPARER, "/sheets?q=%E9%81%93%E8%B7%AF&year=2021").await;
    assert_eq!(first.text.matches("data-copy=").count(), 50);
    let next = next_page(&first.text);
    assert!(next.contains("q=%E9%81%93%E8%B7%AF") && next.contains("year=2021"), "{next}");
    let second = desk.get(PREPARER, &next).await;
    assert_eq!(second.text.matches("data-copy=").count(), 20);
    assert!(second.text.contains("已是最后一页") && second.text.contains("首页"));
    let other_year = desk.get(PREPARER, "/sheets?year=2022").await;
    assert!(other_year.text.contains("没有项目目标表"));
}

#[tokio::test]
async fn an_account_is_made_with_a_password_that_is_shown_once() {
    let desk = Desk::open().await;
    let form =
        |scope| [("login", "wangqi"), ("name", "王琪"), ("role", "reviewer"), ("scope", scope)];
    let wrong = desk.post("administrator", "/accounts", &form("33x")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("“33x”") && wrong.text.contains("value=\"王琪\""));
    let made = desk.post("administrator", "/accounts", &form("333")).await;
    assert!(made.text.contains("class=\"secret\""), "{}", made.text);
    let list = desk.get("administrator", "/accounts").await;
    assert!(list.text.contains("wangqi") && !list.text.contains("class=\"secret\""));
    let twice = desk.post("administrator", "/accounts", &form("333")).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let row = list.text.split("wangqi").nth(1).unwrap();
    let id = after(row, "href=\"/accounts/");
    let disabled = desk.post("administrator", &format!("/accounts/{id}/disable"), &[]).await;
    assert_eq!(disabled.status, StatusCode::SEE_OTHER);
    assert!(desk.get("administrator", "/accounts").await.text.contains("已停用"));
    let trail = desk.get("administrator", "/trail?action=account.change").await;
    assert!(trail.text.contains("wangqi") && trail.text.contains("停用"));
}

#[tokio::test]
async fn settings_hold_at_once_and_a_closed_year_says_so() {
    let desk = Desk::open().await;
    let id = desk.store(&sample(), 2021).await;
    let form = |megabytes| {
        [("amounts", "yuan"), ("upload_megabytes", megabytes), ("retention_months", "12")]
    };
    let refused = desk.post("administrator", "/settings", &form("900")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("1至64") && refused.text.contains("value=\"900\""));
    let saved = desk.post("administrator", "/settings", &form("16")).await;
    assert!(saved.text.contains("设置已保存"));
    let overview = desk.get(PREPARER, &format!("/documents/{id}")).await;
    assert!(overview.text.contains("13,365,7") && overview.text.contains("单位：元"));
    let closed = desk.post("administrator", "/settings/years/2021", &[("closed", "yes")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert!(desk.get("administrator", "/settings").await.text.contains("已关闭"));
}

#[tokio::test]
async fn the_trail_is_verified_and_goes_on_page_by_page() {
    let desk = Desk::open().await;
    for number in 0..60 {
        let deed = store::Deed {
            action: "document.export",
            object_kind: "document",
            object_id: format!("document-{number}"),
            change: "<b>导出</b>".into(),
            reason: "公开".into(),
        };
        desk.app.store.record(&preparer(), deed).await.unwrap();
    }
    let page = desk.get("auditor", "/trail?action=document.export").await;
    assert!(page.text.contains("导出文件") && page.text.contains("理由：公开"));
    assert!(page.text.contains("&#60;b&#62;导出"));
    let older = desk.get("auditor", &next_page(&page.text)).await;
    assert_eq!(older.text.matches("<span class=\"tag done\">完成</span>").count(), 10);
    let verified = desk.post("auditor", "/trail/verify", &[]).await;
    assert!(verified.text.contains("留痕完整"), "{}", verified.text);
    let today = desk.get("auditor", "/trail?from=2099-01-01").await;
    assert!(today.text.contains("没有符合条件的留痕"));
}

#[tokio::test]
async fn every_page_opens_to_exactly_the_roles_that_may() {
    let desk = Desk::open().await;
    let pages = [
        ("/", "preparer reviewer viewer auditor administrator"),
        ("/help", "preparer reviewer viewer auditor administrator"),
        ("/documents", "preparer reviewer viewer auditor"),
        ("/sheets", "preparer reviewer viewer auditor"),
        ("/import", "preparer"),
        ("/trail", "auditor administrator"),
        ("/accounts", "administrator"),
        ("/settings", "administrator"),
    ];
    for (path, may) in pages {
        for role in Role::ALL {
            let answer = desk.get(role.code(), path).await;
            let opens = may.split(' ').any(|code| code == role.code());
            let wanted = if opens { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(answer.status, wanted, "{path} {}", role.code());
        }
    }
}
