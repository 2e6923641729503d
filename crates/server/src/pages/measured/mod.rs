//! 指标测算: the rows of a sheet against the records of the ledgers, on any day of its year.

mod drill;
mod overview;
mod period;
mod value;

pub(crate) use value::{ValueView, figure};

use super::address::with_query;
use super::frame::{Frame, Section};
use super::library;
use super::sheet::{SheetHead, key};
use crate::charts::{TrendChart, TrendPoint};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::Book;
use crate::work::measuring::{MeasuredRow, MeasuredValue, measure_published, measure_sheet};
use crate::work::records::day_of;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use indicators::IndicatorRow;
use ledgers::language::Spelling;
use period::{AskedPeriod, PeriodChoice, Span, asked, choices};
use procedure::Action;
use serde::Deserialize;
use store::{Asked, StoredSheet};
use vocabulary::{Checkpoint, Day, FiledText, FiscalYear, Period};

/// 监控时点: the ends of these months.
const CHECKPOINTS: [u8; 4] = [3, 6, 10, 12];

/// The measured rows of a sheet.
#[derive(Template)]
#[template(path = "measured/page.html")]
pub(crate) struct MeasuredPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The sheet in a few words.
    pub(crate) head: SheetHead,
    /// The day that is asked about, `2021-06-30`.
    pub(crate) as_of: String,
    /// The first day of the period.
    pub(crate) from: String,
    /// What is wrong with the day as typed.
    pub(crate) failure: Option<String>,
    /// The stretches of the year that have a name.
    pub(crate) choices: Vec<PeriodChoice>,
    /// The checkpoints of the year.
    pub(crate) checkpoints: Vec<CheckpointLink>,
    /// The rows.
    pub(crate) rows: Vec<RowView>,
}

/// A day to look at.
pub(crate) struct CheckpointLink {
    /// `3月底`.
    pub(crate) label: String,
    /// Where it leads.
    pub(crate) href: String,
    /// Whether it is the one shown.
    pub(crate) current: bool,
}

/// A row as shown.
pub(crate) struct RowView {
    /// 一级指标.
    pub(crate) level1: Spanned,
    /// 二级指标.
    pub(crate) level2: Spanned,
    /// 三级指标.
    pub(crate) name: String,
    /// 绩效指标描述.
    pub(crate) definition: String,
    /// 指标值 as printed.
    pub(crate) target: String,
    /// By the published definition; none when the library has no indicator.
    pub(crate) literal: Option<ValueView>,
    /// By the corrected definition.
    pub(crate) corrected: Option<ValueView>,
    /// Why the published definition is at fault.
    pub(crate) fault: Option<FaultView>,
    /// How it went so far in the year, drawn.
    pub(crate) trend: Option<String>,
    /// Records with everything that their ledger asks for, of all that count.
    pub(crate) completeness: Option<(u64, u64)>,
    /// Where its records are.
    pub(crate) href: String,
    /// The same of the corrected definition.
    pub(crate) corrected_href: String,
    /// Its indicator in the library; empty when there is none.
    pub(crate) library: String,
}

/// A cell that stands for the rows below it, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spanned {
    /// What it says.
    pub(crate) text: String,
    /// How many rows it stands for; 0 where a cell above stands for this one.
    pub(crate) rows: usize,
}

/// Why a published definition is at fault.
pub(crate) struct FaultView {
    /// In a word.
    pub(crate) label: &'static str,
    /// In a sentence.
    pub(crate) reason: String,
}

/// What of a value is looked at.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    /// `corrected`, else by the published definition.
    way: String,
    /// Which of the figures that it is made of.
    figure: Option<usize>,
    /// `left` for the records that do not count.
    side: String,
    /// Which page of records, from 1.
    page: Option<u64>,
}

/// The routes of measured rows.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Read);
    routes
        .get(overview::ADDRESS, door, overview::show)
        .get("/sheets/{id}/measured", door, show)
        .get("/sheets/{id}/measured/{row}", door, drill::show)
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<AskedPeriod>,
) -> Answer {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    let siblings = app.store.sheets_of(&visit.acting, stored.summary.document).await?;
    let year = sheet_year(&stored)?;
    let today = day_of(visit.acting.at).ok_or_else(Problem::fault)?;
    let (period, failure) = query.period(year, today);
    let period = period.ok_or_else(Problem::fault)?;
    let as_of = period.end();
    let book = app.book();
    let rows = measure_sheet(&app.store, &book, &stored, period).await?;
    let trends = trends((&app, &book), &stored, (year, as_of), &rows).await?;
    let mut views = Vec::new();
    for (row, trend) in rows.iter().zip(trends) {
        let mut view = RowView::of(&book, row, (&stored, period));
        view.completeness = completeness(&app, &visit, row, period).await?;
        view.trend = trend;
        views.push(view);
    }
    join(&mut views);
    let head = SheetHead::of(&stored, &siblings);
    let frame = visit.frame(&app, "指标测算", Section::Sheets).await?;
    let page = MeasuredPage {
        frame: frame
            .below("项目目标表", "/sheets")
            .below(head.name.clone(), format!("/sheets/{}", head.id)),
        as_of: as_of.to_string(),
        from: period.start().to_string(),
        failure,
        choices: choices(year),
        checkpoints: checkpoints(&format!("/sheets/{}/measured", head.id), (year, period)),
        rows: views,
        head,
    };
    Ok(Html(page.render()?))
}

fn sheet_year(stored: &StoredSheet) -> Answer<FiscalYear> {
    let year = u16::try_from(stored.summary.fiscal_year).ok();
    year.and_then(|year| FiscalYear::new(year).ok()).ok_or_else(Problem::fault)
}

