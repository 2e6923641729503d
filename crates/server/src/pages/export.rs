//! 导出: documents and sheets as files.

use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::export::{ExportFile, ExportKind, all_forms, name_of, written};
use crate::work::review::reviewed;
use axum::extract::{Path, Query, State};
use goals::Document;
use goals::review::Review;
use procedure::Action;
use serde::Deserialize;
use store::{Deed, DocumentId, SheetId, StoredDocument};

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

impl Wanted {
    fn kind(&self) -> Answer<ExportKind> {
        ExportKind::from_code(&self.to).ok_or_else(|| {
            let known: Vec<&str> = ExportKind::ALL.into_iter().map(ExportKind::code).collect();
            Problem::invalid(format!("没有“{}”这种导出格式，可选：{}", self.to, known.join("、")))
        })
    }
}

async fn document(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer<ExportFile> {
    let kind = wanted.kind()?;
    let (stored, document, found) = loaded(&app, &visit, &id).await?;
    note(&app, &visit, &id, kind.label()).await?;
    written(&app, document, found, kind, &stored.summary.title).await
}

async fn forms(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer<ExportFile> {
    let (stored, document, found) = loaded(&app, &visit, &id).await?;
    note(&app, &visit, &id, "全部表格（ZIP）").await?;
    all_forms(&app, document, found, &stored.summary.title).await
}

/// The original file of an import, as it was uploaded.
async fn original(
    State(app): State<App>,
    visit: Visit,
    Path((id, revision)): Path<(String, i32)>,
) -> Answer<ExportFile> {
    let key: DocumentId = id.parse().map_err(|_| Problem::missing())?;
    let (revision, _) = app.store.revision(&visit.acting, key, revision).await?;
    let bytes = app.store.file(&revision.digest).await?;
    note(&app, &visit, &id, &format!("原件《{}》", revision.file_name)).await?;
    Ok(ExportFile { name: revision.file_name, media: "application/octet-stream", bytes })
}

async fn sheet(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer<ExportFile> {
    let kind = wanted.kind()?;
    let key: SheetId = id.parse().map_err(|_| Problem::missing())?;
    let stored = app.store.sheet(&visit.acting, key).await?;
    let title = name_of(&stored.sheet);
    let (whole, document, mut found) =
        loaded(&app, &visit, &stored.summary.document.to_string()).await?;
    let position = whole.sheet_ids.iter().position(|sheet| *sheet == key);
    let number = position.and_then(|position| u32::try_from(position + 1).ok());
    found.issues.retain(|issue| issue.sheet == number);
    found.scores.retain(|score| Some(score.sheet) == number);
    for issue in &mut found.issues {
        issue.sheet = Some(1);
    }
    for score in &mut found.scores {
        score.sheet = 1;
    }
    let one = Document {
        form: stored.sheet.form,
        fiscal_year: document.fiscal_year,
        sheets: vec![stored.sheet],
        ..Document::default()
    };
    note(&app, &visit, &id, kind.label()).await?;
    written(&app, one, found, kind, &title).await
}

async fn loaded(app: &App, visit: &Visit, id: &str) -> Answer<(StoredDocument, Document, Review)> {
    let id: DocumentId = id.parse().map_err(|_| Problem::missing())?;
    let stored = app.store.document(&visit.acting, id).await?;
    let of = (stored.summary.department_code.as_str(), stored.summary.fiscal_year);
    let (document, found) = reviewed(app, &visit.acting, stored.document.clone(), of).await?;
    Ok((stored, document, found))
}

/// What leaves the house stands in the trail.
async fn note(app: &App, visit: &Visit, id: &str, what: &str) -> Answer<()> {
    let deed = Deed {
        action: "document.export",
        object_kind: "document",
        object_id: id.to_owned(),
        change: format!("导出{what}"),
        reason: String::new(),
    };
    Ok(app.store.record(&visit.acting, deed).await?)
}
