//! The indicators of the library in one list.

use super::findings::findings_count;
use super::{ADDRESS, address};
use crate::pages::address::with_query;
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use crate::work::book::{Book, BookIndicator};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use ledgers::language::Spelling;
use procedure::Action;
use serde::Deserialize;
use vocabulary::matching_key;

/// The library.
#[derive(Template)]
#[template(path = "library/list.html")]
pub(crate) struct LibraryPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// What is looked for.
    pub(crate) words: String,
    /// How many indicators of each kind there are, and where they are.
    pub(crate) tabs: Vec<TabLink>,
    /// The indicators.
    pub(crate) lines: Vec<IndicatorLine>,
    /// What the checks found.
    pub(crate) findings: usize,
    /// Whether the viewer may change the library.
    pub(crate) may_change: bool,
}

/// A part of the library.
pub(crate) struct TabLink {
    /// `全部`.
    pub(crate) label: &'static str,
    /// How many.
    pub(crate) count: usize,
    /// Where they are.
    pub(crate) href: String,
    /// Whether these are shown.
    pub(crate) current: bool,
}

/// An indicator in the list.
pub(crate) struct IndicatorLine {
    /// Where it is.
    pub(crate) href: String,
    /// 指标名称.
    pub(crate) name: String,
    /// 指标编码.
    pub(crate) code: String,
    /// The project or part that it comes from.
    pub(crate) theme: String,
    /// The published formula in Chinese names.
    pub(crate) formula: String,
    /// 计量单位.
    pub(crate) unit: String,
    /// 指标方向.
    pub(crate) direction: &'static str,
    /// 累计方式.
    pub(crate) accumulation: &'static str,
    /// What is wrong with the published definition.
    pub(crate) fault: Option<&'static str>,
    /// How many rows of target sheets it serves.
    pub(crate) rows: usize,
    /// Its version.
    pub(crate) version: u32,
}

/// The route of the list.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/library", Door::Permits(Action::Read), show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
    part: String,
}

/// The parts of the library.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Projects,
    Department,
    Corrected,
}

impl Part {
    const ALL: [Self; 4] = [Self::All, Self::Projects, Self::Department, Self::Corrected];

    fn code(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Projects => Some("projects"),
            Self::Department => Some("department"),
            Self::Corrected => Some("corrected"),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Projects => "项目指标",
            Self::Department => "部门整体指标",
            Self::Corrected => "有修正口径",
        }
    }

    fn holds(self, indicator: &BookIndicator) -> bool {
        let definition = &indicator.newest().definition;
        match self {
            Self::All => true,
            Self::Projects => !definition.serves.is_empty(),
            Self::Department => definition.serves.is_empty(),
            Self::Corrected => definition.corrected.is_some(),
        }
    }
}

async fn show(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let book = app.book();
    let part = Part::ALL.into_iter().find(|part| part.code() == Some(wanted.part.as_str()));
    let part = part.unwrap_or(Part::All);
    let key = matching_key(&wanted.q);
    let found: Vec<(&BookIndicator, IndicatorLine)> = book
        .library
        .iter()
        .map(|indicator| (indicator, IndicatorLine::of(&book, indicator)))
        .filter(|(_, line)| line.says(&key))
        .collect();
    let words = Some(wanted.q.as_str()).filter(|words| !words.is_empty());
    let tabs = Part::ALL.map(|one| TabLink {
        label: one.label(),
        count: found.iter().filter(|(indicator, _)| one.holds(indicator)).count(),
        href: with_query(ADDRESS, &[("part", one.code()), ("q", words)]),
        current: one == part,
    });
    let frame = visit.frame(&app, "指标库", Section::Library).await?;
    let page = LibraryPage {
        may_change: frame.may(Action::ManageLibrary),
        frame,
        words: wanted.q.clone(),
        tabs: tabs.into(),
        lines: found
            .into_iter()
            .filter(|(indicator, _)| part.holds(indicator))
            .map(|(_, line)| line)
            .collect(),
        findings: findings_count(&book),
    };
    Ok(Html(page.render()?))
}

impl IndicatorLine {
    fn of(book: &Book, indicator: &BookIndicator) -> Self {
        let entry = indicator.newest();
        let definition = &entry.definition;
        Self {
            href: address(&definition.code),
            name: definition.name.clone(),
            code: definition.code.to_string(),
            theme: definition.theme.clone(),
            formula: entry.literal.print(&book.catalogue, Spelling::Chinese),
            unit: definition.literal.unit.clone(),
            direction: definition.literal.direction.label(),
            accumulation: definition.accumulation.label(),
            fault: definition.corrected.as_ref().map(|one| one.fault.label()),
            rows: definition.serves.len(),
            version: definition.version,
        }
    }

    /// Whether the words are found in what the line shows.
    fn says(&self, key: &str) -> bool {
        [&self.name, &self.code, &self.theme, &self.formula]
            .into_iter()
            .any(|text| matching_key(text).contains(key))
    }
}
