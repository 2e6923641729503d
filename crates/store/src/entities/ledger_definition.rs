//! 台账定义: each version of each ledger, as it was written.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "ledger_definitions")]
pub struct Model {
    /// The ledger.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Counts up with every change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// Its name.
    pub label: String,
    /// The definition as text.
    pub text: String,
    /// The table that it needs, with everything that older versions had, as JSON.
    pub shape: String,
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
