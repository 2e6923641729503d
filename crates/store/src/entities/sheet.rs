//! 目标表: the target sheet of one project in one document.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "target_sheets")]
pub struct Model {
    /// UUID of version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Of which document.
    pub document_id: String,
    /// 预算年度, of the document.
    pub fiscal_year: i32,
    /// From 1, in the order of the document.
    pub position: i32,
    /// The unit that permission goes by; the department where none is filed.
    pub unit_code: String,
    /// 项目编码; empty when none is filed.
    pub project_code: String,
    /// 项目名称.
    pub project_name: String,
    /// Code, name and pinyin initials, lower case.
    pub search: String,
    /// Budget total; nothing when none is readable.
    pub budget_fen: Option<i64>,
    /// Indicator rows.
    pub indicators: i32,
    /// Open 强制 issues.
    pub errors: i32,
    /// Open 提示 issues.
    pub warnings: i32,
    /// Open 参考 issues.
    pub infos: i32,
    /// Number of the current version.
    pub version: i32,
    /// No longer in the document.
    pub removed: bool,
    /// When the current version was made.
    pub updated_at_ms: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
