//! 账号管理.

use super::lists::Listed;
use super::moments::moment;
use super::myself::scope_words;
use super::received::{Keys, Sent};
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use crate::work::accounts::{add, apply, checked, find, reset, scope_text, switch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use procedure::Action;
use serde::{Deserialize, Serialize};
use store::{Account, AccountChange};
use utoipa::ToSchema;
use utoipa_axum::routes;

/// An account.
#[derive(Serialize, ToSchema)]
struct AccountLine {
    /// Its key.
    #[schema(format = "uuid")]
    id: String,
    /// Log-in name.
    login: String,
    /// The person's name.
    name: String,
    /// `preparer`, `reviewer`, `viewer`, `auditor` or `administrator`.
    role: &'static str,
    /// Beginnings of the unit codes in the scope; `*` for everything.
    scope: Vec<String>,
    /// Whether it may not sign in.
    disabled: bool,
    /// Whether it has to change its first password.
    must_change: bool,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
}

/// A role.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum AccountRole {
    /// 填报人.
    Preparer,
    /// 审核人.
    Reviewer,
    /// 查阅人.
    Viewer,
    /// 审计员.
    Auditor,
    /// 系统管理员.
    Administrator,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// Log-in name, unique: letters, digits, dots, dashes.
    login: String,
    /// The person's name.
    name: String,
    /// What the person may do.
    role: AccountRole,
    /// Beginnings of the unit codes in the scope; `*` for everything.
    scope: Vec<String>,
}

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountPatch {
    /// The person's name.
    #[serde(default)]
    name: Option<String>,
    /// What the person may do.
    #[serde(default)]
    role: Option<AccountRole>,
    /// Where.
    #[serde(default)]
    scope: Option<Vec<String>>,
    /// Whether the account may not sign in.
    #[serde(default)]
    disabled: Option<bool>,
}

/// A password for one use; it is told this once.
#[derive(Serialize, ToSchema)]
struct FirstPassword {
    /// The account.
    account: AccountLine,
    /// The password.
    password: String,
}

impl AccountRole {
    fn code(self) -> &'static str {
        match self {
            Self::Preparer => "preparer",
            Self::Reviewer => "reviewer",
            Self::Viewer => "viewer",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    let door = Door::Permits(Action::ManageAccounts);
    routes
        .api(door, routes!(list))
        .api(door, routes!(create))
        .api(door, routes!(show))
        .api(door, routes!(change))
        .api(door, routes!(new_password))
}

fn line(account: &Account) -> AccountLine {
    AccountLine {
        id: account.id.to_string(),
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role.code(),
        scope: scope_words(&account.scope),
        disabled: account.disabled,
        must_change: account.must_change,
        created_at: moment(account.created_at),
    }
}

#[utoipa::path(get, path = "/api/v1/accounts", tag = "账号", operation_id = "accounts",
    summary = "账号列表",
    responses((status = 200, description = "列表", body = Listed<AccountLine>)))]
async fn list(State(app): State<App>, visit: Visit) -> Answer<Json<Listed<AccountLine>>> {
    let found = app.store.accounts(&visit.acting).await?;
    Ok(Json(Listed::whole(found.iter().map(line).collect())))
}

#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "账号", operation_id = "account",
    summary = "一个账号", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "账号", body = AccountLine)))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<AccountLine>> {
    Ok(Json(line(&find(&app, &visit, &id).await?)))
}

#[utoipa::path(post, path = "/api/v1/accounts", tag = "账号", operation_id = "add_account",
    summary = "新建账号，返回一次性密码", request_body = NewAccount,
    responses((status = 201, description = "新账号", body = FirstPassword)))]
async fn create(
    State(app): State<App>,
    visit: Visit,
    Sent(new): Sent<NewAccount>,
) -> Answer<(StatusCode, Json<FirstPassword>)> {
    let read = checked(&new.name, new.role.code(), &new.scope.join(","));
    let read = read.map_err(Problem::invalid)?;
    let (id, password) = add(&app, &visit, &new.login, read).await?;
    let account = line(&find(&app, &visit, &id.to_string()).await?);
    Ok((StatusCode::CREATED, Json(FirstPassword { account, password })))
}

#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "账号",
    operation_id = "change_account", summary = "修改账号：姓名、角色、授权范围、停用或启用",
    params(("id" = String, Path, format = "uuid")), request_body = AccountPatch,
    responses((status = 200, description = "修改后的账号", body = AccountLine)))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
    Sent(patch): Sent<AccountPatch>,
) -> Answer<Json<AccountLine>> {
    let account = find(&app, &visit, &id).await?;
    let is_of_person = patch.name.is_some() || patch.role.is_some() || patch.scope.is_some();
    if is_of_person {
        let name = patch.name.as_ref().unwrap_or(&account.name);
        let role = patch.role.map_or(account.role.code(), AccountRole::code);
        let scope = patch.scope.map_or_else(|| scope_text(&account.scope), |scope| scope.join(","));
        let (name, role, scope) = checked(name, role, &scope).map_err(Problem::invalid)?;
        let change = AccountChange {
            name: Some(name),
            role: Some(role),
            scope: Some(scope),
            ..AccountChange::default()
        };
        apply(&app, &visit, account.id, change).await?;
    }
    if let Some(disabled) = patch.disabled {
        switch(&app, &visit, &account, disabled).await?;
    }
    Ok(Json(line(&find(&app, &visit, &id).await?)))
}

#[utoipa::path(post, path = "/api/v1/accounts/{id}/reset", tag = "账号",
    operation_id = "reset_password", summary = "重置密码，返回一次性密码",
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "一次性密码", body = FirstPassword),
        (status = 422, description = "不能重置自己的密码",
            body = crate::web::ProblemShape<'static>)))]
async fn new_password(
    State(app): State<App>,
    visit: Visit,
    Keys(id): Keys<String>,
) -> Answer<Json<FirstPassword>> {
    let account = find(&app, &visit, &id).await?;
    let password = reset(&app, &visit, &account).await?;
    let account = line(&find(&app, &visit, &id).await?);
    Ok(Json(FirstPassword { account, password }))
}
