//! 指标测算总览: every row of a year's target sheets against the ledgers, on one day.

use super::{CheckpointLink, RowView, asked, checkpoints};
use crate::pages::address::with_query;
use crate::pages::documents::filter;
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Problem, Visit};
use crate::work::measuring::{MeasuredValue, measure_sheet};
use crate::work::records::day_of;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use store::{SheetFilter, SheetSummary};
use vocabulary::{Day, FiscalYear, Period};

/// Where the page is.
pub(super) const ADDRESS: &str = "/measured";
/// Sheets on one page: each row of each is measured when the page is asked for.
const PAGE: usize = 30;

/// The measured rows of many sheets.
#[derive(Template)]
#[template(path = "measured/overview.html")]
pub(crate) struct OverviewPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// 预算年度.
    pub(crate) year: FiscalYear,
    /// The day that is asked about, `2021-06-30`.
    pub(crate) as_of: String,
    /// The conclusion that is looked for; empty for all.
    pub(crate) only: &'static str,
    /// What is wrong with the day as typed.
    pub(crate) failure: Option<String>,
    /// The checkpoints of the year.
    pub(crate) checkpoints: Vec<CheckpointLink>,
    /// How many rows came to which conclusion.
    pub(crate) tallies: Vec<TallyLink>,
    /// The sheets that have a row to be shown.
    pub(crate) projects: Vec<ProjectView>,
    /// Address of the next page.
    pub(crate) next: Option<String>,
    /// Address of the first page, when this is not it.
    pub(crate) start: Option<String>,
}

/// How many rows came to a conclusion; it leads to them.
pub(crate) struct TallyLink {
    /// `达标`.
    pub(crate) label: &'static str,
    /// How many.
    pub(crate) count: usize,
    /// Where they are.
    pub(crate) href: String,
    /// Whether only these are shown.
    pub(crate) current: bool,
}

/// A sheet with its measured rows.
pub(crate) struct ProjectView {
    /// 项目名称.
    pub(crate) name: String,
    /// Its measured page.
    pub(crate) href: String,
    /// The rows to be shown.
    pub(crate) rows: Vec<RowView>,
}

/// What is looked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    as_of: String,
    only: String,
    after: String,
}

/// 结论: what a measured value says of its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conclusion {
    Met,
    Missed,
    /// There is no value, or none that can be compared.
    Open,
}

impl Conclusion {
    const ALL: [Self; 3] = [Self::Met, Self::Missed, Self::Open];

