//! Tokens of the API: made by a person for a program, with the person's own rights.

use super::{Answer, App, Problem, Visit, random_secret};
use axum::http::StatusCode;
use store::{ApiToken, SessionDigest, TokenId};

/// Makes a token; it is shown this once.
pub(crate) async fn make(app: &App, visit: &Visit, label: &str) -> Answer<String> {
    let owner = person(visit)?;
    let label = label.trim();
    if label.is_empty() || label.chars().count() > 60 {
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
