//! Documents from import to decision.

use crate::place::{Place, administrator, clerk, issue, text, two_sheets};
use fixtures::builder::SheetBuilder;
use procedure::Refusal;
use store::{
    Decision, DocumentFilter, Draft, IssueState, Origin, SheetChange, SheetFilter, StoreError,
};
use vocabulary::FiscalYear;

crate::on_both_databases! {
    an_imported_document_reads_back_the_same,
    an_import_again_matches_by_code_and_keeps_decisions,
    sheets_are_matched_by_code_before_any_is_by_name,
    an_import_that_fails_leaves_nothing,
    a_saved_sheet_becomes_a_version_and_its_draft_goes,
    two_people_saving_the_same_sheet_have_one_winner,
    a_change_made_on_an_old_version_names_who_was_first,
    a_save_with_part_of_a_document_is_refused,
    the_sums_of_a_document_follow_its_sheets,
    a_decision_is_kept_counted_and_taken_back,
    a_finding_more_does_not_move_the_others,
    a_closed_year_takes_no_import_save_or_decision,
    the_same_file_is_noticed,
}

async fn an_imported_document_reads_back_the_same(place: &Place) {
    let document = two_sheets();
    let done = place.import(&document, &[issue(1, "≥9595%")]).await;
    let stored = place.store.document(&clerk("333"), done.id).await.unwrap();
    assert_eq!(stored.document, document);
    assert_eq!((stored.summary.sheets, stored.summary.errors), (2, 1));
    let listed = place.store.documents(&clerk("333"), &DocumentFilter::default()).await.unwrap();
    assert_eq!(listed, [stored.summary]);
    let (revision, read) = place.store.revision(&clerk("333"), done.id, 1).await.unwrap();
    assert_eq!((revision.number, read), (1, document));
    place.store.verify().await.unwrap();
}

async fn an_import_again_matches_by_code_and_keeps_decisions(place: &Place) {
    let first = place.import(&two_sheets(), &[issue(1, "≥9595%"), issue(2, "≥90%")]).await;
    let found = place.issues(first.id).await;
    let decision = Decision { state: IssueState::Explained, reason: "沿用上级口径".into() };
    place.store.decide(&clerk("333"), &[found[0].id], &decision).await.unwrap();
    // The second sheet comes first now, and the first has another purpose.
    let mut changed = two_sheets();
    changed.sheets.reverse();
    changed.sheets[1].purpose = Some(text("防空警报"));
    let second = place.import(&changed, &[issue(1, "≥90%"), issue(2, "≥9595%")]).await;
    assert_eq!(second.id, first.id);
    assert_eq!((second.revision, second.added, second.changed, second.removed), (2, 0, 1, 0));
    assert_eq!(second.decisions_kept, 1);
    let again = place.issues(first.id).await;
    assert_eq!(again[1].id, found[0].id, "an issue found again keeps its key");
    assert_eq!(again[1].state, IssueState::Explained);
    assert_eq!(again[1].reason, "沿用上级口径");
    let stored = place.store.document(&clerk("333"), first.id).await.unwrap();
    assert_eq!(stored.document, changed);
    assert_eq!(stored.revisions.len(), 2);
    place.store.verify().await.unwrap();
}

async fn sheets_are_matched_by_code_before_any_is_by_name(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let ids = place.sheet_ids(done.id).await;
    // A sheet without a code takes the name of the second, which is still there by its code.
    let mut changed = two_sheets();
    let mut nameless = changed.sheets[1].clone();
    nameless.project_code = None;
    changed.sheets.insert(0, nameless);
    changed.sheets[2].project_name = Some(text("路灯维护电费"));
    let second = place.import(&changed, &[]).await;
    assert_eq!((second.added, second.changed, second.removed), (1, 1, 0));
    assert_eq!(place.sheet_ids(done.id).await[1..], ids[..]);
    // A sheet that lost its code is found by its name.
    let mut without = two_sheets();
    without.sheets[0].project_code = None;
    let third = place.import(&without, &[]).await;
    assert_eq!((third.added, third.removed), (0, 1));
    assert_eq!(place.sheet_ids(done.id).await, ids);
}

