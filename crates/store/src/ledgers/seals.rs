//! What the trail seals of the records of ledgers: everything that was entered, not where it stands
//! since among later entries.

use super::columns::{ENTRY, Kept, TRAIL};
use super::definitions::shapes;
use super::tables::{CHANGEABLE, TableShape};
use crate::StoreError;
use procedure::Digest;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use std::fmt::Write;

/// Entries fetched at a time.
const PAGE: u64 = 2_000;

/// An entry of a record as the trail seals it.
pub(crate) struct SealedEntry {
    /// The entry of the trail that brought it.
    pub(crate) trail: i64,
    /// Its key.
    pub(crate) entry: String,
    /// The digest over what was entered.
    pub(crate) digest: Digest,
}

/// Gives every entry of a ledger, or those of one entry of the trail, in the order of writing.
pub(crate) async fn entries(
    connection: &impl ConnectionTrait,
    (table, shape): (&str, &TableShape),
    only: Option<i64>,
    take: &mut impl FnMut(SealedEntry),
) -> Result<(), StoreError> {
    let columns: Vec<(&str, Kept)> =
        shape.all_columns().filter(|(name, _)| !CHANGEABLE.contains(name)).collect();
    let mut after = String::new();
    loop {
        let mut page = Query::select();
        for (name, _) in &columns {
            page.column((*name).to_owned());
        }
        page.from(table.to_owned())
            .and_where(Expr::col(ENTRY).gt(after.clone()))
            .and_where_option(only.map(|number| Expr::col(TRAIL).eq(number)))
            .order_by(ENTRY, Order::Asc)
            .limit(PAGE);
        let rows = connection.query_all(&page).await?;
        for row in &rows {
            take(sealed(row, &columns)?);
        }
        match rows.last() {
            Some(last) => after = last.try_get("", ENTRY)?,
            None => return Ok(()),
        }
    }
}

/// Every entry of every ledger.
pub(crate) async fn all_entries(
    connection: &impl ConnectionTrait,
    take: &mut impl FnMut(SealedEntry),
) -> Result<(), StoreError> {
    for (table, shape) in shapes(connection).await? {
        entries(connection, (&table, &shape), None, take).await?;
    }
    Ok(())
}

fn sealed(row: &QueryResult, columns: &[(&str, Kept)]) -> Result<SealedEntry, StoreError> {
    let mut content = String::new();
    for (name, kept) in columns {
        let value = match kept {
            Kept::Text => row.try_get::<Option<String>>("", name)?,
            Kept::Long => row.try_get::<Option<i64>>("", name)?.map(|number| number.to_string()),
            Kept::YesNo => row.try_get::<Option<bool>>("", name)?.map(|truth| truth.to_string()),
        };
        if let Some(value) = value {
            // The length keeps a value from looking like the next field.
            // Writing to a String cannot fail.
            let _ok = write!(content, "{name}={}:{value};", value.len());
        }
    }
    Ok(SealedEntry {
        trail: row.try_get("", TRAIL)?,
        entry: row.try_get("", ENTRY)?,
        digest: Digest::of(content.as_bytes()),
    })
}
