//! 操作说明: keys and the way through the work.

use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use askama::Template;
use axum::extract::State;
use axum::response::Html;

/// Keys and the way through the work.
#[derive(Template)]
#[template(path = "help/page.html")]
pub(crate) struct HelpPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Version of the program.
    pub(crate) version: &'a str,
}

/// The route of the help page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/help", Door::SignedIn, show)
}

async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let frame = visit.frame(&app, "操作说明", Section::Help).await?;
    Ok(Html(HelpPage { frame, version: env!("CARGO_PKG_VERSION") }.render()?))
}
