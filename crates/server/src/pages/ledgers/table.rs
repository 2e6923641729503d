//! 批量导入: a table of records, looked at as a whole before anything is saved.

use super::{address, ledger};
use crate::pages::figures::file_size;
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, random_secret};
use crate::work::import::safe_name;
use crate::work::records::{RecordTable, Taken, day_of, take_table};
use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ledgers::{Header, LedgerDefinition};
use procedure::Action;
use store::BlobDigest;

/// Faults that the page lists; it says how many more there are.
const FAULTS_SHOWN: usize = 300;

/// Where a table is chosen, and what is wrong with it.
#[derive(Template)]
#[template(path = "ledgers/table.html")]
pub(crate) struct TablePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The ledger.
    pub(crate) ledger: &'a LedgerDefinition,
    /// The columns of the table.
    pub(crate) columns: Vec<String>,
    /// The largest file taken, printed.
    pub(crate) size_max: String,
    /// The unit of rows that name none.
    pub(crate) unit_code: String,
    /// Why the file could not be read at all.
    pub(crate) failure: Option<String>,
    /// What came of looking.
    pub(crate) looked: Option<Looked>,
}

/// What came of looking at a table.
pub(crate) struct Looked {
    /// The stored table, to go on with.
    pub(crate) digest: String,
    /// Its name.
    pub(crate) file_name: String,
    /// The same for every try to save it.
    pub(crate) client_key: String,
    /// Rows that could be entered.
    pub(crate) good: usize,
    /// Everything that is wrong, as far as it is listed.
    pub(crate) faults: Vec<String>,
    /// How much more is wrong.
    pub(crate) more: usize,
}

impl TablePage<'_> {
    /// Whether this unit is chosen.
    pub(crate) fn is_unit(&self, code: &str) -> bool {
        self.unit_code == code
    }
}

/// The routes of tables.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Edit);
    // The guard has held the body to the limit of the settings before.
    let take = take.layer(DefaultBodyLimit::disable());
    routes.get("/ledgers/{ledger}/import", door, choose).post(
        "/ledgers/{ledger}/import",
        door,
        take,
    )
}

async fn choose(State(app): State<App>, visit: Visit, Path(code): Path<String>) -> Answer {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let unit = visit.unit.clone().unwrap_or_default();
    page(&app, &visit, ledger, (unit, None, None)).await
}

/// What the form sent.
#[derive(Default)]
struct Sent {
    bytes: Vec<u8>,
    file_name: String,
    unit_code: String,
    act: String,
    digest: String,
    client_key: String,
}

async fn take(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    fields: Multipart,
) -> Answer<Response> {
    let book = &*app.book();
    let ledger = ledger(book, &code)?;
    let mut sent = sent(fields).await?;
    let digest = match BlobDigest::parse(&sent.digest) {
        Some(digest) => {
            sent.bytes = app.store.file(&digest).await?;
            digest
        }
        None if sent.bytes.is_empty() => {
            let failure = "没有收到内容，请选择文件，或把表格复制后粘贴到框中。".to_owned();
            return refused(&app, &visit, ledger, (sent.unit_code, failure)).await;
        }
        None => app.store.put_file(sent.bytes.clone()).await?,
    };
    let saves = sent.act == "save" || sent.act == "good_rows";
    let table = RecordTable {
        bytes: sent.bytes.into(),
        unit_code: &sent.unit_code,
        today: day_of(visit.acting.at).ok_or_else(Problem::fault)?,
        only_check: !saves,
        good_rows: sent.act == "good_rows",
        client_key: Some(sent.client_key.as_str()).filter(|key| saves && !key.is_empty()),
    };
    let taken = match take_table((&app.store, book), &visit.acting, ledger, &table).await {
        Ok(taken) => taken,
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status != StatusCode::UNPROCESSABLE_ENTITY {
                return Err(problem);
            }
            return refused(&app, &visit, ledger, (sent.unit_code, problem.text)).await;
        }
    };
    if saves && taken.entered > 0 {
        let left = taken.faults.len() + taken.more_faults;
        let (entered, held) = (taken.entered, taken.held);
        let address = format!("{}?entered={entered}&left={left}&held={held}", address(ledger));
        return Ok(Redirect::to(&address).into_response());
    }
    let looked = Looked::of(&digest, sent.file_name, taken)?;
    let status =
        if looked.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&app, &visit, ledger, (sent.unit_code, None, Some(looked))).await?;
    Ok((status, page).into_response())
}

async fn refused(
    app: &App,
    visit: &Visit,
    ledger: &LedgerDefinition,
    (unit, failure): (String, String),
) -> Answer<Response> {
    let page = page(app, visit, ledger, (unit, Some(failure), None)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn sent(mut fields: Multipart) -> Answer<Sent> {
    let broken = |_| Problem::invalid("上传中断，没有收到完整的文件，请重新上传。");
    let mut sent = Sent::default();
    while let Some(field) = fields.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = safe_name(field.file_name().unwrap_or_default());
            let bytes = field.bytes().await.map_err(broken)?;
            if !bytes.is_empty() {
                sent.bytes = bytes.to_vec();
                sent.file_name = file_name;
            }
            continue;
        }
        let text = field.text().await.map_err(broken)?;
        match name.as_str() {
            "pasted" if !text.trim().is_empty() && sent.bytes.is_empty() => {
                sent.bytes = text.into_bytes();
                "粘贴的表格".clone_into(&mut sent.file_name);
            }
            "unit_code" => sent.unit_code = text,
            "act" => sent.act = text,
            "digest" => sent.digest = text,
            "file_name" => sent.file_name = safe_name(&text),
            "client_key" => sent.client_key = text,
            _ => {}
        }
    }
    Ok(sent)
}

impl Looked {
    fn of(digest: &BlobDigest, file_name: String, taken: Taken) -> Answer<Self> {
        let more = taken.faults.len().saturating_sub(FAULTS_SHOWN) + taken.more_faults;
        Ok(Self {
            digest: digest.as_str().to_owned(),
            file_name,
            client_key: random_secret()?,
            good: taken.good,
            faults: taken.faults.into_iter().take(FAULTS_SHOWN).collect(),
            more,
        })
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    ledger: &LedgerDefinition,
    (unit_code, failure, looked): (String, Option<String>, Option<Looked>),
) -> Answer {
    let frame = visit.frame(app, "批量导入", Section::Ledgers).await?;
    let frame = frame.below("业务台账", "/ledgers").below(&ledger.label, address(ledger));
    let unit_code = match frame.outlook.units.as_slice() {
        [only] if unit_code.is_empty() => only.code.clone(),
        _ => unit_code,
    };
    let size = u64::try_from(app.upload_bytes_max()).unwrap_or(u64::MAX);
    let columns = Header::to_fill(ledger);
    let size_max = file_size(size);
    Ok(Html(TablePage { frame, ledger, columns, size_max, unit_code, failure, looked }.render()?))
}
