//! 页面: one file a noun, each with what a page shows and the handlers that load it.

pub(crate) mod document_head;
pub(crate) mod figures;
pub(crate) mod frame;
pub(crate) mod login;
