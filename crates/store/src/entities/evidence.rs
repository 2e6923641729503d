//! 佐证: a file attached to a record of a ledger.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// Its key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The ledger by its code.
    pub ledger: String,
    /// The record.
    pub record_id: String,
    /// SHA-256 of the bytes.
    pub digest: String,
    /// 佐证种类: `照片`, `验收单`.
    pub kind: String,
    /// As uploaded, without folders.
    pub file_name: String,
    /// What the bytes are.
    pub media_type: String,
    /// How many.
    pub bytes: i64,
    /// When a photo was taken, if it says so.
    pub taken_at: Option<i64>,
    /// Where, if it says so.
    pub place: Option<String>,
    /// When it was attached.
    pub added_at_ms: i64,
    /// By whom.
    pub added_by: String,
    /// Number of the entry of the trail that it was attached under.
    pub sealed_by: i64,
}

/// Relations are joined by hand.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
