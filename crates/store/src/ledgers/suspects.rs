//! 疑似重复: records that may be about one matter twice. What is entered and says the same as an
//! earlier record in the fields that the ledger names is held back, until a person decides.

use super::columns::{
    CURRENT, ENTRY, RECORD, STATE, TRAIL, UNIT, VALID_FROM, VALID_TO, column, table,
};
use super::listing::{ROWS, StoredRecord, read, select};
use crate::conditions::within;
use crate::trail::{Acting, Deed};
use crate::{RecordId, Store, StoreError};
use ledgers::{FieldDefinition, FieldKind, LedgerDefinition};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{Condition, ConnectionTrait};
use std::collections::BTreeMap;

/// Keys asked for at a time.
const KEYS_AT_ONCE: usize = 5_000;
/// Entries that are looked at for the records shown beside one as its possible doubles.
const TWINS_MAX: u64 = 20;

impl Store {
    /// Which of some records are held back as possible doubles.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn held_back(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        records: &[RecordId],
    ) -> Result<Vec<RecordId>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let Some(state) = ledger.held_back() else { return Ok(Vec::new()) };
        let mut held = Vec::new();
        for some in records.chunks(KEYS_AT_ONCE) {
            let select = Query::select()
                .column(RECORD)
                .distinct()
                .from(table(&ledger.code))
                .and_where(Expr::col(RECORD).is_in(some.iter().map(ToString::to_string)))
                .and_where(Expr::col(CURRENT).eq(true))
                .and_where(Expr::col(STATE).eq(state.code.to_string()))
                .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
                .take();
            for row in self.connections().reads().query_all(&select).await? {
                held.push(id(&row.try_get::<String>("", RECORD)?)?);
            }
        }
        Ok(held)
    }

    /// The other records that say the same as a record in the fields by which its ledger suspects
    /// doubles, the first written first, some at most; in the scope of the actor.
    ///
    /// # Errors
    /// When the actor may not read, or the database fails.
    pub async fn twins_of(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        record: RecordId,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        acting.may(Action::Read, ObjectState::Any)?;
        let Some(same) = same_matter(ledger, "own", ROWS) else { return Ok(Vec::new()) };
        let own = Query::select()
            .expr(Expr::value(1))
            .from_as(table(&ledger.code), "own")
            .and_where(Expr::col(("own", RECORD)).eq(record.to_string()))
            .and_where(Expr::col(("own", CURRENT)).eq(true))
            .cond_where(same)
            .take();
        let mut twins = select(ledger);
        twins
            .and_where(Expr::col((ROWS, RECORD)).ne(record.to_string()))
            .and_where(Expr::col((ROWS, CURRENT)).eq(true))
            .and_where(Expr::exists(own))
            .cond_where(within(&acting.actor.scope, &Expr::col((ROWS, UNIT))))
            .order_by((ROWS, ENTRY), sea_orm::sea_query::Order::Asc)
            .limit(TWINS_MAX);
        let rows = self.connections().reads().query_all(&twins).await?;
        let mut found: Vec<StoredRecord> = Vec::new();
        for row in &rows {
            // Of stock that changed meanwhile, the entry written last.
            let twin = read(ledger, row)?;
            match found.iter_mut().find(|one| one.record == twin.record) {
                Some(earlier) => *earlier = twin,
                None => found.push(twin),
            }
        }
        Ok(found)
    }
}

