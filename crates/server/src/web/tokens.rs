//! Tokens of the API: made by a person for a program, with the person's own rights.

use super::visit::Who;
use super::{Answer, App, Problem, Visit, random_secret};
use axum::http::StatusCode;
use store::{ApiToken, SessionDigest, TokenId};

/// Tokens in use by one account; more are a sign that old ones were forgotten.
const IN_USE_MAX: usize = 20;

/// Makes a token; it is shown this once.
pub(crate) async fn make(app: &App, visit: &Visit, label: &str) -> Answer<String> {
    let owner = person(visit)?;
    if matches!(visit.who, Who::Program) {
        // A token that leaked must not be able to outlive itself.
        return Err(
            Problem::new(StatusCode::FORBIDDEN).saying("请登录网页，在“接口与令牌”页面新建令牌")
        );
    }
    let label = label.trim();
    let in_use = app.store.tokens(owner).await?.iter().filter(|token| !token.revoked).count();
    if in_use >= IN_USE_MAX {
        return Err(Problem::invalid(format!("在用的令牌已有{in_use}个，请先停用不再使用的令牌")));
    }
    if label.is_empty() || label.chars().count() > 60 || label.chars().any(char::is_control) {
        return Err(Problem::invalid("请填写令牌用途，不超过60个字"));
    }
    let token = random_secret()?;
    let digest = SessionDigest::of(&token);
    app.store.add_token(&visit.acting, owner, label, &digest).await?;
    Ok(token)
}

/// The tokens of the person.
pub(crate) async fn list(app: &App, visit: &Visit) -> Answer<Vec<ApiToken>> {
    Ok(app.store.tokens(person(visit)?).await?)
}

/// Takes a token back.
pub(crate) async fn revoke(app: &App, visit: &Visit, id: TokenId) -> Answer<()> {
    Ok(app.store.revoke_token(&visit.acting, person(visit)?, id).await?)
}

fn person(visit: &Visit) -> Answer<store::AccountId> {
    let person = visit.person.as_ref();
    person.map(|person| person.account.id).ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED))
}
