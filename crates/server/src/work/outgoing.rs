//! 导出 of what is stored: loaded within the scope, reviewed, noted in the trail, written.

use super::export::{ExportFile, ExportKind, all_forms, name_of, written};
use super::review::reviewed;
use crate::web::{Answer, App, Problem, Visit};
use goals::Document;
use goals::review::Review;
use store::{Deed, DocumentId, SheetId, StoredDocument};

/// The kind of file that was asked for by its word.
pub(crate) fn kind_of(to: &str) -> Answer<ExportKind> {
    ExportKind::from_code(to).ok_or_else(|| {
        let known: Vec<&str> = ExportKind::ALL.into_iter().map(ExportKind::code).collect();
        let shown: String = to.chars().take(40).collect();
        Problem::invalid(format!("没有“{shown}”这种导出格式，可选：{}", known.join("、")))
    })
}

/// A document as one file.
pub(crate) async fn document(
    app: &App,
    visit: &Visit,
    id: DocumentId,
    kind: ExportKind,
) -> Answer<ExportFile> {
    let (stored, document, found) = loaded(app, visit, id).await?;
    let file = written(app, document, found, kind, &stored.summary.title).await?;
    note(app, visit, ("document", id.to_string()), kind.label()).await?;
    Ok(file)
}

/// All forms of a document in a ZIP.
pub(crate) async fn forms(app: &App, visit: &Visit, id: DocumentId) -> Answer<ExportFile> {
    let (stored, document, found) = loaded(app, visit, id).await?;
    let file = all_forms(app, document, found, &stored.summary.title).await?;
    note(app, visit, ("document", id.to_string()), "全部表格（ZIP）").await?;
    Ok(file)
}

/// The original file of an import, as it was uploaded.
pub(crate) async fn original(
    app: &App,
    visit: &Visit,
    id: DocumentId,
    revision: i32,
) -> Answer<ExportFile> {
    let (revision, _) = app.store.revision(&visit.acting, id, revision).await?;
    let bytes = app.store.file(&revision.digest).await?;
    let what = format!("原件《{}》", revision.file_name);
    note(app, visit, ("document", id.to_string()), &what).await?;
    Ok(ExportFile { name: revision.file_name, media: "application/octet-stream", bytes })
}

/// One sheet as a file.
pub(crate) async fn sheet(
    app: &App,
    visit: &Visit,
    id: SheetId,
    kind: ExportKind,
) -> Answer<ExportFile> {
    let stored = app.store.sheet(&visit.acting, id).await?;
    let title = name_of(&stored.sheet);
    let (whole, document, mut found) = loaded(app, visit, stored.summary.document).await?;
    let position = whole.sheet_ids.iter().position(|sheet| *sheet == id);
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
    let file = written(app, one, found, kind, &title).await?;
    note(app, visit, ("sheet", id.to_string()), kind.label()).await?;
    Ok(file)
}

async fn loaded(
    app: &App,
    visit: &Visit,
    id: DocumentId,
) -> Answer<(StoredDocument, Document, Review)> {
    let stored = app.store.document(&visit.acting, id).await?;
    let of = (stored.summary.department_code.as_str(), stored.summary.fiscal_year);
    let (document, found) = reviewed(app, &visit.acting, stored.document.clone(), of).await?;
    Ok((stored, document, found))
}

/// What leaves the house stands in the trail, before it leaves.
async fn note(app: &App, visit: &Visit, of: (&'static str, String), what: &str) -> Answer<()> {
    let (object_kind, object_id) = of;
    let action = if object_kind == "sheet" { "sheet.export" } else { "document.export" };
    let change = format!("导出{what}");
    let deed = Deed { action, object_kind, object_id, change, reason: String::new() };
    Ok(app.store.record(&visit.acting, deed).await?)
}
