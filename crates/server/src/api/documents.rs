//! 绩效目标文件 and their revisions.

use super::lists::{Listed, after, limit};
use super::moments::moment;
use super::received::{Asked, Keys, key, malformed, number};
use super::sheets::{SheetLine, line};
use crate::shapes::{self, DocumentShape};
use crate::web::{Answer, App, Door, Routes, Visit};
use axum::Json;
use axum::extract::State;
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{DocumentFilter, DocumentId, DocumentSummary, Revision};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use vocabulary::FiscalYear;

/// A document in a list. The numbers count what lies in the caller's scope.
#[derive(Serialize, ToSchema)]
struct DocumentLine {
    /// Its key.
    #[schema(format = "uuid")]
    id: String,
    /// 部门编码.
    department_code: String,
    /// 部门名称.
    department_name: String,
    /// 预算年度.
    fiscal_year: u16,
    /// Its title.
    title: String,
    /// Which form, as in the command line.
    form: &'static str,
    /// Number of the newest import, from 1.
    revision: i32,
    /// Target sheets.
    sheets: i32,
    /// Indicator rows.
    indicators: i32,
    /// Sum of the budget totals, in 分.
    total_fen: i64,
    /// Open 强制 issues.
    errors: i32,
    /// Open 提示 issues.
    warnings: i32,
    /// Open 参考 issues.
    infos: i32,
    /// Issues decided on.
    decided: i32,
    /// When it was last imported.
    #[schema(format = DateTime)]
    imported_at: String,
    /// By whom.
    imported_by: String,
}

/// A document with its content.
#[derive(Serialize, ToSchema)]
struct DocumentWhole {
    /// As in lists.
    summary: DocumentLine,
    /// Whether the whole document lies in the caller's scope.
    whole: bool,
    /// The content as it stands now; of the sheets, those in the scope.
    content: DocumentShape,
    /// Keys of the sheets, in the order of the content.
    sheet_ids: Vec<String>,
}

/// One import of a document.
#[derive(Serialize, ToSchema)]
struct RevisionLine {
    /// From 1.
    number: i32,
    /// As uploaded.
    file_name: String,
    /// SHA-256 of the original file.
    digest: String,
    /// When.
    #[schema(format = DateTime)]
    imported_at: String,
    /// By whom.
    imported_by: String,
}

/// One import with what was read.
#[derive(Serialize, ToSchema)]
struct RevisionWhole {
    /// As in lists.
    summary: RevisionLine,
    /// What was read from the file.
    content: DocumentShape,
}

/// What narrows the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Narrowing {
    /// 预算年度.
    #[param(minimum = 1994, maximum = 2100)]
    year: Option<u16>,
    /// 部门编码.
    department: Option<String>,
    /// Part of the title, or the beginning of the department's code.
    q: Option<String>,
    /// The `next` of the piece before.
    after: Option<String>,
    /// Items of a piece; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Read);
    routes
        .api(door, routes!(list))
        .api(door, routes!(show))
        .api(door, routes!(sheets))
        .api(door, routes!(revisions))
        .api(door, routes!(revision))
}

fn document_line(summary: &DocumentSummary) -> DocumentLine {
    DocumentLine {
        id: summary.id.to_string(),
        department_code: summary.department_code.clone(),
        department_name: summary.department_name.clone(),
        fiscal_year: summary.fiscal_year.number(),
        title: summary.title.clone(),
        form: summary.form.code(),
        revision: summary.revision,
        sheets: summary.sheets,
        indicators: summary.indicators,
        total_fen: summary.total.fen(),
        errors: summary.errors,
        warnings: summary.warnings,
        infos: summary.infos,
        decided: summary.decided,
        imported_at: moment(summary.imported_at),
        imported_by: summary.imported_by.clone(),
    }
}

fn revision_line(revision: &Revision) -> RevisionLine {
    RevisionLine {
        number: revision.number,
        file_name: revision.file_name.clone(),
        digest: revision.digest.as_str().to_owned(),
        imported_at: moment(revision.imported_at),
        imported_by: revision.imported_by.clone(),
    }
}

#[utoipa::path(get, path = "/api/v1/documents", tag = "文件", operation_id = "documents",
    summary = "绩效目标文件列表，最近导入的在前", params(Narrowing),
    responses((status = 200, description = "列表", body = Listed<DocumentLine>)))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Asked(asked): Asked<Narrowing>,
) -> Answer<Json<Listed<DocumentLine>>> {
    let limit = limit(asked.limit)?;
    let fiscal_year = asked.year.map(FiscalYear::new).transpose();
    let fiscal_year = fiscal_year.map_err(|error| malformed(error.to_string()))?;
    let wanted = DocumentFilter {
        fiscal_year,
        department_code: asked.department,
        words: asked.q.unwrap_or_default().trim().to_owned(),
    };
    let found = app.store.documents(&visit.acting, &wanted).await?;
    let lines = found.iter().map(document_line).collect();
    Ok(Json(after(lines, asked.after.as_deref(), limit, |line| line.id.clone())))
}

#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "文件", operation_id = "document",
    summary = "一份文件的当前内容", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "文件", body = DocumentWhole)))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<DocumentWhole>> {
    let stored = app.store.document(&visit.acting, key(&id)?).await?;
    Ok(Json(DocumentWhole {
        summary: document_line(&stored.summary),
        whole: stored.whole,
        content: shapes::document(&stored.summary.title, &stored.document),
        sheet_ids: stored.sheet_ids.iter().map(ToString::to_string).collect(),
    }))
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/sheets", tag = "文件",
    operation_id = "document_sheets", summary = "一份文件的目标表，按文件中的顺序",
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "列表", body = Listed<SheetLine>)))]
async fn sheets(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<Listed<SheetLine>>> {
    let id: DocumentId = key(&id)?;
    app.store.document(&visit.acting, id).await?;
    let found = app.store.sheets_of(&visit.acting, id).await?;
    Ok(Json(Listed::whole(found.iter().map(line).collect())))
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/revisions", tag = "文件",
    operation_id = "revisions", summary = "一份文件的历次导入，最早的在前",
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "列表", body = Listed<RevisionLine>)))]
async fn revisions(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<Listed<RevisionLine>>> {
    let stored = app.store.document(&visit.acting, key(&id)?).await?;
    Ok(Json(Listed::whole(stored.revisions.iter().map(revision_line).collect())))
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/revisions/{number}", tag = "文件",
    operation_id = "revision", summary = "某次导入识别的内容",
    params(("id" = String, Path, format = "uuid"), ("number" = i32, Path, minimum = 1)),
    responses((status = 200, description = "导入", body = RevisionWhole)))]
async fn revision(
    State(app): State<App>,
    visit: Visit,
    Keys((id, wanted)): Keys<(String, String)>,
) -> Answer<Json<RevisionWhole>> {
    let (revision, document) =
        app.store.revision(&visit.acting, key(&id)?, number(&wanted)?).await?;
    let content = shapes::document(&revision.file_name, &document);
    Ok(Json(RevisionWhole { summary: revision_line(&revision), content }))
}
