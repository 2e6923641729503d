//! Documents from import to decision, on a real database.

use fixtures::builder::{SheetBuilder, document};
use goals::Document;
use procedure::{Actor, Role, Scope};
use store::{
    Acting, BlobDigest, DatabaseAddress, Decision, DocumentFilter, ImportDraft, Imported,
    IssueFilter, IssueState, Origin, SheetChange, SheetFilter, Store, StoreError, StorePlaces,
};
use tempfile::TempDir;
use vocabulary::{Basis, FiscalYear, Issue, RuleCode, Severity};

struct Place {
    store: Store,
    _folder: TempDir,
}

async fn open() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let places = StorePlaces {
        data: folder.path().join("data"),
        keys: folder.path().join("keys"),
        database: DatabaseAddress::Embedded,
    };
    Place { store: Store::open(&places, 1).await.unwrap(), _folder: folder }
}

fn clerk(scope: &str) -> Acting {
    Acting {
        actor: Actor {
            account: "zhang".into(),
            role: Role::Preparer,
            scope: Scope::Units(vec![scope.into()]),
        },
        name: "张三".into(),
        address: "10.0.0.8".into(),
        at: 1_000,
    }
}

fn two_sheets() -> Document {
    document([
        SheetBuilder::new(1, "城区警报器维护").code("333-0401-JQN-X0VZ"),
        SheetBuilder::new(2, "路灯电费").code("333-0402-JQN-X0VA"),
    ])
}

fn issue(sheet: u32, text: &str) -> Issue {
    Issue {
        rule: RuleCode(50),
        severity: Severity::Error,
        sheet: Some(sheet),
        row: Some(1),
        field: "指标值",
        at: None,
        text: text.into(),
        span: None,
        explanation: "数字重复".into(),
        repair: None,
        basis: Basis::new("财预〔2015〕88号"),
    }
}

async fn import(place: &Place, document: &Document, issues: &[Issue]) -> Imported {
    let digest = place.store.put_file(b"original".to_vec()).await.unwrap();
    let draft = ImportDraft {
        document,
        issues,
        department_code: "333".into(),
        department_name: "住房和城乡建设局".into(),
        fiscal_year: FiscalYear::new(2021).unwrap(),
        file_name: "目标.docx".into(),
        digest,
    };
    place.store.import(&clerk("333"), &draft).await.unwrap()
}

#[tokio::test]
async fn an_imported_document_reads_back_the_same() {
    let place = open().await;
    let document = two_sheets();
    let done = import(&place, &document, &[issue(1, "≥9595%")]).await;
    let stored = place.store.document(&clerk("333"), done.id).await.unwrap();
    assert_eq!(stored.document, document);
    assert_eq!((stored.summary.sheets, stored.summary.errors), (2, 1));
    let listed = place.store.documents(&clerk("333"), &DocumentFilter::default()).await.unwrap();
    assert_eq!(listed, [stored.summary]);
    place.store.verify().await.unwrap();
}

#[tokio::test]
async fn an_import_again_matches_by_code_and_keeps_decisions() {
    let place = open().await;
    let first = import(&place, &two_sheets(), &[issue(1, "≥9595%"), issue(2, "≥90%")]).await;
    let found = place.store.issues(&clerk("333"), first.id, &IssueFilter::default()).await.unwrap();
    let decision = Decision { state: IssueState::Explained, reason: "沿用上级口径".into() };
    place.store.decide(&clerk("333"), &[found[0].id], &decision).await.unwrap();
    // The second sheet comes first now, and the first has another purpose.
    let mut changed = two_sheets();
    changed.sheets.reverse();
    let purpose = changed.sheets[1].project_name.clone();
    changed.sheets[1].purpose = purpose;
    let second = import(&place, &changed, &[issue(1, "≥90%"), issue(2, "≥9595%")]).await;
    assert_eq!(second.id, first.id);
    assert_eq!((second.revision, second.added, second.changed, second.removed), (2, 0, 1, 0));
    assert_eq!(second.decisions_kept, 1);
    let found = place.store.issues(&clerk("333"), first.id, &IssueFilter::default()).await.unwrap();
    assert_eq!(found[1].state, IssueState::Explained);
    assert_eq!(found[1].reason, "沿用上级口径");
}

#[tokio::test]
async fn two_people_saving_the_same_sheet_have_one_winner() {
    let place = open().await;
    let done = import(&place, &two_sheets(), &[]).await;
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

#[tokio::test]
async fn a_sheet_of_another_unit_is_answered_like_a_missing_one() {
    let place = open().await;
    let done = import(&place, &two_sheets(), &[]).await;
    let id = place.store.document(&clerk("333"), done.id).await.unwrap().sheet_ids[0];
    assert!(matches!(place.store.sheet(&clerk("444"), id).await, Err(StoreError::Missing)));
    let filter = SheetFilter { limit: 50, ..SheetFilter::default() };
    assert!(place.store.sheets(&clerk("444"), &filter).await.unwrap().is_empty());
    let found = SheetFilter { words: "cqjbq".into(), limit: 50, ..SheetFilter::default() };
    assert_eq!(place.store.sheets(&clerk("333"), &found).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_backup_restores_elsewhere_and_verifies() {
    let place = open().await;
    let done = import(&place, &two_sheets(), &[issue(1, "≥9595%")]).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("backup.zip");
    let made = place.store.backup(&file, 2_000).await.unwrap();
    let places = StorePlaces {
        data: elsewhere.path().join("data"),
        keys: elsewhere.path().join("keys"),
        database: DatabaseAddress::Embedded,
    };
    assert_eq!(Store::restore(&file, &places, 3_000).await.unwrap(), made);
    let restored = Store::open(&places, 4_000).await.unwrap();
    let stored = restored.document(&clerk("333"), done.id).await.unwrap();
    assert_eq!(stored.document, two_sheets());
    let digest = BlobDigest::of(b"original");
    assert_eq!(restored.file(&digest).await.unwrap(), b"original");
}
