//! The caller's own tokens.

use super::lists::Listed;
use super::moments::moment;
use super::received::{Keys, Sent, key};
use crate::web::{Answer, App, Door, Routes, Visit, tokens};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::ApiToken;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// A token.
#[derive(Serialize, ToSchema)]
struct TokenLine {
    /// Its key.
    #[schema(format = "uuid")]
    id: String,
    /// What it is for.
    label: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// Whether it is no longer good.
    revoked: bool,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is for.
    label: String,
}

/// A token with its secret; it is told this once.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// What goes behind `Bearer`.
    token: String,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::SignedIn;
    routes.api(door, routes!(list)).api(door, routes!(make)).api(door, routes!(revoke))
}

fn line(token: &ApiToken) -> TokenLine {
    TokenLine {
        id: token.id.to_string(),
        label: token.label.clone(),
        created_at: moment(token.created_at),
        revoked: token.revoked,
    }
}

#[utoipa::path(get, path = "/api/v1/tokens", tag = "令牌", operation_id = "tokens",
    summary = "本人的令牌", responses((status = 200, description = "列表", body = Listed<TokenLine>)))]
async fn list(State(app): State<App>, visit: Visit) -> Answer<Json<Listed<TokenLine>>> {
    let found = tokens::list(&app, &visit).await?;
    Ok(Json(Listed::whole(found.iter().map(line).collect())))
}

#[utoipa::path(post, path = "/api/v1/tokens", tag = "令牌", operation_id = "make_token",
    summary = "新建令牌，只能在网页会话中办理", request_body = NewToken,
    responses((status = 201, description = "令牌，只显示这一次", body = MadeToken)))]
async fn make(
    State(app): State<App>,
    visit: Visit,
    Sent(new): Sent<NewToken>,
) -> Answer<(StatusCode, Json<MadeToken>)> {
    let token = tokens::make(&app, &visit, &new.label).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token })))
}

#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "令牌", operation_id = "revoke_token",
    summary = "停用令牌", params(("id" = String, Path, format = "uuid")),
    responses((status = 204, description = "已停用")))]
async fn revoke(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<StatusCode> {
    tokens::revoke(&app, &visit, key(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
