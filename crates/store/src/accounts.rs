//! 账号: who may sign in, in which role and scope.

use crate::documents::parse_id;
use crate::entities::{account, session};
use crate::trail::{Acting, Deed};
use crate::{AccountId, Store, StoreError, Timestamp};
use procedure::{Action, ObjectState, Role, Scope};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

/// The hash of a password in its printed form, which names its function and cost.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    /// Never printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its key.
    pub id: AccountId,
    /// Log-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The password has to be changed first.
    pub must_change: bool,
    /// May not sign in.
    pub disabled: bool,
    /// A demonstration account.
    pub demonstration: bool,
    /// No log-in before, after too many failures.
    pub locked_until: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a log-in is checked against.
#[derive(Clone, Debug)]
pub struct LogIn {
    /// The account.
    pub account: Account,
    /// Its password.
    pub password: PasswordHash,
    /// Failures since the last good log-in.
    pub failures: i32,
}

/// An account about to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Log-in name, unique.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// First password.
    pub password: PasswordHash,
    /// What the person may do.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The password has to be changed first.
    pub must_change: bool,
    /// A demonstration account.
    pub demonstration: bool,
}

/// A change of an account; what is nothing stays.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// The person's name.
    pub name: Option<String>,
    /// What the person may do.
    pub role: Option<Role>,
    /// Where.
    pub scope: Option<Scope>,
    /// Whether the account may not sign in.
    pub disabled: Option<bool>,
    /// A new password and whether it has to be changed first.
    pub password: Option<(PasswordHash, bool)>,
}

impl Store {
    /// Whether there is any account: the first start makes an administrator.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(account::Entity::find().count(self.connections().reads()).await? > 0)
    }

    /// Every account, by log-in name.
    ///
    /// # Errors
    /// When the actor may not manage accounts, or the database fails.
    pub async fn accounts(&self, acting: &Acting) -> Result<Vec<Account>, StoreError> {
        acting.may(Action::ManageAccounts, ObjectState::Any)?;
        let rows = account::Entity::find()
            .order_by_asc(account::Column::Login)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// What a log-in name is checked against.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_in_of(&self, login: &str) -> Result<Option<LogIn>, StoreError> {
        let row = account::Entity::find()
            .filter(account::Column::Login.eq(login))
            .one(self.connections().reads())
            .await?;
        row.map(|row| {
            let (password, failures) = (PasswordHash(row.password.clone()), row.failures);
            Ok(LogIn { account: read(row)?, password, failures })
        })
        .transpose()
    }

    /// Demonstration accounts, for the log-in page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn demonstration_accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows = account::Entity::find()
            .filter(account::Column::Demonstration.eq(true))
            .filter(account::Column::Disabled.eq(false))
            .order_by_asc(account::Column::CreatedAtMs)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When the actor may not, the log-in name is taken, or the database fails.
    pub async fn add_account(
        &self,
        acting: &Acting,
        new: NewAccount,
    ) -> Result<AccountId, StoreError> {
        acting.may(Action::ManageAccounts, ObjectState::Any)?;
        let work = self.work().await?;
        let taken = account::Entity::find()
            .filter(account::Column::Login.eq(&new.login))
            .one(&work.tx)
            .await?;
        if taken.is_some() {
            return Err(StoreError::Invalid(format!("登录名“{}”已被使用，请换一个", new.login)));
        }
        let id = AccountId::new();
        let change = format!(
            "{}（{}）：{}，范围{}",
            new.login,
            new.name,
            new.role.label(),
            scope_text(&new.scope)
        );
        let row = account::ActiveModel {
            id: ActiveValue::Set(id.to_string()),
            login: ActiveValue::Set(new.login),
            name: ActiveValue::Set(new.name),
            password: ActiveValue::Set(new.password.0),
            role: ActiveValue::Set(new.role.code().into()),
            scope: ActiveValue::Set(scope_text(&new.scope)),
            must_change: ActiveValue::Set(new.must_change),
            disabled: ActiveValue::Set(false),
            demonstration: ActiveValue::Set(new.demonstration),
            failures: ActiveValue::Set(0),
            locked_until_ms: ActiveValue::Set(0),
            created_at_ms: ActiveValue::Set(acting.at),
            version: ActiveValue::Set(1),
        };
        account::Entity::insert(row).exec_without_returning(&work.tx).await?;
        work.commit(acting, [deed("account.add", id, change)]).await?;
        Ok(id)
    }

    /// Changes an account. Its sessions end, so that a new role, scope or password holds at once.
    ///
    /// # Errors
    /// When the actor may not and it is not the own password, the account is missing, or the last
    /// administrator would be lost.
    pub async fn change_account(
        &self,
        acting: &Acting,
        id: AccountId,
        change: AccountChange,
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        let row = account::Entity::find_by_id(id.to_string())
            .one(&work.tx)
            .await?
            .ok_or(StoreError::Missing)?;
        let only_password = change.name.is_none()
            && change.role.is_none()
            && change.scope.is_none()
            && change.disabled.is_none();
        if row.login != acting.actor.account || !only_password {
            acting.may(Action::ManageAccounts, ObjectState::Any)?;
        }
        let deed = deed("account.change", id, change_text(&row, &change));
        let mut update = account::ActiveModel {
            id: ActiveValue::Unchanged(row.id.clone()),
            version: ActiveValue::Set(row.version + 1),
            ..Default::default()
        };
        apply(&mut update, change);
        account::Entity::update(update).exec(&work.tx).await?;
        check_administrator_left(&work.tx).await?;
        session::Entity::delete_many()
            .filter(session::Column::AccountId.eq(row.id))
            .exec(&work.tx)
            .await?;
        work.commit(acting, [deed]).await
    }

    /// Counts a failed log-in and locks the account until a time, if one is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_in_failed(
        &self,
        acting: &Acting,
        id: AccountId,
        locked_until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        let mut update = account::Entity::update_many()
            .col_expr(
                account::Column::Failures,
                sea_orm::sea_query::ExprTrait::add(Expr::col(account::Column::Failures), 1),
            )
            .filter(account::Column::Id.eq(id.to_string()));
        if let Some(until) = locked_until {
            update = update.col_expr(account::Column::LockedUntilMs, Expr::value(until));
        }
        update.exec(&work.tx).await?;
        let change = if locked_until.is_some() {
            "密码错误，账号暂时锁定"
        } else {
            "密码错误"
        };
        work.commit_refused(acting, deed("account.log_in", id, change.into())).await
    }

    /// Notes a good log-in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logged_in(&self, acting: &Acting, id: AccountId) -> Result<(), StoreError> {
        let work = self.work().await?;
        account::Entity::update_many()
            .col_expr(account::Column::Failures, Expr::value(0))
            .col_expr(account::Column::LockedUntilMs, Expr::value(0_i64))
            .filter(account::Column::Id.eq(id.to_string()))
            .exec(&work.tx)
            .await?;
        work.commit(acting, [deed("account.log_in", id, "登录".into())]).await
    }
}