/// The checkpoints of a year as addresses of a page.
fn checkpoints(path: &str, (year, shown): (FiscalYear, Period)) -> Vec<CheckpointLink> {
    let ends = CHECKPOINTS.iter().filter_map(|month| Checkpoint::end_of_month(*month).ok());
    ends.filter_map(|checkpoint| {
        let period = Period::to_checkpoint(year, checkpoint)?;
        let href = with_query(path, &Span::of(period).query());
        Some(CheckpointLink { label: checkpoint.to_string(), href, current: period == shown })
    })
    .collect()
}

/// How each row went from month to month, each from the beginning of the year to the end of the
/// month, drawn; none with one month or no value.
async fn trends(
    (app, book): (&App, &Book),
    stored: &StoredSheet,
    (year, as_of): (FiscalYear, Day),
    rows: &[MeasuredRow<'_>],
) -> Answer<Vec<Option<String>>> {
    let mut points: Vec<Vec<TrendPoint>> = rows.iter().map(|_| Vec::new()).collect();
    for month in 1..=12 {
        let Ok(checkpoint) = Checkpoint::end_of_month(month) else { continue };
        let Some(period) = Period::to_checkpoint(year, checkpoint) else { continue };
        if period.end() > as_of {
            break;
        }
        let measured = measure_published(&app.store, book, stored, period).await?;
        for (points, value) in points.iter_mut().zip(&measured) {
            points.push(point(checkpoint.to_string(), value.as_ref()));
        }
    }
    let draw = |(points, row): (Vec<TrendPoint>, &MeasuredRow<'_>)| {
        let (id, title) = (format!("trend-{}", row.number), format!("{}的走势", row.name));
        let enough = points.len() > 1;
        enough.then(|| TrendChart { id: &id, title: &title, points }.draw()).flatten()
    };
    Ok(points.into_iter().zip(rows).map(draw).collect())
}

fn point(label: String, value: Option<&MeasuredValue>) -> TrendPoint {
    let number = value.and_then(|value| value.measured.value());
    TrendPoint {
        label,
        value: number.and_then(value::in_hundredths),
        figure: number.map_or_else(|| "无测算值".to_owned(), value::printed),
    }
}

/// How complete the records are that a row rests on: of the figure with the most records.
async fn completeness(
    app: &App,
    visit: &Visit,
    row: &MeasuredRow<'_>,
    period: Period,
) -> Answer<Option<(u64, u64)>> {
    let mut most = None;
    let leaves = row.entry.map_or(&[][..], |entry| entry.literal.leaves());
    for source in leaves.iter().filter_map(|leaf| leaf.node.source()) {
        let asked = Asked { catalogue: &app.book().catalogue, source, period };
        let found = app.store.completeness(&visit.acting, asked).await?;
        if most.is_none_or(|(_, most)| found.1 > most) {
            most = Some(found);
        }
    }
    Ok(most.filter(|(_, all)| *all > 0))
}

impl RowView {
    fn of(book: &Book, row: &MeasuredRow<'_>, (stored, period): (&StoredSheet, Period)) -> Self {
        let address = format!("/sheets/{}/measured/{}", stored.summary.id, row.number);
        let printed = stored.sheet.indicators.get(row.number.saturating_sub(1));
        let text = |of: fn(&IndicatorRow) -> &Option<FiledText>| {
            printed.and_then(|row| of(row).as_ref()).map(|text| text.text.clone())
        };
        let one = |text: Option<String>| Spanned { text: text.unwrap_or_default(), rows: 1 };
        let span = Span::of(period);
        let [from, as_of] = span.query();
        let correction = row.entry.and_then(|entry| entry.definition.corrected.as_ref());
        let literal = row.literal.as_ref().zip(row.entry).map(|(value, entry)| {
            let formula = entry.literal.print(&book.catalogue, Spelling::Chinese);
            ValueView::of(value, &entry.definition.literal, formula)
        });
        let corrected = row.corrected.as_ref().zip(row.entry).zip(correction).and_then(
            |((value, entry), correction)| {
                let formula = entry.corrected.as_ref()?;
                let formula = formula.print(&book.catalogue, Spelling::Chinese);
                Some(ValueView::of(value, &correction.variant, formula))
            },
        );
        Self {
            level1: one(text(|row| &row.level1)),
            level2: one(text(|row| &row.level2)),
            name: row.name.clone(),
            definition: text(|row| &row.definition).unwrap_or_default(),
            target: row.target.raw.clone(),
            literal,
            corrected,
            fault: correction.map(|correction| FaultView {
                label: correction.fault.label(),
                reason: correction.reason.clone(),
            }),
            trend: None,
            completeness: None,
            href: with_query(&address, &[from, as_of]),
            corrected_href: with_query(&address, &[from, as_of, ("way", Some("corrected"))]),
            library: row
                .entry
                .map(|entry| library::address(&entry.definition.code))
                .unwrap_or_default(),
        }
    }
}

/// Joins the levels of rows below each other, as the official table prints them.
fn join(rows: &mut [RowView]) {
    let (mut head1, mut head2) = (0, 0);
    for at in 1..rows.len() {
        let Some((above, [row, ..])) = rows.split_at_mut_checked(at) else { return };
        let same1 = above.get_mut(head1).filter(|head| head.level1.text == row.level1.text);
        let Some(head) = same1 else {
            (head1, head2) = (at, at);
            continue;
        };
        head.level1.rows += 1;
        row.level1.rows = 0;
        match above.get_mut(head2).filter(|head| head.level2.text == row.level2.text) {
            Some(head) => {
                head.level2.rows += 1;
                row.level2.rows = 0;
            }
            None => head2 = at,
        }
    }
}
