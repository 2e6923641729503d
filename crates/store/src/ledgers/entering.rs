//! Writing records: all of them or none, each checked by the database where it stands.

use super::columns::{
    CORRECTS, CURRENT, DEFINITION, ENDED, ENTERED_AT, ENTERED_BY, ENTRY, EVIDENCE, FOREVER, Kept,
    NUMBER, ORIGIN, RECORD, REMARK, STATE, TRAIL, UNIT, VALID_FROM, VALID_TO, column, kept, table,
};
use super::definitions::shape_of;
use super::evidence::NewEvidence;
use super::expecting::Demanded;
use super::intake::IntakeTerms;
use crate::secrets::Secrets;
use crate::trail::{Acting, Deed, Work};
use crate::{EntryId, RecordId, Store, StoreError, requests};
use ledgers::{Catalogue, Cell, FieldDefinition, LedgerDefinition, Name, RecordKind};
use procedure::{Action, ObjectState};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Query};
use std::collections::BTreeMap;
use vocabulary::Day;

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
        self.enter_with_evidence(acting, entering, &[]).await
    }

    /// The same, with the files of some records, each list with its place among the records: a
    /// record and its photos are there together or not at all.
    ///
    /// # Errors
    /// When the actor may not, a file is not stored, or the database fails.
    pub async fn enter_with_evidence(
        &self,
        acting: &Acting,
        entering: Entering<'_>,
        files: &[(usize, Vec<NewEvidence>)],
    ) -> Result<Recorded, StoreError> {
        let terms = IntakeTerms {
            catalogue: entering.catalogue,
            ledger: entering.ledger,
            origin: entering.origin,
            today: entering.today,
        };
        may_enter(acting, entering.records)?;
        let mut intake = self.begin_intake(acting, terms).await?;
        let places = intake.places(entering.records).await?;
        if let Some(key) = entering.client_key {
            let ids = places.iter().map(|place| place.record().to_string());
            let answer = ids.collect::<Vec<_>>().join(" ");
            let first = requests::first_answer(intake.tx(), acting, key, &answer).await?;
            if let Some(first) = first {
                return entered_before(&first);
            }
        }
        intake.write(entering.records, places, files).await?;
        intake.finish(entering.only_check).await
    }
}

/// Whether the actor may enter records.
pub(super) fn may_enter(acting: &Acting, records: &[NewRecord]) -> Result<(), StoreError> {
    for record in records {
        acting.may(Action::Edit, ObjectState::Open { unit_code: &record.unit_code })?;
    }
    Ok(())
}

/// Commits entries of a ledger with what the trail says of them; its first entry seals them.
pub(super) async fn seal(
    work: Work,
    acting: &Acting,
    ledger: &LedgerDefinition,
    deeds: impl IntoIterator<Item = Deed>,
) -> Result<(), StoreError> {
    let shape = shape_of(&work.tx, ledger).await?;
    work.commit_records(acting, (&table(&ledger.code), &shape), deeds).await
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

/// Where a record that is entered comes to stand.
pub(super) enum Place {
    /// A record of its own.
    Own(RecordId),
    /// In the row that a plan demanded.
    Demanded(Demanded),
}

impl Place {
    pub(super) fn record(&self) -> RecordId {
        match self {
            Self::Own(record) => *record,
            Self::Demanded(row) => row.record,
        }
    }
}

impl Standing {
    /// The first entry of a record, or the one that fills a demanded row in.
    pub(super) fn new(place: &Place, terms: &IntakeTerms<'_>, new: &NewRecord) -> Self {
        let ledger = terms.ledger;
        let from = new.valid_from.unwrap_or(terms.today);
        let stock = ledger.kind == RecordKind::Stock;
        let (number, evidence, corrects) = match place {
            Place::Own(_) => (1, 0, None),
            Place::Demanded(row) => (row.number, row.evidence, Some(row.entry.clone())),
        };
        Self {
            record: place.record(),
            number,
            state: ledger.entered().map_or_else(String::new, |state| state.code.to_string()),
            // What is no stock happens on a day of its own; it is there from the beginning.
            valid_from: if stock { from.number().into() } else { 0 },
            valid_to: FOREVER,
            ended: false,
            evidence,
            corrects,
        }
    }
}

/// Who writes, from where, under which entry of the trail.
pub(super) struct Written<'a> {
    pub(super) acting: &'a Acting,
    pub(super) origin: &'a str,
    pub(super) number: i64,
    pub(super) secrets: &'a Secrets,
}

/// Writes entries, as many at a time as a statement bears.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    ledger: &LedgerDefinition,
    written: &Written<'_>,
    records: &[NewRecord],
    standings: &[Standing],
) -> Result<(), StoreError> {
    let fields: Vec<(&FieldDefinition, Kept)> =
        ledger.fields.iter().filter_map(|field| Some((field, kept(&field.kind)?))).collect();
    let columns: Vec<String> = COLUMNS
        .iter()
        .map(|name| (*name).to_owned())
        .chain(fields.iter().map(|(field, _)| column(&field.code)))
        .collect();
    let at_once = VALUES_MAX.checked_div(columns.len()).unwrap_or(1).max(1);
    let rows: Vec<(&NewRecord, &Standing)> = records.iter().zip(standings).collect();
    for some in rows.chunks(at_once) {
        let mut insert = Query::insert();
        insert.into_table(table(&ledger.code)).columns(columns.clone());
        for (record, standing) in some {
            let mut values = common(ledger, written, record, standing);
            for (field, kept) in &fields {
                let hidden = hidden(written.secrets, field, record, standing.record)?;
                values.push(value(hidden.as_ref().or(record.cells.get(&field.code)), *kept));
            }
            insert.values(values).map_err(|_| StoreError::Damaged("台账的列数不符".into()))?;
        }
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// A value as it is kept when it is not for everybody; none when it is.
fn hidden(
    secrets: &Secrets,
    field: &FieldDefinition,
    new: &NewRecord,
    record: RecordId,
) -> Result<Option<Cell>, StoreError> {
    match new.cells.get(&field.code) {
        Some(Cell::Text(text)) if field.sensitive => {
            Ok(Some(Cell::Text(secrets.hide(text, &place(field, record))?)))
        }
        Some(Cell::Text(_) | Cell::Whole(_) | Cell::YesNo(_)) | None => Ok(None),
    }
}

/// Where a hidden value is kept: in any other place it does not open.
pub(super) fn place(field: &FieldDefinition, record: RecordId) -> String {
    format!("{record}/{}", field.code)
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
