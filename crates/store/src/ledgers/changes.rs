//! What becomes of a record: changed from a day on, corrected, moved to another state, ended.
//! Nothing is overwritten; each leaves an entry of its own or an entry in the trail.

use super::columns::{CURRENT, ENDED, ENTRY, FOREVER, VALID_TO, table};
use super::entering::{Entering, NewRecord, RecordFault, Standing, Written, insert, seal};
use super::faults::find_faults;
use super::listing::{StoredRecord, history};
use crate::trail::{Acting, Deed, Work};
use crate::{RecordId, Store, StoreError};
use ledgers::{Catalogue, LedgerDefinition, RecordKind};
use procedure::{Action, ObjectState};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use vocabulary::{Day, Period};

/// How a record is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changing {
    /// 变更: from this day on the record is as said; before, it stays as it was. Of stock only.
    From(Day),
    /// 更正: what was written in an entry was wrong; by the number of the entry.
    Correction(i64),
}

/// A change of one record.
#[derive(Clone, Copy, Debug)]
pub struct RecordChange<'a> {
    /// All ledgers.
    pub catalogue: &'a Catalogue,
    /// The ledger.
    pub ledger: &'a LedgerDefinition,
    /// The record.
    pub record: RecordId,
    /// The entry that the person saw as the newest: another one since is a conflict.
    pub newest: i64,
    /// What kind of change.
    pub changing: Changing,
    /// What the record is to say.
    pub content: &'a NewRecord,
    /// Why.
    pub reason: &'a str,
    /// Today.
    pub today: Day,
}

impl Store {
    /// Changes or corrects a record; gives the faults that stand in the way, none when it was done.
    ///
    /// # Errors
    /// When the record is missing, the actor may not, somebody else changed it first, no reason is
    /// given for a correction, or the database fails.
    pub async fn change_record(
        &self,
        acting: &Acting,
        change: &RecordChange<'_>,
    ) -> Result<Vec<RecordFault>, StoreError> {
        let work = self.work().await?;
        let entries = history(&work.tx, acting, change.ledger, change.record).await?;
        let newest = entries.last().ok_or(StoreError::Missing)?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &newest.unit_code })?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &change.content.unit_code })?;
        unchanged_since(newest, change.newest)?;
        let standing = match change.changing {
            Changing::From(day) => from_day(&work.tx, change, &entries, day).await?,
            Changing::Correction(number) => correction(&work.tx, change, &entries, number).await?,
        };
        let number = work.number()?;
        let secrets = self.secrets();
        let written = Written { acting, origin: "更正", number, secrets };
        // What is not shown cannot be said again: it stays as it was unless something else is said.
        let mut content = change.content.clone();
        let kept = self.hidden_cells(&work.tx, change.ledger, newest).await?;
        for (name, cell) in kept {
            content.cells.entry(name).or_insert(cell);
        }
        let contents = std::slice::from_ref(&content);
        insert(&work.tx, change.ledger, &written, contents, &[standing]).await?;
        let faults = faults(&work, change, number).await?;
        let blocking =
            |fault: &RecordFault| !fault.warning_only || change.content.remark.is_empty();
        if faults.iter().any(blocking) {
            return Ok(faults);
        }
        seal(work, acting, change.ledger, [told(change)]).await?;
        Ok(Vec::new())
    }

    /// Moves a record to another state along a way of its workflow.
    ///
    /// # Errors
    /// When the record is missing, the actor may not, there is no such way, the reason is missing,
    /// or the database fails.
    pub async fn move_record(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        (record, to): (RecordId, &str),
        reason: &str,
    ) -> Result<(), StoreError> {
        self.move_records(acting, ledger, (&[record], to), reason).await
    }

    /// Ends a thing of stock: the day is the last one that it exists on.
    ///
    /// # Errors
    /// When the record is missing or no stock, the day lies before its newest entry, the actor may
    /// not, or the database fails.
    pub async fn end_record(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        (record, day): (RecordId, Day),
        reason: &str,
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        let entries = history(&work.tx, acting, ledger, record).await?;
        let last = last_in_time(&entries).ok_or(StoreError::Missing)?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &last.unit_code })?;
        if ledger.kind != RecordKind::Stock || last.ended || last.valid_from > Some(day) {
            return Err(StoreError::Invalid(
                "只有尚未终止的存量记录可以终止，止日不能早于最近一次变更的日期".into(),
            ));
        }
        let update = Query::update()
            .table(table(&ledger.code))
            .value(VALID_TO, i64::from(day.number()))
            .value(ENDED, true)
            .and_where(Expr::col(ENTRY).eq(last.entry.clone()))
            .take();
        work.tx.execute(&update).await?;
        let deed = Deed {
            action: "record.end",
            object_kind: "record",
            object_id: record.to_string(),
            change: format!("自{day}之后终止"),
            reason: reason.to_owned(),
        };
        work.commit(acting, [deed]).await
    }
}