async fn an_import_that_fails_leaves_nothing(place: &Place) {
    let mut bad = two_sheets();
    bad.sheets[1].project_name = Some(text("路灯\0电费"));
    let before = place.store.trail_head().await.unwrap();
    let failed = place.try_import(&clerk("333"), &bad, &[]).await;
    assert!(matches!(failed, Err(StoreError::Invalid(_))), "{failed:?}");
    assert_eq!(place.store.trail_head().await.unwrap(), before);
    let none = place.store.documents(&clerk("333"), &DocumentFilter::default()).await.unwrap();
    assert!(none.is_empty());
    place.import(&two_sheets(), &[]).await;
}

async fn a_saved_sheet_becomes_a_version_and_its_draft_goes(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let id = place.sheet_ids(done.id).await[0];
    let draft = Draft { sheet: id, form: "{}".into(), base_version: 1, saved_at: 5 };
    place.store.keep_draft(&clerk("333"), &draft).await.unwrap();
    place.store.keep_draft(&clerk("333"), &draft).await.unwrap();
    assert_eq!(place.store.drafts(&clerk("333")).await.unwrap(), [draft]);
    let mut content = two_sheets().sheets[0].clone();
    content.purpose = Some(text("防空警报"));
    place.save(&clerk("333"), id, &content).await.unwrap();
    let stored = place.store.sheet(&clerk("333"), id).await.unwrap();
    assert_eq!(stored.sheet, content);
    assert_eq!(stored.draft, None);
    let origins: Vec<Origin> = stored.versions.iter().map(|version| version.origin).collect();
    assert_eq!(origins, [Origin::Edit, Origin::Import]);
    let (_, first) = place.store.sheet_version(&clerk("333"), id, 1).await.unwrap();
    assert_eq!(first, two_sheets().sheets[0]);
    place.store.verify().await.unwrap();
}

