//! 导入文件: choosing a file, and checking what was recognised before it is stored.

use super::figures;
use super::frame::{Frame, Outlook, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, random_secret};
use crate::work::import::{ImportOrder, department_of, order, recognised, safe_name};
use askama::Template;
use axum::Form;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use goals::Document;
use procedure::Action;
use serde::Deserialize;
use store::{BlobDigest, DocumentFilter, DocumentSummary, JobId, Revision};
use vocabulary::{FiscalYear, Money};

/// Where a file is chosen.
#[derive(Template)]
#[template(path = "import/choose.html")]
pub(crate) struct ImportPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The largest file taken, in bytes.
    pub(crate) bytes_max: u64,
    /// Why the last file was not taken.
    pub(crate) failure: Option<&'a str>,
}

impl ImportPage<'_> {
    /// The largest file taken, for people.
    pub(crate) fn size_max(&self) -> String {
        figures::file_size(self.bytes_max)
    }
}

/// Something to confirm before a file is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ImportDoubt {
    /// The very same bytes are stored already.
    SameFile {
        /// Title of that document.
        title: String,
        /// Its address.
        href: String,
        /// When it was brought in, printed.
        at: String,
    },
    /// The year of the file is not the year in force.
    OtherYear {
        /// What the file says.
        filed: FiscalYear,
        /// The year in force.
        in_force: FiscalYear,
    },
    /// The file names no year.
    NoYear,
    /// The file names no department.
    NoDepartment,
    /// No target sheet was found.
    NoSheets,
}

/// What was recognised, with year and department to correct, before it is stored.
#[derive(Template)]
#[template(path = "import/check.html")]
pub(crate) struct ImportCheckPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Digest of the uploaded bytes, to go on with.
    pub(crate) upload: String,
    /// The same for every try of this import, so that a double click imports once.
    pub(crate) order_key: String,
    /// Name of the file.
    pub(crate) file_name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Which form, in words.
    pub(crate) form: &'static str,
    /// Number of target sheets.
    pub(crate) sheets: usize,
    /// Number of indicators.
    pub(crate) indicators: usize,
    /// 预算合计.
    pub(crate) total: Money,
    /// Number of texts that found no field.
    pub(crate) unplaced: usize,
    /// Year, as guessed or corrected.
    pub(crate) year: String,
    /// 部门编码, as guessed or corrected.
    pub(crate) department_code: String,
    /// 部门名称, as guessed or corrected.
    pub(crate) department_name: String,
    /// Title of the document that this becomes a new revision of.
    pub(crate) replaces: Option<(String, u64)>,
    /// What has to be confirmed.
    pub(crate) doubts: Vec<ImportDoubt>,
    /// What is wrong with the corrections.
    pub(crate) failure: Option<&'a str>,
}

impl ImportCheckPage<'_> {
    /// The size for people.
    pub(crate) fn size_label(&self) -> String {
        figures::file_size(self.size)
    }

    /// Whether the person has to say that it is meant so.
    pub(crate) fn needs_confirmation(&self) -> bool {
        self.doubts.iter().any(|doubt| {
            matches!(doubt, ImportDoubt::SameFile { .. } | ImportDoubt::OtherYear { .. })
                || *doubt == ImportDoubt::NoSheets
        })
    }
}

/// The routes of imports.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Import);
    // The guard has held the body to the limit of the settings before.
    let upload = upload.layer(DefaultBodyLimit::disable());
    routes.get("/import", door, choose).post("/import", door, upload).post(
        "/import/confirm",
        door,
        confirm,
    )
}

async fn choose(State(app): State<App>, visit: Visit) -> Answer {
    choose_page(&app, &visit, None).await
}

async fn choose_page(app: &App, visit: &Visit, failure: Option<&str>) -> Answer {
    let frame = visit.frame(app, "导入文件", Section::Import).await?;
    let bytes_max = u64::try_from(app.upload_bytes_max()).unwrap_or(u64::MAX);
    Ok(Html(ImportPage { frame, bytes_max, failure }.render()?))
}

/// A page with the status that says whether the form was taken.
type Formed = Answer<(StatusCode, Html<String>)>;

