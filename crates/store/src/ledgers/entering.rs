//! Writing records: all of them or none, each checked by the database where it stands.

use super::columns::{
    CORRECTS, CURRENT, DEFINITION, ENDED, ENTERED_AT, ENTERED_BY, ENTRY, EVIDENCE, FOREVER, Kept,
    NUMBER, ORIGIN, RECORD, REMARK, STATE, TRAIL, UNIT, VALID_FROM, VALID_TO, column, kept, table,
};
use super::definitions::shape_of;
use super::faults::find_faults;
use crate::trail::{Acting, Deed, Work};
use crate::{EntryId, RecordId, Store, StoreError, requests};
use ledgers::{Catalogue, Cell, LedgerDefinition, Name, RecordKind};
use procedure::{Action, ObjectState};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};
use std::collections::BTreeMap;
use vocabulary::{Day, Period};

/// Values that one statement may be given: the least that the databases bear.
const VALUES_MAX: usize = 30_000;

/// A record to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The unit that it belongs to.
    pub unit_code: String,
    /// The first day that it holds on, for stock.
    pub valid_from: Option<Day>,
    /// The filled fields.
    pub cells: BTreeMap<Name, Cell>,
    /// A word of explanation.
    pub remark: String,
}

/// What is wrong with one of the records that were to be entered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordFault {
    /// Which of them, from 0.
    pub row: usize,
    /// The fields that are marked.
    pub fields: Vec<Name>,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether it may be entered all the same, with a word of explanation.
    pub warning_only: bool,
}

/// What came of entering records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// They were entered.
    Entered(Vec<RecordId>),
    /// None was: these have to be mended first.
    Refused(Vec<RecordFault>),
}

/// What is to be entered together.
#[derive(Clone, Copy, Debug)]
pub struct Entering<'a> {
    /// All ledgers.
    pub catalogue: &'a Catalogue,
    /// The ledger.
    pub ledger: &'a LedgerDefinition,
    /// The records.
    pub records: &'a [NewRecord],
    /// Where they come from: `录入`, `导入`, `接口`.
    pub origin: &'a str,
    /// The day that checks speak about as the last one.
    pub today: Day,
    /// The same for every retry of one entering.
    pub client_key: Option<&'a str>,
    /// Whether only to look for faults: nothing is kept.
    pub only_check: bool,
}

impl Store {
    /// Enters records into a ledger: all of them, or none when one has a fault that blocks. A
    /// record whose faults are all warnings needs a remark.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn enter_records(
        &self,
        acting: &Acting,
        entering: Entering<'_>,
    ) -> Result<Recorded, StoreError> {
        for record in entering.records {
            acting.may(Action::Edit, ObjectState::Open { unit_code: &record.unit_code })?;
        }
        refuse_sensitive(entering.ledger, entering.records)?;
        let ids: Vec<RecordId> = entering.records.iter().map(|_| RecordId::new()).collect();
        let work = self.work().await?;
        if let Some(key) = entering.client_key {
            let answer = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            let first = requests::first_answer(&work.tx, acting, key, &answer).await?;
            if let Some(first) = first {
                return entered_before(&first);
            }
        }
        let number = work.number()?;
        let standings: Vec<Standing> = entering
            .records
            .iter()
            .zip(&ids)
            .map(|(record, id)| Standing::new(*id, &entering, record))
            .collect();
        let written = Written { acting, origin: entering.origin, number };
        insert(&work.tx, entering.ledger, &written, entering.records, &standings).await?;
        let period = Period::year_to(entering.today)
            .ok_or_else(|| StoreError::Invalid("日期超出可登记的年份".into()))?;
        let faults = find_faults(&work.tx, &entering, &ids, (number, period)).await?;
        let blocking = |fault: &RecordFault| {
            let explained = entering.records.get(fault.row).is_some_and(|r| !r.remark.is_empty());
            !(fault.warning_only && explained)
        };
        if entering.only_check || faults.iter().any(blocking) {
            // Dropped without a commit, everything that was written is gone.
            return Ok(Recorded::Refused(faults));
        }
        let deed = Deed {
            action: "record.enter",
            object_kind: "ledger",
            object_id: entering.ledger.code.to_string(),
            change: entered(&entering, &ids),
            reason: String::new(),
        };
        seal(work, acting, entering.ledger, deed).await?;
        Ok(Recorded::Entered(ids))
    }
}

/// Accounts and identity numbers are to be encrypted; until then they are not taken.
pub(super) fn refuse_sensitive(
    ledger: &LedgerDefinition,
    records: &[NewRecord],
) -> Result<(), StoreError> {
    let field = ledger.fields.iter().find(|field| {
        field.sensitive && records.iter().any(|record| record.cells.contains_key(&field.code))
    });
    match field {
        None => Ok(()),
        Some(field) => Err(StoreError::Invalid(format!(
            "“{}”的加密保存尚未启用，暂不能登记，请清空后再提交",
            field.label
        ))),
    }
}

