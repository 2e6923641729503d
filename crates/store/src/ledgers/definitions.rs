//! Keeping the definitions of ledgers, and a table for each.

use super::columns::table;
use super::tables::{TableShape, refuse_other_kinds};
use crate::entities::ledger_definition;
use crate::trail::{Acting, Deed, Work};
use crate::{Store, StoreError};
use ledgers::{LedgerDefinition, Name};
use procedure::{Action, ObjectState};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

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

    /// Keeps definitions that are not there yet, each with a table; those that are there stay as
    /// an administrator left them. All of them in one change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_ledgers(
        &self,
        acting: &Acting,
        ledgers: &[(LedgerDefinition, String)],
    ) -> Result<usize, StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let there: BTreeSet<String> =
            self.ledger_definitions().await?.into_iter().map(|stored| stored.code).collect();
        let new: Vec<_> =
            ledgers.iter().filter(|(ledger, _)| !there.contains(ledger.code.as_str())).collect();
        if new.is_empty() {
            return Ok(0);
        }
        let work = self.work().await?;
        for (ledger, text) in &new {
            let shape = TableShape::of(ledger);
            shape.create(&work.tx, &table(&ledger.code)).await?;
            keep(&work, acting, (ledger, text), (1, &shape)).await?;
        }
        let labels: Vec<&str> = new.iter().map(|(ledger, _)| ledger.label.as_str()).collect();
        let change = format!("建立台账{}个：{}", new.len(), labels.join("、"));
        work.commit(acting, [deed("", change)]).await?;
        Ok(new.len())
    }

    /// Keeps the next version of a definition and widens its table; `before` is the newest one,
    /// read. A definition that is already the newest is left alone.
    ///
    /// # Errors
    /// When the actor may not, a field that holds values changes its kind, another change came
    /// first, or the database fails.
    pub async fn change_ledger(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        text: &str,
        before: (&LedgerDefinition, i32),
    ) -> Result<(), StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        let work = self.work().await?;
        let newest = newest_of(&work.tx, ledger.code.as_str()).await?.ok_or(StoreError::Missing)?;
        if newest.text == text {
            return Ok(());
        }
        if newest.version != before.1 {
            return Err(StoreError::Changed {
                by: newest.made_by,
                at: newest.made_at_ms,
                version: newest.version,
            });
        }
        refuse_other_kinds(ledger, before.0)?;
        let old = read_shape(&newest.shape)?;
        let shape = TableShape::of(ledger).with(&old);
        shape.widen(&work.tx, &table(&ledger.code), &old).await?;
        let version = newest.version.saturating_add(1);
        keep(&work, acting, (ledger, text), (version, &shape)).await?;
        let change = format!("台账“{}”定义第{version}版", ledger.label);
        work.commit(acting, [deed(ledger.code.as_str(), change)]).await
    }
}

fn deed(code: &str, change: String) -> Deed {
    Deed {
        action: "ledger.define",
        object_kind: "ledger",
        object_id: code.to_owned(),
        change,
        reason: String::new(),
    }
}

async fn keep(
    work: &Work,
    acting: &Acting,
    (ledger, text): (&LedgerDefinition, &str),
    (version, shape): (i32, &TableShape),
) -> Result<(), StoreError> {
    let damaged = |error: serde_json::Error| StoreError::Damaged(error.to_string());
    let row = ledger_definition::ActiveModel {
        code: ActiveValue::Set(ledger.code.to_string()),
        version: ActiveValue::Set(version),
        label: ActiveValue::Set(ledger.label.clone()),
        text: ActiveValue::Set(text.to_owned()),
        shape: ActiveValue::Set(serde_json::to_string(shape).map_err(damaged)?),
        made_at_ms: ActiveValue::Set(acting.at),
        made_by: ActiveValue::Set(acting.name.clone()),
        sealed_by: ActiveValue::Set(work.number()?),
    };
    ledger_definition::Entity::insert(row).exec_without_returning(&work.tx).await?;
    Ok(())
}

fn read_shape(text: &str) -> Result<TableShape, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged("台账的表结构".into()))
}

/// The table of a ledger as it stands.
pub(super) async fn shape_of(
    connection: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
) -> Result<TableShape, StoreError> {
    let newest = newest_of(connection, ledger.code.as_str()).await?.ok_or(StoreError::Missing)?;
    read_shape(&newest.shape)
}

/// The table of every ledger, with everything that any version of its definition had.
pub(crate) async fn shapes(
    connection: &impl ConnectionTrait,
) -> Result<BTreeMap<String, TableShape>, StoreError> {
    let rows = ledger_definition::Entity::find()
        .order_by_asc(ledger_definition::Column::Code)
        .order_by_asc(ledger_definition::Column::Version)
        .all(connection)
        .await?;
    let mut shapes = BTreeMap::new();
    for row in rows {
        let code = Name::parse(&row.code).map_err(|_| StoreError::Damaged("台账代码".into()))?;
        shapes.insert(table(&code), read_shape(&row.shape)?);
    }
    Ok(shapes)
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
