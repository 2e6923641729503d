//! The table of routes. A route is declared with its door or it does not exist.

use super::guard::guard;
use super::{App, headers, metrics, problem};
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, any, on};
use procedure::Action;
use tower_http::compression::CompressionLayer;

/// Who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Anybody: log-in, assets, health.
    Open,
    /// Anybody who is signed in: the own password, help.
    SignedIn,
    /// Those who may do this. What it is done to is checked again in the store's query.
    Permits(Action),
}

/// One declared route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    /// `GET` or `POST`, or `DELETE` of the API.
    pub(crate) method: &'static str,
    /// With its parameters in braces.
    pub(crate) path: &'static str,
    /// Who may pass.
    pub(crate) door: Door,
}

/// The routes as they are declared.
pub(crate) struct Routes {
    app: App,
    router: Router<App>,
    declared: Vec<Declared>,
}

impl Routes {
    /// No route yet.
    pub(crate) fn new(app: &App) -> Self {
        Self { app: app.clone(), router: Router::new(), declared: Vec::new() }
    }

    /// Declares a page or answer that changes nothing.
    pub(crate) fn get<H, T>(self, path: &'static str, door: Door, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(("GET", MethodFilter::GET), path, door, handler)
    }

    /// Declares a change.
    pub(crate) fn post<H, T>(self, path: &'static str, door: Door, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(("POST", MethodFilter::POST), path, door, handler)
    }

    /// Declares a change of the API that takes something away.
    pub(crate) fn delete<H, T>(self, path: &'static str, door: Door, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(("DELETE", MethodFilter::DELETE), path, door, handler)
    }

    fn declare<H, T>(
        mut self,
        (method, filter): (&'static str, MethodFilter),
        path: &'static str,
        door: Door,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declared.push(Declared { method, path, door });
        let state = (self.app.clone(), door);
        let guarded = on(filter, handler).layer(from_fn_with_state(state, guard));
        self.router = self.router.route(path, guarded);
        self
    }

    /// Every declared route, for the table that is read and tested.
    pub(crate) fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// The routes behind the guard, with what every answer carries.
    pub(crate) fn into_service(self) -> Router {
        let open = || from_fn_with_state((self.app.clone(), Door::Open), guard);
        self.router
            .fallback_service(any(problem::missing).layer(open()).with_state(self.app.clone()))
            .method_not_allowed_fallback(problem::wrong_method)
            .layer(from_fn_with_state(self.app.clone(), metrics::observe))
            .layer(from_fn_with_state(self.app.clone(), headers::secure))
            .layer(CompressionLayer::new().gzip(true))
            .with_state(self.app.clone())
    }
}
