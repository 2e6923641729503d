//! 组织: a region, department, budget unit or section.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "orgs")]
pub struct Model {
    /// Code, unique: `333`, `333002`, `333002-产权交易股`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Name in full.
    pub name: String,
    /// `region`, `department`, `unit` or `section`.
    pub kind: String,
    /// Code of the one above.
    pub parent: Option<String>,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
