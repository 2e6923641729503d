//! 打印: every form of a document, each on its own page, as the official form is printed.

use super::documents::key;
use super::form_table::{FormView, view};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use documents::write::form_page;
use procedure::Action;
use serde::Deserialize;
use store::SheetId;

/// The forms as paper. It has no frame: nothing of the program is printed.
#[derive(Template)]
#[template(path = "print/page.html")]
pub(crate) struct PrintPage {
    /// Title of the document.
    pub(crate) title: String,
    /// Where the document is.
    pub(crate) back: String,
    /// The forms.
    pub(crate) forms: Vec<FormView>,
    /// Who prints and when, for the foot of internal prints.
    pub(crate) printed: String,
}

/// The routes of printing.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/documents/{id}/print", Door::Permits(Action::Read), show)
}

/// Which forms.
#[derive(Deserialize)]
struct Wanted {
    /// One sheet; all when absent.
    sheet: Option<String>,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let id = key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let year = stored.document.fiscal_year.or(Some(stored.summary.fiscal_year));
    let only: Option<SheetId> = wanted.sheet.and_then(|sheet| sheet.parse().ok());
    let sheets = stored.sheet_ids.iter().zip(&stored.document.sheets);
    let forms: Vec<FormView> = sheets
        .filter(|(key, _)| only.is_none_or(|only| only == **key))
        .map(|(_, sheet)| view(form_page(year, sheet), |_| None))
        .collect();
    let back = match only {
        Some(sheet) => format!("/sheets/{sheet}"),
        None => format!("/documents/{id}"),
    };
    let at = super::figures::moment(visit.acting.at);
    let printed = format!("{} {at}打印", visit.acting.name);
    Ok(Html(PrintPage { title: stored.summary.title, back, forms, printed }.render()?))
}
