//! 操作说明: keys and the way through the work.

use super::frame::Frame;
use askama::Template;

/// Keys and the way through the work.
#[derive(Template)]
#[template(path = "help/page.html")]
pub(crate) struct HelpPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Version of the program.
    pub(crate) version: &'a str,
}
