//! The definitions of all ledgers.

use super::{ADDRESS, address};
use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use ledgers::LedgerDefinition;
use procedure::Action;

/// The definitions of all ledgers.
#[derive(Template)]
#[template(path = "definitions/list.html")]
pub(crate) struct DefinitionsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The ledgers in the order of the sections that keep them.
    pub(crate) lines: Vec<DefinitionLine>,
    /// Whether the viewer may change definitions.
    pub(crate) may_change: bool,
}

/// A ledger of the list.
pub(crate) struct DefinitionLine {
    /// Where its definition is.
    pub(crate) href: String,
    /// 台账名称.
    pub(crate) label: String,
    /// 台账代码.
    pub(crate) code: String,
    /// 责任股室.
    pub(crate) owner: String,
    /// How its records live in time.
    pub(crate) kind: &'static str,
    /// How many fields it has.
    pub(crate) fields: usize,
    /// How many checks.
    pub(crate) checks: usize,
    /// 版本.
    pub(crate) version: u32,
}

/// The route of the list.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get(ADDRESS, Door::SignedIn, show)
}

async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let book = app.book();
    let mut lines: Vec<DefinitionLine> = book.catalogue.ledgers().map(DefinitionLine::of).collect();
    lines.sort_by(|one, two| (&one.owner, &one.label).cmp(&(&two.owner, &two.label)));
    let frame = visit.frame(&app, "台账定义", Section::Definitions).await?;
    let may_change = frame.may(Action::ManageSettings);
    Ok(Html(DefinitionsPage { frame, lines, may_change }.render()?))
}

impl DefinitionLine {
    fn of(ledger: &LedgerDefinition) -> Self {
        Self {
            href: address(&ledger.code),
            label: ledger.label.clone(),
            code: ledger.code.to_string(),
            owner: ledger.owner.clone(),
            kind: ledger.kind.label(),
            fields: ledger.fields.len(),
            checks: ledger.checks.len(),
            version: ledger.version,
        }
    }
}
