//! 目标表: the list over all documents, one sheet, its versions.

use super::lists::{Listed, limit};
use super::moments::moment;
use super::received::{Asked, Keys, key, malformed, number};
use crate::shapes::{self, SheetFormShape, SheetShape};
use crate::web::{Answer, App, Door, Routes, Visit};
use axum::Json;
use axum::extract::State;
use goals::SheetForm;
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{Draft, SheetFilter, SheetId, SheetSummary, StoredSheet, VersionSummary};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use vocabulary::FiscalYear;

/// A target sheet in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct SheetLine {
    /// Its key.
    #[schema(format = "uuid")]
    id: String,
    /// Key of its document.
    #[schema(format = "uuid")]
    document_id: String,
    /// Position in the document, from 1.
    position: i32,
    /// 预算年度.
    fiscal_year: i32,
    /// 单位编码; the department's where none is filed.
    unit_code: String,
    /// 项目编码; empty when none is filed.
    project_code: String,
    /// 项目名称.
    project_name: String,
    /// 预算数 in 分; null when none is readable.
    budget_fen: Option<i64>,
    /// Indicator rows.
    indicators: i32,
    /// Open 强制 issues.
    errors: i32,
    /// Open 提示 issues.
    warnings: i32,
    /// Open 参考 issues.
    infos: i32,
    /// Number of the current version.
    version: i32,
    /// When the current version was made.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A target sheet with its content.
#[derive(Serialize, ToSchema)]
pub(super) struct SheetWhole {
    /// As in lists.
    summary: SheetLine,
    /// The content as it was read or entered.
    content: SheetShape,
    /// The same as texts to be changed and sent to `check`, `draft` or `save`.
    typed: SheetFormShape,
    /// What the caller has not saved yet.
    draft: Option<DraftShape>,
}

/// An unsaved edit.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftShape {
    /// The texts; null when an older program kept them otherwise.
    typed: Option<SheetFormShape>,
    /// When it was kept.
    #[schema(format = DateTime)]
    saved_at: String,
}

/// One version of a sheet.
#[derive(Serialize, ToSchema)]
struct VersionLine {
    /// From 1.
    number: i32,
    /// `import`, `edit`, `repair` or `restore`.
    origin: &'static str,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// By whom.
    by: String,
    /// The reason given, or the import.
    note: String,
}

/// One version with its content.
#[derive(Serialize, ToSchema)]
struct VersionWhole {
    /// As in lists.
    summary: VersionLine,
    /// The content.
    content: SheetShape,
}

/// What narrows the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Narrowing {
    /// 预算年度.
    #[param(minimum = 1994, maximum = 2100)]
    year: Option<u16>,
    /// Beginning of the 单位编码.
    unit: Option<String>,
    /// Part of code, name or pinyin initials.
    q: Option<String>,
    /// Only sheets with open 强制 issues.
    with_errors: Option<bool>,
    /// The `next` of the piece before.
    #[param(format = "uuid")]
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
        .api(door, routes!(versions))
        .api(door, routes!(version))
}

pub(super) fn line(summary: &SheetSummary) -> SheetLine {
    SheetLine {
        id: summary.id.to_string(),
        document_id: summary.document.to_string(),
        position: summary.position,
        fiscal_year: summary.fiscal_year,
        unit_code: summary.unit_code.clone(),
        project_code: summary.project_code.clone(),
        project_name: summary.project_name.clone(),
        budget_fen: summary.budget.map(vocabulary::Money::fen),
        indicators: summary.indicators,
        errors: summary.errors,
        warnings: summary.warnings,
        infos: summary.infos,
        version: summary.version,
        updated_at: moment(summary.updated_at),
    }
}

/// A stored sheet in JSON.
pub(super) fn whole(stored: &StoredSheet) -> SheetWhole {
    SheetWhole {
        summary: line(&stored.summary),
        content: shapes::sheet(&stored.sheet),
        typed: SheetFormShape::of(SheetForm::of(&stored.sheet), stored.summary.version),
        draft: stored.draft.as_ref().map(draft),
    }
}

/// A draft in JSON.
pub(super) fn draft(draft: &Draft) -> DraftShape {
    DraftShape { typed: serde_json::from_str(&draft.form).ok(), saved_at: moment(draft.saved_at) }
}

fn version_line(version: &VersionSummary) -> VersionLine {
    VersionLine {
        number: version.number,
        origin: version.origin.code(),
        at: moment(version.at),
        by: version.by.clone(),
        note: version.note.clone(),
    }
}

#[utoipa::path(get, path = "/api/v1/sheets", tag = "目标表", operation_id = "sheets",
    summary = "全部文件的目标表，可按年度、单位和编码、名称、拼音首字母查找", params(Narrowing),
    responses((status = 200, description = "列表", body = Listed<SheetLine>)))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Asked(asked): Asked<Narrowing>,
) -> Answer<Json<Listed<SheetLine>>> {
    let limit = limit(asked.limit)?;
    let after = asked.after.map(|after| after.parse());
    let year = asked.year.map(FiscalYear::new).transpose();
    let year = year.map_err(|error| malformed(error.to_string()))?;
    let wanted = SheetFilter {
        fiscal_year: year.map(|year| i32::from(year.number())),
        unit_code: asked.unit.unwrap_or_default(),
        words: asked.q.unwrap_or_default().trim().to_owned(),
        with_errors: asked.with_errors.unwrap_or(false),
        after: after.transpose().map_err(|_| malformed("after 应为上一页给出的 next"))?,
        limit: u64::from(limit) + 1,
    };
    let found = app.store.sheets(&visit.acting, &wanted).await?;
    let lines = found.iter().map(line).collect();
    Ok(Json(Listed::cut(lines, limit, |line| line.id.clone())))
}

#[utoipa::path(get, path = "/api/v1/sheets/{id}", tag = "目标表", operation_id = "sheet",
    summary = "一张目标表的当前内容和本人的暂存", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "目标表", body = SheetWhole)))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<SheetWhole>> {
    let id: SheetId = key(&id)?;
    Ok(Json(whole(&app.store.sheet(&visit.acting, id).await?)))
}

#[utoipa::path(get, path = "/api/v1/sheets/{id}/versions", tag = "目标表",
    operation_id = "versions", summary = "一张目标表的各版本，最新的在前",
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "列表", body = Listed<VersionLine>)))]
async fn versions(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<Listed<VersionLine>>> {
    let stored = app.store.sheet(&visit.acting, key(&id)?).await?;
    Ok(Json(Listed::whole(stored.versions.iter().map(version_line).collect())))
}

#[utoipa::path(get, path = "/api/v1/sheets/{id}/versions/{number}", tag = "目标表",
    operation_id = "version", summary = "某一版本的内容",
    params(("id" = String, Path, format = "uuid"), ("number" = i32, Path, minimum = 1)),
    responses((status = 200, description = "版本", body = VersionWhole)))]
async fn version(
    State(app): State<App>,
    visit: Visit,
    Keys((id, wanted)): Keys<(String, String)>,
) -> Answer<Json<VersionWhole>> {
    let (version, sheet) =
        app.store.sheet_version(&visit.acting, key(&id)?, number(&wanted)?).await?;
    Ok(Json(VersionWhole { summary: version_line(&version), content: shapes::sheet(&sheet) }))
}
