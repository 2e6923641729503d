//! What records are called, how many there are, and which others speak of them.

use super::columns::{CURRENT, ENTERED_AT, FOREVER, RECORD, UNIT, VALID_TO, column, table};
use super::listing::{StoredRecord, read, select};
use crate::conditions::{holds, within};
use crate::trail::Acting;
use crate::{RecordId, Store, StoreError, Timestamp};
use ledgers::{Catalogue, Cell, FieldKind, LedgerDefinition, Name};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, UnionType};
use sea_orm::{Condition, ConnectionTrait};
use std::collections::{BTreeMap, BTreeSet};

/// Keys asked for at a time.
const KEYS_AT_ONCE: usize = 5_000;

/// How full a ledger is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerCount {
    /// Records in force; of stock those that exist still.
    pub records: u64,
    /// When the newest entry was written.
    pub newest_at: Option<Timestamp>,
}

/// Records of one ledger that refer to a record by one of their fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referring {
    /// Their ledger.
    pub ledger: Name,
    /// The field.
    pub field: Name,
    /// The newest of them.
    pub records: Vec<StoredRecord>,
}

impl Store {
    /// How full every ledger is, in the scope of the actor.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn ledger_counts(
        &self,
        acting: &Acting,
        catalogue: &Catalogue,
    ) -> Result<BTreeMap<Name, LedgerCount>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut whole: Option<sea_orm::sea_query::SelectStatement> = None;
        for ledger in catalogue.ledgers() {
            let one = Query::select()
                .expr_as(Expr::value(ledger.code.to_string()), "code")
                .expr_as(Expr::cust("COUNT(*)"), "records")
                .expr_as(Expr::col(ENTERED_AT).max(), "newest")
                .from(table(&ledger.code))
                .and_where(Expr::col(CURRENT).eq(true))
                .and_where(Expr::col(VALID_TO).eq(FOREVER))
                .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
                .take();
            match &mut whole {
                None => whole = Some(one),
                Some(whole) => {
                    whole.union(UnionType::All, one);
                }
            }
        }
        let Some(whole) = whole else { return Ok(BTreeMap::new()) };
        let mut counts = BTreeMap::new();
        for row in self.connections().reads().query_all(&whole).await? {
            let code: String = row.try_get("", "code")?;
            let records: i64 = row.try_get("", "records")?;
            let count = LedgerCount {
                records: records.try_into().unwrap_or_default(),
                newest_at: row.try_get("", "newest")?,
            };
            if let Ok(code) = Name::parse(&code) {
                counts.insert(code, count);
            }
        }
        Ok(counts)
    }

    /// The records of some keys as they stand, of stock as it was last. Records that are not there,
    /// or not in the scope of the actor, are passed over.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn records_of_keys(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        records: &BTreeSet<String>,
    ) -> Result<BTreeMap<RecordId, StoredRecord>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut found = BTreeMap::new();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        for some in records.chunks(KEYS_AT_ONCE) {
            let mut wanted = select(ledger);
            wanted
                .and_where(Expr::col(RECORD).is_in(some.iter().copied()))
                .and_where(Expr::col(CURRENT).eq(true))
                .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
                // Of stock the last entry is the one that stays.
                .order_by(VALID_TO, Order::Asc);
            for row in self.connections().reads().query_all(&wanted).await? {
                let record = read(ledger, &row)?;
                found.insert(record.record, record);
            }
        }
        Ok(found)
    }

    /// The records of all ledgers that refer to a record, so many of each field, newest first.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn referring_records(
        &self,
        acting: &Acting,
        (catalogue, ledger): (&Catalogue, &LedgerDefinition),
        record: RecordId,
        limit: u64,
    ) -> Result<Vec<Referring>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut all = Vec::new();
        let key = record.to_string();
        for from in catalogue.ledgers() {
            for field in &from.fields {
                let own = Expr::col(column(&field.code));
                let refers = if field.kind == (FieldKind::Reference { ledger: ledger.code.clone() })
                {
                    own.eq(&key)
                } else if field.kind == (FieldKind::References { ledger: ledger.code.clone() }) {
                    holds(own, &key)
                } else {
                    continue;
                };
                let mut referring = select(from);
                referring
                    .cond_where(Condition::all().add(refers).add(Expr::col(CURRENT).eq(true)))
                    .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
                    .order_by(RECORD, Order::Desc)
                    .limit(limit);
                let rows = self.connections().reads().query_all(&referring).await?;
                let records: Vec<StoredRecord> =
                    rows.iter().map(|row| read(from, row)).collect::<Result<_, _>>()?;
                if !records.is_empty() {
                    let (ledger, field) = (from.code.clone(), field.code.clone());
                    all.push(Referring { ledger, field, records });
                }
            }
        }
        Ok(all)
    }
}

/// The texts of a record's field that refers to others: the keys of the records.
pub fn referred(cell: &Cell) -> impl Iterator<Item = &str> {
    let text = if let Cell::Text(text) = cell { text.as_str() } else { "" };
    text.split(['、', ' ', ',']).filter(|key| !key.is_empty())
}
