//! Definitions of ledgers, and the files attached to their records. The tables of the ledgers
//! themselves are made from the definitions while the program runs.

use super::append_only::protect;
use super::table::{Kind, Table, by, key, maybe, of};
use sea_orm_migration::prelude::*;

pub(super) struct Ledgers;

const TABLES: [Table; 2] = [
    Table {
        name: "ledger_definitions",
        columns: &[
            key("code", Kind::Text),
            key("version", Kind::Number),
            of("label", Kind::Text),
            of("text", Kind::Text),
            of("shape", Kind::Text),
            of("made_at_ms", Kind::Long),
            of("made_by", Kind::Text),
            of("sealed_by", Kind::Long),
        ],
        indexes: &[],
    },
    Table {
        name: "evidence",
        columns: &[
            key("id", Kind::Text),
            of("ledger", Kind::Text),
            of("record_id", Kind::Text),
            of("digest", Kind::Text),
            of("kind", Kind::Text),
            of("file_name", Kind::Text),
            of("media_type", Kind::Text),
            of("bytes", Kind::Long),
            maybe("taken_at", Kind::Long),
            maybe("place", Kind::Text),
            of("added_at_ms", Kind::Long),
            of("added_by", Kind::Text),
            of("sealed_by", Kind::Long),
        ],
        indexes: &[by(&["ledger", "record_id"])],
    },
];

impl MigrationName for Ledgers {
    fn name(&self) -> &'static str {
        "0003_ledgers"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written without its lifetime")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Ledgers {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            table.create(manager).await?;
        }
        protect(manager, "evidence").await
    }
}
