//! Keeping the definitions of ledgers, and a table for each.

use super::tables::shape;
use crate::entities::ledger_definition;
use crate::trail::{Acting, Deed};
use crate::{Store, StoreError};
use ledgers::LedgerDefinition;
use procedure::{Action, ObjectState};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A definition as it was written, with the version it has here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDefinition {
    /// The ledger.
    pub code: String,
    /// Counts up with every change.
    pub version: i32,
    /// The definition as text.
    pub text: String,
}

impl Store {
    /// The newest definition of every ledger, in the order of their codes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ledger_definitions(&self) -> Result<Vec<StoredDefinition>, StoreError> {
        newest(self.connections().reads()).await
    }

    /// Keeps a definition and shapes its table; `before` is the newest one, read. A definition
    /// that is already the newest is left alone.
    ///
    /// # Errors
    /// When the actor may not, a field that holds values changes its kind, another change came
    /// first, or the database fails.
    pub async fn keep_ledger(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        text: &str,
        before: Option<&LedgerDefinition>,
    ) -> Result<(), StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let work = self.work().await?;
        let newest = newest_of(&work.tx, ledger.code.as_str()).await?;
        if newest.as_ref().is_some_and(|newest| newest.text == text) {
            return Ok(());
        }
        if newest.is_some() != before.is_some() {
            return Err(StoreError::Invalid(format!(
                "台账“{}”的定义刚被他人修改，请刷新后再试",
                ledger.label
            )));
        }
        shape(&work.tx, ledger, before).await?;
        let version = newest.map_or(0, |newest| newest.version).saturating_add(1);
        let row = ledger_definition::ActiveModel {
            code: ActiveValue::Set(ledger.code.to_string()),
            version: ActiveValue::Set(version),
            label: ActiveValue::Set(ledger.label.clone()),
            text: ActiveValue::Set(text.to_owned()),
            made_at_ms: ActiveValue::Set(acting.at),
            made_by: ActiveValue::Set(acting.name.clone()),
            sealed_by: ActiveValue::Set(work.number()?),
        };
        ledger_definition::Entity::insert(row).exec_without_returning(&work.tx).await?;
        let deed = Deed {
            action: "ledger.define",
            object_kind: "ledger",
            object_id: ledger.code.to_string(),
            change: format!("台账“{}”定义第{version}版", ledger.label),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await
    }
}

async fn newest(connection: &impl ConnectionTrait) -> Result<Vec<StoredDefinition>, StoreError> {
    let rows = ledger_definition::Entity::find()
        .order_by_asc(ledger_definition::Column::Code)
        .order_by_asc(ledger_definition::Column::Version)
        .all(connection)
        .await?;
    let mut newest: Vec<StoredDefinition> = Vec::new();
    for row in rows {
        let read = StoredDefinition { code: row.code, version: row.version, text: row.text };
        match newest.last_mut() {
            Some(last) if last.code == read.code => *last = read,
            _ => newest.push(read),
        }
    }
    Ok(newest)
}

async fn newest_of(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<ledger_definition::Model>, StoreError> {
    Ok(ledger_definition::Entity::find()
        .filter(ledger_definition::Column::Code.eq(code))
        .order_by_desc(ledger_definition::Column::Version)
        .one(connection)
        .await?)
}
