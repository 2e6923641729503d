//! 办理进度: what a long piece of work does or did, in plain words.

use super::figures::moment;
use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::import::ImportOrder;
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use procedure::Action;
use serde::Serialize;
use store::{Job, JobId, JobState};

/// The class of the tag that tells a job's state.
pub(crate) fn state_class(state: JobState) -> &'static str {
    match state {
        JobState::Queued | JobState::Running => "going",
        JobState::Done => "done",
        JobState::Failed => "error",
        JobState::Interrupted => "warning",
    }
}

/// One job.
#[derive(Template)]
#[template(path = "jobs/page.html")]
pub(crate) struct JobPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The job.
    pub(crate) id: String,
    /// Name of the file.
    pub(crate) file_name: String,
    /// How it stands.
    pub(crate) state: JobState,
    /// Steps done.
    pub(crate) progress: u32,
    /// Steps in all.
    pub(crate) total: u32,
    /// What happens or happened.
    pub(crate) message: String,
    /// Who ordered it.
    pub(crate) by: String,
    /// When it was ordered, printed.
    pub(crate) created_at: String,
    /// When it ended, printed; empty before.
    pub(crate) ended_at: String,
    /// The document that came of it.
    pub(crate) document_id: Option<String>,
}

/// The steps of an import, in order; the job's progress counts them.
const STEPS: [&str; 3] = ["读取和识别原件", "按规则审核", "存入系统"];

/// A step as shown.
pub(crate) struct Step {
    /// The words.
    pub(crate) label: &'static str,
    /// `done`, `going` or `waiting`.
    pub(crate) class: &'static str,
    /// The same as a word.
    pub(crate) state: &'static str,
}

impl JobPage<'_> {
    /// The class of its tag.
    pub(crate) fn class(&self) -> &'static str {
        state_class(self.state)
    }

    /// The steps and how far they are.
    ///
    /// A job that failed does not say at which step; its message does.
    pub(crate) fn steps(&self) -> Vec<Step> {
        if self.state == JobState::Failed {
            return Vec::new();
        }
        let done = usize::try_from(self.progress).unwrap_or(usize::MAX);
        let of = |(position, label): (usize, &'static str)| {
            let (class, state) = match (self.state, position) {
                (JobState::Done, _) => ("done", "完成"),
                (_, position) if position < done => ("done", "完成"),
                (JobState::Running, position) if position == done => ("going", "进行中"),
                (JobState::Interrupted, position) if position == done => ("failure", "中断"),
                _ => ("waiting", "未开始"),
            };
            Step { label, class, state }
        };
        STEPS.into_iter().enumerate().map(of).collect()
    }
}

/// The routes of jobs.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/jobs/{id}", Door::Permits(Action::Read), show)
        .get("/jobs/{id}/state", Door::Permits(Action::Read), state)
        .post("/jobs/{id}/retry", Door::Permits(Action::Import), retry)
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let job = find(&app, &visit, &id).await?;
    let frame = visit.frame(&app, "导入情况", Section::Import).await?.below("导入文件", "/import");
    let page = JobPage {
        frame,
        id,
        file_name: file_name(&job),
        state: job.state,
        progress: u32::try_from(job.progress).unwrap_or(0),
        total: u32::try_from(job.total).unwrap_or(0),
        message: job.message,
        by: job.account_name,
        created_at: moment(job.created_at),
        ended_at: job.ended_at.map(moment).unwrap_or_default(),
        document_id: job.document.map(|document| document.to_string()),
    };
    Ok(Html(page.render()?))
}

/// How a job stands, for the script of its page.
#[derive(Serialize)]
struct StateShape {
    state: &'static str,
    progress: i32,
    total: i32,
    message: String,
}

async fn state(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Answer<Json<StateShape>> {
    let job = find(&app, &visit, &id).await?;
    Ok(Json(StateShape {
        state: job.state.code(),
        progress: job.progress,
        total: job.total,
        message: job.message,
    }))
}

async fn retry(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let job = find(&app, &visit, &id).await?;
    app.store.retry_job(&visit.acting, job.id).await?;
    app.bell.ring();
    Ok(Redirect::to(&format!("/jobs/{id}")))
}

/// The name of the file that a job imports.
pub(super) fn file_name(job: &Job) -> String {
    let order: Option<ImportOrder> = serde_json::from_str(&job.payload).ok();
    order.map_or_else(|| "（未记录文件名）".into(), |order| order.file_name)
}

async fn find(app: &App, visit: &Visit, id: &str) -> Answer<Job> {
    let id: JobId = id.parse().map_err(|_| Problem::missing())?;
    Ok(app.store.job(&visit.acting, id).await?)
}