/// Holds back what was entered under a number of the trail and says the same as a record that was
/// there before it; gives what the trail is to say of each.
pub(super) async fn hold_back(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    number: i64,
) -> Result<Vec<Deed>, StoreError> {
    let (Some(state), Some(same)) = (ledger.held_back(), same_matter(ledger, "own", "other"))
    else {
        return Ok(Vec::new());
    };
    let own = |name: &str| Expr::col(("own", name.to_owned()));
    let other = |name: &str| Expr::col(("other", name.to_owned()));
    let states = &ledger.workflow.states;
    let given_up = states.iter().filter(|state| ledger.is_given_up(state));
    let given_up: Vec<String> = given_up.map(|state| state.code.to_string()).collect();
    // One of them is enough to be named. Entries are numbered in the order of writing, so that of
    // two in one table the second is held back.
    let twin = Query::select()
        .expr(other(RECORD).min())
        .from_as(table(&ledger.code), "other")
        .and_where(other(RECORD).ne(own(RECORD)))
        .and_where(other(ENTRY).lt(own(ENTRY)))
        .and_where(other(CURRENT).eq(true))
        .and_where(other(STATE).is_not_in(given_up))
        .and_where(other(VALID_FROM).lte(own(VALID_TO)))
        .and_where(other(VALID_TO).gte(own(VALID_FROM)))
        .cond_where(same)
        .take();
    let select = Query::select()
        .column(("own", RECORD))
        .expr_as(Expr::SubQuery(None, Box::new(twin.into())), TWIN)
        .from_as(table(&ledger.code), "own")
        .and_where(own(TRAIL).eq(number))
        .take();
    let mut twins: BTreeMap<String, String> = BTreeMap::new();
    for row in tx.query_all(&select).await? {
        if let Some(twin) = row.try_get::<Option<String>>("", TWIN)? {
            twins.insert(row.try_get("", RECORD)?, twin);
        }
    }
    let keys: Vec<&String> = twins.keys().collect();
    for some in keys.chunks(KEYS_AT_ONCE) {
        let update = Query::update()
            .table(table(&ledger.code))
            .value(STATE, state.code.to_string())
            .and_where(Expr::col(RECORD).is_in(some.iter().map(|key| (*key).clone())))
            .and_where(Expr::col(CURRENT).eq(true))
            .take();
        tx.execute(&update).await?;
    }
    Ok(twins.into_iter().map(|(record, twin)| told(record, &twin, &state.label)).collect())
}

/// The name of the column with the record that is said again.
const TWIN: &str = "twin";

fn told(record: String, twin: &str, label: &str) -> Deed {
    Deed {
        action: "record.hold",
        object_kind: "record",
        object_id: record,
        change: format!("与记录{twin}要素相同，列为“{label}”，核对前不计入统计"),
        reason: String::new(),
    }
}

/// That two records say the same in the fields by which their ledger suspects doubles; none where
/// it names none. What one of them leaves open is not the same, except where a ledger names several
/// records that one may refer to: of these one is enough, and the others are left open by both.
fn same_matter(ledger: &LedgerDefinition, own: &str, other: &str) -> Option<Condition> {
    let fields: Vec<&FieldDefinition> = comparable(ledger).collect();
    if fields.is_empty() {
        return None;
    }
    let of =
        |table: &str, field: &FieldDefinition| Expr::col((table.to_owned(), column(&field.code)));
    let is_reference = |field: &FieldDefinition| matches!(field.kind, FieldKind::Reference { .. });
    let several = fields.iter().filter(|field| is_reference(field)).count() > 1;
    let mut all = Condition::all();
    let mut any = Condition::any();
    for field in fields {
        let (mine, theirs) = (of(own, field), of(other, field));
        let equal = theirs.clone().eq(mine.clone());
        if several && is_reference(field) {
            any = any.add(mine.clone().is_not_null());
            all = all.add(equal.or(mine.is_null().and(theirs.is_null())));
        } else {
            all = all.add(equal);
        }
    }
    Some(all.add_option(several.then_some(any)))
}

/// The fields that can be compared: what is kept hidden reads differently each time.
fn comparable(ledger: &LedgerDefinition) -> impl Iterator<Item = &FieldDefinition> {
    let fields = ledger.suspects.iter().filter_map(|name| ledger.field(name.as_str()));
    fields.filter(|field| !field.sensitive && !matches!(field.kind, FieldKind::Computed { .. }))
}

fn id(text: &str) -> Result<RecordId, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("台账记录的编号".into()))
}
