//! What is done with a record: moved along its workflow, ended, given evidence.

use super::{address, key, ledger, record_address};
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::definitions::with_retired;
use crate::work::evidence::{SentFile, keep, new_evidence};
use askama::Template;
use axum::Form;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::handler::Handler;
use axum::response::{Html, Redirect};
use procedure::Action;
use serde::Deserialize;
use vocabulary::Day;

/// The routes of steps.
pub(super) fn routes(routes: Routes) -> Routes {
    // The guard has held the body to the limit of the settings before.
    let attach = attach.layer(DefaultBodyLimit::disable());
    routes
        // Both those who keep a ledger and those who review it move records; which of them, the
        // store decides by the way that is gone.
        .post("/ledgers/{ledger}/records/{record}/move", Door::Permits(Action::Read), step)
        .post("/ledgers/{ledger}/records/{record}/end", Door::Permits(Action::Edit), end)
        .post("/ledgers/{ledger}/records/{record}/evidence", Door::Permits(Action::Edit), attach)
        .post("/ledgers/{ledger}/records/{record}/reveal", Door::Permits(Action::Edit), reveal)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Step {
    to: String,
    reason: String,
}

async fn step(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    Form(step): Form<Step>,
) -> Answer<Redirect> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let id = key(&id)?;
    app.store.move_record(&visit.acting, ledger, (id, &step.to), step.reason.trim()).await?;
    Ok(Redirect::to(&format!("{}?saved=moved", record_address(&ledger.code, id))))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ending {
    day: String,
    reason: String,
}

async fn end(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    Form(ending): Form<Ending>,
) -> Answer<Redirect> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let id = key(&id)?;
    let day = Day::parse(&ending.day).map_err(|error| Problem::invalid(error.to_string()))?;
    let reason = ending.reason.trim();
    if reason.is_empty() {
        return Err(Problem::invalid("终止需要说明理由，请填写后再提交"));
    }
    app.store.end_record(&visit.acting, ledger, (id, day), reason).await?;
    Ok(Redirect::to(&format!("{}?saved=ended", record_address(&ledger.code, id))))
}

async fn attach(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    mut fields: Multipart,
) -> Answer<Redirect> {
    let book = app.book();
    let ledger = ledger(&book, &code)?;
    let id = key(&id)?;
    let broken = |_| Problem::invalid("上传中断，没有收到完整的文件，请重新上传。");
    let mut files = Vec::new();
    let mut kind = String::new();
    while let Some(field) = fields.next_field().await.map_err(broken)? {
        match field.name() {
            Some("evidence_kind") => kind = field.text().await.map_err(broken)?,
            Some("files") => {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(broken)?.to_vec();
                if !bytes.is_empty() {
                    files.push(SentFile { kind: kind.clone(), file_name, bytes });
                }
            }
            _ => {}
        }
    }
    let kept = keep(&app, &files, Vec::new()).await.map_err(|(problem, _)| problem)?;
    app.store.add_evidence(&visit.acting, ledger, id, &new_evidence(&kept)).await?;
    Ok(Redirect::to(&format!("{}?saved=attached", record_address(&ledger.code, id))))
}

/// A value that is shown masked elsewhere, whole.
#[derive(Template)]
#[template(path = "ledgers/reveal.html")]
pub(crate) struct RevealPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The field.
    pub(crate) label: String,
    /// The whole value.
    pub(crate) text: String,
    /// Back to the record.
    pub(crate) back: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Revealing {
    field: String,
    reason: String,
}

async fn reveal(
    State(app): State<App>,
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
    Form(asked): Form<Revealing>,
) -> Answer {
    let book = app.book();
    let ledger = with_retired(&app.store, ledger(&book, &code)?).await?;
    let ledger = ledger.as_ref();
    let id = key(&id)?;
    let field = ledger.field(&asked.field).filter(|field| field.sensitive);
    let field = field.ok_or_else(Problem::missing)?;
    let text = app.store.reveal(&visit.acting, ledger, (id, field), &asked.reason).await?;
    let back = record_address(&ledger.code, id);
    let frame = visit.frame(&app, "查看全文", Section::Ledgers).await?;
    let frame = frame.below("业务台账", "/ledgers").below(&ledger.label, address(ledger));
    let frame = frame.below("记录", back.clone());
    Ok(Html(RevealPage { frame, label: field.label.clone(), text, back }.render()?))
}
