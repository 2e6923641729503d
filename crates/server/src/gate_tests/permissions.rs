//! The table of permissions, and every route asked as every role (reliability D6).

use super::changes::{may, who_may};
use super::expected::Expected;
use super::house::{CSRF, House, NOTHING};
use crate::web::{Declared, Door};
use procedure::Role;
use std::fmt::Write;

/// The table as it is committed and read.
const TABLE: &str = include_str!("permissions.txt");

/// Who passes a door, in the words of the roles.
fn admitted(door: Door) -> String {
    match door {
        Door::Open => "任何人（含未登录）".into(),
        Door::SignedIn => "任何已登录的人".into(),
        Door::Permits(action) => Role::ALL
            .into_iter()
            .filter(|role| may(*role, action))
            .map(Role::label)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn table(routes: &[Declared]) -> String {
    let mut lines: Vec<String> = routes
        .iter()
        .map(|route| format!("{:<6} {:<55} {}", route.method, route.path, admitted(route.door)))
        .collect();
    lines.sort_by_key(|line| line.get(7..).map(str::to_owned));
    let mut text = String::new();
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    text
}

#[tokio::test]
async fn the_table_of_permissions_is_the_one_that_was_read() {
    let house = House::open().await;
    let now = table(&house.declared());
    assert!(now == TABLE, "gate_tests/permissions.txt should be:\n{now}");
}

#[tokio::test]
async fn every_route_answers_every_role_as_declared() {
    let mut house = House::open().await;
    house.token = house.bearer("viewer").await.0;
    for route in house.declared() {
        let path = house.filled(&route.path, false);
        let name = format!("{} {}", route.method, route.path);
        let nobody = house.ask(route.method, &path).go().await;
        match route.door {
            Door::Open => assert!(nobody.status.as_u16() < 500, "{name}"),
            Door::SignedIn | Door::Permits(_)
                if route.method == "GET" && !path.starts_with("/api/") =>
            {
                assert_eq!(nobody.status.as_u16(), 303, "{name}");
                let to = nobody.headers["location"].to_str().unwrap();
                assert!(to.starts_with("/login?next="), "{name}");
            }
            Door::SignedIn | Door::Permits(_) => assert_eq!(nobody.status.as_u16(), 401, "{name}"),
        }
        for role in Role::ALL {
            let session = house.session(role.code()).await;
            let ask = house.ask(route.method, &path).by_session(&session);
            // Without a body a change is read and not taken: the state of the house stays.
            let ask = ask.header("x-csrf-token", CSRF).sending("application/json", "");
            let answer = ask.go().await;
            let passes = match route.door {
                Door::Permits(action) => may(role, action),
                Door::Open | Door::SignedIn => true,
            };
            let refused = answer.status.as_u16() == 403;
            assert_eq!(!refused, passes, "{name} as {}: {}", role.code(), answer.status);
            assert!(answer.status.as_u16() < 500, "{name} as {}", role.code());
        }
    }
}

#[tokio::test]
async fn what_is_foreign_is_answered_like_what_is_missing_to_the_byte() {
    let house = House::open().await;
    let mut compared = 0;
    for route in house.declared() {
        let of_documents = [
            "/documents/{id}",
            "/sheets/{id}",
            "/issues/{id}",
            "/jobs/{id}",
            "/ledgers/{ledger}/records/{record}",
            "/ledgers/{ledger}/records/{id}",
            "/ledgers/{ledger}/evidence/{id}",
        ];
        let bare = route.path.trim_start_matches("/api/v1");
        if !of_documents.iter().any(|start| bare.starts_with(start)) {
            continue;
        }
        let login = format!("foreign-{}", who_may(route.door));
        let mut answers = Vec::new();
        for missing in [false, true] {
            let mut path = house.filled(&route.path, missing);
            if route.path.ends_with("/export") {
                path += "?to=csv";
            }
            if route.path.ends_with("/compare") {
                path += "?from=1&to=1";
            }
            let session = house.session(&login).await;
            let ask = house.ask(route.method, &path).by_session(&session);
            let ask = if route.method == "GET" {
                ask
            } else {
                let expected = Expected::of(route.method, &route.path);
                let (kind, body) = expected.body(&house, Some(CSRF)).await;
                ask.header("x-csrf-token", CSRF).sending(&kind, body)
            };
            let answer = ask.go().await;
            let name = format!("{} {}", route.method, route.path);
            assert_eq!(answer.status.as_u16(), 404, "{name}: {}", answer.text);
            // The page repeats the address that was asked for, and nothing else of it.
            let asked = path.split('?').next().unwrap();
            answers
                .push(answer.text.replace(asked, "").replace(&super::errors::escaped(asked), ""));
        }
        assert_eq!(answers[0], answers[1], "{} {}", route.method, route.path);
        assert!(!answers[1].contains(NOTHING));
        compared += 1;
    }
    assert!(compared > 20, "only {compared} routes were compared");
}

#[tokio::test]
async fn lists_and_searches_of_a_stranger_are_those_of_an_empty_house() {
    let house = House::open().await;
    let session = house.session("foreign-viewer").await;
    for path in [
        "/api/v1/documents",
        "/api/v1/documents?q=%E8%AE%A1%E5%88%92",
        "/api/v1/sheets",
        "/api/v1/sheets?q=dlwx",
        "/api/v1/jobs",
    ] {
        let answer = house.ask("GET", path).by_session(&session).go().await;
        assert_eq!(answer.text, "{\"items\":[],\"next\":null}", "{path}");
    }
}
