//! The tables of ledgers, whose columns are known from their definitions only.

use super::tables::{BATCH, Tables, rows_as_they_stand};
use crate::StoreError;
use crate::ledgers::{Kept, TableShape, shapes};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};
use std::collections::BTreeMap;

/// Adds every row of every ledger.
pub(super) async fn dump(
    connection: &impl ConnectionTrait,
    tables: &mut Tables,
) -> Result<(), StoreError> {
    for table in shapes(connection).await?.into_keys() {
        let rows = rows_as_they_stand(connection, &table).await?;
        tables.insert(table, rows);
    }
    Ok(())
}

/// Makes the tables of the definitions that were brought back, and writes their rows; returns how
/// many there were.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    tables: &BTreeMap<String, Vec<String>>,
) -> Result<u64, StoreError> {
    let mut written = 0;
    for (table, shape) in shapes(connection).await? {
        shape.create(connection, &table).await?;
        let lines = tables.get(&table).map_or(&[][..], Vec::as_slice);
        written += fill_ledger(connection, (&table, &shape), lines).await?;
    }
    Ok(written)
}

/// Writes the rows of a ledger back.
async fn fill_ledger(
    connection: &impl ConnectionTrait,
    (table, shape): (&str, &TableShape),
    lines: &[String],
) -> Result<u64, StoreError> {
    let unreadable = || StoreError::Damaged(format!("备份中{table}有无法读取的记录"));
    let columns: Vec<(&str, Kept)> = shape.all_columns().collect();
    let mut written = 0;
    for batch in lines.chunks(BATCH) {
        let mut insert = Query::insert();
        insert.into_table(table.to_owned());
        insert.columns(columns.iter().map(|(name, _)| (*name).to_owned()));
        for line in batch {
            let row: serde_json::Value = serde_json::from_str(line).map_err(|_| unreadable())?;
            let mut values: Vec<Expr> = Vec::with_capacity(columns.len());
            for (name, kept) in &columns {
                values.push(value(row.get(*name), *kept).ok_or_else(unreadable)?);
            }
            insert.values(values).map_err(|_| unreadable())?;
            written += 1;
        }
        connection.execute(&insert).await?;
    }
    Ok(written)
}

/// A value of a row; none when it is of another kind than its column.
fn value(value: Option<&serde_json::Value>, kept: Kept) -> Option<Expr> {
    let value = value.filter(|value| !value.is_null());
    Some(match (kept, value) {
        (Kept::Text, None) => Option::<String>::None.into(),
        (Kept::Text, Some(value)) => value.as_str()?.to_owned().into(),
        (Kept::Long, None) => Option::<i64>::None.into(),
        (Kept::Long, Some(value)) => value.as_i64()?.into(),
        (Kept::YesNo, None) => Option::<bool>::None.into(),
        (Kept::YesNo, Some(value)) => value.as_bool()?.into(),
    })
}
