//! 指标版本: each version of each indicator of the library, as it was written.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "indicator_versions")]
pub struct Model {
    /// The indicator.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Counts up with every change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The indicator as text.
    pub text: String,
    /// Why it was changed; empty of what was shipped.
    pub reason: String,
    /// When it was made.
    pub made_at_ms: i64,
    /// By whom.
    pub made_by: String,
    /// Number of the entry of the trail that it was made under.
    pub sealed_by: i64,
}

/// Relations are joined by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
