//! Moving many records of a ledger to another state at once, each with its own entry in the trail.

use super::columns::{CURRENT, NUMBER, RECORD, STATE, TRAIL, UNIT, table};
use crate::conditions::within;
use crate::entities::audit_entry;
use crate::trail::{Acting, Deed};
use crate::{RecordId, Store, StoreError};
use ledgers::{LedgerDefinition, Name, State, StateMove};
use procedure::{Action, ObjectState, permit_judging};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, IdenStatic};
use std::collections::{BTreeMap, BTreeSet};

/// Records asked for at a time.
const RECORDS_AT_ONCE: usize = 5_000;

/// Where a record stands.
struct Standing {
    state: String,
    unit_code: String,
}

impl Store {
    /// Moves records to another state along a way of their workflow: all of them or none.
    ///
    /// # Errors
    /// When one of them is missing or stands elsewhere than at the beginning of such a way, the
    /// actor may not or would judge the own work, the reason is missing, or the database fails.
    pub async fn move_records(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        (records, to): (&[RecordId], &str),
        reason: &str,
    ) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let work = self.work().await?;
        let mut deeds = Vec::with_capacity(records.len());
        for some in records.chunks(RECORDS_AT_ONCE) {
            let keys: Vec<String> = some.iter().map(ToString::to_string).collect();
            let standing = standing(&work.tx, acting, ledger, &keys).await?;
            let hands = hands(&work.tx, ledger, &keys).await?;
            for key in &keys {
                let from = standing.get(key).ok_or(StoreError::Missing)?;
                let way = way(ledger, &from.state, to)?;
                allowed(acting, way, &from.unit_code, reason)?;
                refuse_empty(ledger, way)?;
                if way.by_reviewer {
                    let hands = hands.get(key).into_iter().flatten();
                    permit_judging(&acting.actor, hands.map(String::as_str))?;
                }
                deeds.push(told(key, way, reason));
            }
            let update = Query::update()
                .table(table(&ledger.code))
                .value(STATE, to)
                .and_where(Expr::col(RECORD).is_in(keys))
                .and_where(Expr::col(CURRENT).eq(true))
                .take();
            work.tx.execute(&update).await?;
        }
        work.commit(acting, deeds).await
    }
}

impl Store {
    /// Whether the actor may judge a record: nobody does who wrote its first entry, or one of those
    /// in force. What else a way of its workflow asks is not looked at.
    ///
    /// # Errors
    /// The refusal when not, or when the database fails.
    pub async fn may_judge(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        record: RecordId,
    ) -> Result<(), StoreError> {
        let reads = self.connections().reads();
        let hands = hands(reads, ledger, &[record.to_string()]).await?;
        let accounts = hands.values().flatten().map(String::as_str);
        Ok(permit_judging(&acting.actor, accounts)?)
    }
}

/// The accounts of those who wrote the first entry of each record, or one that is in force. The
/// entries hold names, which two people may share; the trail holds accounts.
async fn hands(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    keys: &[String],
) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let own = |name: &str| Expr::col(("own", name.to_owned()));
    let written = (audit_entry::Entity, audit_entry::Column::Number);
    let select = Query::select()
        .column(("own", RECORD))
        .column((audit_entry::Entity, audit_entry::Column::Actor))
        .from_as(table(&ledger.code), "own")
        .inner_join(audit_entry::Entity, own(TRAIL).equals(written))
        .and_where(own(RECORD).is_in(keys.to_vec()))
        .and_where(own(CURRENT).eq(true).or(own(NUMBER).eq(1)))
        .distinct()
        .take();
    let mut hands: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in tx.query_all(&select).await? {
        let actor: String = row.try_get("", audit_entry::Column::Actor.as_str())?;
        let account = actor.split_once('（').map_or(actor.as_str(), |(account, _)| account);
        hands.entry(row.try_get("", RECORD)?).or_default().insert(account.to_owned());
    }
    Ok(hands)
}

async fn standing(
    tx: &impl ConnectionTrait,
    acting: &Acting,
    ledger: &LedgerDefinition,
    keys: &[String],
) -> Result<BTreeMap<String, Standing>, StoreError> {
    let select = Query::select()
        .columns([RECORD, STATE, UNIT])
        .from(table(&ledger.code))
        .and_where(Expr::col(RECORD).is_in(keys.to_vec()))
        .and_where(Expr::col(CURRENT).eq(true))
        .cond_where(within(&acting.actor.scope, &Expr::col(UNIT)))
        .take();
    let mut found = BTreeMap::new();
    for row in tx.query_all(&select).await? {
        let standing =
            Standing { state: row.try_get("", STATE)?, unit_code: row.try_get("", UNIT)? };
        found.insert(row.try_get("", RECORD)?, standing);
    }
    Ok(found)
}

/// The way from one state to another.
fn way<'a>(
    ledger: &'a LedgerDefinition,
    from: &str,
    to: &str,
) -> Result<&'a StateMove, StoreError> {
    let mut ways = ledger.workflow.moves.iter();
    ways.find(|way| way.from.as_str() == from && way.to.as_str() == to).ok_or_else(|| {
        let state = ledger.workflow.state(from);
        let label = state.map_or(from, |state| state.label.as_str());
        StoreError::Invalid(format!(
            "记录现为“{label}”，不能这样办理；可能他人已先办理，请刷新后再试"
        ))
    })
}

/// Whether the actor may go a way with a record of a unit.
fn allowed(
    acting: &Acting,
    way: &StateMove,
    unit_code: &str,
    reason: &str,
) -> Result<(), StoreError> {
    let action = if way.by_reviewer { Action::Decide } else { Action::Edit };
    acting.may(action, ObjectState::Open { unit_code })?;
    if way.with_reason && reason.trim().is_empty() {
        return Err(StoreError::Invalid(format!("“{}”需要说明理由，请填写后再提交", way.label)));
    }
    Ok(())
}

/// A row that a plan demands is filled in by what is entered: moved on as it is, it would look like
/// done, and what is entered later would be its double.
fn refuse_empty(ledger: &LedgerDefinition, way: &StateMove) -> Result<(), StoreError> {
    let is = |state: Option<&State>, code: &Name| state.is_some_and(|state| state.code == *code);
    let fills = is(ledger.demanded(), &way.from) && is(ledger.entered(), &way.to);
    if ledger.expected.is_some() && fills {
        return Err(StoreError::Invalid("应做记录须填报内容后登记，请用“填报”办理".into()));
    }
    Ok(())
}

/// What the trail says of a move.
fn told(record: &str, way: &StateMove, reason: &str) -> Deed {
    Deed {
        action: "record.move",
        object_kind: "record",
        object_id: record.to_owned(),
        change: format!("{}：{} → {}", way.label, way.from, way.to),
        reason: reason.to_owned(),
    }
}
