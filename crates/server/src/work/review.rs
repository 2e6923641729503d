//! 审核 of a stored document, beside the runtime.

use crate::web::{Answer, App, Problem};
use goals::Document;
use goals::review::{Review, review};
use store::{Acting, DocumentFilter};
use vocabulary::FiscalYear;

/// Reviews a document under the shipped rules, with last year's of the same department beside it
/// when the store has one.
pub(crate) async fn reviewed(
    app: &App,
    acting: &Acting,
    document: Document,
    (department, year): (&str, FiscalYear),
) -> Answer<(Document, Review)> {
    let previous = last_year(app, acting, department, year).await?;
    let app = app.clone();
    let work = move || {
        let found = review(&document, previous.as_ref(), &app.rules);
        (document, found)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::fault())
}

async fn last_year(
    app: &App,
    acting: &Acting,
    department: &str,
    year: FiscalYear,
) -> Answer<Option<Document>> {
    let Ok(before) = FiscalYear::new(year.number().saturating_sub(1)) else { return Ok(None) };
    let wanted = DocumentFilter {
        fiscal_year: Some(before),
        department_code: Some(department.to_owned()),
        words: String::new(),
    };
    match app.store.documents(acting, &wanted).await?.first() {
        None => Ok(None),
        Some(found) => Ok(Some(app.store.document(acting, found.id).await?.document)),
    }
}
