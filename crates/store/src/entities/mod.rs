//! The tables, one file a noun.
#![expect(unreachable_pub, reason = "the derived entities are written with `pub`")]

pub(crate) mod account;
pub(crate) mod audit_entry;
pub(crate) mod audit_head;
pub(crate) mod blob;
pub(crate) mod decision;
pub(crate) mod document;
pub(crate) mod draft;
pub(crate) mod evidence;
pub(crate) mod indicator_version;
pub(crate) mod issue;
pub(crate) mod job;
pub(crate) mod ledger_definition;
pub(crate) mod org;
pub(crate) mod request;
pub(crate) mod revision;
pub(crate) mod session;
pub(crate) mod setting;
pub(crate) mod sheet;
pub(crate) mod sheet_version;
pub(crate) mod token;
pub(crate) mod year;
