//! Reading records: lists, and the history of one.

use super::columns::{
    CORRECTS, CURRENT, ENDED, ENTERED_AT, ENTERED_BY, ENTRY, EVIDENCE, FOREVER, Kept, NUMBER,
    ORIGIN, RECORD, REMARK, STATE, UNIT, VALID_FROM, VALID_TO, column, kept, table,
};
use super::compile::Compiler;
use crate::conditions::{mentions, within};
use crate::secrets::shown_to_all;
use crate::trail::Acting;
use crate::{RecordId, Store, StoreError, Timestamp};
use ledgers::language::Typed;
use ledgers::{Catalogue, Cell, LedgerDefinition, Name, RecordKind};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, QueryResult};
use std::collections::BTreeMap;
use vocabulary::{Day, Period};

/// The table of the records in a statement.
pub(super) const ROWS: &str = "t0";
/// How many there are.
const TOTAL: &str = "total";

/// An entry of a record as it was written, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// The record.
    pub record: RecordId,
    /// The entry.
    pub entry: String,
    /// Which entry of the record, from 1.
    pub number: i64,
    /// Whether no correction took its place.
    pub current: bool,
    /// The state by its code.
    pub state: String,
    /// The unit that it belongs to.
    pub unit_code: String,
    /// The first day that it holds on; none for what is no stock.
    pub valid_from: Option<Day>,
    /// The last day; none while nothing ended it.
    pub valid_to: Option<Day>,
    /// Whether the thing ended with it.
    pub ended: bool,
    /// How many files are attached.
    pub evidence: i64,
    /// Where it came from.
    pub origin: String,
    /// A word of explanation.
    pub remark: String,
    /// The entry that it corrects.
    pub corrects: Option<String>,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub entered_at: Timestamp,
    /// The filled fields; of those that are not for everybody the masked form.
    pub cells: BTreeMap<Name, Cell>,
}

/// Which records are wanted.
#[derive(Clone, Debug)]
pub struct RecordFilter<'a> {
    /// A condition over the record, checked.
    pub condition: Option<&'a Typed>,
    /// Part of one of the fields that name a record; empty for all.
    pub words: &'a str,
    /// The state by its code; empty for all.
    pub state: &'a str,
    /// The day that stock is looked at.
    pub as_of: Day,
    /// How many at most.
    pub limit: u64,
    /// How many are passed over.
    pub offset: u64,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage {
    /// The records of the page, newest first.
    pub records: Vec<StoredRecord>,
    /// How many there are in all.
    pub total: u64,
}

impl Store {
    /// Records of a ledger in the scope of the actor, newest first.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn records(
        &self,
        acting: &Acting,
        catalogue: &Catalogue,
        ledger: &LedgerDefinition,
        filter: &RecordFilter<'_>,
    ) -> Result<RecordPage, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let wanted = wanted(acting, catalogue, ledger, filter)?;
        let count = Query::select()
            .expr_as(Expr::cust("COUNT(*)"), TOTAL)
            .from_as(table(&ledger.code), ROWS)
            .cond_where(wanted.clone())
            .take();
        let mut page = select(ledger);
        page.cond_where(wanted)
            // Keys are made in the order of time.
            .order_by((ROWS, RECORD), Order::Desc)
            .limit(filter.limit)
            .offset(filter.offset);
        let reads = self.connections().reads();
        let total = reads.query_one(&count).await?;
        let total: i64 = total.map_or(Ok(0), |row| row.try_get("", TOTAL))?;
        let rows = reads.query_all(&page).await?;
        let records = rows.iter().map(|row| read(ledger, row)).collect::<Result<_, _>>()?;
        Ok(RecordPage { records, total: total.try_into().unwrap_or_default() })
    }

    /// Entries of all records of a ledger in the scope of the actor, those too that a correction
    /// replaced or that hold no longer, in the order of writing: so many after an entry, from the
    /// beginning after the empty text.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn ledger_entries(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        (after, limit): (&str, u64),
    ) -> Result<Vec<StoredRecord>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut page = select(ledger);
        page.and_where(Expr::col((ROWS, ENTRY)).gt(after))
            .cond_where(within(&acting.actor.scope, &Expr::col((ROWS, UNIT))))
            // Keys are made in the order of time.
            .order_by((ROWS, ENTRY), Order::Asc)
            .limit(limit);
        let rows = self.connections().reads().query_all(&page).await?;
        rows.iter().map(|row| read(ledger, row)).collect()
    }

    /// The next records of a list after one that was given before, newest first: a whole ledger
    /// page by page, each page as quick as the first, none given twice or left out while others
    /// are entered. What the filter passes over is passed over on each page.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn records_after(
        &self,
        acting: &Acting,
        (catalogue, ledger): (&Catalogue, &LedgerDefinition),
        filter: &RecordFilter<'_>,
        last: Option<RecordId>,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let mut page = select(ledger);
        page.cond_where(wanted(acting, catalogue, ledger, filter)?)
            .and_where_option(last.map(|last| Expr::col((ROWS, RECORD)).lt(last.to_string())))
            .order_by((ROWS, RECORD), Order::Desc)
            .limit(filter.limit)
            .offset(filter.offset);
        let rows = self.connections().reads().query_all(&page).await?;
        rows.iter().map(|row| read(ledger, row)).collect()
    }

    /// Every entry of a record, the first one first.
    ///
    /// # Errors
    /// When there is none in the scope of the actor, or the database fails.
    pub async fn record_history(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        record: RecordId,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        history(self.connections().reads(), acting, ledger, record).await
    }
}

