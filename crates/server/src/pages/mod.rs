//! 页面: one file a noun, each with what a page shows and the handlers that load it.

pub(crate) mod accounts;
mod address;
pub(crate) mod compare;
pub(crate) mod definitions;
#[cfg(test)]
mod desk_tests;
pub(crate) mod document_head;
pub(crate) mod documents;
mod export;
pub(crate) mod figures;
pub(crate) mod form_table;
pub(crate) mod frame;
pub(crate) mod help;
pub(crate) mod import;
pub(crate) mod issue_view;
pub(crate) mod issues;
pub(crate) mod jobs;
#[cfg(test)]
mod ledger_tests;
pub(crate) mod ledgers;
pub(crate) mod library;
pub(crate) mod login;
pub(crate) mod measured;
pub(crate) mod money;
pub(crate) mod password;
pub(crate) mod print;
pub(crate) mod problem;
pub(crate) mod settings;
pub(crate) mod sheet;
pub(crate) mod sheet_edit;
pub(crate) mod sheet_links;
#[cfg(test)]
mod sheet_tests;
pub(crate) mod sheets_list;
pub(crate) mod source;
#[cfg(test)]
mod tests;
pub(crate) mod trail;
pub(crate) mod tree;
pub(crate) mod workbench;

use crate::web::Routes;

/// Every page.
pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = export::routes(routes);
    let routes = workbench::routes(routes);
    let routes = documents::routes(routes);
    let routes = source::routes(routes);
    let routes = sheets_list::routes(routes);
    let routes = import::routes(routes);
    let routes = jobs::routes(routes);
    let routes = trail::routes(routes);
    let routes = accounts::routes(routes);
    let routes = settings::routes(routes);
    let routes = help::routes(routes);
    let routes = sheet::routes(routes);
    let routes = measured::routes(routes);
    let routes = ledgers::routes(routes);
    let routes = definitions::routes(routes);
    let routes = library::routes(routes);
    let routes = sheet_edit::routes(routes);
    let routes = issues::routes(routes);
    let routes = compare::routes(routes);
    let routes = tree::routes(routes);
    let routes = money::routes(routes);
    print::routes(routes)
}
