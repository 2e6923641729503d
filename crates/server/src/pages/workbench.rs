//! 工作台: what waits, what came in, and the figures of the year.

use super::figures::{count, moment};
use super::frame::{Frame, Section, UnitChoice};
use super::jobs::state_class;
use super::{documents, jobs};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use std::collections::BTreeMap;
use store::{DocumentId, DocumentSummary, Job, JobState, SheetFilter, SheetSummary};
use vocabulary::Money;

/// The first page after the log-in.
#[derive(Template)]
#[template(path = "workbench/page.html")]
pub(crate) struct WorkbenchPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The figures over the documents in view; `None` for those who do not see documents.
    pub(crate) figures: Option<Figures>,
    /// Units with open issues, the worst first.
    pub(crate) units: Vec<UnitTask>,
    /// Whether there are more units than are shown.
    pub(crate) units_cut: bool,
    /// The viewer's sheets with changes that are not saved.
    pub(crate) drafts: Vec<DraftTask>,
    /// Imports that did not end well.
    pub(crate) failures: Vec<ImportLine>,
    /// The last imports.
    pub(crate) imports: Vec<ImportLine>,
}

/// The figures over the documents in view.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// Number of documents.
    pub(crate) documents: u64,
    /// Number of target sheets.
    pub(crate) sheets: u64,
    /// Number of indicators.
    pub(crate) indicators: u64,
    /// 资金合计.
    pub(crate) total: Money,
    /// Open 强制 issues.
    pub(crate) errors: u64,
    /// Open 提示 issues.
    pub(crate) warnings: u64,
    /// Issues decided on.
    pub(crate) decided: u64,
}

/// The open issues of one unit in one document.
#[derive(Clone, Debug)]
pub(crate) struct UnitTask {
    /// 单位编码.
    pub(crate) unit_code: String,
    /// 单位名称.
    pub(crate) unit_name: String,
    /// Of which year.
    pub(crate) year: i32,
    /// Number of its target sheets with open 强制 issues.
    pub(crate) sheets: u64,
    /// Open 强制 issues.
    pub(crate) errors: u64,
    /// Where they are dealt with.
    pub(crate) href: String,
}

/// A sheet with changes that are not saved.
#[derive(Clone, Debug)]
pub(crate) struct DraftTask {
    /// The sheet.
    pub(crate) sheet_id: String,
    /// 项目编码.
    pub(crate) project_code: String,
    /// 项目名称.
    pub(crate) project_name: String,
    /// When the draft was kept, printed.
    pub(crate) saved_at: String,
}

/// An import.
#[derive(Clone, Debug)]
pub(crate) struct ImportLine {
    /// The job.
    pub(crate) job_id: String,
    /// Name of the file.
    pub(crate) file_name: String,
    /// How it stands.
    pub(crate) state: JobState,
    /// What happened, in words.
    pub(crate) message: String,
    /// Who.
    pub(crate) by: String,
    /// When, printed.
    pub(crate) at: String,
    /// The document that came of it.
    pub(crate) document_id: Option<String>,
}

impl ImportLine {
    /// The class of its tag.
    pub(crate) fn class(&self) -> &'static str {
        state_class(self.state)
    }
}

impl WorkbenchPage<'_> {
    /// How many things wait.
    pub(crate) fn waiting(&self) -> usize {
        self.units.len() + self.drafts.len() + self.failures.len()
    }
}

/// Units listed at most, the worst first.
const UNITS_MAX: usize = 20;
/// Sheets with 强制 issues looked through for the units.
const SHEETS_MAX: u64 = 500;
/// Drafts listed at most.
const DRAFTS_MAX: usize = 10;
/// Imports listed at most.
const IMPORTS_MAX: usize = 8;
/// A failed import is a task for a week.
const FAILURE_MS: i64 = 7 * 24 * 3600 * 1000;

/// The route of the workbench.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/", Door::SignedIn, show)
}

async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let frame = visit.frame(&app, "工作台", Section::Workbench).await?;
    let page = if frame.may_read() {
        filled(&app, &visit, frame).await?
    } else {
        WorkbenchPage {
            frame,
            figures: None,
            units: Vec::new(),
            units_cut: false,
            drafts: Vec::new(),
            failures: Vec::new(),
            imports: Vec::new(),
        }
    };
    Ok(Html(page.render()?))
}

async fn filled<'a>(app: &App, visit: &Visit, frame: Frame<'a>) -> Answer<WorkbenchPage<'a>> {
    let (units, units_cut) = units(app, visit, &frame).await?;
    let jobs = app.store.jobs(&visit.acting).await?;
    let lines: Vec<_> = jobs.iter().filter(|job| job.kind == "import").map(import_line).collect();
    let since = visit.acting.at.saturating_sub(FAILURE_MS);
    let recent = jobs.iter().filter(|job| job.kind == "import").map(|job| job.created_at > since);
    let failures = lines.iter().zip(recent).filter(|(line, recent)| {
        *recent && matches!(line.state, JobState::Failed | JobState::Interrupted)
    });
    Ok(WorkbenchPage {
        figures: Some(figures(app, visit, &frame).await?),
        units,
        units_cut,
        drafts: drafts(app, visit).await?,
        failures: failures.map(|(line, _)| line.clone()).collect(),
        imports: lines.into_iter().take(IMPORTS_MAX).collect(),
        frame,
    })
}

