//! A server over a temporary store with one document, an account of each role, and a stranger.

use crate::web::{
    App, AppParts, DiskSpace, FontShelf, Metrics, OutlookCache, Passwords, SessionCache, Throttle,
    now, routes, service,
};
use crate::work::book::Book;
use crate::work::worker::Bell;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use documents::Limits;
use documents::rules::{FormLabels, review_rules};
use fixtures::builder::{SheetBuilder, document};
use goals::review::review;
use procedure::{Actor, Role, Scope};
use std::sync::{Arc, RwLock};
use store::{
    AccountId, Acting, DatabaseAddress, DocumentId, Entering, ImportDraft, IssueFilter, IssueId,
    JobId, JobOrder, JobState, NewAccount, NewEvidence, NewRecord, PasswordHash, RecordId,
    Recorded, SessionDigest, SessionRecord, Settings, SheetId, Store, StorePlaces, TokenId,
    TrailFilter,
};
use tempfile::TempDir;
use tower::ServiceExt;
use vocabulary::{Day, FiscalYear};

/// The token of the forms of every session.
pub(super) const CSRF: &str = "token-of-the-forms";
/// A key of nothing.
pub(super) const NOTHING: &str = "0193a4c2-71bd-7f10-a2b4-8c19d3e0f3a1";
/// The password of accounts that have one.
pub(super) const PASSWORD: &str = "Bureau-2026";
/// Codes of units outside the stranger's scope.
const DEPARTMENT: &str = "333";

/// The server.
pub(super) struct House {
    pub(super) app: App,
    pub(super) router: Router,
    pub(super) document: DocumentId,
    pub(super) sheet: SheetId,
    pub(super) issue: IssueId,
    /// A job that failed.
    pub(super) job: JobId,
    /// An account that nobody needs.
    pub(super) spare: AccountId,
    /// A token of the account that asks.
    pub(super) token: TokenId,
    /// A record of the ledger of staff.
    pub(super) record: RecordId,
    /// A file attached to it.
    pub(super) evidence: String,
    _folder: TempDir,
}

/// What was answered.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
}

/// A request being put together.
pub(super) struct Ask<'a> {
    house: &'a House,
    request: axum::http::request::Builder,
    body: Vec<u8>,
}

impl House {
    /// Opens it.
    pub(super) async fn open() -> Self {
        Self::open_with(false).await
    }

    /// Opens it, behind TLS or not.
    pub(super) async fn open_with(secure: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = StorePlaces {
            data: folder.path().join("data"),
            database: DatabaseAddress::Embedded,
            keys: folder.path().join("keys"),
        };
        let store = Store::open(&places, now()).await.unwrap();
        let app = App::new(parts(store, secure).await);
        for role in Role::ALL {
            add(&app, role.code(), role, &[DEPARTMENT]).await;
        }
        for role in Role::ALL {
            add(&app, &format!("foreign-{}", role.code()), role, &["444"]).await;
        }
        let spare = add(&app, "spare", Role::Viewer, &[DEPARTMENT]).await;
        let document = filed(&app).await;
        let reader = acting(Role::Viewer);
        let sheet = app.store.sheets_of(&reader, document).await.unwrap()[0].id;
        let wanted = IssueFilter { sheet: Some(sheet), ..IssueFilter::default() };
        let issues = app.store.issues(&reader, document, &wanted).await.unwrap();
        let issue = issues.iter().find(|issue| issue.severity.may_stay()).unwrap().id;
        let job = failed_job(&app).await;
        let router = service(&app);
        let token = TokenId::new();
        let (record, evidence) = staff(&app).await;
        Self {
            app,
            router,
            document,
            sheet,
            issue,
            job,
            spare,
            token,
            record,
            evidence,
            _folder: folder,
        }
    }

    /// Every declared route: method, path, door.
    pub(super) fn declared(&self) -> Vec<crate::web::Declared> {
        routes(&self.app).declared().to_vec()
    }