fn unchanged_since(newest: &StoredRecord, seen: i64) -> Result<(), StoreError> {
    if newest.number == seen {
        return Ok(());
    }
    Err(StoreError::Changed {
        by: newest.entered_by.clone(),
        at: newest.entered_at,
        version: newest.number.try_into().unwrap_or(i32::MAX),
    })
}

/// The current entry that holds last.
fn last_in_time(entries: &[StoredRecord]) -> Option<&StoredRecord> {
    entries.iter().filter(|entry| entry.current).max_by_key(|entry| entry.valid_from)
}

fn next_number(entries: &[StoredRecord]) -> i64 {
    entries.last().map_or(1, |entry| entry.number.saturating_add(1))
}

/// Cuts the entry that holds on a day, and gives the place behind the cut.
async fn from_day(
    tx: &impl ConnectionTrait,
    change: &RecordChange<'_>,
    entries: &[StoredRecord],
    day: Day,
) -> Result<Standing, StoreError> {
    let held = |entry: &&StoredRecord| {
        entry.current
            && entry.valid_from <= Some(day)
            && entry.valid_to.is_none_or(|last| last >= day)
    };
    let Some(cut) = entries.iter().find(held).filter(|_| change.ledger.kind == RecordKind::Stock)
    else {
        return Err(StoreError::Invalid(format!("{day}没有可变更的记录，请核对变更日期")));
    };
    if cut.valid_from == Some(day) {
        return Err(StoreError::Invalid(format!(
            "{day}当日已有一次变更；如当时填写有误，请用“更正”"
        )));
    }
    let last = i64::from(day.number()).saturating_sub(1);
    let update = Query::update()
        .table(table(&change.ledger.code))
        .value(VALID_TO, last)
        .value(ENDED, false)
        .and_where(Expr::col(ENTRY).eq(cut.entry.clone()))
        .take();
    tx.execute(&update).await?;
    Ok(Standing {
        record: change.record,
        number: next_number(entries),
        state: cut.state.clone(),
        valid_from: day.number().into(),
        valid_to: cut.valid_to.map_or(FOREVER, |last| last.number().into()),
        ended: cut.ended,
        evidence: cut.evidence,
        corrects: None,
    })
}

/// Takes an entry out of force, and gives its place.
async fn correction(
    tx: &impl ConnectionTrait,
    change: &RecordChange<'_>,
    entries: &[StoredRecord],
    number: i64,
) -> Result<Standing, StoreError> {
    let wrong = entries.iter().find(|entry| entry.number == number && entry.current);
    let wrong = wrong.ok_or(StoreError::Missing)?;
    let fills = fills(change.ledger, wrong);
    if change.reason.trim().is_empty() && fills.is_none() {
        return Err(StoreError::Invalid("更正需要说明理由，请填写后再提交".into()));
    }
    let update = Query::update()
        .table(table(&change.ledger.code))
        .value(CURRENT, false)
        .and_where(Expr::col(ENTRY).eq(wrong.entry.clone()))
        .take();
    tx.execute(&update).await?;
    let stock = change.ledger.kind == RecordKind::Stock;
    Ok(Standing {
        record: change.record,
        number: next_number(entries),
        state: fills.unwrap_or_else(|| wrong.state.clone()),
        valid_from: wrong.valid_from.filter(|_| stock).map_or(0, |day| day.number().into()),
        valid_to: wrong.valid_to.map_or(FOREVER, |day| day.number().into()),
        ended: wrong.ended,
        evidence: wrong.evidence,
        corrects: Some(wrong.entry.clone()),
    })
}

/// The state that an entry takes which fills in a row that a plan demanded: that is no correction,
/// for nobody had written anything. None of any other entry.
fn fills(ledger: &LedgerDefinition, entry: &StoredRecord) -> Option<String> {
    let demanded = ledger.demanded().filter(|state| state.code.as_str() == entry.state)?;
    let entered = ledger.entered().filter(|state| state.code != demanded.code)?;
    Some(entered.code.to_string())
}

async fn faults(
    work: &Work,
    change: &RecordChange<'_>,
    number: i64,
) -> Result<Vec<RecordFault>, StoreError> {
    let entering = Entering {
        catalogue: change.catalogue,
        ledger: change.ledger,
        records: std::slice::from_ref(change.content),
        origin: "更正",
        today: change.today,
        client_key: None,
        only_check: false,
    };
    let period = Period::year_to(change.today)
        .ok_or_else(|| StoreError::Invalid("日期超出可登记的年份".into()))?;
    find_faults(&work.tx, &entering, &[change.record], (number, period)).await
}

fn told(change: &RecordChange<'_>) -> Deed {
    let (action, what) = match change.changing {
        Changing::From(day) => ("record.change", format!("自{day}起变更")),
        Changing::Correction(number) => ("record.correct", format!("更正第{number}次登记")),
    };
    Deed {
        action,
        object_kind: "record",
        object_id: change.record.to_string(),
        change: format!("{}“{}”", what, change.ledger.label),
        reason: change.reason.to_owned(),
    }
}