async fn upload(State(app): State<App>, visit: Visit, fields: Multipart) -> Formed {
    let taken = match file_of(fields).await? {
        Some((_, bytes)) if bytes.is_empty() => Err(Problem::invalid("文件是空的，请重新选择。")),
        Some((_, bytes)) if bytes.len() > app.upload_bytes_max() => {
            Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE))
        }
        Some((name, bytes)) => {
            // Read before it is stored: a file that cannot be read leaves nothing behind.
            uploaded(&app, &visit, bytes, &name).await
        }
        None => Err(Problem::invalid("没有收到文件，请选择文件后再上传。")),
    };
    match taken {
        Ok(check) => Ok((StatusCode::OK, Html(check.render()?))),
        Err(problem) if problem.status.is_client_error() => {
            let page = choose_page(&app, &visit, Some(&problem.text)).await?;
            Ok((problem.status, page))
        }
        Err(problem) => Err(problem),
    }
}

/// Name and bytes of the file in a form.
async fn file_of(mut fields: Multipart) -> Answer<Option<(String, Vec<u8>)>> {
    let broken = |_| Problem::invalid("上传中断，没有收到完整的文件，请重新上传。");
    while let Some(field) = fields.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?.to_vec();
            return Ok((!name.is_empty() || !bytes.is_empty()).then_some((name, bytes)));
        }
    }
    Ok(None)
}

async fn uploaded<'a>(
    app: &App,
    visit: &'a Visit,
    bytes: Vec<u8>,
    name: &str,
) -> Answer<ImportCheckPage<'a>> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let document = recognised(app, bytes.clone()).await?.recognised.document;
    let digest = app.store.put_file(bytes).await?;
    checked(app, visit, document, (digest, size, safe_name(name))).await
}

async fn stored<'a>(
    app: &App,
    visit: &'a Visit,
    digest: BlobDigest,
    name: &str,
) -> Answer<ImportCheckPage<'a>> {
    let bytes = app.store.file(&digest).await?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let document = recognised(app, bytes).await?.recognised.document;
    checked(app, visit, document, (digest, size, safe_name(name))).await
}

/// The check page of a stored file, with what was guessed from its content.
async fn checked<'a>(
    app: &App,
    visit: &'a Visit,
    document: Document,
    (digest, size, file_name): (BlobDigest, u64, String),
) -> Answer<ImportCheckPage<'a>> {
    let known = app.store.imports_of(&visit.acting, &digest).await?;
    let frame = visit.frame(app, "核对识别结果", Section::Import).await?;
    let guess = Guess::of(&document, &known, &frame.outlook);
    let replaces = match (guess.year, guess.code.is_empty()) {
        (Some(year), false) => replaced(app, visit, &document, (year, &guess.code)).await?,
        _ => None,
    };
    Ok(ImportCheckPage {
        frame: frame.below("导入文件", "/import"),
        doubts: doubts(&document, visit.year, &known),
        year: guess.year.map_or(String::new(), |year| year.number().to_string()),
        department_code: guess.code,
        department_name: guess.name,
        upload: digest.as_str().to_owned(),
        order_key: random_secret()?,
        file_name,
        size,
        form: document.form.label(),
        sheets: document.sheets.len(),
        indicators: document.sheets.iter().map(|sheet| sheet.indicators.len()).sum(),
        total: document.sheets.iter().filter_map(|s| s.budget.total.as_ref()?.money).sum(),
        unplaced: document.unplaced.len(),
        replaces,
        failure: None,
    })
}

/// What a file is probably for. A person corrects it.
struct Guess {
    year: Option<FiscalYear>,
    code: String,
    name: String,
}

impl Guess {
    /// By the document itself, else by an earlier import of the same file, else by the year in
    /// force. A department that is known keeps the name it is known by.
    fn of(document: &Document, known: &[(DocumentSummary, Revision)], outlook: &Outlook) -> Self {
        let before = known.first().map(|(summary, _)| summary);
        let (code, name) = department_of(document);
        let code = code.or_else(|| before.map(|summary| summary.department_code.clone()));
        let code = code.unwrap_or_default();
        let named = outlook.units.iter().find(|unit| unit.code == code);
        Self {
            year: document
                .fiscal_year
                .or(before.map(|summary| summary.fiscal_year))
                .or(outlook.year),
            name: named.map(|unit| unit.name.clone()).or(name).unwrap_or_default(),
            code,
        }
    }
}

