//! 账号管理: who may sign in, in which role, for which units.

use super::figures::moment;
use super::frame::{Frame, Section};
use crate::web::{Answer, App, Door, Problem, Routes, Visit, first_password};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use procedure::{Action, Role, Scope};
use serde::Deserialize;
use store::{Account, AccountChange, AccountId, NewAccount, StoreError};

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

/// A scope as a form writes it; the sentence says what to write instead.
fn read_scope(text: &str) -> Result<Scope, String> {
    let parts = text.split([',', '，', '、', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(str::to_owned).collect();
    if parts.len() == 1 && parts.first().is_some_and(|part| part == "*") {
        return Ok(Scope::Everything);
    }
    let is_code =
        |part: &String| matches!(part.len(), 3 | 6) && part.bytes().all(|b| b.is_ascii_digit());
    match parts.iter().find(|part| !is_code(part)) {
        Some(wrong) => Err(format!(
            "授权范围中的“{wrong}”不是部门编码（3位）或单位编码（6位），多个编码请用逗号分开。"
        )),
        None => Ok(Scope::Units(parts)),
    }
}

fn scope_text(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "*".into(),
        Scope::Units(prefixes) => prefixes.join(","),
    }
}

/// Name, role and scope of a form, or what is wrong with them.
fn read_form(form: &AccountForm) -> Result<(String, Role, Scope), String> {
    let name = form.name.trim();
    if name.is_empty() {
        return Err("请填写姓名。".into());
    }
    let role = Role::from_code(&form.role).ok_or("请选择角色。")?;
    let scope = read_scope(&form.scope)?;
    if scope == Scope::Units(Vec::new()) && role != Role::Administrator {
        return Err("请填写授权范围，否则该账号看不到任何文件。".into());
    }
    Ok((name.to_owned(), role, scope))
}

fn is_login(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// A page with the status that says that the form was not taken.
type Formed = Answer<(StatusCode, Html<String>)>;

async fn create(State(app): State<App>, visit: Visit, Form(form): Form<AccountForm>) -> Formed {
    let login = form.login.trim().to_owned();
    let read = if is_login(&login) {
        read_form(&form)
    } else {
        Err("账号应为2至40个字母、数字、点或横线。".into())
    };
    let (name, role, scope) = match read {
        Ok(read) => read,
        Err(failure) => return refuse(&app, &visit, form, failure).await,
    };
    let password = first_password()?;
    let new = NewAccount {
        login: login.clone(),
        name,
        password: app.passwords.hash(&password).await?,
        role,
        scope,
        must_change: true,
        demonstration: false,
    };
    match app.store.add_account(&visit.acting, new).await {
        Ok(_) => {
            let news = ListNews { failure: None, one_time: Some((login, password)) };
            let page = list_page(&app, &visit, AccountForm::default(), news).await?;
            Ok((StatusCode::OK, page))
        }
        Err(StoreError::Invalid(failure)) => refuse(&app, &visit, form, failure).await,
        Err(other) => Err(other.into()),
    }
}

async fn refuse(app: &App, visit: &Visit, form: AccountForm, failure: String) -> Formed {
    let news = ListNews { failure: Some(failure), one_time: None };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, list_page(app, visit, form, news).await?))
}

async fn find(app: &App, visit: &Visit, id: &str) -> Answer<Account> {
    let id: AccountId = id.parse().map_err(|_| Problem::missing())?;
    let accounts = app.store.accounts(&visit.acting).await?;
    accounts.into_iter().find(|account| account.id == id).ok_or_else(Problem::missing)
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
            match apply(&app, &visit, account.id, change).await {
                Ok(()) => return Ok(Redirect::to("/accounts").into_response()),
                Err(StoreError::Invalid(failure)) => failure,
                Err(other) => return Err(other.into()),
            }
        }
        Err(failure) => failure,
    };
    let page = edit_page(&app, &visit, &account, form, Some(&failure)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn apply(
    app: &App,
    visit: &Visit,
    id: AccountId,
    change: AccountChange,
) -> Result<(), StoreError> {
    app.store.change_account(&visit.acting, id, change).await?;
    // What was believed of its sessions no longer holds.
    app.sessions.forget();
    Ok(())
}

/// Refuses what a person must not do to the own account by mistake.
fn not_own(account: &Account, visit: &Visit) -> Answer<()> {
    if account.login == visit.acting.actor.account {
        return Err(Problem::invalid(
            "不能停用自己的账号或重置自己的密码。修改自己的密码请用“修改密码”。",
        ));
    }
    Ok(())
}

async fn reset(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let account = find(&app, &visit, &id).await?;
    not_own(&account, &visit)?;
    let password = first_password()?;
    let hash = app.passwords.hash(&password).await?;
    let change = AccountChange { password: Some((hash, true)), ..AccountChange::default() };
    apply(&app, &visit, account.id, change).await?;
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
    not_own(&account, visit)?;
    let change = AccountChange { disabled: Some(disabled), ..AccountChange::default() };
    apply(app, visit, account.id, change).await?;
    Ok(Redirect::to("/accounts"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_everything_or_codes_and_a_wrong_code_is_named() {
        assert_eq!(read_scope(" * "), Ok(Scope::Everything));
        assert_eq!(
            read_scope("333002，334、335 336"),
            Ok(Scope::Units(vec!["333002".into(), "334".into(), "335".into(), "336".into()]))
        );
        assert!(read_scope("333,33%").unwrap_err().contains("“33%”"));
        assert_eq!(read_scope(""), Ok(Scope::Units(Vec::new())));
    }

    #[test]
    fn only_an_administrator_needs_no_scope() {
        let form = |role: &str| AccountForm {
            login: "a".into(),
            name: "张".into(),
            role: role.into(),
            scope: String::new(),
        };
        assert!(read_form(&form("administrator")).is_ok());
        assert!(read_form(&form("preparer")).unwrap_err().contains("授权范围"));
        assert!(read_form(&form("emperor")).unwrap_err().contains("角色"));
    }
}
