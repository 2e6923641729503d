//! Accounts, sessions and tokens.

use crate::place::{Place, administrator, clerk};
use procedure::{Role, Scope};
use store::{
    AccountChange, AccountId, NewAccount, PasswordHash, SessionDigest, SessionRecord, StoreError,
};

crate::on_both_databases! {
    a_log_in_name_is_taken_once,
    the_last_administrator_stays,
    failures_lock_an_account_and_a_log_in_opens_it,
    a_person_changes_the_own_password_and_nothing_else,
    a_changed_or_disabled_account_has_no_session_left,
    old_sessions_are_swept,
    a_revoked_token_is_good_no_more,
}

async fn add(place: &Place, login: &str, role: Role) -> AccountId {
    let new = NewAccount {
        login: login.into(),
        name: "王五".into(),
        password: PasswordHash("$argon2id$one".into()),
        role,
        scope: Scope::Units(vec!["333002".into(), "333003".into()]),
        must_change: true,
        demonstration: false,
    };
    place.store.add_account(&administrator(), new).await.unwrap()
}

async fn open_session(place: &Place, account: AccountId, secret: &str) -> SessionDigest {
    let record = SessionRecord {
        digest: SessionDigest::of(secret),
        account,
        csrf: "csrf".into(),
        created_at: 1_000,
        seen_at: 1_000,
        address: "10.0.0.8".into(),
    };
    place.store.open_session(&record).await.unwrap();
    record.digest
}

async fn a_log_in_name_is_taken_once(place: &Place) {
    assert!(!place.store.has_accounts().await.unwrap());
    let id = add(place, "zhang", Role::Administrator).await;
    assert!(place.store.has_accounts().await.unwrap());
    let new = NewAccount {
        login: "zhang".into(),
        name: "张三".into(),
        password: PasswordHash(String::new()),
        role: Role::Viewer,
        scope: Scope::Everything,
        must_change: false,
        demonstration: false,
    };
    let taken = place.store.add_account(&administrator(), new).await;
    assert!(matches!(taken, Err(StoreError::Invalid(_))), "{taken:?}");
    let listed = place.store.accounts(&administrator()).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id, id);
    assert_eq!(listed[0].scope, Scope::Units(vec!["333002".into(), "333003".into()]));
    assert!(place.store.log_in_of("ZHANG").await.unwrap().is_none());
}

async fn the_last_administrator_stays(place: &Place) {
    let only = add(place, "guan", Role::Administrator).await;
    for change in [
        AccountChange { disabled: Some(true), ..AccountChange::default() },
        AccountChange { role: Some(Role::Viewer), ..AccountChange::default() },
    ] {
        let lost = place.store.change_account(&administrator(), only, change.clone()).await;
        assert!(matches!(lost, Err(StoreError::Invalid(_))), "{lost:?}");
        let still = place.store.log_in_of("guan").await.unwrap().unwrap().account;
        assert_eq!((still.role, still.disabled), (Role::Administrator, false));
    }
    add(place, "guan2", Role::Administrator).await;
    let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
    place.store.change_account(&administrator(), only, change).await.unwrap();
}

async fn failures_lock_an_account_and_a_log_in_opens_it(place: &Place) {
    let id = add(place, "zhang", Role::Preparer).await;
    let acting = clerk("333");
    for _ in 0..4 {
        place.store.log_in_failed(&acting, id, None).await.unwrap();
    }
    place.store.log_in_failed(&acting, id, Some(99_000)).await.unwrap();
    let found = place.store.log_in_of("zhang").await.unwrap().unwrap();
    assert_eq!((found.failures, found.account.locked_until), (5, 99_000));
    place.store.logged_in(&acting, id).await.unwrap();
    let found = place.store.log_in_of("zhang").await.unwrap().unwrap();
    assert_eq!((found.failures, found.account.locked_until), (0, 0));
    let trail = place.store.verify_trail().await.unwrap();
    assert_eq!(trail.head.number, 7, "every attempt is in the trail");
}

async fn a_person_changes_the_own_password_and_nothing_else(place: &Place) {
    add(place, "guan", Role::Administrator).await;
    let own = add(place, "zhang", Role::Preparer).await;
    let other = add(place, "wang", Role::Preparer).await;
    let password = || Some((PasswordHash("$argon2id$two".into()), false));
    let change = AccountChange { password: password(), ..AccountChange::default() };
    let acting = clerk("333");
    place.store.change_account(&acting, own, change.clone()).await.unwrap();
    let found = place.store.log_in_of("zhang").await.unwrap().unwrap();
    assert_eq!(found.password, PasswordHash("$argon2id$two".into()));
    assert!(!found.account.must_change);
    assert!(place.store.change_account(&acting, other, change).await.is_err());
    let more = AccountChange {
        password: password(),
        role: Some(Role::Administrator),
        ..AccountChange::default()
    };
    assert!(place.store.change_account(&acting, own, more).await.is_err());
    let still = place.store.log_in_of("zhang").await.unwrap().unwrap();
    assert_eq!(still.account.role, Role::Preparer);
}

async fn a_changed_or_disabled_account_has_no_session_left(place: &Place) {
    add(place, "guan", Role::Administrator).await;
    let id = add(place, "zhang", Role::Preparer).await;
    let digest = open_session(place, id, "cookie").await;
    let (record, account) = place.store.session(&digest).await.unwrap().unwrap();
    assert_eq!((record.csrf.as_str(), account.id), ("csrf", id));
    let change = AccountChange { role: Some(Role::Viewer), ..AccountChange::default() };
    place.store.change_account(&administrator(), id, change).await.unwrap();
    assert!(place.store.session(&digest).await.unwrap().is_none());
    let digest = open_session(place, id, "cookie two").await;
    place.store.close_session(&clerk("333"), &digest).await.unwrap();
    assert!(place.store.session(&digest).await.unwrap().is_none());
    assert!(place.store.session(&SessionDigest::of("planted")).await.unwrap().is_none());
}

async fn old_sessions_are_swept(place: &Place) {
    let id = add(place, "zhang", Role::Preparer).await;
    let idle = open_session(place, id, "idle").await;
    let used = open_session(place, id, "used").await;
    place.store.touch_session(&used, 5_000).await.unwrap();
    place.store.sweep_sessions(2_000, 0).await.unwrap();
    assert!(place.store.session(&idle).await.unwrap().is_none());
    assert!(place.store.session(&used).await.unwrap().is_some());
    place.store.sweep_sessions(0, 1_001).await.unwrap();
    assert!(place.store.session(&used).await.unwrap().is_none());
}

async fn a_revoked_token_is_good_no_more(place: &Place) {
    let id = add(place, "zhang", Role::Preparer).await;
    let other = add(place, "wang", Role::Preparer).await;
    let digest = SessionDigest::of("secret");
    let acting = clerk("333");
    let token = place.store.add_token(&acting, id, "报表", &digest).await.unwrap();
    assert_eq!(place.store.account_of_token(&digest).await.unwrap().unwrap().id, id);
    let foreign = place.store.revoke_token(&acting, other, token).await;
    assert!(matches!(foreign, Err(StoreError::Missing)));
    place.store.revoke_token(&acting, id, token).await.unwrap();
    assert!(place.store.account_of_token(&digest).await.unwrap().is_none());
    assert!(place.store.tokens(id).await.unwrap()[0].revoked);
}
