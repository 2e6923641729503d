//! The library of indicators: every version is kept, and the second to save is told who was first.

use crate::place::{Place, acting, administrator, auditor};
use procedure::{Role, Scope};
use sea_orm::ConnectionTrait;
use store::{Acting, IndicatorChange, StoreError, TrailFilter};

crate::on_both_databases! {
    what_is_shipped_is_added_once_and_then_left_to_people,
    a_change_makes_the_next_version_and_is_told_in_the_trail,
    who_saves_second_is_told_who_was_first,
    a_version_can_be_neither_changed_nor_taken_away,
    who_may_not_keep_the_library_is_refused,
}

fn reviewer() -> Acting {
    acting(Role::Reviewer, Scope::Units(vec!["333".into()]), 2_000)
}

fn shipped() -> [(String, String); 2] {
    [("sirens".into(), "一".into()), ("roads".into(), "二".into())]
}

fn change(text: &str, from: Option<i32>) -> IndicatorChange<'_> {
    IndicatorChange {
        code: "sirens", name: "警报器完好率", text, reason: " 口径调整 ", from
    }
}

async fn versions(place: &Place) -> Vec<(String, i32, String)> {
    let all = place.store.indicator_versions().await.unwrap();
    all.into_iter().map(|one| (one.code, one.version, one.text)).collect()
}

async fn what_is_shipped_is_added_once_and_then_left_to_people(place: &Place) {
    let store = &place.store;
    assert_eq!(store.add_indicators(&administrator(), &shipped()).await.unwrap(), 2);
    store.change_indicator(&reviewer(), change("改", Some(1))).await.unwrap();
    let next = [("sirens".to_owned(), "新版程序的".to_owned()), ("drains".into(), "三".into())];
    assert_eq!(store.add_indicators(&administrator(), &next).await.unwrap(), 1);
    let line = |code: &str, version, text: &str| (code.to_owned(), version, text.to_owned());
    assert_eq!(
        versions(place).await,
        [
            line("drains", 1, "三"),
            line("roads", 1, "二"),
            line("sirens", 1, "一"),
            line("sirens", 2, "改"),
        ]
    );
}

async fn a_change_makes_the_next_version_and_is_told_in_the_trail(place: &Place) {
    let store = &place.store;
    assert_eq!(store.change_indicator(&reviewer(), change("一", None)).await.unwrap(), 1);
    assert_eq!(store.change_indicator(&reviewer(), change("二", Some(1))).await.unwrap(), 2);
    let again = store.change_indicator(&reviewer(), change("二", Some(1))).await.unwrap();
    assert_eq!(again, 2, "a double click makes no third version");
    let wanted =
        TrailFilter { action: "indicator.define".into(), limit: 9, ..TrailFilter::default() };
    let told = store.trail(&auditor(), &wanted).await.unwrap();
    let told: Vec<(&str, &str)> =
        told.iter().map(|one| (one.draft.change.as_str(), one.draft.reason.as_str())).collect();
    assert_eq!(
        told,
        [("指标“警报器完好率”第2版", "口径调整"), ("指标“警报器完好率”第1版", "口径调整")]
    );
    let without = IndicatorChange { reason: "  ", ..change("三", Some(2)) };
    let refused = store.change_indicator(&reviewer(), without).await.unwrap_err();
    assert_eq!(refused.to_string(), "请填写修订理由");
}

async fn who_saves_second_is_told_who_was_first(place: &Place) {
    let store = &place.store;
    store.change_indicator(&reviewer(), change("一", None)).await.unwrap();
    store.change_indicator(&reviewer(), change("二", Some(1))).await.unwrap();
    let second = store.change_indicator(&reviewer(), change("另", Some(1))).await;
    assert!(matches!(second, Err(StoreError::Changed { version: 2, .. })), "{second:?}");
    let new = store.change_indicator(&reviewer(), change("新", None)).await.unwrap_err();
    assert_eq!(new.to_string(), "指标编码“sirens”已被使用，请另取编码");
    assert_eq!(versions(place).await.len(), 2);
}

async fn a_version_can_be_neither_changed_nor_taken_away(place: &Place) {
    place.store.add_indicators(&administrator(), &shipped()).await.unwrap();
    let raw = place.raw().await;
    for statement in ["UPDATE indicator_versions SET text = '改'", "DELETE FROM indicator_versions"]
    {
        assert!(raw.execute_unprepared(statement).await.is_err(), "{statement}");
    }
}

async fn who_may_not_keep_the_library_is_refused(place: &Place) {
    let one_unit = acting(Role::Reviewer, Scope::Units(vec!["333002".into()]), 1);
    let clerk = acting(Role::Preparer, Scope::Everything, 1);
    for who in [one_unit, clerk, administrator()] {
        let told = place.store.change_indicator(&who, change("一", None)).await;
        assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    }
    let told = place.store.add_indicators(&reviewer(), &shipped()).await;
    assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    assert!(versions(place).await.is_empty());
}
