//! 任务: long work with progress, claimed by one process at a time.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    /// UUID of version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `import`.
    pub kind: String,
    /// `queued`, `running`, `done`, `failed` or `interrupted`.
    pub state: String,
    /// What to do, as JSON.
    pub payload: String,
    /// Steps done.
    pub progress: i32,
    /// Steps in all.
    pub total: i32,
    /// What happens or happened, for people.
    pub message: String,
    /// The document that came of it.
    pub document_id: Option<String>,
    /// Who ordered it.
    pub account_id: String,
    /// Who, by name.
    pub account_name: String,
    /// The unit that permission goes by.
    pub unit_code: String,
    /// When it was ordered.
    pub created_at_ms: i64,
    /// When it ended; 0 before.
    pub ended_at_ms: i64,
    /// Nobody else takes it before.
    pub lease_until_ms: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
