//! Every table as JSON lines and back.

use super::records;
use crate::database::is_sqlite;
use crate::{StoreError, entities};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityName, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, Statement,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

/// The lines of every table, by its name.
pub(super) type Tables = BTreeMap<String, Vec<String>>;

/// Rows written with one statement.
pub(super) const BATCH: usize = 100;

macro_rules! every_table {
    ($act:ident) => {
        $act!(
            account,
            audit_entry,
            audit_head,
            blob,
            decision,
            document,
            draft,
            evidence,
            indicator_version,
            issue,
            job,
            ledger_definition,
            org,
            revision,
            setting,
            sheet,
            sheet_version,
            token,
            year
        )
    };
}

/// Every row of every table, as the connection's snapshot shows them.
pub(super) async fn dump(connection: &impl ConnectionTrait) -> Result<Tables, StoreError> {
    let mut tables = Tables::new();
    macro_rules! dump_each {
        ($($noun:ident),*) => {
            [$((
                stringify!($noun),
                Box::pin(rows::<entities::$noun::Entity, _>(connection)) as Rows<'_>,
            )),*]
        };
    }
    for (noun, rows) in every_table!(dump_each) {
        tables.insert(noun.to_owned(), rows.await?);
    }
    records::dump(connection, &mut tables).await?;
    Ok(tables)
}

type Rows<'c> = Pin<Box<dyn Future<Output = Result<Vec<String>, StoreError>> + Send + 'c>>;

async fn rows<E, C>(connection: &C) -> Result<Vec<String>, StoreError>
where
    E: EntityTrait,
    E::Model: Serialize,
    C: ConnectionTrait,
{
    lines(&E::find().all(connection).await?)
}

/// The same whatever tables there are and whatever columns they have now.
pub(super) async fn dump_as_they_stand(
    connection: &impl ConnectionTrait,
) -> Result<Tables, StoreError> {
    let mut tables = Tables::new();
    macro_rules! name_each {
        ($($noun:ident),*) => {
            [$((stringify!($noun), entities::$noun::Entity.table_name())),*]
        };
    }
    for (noun, table) in every_table!(name_each) {
        if is_there(connection, table).await? {
            tables.insert(noun.to_owned(), rows_as_they_stand(connection, table).await?);
        }
    }
    if is_there(connection, entities::ledger_definition::Entity.table_name()).await? {
        records::dump(connection, &mut tables).await?;
    }
    Ok(tables)
}

/// Whether a schema has a table yet.
async fn is_there(connection: &impl ConnectionTrait, table: &str) -> Result<bool, StoreError> {
    let backend = connection.get_database_backend();
    let sql = if is_sqlite(connection) {
        format!("SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = '{table}'")
    } else {
        format!("SELECT 1 AS one WHERE to_regclass('{table}') IS NOT NULL")
    };
    Ok(connection.query_one_raw(Statement::from_string(backend, sql)).await?.is_some())
}

/// Rows as the JSON that the program which made the table would write of them.
pub(super) async fn rows_as_they_stand(
    connection: &impl ConnectionTrait,
    table: &str,
) -> Result<Vec<String>, StoreError> {
    let backend = connection.get_database_backend();
    let sql = if is_sqlite(connection) {
        format!("SELECT {} FROM \"{table}\"", json_object_of(connection, table).await?)
    } else {
        format!("SELECT row_to_json(t)::text AS line FROM \"{table}\" t")
    };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "line")).collect::<Result<_, _>>()?)
}

/// SQLite has no Booleans: what was declared as one is written as one.
async fn json_object_of(
    connection: &impl ConnectionTrait,
    table: &str,
) -> Result<String, StoreError> {
    let backend = connection.get_database_backend();
    let sql = format!("SELECT name, type FROM pragma_table_info('{table}')");
    let mut pairs = Vec::new();
    for row in connection.query_all_raw(Statement::from_string(backend, sql)).await? {
        let (name, kind): (String, String) = (row.try_get("", "name")?, row.try_get("", "type")?);
        pairs.push(if kind.eq_ignore_ascii_case("boolean") {
            format!(
                "'{name}', json(iif(\"{name}\" IS NULL, 'null', iif(\"{name}\", 'true', 'false')))"
            )
        } else {
            format!("'{name}', \"{name}\"")
        });
    }
    Ok(format!("json_object({}) AS line", pairs.join(", ")))
}

