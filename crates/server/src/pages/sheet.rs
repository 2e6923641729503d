//! 目标表: one sheet in the official layout, with what the review found beside its cells.

use super::address::with_query;
use super::figures::{count, moment};
use super::form_table::{CellMark, FormView, Shown, view};
use super::frame::{Frame, Section, Tone};
use super::issue_view::IssueView;
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::save::check_sheet;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use documents::write::form_page;
use goals::review::SheetScore;
use procedure::Action;
use serde::Deserialize;
use store::{IssueFilter, IssueState, SheetId, SheetSummary, StoredSheet, VersionSummary};
use vocabulary::{FiscalYear, Money, Severity};

/// The page of a sheet.
#[derive(Template)]
#[template(path = "sheet/page.html")]
pub(crate) struct SheetPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sheet in a few words.
    pub(crate) head: SheetHead,
    /// The form.
    pub(crate) form: FormView,
    /// What was found, in the order of the form.
    pub(crate) issues: Vec<IssueView>,
    /// The review score of the sheet as it is now.
    pub(crate) score: Option<SheetScore>,
    /// Its versions, newest first.
    pub(crate) versions: Vec<VersionLine>,
    /// When the viewer's own draft was kept, printed.
    pub(crate) draft_at: Option<String>,
    /// Whether the viewer may see the original, which holds the sheets of other units as well.
    pub(crate) has_original: bool,
}

/// A sheet in a few words: what heads its page and its edit page.
#[derive(Clone, Debug)]
pub(crate) struct SheetHead {
    /// The sheet.
    pub(crate) id: String,
    /// Its document.
    pub(crate) document: String,
    /// Its number in the document.
    pub(crate) position: u64,
    /// 项目编码.
    pub(crate) code: String,
    /// 项目名称, or that there is none.
    pub(crate) name: String,
    /// 单位编码 and 单位名称.
    pub(crate) unit: String,
    /// 预算年度.
    pub(crate) year: i32,
    /// 预算数.
    pub(crate) budget: Option<Money>,
    /// Number of its version.
    pub(crate) version: u64,
    /// The sheet before it in its document.
    pub(crate) previous: Option<Neighbour>,
    /// The sheet after it.
    pub(crate) next: Option<Neighbour>,
}

/// A sheet beside another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Neighbour {
    /// The sheet.
    pub(crate) id: String,
    /// 项目名称.
    pub(crate) name: String,
}

/// A version of a sheet.
#[derive(Clone, Debug)]
pub(crate) struct VersionLine {
    /// Its number.
    pub(crate) number: u64,
    /// How it came to be, in words.
    pub(crate) origin: &'static str,
    /// When, printed.
    pub(crate) at: String,
    /// Who.
    pub(crate) by: String,
    /// The word given.
    pub(crate) note: String,
}

impl VersionLine {
    /// A version as shown.
    pub(crate) fn of(version: &VersionSummary) -> Self {
        Self {
            number: count(version.number),
            origin: version.origin.label(),
            at: moment(version.at),
            by: version.by.clone(),
            note: version.note.clone(),
        }
    }
}

impl SheetHead {
    /// A sheet among the sheets of its document.
    pub(crate) fn of(stored: &StoredSheet, siblings: &[SheetSummary]) -> Self {
        let summary = &stored.summary;
        let place = siblings.iter().position(|sibling| sibling.id == summary.id);
        let neighbour = |index: Option<usize>| {
            let sibling = siblings.get(index?)?;
            Some(Neighbour { id: sibling.id.to_string(), name: named(&sibling.project_name) })
        };
        let unit_name = stored.sheet.unit_name.as_ref().map_or("", |name| name.text.as_str());
        Self {
            id: summary.id.to_string(),
            document: summary.document.to_string(),
            position: count(summary.position),
            code: summary.project_code.clone(),
            name: named(&summary.project_name),
            unit: format!("{} {unit_name}", summary.unit_code).trim().to_owned(),
            year: summary.fiscal_year,
            budget: summary.budget,
            version: count(summary.version),
            previous: neighbour(place.and_then(|place| place.checked_sub(1))),
            next: neighbour(place.and_then(|place| place.checked_add(1))),
        }
    }
}

