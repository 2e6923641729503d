//! Records that people name by their keys: `警报器/A-01`, or `A-01` where that is one only.

use super::columns::{CURRENT, RECORD, UNIT, VALID_FROM, VALID_TO, column, table};
use super::entering::{NewRecord, RecordFault};
use crate::conditions::within;
use crate::trail::Acting;
use crate::{RecordId, Store, StoreError};
use ledgers::{Catalogue, Cell, FieldDefinition, FieldKind, LedgerDefinition, Name};
use procedure::{Action, ObjectState};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Day;

/// Names asked for at a time.
const NAMES_AT_ONCE: usize = 5_000;
/// What stands between the parts of a key.
const BETWEEN: char = '/';

impl Store {
    /// Puts the keys of records in the place of the names by which they were written; gives those
    /// that name no record, or more than one.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn resolve_references(
        &self,
        acting: &Acting,
        (catalogue, ledger): (&Catalogue, &LedgerDefinition),
        records: &mut [NewRecord],
        as_of: Day,
    ) -> Result<Vec<RecordFault>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut faults = Vec::new();
        for field in &ledger.fields {
            let FieldKind::Reference { ledger: target } = &field.kind else { continue };
            let Some(target) = catalogue.ledger(target.as_str()) else { continue };
            let found = self.named(acting, target, &names(field, records), as_of).await?;
            for (row, record) in records.iter_mut().enumerate() {
                let Some(Cell::Text(text)) = record.cells.get_mut(&field.code) else { continue };
                if text.parse::<RecordId>().is_ok() {
                    continue;
                }
                match found.get(text.as_str()).map(Vec::as_slice) {
                    Some([only]) => text.clone_from(only),
                    several => faults.push(fault(row, field, target, text, several.is_some())),
                }
            }
        }
        Ok(faults)
    }

    /// The records of each name.
    async fn named(
        &self,
        acting: &Acting,
        target: &LedgerDefinition,
        names: &BTreeSet<String>,
        as_of: Day,
    ) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let Some(last) = target.key.last() else { return Ok(found) };
        let names: Vec<&String> = names.iter().collect();
        for some in names.chunks(NAMES_AT_ONCE) {
            let lasts: Vec<&str> = some.iter().map(|name| last_part(name)).collect();
            let select = select(acting, target, last, lasts, as_of);
            for row in self.connections().reads().query_all(&select).await? {
                let record: String = row.try_get("", RECORD)?;
                let mut parts = Vec::new();
                for field in &target.key {
                    parts.push(row.try_get::<Option<String>>("", &column(field))?);
                }
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                let whole = parts.join(&BETWEEN.to_string());
                let short = parts.last().cloned().unwrap_or_default();
                for name in BTreeSet::from([whole, short]) {
                    found.entry(name).or_default().push(record.clone());
                }
            }
        }
        Ok(found)
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit(BETWEEN).next().unwrap_or(name)
}

fn names(field: &FieldDefinition, records: &[NewRecord]) -> BTreeSet<String> {
    let texts = records.iter().filter_map(|record| match record.cells.get(&field.code) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    });
    texts.filter(|text| text.parse::<RecordId>().is_err()).cloned().collect()
}

fn select(
    acting: &Acting,
    target: &LedgerDefinition,
    last: &Name,
    names: Vec<&str>,
    as_of: Day,
) -> SelectStatement {
    let day = i64::from(as_of.number());
    let mut select = Query::select();
    select.column(RECORD);
    for field in &target.key {
        select.column(column(field));
    }
    select
        .from(table(&target.code))
        .and_where(Expr::col(column(last)).is_in(names))
        .and_where(Expr::col(CURRENT).eq(true))
        .and_where(Expr::col(VALID_FROM).lte(day))
        .and_where(Expr::col(VALID_TO).gte(day))
        .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
        .take()
}

fn fault(
    row: usize,
    field: &FieldDefinition,
    target: &LedgerDefinition,
    text: &str,
    several: bool,
) -> RecordFault {
    let keys: Vec<&str> = target
        .key
        .iter()
        .filter_map(|name| Some(target.field(name.as_str())?.label.as_str()))
        .collect();
    let keys = keys.join("/");
    let message = if several {
        format!("“{text}”在台账“{}”中对应多条记录，请写成“{keys}”", target.label)
    } else {
        format!("台账“{}”中没有“{text}”，请先登记，或按“{keys}”核对", target.label)
    };
    RecordFault { row, fields: vec![field.code.clone()], message, warning_only: false }
}
