//! Sessions begin and end when they should; guessing is slow and tells nothing (reliability D1 to
//! D4).

use super::house::{Answered, CSRF, House, PASSWORD};
use crate::web::{now, random_secret};
use futures_util::future::join_all;
use procedure::Role;
use store::{AccountChange, Acting, SessionDigest, SessionRecord};

const FORM: &str = "application/x-www-form-urlencoded";
const MINUTE_MS: i64 = 60_000;

async fn log_in(house: &House, login: &str, password: &str) -> Answered {
    let form = format!("account={login}&password={password}");
    house.ask("POST", "/login").sending(FORM, form).go().await
}

/// The value of the cookie that an answer sets.
fn cookie(answer: &Answered) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    set.split(['=', ';']).nth(1).unwrap().to_owned()
}

async fn is_good(house: &House, token: &str) -> bool {
    house.ask("GET", "/api/v1/me").by_session(token).go().await.status.as_u16() == 200
}

#[tokio::test]
async fn a_log_in_gives_a_new_key_and_a_planted_one_is_never_taken() {
    let house = House::open().await;
    house.give_password("viewer").await;
    let planted = "f".repeat(64);
    assert!(!is_good(&house, &planted).await);
    let form = format!("account=viewer&password={PASSWORD}");
    let ask = house.ask("POST", "/login").by_session(&planted).sending(FORM, form.clone());
    let first = cookie(&ask.go().await);
    assert!(first.len() == 64 && first != planted);
    assert!(is_good(&house, &first).await && !is_good(&house, &planted).await);
    let ask = house.ask("POST", "/login").by_session(&first).sending(FORM, form);
    // Over a session the form needs the token of that session.
    assert_eq!(ask.go().await.status.as_u16(), 403);
    let form = format!("account=viewer&password={PASSWORD}");
    let ask = house
        .ask("POST", "/login")
        .by_session(&first)
        .header("x-csrf-token", &csrf(&house, &first).await);
    let second = cookie(&ask.sending(FORM, form).go().await);
    assert!(second != first && is_good(&house, &second).await);
    assert!(!is_good(&house, &first).await, "the session before has ended");
}

/// The token of the forms of a session.
async fn csrf(house: &House, session: &str) -> String {
    let page = house.ask("GET", "/help").by_session(session).go().await;
    let start = "<meta name=\"csrf\" content=\"";
    page.text.split(start).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_ends_with_log_out_new_password_new_role_and_disabling() {
    let house = House::open().await;
    house.give_password("viewer").await;
    let account = house.app.store.log_in_of("viewer").await.unwrap().unwrap().account.id;
    let administrator = house.session(Role::Administrator.code()).await;
    let by_administrator = [
        (format!("/accounts/{account}"), format!("csrf={CSRF}&name=a&role=auditor&scope=333")),
        (format!("/accounts/{account}"), format!("csrf={CSRF}&name=a&role=viewer&scope=333002")),
        (format!("/accounts/{account}/reset"), format!("csrf={CSRF}")),
        (format!("/accounts/{account}/disable"), format!("csrf={CSRF}")),
    ];
    let own = house.session("viewer").await;
    assert!(is_good(&house, &own).await);
    let ask = house.ask("POST", "/logout").by_session(&own).sending(FORM, format!("csrf={CSRF}"));
    assert_eq!(ask.go().await.status.as_u16(), 303);
    assert!(!is_good(&house, &own).await, "after the log-out");
    let (mine, other) = (house.session("viewer").await, house.session("viewer").await);
    assert!(is_good(&house, &other).await);
    let form = format!("csrf={CSRF}&current={PASSWORD}&new=Another-2026&again=Another-2026");
    let changed = house.ask("POST", "/password").by_session(&mine).sending(FORM, form).go().await;
    assert!(!is_good(&house, &mine).await && !is_good(&house, &other).await);
    assert!(is_good(&house, &cookie(&changed)).await, "the new session of this browser");
    for (path, form) in by_administrator {
        let session = house.session("viewer").await;
        assert!(house.ask("GET", "/logout").by_session(&session).go().await.status.as_u16() == 405);
        let ask = house.ask("POST", &path).by_session(&administrator).sending(FORM, form);
        let done = ask.go().await;
        assert!(done.status.as_u16() < 400, "{path}: {}", done.text);
        assert!(!is_good(&house, &session).await, "{path}");
    }
}

#[tokio::test]
async fn what_another_process_ends_is_ended_here_within_a_second() {
    let house = House::open().await;
    let session = house.session("viewer").await;
    assert!(is_good(&house, &session).await);
    let account = house.app.store.log_in_of("viewer").await.unwrap().unwrap().account.id;
    let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
    house.app.store.change_account(&Acting::program(now()), account, change).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1_010)).await;
    assert!(!is_good(&house, &session).await);
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours_in_any_case() {
    let house = House::open().await;
    let account = house.app.store.log_in_of("viewer").await.unwrap().unwrap().account.id;
    for (age, rest, good) in [(60, 29, true), (60, 31, false), (719, 1, true), (721, 1, false)] {
        let token = random_secret().unwrap();
        let record = SessionRecord {
            digest: SessionDigest::of(&token),
            account,
            csrf: CSRF.into(),
            created_at: now() - age * MINUTE_MS,
            seen_at: now() - rest * MINUTE_MS,
            address: String::new(),
        };
        house.app.store.open_session(&record).await.unwrap();
        assert_eq!(is_good(&house, &token).await, good, "{age} minutes old, {rest} at rest");
    }
}