    /// A path with the keys of what is stored, or of nothing.
    pub(super) fn filled(&self, path: &str, missing: bool) -> String {
        let id = |stored: String| if missing { NOTHING.to_owned() } else { stored };
        let key = match path.trim_start_matches("/api/v1").split('/').nth(1).unwrap_or_default() {
            "documents" => id(self.document.to_string()),
            "sheets" => id(self.sheet.to_string()),
            "issues" => id(self.issue.to_string()),
            "jobs" => id(self.job.to_string()),
            "accounts" => id(self.spare.to_string()),
            "tokens" | "api-tokens" => id(self.token.to_string()),
            "ledgers" if path.contains("/records/") => id(self.record.to_string()),
            "ledgers" => id(self.evidence.clone()),
            _ => NOTHING.to_owned(),
        };
        path.replace("{id}", &key)
            .replace("{ledger}", "person")
            .replace("{code}", "siren_sound")
            .replace("{record}", &key)
            .replace("{row}", "1")
            .replace("{revision}", "1")
            .replace("{number}", "1")
            .replace("{year}", "2021")
            .replace("{*path}", "style.css")
    }

    /// A new session of an account; gives the cookie's value.
    pub(super) async fn session(&self, login: &str) -> String {
        let found = self.app.store.log_in_of(login).await.unwrap().unwrap();
        let token = crate::web::random_secret().unwrap();
        let record = SessionRecord {
            digest: SessionDigest::of(&token),
            account: found.account.id,
            csrf: CSRF.into(),
            created_at: now(),
            seen_at: now(),
            address: String::new(),
        };
        self.app.store.open_session(&record).await.unwrap();
        token
    }

    /// A token of an account.
    pub(super) async fn bearer(&self, login: &str) -> (TokenId, String) {
        let found = self.app.store.log_in_of(login).await.unwrap().unwrap();
        let token = crate::web::random_secret().unwrap();
        let digest = SessionDigest::of(&token);
        let acting = Acting::program(now());
        let id =
            self.app.store.add_token(&acting, found.account.id, "测试", &digest).await.unwrap();
        (id, token)
    }

    /// Gives an account a real password.
    pub(super) async fn give_password(&self, login: &str) {
        let found = self.app.store.log_in_of(login).await.unwrap().unwrap();
        let password = self.app.passwords.hash(PASSWORD).await.unwrap();
        let change =
            store::AccountChange { password: Some((password, false)), ..Default::default() };
        let acting = Acting::program(now());
        self.app.store.change_account(&acting, found.account.id, change).await.unwrap();
    }

    /// Entries in the trail.
    pub(super) async fn entries(&self) -> u64 {
        self.app.store.trail_head().await.unwrap().number
    }

    /// Codes of the newest entries, newest first.
    pub(super) async fn newest(&self, count: u64) -> Vec<String> {
        let wanted = TrailFilter { limit: count, ..TrailFilter::default() };
        let found = self.app.store.trail(&Acting::program(now()), &wanted).await.unwrap();
        found.into_iter().map(|entry| entry.draft.action).collect()
    }

    pub(super) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = Request::builder().method(method).uri(path).header(header::HOST, "desk");
        Ask { house: self, request, body: Vec::new() }
    }
}

