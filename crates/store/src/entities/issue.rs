//! 问题: what the review of the current document found.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "issues")]
pub struct Model {
    /// UUID of version 7; stays while the issue stays.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Of which document.
    pub document_id: String,
    /// Of which sheet; nothing for the department part.
    pub sheet_id: Option<String>,
    /// The unit that permission goes by.
    pub unit_code: String,
    /// Order in the document.
    pub sequence: i32,
    /// The same finding in the next review has the same.
    pub fingerprint: String,
    /// Number of the check.
    pub rule: i32,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Indicator row, from 1.
    pub row: Option<i32>,
    /// Field by its label.
    pub field: String,
    /// Text, span, explanation, repair, basis, place as JSON.
    pub content: String,
    /// `open`, `accepted`, `repaired` or `explained`.
    pub state: String,
    /// The word given with the decision.
    pub reason: String,
    /// Who, by name.
    pub decided_by: String,
    /// When; 0 while open.
    pub decided_at_ms: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