async fn two_people_saving_the_same_sheet_have_one_winner(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let stored = place.store.document(&clerk("333"), done.id).await.unwrap();
    let change = SheetChange {
        id: stored.sheet_ids[0],
        base_version: 1,
        content: &stored.document.sheets[1],
        origin: Origin::Edit,
        note: String::new(),
    };
    let reviewed = (done.id, stored.summary.version, &stored.document, &[][..]);
    let acting = clerk("333");
    let (one, two) = tokio::join!(
        place.store.save_sheets(&acting, std::slice::from_ref(&change), reviewed),
        place.store.save_sheets(&acting, std::slice::from_ref(&change), reviewed),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let lost = one.err().or(two.err()).unwrap();
    assert!(matches!(lost, StoreError::Changed { version: 2, .. }), "{lost}");
}

async fn a_change_made_on_an_old_version_names_who_was_first(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let id = place.sheet_ids(done.id).await[0];
    let content = two_sheets().sheets[0].clone();
    let mut first = clerk("333");
    first.name = "李四".into();
    place.save(&first, id, &content).await.unwrap();
    let stored = place.store.document(&clerk("333"), done.id).await.unwrap();
    let change = SheetChange {
        id,
        base_version: 1,
        content: &content,
        origin: Origin::Edit,
        note: String::new(),
    };
    let reviewed = (done.id, stored.summary.version, &stored.document, &[][..]);
    let late = place.store.save_sheets(&clerk("333"), &[change], reviewed).await.unwrap_err();
    assert!(matches!(&late, StoreError::Changed { by, version: 2, .. } if by == "李四"), "{late}");
}

async fn a_save_with_part_of_a_document_is_refused(place: &Place) {
    let done = place.import(&two_sheets(), &[issue(2, "≥90%")]).await;
    let mut stored = place.store.document(&clerk("333"), done.id).await.unwrap();
    stored.document.sheets.truncate(1);
    let change = SheetChange {
        id: stored.sheet_ids[0],
        base_version: 1,
        content: &stored.document.sheets[0],
        origin: Origin::Edit,
        note: String::new(),
    };
    let reviewed = (done.id, stored.summary.version, &stored.document, &[][..]);
    let refused = place.store.save_sheets(&clerk("333"), &[change], reviewed).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    assert_eq!(place.issues(done.id).await.len(), 1, "the findings of the others are still there");
}

async fn the_sums_of_a_document_follow_its_sheets(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let ids = place.sheet_ids(done.id).await;
    let summary = place.store.document(&clerk("333"), done.id).await.unwrap().summary;
    assert_eq!(summary.total.fen(), 19_500_000);
    let richer =
        SheetBuilder::new(1, "城区警报器维护").code("333-0401-JQN-X0VZ").budget("20", "", "");
    place.save(&clerk("333"), ids[0], &richer.build()).await.unwrap();
    let saved = place.store.document(&clerk("333"), done.id).await.unwrap().summary;
    assert_eq!(saved.total.fen(), 27_000_000);
    assert_eq!(saved.version, summary.version + 1);
}

async fn a_decision_is_kept_counted_and_taken_back(place: &Place) {
    let done = place.import(&two_sheets(), &[issue(1, "≥9595%"), issue(0, "总体目标")]).await;
    let id = place.issues(done.id).await[0].id;
    let blank = Decision { state: IssueState::Explained, reason: "  ".into() };
    let refused = place.store.decide(&clerk("333"), &[id], &blank).await.unwrap_err();
    assert_eq!(refused.to_string(), "请填写说明理由后再提交");
    let accept = Decision { state: IssueState::Accepted, reason: String::new() };
    place.store.decide(&clerk("333"), &[id], &accept).await.unwrap();
    let summary = place.store.document(&clerk("333"), done.id).await.unwrap().summary;
    assert_eq!((summary.errors, summary.decided), (1, 1));
    let sheets = place.store.sheets_of(&clerk("333"), done.id).await.unwrap();
    assert_eq!(sheets[0].errors + sheets[1].errors, 0);
    let back = Decision { state: IssueState::Open, reason: String::new() };
    place.store.decide(&clerk("333"), &[id], &back).await.unwrap();
    let found = place.store.issue(&clerk("333"), id).await.unwrap();
    assert_eq!((found.state, found.decided_at), (IssueState::Open, None));
    let summary = place.store.document(&clerk("333"), done.id).await.unwrap().summary;
    assert_eq!((summary.errors, summary.decided), (2, 0));
}

async fn a_finding_more_does_not_move_the_others(place: &Place) {
    let done = place.import(&two_sheets(), &[issue(0, "甲"), issue(1, "乙"), issue(2, "丙")]).await;
    let before: Vec<_> = place.issues(done.id).await.into_iter().map(|found| found.id).collect();
    let more = [issue(0, "甲"), issue(0, "丁"), issue(1, "戊"), issue(1, "乙"), issue(2, "丙")];
    place.import(&two_sheets(), &more).await;
    let after = place.issues(done.id).await;
    let texts: Vec<&str> = after.iter().map(|found| found.text.as_str()).collect();
    assert_eq!(texts, ["甲", "丁", "戊", "乙", "丙"]);
    assert_eq!([after[0].id, after[3].id, after[4].id][..], before[..]);
}

async fn a_closed_year_takes_no_import_save_or_decision(place: &Place) {
    let done = place.import(&two_sheets(), &[issue(1, "≥9595%")]).await;
    let id = place.sheet_ids(done.id).await[0];
    let found = place.issues(done.id).await[0].id;
    let year = FiscalYear::new(2021).unwrap();
    place.store.set_year_closed(&administrator(), year, true).await.unwrap();
    let closed = |result: Result<(), StoreError>| {
        matches!(result, Err(StoreError::Refused(Refusal::YearClosed)))
    };
    let acting = clerk("333");
    assert!(closed(place.try_import(&acting, &two_sheets(), &[]).await.map(|_| ())));
    assert!(closed(place.save(&acting, id, &two_sheets().sheets[0]).await));
    let accept = Decision { state: IssueState::Accepted, reason: String::new() };
    assert!(closed(place.store.decide(&acting, &[found], &accept).await));
    assert_eq!(place.issues(done.id).await[0].state, IssueState::Open);
    place.store.set_year_closed(&administrator(), year, false).await.unwrap();
    place.store.decide(&acting, &[found], &accept).await.unwrap();
    assert_eq!(place.store.years().await.unwrap(), [(2021, false)]);
}

async fn the_same_file_is_noticed(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let digest = store::BlobDigest::of(b"original");
    let known = place.store.imports_of(&clerk("333"), &digest).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].0.id, done.id);
    assert!(place.store.imports_of(&clerk("444"), &digest).await.unwrap().is_empty());
    let filter = SheetFilter { limit: 50, ..SheetFilter::default() };
    assert_eq!(place.store.sheets(&clerk("333"), &filter).await.unwrap().len(), 2);
}