    fn of(value: Option<&MeasuredValue>) -> Self {
        match value.and_then(|value| value.met) {
            Some(true) => Self::Met,
            Some(false) => Self::Missed,
            None => Self::Open,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Met => "达标",
            Self::Missed => "未达标",
            Self::Open => "暂无结论",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Open => "open",
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let frame = visit.frame(&app, "指标测算", Section::Measured).await?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let year = year(&app, &visit, &frame, (&wanted.as_of, today)).await?;
    let (as_of, failure) = asked(&wanted.as_of, year, today);
    let period = Period::year_to(as_of).ok_or_else(Problem::fault)?;
    let only = Conclusion::ALL.into_iter().find(|one| one.code() == wanted.only);
    let after = Some(wanted.after.as_str()).filter(|after| !after.is_empty());
    let sheets = sheets(&app, &visit, (&frame, year), after).await?;
    let more = sheets.len() > PAGE;
    let last = sheets.get(PAGE - 1).filter(|_| more).map(|sheet| sheet.id.to_string());
    let book = app.book();
    let mut counts = [0; Conclusion::ALL.len()];
    let mut projects = Vec::new();
    for summary in sheets.into_iter().take(PAGE) {
        let stored = app.store.sheet(&visit.acting, summary.id).await?;
        let rows = measure_sheet(&app.store, &book, &stored, period).await?;
        let mut views = Vec::new();
        for row in &rows {
            let conclusion = Conclusion::of(row.literal.as_ref());
            for (count, one) in counts.iter_mut().zip(Conclusion::ALL) {
                *count += usize::from(one == conclusion);
            }
            if only.is_none_or(|only| only == conclusion) {
                views.push(RowView::of(&book, row, (&stored, period)));
            }
        }
        projects.extend(project(&summary, (views, as_of)));
    }
    let page = OverviewPage {
        frame,
        year,
        only: only.map_or("", Conclusion::code),
        checkpoints: checkpoints(ADDRESS, (year, period)),
        tallies: tallies(counts, (only, as_of)),
        next: last.map(|last| address(as_of, only, Some(&last))),
        start: after.map(|_| address(as_of, only, None)),
        as_of: as_of.to_string(),
        failure,
        projects,
    };
    Ok(Html(page.render()?))
}

/// The year asked about: of the day as typed, else as chosen above, else the newest there is.
async fn year(
    app: &App,
    visit: &Visit,
    frame: &Frame<'_>,
    (typed, today): (&str, Day),
) -> Answer<FiscalYear> {
    let of = |year: i32| u16::try_from(year).ok().and_then(|year| FiscalYear::new(year).ok());
    let typed = Day::parse(typed).ok().and_then(|day| of(day.year()));
    if let Some(year) = typed.or(frame.outlook.year) {
        return Ok(year);
    }
    let documents = app.store.documents(&visit.acting, &filter(&frame.outlook, "")).await?;
    let newest = documents.iter().map(|document| document.fiscal_year).max();
    newest.or_else(|| of(today.year())).ok_or_else(Problem::fault)
}

async fn sheets(
    app: &App,
    visit: &Visit,
    (frame, year): (&Frame<'_>, FiscalYear),
    after: Option<&str>,
) -> Answer<Vec<SheetSummary>> {
    let wanted = SheetFilter {
        fiscal_year: Some(i32::from(year.number())),
        unit_code: frame.outlook.unit.clone().unwrap_or_default(),
        after: after.map(|key| key.parse().map_err(|_| Problem::missing())).transpose()?,
        // One more tells whether there is a next page.
        limit: u64::try_from(PAGE + 1).unwrap_or(u64::MAX),
        ..SheetFilter::default()
    };
    Ok(app.store.sheets(&visit.acting, &wanted).await?)
}

fn project(summary: &SheetSummary, (rows, as_of): (Vec<RowView>, Day)) -> Option<ProjectView> {
    let path = format!("/sheets/{}/measured", summary.id);
    let name = summary.project_name.as_str();
    (!rows.is_empty()).then(|| ProjectView {
        name: if name.is_empty() { "（未填项目名称）" } else { name }.to_owned(),
        href: with_query(&path, &[("as_of", Some(&as_of.to_string()))]),
        rows,
    })
}

fn tallies(counts: [usize; 3], (only, as_of): (Option<Conclusion>, Day)) -> Vec<TallyLink> {
    let all = TallyLink {
        label: "全部指标",
        count: counts.iter().sum(),
        href: address(as_of, None, None),
        current: only.is_none(),
    };
    let each = Conclusion::ALL.into_iter().zip(counts).map(|(one, count)| TallyLink {
        label: one.label(),
        count,
        href: address(as_of, Some(one), None),
        current: only == Some(one),
    });
    std::iter::once(all).chain(each).collect()
}

fn address(as_of: Day, only: Option<Conclusion>, after: Option<&str>) -> String {
    let day = as_of.to_string();
    let query =
        [("as_of", Some(day.as_str())), ("only", only.map(Conclusion::code)), ("after", after)];
    with_query(ADDRESS, &query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_counts_all_and_leads_to_those_of_one_conclusion() {
        let day = Day::parse("2021-06-30").unwrap();
        let links = tallies([21, 14, 17], (Some(Conclusion::Missed), day));
        let told: Vec<_> = links.iter().map(|one| (one.label, one.count, one.current)).collect();
        assert_eq!(
            told,
            [
                ("全部指标", 52, false),
                ("达标", 21, false),
                ("未达标", 14, true),
                ("暂无结论", 17, false)
            ]
        );
        assert_eq!(links[2].href, "/measured?as_of=2021-06-30&only=missed");
    }
}
