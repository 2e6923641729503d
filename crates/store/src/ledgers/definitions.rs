//! Keeping the definitions of ledgers, and a table for each.

use super::columns::table;
use super::readable::unreadable;
use super::tables::TableShape;
use crate::entities::{audit_entry, ledger_definition};
use crate::trail::{Acting, Deed, Work};
use crate::{Store, StoreError, Timestamp};
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

/// One version of a definition, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionVersion {
    /// From 1.
    pub version: i32,
    /// The definition as text.
    pub text: String,
    /// By whom it was made, by name.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Why; empty of what was shipped.
    pub reason: String,
}

/// The next version of a definition, or a new ledger.
#[derive(Clone, Copy, Debug)]
pub struct LedgerChange<'a> {
    /// The ledger as it is to be.
    pub ledger: &'a LedgerDefinition,
    /// The same as text.
    pub text: &'a str,
    /// Every version before, read: what is kept under any of them must stay readable.
    pub before: &'a [LedgerDefinition],
    /// The version that the change was made from; none of a new ledger.
    pub from: Option<i32>,
    /// Why, in a sentence.
    pub reason: &'a str,
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

    /// Every version of the definition of a ledger, oldest first; none when there is no such ledger.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ledger_versions(&self, code: &str) -> Result<Vec<DefinitionVersion>, StoreError> {
        let reads = self.connections().reads();
        let rows = ledger_definition::Entity::find()
            .filter(ledger_definition::Column::Code.eq(code))
            .order_by_asc(ledger_definition::Column::Version)
            .all(reads)
            .await?;
        // The reason stands in the trail alone, in the entry that the version came with.
        let numbers: Vec<i64> = rows.iter().map(|row| row.sealed_by).collect();
        let reasons: BTreeMap<i64, String> = audit_entry::Entity::find()
            .filter(audit_entry::Column::Number.is_in(numbers))
            .all(reads)
            .await?
            .into_iter()
            .map(|entry| (entry.number, entry.reason))
            .collect();
        let version = |row: ledger_definition::Model| DefinitionVersion {
            reason: reasons.get(&row.sealed_by).cloned().unwrap_or_default(),
            version: row.version,
            text: row.text,
            made_by: row.made_by,
            made_at: row.made_at_ms,
        };
        Ok(rows.into_iter().map(version).collect())
    }

    /// Keeps the next version of a definition and widens its table, or makes a new ledger with its
    /// table; gives the version. A definition that is already the newest is left alone.
    ///
    /// # Errors
    /// When the actor may not, no reason is given, kept records would become unreadable, another
    /// change came first, the code of a new ledger is taken, or the database fails.
    pub async fn change_ledger(
        &self,
        acting: &Acting,
        change: LedgerChange<'_>,
    ) -> Result<i32, StoreError> {
        acting.may(Action::ManageSettings, ObjectState::Any)?;
        if change.reason.trim().is_empty() {
            return Err(StoreError::Invalid("请填写修改理由".into()));
        }
        let ledger = change.ledger;
        let faults: Vec<String> =
            change.before.iter().flat_map(|before| unreadable(ledger, before)).collect();
        if !faults.is_empty() {
            return Err(StoreError::Invalid(faults.join("；")));
        }
        let work = self.work().await?;
        let newest = newest_of(&work.tx, ledger.code.as_str()).await?;
        if let Some(same) = newest.as_ref().filter(|newest| newest.text == change.text) {
            return Ok(same.version);
        }
        let (version, shape) = match (newest, change.from) {
            (None, None) => {
                let shape = TableShape::of(ledger);
                shape.create(&work.tx, &table(&ledger.code)).await?;
                (1, shape)
            }
            (Some(newest), Some(from)) if newest.version == from => {
                let old = read_shape(&newest.shape)?;
                let shape = TableShape::of(ledger).with(&old)?;
                shape.widen(&work.tx, &table(&ledger.code), &old).await?;
                (from.saturating_add(1), shape)
            }
            (newest, from) => return Err(out_of_turn(ledger, newest, from)),
        };
        keep(&work, acting, (ledger, change.text), (version, &shape)).await?;
        let words = format!("台账“{}”定义第{version}版", ledger.label);
        let mut deed = deed(ledger.code.as_str(), words);
        change.reason.trim().clone_into(&mut deed.reason);
        work.commit(acting, [deed]).await?;
        Ok(version)
    }
}

/// Why a change does not follow on what is kept.
fn out_of_turn(
    ledger: &LedgerDefinition,
    newest: Option<ledger_definition::Model>,
    from: Option<i32>,
) -> StoreError {
    match (newest, from) {
        (Some(newest), Some(_)) => StoreError::Changed {
            by: newest.made_by,
            at: newest.made_at_ms,
            version: newest.version,
        },
        (Some(_), None) => {
            StoreError::Invalid(format!("台账代码“{}”已被使用，请另取代码", ledger.code))
        }
        (None, _) => StoreError::Missing,
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
