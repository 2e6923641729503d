//! 账号: who may sign in.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// UUID of version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Log-in name, unique.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Argon2id hash.
    pub password: String,
    /// Code of the role.
    pub role: String,
    /// `*`, or unit prefixes separated by commas.
    pub scope: String,
    /// The password has to be changed at the next log-in.
    pub must_change: bool,
    /// May not sign in.
    pub disabled: bool,
    /// A demonstration account, marked as such.
    pub demonstration: bool,
    /// Failed log-ins since the last good one.
    pub failures: i32,
    /// No log-in before.
    pub locked_until_ms: i64,
    /// When it was made.
    pub created_at_ms: i64,
    /// Optimistic lock.
    pub version: i64,
}

/// No relation is used: rows are joined where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
