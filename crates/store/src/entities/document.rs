//! 文件: the document of a department and year.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    /// UUID of version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `333`.
    pub department_code: String,
    /// As given at the import.
    pub department_name: String,
    /// 预算年度.
    pub fiscal_year: i32,
    /// Title in lists.
    pub title: String,
    /// Code of the form.
    pub form: String,
    /// Number of the newest import.
    pub revision: i32,
    /// Optimistic lock; grows with every change.
    pub version: i64,
    /// Department part, unplaced texts and notes as JSON.
    pub content: String,
    /// Target sheets.
    pub sheets: i32,
    /// Indicator rows of all sheets.
    pub indicators: i32,
    /// Sum of the budget totals.
    pub total_fen: i64,
    /// Open 强制 issues.
    pub errors: i32,
    /// Open 提示 issues.
    pub warnings: i32,
    /// Open 参考 issues.
    pub infos: i32,
    /// Issues decided on.
    pub decided: i32,
    /// Newest import.
    pub imported_at_ms: i64,
    /// Who imported last, by name.
    pub imported_by: String,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
