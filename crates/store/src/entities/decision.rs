//! 问题处理: what a person decided on a finding; outlives the review.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    /// Of which document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: String,
    /// Of which finding.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: String,
    /// `accepted`, `repaired` or `explained`.
    pub state: String,
    /// The word given.
    pub reason: String,
    /// Who, by name.
    pub decided_by: String,
    /// When.
    pub decided_at_ms: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
