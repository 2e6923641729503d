//! Health, and counts of what was asked, without anything about persons.

use super::{App, Door, Problem, Routes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// Upper ends of the time classes, in milliseconds.
const CLASSES_MS: [u64; 6] = [5, 20, 50, 200, 1_000, 5_000];

/// Answers by route and status, and their times.
#[derive(Default)]
pub(crate) struct Metrics {
    counts: Mutex<BTreeMap<(String, u16), Times>>,
}

#[derive(Clone, Copy, Default)]
struct Times {
    answers: u64,
    sum_us: u64,
    classes: [u64; CLASSES_MS.len()],
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/health", Door::Open, health).get("/metrics", Door::Open, metrics)
}

/// Whether the program can read its store.
async fn health(State(app): State<App>) -> Result<&'static str, Problem> {
    app.store.trail_head().await?;
    Ok("正常\n")
}

async fn metrics(State(app): State<App>) -> Response {
    let text = app.metrics.print();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Counts an answer under its route as declared, never under the address asked for.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map_or("other", |path| path.as_str()).to_owned();
    let method = request.method().clone();
    let begun = tokio::time::Instant::now();
    let response = next.run(request).await;
    let took = begun.elapsed();
    let status = response.status().as_u16();
    app.metrics.count(&route, status, took);
    if status >= 500 {
        tracing::warn!(%method, route, status, ms = took.as_millis(), "answered with a fault");
    } else {
        tracing::debug!(%method, route, status, ms = took.as_millis(), "answered");
    }
    response
}

impl Metrics {
    fn count(&self, route: &str, status: u16, took: std::time::Duration) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let times = counts.entry((route.to_owned(), status)).or_default();
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        times.answers += 1;
        times.sum_us = times.sum_us.saturating_add(us);
        for (class, limit) in times.classes.iter_mut().zip(CLASSES_MS) {
            *class += u64::from(us <= limit * 1_000);
        }
    }

    /// In the text format of Prometheus.
    fn print(&self) -> String {
        let mut text = String::from("# TYPE chengxiao_answers histogram\n");
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for ((route, status), times) in counts.iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            for (class, limit) in times.classes.iter().zip(CLASSES_MS) {
                let _ok = writeln!(
                    text,
                    "chengxiao_answers_bucket{{{labels},le=\"{limit}e-3\"}} {class}"
                );
            }
            let _ok = writeln!(
                text,
                "chengxiao_answers_bucket{{{labels},le=\"+Inf\"}} {answers}\n\
                 chengxiao_answers_count{{{labels}}} {answers}\n\
                 chengxiao_answers_sum{{{labels}}} {us}e-6",
                answers = times.answers,
                us = times.sum_us,
            );
        }
        text
    }
}