/// Sums over what the viewer sees: whole documents by their own sums, of others the sheets.
async fn figures(app: &App, visit: &Visit, frame: &Frame<'_>) -> Answer<Figures> {
    let found = app.store.documents(&visit.acting, &documents::filter(&frame.outlook, "")).await?;
    let unit = frame.outlook.unit.as_deref().unwrap_or_default();
    let mut figures = Figures::default();
    for document in &found {
        figures.documents += 1;
        let department = &document.department_code;
        let whole = department.starts_with(unit) && visit.acting.actor.scope.covers(department);
        if whole {
            figures.add_document(document);
            continue;
        }
        let sheets = app.store.sheets_of(&visit.acting, document.id).await?;
        for sheet in sheets.iter().filter(|sheet| sheet.unit_code.starts_with(unit)) {
            figures.add_sheet(sheet);
        }
    }
    Ok(figures)
}

impl Figures {
    fn add_document(&mut self, document: &DocumentSummary) {
        self.sheets += count(document.sheets);
        self.indicators += count(document.indicators);
        self.total = [self.total, document.total].into_iter().sum();
        self.errors += count(document.errors);
        self.warnings += count(document.warnings);
        self.decided += count(document.decided);
    }

    fn add_sheet(&mut self, sheet: &SheetSummary) {
        self.sheets += 1;
        self.indicators += count(sheet.indicators);
        self.total = [Some(self.total), sheet.budget].into_iter().flatten().sum();
        self.errors += count(sheet.errors);
        self.warnings += count(sheet.warnings);
    }
}

/// Units with open 强制 issues, and whether there are more than are listed.
async fn units(app: &App, visit: &Visit, frame: &Frame<'_>) -> Answer<(Vec<UnitTask>, bool)> {
    let wanted = SheetFilter {
        fiscal_year: frame.outlook.year.map(|year| i32::from(year.number())),
        unit_code: frame.outlook.unit.clone().unwrap_or_default(),
        with_errors: true,
        limit: SHEETS_MAX,
        ..SheetFilter::default()
    };
    let sheets = app.store.sheets(&visit.acting, &wanted).await?;
    let cut = u64::try_from(sheets.len()).is_ok_and(|found| found >= SHEETS_MAX);
    let mut tasks = group(&sheets, &frame.outlook.units);
    let cut = cut || tasks.len() > UNITS_MAX;
    tasks.truncate(UNITS_MAX);
    Ok((tasks, cut))
}

/// One task for each unit of each document, the worst first.
fn group(sheets: &[SheetSummary], names: &[UnitChoice]) -> Vec<UnitTask> {
    let mut tasks = BTreeMap::<(DocumentId, &str), UnitTask>::new();
    for sheet in sheets {
        let key = (sheet.document, sheet.unit_code.as_str());
        let task = tasks.entry(key).or_insert_with(|| UnitTask {
            unit_code: sheet.unit_code.clone(),
            unit_name: names
                .iter()
                .find(|unit| unit.code == sheet.unit_code)
                .map_or_else(String::new, |unit| unit.name.clone()),
            year: sheet.fiscal_year,
            sheets: 0,
            errors: 0,
            href: format!(
                "/documents/{}/issues?severity=error&unit={}",
                sheet.document, sheet.unit_code
            ),
        });
        task.sheets += 1;
        task.errors += count(sheet.errors);
    }
    let mut tasks: Vec<_> = tasks.into_values().collect();
    tasks.sort_by_key(|task| std::cmp::Reverse(task.errors));
    tasks
}

async fn drafts(app: &App, visit: &Visit) -> Answer<Vec<DraftTask>> {
    let mut tasks = Vec::new();
    for draft in app.store.drafts(&visit.acting).await?.into_iter().take(DRAFTS_MAX) {
        // A sheet that went out of scope keeps its draft, but is no task.
        let Ok(stored) = app.store.sheet(&visit.acting, draft.sheet).await else { continue };
        tasks.push(DraftTask {
            sheet_id: draft.sheet.to_string(),
            project_code: stored.summary.project_code,
            project_name: stored.summary.project_name,
            saved_at: moment(draft.saved_at),
        });
    }
    Ok(tasks)
}

fn import_line(job: &Job) -> ImportLine {
    ImportLine {
        job_id: job.id.to_string(),
        file_name: jobs::file_name(job),
        state: job.state,
        message: job.message.clone(),
        by: job.account_name.clone(),
        at: moment(job.created_at),
        document_id: job.document.map(|document| document.to_string()),
    }
}
