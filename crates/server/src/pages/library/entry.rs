//! An indicator of the library with everything that is said of it.

use super::findings::{FindingView, findings_of};
use super::{ADDRESS, WayView, address, indicator};
use crate::pages::address::with_query;
use crate::pages::figures::moment;
use crate::pages::frame::{Frame, Section, Tone};
use crate::pages::ledgers::address as ledger_address;
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::book::{Book, BookEntry};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use indicators::{IndicatorDefinition, LibraryEntry};
use procedure::Action;
use serde::Deserialize;

/// An indicator.
#[derive(Template)]
#[template(path = "library/entry.html")]
pub(crate) struct IndicatorPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The version shown.
    pub(crate) definition: IndicatorDefinition,
    /// The ways of measuring.
    pub(crate) ways: Vec<WayView>,
    /// The ledgers that it reads: name and address.
    pub(crate) ledgers: Vec<(String, String)>,
    /// Other indicators whose values it takes: name and address.
    pub(crate) needs: Vec<(String, String)>,
    /// Its versions, newest first.
    pub(crate) versions: Vec<VersionLine>,
    /// What the checks found.
    pub(crate) findings: Vec<FindingView>,
    /// Where it is changed, when the viewer may.
    pub(crate) change: Option<String>,
}

/// A version in the list.
pub(crate) struct VersionLine {
    /// Its number.
    pub(crate) number: u32,
    /// Where it is.
    pub(crate) href: String,
    /// Whether it is shown.
    pub(crate) current: bool,
    /// The first day on which it is used.
    pub(crate) from: String,
    /// By whom.
    pub(crate) by: String,
    /// When, printed.
    pub(crate) at: String,
    /// Why.
    pub(crate) reason: String,
}

/// The route of an indicator.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/library/{code}", Door::Permits(Action::Read), show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Shown {
    version: Option<u32>,
    saved: String,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(shown): Query<Shown>,
) -> Answer {
    let book = app.book();
    let indicator = indicator(&book, &code)?;
    let newest = indicator.newest();
    let number = shown.version.unwrap_or(newest.definition.version);
    let entry = indicator.versions().find(|one| one.definition.version == number);
    let entry = entry.ok_or_else(Problem::missing)?;
    let definition = entry.definition.clone();
    let mut frame = visit.frame(&app, definition.name.clone(), Section::Library).await?;
    frame = frame.below("指标库", ADDRESS);
    if !shown.saved.is_empty() {
        frame = frame.saying(Tone::Done, "指标已保存，立即用于测算。");
    }
    if number != newest.definition.version {
        frame =
            frame.saying(Tone::Caution, format!("这是第{number}版，现行版本在下方版本记录中。"));
    }
    let page = IndicatorPage {
        change: frame
            .may(Action::ManageLibrary)
            .then(|| format!("{}/change", address(&definition.code))),
        ways: WayView::all(&book, entry),
        ledgers: ledgers_of(&book, entry),
        needs: needs(&book, entry),
        versions: indicator.versions().map(|one| VersionLine::of(one, number)).collect(),
        findings: findings_of(&book, &definition.code),
        definition,
        frame,
    };
    Ok(Html(page.render()?))
}

fn ledgers_of(book: &Book, entry: &BookEntry) -> Vec<(String, String)> {
    let entry = LibraryEntry {
        definition: &entry.definition,
        literal: &entry.literal,
        corrected: entry.corrected.as_ref(),
    };
    let read = entry.ledgers_read().into_iter();
    read.filter_map(|name| book.catalogue.ledger(name.as_str()))
        .map(|ledger| (ledger.label.clone(), ledger_address(ledger)))
        .collect()
}

fn needs(book: &Book, entry: &BookEntry) -> Vec<(String, String)> {
    let formulas = std::iter::once(&entry.literal).chain(&entry.corrected);
    let codes = formulas.flat_map(indicators::Formula::indicators);
    codes
        .filter_map(|code| book.indicator(code))
        .map(|one| &one.newest().definition)
        .map(|definition| (definition.name.clone(), address(&definition.code)))
        .collect()
}

impl VersionLine {
    fn of(entry: &BookEntry, shown: u32) -> Self {
        let definition = &entry.definition;
        let number = definition.version;
        Self {
            number,
            href: with_query(&address(&definition.code), &[("version", Some(&number.to_string()))]),
            current: number == shown,
            from: definition.in_force_from.to_string(),
            by: entry.made.by.clone(),
            at: moment(entry.made.at),
            reason: entry.made.reason.clone(),
        }
    }
}