#[tokio::test]
async fn guesses_at_a_known_and_an_unknown_name_are_answered_alike_and_both_have_to_wait() {
    let house = House::open().await;
    house.give_password("viewer").await;
    let mut answers = Vec::new();
    for login in ["viewer", "nobody"] {
        let mut of_name = Vec::new();
        for _ in 0..11 {
            let answer = log_in(&house, login, "Wrong-2026").await;
            of_name.push((answer.status.as_u16(), answer.text.replace(login, "…")));
        }
        answers.push(of_name);
    }
    assert_eq!(answers[0], answers[1]);
    let statuses: Vec<u16> = answers[0].iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses[..10], [401; 10]);
    assert_eq!(statuses[10], 429);
    let right = log_in(&house, "viewer", PASSWORD).await;
    assert_eq!(right.status.as_u16(), 429, "the right password must wait as well");
    assert!(right.headers.get("set-cookie").is_none());
    let refused = house.newest(20).await;
    assert!(refused.iter().all(|action| action == "account.log_in"), "{refused:?}");
}

#[tokio::test]
async fn guesses_sent_at_the_same_moment_are_counted_one_by_one() {
    let house = House::open().await;
    house.give_password("viewer").await;
    let guesses = join_all((0..25).map(|_| log_in(&house, "viewer", "Wrong-2026"))).await;
    let checked = guesses.iter().filter(|answer| answer.status.as_u16() == 401).count();
    assert_eq!(checked, 10);
    let others = join_all((0..35).map(|n| async move { n }));
    for number in others.await {
        log_in(&house, &format!("user{number}"), "Wrong-2026").await;
    }
    let last = log_in(&house, "user99", "Wrong-2026").await;
    assert_eq!(last.status.as_u16(), 429, "thirty from one address");
}

#[tokio::test]
async fn an_administrator_who_resets_a_password_ends_the_wait() {
    let house = House::open().await;
    house.give_password("viewer").await;
    for _ in 0..11 {
        log_in(&house, "viewer", "Wrong-2026").await;
    }
    let account = house.app.store.log_in_of("viewer").await.unwrap().unwrap().account.id;
    let administrator = house.session(Role::Administrator.code()).await;
    let ask = house.ask("POST", &format!("/accounts/{account}/reset")).by_session(&administrator);
    let page = ask.sending(FORM, format!("csrf={CSRF}")).go().await.text;
    let made = page.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(log_in(&house, "viewer", made).await.status.as_u16(), 303);
}

#[tokio::test]
async fn a_password_of_a_mebibyte_is_refused_before_it_is_hashed() {
    let house = House::open().await;
    house.give_password("viewer").await;
    let before = house.entries().await;
    let huge = log_in(&house, "viewer", &"x".repeat(1 << 20)).await;
    assert_eq!(huge.status.as_u16(), 413);
    let long = log_in(&house, "viewer", &"x".repeat(60_000)).await;
    assert_eq!(long.status.as_u16(), 422);
    assert_eq!(house.entries().await, before, "neither was checked as a guess");
}

#[tokio::test]
async fn a_revoked_token_and_one_of_a_disabled_account_open_nothing() {
    let house = House::open().await;
    let (id, token) = house.bearer("viewer").await;
    let me = async || house.ask("GET", "/api/v1/me").by_program(&token).go().await.status.as_u16();
    assert_eq!(me().await, 200);
    let session = house.session("viewer").await;
    let path = format!("/api/v1/tokens/{id}");
    let ask = house.ask("DELETE", &path).by_session(&session).header("x-csrf-token", CSRF);
    assert_eq!(ask.go().await.status.as_u16(), 204);
    assert_eq!(me().await, 401);
    let (_, token) = house.bearer("viewer").await;
    let made = house.ask("POST", "/api/v1/tokens").by_program(&token);
    let made = made.sending("application/json", "{\"label\":\"又一个\"}").go().await;
    assert_eq!(made.status.as_u16(), 403, "a token makes no token");
    let account = house.app.store.log_in_of("viewer").await.unwrap().unwrap().account.id;
    let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
    house.app.store.change_account(&Acting::program(now()), account, change).await.unwrap();
    let answer = house.ask("GET", "/api/v1/me").by_program(&token).go().await;
    assert_eq!(answer.status.as_u16(), 401);
}
