//! 导出 as files.

use super::received::{Asked, Keys, key, number};
use crate::web::{Answer, App, Door, Routes, Visit};
use crate::work::export::{ExportFile, ExportKind};
use crate::work::outgoing;
use axum::extract::State;
use procedure::Action;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes an answer that is no JSON")]
struct FileBytes(Vec<u8>);

/// A kind of file.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// The official forms in Word.
    Docx,
    /// The official forms in Excel.
    Xlsx,
    /// The official forms in PDF.
    Pdf,
    /// The official forms as a web page.
    Html,
    /// One line an indicator.
    Csv,
    /// The review report in Word.
    ReviewDocx,
    /// The review report in Excel.
    ReviewXlsx,
}

impl From<Format> for ExportKind {
    fn from(format: Format) -> Self {
        match format {
            Format::Docx => Self::Docx,
            Format::Xlsx => Self::Xlsx,
            Format::Pdf => Self::Pdf,
            Format::Html => Self::Html,
            Format::Csv => Self::Csv,
            Format::ReviewDocx => Self::ReviewDocx,
            Format::ReviewXlsx => Self::ReviewXlsx,
        }
    }
}

/// What file is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The kind of file.
    #[param(inline)]
    to: Format,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Export);
    routes
        .api(door, routes!(document))
        .api(door, routes!(forms))
        .api(door, routes!(original))
        .api(door, routes!(sheet))
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/export", tag = "导出",
    operation_id = "export_document", summary = "一份文件的目标表、指标清单或审核意见",
    params(("id" = String, Path, format = "uuid"), Wanted),
    responses((status = 200, description = "文件", content(
        (FileBytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (FileBytes = "application/pdf"), (String = "text/html"), (String = "text/csv"))),
        (status = 422, description = "这份文件不能写成所要的格式",
            body = crate::web::ProblemShape<'static>)))]
async fn document(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Asked(wanted): Asked<Wanted>,
) -> Answer<ExportFile> {
    outgoing::document(&app, &visit, key(&id)?, wanted.to.into()).await
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/forms", tag = "导出",
    operation_id = "export_forms", summary = "一份文件的全部表格和审核意见（ZIP）",
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "文件", content((FileBytes = "application/zip"))),
        (status = 422, description = "这份文件不能写成所要的格式",
            body = crate::web::ProblemShape<'static>)))]
async fn forms(State(app): State<App>, visit: Visit, Keys(id): Keys<String>) -> Answer<ExportFile> {
    outgoing::forms(&app, &visit, key(&id)?).await
}

#[utoipa::path(get, path = "/api/v1/documents/{id}/revisions/{number}/original", tag = "导出",
    operation_id = "original", summary = "某次导入的原件",
    params(("id" = String, Path, format = "uuid"), ("number" = i32, Path, minimum = 1)),
    responses((status = 200, description = "文件",
        content((FileBytes = "application/octet-stream")))))]
async fn original(
    State(app): State<App>,
    visit: Visit,
    Keys((id, revision)): Keys<(String, String)>,
) -> Answer<ExportFile> {
    outgoing::original(&app, &visit, key(&id)?, number(&revision)?).await
}

#[utoipa::path(get, path = "/api/v1/sheets/{id}/export", tag = "导出",
    operation_id = "export_sheet", summary = "一张目标表",
    params(("id" = String, Path, format = "uuid"), Wanted),
    responses((status = 200, description = "文件", content(
        (FileBytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (FileBytes = "application/pdf"), (String = "text/html"), (String = "text/csv"))),
        (status = 422, description = "这张表不能写成所要的格式",
            body = crate::web::ProblemShape<'static>)))]
async fn sheet(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Asked(wanted): Asked<Wanted>,
) -> Answer<ExportFile> {
    outgoing::sheet(&app, &visit, key(&id)?, wanted.to.into()).await
}
