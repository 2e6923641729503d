//! 登录、退出、修改密码.

use super::outlook::own_address;
use super::passwords::{CHARACTERS_MIN, weakness};
use super::throttle::{ACCOUNT_FAILURES_MAX, WINDOW_MS};
use super::{Answer, App, Door, Problem, Routes, Visit, sessions};
use crate::pages::frame::Section;
use crate::pages::login::LoginPage;
use crate::pages::password::PasswordPage;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use procedure::Actor;
use serde::Deserialize;
use store::{AccountChange, Deed, LogIn};

/// The same words for a wrong name and a wrong password, so that nobody learns which names exist.
const WRONG: &str = "登录名或密码不正确";
const WAIT: &str = "尝试次数过多，请15分钟后再试，或联系系统管理员重置密码";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/login", Door::Open, show_login)
        .post("/login", Door::Open, log_in)
        .post("/logout", Door::SignedIn, log_out)
        .get("/password", Door::SignedIn, show_password)
        .post("/password", Door::SignedIn, change_password)
}

#[derive(Deserialize, Default)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct LogInForm {
    account: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn show_login(State(app): State<App>, visit: Visit, Query(next): Query<Next>) -> Answer {
    login_page(&app, &visit, ("", &next.next), None)
}

fn login_page(
    app: &App,
    visit: &Visit,
    (account, next): (&str, &str),
    failure: Option<&str>,
) -> Answer {
    let demonstration = if app.demonstration { crate::demo::shown_accounts() } else { Vec::new() };
    let page = LoginPage {
        frame: visit.plain_frame(app, "登录", Section::Outside),
        account,
        next: own_address(next),
        failure,
        demonstration: &demonstration,
    };
    Ok(Html(page.render()?))
}

async fn log_in(
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<LogInForm>,
) -> Answer<Response> {
    let at = visit.acting.at;
    let refused = |words: &'static str, status: StatusCode| {
        let page = login_page(&app, &visit, (&form.account, &form.next), Some(words))?;
        Ok((status, page).into_response())
    };
    let guesser = (visit.acting.address.as_str(), form.account.trim());
    if !app.throttle.admit(guesser, at) {
        return refused(WAIT, StatusCode::TOO_MANY_REQUESTS);
    }
    let found = app.store.log_in_of(guesser.1).await?;
    // A locked account is checked as well: the time of the answer tells nothing.
    let good = app.passwords.verify(&form.password, found.as_ref().map(|f| &f.password)).await?;
    let Some(found) = found else {
        note_unknown(&app, &visit).await?;
        return refused(WRONG, StatusCode::UNAUTHORIZED);
    };
    if found.account.locked_until > at {
        return refused(WAIT, StatusCode::TOO_MANY_REQUESTS);
    }
    if !good || found.account.disabled {
        count_failure(&app, &visit, &found).await?;
        return refused(WRONG, StatusCode::UNAUTHORIZED);
    }
    app.throttle.was_good(guesser, at);
    if let super::visit::Who::Browser(before) = &visit.who {
        // Somebody signs in over a session: that one ends, whosever it was.
        app.store.close_session(&visit.acting, &before.digest).await?;
        app.sessions.forget();
    }
    app.store.logged_in(&acting_as(&visit, &found), found.account.id).await?;
    let cookie = sessions::open(&app, &found.account, &visit.acting.address, at).await?;
    let mut response = Redirect::to(own_address(&form.next)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn count_failure(app: &App, visit: &Visit, found: &LogIn) -> Answer<()> {
    let at = visit.acting.at;
    let failures = found.failures.saturating_add(1);
    let locks = failures >= ACCOUNT_FAILURES_MAX && failures % ACCOUNT_FAILURES_MAX == 0;
    let until = locks.then(|| at.saturating_add(WINDOW_MS));
    Ok(app.store.log_in_failed(&acting_as(visit, found), found.account.id, until).await?)
}

/// A guess at an account that does not exist. The name stays out of the trail: people type their
/// password there by mistake. The entry also makes the answer take as long as for a known name.
async fn note_unknown(app: &App, visit: &Visit) -> Answer<()> {
    let deed = Deed {
        action: "account.log_in",
        object_kind: "account",
        object_id: String::new(),
        change: "登录名不存在".into(),
        reason: String::new(),
    };
    Ok(app.store.record_refusal(&visit.acting, deed).await?)
}

fn acting_as(visit: &Visit, found: &LogIn) -> store::Acting {
    let mut acting = visit.acting.clone();
    acting.name.clone_from(&found.account.name);
    acting.actor = Actor {
        account: found.account.login.clone(),
        role: found.account.role,
        scope: found.account.scope.clone(),
    };
    acting
}

async fn log_out(State(app): State<App>, visit: Visit) -> Answer<Response> {
    if let super::visit::Who::Browser(session) = &visit.who {
        app.store.close_session(&visit.acting, &session.digest).await?;
        app.sessions.forget();
    }
    let mut response = Redirect::to("/login").into_response();
    response.headers_mut().insert(header::SET_COOKIE, sessions::no_cookie(&app)?);
    Ok(response)
}

#[derive(Deserialize)]
struct PasswordForm {
    current: String,
    new: String,
    again: String,
}

async fn show_password(State(app): State<App>, visit: Visit) -> Answer {
    password_page(&app, &visit, None).await
}

async fn password_page(app: &App, visit: &Visit, failure: Option<&str>) -> Answer {
    let forced = visit.person.as_ref().is_some_and(|person| person.account.must_change);
    let frame = visit.frame(app, "修改密码", Section::Password).await?;
    Ok(Html(PasswordPage { frame, forced, characters_min: CHARACTERS_MIN, failure }.render()?))
}

async fn change_password(
    State(app): State<App>,
    visit: Visit,
    Form(form): Form<PasswordForm>,
) -> Answer<Response> {
    let person = visit.person.as_ref().ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED))?;
    let account = &person.account;
    // Whoever sits at an open session must not find out the password by guessing.
    let guesser = (visit.acting.address.as_str(), account.login.as_str());
    if !app.throttle.admit(guesser, visit.acting.at) {
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS).saying(WAIT));
    }
    let stored = app.store.log_in_of(&account.login).await?;
    let good = app.passwords.verify(&form.current, stored.as_ref().map(|f| &f.password)).await?;
    if good {
        app.throttle.was_good(guesser, visit.acting.at);
    }
    let failure = if !good {
        Some("当前密码不正确")
    } else if form.new != form.again {
        Some("两次输入的新密码不一致")
    } else if form.new == form.current {
        Some("新密码不能与当前密码相同")
    } else {
        weakness(&form.new, &account.login)
    };
    if failure.is_some() {
        let page = password_page(&app, &visit, failure).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let password = app.passwords.hash(&form.new).await?;
    let change = AccountChange { password: Some((password, false)), ..AccountChange::default() };
    app.store.change_account(&visit.acting, account.id, change).await?;
    app.sessions.forget();
    // Every session ended with the old password; this one begins anew.
    let cookie = sessions::open(&app, account, &visit.acting.address, visit.acting.at).await?;
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
