//! The guard before every handler: who is it, may they, does the form come from our own page.

use super::routes::Door;
use super::visit::{Visit, Who};
use super::{App, Problem, now, problem};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::FutureExt;
use procedure::{ObjectState, permit};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use store::{Deed, SessionDigest};
use tokio::sync::OwnedSemaphorePermit;

/// What scripts and programs send; they are answered in kind.
const JSON: &str = "application/json";
/// Bytes of a form without a file; the sheets of a department are far below.
const FORM_BYTES_MAX: usize = 8 << 20;
/// Bytes that somebody may send who has not signed in.
const OPEN_BYTES_MAX: usize = 64 << 10;
/// What a file may be larger than its own bytes by, for the other fields of its form.
const ENVELOPE_BYTES: usize = 64 << 10;
/// A body that may be larger than this waits for a turn, so that memory is bounded.
const LARGE_BYTES: usize = 1 << 20;
/// How long a body may take: an upload of the largest size over a slow line, or a form.
const LARGE_BODY: Duration = Duration::from_mins(5);
const SMALL_BODY: Duration = Duration::from_secs(30);
/// How long a handler may take; the ZIP of all forms of a department takes some seconds.
const WORK: Duration = Duration::from_mins(2);
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
        Ok(Passed::On(request, turn)) => {
            let response = handled(next.run(*request)).await;
            drop(turn);
            response
        }
        Ok(Passed::Elsewhere(response)) => return response,
        Err(problem) => problem.into_response(),
    };
    match problem::of_framework(&response) {
        Some(problem) => {
            note_refusal(&app, &visit, &problem).await;
            let mut answer = problem::answer(&app, Some(&visit), &problem, is_api);
            if let Some(allowed) = response.headers().get(header::ALLOW) {
                answer.headers_mut().insert(header::ALLOW, allowed.clone());
            }
            answer
        }
        None => response,
    }
}

/// The handler's answer. A handler that breaks or hangs answers for itself only.
async fn handled(work: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(WORK, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            let problem = Problem::fault();
            tracing::error!(number = problem.number, "a handler broke");
            problem.into_response()
        }
        Err(_) => Problem::new(StatusCode::SERVICE_UNAVAILABLE)
            .saying("处理时间过长，已停止。请刷新页面核对是否已保存，再重新办理")
            .into_response(),
    }
}

enum Passed {
    On(Box<Request>, Option<OwnedSemaphorePermit>),
    Elsewhere(Response),
}

async fn pass(
    app: &App,
    door: Door,
    visit: &Visit,
    mut parts: Parts,
    body: Body,
) -> Result<Passed, Problem> {
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    if !reads {
        check_origin(app, &parts.headers)?;
    }
    if let Some(elsewhere) = may_pass(door, visit, &parts)? {
        return Ok(Passed::Elsewhere(elsewhere));
    }
    parts.extensions.insert(visit.clone());
    if reads {
        return Ok(Passed::On(Box::new(Request::from_parts(parts, Body::empty())), None));
    }
    let limit = match (media(&parts.headers), door) {
        (_, Door::Open) => OPEN_BYTES_MAX,
        ("multipart/form-data", _) => app.upload_bytes_max() + ENVELOPE_BYTES,
        _ => FORM_BYTES_MAX,
    };
    let (bytes, turn) = held(app, &parts.headers, body, limit).await?;
    check_token(visit, &parts, &bytes).await?;
    Ok(Passed::On(Box::new(Request::from_parts(parts, Body::from(bytes))), turn))
}

/// The whole body in memory, and its turn when it is a large one.
async fn held(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Problem> {
    let too_large = || Problem::new(StatusCode::PAYLOAD_TOO_LARGE);
    let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let said: Option<usize> = said.and_then(|said| said.parse().ok());
    let expected = said.unwrap_or(limit);
    if expected > limit {
        return Err(too_large());
    }
    let is_large = expected > LARGE_BYTES;
    let turn = if is_large {
        let busy = Problem::new(StatusCode::SERVICE_UNAVAILABLE)
            .saying("同时上传的文件较多，请稍候再上传，所选文件没有保存");
        Some(app.throttle.turn().await.ok_or(busy)?)
    } else {
        None
    };
    let wait = if is_large { LARGE_BODY } else { SMALL_BODY };
    let read = tokio::time::timeout(wait, to_bytes(body, limit)).await;
    // A body that said its length, within the limit, can only be cut off by the other side.
    let cut_off = |_| match said {
        Some(_) => Problem::new(StatusCode::BAD_REQUEST),
        None => too_large(),
    };
    let bytes = read.map_err(|_| Problem::new(StatusCode::REQUEST_TIMEOUT))?.map_err(cut_off)?;
    Ok((bytes, turn))
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
fn check_origin(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign = || Problem::new(StatusCode::FORBIDDEN).saying("请从本系统的页面提交");
    if text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(foreign());
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let Some((scheme, from)) = origin.to_str().ok().and_then(|origin| origin.split_once("://"))
    else {
        return Err(foreign());
    };
    // Behind TLS a page of the same name without TLS is another site: anybody on the line can
    // write it.
    let is_own_scheme = scheme == "https" || !app.secure;
    let is_own = is_own_scheme && Some(from) == text(header::HOST.as_str());
    if is_own { Ok(()) } else { Err(foreign()) }
}

/// A change carries the token of its session, in its form or in a header. A program shows its
/// own token instead, which no browser sends by itself.
async fn check_token(visit: &Visit, parts: &Parts, body: &Bytes) -> Result<(), Problem> {
    let expected = match &visit.who {
        Who::Browser(session) => session.csrf.as_str(),
        // Before the log-in there is no session to abuse; where the log-in form comes from was
        // checked before.
        Who::Program | Who::Nobody => return Ok(()),
    };
    let in_header = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
    let given = match (in_header, media(&parts.headers)) {
        (
            Some(token),
            "application/json" | "multipart/form-data" | "application/x-www-form-urlencoded" | "",
        ) => Some(token.to_owned()),
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
