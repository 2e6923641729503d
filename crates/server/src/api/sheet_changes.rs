//! 修改目标表: check what was typed, keep it, save it as a new version.

use super::moments::moment;
use super::received::{Keys, Sent, key};
use super::sheets::{DraftShape, SheetWhole, draft, whole};
use crate::shapes::{self, IssueShape, SheetFormShape};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, now};
use crate::work::save::{Saving, check_sheet, save_sheet};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use goals::{SheetForm, TargetSheet};
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{Draft, Origin, SheetId, StoredSheet};
use utoipa::ToSchema;
use utoipa_axum::routes;

/// What to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SheetSaving {
    /// The texts of the whole sheet.
    typed: SheetFormShape,
    /// The reason given; kept with the version.
    #[serde(default)]
    note: String,
}

/// Which version to bring back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Restoring {
    /// The version whose content becomes a new version.
    #[schema(minimum = 1)]
    #[serde(deserialize_with = "shapes::whole::read")]
    version: i32,
    /// The version that stands now.
    #[schema(minimum = 1)]
    #[serde(deserialize_with = "shapes::whole::read")]
    base_version: i32,
}

/// What the review finds in a sheet as typed.
#[derive(Serialize, ToSchema)]
struct SheetFindings {
    /// The issues of this sheet.
    issues: Vec<IssueShape>,
    /// When it was checked.
    #[schema(format = DateTime)]
    checked_at: String,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::Edit);
    routes
        .api(door, routes!(check))
        .api(door, routes!(save))
        .api(door, routes!(restore))
        .api(door, routes!(keep))
        .api(door, routes!(throw_away))
}

/// The longest reason, in characters.
const NOTE_CHARACTERS_MAX: usize = 500;

/// The content of a form put onto the stored sheet.
fn content(stored: &StoredSheet, typed: SheetFormShape) -> Answer<TargetSheet> {
    let form = SheetForm::from(typed);
    form.onto(&stored.sheet).map_err(|refusal| Problem::invalid(refusal.to_string()))
}

/// A form that began from another version than the one that stands.
fn refuse_stale(stored: &StoredSheet, base_version: i32) -> Answer<()> {
    if base_version == stored.summary.version {
        return Ok(());
    }
    let words = match stored.versions.first() {
        Some(newest) if base_version < newest.number => {
            format!("{}已保存了第{}版，请重新读取后再修改", newest.by, newest.number)
        }
        _ => format!("base_version 应为当前版本{}", stored.summary.version),
    };
    Err(Problem::new(StatusCode::CONFLICT).saying(words))
}