fn named(name: &str) -> String {
    if name.is_empty() { "（未填项目名称）".to_owned() } else { name.to_owned() }
}

impl SheetPage<'_> {
    /// How many open issues there are of a severity.
    pub(crate) fn open(&self, severity: &str) -> usize {
        let open = self.issues.iter().filter(|issue| issue.is_open());
        open.filter(|issue| issue.severity == severity).count()
    }

    /// How many were decided on.
    pub(crate) fn decided(&self) -> usize {
        self.issues.iter().filter(|issue| !issue.is_open()).count()
    }
}

/// The routes of a sheet's page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/sheets/{id}", Door::Permits(Action::Read), show)
}

/// What was just done, so that the page can say it.
#[derive(Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    /// An address that says what was done.
    pub(super) fn address(path: &str, done: &str) -> String {
        with_query(path, &[("done", Some(done))])
    }

    /// The sentence for it; other words say nothing, so that nobody puts words into our mouth.
    pub(super) fn sentence(&self) -> Option<&'static str> {
        match self.done.as_str() {
            "saved" => Some("已保存为新版本，并重新审核。"),
            "repaired" => Some("已采纳修改建议，保存为新版本并重新审核。"),
            "decided" => Some("已记录处理结果。"),
            "opened" => Some("已撤销处理，问题重新列为未处理。"),
            "restored" => Some("已恢复为所选版本的内容，并保存为新版本。"),
            "dropped" => Some("已放弃暂存的内容。"),
            _ => None,
        }
    }
}

/// The key of a sheet in an address.
pub(super) fn key(id: &str) -> Answer<SheetId> {
    id.parse().map_err(|_| Problem::missing())
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Answer {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let siblings = app.store.sheets_of(&visit.acting, stored.summary.document).await?;
    let wanted = IssueFilter { sheet: Some(stored.summary.id), ..IssueFilter::default() };
    let found = app.store.issues(&visit.acting, stored.summary.document, &wanted).await?;
    let review = check_sheet(&app, &visit.acting, &stored, stored.sheet.clone()).await?;
    let number = u32::try_from(stored.summary.position).unwrap_or(0);
    let head = SheetHead::of(&stored, &siblings);
    let mut frame = visit.frame(&app, head.name.clone(), Section::Sheets).await?;
    let document = app.store.document(&visit.acting, stored.summary.document).await?;
    let (has_original, document) = (document.whole, document.summary);
    frame = frame
        .below("绩效目标文件", "/documents")
        .below(document.title, format!("/documents/{}", document.id));
    if let Some(sentence) = done.sentence() {
        frame = frame.saying(Tone::Done, sentence);
    }
    let issues: Vec<IssueView> =
        found.iter().map(|issue| IssueView::of(issue, &frame, &app.rules)).collect();
    let year = u16::try_from(stored.summary.fiscal_year).ok();
    let year = year.and_then(|year| FiscalYear::new(year).ok());
    let page = SheetPage {
        form: view(form_page(year, &stored.sheet), |shown| mark(shown, &issues)),
        score: review.scores.into_iter().find(|score| score.sheet == number),
        versions: stored.versions.iter().map(VersionLine::of).collect(),
        draft_at: stored.draft.as_ref().map(|draft| moment(draft.saved_at)),
        frame,
        head,
        issues,
        has_original,
    };
    Ok(Html(page.render()?))
}

/// The mark of a cell: the open issues found in it, the worst first.
fn mark(shown: Shown, issues: &[IssueView]) -> Option<CellMark> {
    let here: Vec<&IssueView> = issues
        .iter()
        .filter(|issue| issue.state == IssueState::Open && shown.holds(&issue.field, issue.row))
        .collect();
    let worst = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .find(|severity| here.iter().any(|issue| issue.severity == severity.code()))?;
    let first = here.first()?;
    Some(CellMark {
        href: format!("issue-{}", first.id),
        code: worst.code(),
        count: here.len(),
        label: format!("{}有{}处未处理问题，最重为{}", first.spot(), here.len(), worst.label()),
    })
}
