//! 账号管理: who may sign in, in which role, for which units.

use super::figures::moment;
use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Routes, Visit};
use crate::work::accounts::{self, checked, find, scope_text};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use procedure::{Action, Role, Scope};
use serde::Deserialize;
use store::{Account, AccountChange};

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
    /// What else is to be known of it.
    pub(crate) marks: Vec<AccountMark>,
    /// When it was made, printed.
    pub(crate) created_at: String,
    /// It is the viewer's own.
    pub(crate) own: bool,
}

/// Something to know of an account beside whether it may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AccountMark {
    /// It is one of the demonstration.
    Demonstration,
    /// It has not changed its first password.
    FirstPassword,
    /// Too many failed log-ins; until when, printed.
    LockedUntil(String),
}

impl AccountMark {
    /// The words of its tag.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Demonstration => "演示".into(),
            Self::FirstPassword => "待改密码".into(),
            Self::LockedUntil(until) => format!("锁定至{until}"),
        }
    }

    /// The class of its tag.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Demonstration => "warning",
            Self::FirstPassword => "going",
            Self::LockedUntil(_) => "error",
        }
    }
}

/// The form for a new account, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
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

/// The routes of accounts.
pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ManageAccounts);
    routes
        .get("/accounts", door, list)
        .post("/accounts", door, create)
        .get("/accounts/{id}", door, show)
        .post("/accounts/{id}", door, change)
        .post("/accounts/{id}/reset", door, reset)
        .post("/accounts/{id}/disable", door, disable)
        .post("/accounts/{id}/enable", door, enable)
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    list_page(&app, &visit, AccountForm::default(), ListNews::default()).await
}

/// What the list says beside the accounts.
#[derive(Default)]
struct ListNews {
    failure: Option<String>,
    one_time: Option<(String, String)>,
}

async fn list_page(app: &App, visit: &Visit, form: AccountForm, news: ListNews) -> Answer {
    let frame = visit.frame(app, "账号管理", Section::Accounts).await?;
    let accounts = app.store.accounts(&visit.acting).await?;
    let page = AccountsPage {
        accounts: accounts.iter().map(|account| line(account, visit, &frame)).collect(),
        frame,
        form,
        failure: news.failure.as_deref(),
        one_time: news.one_time,
    };
    Ok(Html(page.render()?))
}

fn line(account: &Account, visit: &Visit, frame: &Frame<'_>) -> AccountLine {
    let locked = account.locked_until > visit.acting.at;
    let marks = [
        account.demonstration.then_some(AccountMark::Demonstration),
        account.must_change.then_some(AccountMark::FirstPassword),
        locked.then(|| AccountMark::LockedUntil(moment(account.locked_until))),
    ];
    AccountLine {
        id: account.id.to_string(),
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role,
        scope: scope_label(&account.scope, frame),
        disabled: account.disabled,
        marks: marks.into_iter().flatten().collect(),
        created_at: moment(account.created_at),
        own: account.login == visit.acting.actor.account,
    }
}

/// A scope with the names of its units.
fn scope_label(scope: &Scope, frame: &Frame<'_>) -> String {
    let Scope::Units(prefixes) = scope else { return "全部".into() };
    let named = |code: &String| {
        let unit = frame.outlook.units.iter().find(|unit| unit.code == *code);
        unit.map_or_else(|| code.clone(), |unit| format!("{code} {}", unit.name))
    };
    prefixes.iter().map(named).collect::<Vec<_>>().join("，")
}

fn read_form(form: &AccountForm) -> Result<(String, Role, Scope), String> {
    checked(&form.name, &form.role, &form.scope)
}

/// A page with the status that says that the form was not taken.
type Formed = Answer<(StatusCode, Html<String>)>;

async fn create(State(app): State<App>, visit: Visit, Form(form): Form<AccountForm>) -> Formed {
    let read = match read_form(&form) {
        Ok(read) => read,
        Err(failure) => return refuse(&app, &visit, form, failure).await,
    };
    match accounts::add(&app, &visit, &form.login, read).await {
        Ok((_, password)) => {
            let one_time = Some((form.login.trim().to_owned(), password));
            let news = ListNews { failure: None, one_time };
            let page = list_page(&app, &visit, AccountForm::default(), news).await?;
            Ok((StatusCode::OK, page))
        }
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            refuse(&app, &visit, form, problem.text).await
        }
        Err(other) => Err(other),
    }
}

async fn refuse(app: &App, visit: &Visit, form: AccountForm, failure: String) -> Formed {
    let news = ListNews { failure: Some(failure), one_time: None };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, list_page(app, visit, form, news).await?))
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let account = find(&app, &visit, &id).await?;
    let form = AccountForm {
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role.code().into(),
        scope: scope_text(&account.scope),
    };
    edit_page(&app, &visit, &account, form, None).await
}

async fn edit_page(
    app: &App,
    visit: &Visit,
    account: &Account,
    form: AccountForm,
    failure: Option<&str>,
) -> Answer {
    let frame = visit.frame(app, "修改账号", Section::Accounts).await?;
    let frame = frame.below("账号管理", "/accounts");
    let account = line(account, visit, &frame);
    Ok(Html(AccountEditPage { frame, account, form, failure }.render()?))
}

async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<AccountForm>,
) -> Answer<Response> {
    let account = find(&app, &visit, &id).await?;
    let failure = match read_form(&form) {
        Ok((name, role, scope)) => {
            let change = AccountChange {
                name: Some(name),
                role: Some(role),
                scope: Some(scope),
                ..AccountChange::default()
            };
            match accounts::apply(&app, &visit, account.id, change).await {
                Ok(()) => return Ok(Redirect::to("/accounts").into_response()),
                Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => problem.text,
                Err(other) => return Err(other),
            }
        }
        Err(failure) => failure,
    };
    let page = edit_page(&app, &visit, &account, form, Some(&failure)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn reset(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let account = find(&app, &visit, &id).await?;
    let password = accounts::reset(&app, &visit, &account).await?;
    let news = ListNews { failure: None, one_time: Some((account.login, password)) };
    list_page(&app, &visit, AccountForm::default(), news).await
}

async fn disable(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    switch(&app, &visit, &id, true).await
}

async fn enable(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer<Redirect> {
    switch(&app, &visit, &id, false).await
}

async fn switch(app: &App, visit: &Visit, id: &str, disabled: bool) -> Answer<Redirect> {
    let account = find(app, visit, id).await?;
    accounts::switch(app, visit, &account, disabled).await?;
    Ok(Redirect::to("/accounts"))
}
