//! The server: what stands between a request and a page.
//!
//! ```text
//! routes     every route with its door; a route that is not declared does not exist
//! guard      who is it, may they, does the form come from our own page; then the handler
//! visit      who is here: what every handler takes, and what the trail says
//! problem    what a person or a program is told when something cannot be done
//! work/      what pages and the API both do; long work from the job table
//! ```

mod app;
mod assets;
mod clock;
mod disk;
mod guard;
mod headers;
mod metrics;
mod outlook;
mod passwords;
mod patience;
mod problem;
mod routes;
mod sessions;
mod sign_in;
mod throttle;
pub(crate) mod tokens;
mod visit;

pub(crate) use app::{App, AppParts, FontShelf};
pub(crate) use clock::now;
pub(crate) use disk::DiskSpace;
pub(crate) use headers::attachment;
pub(crate) use metrics::Metrics;
pub(crate) use outlook::{OutlookCache, encode, own_address};
pub(crate) use passwords::{Passwords, first_password, random_secret};
pub(crate) use patience::Patience;
pub(crate) use problem::{Answer, Problem, ProblemShape};
#[cfg(test)]
pub(crate) use routes::Declared;
pub(crate) use routes::{Door, Routes};
pub(crate) use sessions::SessionCache;
pub(crate) use throttle::Throttle;
pub(crate) use visit::Visit;

use axum::Router;

/// Every route of the server.
pub(crate) fn routes(app: &App) -> Routes {
    let routes = Routes::new(app);
    let routes = sign_in::routes(routes);
    let routes = outlook::routes(routes);
    let routes = metrics::routes(routes);
    let routes = assets::routes(routes);
    let routes = crate::api::routes(routes);
    crate::pages::routes(routes)
}

/// The server as one service.
pub(crate) fn service(app: &App) -> Router {
    routes(app).into_service()
}
