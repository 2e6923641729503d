//! 指标库检查: what the library lacks or says twice, by rule.

use super::ADDRESS;
use super::findings::{FindingView, findings, referring_rows};
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use indicators::IntegrityRule;
use procedure::Action;

/// The checks with what they found.
#[derive(Template)]
#[template(path = "library/checks.html")]
pub(crate) struct ChecksPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The rules that found something, the gravest first.
    pub(crate) found: Vec<RuleView>,
    /// The rules that found nothing.
    pub(crate) clean: Vec<&'static str>,
    /// How many rows of sheets were looked at.
    pub(crate) rows: usize,
    /// Whether there are more sheets than were looked at.
    pub(crate) cut: bool,
}

/// A rule with what it found.
pub(crate) struct RuleView {
    /// What is wrong, in short.
    pub(crate) label: &'static str,
    /// Why it matters.
    pub(crate) why: &'static str,
    /// What to do.
    pub(crate) remedy: &'static str,
    /// Where.
    pub(crate) findings: Vec<FindingView>,
}

/// The route of the checks.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/library/checks", Door::Permits(Action::Read), show)
}

async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let book = app.book();
    let frame = visit.frame(&app, "指标库检查", Section::Library).await?.below("指标库", ADDRESS);
    let unit = frame.outlook.unit.clone();
    let rows = referring_rows(&app, &visit, &book, (frame.outlook.year, unit)).await?;
    let all = findings(&book, &rows.rows);
    let (found, clean): (Vec<_>, Vec<_>) = IntegrityRule::ALL
        .into_iter()
        .map(|rule| (rule, all.iter().filter(|one| one.rule == rule).cloned().collect::<Vec<_>>()))
        .partition(|(_, findings)| !findings.is_empty());
    let page = ChecksPage {
        frame,
        found: found
            .into_iter()
            .map(|(rule, findings)| RuleView {
                label: rule.label(),
                why: rule.why(),
                remedy: rule.remedy(),
                findings,
            })
            .collect(),
        clean: clean.into_iter().map(|(rule, _)| rule.label()).collect(),
        rows: rows.rows.len(),
        cut: rows.cut,
    };
    Ok(Html(page.render()?))
}
