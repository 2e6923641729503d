//! 绩效目标文件: the list of documents and the overview of one.

use super::document_head::{DocumentHead, DocumentTab};
use super::figures::{count, moment};
use super::frame::{Frame, Outlook, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::export::ExportKind;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use procedure::Action;
use serde::Deserialize;
use store::{DocumentFilter, DocumentId, DocumentSummary, Revision, SheetSummary, StoredDocument};
use vocabulary::{FiscalYear, Money, UnitCode};

/// The list of documents.
#[derive(Template)]
#[template(path = "documents/list.html")]
pub(crate) struct DocumentsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The words searched for.
    pub(crate) words: &'a str,
    /// The documents.
    pub(crate) documents: Vec<DocumentLine>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct DocumentLine {
    /// The document.
    pub(crate) id: String,
    /// 部门编码.
    pub(crate) department_code: String,
    /// 预算年度.
    pub(crate) year: FiscalYear,
    /// Its title.
    pub(crate) title: String,
    /// Number of target sheets.
    pub(crate) sheets: u64,
    /// Number of indicators.
    pub(crate) indicators: u64,
    /// 预算合计.
    pub(crate) total: Money,
    /// Open issues.
    pub(crate) counts: IssueCounts,
    /// Number of the newest revision.
    pub(crate) revision: u64,
    /// When it was brought in, printed.
    pub(crate) imported_at: String,
    /// By whom.
    pub(crate) imported_by: String,
}

/// Open issues by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IssueCounts {
    /// 强制.
    pub(crate) errors: u64,
    /// 提示.
    pub(crate) warnings: u64,
    /// 参考.
    pub(crate) infos: u64,
}

/// The overview of a document.
#[derive(Template)]
#[template(path = "documents/overview.html")]
pub(crate) struct OverviewPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its head.
    pub(crate) head: DocumentHead,
    /// Its target sheets.
    pub(crate) sheets: Vec<OverviewSheet>,
    /// Issues of the department part and the document as a whole.
    pub(crate) general: IssueCounts,
    /// Issues decided on.
    pub(crate) decided: u64,
    /// The department's overall goal, as printed.
    pub(crate) overall_goal: Option<String>,
    /// Number of section goals and of safeguards.
    pub(crate) department_parts: (usize, usize),
    /// Number of texts that found no field.
    pub(crate) unplaced: usize,
    /// What a person should know of the reading.
    pub(crate) notes: Vec<String>,
    /// The revisions, the newest first.
    pub(crate) revisions: Vec<RevisionLine>,
    /// Whether the viewer sees the whole document, and so its original.
    pub(crate) whole: bool,
}

/// A target sheet in the overview.
#[derive(Clone, Debug)]
pub(crate) struct OverviewSheet {
    /// The sheet.
    pub(crate) id: String,
    /// Its number in the document, from 1.
    pub(crate) position: u64,
    /// 单位编码.
    pub(crate) unit_code: String,
    /// 项目编码.
    pub(crate) project_code: String,
    /// 项目名称.
    pub(crate) project_name: String,
    /// 预算数; `None` when the text is no amount.
    pub(crate) budget: Option<Money>,
    /// Number of indicators.
    pub(crate) indicators: u64,
    /// Open issues.
    pub(crate) counts: IssueCounts,
    /// Number of its newest version.
    pub(crate) version: u64,
}

/// A revision of a document.
#[derive(Clone, Debug)]
pub(crate) struct RevisionLine {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Name of the file.
    pub(crate) file_name: String,
    /// Start of the digest of its bytes.
    pub(crate) digest: String,
    /// When, printed.
    pub(crate) imported_at: String,
    /// By whom.
    pub(crate) imported_by: String,
}

/// Characters of a digest that are shown; the trail holds all of them.
const DIGEST_SHOWN: usize = 12;

impl DocumentLine {
    /// A line of the list.
    pub(crate) fn of(summary: &DocumentSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            department_code: summary.department_code.clone(),
            year: summary.fiscal_year,
            title: summary.title.clone(),
            sheets: count(summary.sheets),
            indicators: count(summary.indicators),
            total: summary.total,
            counts: IssueCounts::of_document(summary),
            revision: count(summary.revision),
            imported_at: moment(summary.imported_at),
            imported_by: summary.imported_by.clone(),
        }
    }
}

impl IssueCounts {
    /// The open issues of a document.
    pub(crate) fn of_document(summary: &DocumentSummary) -> Self {
        Self {
            errors: count(summary.errors),
            warnings: count(summary.warnings),
            infos: count(summary.infos),
        }
    }

    /// The open issues of a sheet.
    pub(crate) fn of_sheet(summary: &SheetSummary) -> Self {
        Self {
            errors: count(summary.errors),
            warnings: count(summary.warnings),
            infos: count(summary.infos),
        }
    }

    /// What is left when `part` is taken away.
    fn without(self, part: Self) -> Self {
        Self {
            errors: self.errors.saturating_sub(part.errors),
            warnings: self.warnings.saturating_sub(part.warnings),
            infos: self.infos.saturating_sub(part.infos),
        }
    }
}

impl OverviewSheet {
    fn of(summary: &SheetSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            position: count(summary.position),
            unit_code: summary.unit_code.clone(),
            project_code: summary.project_code.clone(),
            project_name: summary.project_name.clone(),
            budget: summary.budget,
            indicators: count(summary.indicators),
            counts: IssueCounts::of_sheet(summary),
            version: count(summary.version),
        }
    }
}

