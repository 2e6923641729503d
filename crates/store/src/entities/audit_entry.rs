//! 留痕: append only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    /// From 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When.
    pub at_ms: i64,
    /// Account and name.
    pub actor: String,
    /// Role acted in.
    pub role: String,
    /// From where.
    pub address: String,
    /// Code of the action.
    pub action: String,
    /// Kind of the object.
    pub object_kind: String,
    /// Which one.
    pub object_id: String,
    /// Before and after.
    pub change: String,
    /// Reason given.
    pub reason: String,
    /// Done or refused.
    pub done: bool,
    /// Digest of the content sealed by it; nothing when there is none.
    pub content: Option<String>,
    /// Digest of the entry before.
    pub previous: String,
    /// Digest of this entry.
    pub digest: String,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
