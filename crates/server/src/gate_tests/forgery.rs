//! Requests that another site makes a browser send (reliability D5).

use super::changes::{changing, who_may};
use super::expected::Expected;
use super::house::{Ask, CSRF, House};
use crate::web::{Declared, Door};

/// Headers of requests that come from elsewhere, each with a good token beside them.
const FOREIGN: [(&str, &str); 6] = [
    ("origin", "https://evil.example"),
    ("origin", "http://desk.evil.example"),
    ("origin", "null"),
    ("origin", "\u{e9}"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
];

/// A request to a route as its own page would send it, but for what is changed after.
async fn asked<'a>(
    house: &'a House,
    route: &Declared,
    (session, token, kind): (&str, Option<&str>, Option<&str>),
) -> Ask<'a> {
    let expected = Expected::of(route.method, &route.path);
    let (own_kind, body) = expected.body(house, token).await;
    let ask = house.ask(route.method, &house.filled(&route.path, false)).by_session(session);
    ask.sending(kind.unwrap_or(&own_kind), body)
}

async fn refused(house: &House, ask: Ask<'_>, name: &str) {
    let before = house.entries().await;
    let answer = ask.go().await;
    assert_eq!(answer.status.as_u16(), 403, "{name}: {}", answer.text);
    assert_eq!(house.entries().await, before + 1, "{name}");
    assert_eq!(house.newest(1).await, ["access.refused"], "{name}");
}

#[tokio::test]
async fn no_change_is_taken_without_the_token_or_from_another_site() {
    let mut house = House::open().await;
    house.token = house.bearer("viewer").await.0;
    for route in changing(&house) {
        let name = format!("{} {}", route.method, route.path);
        let session = house.session(who_may(route.door)).await;
        let plain = "text/plain";
        let form = "multipart/form-data; boundary=x";
        let as_page = |token, kind| (session.as_str(), token, kind);
        refused(&house, asked(&house, &route, as_page(None, None)).await, &name).await;
        let wrong = asked(&house, &route, as_page(Some("wrong"), None)).await;
        refused(&house, wrong.header("x-csrf-token", "wrong"), &name).await;
        let text = asked(&house, &route, as_page(Some(CSRF), Some(plain))).await;
        refused(&house, text, &name).await;
        let text = asked(&house, &route, as_page(Some(CSRF), Some(plain))).await;
        refused(&house, text.header("x-csrf-token", CSRF), &name).await;
        let parts = asked(&house, &route, as_page(None, Some(form))).await;
        refused(&house, parts, &name).await;
        for (header, value) in FOREIGN {
            let ask = asked(&house, &route, as_page(Some(CSRF), None)).await;
            let ask = ask.header("x-csrf-token", CSRF).header(header, value);
            refused(&house, ask, &format!("{name} {header}: {value}")).await;
        }
    }
}

#[tokio::test]
async fn a_log_in_from_another_site_is_refused_to_somebody_who_is_not_signed_in() {
    let house = House::open().await;
    house.give_password("viewer").await;
    let expected = Expected::of("POST", "/login");
    for (header, value) in FOREIGN {
        let (kind, body) = expected.body(&house, None).await;
        let ask = house.ask("POST", "/login").sending(&kind, body).header(header, value);
        let answer = ask.go().await;
        assert_eq!(answer.status.as_u16(), 403, "{header}: {value}");
        assert!(answer.headers.get("set-cookie").is_none());
    }
    let (kind, body) = expected.body(&house, None).await;
    let own = house.ask("POST", "/login").sending(&kind, body).header("origin", "http://desk");
    assert_eq!(own.go().await.status.as_u16(), 303);
}

#[tokio::test]
async fn no_header_or_field_turns_one_method_into_another() {
    let mut house = House::open().await;
    house.token = house.bearer("viewer").await.0;
    for route in changing(&house) {
        let path = house.filled(&route.path, false);
        let session = house.session(who_may(route.door)).await;
        let before = house.entries().await;
        for asked in [path.clone(), format!("{path}?_method={}&csrf={CSRF}", route.method)] {
            let ask = house.ask("GET", &asked).by_session(&session);
            let ask = ask.header("x-http-method-override", route.method);
            let ask = ask.header("x-method-override", route.method);
            let answer = ask.header("x-csrf-token", CSRF).go().await;
            let name = format!("{} {}", route.method, route.path);
            assert!([200, 400, 405].contains(&answer.status.as_u16()), "{name}: {}", answer.status);
        }
        assert_eq!(house.entries().await, before, "{}", route.path);
    }
}

#[tokio::test]
async fn a_program_with_a_token_needs_no_form_and_a_browser_never_sends_one() {
    let house = House::open().await;
    let (_, token) = house.bearer("preparer").await;
    let route = house.declared().into_iter().find(|route| route.path.ends_with("/decide"));
    let route = route.unwrap();
    assert!(matches!(route.door, Door::Permits(_)));
    let (kind, body) = Expected::of(route.method, &route.path).body(&house, None).await;
    let path = house.filled(&route.path, false);
    let ask = house.ask(route.method, &path).by_program(&token).sending(&kind, body);
    assert_eq!(ask.go().await.status.as_u16(), 200);
    // A bad token is not made good by a cookie beside it.
    let session = house.session("preparer").await;
    let ask = house.ask("GET", "/api/v1/me").by_program("wrong").by_session(&session);
    assert_eq!(ask.go().await.status.as_u16(), 401);
}
