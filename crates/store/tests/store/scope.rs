//! What lies outside a person's scope is answered like what does not exist.

use crate::place::{Place, acting, administrator, clerk, issue, of_two_units, text};
use procedure::{Refusal, Role, Scope};
use store::{
    Acting, Decision, DocumentFilter, DocumentId, Draft, IssueFilter, IssueId, IssueState, JobId,
    JobOrder, Settings, SheetFilter, SheetId, Store, StoreError, TrailFilter,
};

crate::on_both_databases! {
    every_question_about_a_foreign_thing_is_answered_as_about_a_missing_one,
    every_list_is_for_a_foreigner_as_in_an_empty_store,
    a_unit_sees_its_own_sheets_of_its_department_s_document,
    a_unit_without_a_sheet_does_not_see_the_document,
    a_sheet_is_not_moved_into_another_unit,
    a_scope_is_a_prefix_and_no_pattern,
    a_role_without_the_right_is_refused,
}

/// An answer as a person would get it.
fn said<T: std::fmt::Debug>(answer: &Result<T, StoreError>) -> String {
    format!("{answer:?}")
}

async fn every_question_about_a_foreign_thing_is_answered_as_about_a_missing_one(place: &Place) {
    let done = place.import(&of_two_units(), &[issue(1, "≥9595%")]).await;
    let store = &place.store;
    let sheet = place.sheet_ids(done.id).await[0];
    let found = place.issues(done.id).await[0].id;
    let order =
        JobOrder { kind: "import", unit_code: "333", payload: "{}".into(), client_key: None };
    let job = store.order_job(&clerk("333"), order).await.unwrap();
    let mut foreigner = clerk("444");
    foreigner.actor.account = "wang".into();
    let who = &foreigner;
    for (foreign, missing) in read_answers(store, who, (done.id, sheet, found, job)).await {
        assert_eq!(foreign, missing);
    }
    let changes = [
        (said(&store.retry_job(who, job).await), said(&store.retry_job(who, JobId::new()).await)),
        (
            said(&store.keep_draft(who, &draft(sheet)).await),
            said(&store.keep_draft(who, &draft(SheetId::new())).await),
        ),
        (
            said(&store.decide(who, &[found], &accepted()).await),
            said(&store.decide(who, &[IssueId::new()], &accepted()).await),
        ),
    ];
    for (foreign, missing) in changes {
        assert_eq!(foreign, missing);
    }
}

/// Every reading function, asked about a foreign and about a missing thing.
async fn read_answers(
    store: &Store,
    who: &Acting,
    (document, sheet, found, job): (DocumentId, SheetId, IssueId, JobId),
) -> Vec<(String, String)> {
    let (no_document, no_sheet) = (DocumentId::new(), SheetId::new());
    let every = IssueFilter::default();
    vec![
        (said(&store.document(who, document).await), said(&store.document(who, no_document).await)),
        (
            said(&store.revision(who, document, 1).await),
            said(&store.revision(who, no_document, 1).await),
        ),
        (said(&store.sheet(who, sheet).await), said(&store.sheet(who, no_sheet).await)),
        (
            said(&store.sheet_version(who, sheet, 1).await),
            said(&store.sheet_version(who, no_sheet, 1).await),
        ),
        (
            said(&store.sheets_of(who, document).await),
            said(&store.sheets_of(who, no_document).await),
        ),
        (
            said(&store.issues(who, document, &every).await),
            said(&store.issues(who, no_document, &every).await),
        ),
        (said(&store.issue(who, found).await), said(&store.issue(who, IssueId::new()).await)),
        (said(&store.job(who, job).await), said(&store.job(who, JobId::new()).await)),
        (said(&store.draft(who, sheet).await), said(&store.draft(who, no_sheet).await)),
    ]
}
fn draft(sheet: SheetId) -> Draft {
    Draft { sheet, form: "{}".into(), base_version: 1, saved_at: 5 }
}

fn accepted() -> Decision {
    Decision { state: IssueState::Accepted, reason: String::new() }
}

async fn every_list_is_for_a_foreigner_as_in_an_empty_store(place: &Place) {
    let done = place.import(&of_two_units(), &[issue(1, "≥9595%")]).await;
    let order =
        JobOrder { kind: "import", unit_code: "333", payload: "{}".into(), client_key: None };
    place.store.order_job(&clerk("333"), order).await.unwrap();
    let mut who = clerk("444");
    who.actor.account = "wang".into();
    let store = &place.store;
    assert!(store.documents(&who, &DocumentFilter::default()).await.unwrap().is_empty());
    let filter = SheetFilter { limit: 50, ..SheetFilter::default() };
    assert!(store.sheets(&who, &filter).await.unwrap().is_empty());
    assert!(store.sheets_of(&who, done.id).await.unwrap().is_empty());
    assert!(store.jobs(&who).await.unwrap().is_empty());
    assert!(store.drafts(&who).await.unwrap().is_empty());
    let digest = store::BlobDigest::of(b"original");
    assert!(store.imports_of(&who, &digest).await.unwrap().is_empty());
}

