//! 导出: files of documents and sheets.

use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::export::ExportFile;
use crate::work::outgoing::{self, kind_of};
use axum::extract::{Path, Query, State};
use procedure::Action;
use serde::Deserialize;
use std::str::FromStr;

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Export);
    routes
        .get("/documents/{id}/export", door, document)
        .get("/documents/{id}/forms.zip", door, forms)
        .get("/documents/{id}/original/{revision}", door, original)
        .get("/sheets/{id}/export", door, sheet)
}

#[derive(Deserialize)]
struct Wanted {
    to: String,
}

/// The key in an address.
fn key<T: FromStr>(id: &str) -> Answer<T> {
    id.parse().map_err(|_| Problem::missing())
}

async fn document(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer<ExportFile> {
    outgoing::document(&app, &visit, key(&id)?, kind_of(&wanted.to)?).await
}

async fn forms(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer<ExportFile> {
    outgoing::forms(&app, &visit, key(&id)?).await
}

async fn original(
    State(app): State<App>,
    visit: Visit,
    Path((id, revision)): Path<(String, String)>,
) -> Answer<ExportFile> {
    outgoing::original(&app, &visit, key(&id)?, key(&revision)?).await
}

async fn sheet(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer<ExportFile> {
    outgoing::sheet(&app, &visit, key(&id)?, kind_of(&wanted.to)?).await
}