impl Ask<'_> {
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).unwrap();
        self.request = self.request.header(HeaderName::from_static(name), value);
        self
    }

    /// With the cookie of a session.
    pub(super) fn by_session(self, token: &str) -> Self {
        self.header("cookie", &format!("chengxiao_session={token}"))
    }

    /// With a token.
    pub(super) fn by_program(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With a body of a kind.
    pub(super) fn sending(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    pub(super) async fn go(self) -> Answered {
        let request = self.request.body(Body::from(self.body)).unwrap();
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let bytes = bytes.to_vec();
        Answered { status: parts.status, headers: parts.headers, text, bytes }
    }
}

/// A person of a role in the department.
pub(super) fn acting(role: Role) -> Acting {
    let scope = Scope::Units(vec![DEPARTMENT.into()]);
    Acting {
        actor: Actor { account: role.code().into(), role, scope },
        name: format!("{}甲", role.label()),
        address: String::new(),
        at: now(),
    }
}

async fn parts(store: Store, secure: bool) -> AppParts {
    AppParts {
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
        secure,
        behind_proxy: false,
        store,
    }
}

async fn add(app: &App, login: &str, role: Role, scope: &[&str]) -> AccountId {
    let account = NewAccount {
        login: login.into(),
        name: format!("{}甲", role.label()),
        password: PasswordHash("-".into()),
        role,
        scope: Scope::Units(scope.iter().map(|unit| (*unit).to_owned()).collect()),
        must_change: false,
        demonstration: false,
    };
    app.store.add_account(&Acting::program(now()), account).await.unwrap()
}

/// A document of two sheets with its review, and its original.
async fn filed(app: &App) -> DocumentId {
    let sheet = |number: u32, name: &str| {
        SheetBuilder::new(number, name)
            .code(&format!("333-0401-JQN-000{number}"))
            .budget("10.00", "10.00", "")
            .goal("及时完成任务")
            .indicator(["产出指标", "数量指标", "完成数量", "完成的数量", "≥9595%"])
    };
    let document = document([sheet(1, "道路维修"), sheet(2, "=1+1")]);
    let found = review(&document, None, &app.rules);
    let draft = ImportDraft {
        document: &document,
        issues: &found.issues,
        department_code: DEPARTMENT.into(),
        department_name: "住房和城乡建设局".into(),
        fiscal_year: FiscalYear::new(2021).unwrap(),
        file_name: "目标.docx".into(),
        digest: app.store.put_file(b"original".to_vec()).await.unwrap(),
    };
    app.store.import(&acting(Role::Preparer), &draft).await.unwrap().id
}

async fn failed_job(app: &App) -> JobId {
    let acting = acting(Role::Preparer);
    let digest = app.store.put_file(b"%PDF-1.4 broken".to_vec()).await.unwrap();
    let payload = format!(
        "{{\"digest\":\"{}\",\"file_name\":\"坏.pdf\",\"department_code\":\"333\",\
         \"department_name\":\"某局\",\"fiscal_year\":2021}}",
        digest.as_str()
    );
    let order = JobOrder { kind: "import", unit_code: DEPARTMENT, payload, client_key: None };
    let id = app.store.order_job(&acting, order).await.unwrap();
    app.store.end_job(&acting, id, (JobState::Failed, "文件损坏", None)).await.unwrap();
    id
}

/// A person in the ledger of staff, with a file.
async fn staff(app: &App) -> (RecordId, String) {
    let acting = acting(Role::Preparer);
    let book = app.book();
    let ledger = book.catalogue.ledger("person").unwrap();
    let texts = [
        ("staff_no", "R01"),
        ("name", "张三"),
        ("identity_no", "130304198001011234"),
        ("unit", "人防办"),
        ("kind", "行政"),
        ("entry_on", "2015-07-01"),
    ];
    let cells = texts.iter().map(|(code, text)| {
        let field = ledger.field(code).unwrap();
        (field.code.clone(), ledgers::read_cell(field, text).unwrap().unwrap())
    });
    let record = NewRecord {
        unit_code: "333002".into(),
        valid_from: Day::new(2021, 1, 1),
        cells: cells.collect(),
        remark: String::new(),
    };
    let entering = Entering {
        catalogue: &book.catalogue,
        ledger,
        records: &[record],
        origin: "录入",
        today: Day::new(2021, 1, 1).unwrap(),
        client_key: None,
        only_check: false,
    };
    let file = NewEvidence {
        digest: app.store.put_file(b"%PDF-1.4".to_vec()).await.unwrap(),
        bytes: 8,
        kind: "合同".into(),
        file_name: "合同.pdf".into(),
        media_type: "application/pdf".into(),
    };
    let files = [(0, vec![file])];
    let entered = app.store.enter_with_evidence(&acting, entering, &files).await.unwrap();
    let Recorded::Entered(ids) = entered else { panic!("the record is sound") };
    let attached = app.store.evidence_of(&ledger.code, ids[0]).await.unwrap();
    (ids[0], attached[0].id.clone())
}