/// Writes every row back; returns how many there were.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    tables: &BTreeMap<String, Vec<String>>,
) -> Result<u64, StoreError> {
    forget_empty_trail(connection).await?;
    let written = load_tables(connection, tables).await?;
    Ok(written + records::load(connection, tables).await?)
}

async fn load_tables(
    connection: &impl ConnectionTrait,
    tables: &BTreeMap<String, Vec<String>>,
) -> Result<u64, StoreError> {
    let mut written = 0;
    macro_rules! load_each {
        ($($noun:ident),*) => {
            $(
                written += fill::<entities::$noun::Entity>(connection, of(tables, stringify!($noun))).await?;
            )*
        };
    }
    every_table!(load_each);
    Ok(written)
}

/// A new schema comes with the empty end of the trail.
async fn forget_empty_trail(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    entities::audit_head::Entity::delete_many()
        .filter(Expr::value(1).eq(Expr::value(1)))
        .exec(connection)
        .await?;
    Ok(())
}

fn of<'t>(tables: &'t BTreeMap<String, Vec<String>>, noun: &str) -> &'t [String] {
    tables.get(noun).map_or(&[], Vec::as_slice)
}

/// The names of all tables.
pub(super) fn names() -> Vec<&'static str> {
    macro_rules! name_each {
        ($($noun:ident),*) => { vec![$(stringify!($noun)),*] };
    }
    every_table!(name_each)
}

fn lines<T: Serialize>(rows: &[T]) -> Result<Vec<String>, StoreError> {
    let line = |row: &T| {
        serde_json::to_string(row).map_err(|error| StoreError::Damaged(error.to_string()))
    };
    rows.iter().map(line).collect()
}

async fn fill<E>(connection: &impl ConnectionTrait, lines: &[String]) -> Result<u64, StoreError>
where
    E: EntityTrait,
    E::Model: DeserializeOwned + ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut written = 0;
    for batch in lines.chunks(BATCH) {
        let mut rows = Vec::with_capacity(batch.len());
        for line in batch {
            let row: E::Model = serde_json::from_str(line)
                .map_err(|_| StoreError::Damaged("备份中有无法读取的记录".into()))?;
            rows.push(row.into_active_model().reset_all());
            written += 1;
        }
        E::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, Acting, DatabaseAddress, Deed, Org, Store, StorePlaces};

    #[tokio::test]
    async fn tables_as_they_stand_are_written_as_the_program_that_made_them_would() {
        let folder = tempfile::tempdir().unwrap();
        let places = StorePlaces {
            data: folder.path().join("data"),
            keys: folder.path().join("keys"),
            database: DatabaseAddress::Embedded,
        };
        let store = Store::open(&places, 1).await.unwrap();
        let acting = Acting::program(5);
        let deed = Deed { action: "x", change: "\"引号\\𠮷".into(), ..Deed::default() };
        store.record(&acting, deed.clone()).await.unwrap();
        store.record_refusal(&acting, deed).await.unwrap();
        let org = |parent: Option<&str>| Org {
            code: AccountId::new().to_string(),
            name: "园林处".into(),
            kind: "unit".into(),
            parent: parent.map(Into::into),
        };
        store.keep_orgs(&acting, &[org(None), org(Some("333"))]).await.unwrap();
        let view = store.connections().snapshot().await.unwrap();
        let values = |tables: Tables| -> BTreeMap<String, Vec<serde_json::Value>> {
            let parsed = |line: &String| serde_json::from_str(line).unwrap();
            tables
                .iter()
                .map(|(name, lines)| (name.clone(), lines.iter().map(parsed).collect()))
                .collect()
        };
        let ours = values(dump(&view).await.unwrap());
        assert_eq!(ours["audit_entry"].len(), 3);
        assert_eq!(values(dump_as_they_stand(&view).await.unwrap()), ours);
    }
}
