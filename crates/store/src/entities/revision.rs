//! 导入版次: one import of a document.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "revisions")]
pub struct Model {
    /// UUID of version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Of which document.
    pub document_id: String,
    /// From 1.
    pub number: i32,
    /// As uploaded.
    pub file_name: String,
    /// The original file.
    pub digest: String,
    /// When.
    pub imported_at_ms: i64,
    /// Who, by name.
    pub imported_by: String,
    /// Number of the entry of the trail that seals it.
    pub sealed_by: i64,
    /// The document as read, as JSON.
    pub content: String,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
