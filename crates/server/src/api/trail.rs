//! 操作留痕.

use super::lists::{Listed, limit};
use super::moments::{moment, read};
use super::received::{Asked, malformed};
use crate::web::{Answer, App, Door, Routes, Visit};
use axum::Json;
use axum::extract::State;
use procedure::{Action, AuditEntry};
use serde::{Deserialize, Serialize};
use store::{StoreError, TrailFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

/// An entry of the trail.
#[derive(Serialize, ToSchema)]
struct TrailEntry {
    /// From 1, without gaps.
    number: u64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// The account that acted, and the person's name.
    actor: String,
    /// In which role.
    role: String,
    /// From where.
    address: String,
    /// Code of the action.
    action: String,
    /// On what kind of thing.
    object_kind: String,
    /// On which one.
    object_id: String,
    /// What changed.
    change: String,
    /// The reason given.
    reason: String,
    /// Whether it was done or refused.
    done: bool,
    /// SM3 digest of this entry and all before it.
    digest: String,
}

/// What narrows the trail.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Narrowing {
    /// Part of the account or name.
    actor: Option<String>,
    /// Beginning of the action's code.
    action: Option<String>,
    /// The very object.
    object: Option<String>,
    /// Not before.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before.
    #[param(format = DateTime)]
    until: Option<String>,
    /// The `next` of the piece before.
    #[param(minimum = 1)]
    after: Option<i32>,
    /// Items of a piece; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// What verifying the whole trail found.
#[derive(Serialize, ToSchema)]
struct Verification {
    /// Entries checked.
    entries: u64,
    /// Whether the trail is whole and ends as signed.
    sound: bool,
    /// The first fault, for people.
    fault: Option<String>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ReadTrail);
    routes.api(door, routes!(list)).api(door, routes!(verify))
}

fn entry(entry: AuditEntry) -> TrailEntry {
    let draft = entry.draft;
    TrailEntry {
        number: entry.number,
        at: moment(draft.at_ms),
        actor: draft.actor,
        role: draft.role,
        address: draft.address,
        action: draft.action,
        object_kind: draft.object_kind,
        object_id: draft.object_id,
        change: draft.change,
        reason: draft.reason,
        done: draft.done,
        digest: entry.digest.to_string(),
    }
}

#[utoipa::path(get, path = "/api/v1/trail", tag = "留痕", operation_id = "trail",
    summary = "操作留痕，最新的在前", params(Narrowing),
    responses((status = 200, description = "列表", body = Listed<TrailEntry>)))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Asked(asked): Asked<Narrowing>,
) -> Answer<Json<Listed<TrailEntry>>> {
    let limit = limit(asked.limit)?;
    let time = |text: Option<String>| {
        let read = text.map(|text| read(&text).ok_or(()));
        read.transpose().map_err(|()| malformed("from、until 应为 RFC 3339 时间"))
    };
    let wanted = TrailFilter {
        before: asked.after.and_then(|after| u64::try_from(after).ok()),
        actor: asked.actor.unwrap_or_default(),
        action: asked.action.unwrap_or_default(),
        object_id: asked.object.unwrap_or_default(),
        from: time(asked.from)?,
        until: time(asked.until)?,
        limit: u64::from(limit) + 1,
    };
    if asked.after.is_some_and(|after| after < 1) {
        return Err(malformed("after 应为上一页给出的 next"));
    }
    let found = app.store.trail(&visit.acting, &wanted).await?;
    let entries = found.into_iter().map(entry).collect();
    Ok(Json(Listed::cut(entries, limit, |entry| entry.number.to_string())))
}

#[utoipa::path(post, path = "/api/v1/trail/verify", tag = "留痕", operation_id = "verify_trail",
    summary = "核验全部留痕",
    responses((status = 200, description = "核验结果", body = Verification)))]
async fn verify(State(app): State<App>) -> Answer<Json<Verification>> {
    Ok(Json(match app.store.verify_trail().await {
        Ok(report) => Verification { entries: report.head.number, sound: true, fault: None },
        Err(StoreError::Trail(fault)) => Verification {
            entries: app.store.trail_head().await?.number,
            sound: false,
            fault: Some(fault.to_string()),
        },
        Err(other) => return Err(other.into()),
    }))
}
