//! 办理: what pages and the API both do, between a visit and the store.

pub(crate) mod accounts;
pub(crate) mod book;
pub(crate) mod counting;
pub(crate) mod decide;
pub(crate) mod definitions;
pub(crate) mod evidence;
pub(crate) mod expecting;
pub(crate) mod export;
pub(crate) mod filling;
pub(crate) mod import;
pub(crate) mod lifeline;
pub(crate) mod measuring;
pub(crate) mod outgoing;
pub(crate) mod record_names;
mod record_rows;
pub(crate) mod records;
pub(crate) mod review;
pub(crate) mod save;
pub(crate) mod settings;
pub(crate) mod whole_ledger;
pub(crate) mod worker;
