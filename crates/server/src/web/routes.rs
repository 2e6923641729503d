//! The table of routes. A route is declared with its door or it does not exist.

use super::guard::guard;
use super::{App, headers, metrics, problem};
use crate::api::description::{Described, describe};
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, any, on};
use axum::{Extension, Router};
use procedure::Action;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::UtoipaMethodRouter;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    /// `GET` or `POST`; in the API also `PUT`, `PATCH` and `DELETE`.
    pub(crate) method: &'static str,
    /// With its parameters in braces.
    pub(crate) path: String,
    /// Who may pass.
    pub(crate) door: Door,
}

/// The routes as they are declared.
pub(crate) struct Routes {
    app: App,
    router: Router<App>,
    declared: Vec<Declared>,
    described: Described,
}

impl Routes {
    /// No route yet.
    pub(crate) fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            router: Router::new(),
            declared: Vec::new(),
            described: Described::default(),
        }
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

    /// Declares an operation of the API: its door and its description come together, so that
    /// neither can be forgotten.
    pub(crate) fn api(mut self, door: Door, operation: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, handlers) = operation;
        let state = (self.app.clone(), door);
        let guarded = handlers.layer(from_fn_with_state(state, guard));
        for (path, methods) in self.described.take(door, paths, schemas) {
            self.router = self.router.route(&path, guarded.clone());
            for method in methods {
                self.declared.push(Declared { method, path: path.clone(), door });
            }
        }
        self
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
        self.declared.push(Declared { method, path: path.to_owned(), door });
        let state = (self.app.clone(), door);
        let guarded = on(filter, handler).layer(from_fn_with_state(state, guard));
        self.router = self.router.route(path, guarded);
        self
    }

    /// Every declared route, for the table that is read and tested.
    #[cfg(test)]
    pub(crate) fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// The description of the API, of exactly the operations declared.
    pub(crate) fn description(&self) -> OpenApi {
        describe(&self.described)
    }

    /// The routes behind the guard, with what every answer carries.
    pub(crate) fn into_service(self) -> Router {
        let description = Arc::new(self.description());
        let open = || from_fn_with_state((self.app.clone(), Door::Open), guard);
        self.router
            .fallback_service(any(problem::missing).layer(open()).with_state(self.app.clone()))
            .method_not_allowed_fallback(problem::wrong_method.layer(open()))
            .layer(Extension(description))
            .layer(from_fn_with_state(self.app.clone(), metrics::observe))
            .layer(from_fn_with_state(self.app.clone(), headers::secure))
            .layer(CompressionLayer::new().gzip(true))
            .with_state(self.app.clone())
    }
}
