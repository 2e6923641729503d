//! The guard before every handler: who is it, may they, does the form come from our own page.

use super::routes::Door;
use super::visit::{Visit, Who};
use super::{App, Problem, now, problem};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use procedure::{ObjectState, permit};
use std::sync::Arc;
use store::{Deed, SessionDigest};

/// What scripts and programs send; they are answered in kind.
const JSON: &str = "application/json";
/// Bytes of a form without a file; the sheets of a department are far below.
const FORM_BYTES_MAX: usize = 8 << 20;
/// What a file may be larger than its own bytes by, for the other fields of its form.
const ENVELOPE_BYTES: usize = 64 << 10;
/// Addresses that a person with a first password may use.
const BEFORE_NEW_PASSWORD: [&str; 3] = ["/password", "/logout", "/assets/"];

/// Lets a request pass to its handler, or answers it.
pub(super) async fn guard(
    State((app, door)): State<(App, Door)>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let is_api = parts.uri.path().starts_with("/api/") || media(&parts.headers) == JSON;
    let visit = match Visit::of(&app, &parts).await {
        Ok(visit) => visit,
        Err(problem) => return problem::answer(&app, None, &problem, is_api),
    };
    let passed = pass(&app, door, &visit, parts, body).await;
    let response = match passed {
        Ok(Passed::On(request)) => next.run(*request).await,
        Ok(Passed::Elsewhere(response)) => return response,
        Err(problem) => problem.into_response(),
    };
    match response.extensions().get::<Arc<Problem>>().cloned() {
        Some(problem) => {
            note_refusal(&app, &visit, &problem).await;
            problem::answer(&app, Some(&visit), &problem, is_api)
        }
        None => response,
    }
}

enum Passed {
    On(Box<Request>),
    Elsewhere(Response),
}

async fn pass(
    app: &App,
    door: Door,
    visit: &Visit,
    mut parts: Parts,
    body: Body,
) -> Result<Passed, Problem> {
    if let Some(elsewhere) = may_pass(door, visit, &parts)? {
        return Ok(Passed::Elsewhere(elsewhere));
    }
    parts.extensions.insert(visit.clone());
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(Passed::On(Box::new(Request::from_parts(parts, body))));
    }
    let limit = match media(&parts.headers) {
        "multipart/form-data" => app.upload_bytes_max() + ENVELOPE_BYTES,
        _ => FORM_BYTES_MAX,
    };
    let bytes =
        to_bytes(body, limit).await.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE))?;
    check_origin(&parts.headers)?;
    check_token(visit, &parts, &bytes).await?;
    Ok(Passed::On(Box::new(Request::from_parts(parts, Body::from(bytes)))))
}

/// Whether the person may pass the door; somewhere else to go, when that comes first.
fn may_pass(door: Door, visit: &Visit, parts: &Parts) -> Result<Option<Response>, Problem> {
    let path = parts.uri.path();
    let (Door::SignedIn | Door::Permits(_)) = door else { return Ok(None) };
    let Some(person) = &visit.person else {
        if path.starts_with("/api/") || parts.method != Method::GET {
            return Err(Problem::new(StatusCode::UNAUTHORIZED));
        }
        let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let address = format!("/login?next={}", super::outlook::encode(back));
        return Ok(Some(Redirect::to(&address).into_response()));
    };
    let free = BEFORE_NEW_PASSWORD.iter().any(|start| path.starts_with(start));
    if person.account.must_change && !free {
        if path.starts_with("/api/") {
            return Err(Problem::new(StatusCode::FORBIDDEN).saying("请先登录网页修改初始密码"));
        }
        return Ok(Some(Redirect::to("/password").into_response()));
    }
    if let Door::Permits(action) = door {
        permit(&visit.acting.actor, action, ObjectState::Any)
            .map_err(|refusal| Problem::from(store::StoreError::from(refusal)))?;
    }
    Ok(None)
}

/// A form of another site is refused by what the browser says of where it comes from.
fn check_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign = || Problem::new(StatusCode::FORBIDDEN).saying("请从本系统的页面提交");
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(foreign());
    }
    let host = text(header::HOST.as_str());
    match text(header::ORIGIN.as_str()) {
        None => Ok(()),
        Some(origin) => {
            let from = origin.split_once("://").map(|(_, from)| from);
            if from.is_some() && from == host { Ok(()) } else { Err(foreign()) }
        }
    }
}

/// A change carries the token of its session, in its form or in a header. A program shows its
/// own token instead, which no browser sends by itself.
async fn check_token(visit: &Visit, parts: &Parts, body: &Bytes) -> Result<(), Problem> {
    let expected = match &visit.who {
        Who::Program => return Ok(()),
        Who::Browser(session) => session.csrf.as_str(),
        // Before the log-in there is no session to abuse; the log-in form has its own check.
        Who::Nobody => return Ok(()),
    };
    let in_header = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
    let given = match (in_header, media(&parts.headers)) {
        (Some(token), "application/json" | "multipart/form-data") => Some(token.to_owned()),
        (Some(token), "application/x-www-form-urlencoded" | "") => Some(token.to_owned()),
        (None, "application/x-www-form-urlencoded") => in_form(body),
        (None, "multipart/form-data") => in_parts(parts, body).await,
        _ => None,
    };
    if given.is_some_and(|given| SessionDigest::of(&given) == SessionDigest::of(expected)) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN)
        .saying("页面已过期或不是从本系统提交。请刷新页面后重新提交，已填写的内容请先复制保存"))
}

fn media(headers: &HeaderMap) -> &str {
    let whole = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    whole.and_then(|whole| whole.split(';').next()).map_or("", str::trim)
}

fn in_form(body: &Bytes) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Token {
        csrf: String,
    }
    let read: Token = serde_urlencoded::from_bytes(body).ok()?;
    Some(read.csrf)
}

async fn in_parts(parts: &Parts, body: &Bytes) -> Option<String> {
    let mut request =
        Request::builder().method(Method::POST).body(Body::from(body.clone())).ok()?;
    let kind = parts.headers.get(header::CONTENT_TYPE)?.clone();
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    // The body was read within our own limit already.
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let mut fields = Multipart::from_request(request, &()).await.ok()?;
    while let Ok(Some(field)) = fields.next_field().await {
        if field.name() == Some("csrf") {
            return field.text().await.ok();
        }
    }
    None
}

/// Attempts that were refused by permission are part of the trail.
async fn note_refusal(app: &App, visit: &Visit, problem: &Problem) {
    if problem.status != StatusCode::FORBIDDEN || visit.person.is_none() {
        return;
    }
    let deed = Deed {
        action: "access.refused",
        object_kind: "route",
        object_id: format!("{} {}", visit.method, visit.path),
        change: problem.text.clone(),
        reason: String::new(),
    };
    let mut acting = visit.acting.clone();
    acting.at = now();
    if let Err(error) = app.store.record_refusal(&acting, deed).await {
        tracing::error!(%error, "a refusal could not be put into the trail");
    }
}
