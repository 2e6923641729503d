//! Migrations: each one is added, none is ever edited.

mod append_only;
mod first_schema;
mod ledgers;
mod library;
mod table;

use sea_orm_migration::prelude::*;

/// Every migration, oldest first.
pub(crate) struct Migrations;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(FirstSchema),
            Box::new(append_only::AppendOnly),
            Box::new(ledgers::Ledgers),
            Box::new(library::Library),
        ]
    }
}

struct FirstSchema;

impl MigrationName for FirstSchema {
    fn name(&self) -> &'static str {
        "0001_first_schema"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written without its lifetime")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for FirstSchema {
    /// SQLite takes changes of tables back like any other: a migration stopped half-way must
    /// not keep the program from starting.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in first_schema::TABLES {
            table.create(manager).await?;
        }
        let head = Query::insert()
            .into_table("audit_head")
            .columns(["id", "number", "digest"])
            .values_panic([
                1_i32.into(),
                0_i64.into(),
                procedure::Digest::ORIGIN.to_string().into(),
            ])
            .to_owned();
        manager.exec_stmt(head).await
    }
}
