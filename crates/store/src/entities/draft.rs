//! 暂存: an unsaved edit of one person.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    /// Of which sheet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sheet_id: String,
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: String,
    /// The form as sent, as JSON.
    pub content: String,
    /// The version it began from.
    pub base_version: i32,
    /// When.
    pub saved_at_ms: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
