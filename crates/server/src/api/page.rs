//! 接口与令牌: the operations of the API in words, and the viewer's own tokens.

use crate::pages::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, tokens};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use axum::{Extension, Form};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem};

/// The page.
#[derive(Template)]
#[template(path = "api/page.html")]
struct ApiPage<'a> {
    frame: Frame<'a>,
    groups: Vec<Group>,
    tokens: Vec<TokenRow>,
    /// A token just made; shown once.
    made: Option<String>,
    failure: Option<String>,
}

/// Operations on one kind of thing.
struct Group {
    name: String,
    operations: Vec<OperationRow>,
}

struct OperationRow {
    method: &'static str,
    path: String,
    summary: String,
    permission: String,
}

struct TokenRow {
    id: String,
    label: String,
    created_at: String,
    revoked: bool,
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::SignedIn;
    routes.get("/api", door, show).post("/api", door, make).post(
        "/api-tokens/{id}/revoke",
        door,
        revoke,
    )
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Extension(api): Extension<Arc<OpenApi>>,
) -> Answer {
    page(&app, &visit, &api, (None, None)).await
}

async fn page(
    app: &App,
    visit: &Visit,
    api: &OpenApi,
    (made, failure): (Option<String>, Option<String>),
) -> Answer {
    let own = tokens::list(app, visit).await?;
    let page = ApiPage {
        frame: visit.frame(app, "接口与令牌", Section::Help).await?,
        groups: groups(api),
        tokens: own
            .iter()
            .map(|token| TokenRow {
                id: token.id.to_string(),
                label: token.label.clone(),
                created_at: crate::pages::figures::moment(token.created_at),
                revoked: token.revoked,
            })
            .collect(),
        made,
        failure,
    };
    Ok(Html(page.render()?))
}

#[derive(Deserialize)]
struct Making {
    #[serde(default)]
    label: String,
}

async fn make(
    State(app): State<App>,
    visit: Visit,
    Extension(api): Extension<Arc<OpenApi>>,
    Form(sent): Form<Making>,
) -> Answer<(StatusCode, Html<String>)> {
    match tokens::make(&app, &visit, &sent.label).await {
        Ok(token) => Ok((StatusCode::OK, page(&app, &visit, &api, (Some(token), None)).await?)),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let page = page(&app, &visit, &api, (None, Some(problem.text))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(other) => Err(other),
    }
}

async fn revoke(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    let id = id.parse().map_err(|_| Problem::missing())?;
    tokens::revoke(&app, &visit, id).await?;
    Ok(Redirect::to("/api"))
}

/// The operations by their tag, in the order of their addresses.
fn groups(api: &OpenApi) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in &api.paths.paths {
        for (method, operation) in operations(item) {
            let name = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            let row = OperationRow {
                method,
                path: path.clone(),
                summary: operation.summary.clone().unwrap_or_default(),
                permission: operation.description.clone().unwrap_or_default(),
            };
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(row),
                None => groups.push(Group { name, operations: vec![row] }),
            }
        }
    }
    groups
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    all.into_iter().filter_map(|(method, found)| Some((method, found.as_ref()?)))
}
