//! The worker: takes jobs from the table, one after the other.

use super::import::{self, ImportOrder};
use super::review::reviewed;
use crate::web::{App, Problem, now};
use procedure::{Actor, Role, Scope};
use std::sync::Arc;
use std::time::Duration;
use store::{Acting, BlobDigest, ImportDraft, Imported, Job, JobState, Org, StoreError};
use tokio::sync::Notify;
use tokio::sync::watch::Receiver;
use vocabulary::FiscalYear;

/// How often the table is looked at without being rung: another process may have put a job there.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Steps that an import tells of.
const STEPS: i32 = 4;

/// Rung when a job was ordered.
#[derive(Clone, Default)]
pub(crate) struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes the worker.
    pub(crate) fn ring(&self) {
        self.0.notify_one();
    }
}

/// Works until the program stops.
pub(crate) async fn run(app: App, mut stop: Receiver<bool>) {
    loop {
        match app.store.take_job(now()).await {
            Ok(Some(job)) => work(&app, &job).await,
            Ok(None) => {
                tokio::select! {
                    () = app.bell.0.notified() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    _ = stop.changed() => return,
                }
            }
            Err(error) => {
                tracing::error!(%error, "the job table could not be read");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        if *stop.borrow() {
            return;
        }
    }
}

/// Does every job that waits, one after the other.
pub(crate) async fn work_off(app: &App) -> Result<(), StoreError> {
    while let Some(job) = app.store.take_job(now()).await? {
        work(app, &job).await;
    }
    Ok(())
}

async fn work(app: &App, job: &Job) {
    let acting = in_the_name_of(app, job).await;
    // A good import ends its job in the same change.
    let Err(problem) = import(app, job, &acting).await else { return };
    let acting = Acting { at: now(), ..acting };
    let ended = (JobState::Failed, problem.text.as_str(), None);
    if let Err(error) = app.store.end_job(&acting, job.id, ended).await {
        tracing::error!(%error, job = %job.id, "the end of a job could not be stored");
    }
}

/// The one who ordered it, with the rights of now: an account disabled meanwhile imports nothing.
async fn in_the_name_of(app: &App, job: &Job) -> Acting {
    let found = app.store.log_in_of(&job.account).await.ok().flatten();
    let nobody =
        Actor { account: job.account.clone(), role: Role::Viewer, scope: Scope::Units(Vec::new()) };
    let actor = found.filter(|found| !found.account.disabled).map_or(nobody, |found| Actor {
        account: found.account.login,
        role: found.account.role,
        scope: found.account.scope,
    });
    Acting { actor, name: job.account_name.clone(), address: String::new(), at: now() }
}

async fn import(app: &App, job: &Job, acting: &Acting) -> Result<(), Problem> {
    let wanted: ImportOrder = serde_json::from_str(&job.payload).map_err(|_| Problem::fault())?;
    let year =
        FiscalYear::new(wanted.fiscal_year).map_err(|error| Problem::invalid(error.to_string()))?;
    let digest = BlobDigest::parse(&wanted.digest).ok_or_else(Problem::missing)?;
    tell(app, job, 0, "正在读取原件").await?;
    let bytes = app.store.file(&digest).await?;
    let read = import::recognised(app, bytes).await?;
    let document = read.recognised.document;
    tell(app, job, 1, &format!("已识别{}张目标表，正在审核", document.sheets.len())).await?;
    let scope = (wanted.department_code.as_str(), year);
    let (document, found) = reviewed(app, acting, document, scope).await?;
    tell(app, job, 2, &format!("审核发现{}处问题，正在入库", found.issues.len())).await?;
    app.store.keep_orgs(acting, &orgs_of(&document, &wanted)).await?;
    let draft = ImportDraft {
        document: &document,
        issues: &found.issues,
        department_code: wanted.department_code,
        department_name: wanted.department_name,
        fiscal_year: year,
        file_name: wanted.file_name,
        digest,
    };
    app.store.import_for_job(acting, &draft, (job.id, told)).await?;
    app.outlook.forget();
    Ok(())
}

async fn tell(app: &App, job: &Job, step: i32, message: &str) -> Result<(), Problem> {
    Ok(app.store.job_progress(job.id, (step, STEPS), message, now()).await?)
}

fn told(done: &Imported) -> String {
    let again = if done.revision > 1 {
        format!(
            "（第{}次导入：新增{}张，变动{}张，减少{}张，沿用处理意见{}条）",
            done.revision, done.added, done.changed, done.removed, done.decisions_kept
        )
    } else {
        String::new()
    };
    format!("导入完成{again}")
}

/// The department and the units that its sheets name.
fn orgs_of(document: &goals::Document, wanted: &ImportOrder) -> Vec<Org> {
    let department = Org {
        code: wanted.department_code.clone(),
        name: wanted.department_name.clone(),
        kind: "department".into(),
        parent: None,
    };
    [vec![department], units_of(document, &wanted.department_code)].concat()
}

/// The units that the sheets of a document name, without the department itself.
pub(crate) fn units_of(document: &goals::Document, department: &str) -> Vec<Org> {
    let mut orgs: Vec<Org> = Vec::new();
    for sheet in &document.sheets {
        let Some(code) = sheet.unit_code.as_ref().map(|code| code.text.trim()) else { continue };
        let is_new = code != department && orgs.iter().all(|org| org.code != code);
        if code.starts_with(department) && is_new {
            orgs.push(Org {
                code: code.to_owned(),
                name: sheet.unit_name.as_ref().map_or(code, |name| name.text.trim()).to_owned(),
                kind: "unit".into(),
                parent: Some(department.to_owned()),
            });
        }
    }
    orgs
}
