//! 账号管理: who may sign in, in which role, for which units.

use super::frame::Frame;
use askama::Template;
use procedure::Role;

/// The list of accounts, and the form for a new one.
#[derive(Template)]
#[template(path = "accounts/page.html")]
pub(crate) struct AccountsPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The accounts.
    pub(crate) accounts: Vec<AccountLine>,
    /// The form for a new account, as typed.
    pub(crate) form: AccountForm,
    /// Why it was not made.
    pub(crate) failure: Option<&'a str>,
    /// An account and the one-time password just made for it; shown once.
    pub(crate) one_time: Option<(String, String)>,
}

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct AccountLine {
    /// Which.
    pub(crate) id: String,
    /// Log-in name.
    pub(crate) login: String,
    /// Name of the person.
    pub(crate) name: String,
    /// Its role.
    pub(crate) role: Role,
    /// Its units, in words.
    pub(crate) scope: String,
    /// It may not sign in.
    pub(crate) disabled: bool,
    /// It has not changed its first password.
    pub(crate) must_change: bool,
    /// It is one of the demonstration.
    pub(crate) demonstration: bool,
    /// Too many failed log-ins; until when, printed.
    pub(crate) locked_until: Option<String>,
    /// When it was made, printed.
    pub(crate) created_at: String,
    /// It is the viewer's own.
    pub(crate) own: bool,
}

/// The form for a new account, as typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountForm {
    /// Log-in name.
    pub(crate) login: String,
    /// Name of the person.
    pub(crate) name: String,
    /// Code of the role.
    pub(crate) role: String,
    /// Unit prefixes separated by commas; empty for all.
    pub(crate) scope: String,
}

/// One account, to change.
#[derive(Template)]
#[template(path = "accounts/edit.html")]
pub(crate) struct AccountEditPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// The account.
    pub(crate) account: AccountLine,
    /// The form, as typed.
    pub(crate) form: AccountForm,
    /// Why it was not saved.
    pub(crate) failure: Option<&'a str>,
}

impl AccountsPage<'_> {
    /// The roles to choose from.
    pub(crate) fn roles(&self) -> [Role; 5] {
        Role::ALL
    }
}

impl AccountEditPage<'_> {
    /// The roles to choose from.
    pub(crate) fn roles(&self) -> [Role; 5] {
        Role::ALL
    }
}
