//! What is read from real documents comes back from the store as it was read.

use documents::rules::{FormLabels, review_rules};
use documents::{Limits, read, recognise};
use goals::Document;
use goals::review::review;
use procedure::{Actor, Role, Scope};
use store::{Acting, DatabaseAddress, ImportDraft, Store, StorePlaces};
use vocabulary::FiscalYear;

fn clerk() -> Acting {
    Acting {
        actor: Actor { account: "zhang".into(), role: Role::Preparer, scope: Scope::Everything },
        name: "张三".into(),
        address: String::new(),
        at: 1_000,
    }
}

fn recognised(bytes: &[u8]) -> Option<Document> {
    let source = read(bytes, &Limits::default()).ok()?;
    Some(recognise::recognise(&source, &FormLabels::shipped().ok()?).document)
}

#[tokio::test]
async fn the_sample_and_every_published_page_come_back_as_they_were_read() {
    let folder = tempfile::tempdir().unwrap();
    let places = StorePlaces {
        data: folder.path().join("data"),
        keys: folder.path().join("keys"),
        database: DatabaseAddress::Embedded,
    };
    let store = Store::open(&places, 1).await.unwrap();
    let rules = review_rules().unwrap();
    let pages = fixtures::pages().into_iter().map(|(_, bytes)| bytes);
    let files: Vec<&[u8]> = [fixtures::SAMPLE_DOCX].into_iter().chain(pages).collect();
    assert!(files.len() > 30);
    for (number, bytes) in (1..).zip(files) {
        let Some(document) = recognised(bytes) else { continue };
        let found = review(&document, None, &rules);
        let draft = ImportDraft {
            document: &document,
            issues: &found.issues,
            department_code: format!("{number}"),
            department_name: "单位".into(),
            fiscal_year: FiscalYear::new(2021).unwrap(),
            file_name: "目标.docx".into(),
            digest: store.put_file(bytes.to_vec()).await.unwrap(),
        };
        let done = store.import(&clerk(), &draft).await.unwrap();
        let stored = store.document(&clerk(), done.id).await.unwrap();
        assert_eq!(stored.document, document, "document {number}");
        let issues = store.issues(&clerk(), done.id, &store::IssueFilter::default()).await.unwrap();
        let order = |texts: Vec<&str>| texts.join("\n");
        assert_eq!(
            order(issues.iter().map(|issue| issue.explanation.as_str()).collect()),
            order(found.issues.iter().map(|issue| issue.explanation.as_str()).collect()),
        );
        let again = store.import(&clerk(), &draft).await.unwrap();
        assert_eq!((again.added, again.changed, again.removed), (0, 0, 0), "document {number}");
    }
    let sample = store.documents(&clerk(), &store::DocumentFilter::default()).await.unwrap();
    let sample = sample.iter().find(|found| found.department_code == "1").unwrap();
    assert_eq!((sample.sheets, sample.indicators), (14, 52));
    assert_eq!(sample.total.fen(), 1_336_570_000);
    store.verify().await.unwrap();
}
