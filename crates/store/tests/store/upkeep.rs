//! Settings, units, schemas, and the folder itself.

use crate::place::{Place, administrator, clerk, two_sheets};
use procedure::{Role, Scope};
use sea_orm::ConnectionTrait;
use store::{DatabaseAddress, JobOrder, Org, Settings, Store, StoreError, StorePlaces};

crate::on_both_databases! {
    changed_settings_are_kept_and_told,
    orgs_are_added_and_renamed,
    a_schema_of_a_newer_program_is_refused_untouched,
    a_backup_is_written_before_a_migration,
    tables_that_an_older_schema_lacks_do_not_keep_it_from_being_brought_up_to_date,
    rows_that_are_sealed_cannot_be_changed_by_a_statement,
    a_second_process_leaves_uploads_of_the_first_alone,
    files_that_nothing_names_are_swept_and_others_kept,
}

async fn files_that_nothing_names_are_swept_and_others_kept(place: &Place) {
    place.import(&two_sheets(), &[]).await;
    let ordered = place.store.put_file(b"ordered".to_vec()).await.unwrap();
    let payload = format!("{{\"digest\":\"{}\"}}", ordered.as_str());
    let order = JobOrder { kind: "import", unit_code: "333", payload, client_key: None };
    place.store.order_job(&clerk("333"), order).await.unwrap();
    let forgotten = place.store.put_file(b"forgotten".to_vec()).await.unwrap();
    assert_eq!(place.store.sweep_files(1_000).await.unwrap(), 0, "stored after that time");
    assert_eq!(place.store.sweep_files(i64::MAX / 4).await.unwrap(), 1);
    assert!(matches!(place.store.file(&forgotten).await, Err(StoreError::Missing)));
    assert!(place.store.file(&ordered).await.is_ok());
    place.store.verify().await.unwrap();
}

async fn changed_settings_are_kept_and_told(place: &Place) {
    let mut settings = Settings::default();
    settings.set("amounts", "yuan");
    settings.set("font", "songti");
    place.store.keep_settings(&administrator(), &settings).await.unwrap();
    assert_eq!(place.store.settings().await.unwrap(), settings);
    let before = place.store.trail_head().await.unwrap().number;
    place.store.keep_settings(&administrator(), &settings).await.unwrap();
    assert_eq!(place.store.trail_head().await.unwrap().number, before, "nothing changed");
    settings.set("amounts", "wan");
    place.store.keep_settings(&administrator(), &settings).await.unwrap();
    assert_eq!(place.store.settings().await.unwrap().get("amounts"), Some("wan"));
    assert_eq!(place.store.trail_head().await.unwrap().number, before + 1);
}

async fn orgs_are_added_and_renamed(place: &Place) {
    let org = |code: &str, name: &str| Org {
        code: code.into(),
        name: name.into(),
        kind: "unit".into(),
        parent: Some("333".into()),
    };
    let both = [org("333002", "园林处"), org("333003", "市政处")];
    assert_eq!(place.store.keep_orgs(&clerk("333"), &both).await.unwrap(), 2);
    assert_eq!(place.store.keep_orgs(&clerk("333"), &both).await.unwrap(), 0);
    let renamed = [org("333002", "园林中心")];
    assert_eq!(place.store.keep_orgs(&administrator(), &renamed).await.unwrap(), 1);
    assert_eq!(place.store.orgs().await.unwrap()[0].name, "园林中心");
    let viewer = crate::place::acting(Role::Viewer, Scope::Everything, 1);
    assert!(place.store.keep_orgs(&viewer, &both).await.is_err());
}

async fn a_schema_of_a_newer_program_is_refused_untouched(place: &Place) {
    place.import(&two_sheets(), &[]).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('9999_later', 1)";
    place.raw().await.execute_unprepared(newer).await.unwrap();
    let refused = Store::open(&place.places, 2).await.err().unwrap();
    assert!(matches!(&refused, StoreError::Newer(name) if name == "9999_later"), "{refused}");
    assert!(refused.to_string().contains("请升级程序后再打开"), "{refused}");
    let older = "DELETE FROM seaql_migrations WHERE version = '9999_later'";
    place.raw().await.execute_unprepared(older).await.unwrap();
    Store::open(&place.places, 2).await.unwrap().verify().await.unwrap();
}

