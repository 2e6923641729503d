//! What a person or a program is told when something cannot be done. Never a path, a query or a
//! version: those go to the log under the number of the request.

use super::{App, Visit};
use crate::pages::frame::Section;
use crate::pages::problem::{ProblemPage, words};
use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use store::StoreError;
use utoipa::ToSchema;

/// Why a request is not answered with what it asked for.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// What happened and what to do.
    pub(crate) text: String,
    /// Number of the request in the log, for a fault of ours.
    pub(crate) number: Option<String>,
}

/// What a handler gives back.
pub(crate) type Answer<T = Html<String>> = Result<T, Problem>;

/// A problem as JSON.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemShape<'a> {
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened, in a word or two.
    title: &'a str,
    /// What happened and what to do, for people.
    detail: &'a str,
    /// Number of the request in the log, for a fault of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a str>,
}

impl Problem {
    /// A problem in the words of its status.
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, text: words(status.as_u16()).1.to_owned(), number: None }
    }

    /// The same with words of its own.
    #[must_use]
    pub(crate) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// A fault of ours, whose cause stands in the log.
    pub(crate) fn fault() -> Self {
        let mut problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR);
        problem.number = Some(number());
        problem
    }

    /// Not there, or not for this person: the two are answered alike.
    pub(crate) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND)
    }

    /// What was sent cannot be taken.
    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY).saying(text)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        use procedure::Refusal;
        let status = match &error {
            StoreError::Refused(Refusal::OutOfScope) | StoreError::Missing => {
                return Self::missing();
            }
            StoreError::Refused(Refusal::RoleMayNot(..) | Refusal::OwnWork) => {
                StatusCode::FORBIDDEN
            }
            StoreError::Refused(Refusal::YearClosed) | StoreError::Changed { .. } => {
                StatusCode::CONFLICT
            }
            StoreError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            StoreError::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::DiskFault | StoreError::ReadOnly | StoreError::Busy => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            StoreError::Newer(_)
            | StoreError::Trail(_)
            | StoreError::Damaged(_)
            | StoreError::Database(_) => {
                let problem = Self::fault();
                let number = problem.number.as_deref().unwrap_or_default();
                tracing::error!(number, error = ?error, "the store failed");
                return problem;
            }
        };
        Self::new(status).saying(error.to_string())
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        let problem = Self::fault();
        let number = problem.number.as_deref().unwrap_or_default();
        tracing::error!(number, %error, "a page could not be written");
        problem
    }
}

impl IntoResponse for Problem {
    /// The guard writes the page or JSON; this carries the problem there.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The answer to an address that does not exist.
pub(super) async fn missing() -> Problem {
    Problem::missing()
}

/// The answer to a known address in the wrong way.
pub(super) async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED)
}

/// What the framework answers when a form, query or path cannot be read is English and speaks of
/// our fields: it is told in our words.
pub(super) fn of_framework(response: &Response) -> Option<Arc<Problem>> {
    let status = response.status();
    let ours = response.extensions().get::<Arc<Problem>>().cloned();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_bare = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let foreign = || is_bare && (status.is_client_error() || status.is_server_error());
    ours.or_else(|| foreign().then(|| Arc::new(Problem::new(status))))
}

/// Writes a problem as a page, or as JSON for a program.
pub(super) fn answer(app: &App, visit: Option<&Visit>, problem: &Problem, json: bool) -> Response {
    let (title, _) = words(problem.status.as_u16());
    let request = problem.number.as_deref();
    let mut response = if json || visit.is_none() {
        let shape =
            ProblemShape { status: problem.status.as_u16(), title, detail: &problem.text, request };
        (problem.status, Json(shape)).into_response()
    } else {
        page(app, visit, problem, title)
    };
    if problem.status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("900"));
    }
    response
}

fn page(app: &App, visit: Option<&Visit>, problem: &Problem, title: &str) -> Response {
    let Some(visit) = visit else { return problem.status.into_response() };
    let page = ProblemPage {
        frame: visit.plain_frame(app, title, Section::Outside),
        status: problem.status.as_u16(),
        text: &problem.text,
        request: problem.number.as_deref(),
    };
    match page.render() {
        Ok(html) => (problem.status, Html(html)).into_response(),
        Err(_) => (problem.status, problem.text.clone()).into_response(),
    }
}

/// A short number that a person can read out on the telephone.
fn number() -> String {
    let mut bytes = [0_u8; 4];
    // Without randomness the number is 0000-0000, and the time in the log has to do.
    let _random = getrandom::fill(&mut bytes);
    let [a, b, c, d] = bytes;
    format!("{a:02x}{b:02x}-{c:02x}{d:02x}")
}
