//! Texts come back as they were given, or are refused in clear words (reliability B9).

use crate::place::{Place, acting, clerk, text, two_sheets};
use budget::FundingSource;
use fixtures::builder::{SheetBuilder, document};
use goals::{Document, FormKind};
use procedure::{Role, Scope};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::{
    Deed, DocumentFilter, Draft, NewAccount, PasswordHash, SheetFilter, StoreError, TrailFilter,
};
use vocabulary::{Confidence, Place as At};

crate::on_both_databases! {
    rare_texts_come_back_character_by_character,
    a_nul_is_refused_in_the_same_words,
    a_search_takes_no_character_as_a_pattern,
    generated_documents_come_back_the_same,
}

const RARE: [&str; 12] = [
    "𠮷野家",
    "e\u{301}é",
    "👩‍👩‍👧‍👦",
    "\u{202e}gnp.exe",
    "\u{feff}带标记",
    "「≥９５％」",
    "㎡ ㏑ ﷽",
    "\u{1f}\u{7f}\u{85}\u{2028}",
    "'; DROP TABLE target_sheets; --",
    "\"\\u0000\" \\ % _",
    "   前后空白\t\r\n ",
    "\u{10ffff}\u{fffd}",
];

async fn rare_texts_come_back_character_by_character(place: &Place) {
    let mut given = two_sheets();
    given.sheets[0].goals = RARE.map(text).to_vec();
    for name in RARE {
        given.sheets[1].project_name = Some(text(name));
        given.notes.push(name.into());
        let done = place.import(&given, &[]).await;
        let stored = place.store.document(&clerk("333"), done.id).await.unwrap();
        assert_eq!(stored.document, given);
        let sheet = place.store.sheets_of(&clerk("333"), done.id).await.unwrap().remove(1);
        assert_eq!(sheet.project_name, name);
        let deed =
            Deed { action: "x", change: name.into(), reason: name.into(), ..Deed::default() };
        place.store.record(&clerk("333"), deed).await.unwrap();
    }
    let filter = TrailFilter { action: "x".into(), limit: 100, ..TrailFilter::default() };
    let auditor = acting(Role::Auditor, Scope::Everything, 1);
    let entries = place.store.trail(&auditor, &filter).await.unwrap();
    let changes: Vec<_> = entries.iter().rev().map(|entry| entry.draft.change.as_str()).collect();
    assert_eq!(changes, RARE);
    place.store.verify().await.unwrap();
}

async fn a_nul_is_refused_in_the_same_words(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    let sheet = place.sheet_ids(done.id).await[0];
    let who = clerk("333");
    let mut in_a_goal = two_sheets();
    in_a_goal.sheets[0].goals = vec![text("目标\0一")];
    let mut in_a_note = two_sheets();
    in_a_note.notes = vec!["\0".into()];
    let deed = Deed { action: "x", reason: "a\0b".into(), ..Deed::default() };
    let account = NewAccount {
        login: "a\0b".into(),
        name: "甲".into(),
        password: PasswordHash(String::new()),
        role: Role::Viewer,
        scope: Scope::Everything,
        must_change: false,
        demonstration: false,
    };
    let draft = Draft { sheet, form: "\0".into(), base_version: 1, saved_at: 1 };
    let words = |words: &str| SheetFilter { words: words.into(), limit: 9, ..Default::default() };
    let documents = DocumentFilter { words: "a\0".into(), ..Default::default() };
    let store = &place.store;
    let before = store.trail_head().await.unwrap();
    let refusals: Vec<Option<StoreError>> = vec![
        place.try_import(&who, &in_a_goal, &[]).await.err(),
        place.try_import(&who, &in_a_note, &[]).await.err(),
        place.save(&who, sheet, &in_a_goal.sheets[0]).await.err(),
        store.record(&who, deed).await.err(),
        store.add_account(&crate::place::administrator(), account).await.err(),
        store.keep_draft(&who, &draft).await.err(),
        store.sheets(&who, &words("a\0")).await.err(),
        store.documents(&who, &documents).await.err(),
        store.log_in_of("a\0").await.err(),
    ];
    for refusal in refusals {
        let said = refusal.map(|refusal| refusal.to_string());
        assert_eq!(said.as_deref(), Some("内容中有不能保存的空字符（U+0000），请删除后重试"));
    }
    assert_eq!(store.trail_head().await.unwrap(), before);
}

async fn a_search_takes_no_character_as_a_pattern(place: &Place) {
    let mut given = two_sheets();
    given.sheets[0].project_name = Some(text("完成率100%_A\\B"));
    place.import(&given, &[]).await;
    let found = async |words: &str| {
        let filter = SheetFilter { words: words.into(), limit: 9, ..SheetFilter::default() };
        place.store.sheets(&clerk("333"), &filter).await.unwrap().len()
    };
    for (words, count) in [
        ("100%", 1),
        ("0%_a\\b", 1),
        ("%", 1),
        ("_", 1),
        ("1%0", 0),
        ("ldd", 1),
        ("ＬＤＤＦ", 1),
        ("路灯", 1),
    ] {
        assert_eq!(found(words).await, count, "{words}");
    }
}

/// A text of any characters but NUL, also blank and long.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(RARE.to_vec()).prop_map(Into::into),
        "[^\\x00]{0,24}",
        "[≥≤=><±]?[0-9０-９.,]{0,8}[%％次个平方米]?",
    ]
}

fn any_document() -> impl Strategy<Value = Document> {
    let texts = prop::collection::vec(any_text(), 24);
    prop::collection::vec((texts, any::<bool>()), 1..4).prop_map(|sheets| {
        let mut given = document(sheets.iter().map(|(texts, scored)| sheet(texts, *scored)));
        for (sheet, (texts, _)) in given.sheets.iter_mut().zip(&sheets) {
            sheet.unit_code = Some(text(&texts[20]));
            if let Some(goal) = sheet.goals.first_mut() {
                goal.at = At::Paragraph { page: Some(3), paragraph: 9 };
                goal.confidence = Confidence::Doubtful;
            }
            given.notes.push(texts[21].clone());
            given.unplaced.push(text(&texts[22]));
        }
        given
    })
}

fn sheet(texts: &[String], scored: bool) -> SheetBuilder {
    let at = |index: usize| texts[index].as_str();
    let row = [at(8), at(9), at(10), at(11), at(12)];
    let builder = SheetBuilder::new(1, at(0))
        .form(FormKind::ALL[texts[0].len() % FormKind::ALL.len()])
        .code(at(1))
        .budget(at(2), "12.345", at(3))
        .plan(["25%", at(4), "", "100"])
        .goal(at(5))
        .field(at(6), at(7))
        .indicator(row);
    if scored {
        let source = FundingSource::Named(texts[13].clone());
        let cells = [at(14), at(15), "3", at(16), at(17), at(18)];
        return builder.scored(at(19), at(18), at(17)).execution(source, cells);
    }
    builder
}

async fn generated_documents_come_back_the_same(place: &Place) {
    let mut runner = TestRunner::deterministic();
    for _ in 0..60 {
        let given = any_document().new_tree(&mut runner).unwrap().current();
        let done = place.import(&given, &[]).await;
        let stored = place.store.document(&clerk("333"), done.id).await.unwrap();
        assert_eq!(stored.document.sheets, given.sheets);
        let (_, read) = place.store.revision(&clerk("333"), done.id, done.revision).await.unwrap();
        assert_eq!(read, given);
    }
    place.store.verify().await.unwrap();
}
