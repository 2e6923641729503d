//! 修改密码: the own password; forced at the first log-in.

use super::frame::Frame;
use askama::Template;

/// The own password.
#[derive(Template)]
#[template(path = "login/password.html")]
pub(crate) struct PasswordPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The first log-in: nothing else can be done before.
    pub(crate) forced: bool,
    /// Fewest characters of a password.
    pub(crate) characters_min: usize,
    /// Why it was not changed.
    pub(crate) failure: Option<&'a str>,
}