/// Commits entries of a ledger with their entry in the trail, which seals them.
pub(super) async fn seal(
    work: Work,
    acting: &Acting,
    ledger: &LedgerDefinition,
    deed: Deed,
) -> Result<(), StoreError> {
    let shape = shape_of(&work.tx, ledger).await?;
    work.commit_records(acting, (&table(&ledger.code), &shape), [deed]).await
}

/// What the trail says was entered.
fn entered(entering: &Entering<'_>, ids: &[RecordId]) -> String {
    let label = &entering.ledger.label;
    match ids {
        [only] => format!("{}“{label}”记录{only}", entering.origin),
        _ => format!("{}“{label}”记录{}条", entering.origin, ids.len()),
    }
}

fn entered_before(answer: &str) -> Result<Recorded, StoreError> {
    let ids: Result<Vec<RecordId>, _> = answer.split_whitespace().map(str::parse).collect();
    let ids = ids.map_err(|_| StoreError::Damaged("重复提交的记录编号".into()))?;
    Ok(Recorded::Entered(ids))
}

/// Where an entry stands among the others of its record.
pub(super) struct Standing {
    pub(super) record: RecordId,
    /// Which entry of the record, from 1.
    pub(super) number: i64,
    pub(super) state: String,
    pub(super) valid_from: i64,
    pub(super) valid_to: i64,
    pub(super) ended: bool,
    pub(super) evidence: i64,
    /// The entry in whose place it comes.
    pub(super) corrects: Option<String>,
}

impl Standing {
    /// The first entry of a record.
    fn new(record: RecordId, entering: &Entering<'_>, new: &NewRecord) -> Self {
        let ledger = entering.ledger;
        let from = new.valid_from.unwrap_or(entering.today);
        let stock = ledger.kind == RecordKind::Stock;
        Self {
            record,
            number: 1,
            state: ledger.workflow.states.first().map_or_else(String::new, |s| s.code.to_string()),
            // What is no stock happens on a day of its own; it is there from the beginning.
            valid_from: if stock { from.number().into() } else { 0 },
            valid_to: FOREVER,
            ended: false,
            evidence: 0,
            corrects: None,
        }
    }
}

/// Who writes, from where, under which entry of the trail.
pub(super) struct Written<'a> {
    pub(super) acting: &'a Acting,
    pub(super) origin: &'a str,
    pub(super) number: i64,
}

/// Writes entries, as many at a time as a statement bears.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    written: &Written<'_>,
    records: &[NewRecord],
    standings: &[Standing],
) -> Result<(), StoreError> {
    let fields: Vec<(&Name, Kept)> =
        ledger.fields.iter().filter_map(|field| Some((&field.code, kept(&field.kind)?))).collect();
    let columns: Vec<String> = COLUMNS
        .iter()
        .map(|name| (*name).to_owned())
        .chain(fields.iter().map(|(name, _)| column(name)))
        .collect();
    let at_once = VALUES_MAX.checked_div(columns.len()).unwrap_or(1).max(1);
    let rows: Vec<(&NewRecord, &Standing)> = records.iter().zip(standings).collect();
    for some in rows.chunks(at_once) {
        let mut insert = Query::insert();
        insert.into_table(table(&ledger.code)).columns(columns.clone());
        for (record, standing) in some {
            let mut values = common(ledger, written, record, standing);
            values.extend(fields.iter().map(|(name, kept)| value(record.cells.get(name), *kept)));
            insert.values(values).map_err(|_| StoreError::Damaged("台账的列数不符".into()))?;
        }
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// The columns of every ledger, in the order of [`common`].
const COLUMNS: [&str; 17] = [
    ENTRY, RECORD, NUMBER, CURRENT, STATE, UNIT, VALID_FROM, VALID_TO, ENDED, EVIDENCE, ORIGIN,
    REMARK, CORRECTS, DEFINITION, ENTERED_BY, ENTERED_AT, TRAIL,
];

fn common(
    ledger: &LedgerDefinition,
    written: &Written<'_>,
    record: &NewRecord,
    standing: &Standing,
) -> Vec<Expr> {
    vec![
        EntryId::new().to_string().into(),
        standing.record.to_string().into(),
        standing.number.into(),
        true.into(),
        standing.state.clone().into(),
        record.unit_code.clone().into(),
        standing.valid_from.into(),
        standing.valid_to.into(),
        standing.ended.into(),
        standing.evidence.into(),
        written.origin.into(),
        record.remark.clone().into(),
        standing.corrects.clone().into(),
        i64::from(ledger.version).into(),
        written.acting.name.clone().into(),
        written.acting.at.into(),
        written.number.into(),
    ]
}

/// A value as the column keeps it; nothing when the field is empty.
fn value(cell: Option<&Cell>, kept: Kept) -> Expr {
    match (kept, cell) {
        (Kept::Text, Some(Cell::Text(text))) => text.clone().into(),
        (Kept::Text, _) => Option::<String>::None.into(),
        (Kept::Long, Some(Cell::Whole(number))) => (*number).into(),
        (Kept::Long, _) => Option::<i64>::None.into(),
        (Kept::YesNo, Some(Cell::YesNo(truth))) => (*truth).into(),
        (Kept::YesNo, _) => Option::<bool>::None.into(),
    }
}