/// A shop without an administrator cannot be mended from inside.
async fn check_administrator_left(tx: &impl ConnectionTrait) -> Result<(), StoreError> {
    let left = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Administrator.code()))
        .filter(account::Column::Disabled.eq(false))
        .count(tx)
        .await?;
    if left == 0 {
        return Err(StoreError::Invalid(
            "至少要保留一个可用的系统管理员，请先设置另一个管理员".into(),
        ));
    }
    Ok(())
}

fn apply(update: &mut account::ActiveModel, change: AccountChange) {
    if let Some(name) = change.name {
        update.name = ActiveValue::Set(name);
    }
    if let Some(role) = change.role {
        update.role = ActiveValue::Set(role.code().into());
    }
    if let Some(scope) = change.scope {
        update.scope = ActiveValue::Set(scope_text(&scope));
    }
    if let Some(disabled) = change.disabled {
        update.disabled = ActiveValue::Set(disabled);
    }
    if let Some((password, must_change)) = change.password {
        update.password = ActiveValue::Set(password.0);
        update.must_change = ActiveValue::Set(must_change);
        update.failures = ActiveValue::Set(0);
        update.locked_until_ms = ActiveValue::Set(0);
    }
}

fn change_text(row: &account::Model, change: &AccountChange) -> String {
    let mut parts = vec![format!("{}（{}）", row.login, row.name)];
    if let Some(name) = &change.name {
        parts.push(format!("姓名→{name}"));
    }
    if let Some(role) = change.role {
        let before = Role::from_code(&row.role).map_or("", Role::label);
        parts.push(format!("角色 {before}→{}", role.label()));
    }
    if let Some(scope) = &change.scope {
        parts.push(format!("范围 {}→{}", row.scope, scope_text(scope)));
    }
    if let Some(disabled) = change.disabled {
        parts.push(if disabled { "停用" } else { "启用" }.into());
    }
    if change.password.is_some() {
        parts.push("更换密码".into());
    }
    parts.join("；")
}

fn deed(action: &'static str, id: AccountId, change: String) -> Deed {
    Deed {
        action,
        object_kind: "account",
        object_id: id.to_string(),
        change,
        reason: String::new(),
    }
}

/// `*`, or the unit prefixes separated by commas.
fn scope_text(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "*".into(),
        Scope::Units(prefixes) => prefixes.join(","),
    }
}

fn scope(text: &str) -> Scope {
    if text == "*" {
        Scope::Everything
    } else {
        Scope::Units(text.split(',').filter(|part| !part.is_empty()).map(Into::into).collect())
    }
}

pub(crate) fn read(row: account::Model) -> Result<Account, StoreError> {
    Ok(Account {
        id: parse_id(&row.id)?,
        login: row.login,
        name: row.name,
        role: Role::from_code(&row.role).ok_or_else(|| StoreError::Damaged("账号角色".into()))?,
        scope: scope(&row.scope),
        must_change: row.must_change,
        disabled: row.disabled,
        demonstration: row.demonstration,
        locked_until: row.locked_until_ms,
        created_at: row.created_at_ms,
    })
}