impl RevisionLine {
    fn of(revision: &Revision) -> Self {
        Self {
            number: count(revision.number),
            file_name: revision.file_name.clone(),
            digest: revision.digest.as_str().chars().take(DIGEST_SHOWN).collect(),
            imported_at: moment(revision.imported_at),
            imported_by: revision.imported_by.clone(),
        }
    }
}

impl<'a> OverviewPage<'a> {
    /// The overview of a stored document.
    pub(crate) fn of(frame: Frame<'a>, stored: StoredDocument, sheets: &[SheetSummary]) -> Self {
        let head = DocumentHead::of(&stored, DocumentTab::Overview);
        let sheets: Vec<_> = sheets.iter().map(OverviewSheet::of).collect();
        // A person of one unit sees the sheets of that unit only, and nothing of the department.
        let general = if stored.whole {
            IssueCounts::of_document(&stored.summary).without(sum(&sheets))
        } else {
            IssueCounts::default()
        };
        let department = stored.document.department;
        let mut revisions: Vec<_> = stored.revisions.iter().map(RevisionLine::of).collect();
        revisions.sort_by_key(|revision| std::cmp::Reverse(revision.number));
        Self {
            frame,
            head,
            sheets,
            general,
            decided: if stored.whole { count(stored.summary.decided) } else { 0 },
            department_parts: (department.section_goals.len(), department.safeguards.len()),
            overall_goal: department.overall_goal.map(|goal| goal.text),
            unplaced: stored.document.unplaced.len(),
            notes: stored.document.notes,
            revisions,
            whole: stored.whole,
        }
    }
}

fn sum(sheets: &[OverviewSheet]) -> IssueCounts {
    sheets.iter().fold(IssueCounts::default(), |sum, sheet| IssueCounts {
        errors: sum.errors + sheet.counts.errors,
        warnings: sum.warnings + sheet.counts.warnings,
        infos: sum.infos + sheet.counts.infos,
    })
}

impl DocumentsPage<'_> {
    /// 资金合计 of the documents listed.
    pub(crate) fn total(&self) -> Money {
        self.documents.iter().map(|document| document.total).sum()
    }

    /// Sheets and indicators of the documents listed.
    pub(crate) fn sheets_and_indicators(&self) -> (u64, u64) {
        self.documents.iter().fold((0, 0), |(sheets, indicators), document| {
            (sheets + document.sheets, indicators + document.indicators)
        })
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_narrowed(&self) -> bool {
        let outlook = &self.frame.outlook;
        !self.words.is_empty() || outlook.year.is_some() || outlook.unit.is_some()
    }
}

impl OverviewPage<'_> {
    /// Open issues of everything.
    pub(crate) fn all_counts(&self) -> IssueCounts {
        let sheets = sum(&self.sheets);
        IssueCounts {
            errors: self.general.errors + sheets.errors,
            warnings: self.general.warnings + sheets.warnings,
            infos: self.general.infos + sheets.infos,
        }
    }

    /// 预算合计 of the sheets whose amount could be read.
    pub(crate) fn total(&self) -> Money {
        self.sheets.iter().filter_map(|sheet| sheet.budget).sum()
    }
}

/// The routes of documents.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/documents", Door::Permits(Action::Read), list).get(
        "/documents/{id}",
        Door::Permits(Action::Read),
        overview,
    )
}

/// What narrows a list, as typed. A query that names no year or unit takes those of the header.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Narrowing {
    /// The year; empty for all.
    pub(super) year: Option<String>,
    /// The unit; empty for all.
    pub(super) unit: Option<String>,
    /// Words.
    #[serde(default)]
    pub(super) q: String,
    /// The last thing of the page before, in a list that is shown page by page.
    pub(super) after: Option<String>,
}

impl Narrowing {
    /// Takes what was typed into the frame, so that the query bar shows what holds.
    pub(super) fn narrow(&self, frame: &mut Frame<'_>) {
        let outlook = &mut frame.outlook;
        if let Some(year) = &self.year {
            outlook.year = year.parse().ok().and_then(|year| FiscalYear::new(year).ok());
        }
        if let Some(unit) = &self.unit {
            outlook.unit = (!unit.is_empty()).then(|| unit.clone());
        }
    }
}

/// The documents of a year and unit.
pub(super) fn filter(outlook: &Outlook, words: &str) -> DocumentFilter {
    let department = |unit: &String| {
        UnitCode::parse(unit).map_or_else(|_| unit.clone(), |code| code.department().to_owned())
    };
    DocumentFilter {
        fiscal_year: outlook.year,
        department_code: outlook.unit.as_ref().map(department),
        words: words.trim().to_owned(),
    }
}

async fn list(State(app): State<App>, visit: Visit, Query(query): Query<Narrowing>) -> Answer {
    let mut frame = visit.frame(&app, "绩效目标文件", Section::Documents).await?;
    query.narrow(&mut frame);
    let found = app.store.documents(&visit.acting, &filter(&frame.outlook, &query.q)).await?;
    let documents = found.iter().map(DocumentLine::of).collect();
    Ok(Html(DocumentsPage { frame, words: query.q.trim(), documents }.render()?))
}

/// The key of a document in an address.
pub(super) fn key(id: &str) -> Answer<DocumentId> {
    id.parse().map_err(|_| Problem::missing())
}

async fn overview(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let id = key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let sheets = app.store.sheets_of(&visit.acting, id).await?;
    let frame = visit.frame(&app, stored.summary.title.clone(), Section::Documents).await?;
    let frame = frame.below("绩效目标文件", "/documents");
    Ok(Html(OverviewPage::of(frame, stored, &sheets).render()?))
}