async fn a_backup_is_written_before_a_migration(place: &Place) {
    let done = place.import(&two_sheets(), &[]).await;
    // As the program before the second migration left it.
    let raw = place.unprotected().await;
    if place.places.database != DatabaseAddress::Embedded {
        raw.execute_unprepared("DROP FUNCTION chengxiao_append_only CASCADE").await.unwrap();
    }
    let older = "DELETE FROM seaql_migrations WHERE version = '0002_append_only'";
    raw.execute_unprepared(older).await.unwrap();
    let upgraded = Store::open(&place.places, 77).await.unwrap();
    let stored = upgraded.document(&clerk("333"), done.id).await.unwrap();
    assert_eq!(stored.document, two_sheets());
    assert!(raw.execute_unprepared("DELETE FROM audit_entries").await.is_err());
    let file = place.places.data.join("backups").join("before-migration-77.zip");
    assert!(file.is_file());
    // It is for the program that it was made from.
    let refused = Store::restore(&file, &place.another().await, 78).await.unwrap_err();
    assert!(refused.to_string().contains("较早版本"), "{refused}");
    // A start without a migration writes none.
    Store::open(&place.places, 79).await.unwrap();
    assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

async fn tables_that_an_older_schema_lacks_do_not_keep_it_from_being_brought_up_to_date(
    place: &Place,
) {
    let done = place.import(&two_sheets(), &[]).await;
    let raw = place.unprotected().await;
    let schemas = [
        (88, vec!["indicator_versions"], vec!["0004_library"]),
        (
            99,
            vec!["indicator_versions", "evidence", "ledger_definitions"],
            vec!["0004_library", "0003_ledgers"],
        ),
    ];
    for (at, tables, migrations) in schemas {
        for table in tables {
            raw.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
        }
        for migration in migrations {
            let older = format!("DELETE FROM seaql_migrations WHERE version = '{migration}'");
            raw.execute_unprepared(&older).await.unwrap();
        }
        let upgraded = Store::open(&place.places, at).await.unwrap();
        assert!(upgraded.indicator_versions().await.unwrap().is_empty());
        let stored = upgraded.document(&clerk("333"), done.id).await.unwrap();
        assert_eq!(stored.document, two_sheets());
        let backups = place.places.data.join("backups");
        assert!(backups.join(format!("before-migration-{at}.zip")).is_file());
    }
}

async fn rows_that_are_sealed_cannot_be_changed_by_a_statement(place: &Place) {
    place.import(&two_sheets(), &[]).await;
    let raw = place.raw().await;
    for table in ["audit_entries", "sheet_versions", "revisions"] {
        let delete = format!("DELETE FROM {table}");
        assert!(raw.execute_unprepared(&delete).await.is_err(), "{delete}");
        let update = format!("UPDATE {table} SET number = number");
        assert!(raw.execute_unprepared(&update).await.is_err(), "{update}");
    }
    place.store.verify().await.unwrap();
}

async fn a_second_process_leaves_uploads_of_the_first_alone(place: &Place) {
    let incoming = place.places.data.join("files").join("incoming");
    std::fs::File::create(incoming.join("half-an-upload")).unwrap();
    let places = StorePlaces { database: DatabaseAddress::Embedded, ..place.places.clone() };
    let second = Store::open(&places, 2).await.unwrap();
    assert_eq!(std::fs::read_dir(&incoming).unwrap().count(), 1);
    drop(second);
}

#[tokio::test]
async fn what_a_killed_upload_left_is_swept_at_the_next_start() {
    let place = Place::embedded().await;
    let incoming = place.places.data.join("files").join("incoming");
    std::fs::File::create(incoming.join("half-an-upload")).unwrap();
    let Place { store, places, folder } = place;
    store.close().await.unwrap();
    drop(store);
    let again = Store::open(&places, 2).await.unwrap();
    assert_eq!(std::fs::read_dir(&incoming).unwrap().count(), 0);
    drop((again, folder));
}

#[tokio::test]
async fn an_address_is_never_printed_with_its_password() {
    let address = DatabaseAddress::Shared("postgres://chengxiao:geheim@db/chengxiao".into());
    assert!(!format!("{address:?}").contains("geheim"));
}
