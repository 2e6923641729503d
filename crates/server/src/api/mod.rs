//! 接口: all that the pages do, as JSON for programs, under `/api/v1`.
//!
//! ```text
//! description   the OpenAPI document, made of exactly the operations that are declared
//! received      what comes in: bodies, queries and keys, refused in our words when malformed
//! lists         what goes out in pieces: `items` and `next`
//! one file a noun, with its shapes and handlers
//! ```
//!
//! Keys are a promise (`docs/api.md`): keys may be added, none is renamed, removed or given another
//! meaning within a version. Nothing is decided here that a page decides otherwise: both call
//! `work/`.

mod accounts;
mod comparisons;
pub(crate) mod description;
mod documents;
mod exports;
mod imports;
mod issues;
mod ledgers;
mod lists;
mod measured;
mod moments;
mod myself;
mod page;
mod received;
mod settings;
mod sheet_changes;
mod sheets;
mod tokens;
mod trail;

use crate::web::Routes;

/// Every operation of the API, and the page that lists them.
pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = description::routes(routes);
    let routes = myself::routes(routes);
    let routes = documents::routes(routes);
    let routes = sheets::routes(routes);
    let routes = sheet_changes::routes(routes);
    let routes = issues::routes(routes);
    let routes = ledgers::routes(routes);
    let routes = measured::routes(routes);
    let routes = comparisons::routes(routes);
    let routes = imports::routes(routes);
    let routes = exports::routes(routes);
    let routes = trail::routes(routes);
    let routes = accounts::routes(routes);
    let routes = settings::routes(routes);
    let routes = tokens::routes(routes);
    page::routes(routes)
}