/// The same over a connection.
pub(super) async fn history(
    connection: &impl ConnectionTrait,
    acting: &Acting,
    ledger: &LedgerDefinition,
    record: RecordId,
) -> Result<Vec<StoredRecord>, StoreError> {
    let mut entries = select(ledger);
    entries
        .and_where(Expr::col((ROWS, RECORD)).eq(record.to_string()))
        .cond_where(within(&acting.actor.scope, &Expr::col((ROWS, UNIT))))
        .order_by((ROWS, NUMBER), Order::Asc);
    let rows = connection.query_all(&entries).await?;
    if rows.is_empty() {
        return Err(StoreError::Missing);
    }
    rows.iter().map(|row| read(ledger, row)).collect()
}

fn wanted(
    acting: &Acting,
    catalogue: &Catalogue,
    ledger: &LedgerDefinition,
    filter: &RecordFilter<'_>,
) -> Result<Condition, StoreError> {
    let own = |name: &str| Expr::col((ROWS, name.to_owned()));
    let mut wanted =
        Condition::all().add(own(CURRENT).eq(true)).add(within(&acting.actor.scope, &own(UNIT)));
    if ledger.kind == RecordKind::Stock {
        let day = i64::from(filter.as_of.number());
        wanted = wanted.add(own(VALID_FROM).lte(day)).add(own(VALID_TO).gte(day));
    }
    if !filter.state.is_empty() {
        wanted = wanted.add(own(STATE).eq(filter.state));
    }
    if !filter.words.is_empty() {
        let texts = ledger.fields.iter().filter(|field| kept(&field.kind) == Some(Kept::Text));
        let named = texts.filter(|field| ledger.title.contains(&field.code));
        let any = named.fold(Condition::any(), |any, field| {
            any.add(mentions(own(&column(&field.code)), filter.words))
        });
        wanted = wanted.add(any);
    }
    if let Some(condition) = filter.condition {
        let period = Period::year_to(filter.as_of)
            .ok_or_else(|| StoreError::Invalid("日期超出可登记的年份".into()))?;
        let mut compiler = Compiler::new(catalogue, period);
        compiler.enter();
        wanted = wanted.add(compiler.truth(condition)?);
    }
    Ok(wanted)
}

pub(super) fn select(ledger: &LedgerDefinition) -> SelectStatement {
    let mut select = Query::select();
    for name in [
        ENTRY, RECORD, NUMBER, CURRENT, STATE, UNIT, VALID_FROM, VALID_TO, ENDED, EVIDENCE, ORIGIN,
        REMARK, CORRECTS, ENTERED_BY, ENTERED_AT,
    ] {
        select.column((ROWS, name));
    }
    for field in ledger.fields.iter().filter(|field| kept(&field.kind).is_some()) {
        select.column((ROWS, column(&field.code)));
    }
    select.from_as(table(&ledger.code), ROWS);
    select
}

pub(super) fn read(
    ledger: &LedgerDefinition,
    row: &QueryResult,
) -> Result<StoredRecord, StoreError> {
    let text = |name: &str| row.try_get::<String>("", name);
    let long = |name: &str| row.try_get::<i64>("", name);
    let day = |number: i64| i32::try_from(number).ok().and_then(Day::from_number);
    let damaged = |_| StoreError::Damaged("台账记录的编号".into());
    let mut cells = BTreeMap::new();
    for field in &ledger.fields {
        let name = column(&field.code);
        let cell = match kept(&field.kind) {
            Some(Kept::Text) => row.try_get::<Option<String>>("", &name)?.map(|text| {
                Cell::Text(if field.sensitive { shown_to_all(&text).to_owned() } else { text })
            }),
            Some(Kept::Long) => row.try_get::<Option<i64>>("", &name)?.map(Cell::Whole),
            Some(Kept::YesNo) => row.try_get::<Option<bool>>("", &name)?.map(Cell::YesNo),
            None => None,
        };
        cells.extend(cell.map(|cell| (field.code.clone(), cell)));
    }
    let stock = ledger.kind == RecordKind::Stock;
    let valid_to = long(VALID_TO)?;
    Ok(StoredRecord {
        record: text(RECORD)?.parse().map_err(damaged)?,
        entry: text(ENTRY)?,
        number: long(NUMBER)?,
        current: row.try_get("", CURRENT)?,
        state: text(STATE)?,
        unit_code: text(UNIT)?,
        valid_from: day(long(VALID_FROM)?).filter(|_| stock),
        valid_to: day(valid_to).filter(|_| stock && valid_to != FOREVER),
        ended: row.try_get("", ENDED)?,
        evidence: long(EVIDENCE)?,
        origin: text(ORIGIN)?,
        remark: text(REMARK)?,
        corrects: row.try_get("", CORRECTS)?,
        entered_by: text(ENTERED_BY)?,
        entered_at: long(ENTERED_AT)?,
        cells,
    })
}
