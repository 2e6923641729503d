//! An answered request with its client key: a retry gets the same answer.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "requests")]
pub struct Model {
    /// Account and client key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// What was answered.
    pub answer: String,
    /// When.
    pub at_ms: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
