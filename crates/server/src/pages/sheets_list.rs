//! 项目目标表: the list over all sheets, which is also the answer of the search box.

use super::address::with_query;
use super::documents::{IssueCounts, Narrowing};
use super::figures::{count, moment};
use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use procedure::Action;
use store::{SheetFilter, SheetSummary};
use vocabulary::Money;

/// The list over all sheets, a page at a time.
#[derive(Template)]
#[template(path = "sheets/list.html")]
pub(crate) struct SheetsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The words searched for.
    pub(crate) words: &'a str,
    /// The sheets of this page.
    pub(crate) sheets: Vec<SheetLine>,
    /// Address of the next page.
    pub(crate) next: Option<String>,
    /// Address of the first page, when this is not it.
    pub(crate) start: Option<String>,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(crate) struct SheetLine {
    /// The sheet.
    pub(crate) id: String,
    /// Its document.
    pub(crate) document_id: String,
    /// 预算年度.
    pub(crate) year: i32,
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
    /// When it was last changed, printed.
    pub(crate) updated_at: String,
}

impl SheetLine {
    /// A line of the list.
    pub(crate) fn of(summary: SheetSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            document_id: summary.document.to_string(),
            year: summary.fiscal_year,
            indicators: count(summary.indicators),
            counts: IssueCounts::of_sheet(&summary),
            updated_at: moment(summary.updated_at),
            budget: summary.budget,
            unit_code: summary.unit_code,
            project_code: summary.project_code,
            project_name: summary.project_name,
        }
    }
}

/// Sheets on one page.
const PAGE: usize = 50;
/// Room for a full page, which would else grow by doubling: the most asked for of all.
const PAGE_BYTES: usize = 64 << 10;

/// The routes of the list.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/sheets", Door::Permits(Action::Read), list)
}

async fn list(State(app): State<App>, visit: Visit, Query(query): Query<Narrowing>) -> Answer {
    let mut frame = visit.frame(&app, "项目目标表", Section::Sheets).await?;
    query.narrow(&mut frame);
    let words = query.q.trim();
    let after = query.after.as_deref().filter(|after| !after.is_empty());
    let wanted = SheetFilter {
        fiscal_year: frame.outlook.year.map(|year| i32::from(year.number())),
        unit_code: frame.outlook.unit.clone().unwrap_or_default(),
        words: words.to_owned(),
        with_errors: false,
        after: after.map(|key| key.parse().map_err(|_| Problem::missing())).transpose()?,
        // One more tells whether there is a next page.
        limit: u64::try_from(PAGE + 1).unwrap_or(u64::MAX),
    };
    let found = app.store.sheets(&visit.acting, &wanted).await?;
    let more = found.len() > PAGE;
    let last = found.get(PAGE - 1).filter(|_| more).map(|sheet| sheet.id.to_string());
    let page = SheetsPage {
        sheets: found.into_iter().take(PAGE).map(SheetLine::of).collect(),
        next: last.map(|last| address(&query, Some(&last))),
        start: after.map(|_| address(&query, None)),
        words,
        frame,
    };
    let mut html = String::with_capacity(PAGE_BYTES);
    page.render_into(&mut html)?;
    Ok(Html(html))
}

fn address(query: &Narrowing, after: Option<&str>) -> String {
    let words = query.q.trim();
    with_query(
        "/sheets",
        &[
            ("q", (!words.is_empty()).then_some(words)),
            ("year", query.year.as_deref()),
            ("unit", query.unit.as_deref()),
            ("after", after),
        ],
    )
}
