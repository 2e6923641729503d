//! 登录: the log-in page.

use super::frame::Frame;
use askama::Template;

/// A demonstration account, shown only when the server runs as demonstration.
#[derive(Clone, Debug)]
pub(crate) struct DemonstrationAccount {
    /// The account.
    pub(crate) account: &'static str,
    /// Its password.
    pub(crate) password: &'static str,
    /// What it may do, in words.
    pub(crate) duty: &'static str,
}

/// The log-in page.
#[derive(Template)]
#[template(path = "login/page.html")]
pub(crate) struct LoginPage<'a> {
    /// Its frame, without viewer.
    pub(crate) frame: Frame<'a>,
    /// The account as typed before.
    pub(crate) account: &'a str,
    /// Where to go after the log-in.
    pub(crate) next: &'a str,
    /// Why the last try failed.
    pub(crate) failure: Option<&'a str>,
    /// The demonstration accounts.
    pub(crate) demonstration: &'a [DemonstrationAccount],
}
