//! Backup and restore, from one database to the other (reliability A8).

use crate::place::{Place, administrator, auditor, clerk, issue, text, two_sheets};
use procedure::{Role, Scope};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use store::{
    BackupReport, BlobDigest, DatabaseAddress, Deed, DocumentFilter, IssueFilter, NewAccount,
    PasswordHash, Store, StoreError, StorePlaces, TrailFilter,
};

crate::on_both_databases! {
    a_backup_restores_elsewhere_and_verifies,
    a_backup_goes_to_the_other_database_and_back,
    a_hundred_mutilated_backups_are_refused_and_nothing_is_kept,
    a_place_in_use_is_not_restored_over,
    a_restored_older_backup_tells_what_was_given_up,
}

async fn filled(place: &Place) -> PathBuf {
    let done = place.import(&two_sheets(), &[issue(1, "≥9595%")]).await;
    let id = place.sheet_ids(done.id).await[0];
    let mut content = two_sheets().sheets[0].clone();
    content.purpose = Some(text("防空警报"));
    place.save(&clerk("333"), id, &content).await.unwrap();
    let new = NewAccount {
        login: "guan".into(),
        name: "管理员".into(),
        password: PasswordHash("$argon2id$one".into()),
        role: Role::Administrator,
        scope: Scope::Everything,
        must_change: false,
        demonstration: false,
    };
    place.store.add_account(&administrator(), new).await.unwrap();
    place.store.sign_head(1_500).await.unwrap();
    place.folder.path().join("backup.zip")
}

/// Everything that a person could tell two stores apart by.
async fn seen(store: &Store) -> String {
    let everything = clerk("333");
    let mut seen = String::new();
    for summary in store.documents(&everything, &DocumentFilter::default()).await.unwrap() {
        let document = store.document(&everything, summary.id).await.unwrap();
        let issues = store.issues(&everything, summary.id, &IssueFilter::default()).await.unwrap();
        writeln!(seen, "{document:?}{issues:?}").unwrap();
        for sheet in document.sheet_ids {
            writeln!(seen, "{:?}", store.sheet(&everything, sheet).await.unwrap()).unwrap();
        }
    }
    let filter = TrailFilter { limit: 1_000, ..TrailFilter::default() };
    let trail = store.trail(&auditor(), &filter).await.unwrap();
    let accounts = store.accounts(&administrator()).await.unwrap();
    seen + &format!("{trail:?}{accounts:?}{:?}", store.trail_head().await.unwrap())
}

async fn restored(file: &Path, places: &StorePlaces, made: &BackupReport) -> Store {
    assert_eq!(Store::restore(file, places, 3_000).await.unwrap(), *made);
    let restored = Store::open(places, 4_000).await.unwrap();
    restored.verify().await.unwrap();
    restored
}

async fn a_backup_restores_elsewhere_and_verifies(place: &Place) {
    let file = filled(place).await;
    let made = place.store.backup(&file, 2_000).await.unwrap();
    let again = place.store.backup(&file, 2_000).await;
    assert!(matches!(again, Err(StoreError::Invalid(_))), "a backup is not written over");
    let store = restored(&file, &place.another().await, &made).await;
    assert_eq!(seen(&store).await, seen(&place.store).await);
    assert_eq!(store.file(&BlobDigest::of(b"original")).await.unwrap(), b"original");
    // And life goes on where it stopped.
    let id = store.documents(&clerk("333"), &DocumentFilter::default()).await.unwrap()[0].id;
    assert_eq!(store.document(&clerk("333"), id).await.unwrap().sheet_ids.len(), 2);
    store.record(&clerk("333"), Deed::default()).await.unwrap();
    store.verify().await.unwrap();
}

async fn a_backup_goes_to_the_other_database_and_back(place: &Place) {
    let file = filled(place).await;
    let made = place.store.backup(&file, 2_000).await.unwrap();
    let folder = place.folder.path();
    let over = StorePlaces {
        data: folder.join("over"),
        keys: folder.join("over-keys"),
        database: other(&place.places.database).await,
    };
    let there = restored(&file, &over, &made).await;
    let file = folder.join("back.zip");
    let made = there.backup(&file, 5_000).await.unwrap();
    let back = restored(&file, &place.another().await, &made).await;
    assert_eq!(seen(&back).await, seen(&place.store).await);
}

/// The other kind of database, where tests have one.
async fn other(database: &DatabaseAddress) -> DatabaseAddress {
    match database {
        // Without a server the way leads to another SQLite.
        DatabaseAddress::Embedded => crate::place::other_shared().await,
        DatabaseAddress::Shared(_) => DatabaseAddress::Embedded,
    }
}

/// Bits flipped all over the file, pieces cut off, doubled and put in the place of others.
fn mutilated(whole: &[u8], trial: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let at = (trial * 7_919 + trial * trial * 31) % whole.len();
    match trial % 5 {
        0..=2 => bytes[at] ^= 1 << (trial % 8),
        3 => bytes.truncate(at),
        _ => {
            let piece: Vec<u8> = bytes.drain(..at / 2).collect();
            bytes.extend(piece);
        }
    }
    bytes
}

async fn a_hundred_mutilated_backups_are_refused_and_nothing_is_kept(place: &Place) {
    let file = filled(place).await;
    place.store.backup(&file, 2_000).await.unwrap();
    let whole = bytes_of(&file);
    let places = place.another().await;
    let broken = place.folder.path().join("broken.zip");
    for trial in 0..100 {
        write(&broken, &mutilated(&whole, trial));
        let refused = Store::restore(&broken, &places, 3_000).await.unwrap_err();
        assert!(matches!(refused, StoreError::Invalid(_)), "trial {trial}: {refused}");
        assert!(refused.to_string().contains("备份文件不能使用"), "trial {trial}: {refused}");
        assert!(!places.data.exists(), "trial {trial}");
    }
    // The control: whole, it is taken.
    Store::restore(&file, &places, 3_000).await.unwrap();
}

async fn a_place_in_use_is_not_restored_over(place: &Place) {
    let file = filled(place).await;
    place.store.backup(&file, 2_000).await.unwrap();
    let before = seen(&place.store).await;
    let refused = Store::restore(&file, &place.places, 3_000).await.unwrap_err();
    assert!(refused.to_string().contains("目标位置已有数据"), "{refused}");
    assert_eq!(seen(&place.store).await, before);
}

async fn a_restored_older_backup_tells_what_was_given_up(place: &Place) {
    let file = filled(place).await;
    place.store.backup(&file, 2_000).await.unwrap();
    place.store.record(&clerk("333"), Deed::default()).await.unwrap();
    place.store.record(&clerk("333"), Deed::default()).await.unwrap();
    place.store.sign_head(2_500).await.unwrap();
    // The data is lost, the keys are not.
    let mut places = place.another().await;
    places.keys.clone_from(&place.places.keys);
    Store::restore(&file, &places, 3_000).await.unwrap();
    let store = Store::open(&places, 4_000).await.unwrap();
    assert_eq!(store.verify().await.unwrap().trail.given_up, 2);
    let later = Deed { change: "恢复之后".into(), ..Deed::default() };
    store.record(&clerk("333"), later).await.unwrap();
    store.sign_head(4_000).await.unwrap();
    store.verify().await.unwrap();
    // The store that was given up no longer agrees with the signatures.
    assert!(place.store.verify().await.is_err());
}

#[expect(clippy::disallowed_methods, reason = "the test mutilates a file")]
fn bytes_of(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the test mutilates a file")]
fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}