#[utoipa::path(post, path = "/api/v1/sheets/{id}/check", tag = "目标表", operation_id = "check_sheet",
    summary = "审核填写的内容，不保存", params(("id" = String, Path, format = "uuid")),
    request_body = SheetFormShape,
    responses((status = 200, description = "发现的问题", body = SheetFindings),
        (status = 409, description = "已有更新的版本", body = crate::web::ProblemShape<'static>)))]
async fn check(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Sent(typed): Sent<SheetFormShape>,
) -> Answer<Json<SheetFindings>> {
    let id: SheetId = key(&id)?;
    let stored = app.store.sheet(&visit.acting, id).await?;
    refuse_stale(&stored, typed.base_version)?;
    let content = content(&stored, typed)?;
    let found = check_sheet(&app, &visit.acting, &stored, content).await?;
    let position = u32::try_from(stored.summary.position).ok();
    let own = found.issues.iter().filter(|issue| issue.sheet == position);
    let name = &stored.summary.project_name;
    Ok(Json(SheetFindings {
        issues: own.map(|issue| shapes::issue(name, issue)).collect(),
        checked_at: moment(visit.acting.at),
    }))
}

#[utoipa::path(post, path = "/api/v1/sheets/{id}/save", tag = "目标表", operation_id = "save_sheet",
    summary = "保存为新版本并重新审核整份文件", params(("id" = String, Path, format = "uuid")),
    request_body = SheetSaving,
    responses((status = 200, description = "保存后的目标表", body = SheetWhole),
        (status = 409, description = "已有更新的版本，或年度已关闭",
            body = crate::web::ProblemShape<'static>)))]
async fn save(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Sent(sent): Sent<SheetSaving>,
) -> Answer<Json<SheetWhole>> {
    let id: SheetId = key(&id)?;
    if sent.note.chars().count() > NOTE_CHARACTERS_MAX {
        return Err(Problem::invalid(format!("修改说明超过{NOTE_CHARACTERS_MAX}个字，请精简")));
    }
    let stored = app.store.sheet(&visit.acting, id).await?;
    refuse_stale(&stored, sent.typed.base_version)?;
    let saving = Saving {
        base_version: sent.typed.base_version,
        content: content(&stored, sent.typed)?,
        origin: Origin::Edit,
        note: sent.note,
    };
    save_sheet(&app, &visit.acting, &stored, saving).await?;
    Ok(Json(whole(&app.store.sheet(&visit.acting, id).await?)))
}

#[utoipa::path(put, path = "/api/v1/sheets/{id}/draft", tag = "目标表", operation_id = "keep_draft",
    summary = "暂存，只有本人可见", params(("id" = String, Path, format = "uuid")),
    request_body = SheetFormShape,
    responses((status = 200, description = "暂存", body = DraftShape)))]
async fn keep(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Sent(typed): Sent<SheetFormShape>,
) -> Answer<Json<DraftShape>> {
    let id: SheetId = key(&id)?;
    let stored = app.store.sheet(&visit.acting, id).await?;
    if !(1..=stored.summary.version).contains(&typed.base_version) {
        return Err(Problem::invalid("base_version 不是这张目标表的版本"));
    }
    // What cannot be saved is not kept either: limits are told while typing.
    content(&stored, typed.clone())?;
    let kept = Draft {
        sheet: id,
        form: serde_json::to_string(&typed).map_err(|_| Problem::fault())?,
        base_version: typed.base_version,
        saved_at: now(),
    };
    app.store.keep_draft(&visit.acting, &kept).await?;
    Ok(Json(draft(&kept)))
}

#[utoipa::path(delete, path = "/api/v1/sheets/{id}/draft", tag = "目标表",
    operation_id = "drop_draft", summary = "放弃暂存", params(("id" = String, Path, format = "uuid")),
    responses((status = 204, description = "已放弃")))]
async fn throw_away(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<StatusCode> {
    let id: SheetId = key(&id)?;
    app.store.sheet(&visit.acting, id).await?;
    app.store.drop_draft(&visit.acting, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/api/v1/sheets/{id}/restore", tag = "目标表",
    operation_id = "restore_sheet", summary = "恢复某一版本的内容，保存为新版本",
    params(("id" = String, Path, format = "uuid")), request_body = Restoring,
    responses((status = 200, description = "恢复后的目标表", body = SheetWhole),
        (status = 409, description = "已有更新的版本，或年度已关闭",
            body = crate::web::ProblemShape<'static>)))]
async fn restore(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Sent(wanted): Sent<Restoring>,
) -> Answer<Json<SheetWhole>> {
    let id: SheetId = key(&id)?;
    let stored = app.store.sheet(&visit.acting, id).await?;
    refuse_stale(&stored, wanted.base_version)?;
    let (_, content) = app.store.sheet_version(&visit.acting, id, wanted.version).await?;
    let saving = Saving {
        base_version: wanted.base_version,
        content,
        origin: Origin::Restore,
        note: format!("恢复第{}版的内容", wanted.version),
    };
    save_sheet(&app, &visit.acting, &stored, saving).await?;
    Ok(Json(whole(&app.store.sheet(&visit.acting, id).await?)))
}