async fn a_unit_sees_its_own_sheets_of_its_department_s_document(place: &Place) {
    let found = [issue(0, "总体目标"), issue(1, "≥9595%"), issue(2, "≥90%"), issue(2, "≥80%")];
    let done = place.import(&of_two_units(), &found).await;
    let unit = clerk("333003");
    let stored = place.store.document(&unit, done.id).await.unwrap();
    assert!(!stored.whole);
    assert_eq!(stored.document.sheets, of_two_units().sheets[1..]);
    assert_eq!(stored.document.department, goals::DepartmentPart::default());
    assert!(stored.document.notes.is_empty());
    let summary = stored.summary;
    assert_eq!((summary.sheets, summary.errors, summary.total.fen()), (1, 2, 7_000_000));
    let listed = place.store.documents(&unit, &DocumentFilter::default()).await.unwrap();
    assert_eq!(listed, [summary]);
    let issues = place.store.issues(&unit, done.id, &IssueFilter::default()).await.unwrap();
    assert_eq!(issues.len(), 2);
    // The original holds what is of all units.
    let whole = place.store.revision(&unit, done.id, 1).await;
    assert!(matches!(whole, Err(StoreError::Missing)));
    let filter = SheetFilter { limit: 50, ..SheetFilter::default() };
    assert_eq!(place.store.sheets(&unit, &filter).await.unwrap().len(), 1);
}

async fn a_unit_without_a_sheet_does_not_see_the_document(place: &Place) {
    let done = place.import(&of_two_units(), &[]).await;
    let unit = clerk("333009");
    assert!(matches!(place.store.document(&unit, done.id).await, Err(StoreError::Missing)));
    assert!(place.store.documents(&unit, &DocumentFilter::default()).await.unwrap().is_empty());
}

async fn a_sheet_is_not_moved_into_another_unit(place: &Place) {
    let done = place.import(&of_two_units(), &[]).await;
    let id = place.sheet_ids(done.id).await[0];
    let mut content = of_two_units().sheets[0].clone();
    content.unit_code = Some(text("333003"));
    let moved = place.save(&clerk("333002"), id, &content).await;
    assert!(matches!(moved, Err(StoreError::Refused(Refusal::OutOfScope))), "{moved:?}");
    content.unit_code = Some(text("333002"));
    place.save(&clerk("333002"), id, &content).await.unwrap();
}

async fn a_scope_is_a_prefix_and_no_pattern(place: &Place) {
    place.import(&of_two_units(), &[]).await;
    for prefix in ["%", "33%", "___", "33_", "333%", "3330020", "３３３"] {
        let who = clerk(prefix);
        let seen = place.store.documents(&who, &DocumentFilter::default()).await.unwrap();
        assert!(seen.is_empty(), "{prefix}");
        assert!(!who.actor.scope.covers("333002"), "{prefix}");
    }
    for prefix in ["3", "33", "333", "333002"] {
        let seen = place.store.documents(&clerk(prefix), &DocumentFilter::default()).await.unwrap();
        assert_eq!(seen.len(), 1, "{prefix}");
    }
    let nobody = acting(Role::Preparer, Scope::Units(vec![]), 1);
    assert!(place.store.documents(&nobody, &DocumentFilter::default()).await.unwrap().is_empty());
}

async fn a_role_without_the_right_is_refused(place: &Place) {
    let done = place.import(&of_two_units(), &[issue(1, "≥9595%")]).await;
    let id = place.sheet_ids(done.id).await[0];
    let found = place.issues(done.id).await[0].id;
    let viewer = acting(Role::Viewer, Scope::Everything, 1);
    let refused = |result: Result<(), StoreError>| {
        matches!(result, Err(StoreError::Refused(Refusal::RoleMayNot(..))))
    };
    let store = &place.store;
    let answers = [
        place.try_import(&viewer, &of_two_units(), &[]).await.map(|_| ()),
        place.save(&viewer, id, &of_two_units().sheets[0]).await,
        store.keep_draft(&viewer, &draft(id)).await,
        store.decide(&viewer, &[found], &accepted()).await,
        store.trail(&viewer, &TrailFilter::default()).await.map(|_| ()),
        store.accounts(&viewer).await.map(|_| ()),
        store.keep_settings(&viewer, &Settings::default()).await,
        store.document(&administrator(), done.id).await.map(|_| ()),
    ];
    assert!(answers.into_iter().all(refused));
    let order =
        JobOrder { kind: "import", unit_code: "333", payload: "{}".into(), client_key: None };
    let job = store.order_job(&clerk("333"), order).await.unwrap();
    assert!(refused(store.retry_job(&viewer, job).await));
}
