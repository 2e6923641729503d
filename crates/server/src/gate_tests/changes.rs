//! Every change leaves its entry in the trail, and every refused one does too (reliability E1).

use super::expected::{Expected, Sends};
use super::house::{CSRF, House};
use crate::web::{Declared, Door};
use procedure::{Actor, ObjectState, Role, Scope, permit};

/// A role that may pass a door.
pub(super) fn who_may(door: Door) -> &'static str {
    match door {
        Door::Open | Door::SignedIn => "viewer",
        Door::Permits(action) => Role::ALL
            .into_iter()
            .find(|role| may(*role, action))
            .map(Role::code)
            .expect("every action is permitted to some role"),
    }
}

/// Whether a role may do something somewhere.
pub(super) fn may(role: Role, action: procedure::Action) -> bool {
    let actor = Actor { account: String::new(), role, scope: Scope::Everything };
    permit(&actor, action, ObjectState::Any).is_ok()
}

/// The routes that change something.
pub(super) fn changing(house: &House) -> Vec<Declared> {
    house.declared().into_iter().filter(|route| route.method != "GET").collect()
}

#[tokio::test]
async fn every_changing_route_leaves_exactly_its_entries_in_the_trail() {
    for number in 0.. {
        // A house of its own for each: what one changes must not be what another finds.
        let mut house = House::open().await;
        let Some(route) = changing(&house).into_iter().nth(number) else { break };
        let expected = Expected::of(route.method, &route.path);
        let who = who_may(route.door);
        if route.path.contains("password") || route.path.contains("login") {
            house.give_password(who).await;
        }
        if route.path.contains("token") {
            house.token = house.bearer(who).await.0;
        }
        if expected.entries == ["draft.drop"] {
            begin_draft(&house).await;
        }
        let session = house.session(who).await;
        let (kind, body) = expected.body(&house, Some(CSRF)).await;
        let before = house.entries().await;
        let ask = house.ask(route.method, &house.filled(&route.path, false)).by_session(&session);
        let ask = if matches!(expected.sends, Sends::Form(_) | Sends::Confirmed) {
            ask
        } else {
            ask.header("x-csrf-token", CSRF)
        };
        let answer = ask.sending(&kind, body).go().await;
        let name = format!("{} {}", route.method, route.path);
        assert_eq!(answer.status, expected.status, "{name}: {}", answer.text);
        let left = house.entries().await - before;
        assert_eq!(left, expected.entries.len() as u64, "{name}: {:?}", house.newest(3).await);
        assert_eq!(house.newest(left).await, expected.entries, "{name}");
        house.app.store.verify_trail().await.unwrap();
    }
}

async fn begin_draft(house: &House) {
    let expected = Expected::of("PUT", "/api/v1/sheets/{id}/draft");
    let (kind, body) = expected.body(house, None).await;
    let path = house.filled(expected.path, false);
    let session = house.session("preparer").await;
    let ask = house.ask("PUT", &path).by_session(&session).header("x-csrf-token", CSRF);
    assert_eq!(ask.sending(&kind, body).go().await.status, expected.status);
}

#[tokio::test]
async fn an_attempt_beyond_the_role_is_refused_and_stands_in_the_trail() {
    let house = House::open().await;
    for route in changing(&house) {
        let Door::Permits(action) = route.door else { continue };
        let refused = Role::ALL.into_iter().find(|role| !may(*role, action)).unwrap();
        let session = house.session(refused.code()).await;
        let expected = Expected::of(route.method, &route.path);
        let (kind, body) = expected.body(&house, Some(CSRF)).await;
        let before = house.entries().await;
        let path = house.filled(&route.path, false);
        let ask = house.ask(route.method, &path).by_session(&session).sending(&kind, body);
        let answer = ask.header("x-csrf-token", CSRF).go().await;
        let name = format!("{} {}", route.method, route.path);
        assert_eq!(answer.status.as_u16(), 403, "{name}: {}", answer.text);
        assert_eq!(house.entries().await, before + 1, "{name}");
        assert_eq!(house.newest(1).await, ["access.refused"], "{name}");
    }
}

#[tokio::test]
async fn an_export_is_in_the_trail_before_it_leaves() {
    let house = House::open().await;
    let session = house.session("viewer").await;
    for (path, action) in [
        ("/documents/{id}/export?to=csv", "document.export"),
        ("/documents/{id}/original/1", "document.export"),
        ("/sheets/{id}/export?to=docx", "sheet.export"),
        ("/ledgers/{ledger}/export", "ledger.export"),
        ("/ledgers/{ledger}/export?to=parquet", "ledger.export"),
        ("/api/v1/documents/{id}/export?to=xlsx", "document.export"),
        ("/api/v1/documents/{id}/revisions/1/original", "document.export"),
        ("/api/v1/sheets/{id}/export?to=html", "sheet.export"),
    ] {
        let before = house.entries().await;
        let answer = house.ask("GET", &house.filled(path, false)).by_session(&session).go().await;
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        assert_eq!(house.entries().await, before + 1, "{path}");
        assert_eq!(house.newest(1).await, [action], "{path}");
    }
}
