//! 账号: making and changing accounts, by the pages and the API alike.

use crate::web::{Answer, App, Problem, Visit, first_password};
use procedure::{Role, Scope};
use store::{Account, AccountChange, AccountId, NewAccount};

/// The longest name of a person, in characters.
const NAME_CHARACTERS_MAX: usize = 40;

/// Name, role and scope as typed, or what is wrong with them.
pub(crate) fn checked(
    name: &str,
    role: &str,
    scope: &str,
) -> Result<(String, Role, Scope), String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("请填写姓名。".into());
    }
    if name.chars().count() > NAME_CHARACTERS_MAX || name.chars().any(char::is_control) {
        return Err(format!("姓名不超过{NAME_CHARACTERS_MAX}个字。"));
    }
    let role = Role::from_code(role).ok_or("请选择角色。")?;
    let scope = read_scope(scope)?;
    if scope == Scope::Units(Vec::new()) && role != Role::Administrator {
        return Err("请填写授权范围，否则该账号看不到任何文件。".into());
    }
    Ok((name.to_owned(), role, scope))
}

/// A scope as a form writes it; the sentence says what to write instead.
pub(crate) fn read_scope(text: &str) -> Result<Scope, String> {
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

/// A scope as a form writes it: `*`, or codes separated by commas.
pub(crate) fn scope_text(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "*".into(),
        Scope::Units(prefixes) => prefixes.join(","),
    }
}

fn is_login(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// An account by its key in an address.
pub(crate) async fn find(app: &App, visit: &Visit, id: &str) -> Answer<Account> {
    let id: AccountId = id.parse().map_err(|_| Problem::missing())?;
    let accounts = app.store.accounts(&visit.acting).await?;
    accounts.into_iter().find(|account| account.id == id).ok_or_else(Problem::missing)
}

/// Makes an account; gives its key and its password for one use.
pub(crate) async fn add(
    app: &App,
    visit: &Visit,
    login: &str,
    (name, role, scope): (String, Role, Scope),
) -> Answer<(AccountId, String)> {
    let login = login.trim();
    if !is_login(login) {
        return Err(Problem::invalid("账号应为2至40个字母、数字、点或横线。"));
    }
    let password = first_password()?;
    let new = NewAccount {
        login: login.to_owned(),
        name,
        password: app.passwords.hash(&password).await?,
        role,
        scope,
        must_change: true,
        demonstration: false,
    };
    Ok((app.store.add_account(&visit.acting, new).await?, password))
}

/// Changes an account.
pub(crate) async fn apply(
    app: &App,
    visit: &Visit,
    id: AccountId,
    change: AccountChange,
) -> Answer<()> {
    app.store.change_account(&visit.acting, id, change).await?;
    // What was believed of its sessions no longer holds.
    app.sessions.forget();
    Ok(())
}

/// Gives an account a password for one use.
pub(crate) async fn reset(app: &App, visit: &Visit, account: &Account) -> Answer<String> {
    not_own(account, visit)?;
    let password = first_password()?;
    let hash = app.passwords.hash(&password).await?;
    let change = AccountChange { password: Some((hash, true)), ..AccountChange::default() };
    apply(app, visit, account.id, change).await?;
    app.throttle.forget_login(&account.login);
    Ok(password)
}

/// Disables or enables an account.
pub(crate) async fn switch(
    app: &App,
    visit: &Visit,
    account: &Account,
    disabled: bool,
) -> Answer<()> {
    not_own(account, visit)?;
    let change = AccountChange { disabled: Some(disabled), ..AccountChange::default() };
    apply(app, visit, account.id, change).await
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
        assert!(checked("张", "administrator", "").is_ok());
        assert!(checked("张", "preparer", "").unwrap_err().contains("授权范围"));
        assert!(checked("张", "emperor", "").unwrap_err().contains("角色"));
        assert!(checked(&"长".repeat(41), "viewer", "333").unwrap_err().contains("姓名"));
    }
}
