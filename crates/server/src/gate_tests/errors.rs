//! What refusals and faults say, and what every answer carries (reliability D10, I7).

use super::changes::who_may;
use super::house::{Answered, CSRF, House};

/// An address as a page writes it.
pub(super) fn escaped(address: &str) -> String {
    address.replace('/', "&#x2F;")
}

/// Words that would tell how the program is made.
const TELLING: [&str; 13] = [
    "axum",
    "hyper",
    "serde",
    "sqlx",
    "sqlite",
    "SELECT ",
    "INSERT ",
    "panicked",
    ".rs:",
    "/tmp/",
    "src/",
    "Failed to",
    "missing field",
];

fn check_headers(name: &str, answer: &Answered) {
    let text = |header: &str| answer.headers.get(header).map(|value| value.to_str().unwrap());
    let policy = text("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'self'"), "{name}");
    assert!(policy.contains("frame-ancestors 'none'"), "{name}");
    assert!(!policy.contains("unsafe"), "{name}");
    assert_eq!(text("x-content-type-options"), Some("nosniff"), "{name}");
    assert_eq!(text("x-frame-options"), Some("DENY"), "{name}");
    assert_eq!(text("referrer-policy"), Some("same-origin"), "{name}");
    assert_eq!(text("server"), None, "{name}");
    let cached = text("cache-control");
    assert!(cached == Some("no-store") || name.contains("/assets/"), "{name}: {cached:?}");
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_protection() {
    let house = House::open().await;
    for route in house.declared() {
        let path = house.filled(&route.path, false);
        let session = house.session(who_may(route.door)).await;
        for signed_in in [false, true] {
            let ask = house.ask(route.method, &path).header("x-csrf-token", CSRF);
            let ask = if signed_in { ask.by_session(&session) } else { ask };
            let answer = ask.sending("application/json", "").go().await;
            check_headers(&format!("{} {}", route.method, route.path), &answer);
        }
    }
    for (method, path) in [("GET", "/nothing"), ("PUT", "/login"), ("GET", "/assets/nothing.js")] {
        check_headers(path, &house.ask(method, path).go().await);
    }
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there_and_cookies_are_secure() {
    let house = House::open_with(true).await;
    house.give_password("viewer").await;
    let page = house.ask("GET", "/login").go().await;
    assert!(page.headers.contains_key("strict-transport-security"));
    let form = format!("account=viewer&password={}", super::house::PASSWORD);
    let ask = house.ask("POST", "/login").header("origin", "https://desk");
    let answer = ask.sending("application/x-www-form-urlencoded", form).go().await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for mark in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(mark), "{cookie}");
    }
    let plain = house.ask("POST", "/login").header("origin", "http://desk").go().await;
    assert_eq!(plain.status.as_u16(), 403, "a page without TLS is another site");
}

#[tokio::test]
async fn no_refusal_tells_how_the_program_is_made() {
    let house = House::open().await;
    let long = "x".repeat(3_000);
    let queries = [
        "?year=%FF&limit=-1&after=%00&q=%27%20OR%201=1--&from=x&to=nothing&rule=99999999",
        "?year=&unit=%25&after=&limit=999999999999999999999",
        "?year=1&year=2&sheet=..%2F..&before=%F0%90&object=%3Cscript%3E&revision=99999999999",
        &format!("?q={long}"),
    ];
    let bodies: [(&str, &[u8]); 8] = [
        ("application/json", b"{"),
        ("application/json", b"[[[[[[[["),
        ("application/json", b"{\"typed\":1,\"label\":{},\"decision\":\"\\u0000\"}"),
        ("application/json", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"a=%FF&year=%00&closed"),
        ("application/x-www-form-urlencoded", b"account=a&account=b"),
        ("multipart/form-data", b"nothing"),
        ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data\r\n\r\n"),
    ];
    for route in house.declared() {
        let session = house.session(who_may(route.door)).await;
        let bare = house.filled(&route.path, false);
        let ids = route.path.replace("{id}", "%FF..%2F%00").replace("{number}", "-1");
        let ids = ids.replace("{revision}", "99999999999").replace("{year}", "0");
        let ids = ids.replace("{*path}", "..%2F..%2FCargo.toml");
        let mut asked = vec![(ids, ("text/plain", b"".as_slice()))];
        for query in queries {
            asked.push((format!("{bare}{query}"), ("text/plain", b"")));
        }
        if route.method != "GET" && !bare.ends_with("/logout") {
            asked.extend(bodies.iter().map(|body| (bare.clone(), *body)));
        }
        for (path, (kind, body)) in asked {
            let ask = house.ask(route.method, &path).by_session(&session);
            let answer = ask.header("x-csrf-token", CSRF).sending(kind, body).go().await;
            let name = format!("{} {path} {kind} {}", route.method, answer.status);
            assert!(answer.status.as_u16() < 500, "{name}: {}", answer.text);
            if answer.status.is_client_error() {
                let found = TELLING.iter().find(|word| answer.text.contains(**word));
                assert_eq!(found, None, "{name}: {}", answer.text);
                // The administrator's settings tell the version on purpose.
                let version = answer.text.contains(env!("CARGO_PKG_VERSION"));
                assert!(!version || bare == "/settings", "{name}");
                let chinese = answer.text.chars().any(|c| ('一'..='龥').contains(&c));
                assert!(chinese, "{name}: {}", answer.text);
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_with_the_right_ones() {
    let house = House::open().await;
    let (_, token) = house.bearer("viewer").await;
    let answer = house.ask("PUT", "/api/v1/documents").by_program(&token).go().await;
    assert_eq!(answer.status.as_u16(), 405);
    assert!(answer.headers["allow"].to_str().unwrap().contains("GET"));
    assert!(answer.text.starts_with("{\"status\":405"), "{}", answer.text);
}
