//! Who the API takes the caller for.

use crate::web::{Answer, Door, Problem, Routes, Visit};
use axum::Json;
use axum::http::StatusCode;
use procedure::{Action, ObjectState, Scope, permit};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The caller.
#[derive(Serialize, ToSchema)]
struct Myself {
    /// Log-in name.
    login: String,
    /// The person's name.
    name: String,
    /// `preparer`, `reviewer`, `viewer`, `auditor` or `administrator`.
    role: &'static str,
    /// Beginnings of the unit codes in the scope; `*` for everything.
    scope: Vec<String>,
    /// What the role may do, in the words of the permissions.
    may: Vec<&'static str>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.api(Door::SignedIn, routes!(show))
}

#[utoipa::path(get, path = "/api/v1/me", tag = "本人", summary = "本人的账号、角色、授权范围和权限",
    operation_id = "me", responses((status = 200, description = "本人", body = Myself)))]
async fn show(visit: Visit) -> Answer<Json<Myself>> {
    let person = visit.person.as_ref().ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED))?;
    let account = &person.account;
    let may = |action: &Action| permit(&visit.acting.actor, *action, ObjectState::Any).is_ok();
    Ok(Json(Myself {
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role.code(),
        scope: scope_words(&account.scope),
        may: Action::ALL.into_iter().filter(may).map(Action::label).collect(),
    }))
}

/// A scope as a list of words.
pub(super) fn scope_words(scope: &Scope) -> Vec<String> {
    match scope {
        Scope::Everything => vec!["*".to_owned()],
        Scope::Units(prefixes) => prefixes.clone(),
    }
}
