//! What is sealed is never changed or taken away, by whatever statement: the database refuses it.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

pub(super) struct AppendOnly;

/// The tables whose rows are only ever added.
const TABLES: [&str; 3] = ["audit_entries", "sheet_versions", "revisions"];

impl MigrationName for AppendOnly {
    fn name(&self) -> &'static str {
        "0002_append_only"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written without its lifetime")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for AppendOnly {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let embedded = manager.get_database_backend() == DbBackend::Sqlite;
        if !embedded {
            connection.execute_unprepared(REFUSING_FUNCTION).await?;
        }
        for table in TABLES {
            protect(manager, table).await?;
        }
        Ok(())
    }
}

/// Has the database refuse to change or take away rows of a table.
pub(super) async fn protect(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let embedded = manager.get_database_backend() == DbBackend::Sqlite;
    let statements = if embedded { sqlite(table) } else { shared(table) };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

const REFUSING_FUNCTION: &str = "CREATE FUNCTION chengxiao_append_only() RETURNS trigger \
    LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$";

fn sqlite(table: &str) -> [String; 2] {
    ["UPDATE", "DELETE"].map(|act| {
        format!(
            "CREATE TRIGGER {table}_refuse_{act} BEFORE {act} ON {table} \
             BEGIN SELECT RAISE(ABORT, 'append only'); END",
        )
    })
}

fn shared(table: &str) -> [String; 2] {
    [("row", "UPDATE OR DELETE", "ROW"), ("table", "TRUNCATE", "STATEMENT")].map(
        |(name, acts, each)| {
            format!(
                "CREATE TRIGGER {table}_append_only_{name} BEFORE {acts} ON {table} \
                 FOR EACH {each} EXECUTE FUNCTION chengxiao_append_only()",
            )
        },
    )
}
