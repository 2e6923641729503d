//! 指标库: every version of every indicator.

use super::append_only::protect;
use super::table::{Kind, Table, key, of};
use sea_orm_migration::prelude::*;

pub(super) struct Library;

const TABLE: Table = Table {
    name: "indicator_versions",
    columns: &[
        key("code", Kind::Text),
        key("version", Kind::Number),
        of("text", Kind::Text),
        of("reason", Kind::Text),
        of("made_at_ms", Kind::Long),
        of("made_by", Kind::Text),
        of("sealed_by", Kind::Long),
    ],
    indexes: &[],
};

impl MigrationName for Library {
    fn name(&self) -> &'static str {
        "0004_library"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait is written without its lifetime")]
#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Library {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        TABLE.create(manager).await?;
        protect(manager, TABLE.name).await
    }
}