fn doubts(
    document: &Document,
    in_force: Option<FiscalYear>,
    known: &[(DocumentSummary, Revision)],
) -> Vec<ImportDoubt> {
    let mut doubts: Vec<_> = known
        .iter()
        .take(1)
        .map(|(summary, revision)| ImportDoubt::SameFile {
            title: summary.title.clone(),
            href: format!("/documents/{}", summary.id),
            at: figures::moment(revision.imported_at),
        })
        .collect();
    match (document.fiscal_year, in_force) {
        (None, _) => doubts.push(ImportDoubt::NoYear),
        (Some(filed), Some(in_force)) if filed != in_force => {
            doubts.push(ImportDoubt::OtherYear { filed, in_force });
        }
        (Some(_), _) => {}
    }
    if department_of(document).0.is_none() {
        doubts.push(ImportDoubt::NoDepartment);
    }
    if document.sheets.is_empty() {
        doubts.push(ImportDoubt::NoSheets);
    }
    doubts
}

/// The stored document that this would be a new revision of, and the number of that revision.
async fn replaced(
    app: &App,
    visit: &Visit,
    document: &Document,
    (year, code): (FiscalYear, &str),
) -> Answer<Option<(String, u64)>> {
    let wanted = DocumentFilter {
        fiscal_year: Some(year),
        department_code: Some(code.to_owned()),
        words: String::new(),
    };
    let stored = app.store.documents(&visit.acting, &wanted).await?;
    let same = stored.into_iter().find(|stored| stored.form == document.form);
    Ok(same.map(|stored| (stored.title, figures::count(stored.revision) + 1)))
}

/// The corrected year and department, as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Correction {
    upload: String,
    order_key: String,
    file_name: String,
    year: String,
    department_code: String,
    department_name: String,
    confirmed: String,
}

async fn confirm(
    State(app): State<App>,
    visit: Visit,
    Form(sent): Form<Correction>,
) -> Answer<Response> {
    let digest = BlobDigest::parse(&sent.upload).ok_or_else(Problem::missing)?;
    let mut check = stored(&app, &visit, digest, &sent.file_name).await?;
    let refusal = if check.needs_confirmation() && sent.confirmed != "yes" {
        Err("请核对上面的提醒；确需导入的，请勾选“已核对上面的提醒，仍要导入”。".to_owned())
    } else {
        ordered(&app, &visit, &sent).await?
    };
    match refusal {
        Ok(job) => Ok(Redirect::to(&format!("/jobs/{job}")).into_response()),
        Err(words) => {
            check.year = sent.year;
            check.department_code = sent.department_code;
            check.department_name = sent.department_name;
            check.failure = Some(&words);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(check.render()?)).into_response())
        }
    }
}

/// Orders the import; the inner error is what the person has to correct.
async fn ordered(app: &App, visit: &Visit, sent: &Correction) -> Answer<Result<JobId, String>> {
    let Ok(fiscal_year) = sent.year.trim().parse() else {
        return Ok(Err("请填写预算年度，如 2021。".into()));
    };
    let wanted = ImportOrder {
        digest: sent.upload.clone(),
        file_name: sent.file_name.clone(),
        department_code: sent.department_code.clone(),
        department_name: sent.department_name.clone(),
        fiscal_year,
    };
    let key = (!sent.order_key.is_empty()).then_some(sent.order_key.as_str());
    match order(app, visit, wanted, key).await {
        Ok(job) => Ok(Ok(job)),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => Ok(Err(problem.text)),
        // Outside the own scope the code is what is wrong, not the page.
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {
            let code = sent.department_code.trim();
            Ok(Err(format!("部门“{code}”不在您的授权范围内，请核对部门编码。")))
        }
        Err(problem) => Err(problem),
    }
}
