//! 目标表版本. Never changed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "sheet_versions")]
pub struct Model {
    /// UUID of version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Of which sheet.
    pub sheet_id: String,
    /// From 1.
    pub number: i32,
    /// `import`, `edit`, `repair` or `restore`.
    pub origin: String,
    /// The sheet as JSON.
    pub content: String,
    /// SM3 of the content.
    pub digest: String,
    /// When it was made.
    pub at_ms: i64,
    /// Who, by name.
    pub by: String,
    /// Number of the entry of the trail that seals it.
    pub sealed_by: i64,
    /// The reason given, or the import.
    pub note: String,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
