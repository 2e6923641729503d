//! Writing a table of records: batch by batch in one transaction, so that a hundred thousand take
//! the memory of one batch, and all of them are entered or none.

use super::entering::{Entering, NewRecord, RecordFault, Recorded};
use super::entering::{Place, Standing, Written, insert, may_enter, seal};
use super::evidence::{self, NewEvidence};
use super::expecting::{demanded_rows, key, take_place};
use super::faults::find_faults;
use super::suspects::hold_back;
use crate::guarded::Guarded;
use crate::trail::{Acting, Deed, Work};
use crate::{RecordId, Store, StoreError, requests};
use ledgers::{Catalogue, LedgerDefinition};
use sea_orm::DatabaseTransaction;
use std::collections::BTreeSet;
use vocabulary::{Day, Period};

/// What the records of an intake have in common.
#[derive(Clone, Copy, Debug)]
pub struct IntakeTerms<'a> {
    /// All ledgers.
    pub catalogue: &'a Catalogue,
    /// The ledger.
    pub ledger: &'a LedgerDefinition,
    /// Where they come from: `录入`, `导入`, `接口`.
    pub origin: &'a str,
    /// The day that checks speak about as the last one.
    pub today: Day,
}

/// Records being entered. While it is there nothing else is written to the database; dropped
/// without [`Intake::finish`] it leaves nothing behind.
pub struct Intake<'a> {
    store: Store,
    acting: &'a Acting,
    terms: IntakeTerms<'a>,
    work: Work,
    number: i64,
    ids: Vec<RecordId>,
    /// The rows that have a word of explanation.
    explained: BTreeSet<usize>,
    /// The files that came with them, in words.
    attached: Vec<String>,
}

impl Store {
    /// Begins to enter records into a ledger.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_intake<'a>(
        &self,
        acting: &'a Acting,
        terms: IntakeTerms<'a>,
    ) -> Result<Intake<'a>, StoreError> {
        let work = self.work().await?;
        let number = work.number()?;
        Ok(Intake {
            store: self.clone(),
            acting,
            terms,
            work,
            number,
            ids: Vec::new(),
            explained: BTreeSet::new(),
            attached: Vec::new(),
        })
    }
}

impl Intake<'_> {
    /// Adds records; their rows in [`RecordFault`] count on from those added before.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn add(&mut self, records: &[NewRecord]) -> Result<(), StoreError> {
        may_enter(self.acting, records)?;
        let places = self.places(records).await?;
        self.write(records, places, &[]).await
    }

    /// Where records come to stand: in the row that a plan demanded, or by themselves. Of two
    /// records of one key the second stands by itself, and is told as a double.
    pub(super) async fn places(&self, records: &[NewRecord]) -> Result<Vec<Place>, StoreError> {
        let ledger = self.terms.ledger;
        let mut rows = demanded_rows(self.tx(), self.acting, ledger, records).await?;
        let place = |record: &NewRecord| {
            let row = rows.remove(&key(ledger, &record.cells));
            row.map_or_else(|| Place::Own(RecordId::new()), Place::Demanded)
        };
        Ok(records.iter().map(place).collect())
    }

    /// The transaction, for what belongs to the same change.
    pub(super) fn tx(&self) -> &Guarded<DatabaseTransaction> {
        &self.work.tx
    }

    /// Writes records that the actor may enter where they come to stand, with the files of some.
    pub(super) async fn write(
        &mut self,
        records: &[NewRecord],
        places: Vec<Place>,
        files: &[(usize, Vec<NewEvidence>)],
    ) -> Result<(), StoreError> {
        let terms = &self.terms;
        let mut standings: Vec<Standing> =
            records.iter().zip(&places).map(|(new, at)| Standing::new(at, terms, new)).collect();
        let mut attached = Vec::new();
        for (row, some) in files {
            if let Some(standing) = standings.get_mut(*row) {
                let more = i64::try_from(some.len()).unwrap_or(i64::MAX);
                standing.evidence = standing.evidence.saturating_add(more);
                attached.push((standing.record, some.as_slice()));
                self.attached.extend(some.iter().map(evidence::told));
            }
        }
        self.store.attach(&self.work, self.acting, terms.ledger, &attached).await?;
        let secrets = self.store.secrets();
        let (acting, number) = (self.acting, self.number);
        let written = Written { acting, origin: terms.origin, number, secrets };
        let filled: Vec<String> =
            standings.iter().filter_map(|standing| standing.corrects.clone()).collect();
        take_place(&self.work.tx, terms.ledger, &filled).await?;
        insert(&self.work.tx, terms.ledger, &written, records, &standings).await?;
        let rows = records.iter().zip(self.ids.len()..);
        self.explained.extend(rows.filter(|(new, _)| !new.remark.is_empty()).map(|(_, row)| row));
        self.ids.extend(standings.iter().map(|standing| standing.record));
        Ok(())
    }

    /// How many records an intake of the same key entered before; none when this is the first, and
    /// then the key is kept with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn entered_before(&mut self, key: &str) -> Result<Option<usize>, StoreError> {
        let answer = self.ids.len().to_string();
        let first = requests::first_answer(self.tx(), self.acting, key, &answer).await?;
        let read = |first: String| {
            first.parse().map_err(|_| StoreError::Damaged("重复提交的记录数".into()))
        };
        first.map(read).transpose()
    }

    /// Enters all records that were added, or none when one has a fault that blocks, or when
    /// faults are only looked for. A record whose faults are all warnings needs a remark. What may
    /// be a double of an earlier record is entered and held back ([`Store::held_back`]).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(self, only_check: bool) -> Result<Recorded, StoreError> {
        let faults = self.faults().await?;
        let blocks =
            |fault: &RecordFault| !(fault.warning_only && self.explained.contains(&fault.row));
        if only_check || faults.iter().any(blocks) {
            // Dropped without a commit, everything that was written is gone.
            return Ok(Recorded::Refused(faults));
        }
        let deed = Deed {
            action: "record.enter",
            object_kind: "ledger",
            object_id: self.terms.ledger.code.to_string(),
            change: self.told(),
            reason: String::new(),
        };
        let held = hold_back(&self.work.tx, self.terms.ledger, self.number).await?;
        let deeds = std::iter::once(deed).chain(held);
        seal(self.work, self.acting, self.terms.ledger, deeds).await?;
        Ok(Recorded::Entered(self.ids))
    }

    async fn faults(&self) -> Result<Vec<RecordFault>, StoreError> {
        let terms = &self.terms;
        let period = Period::year_to(terms.today)
            .ok_or_else(|| StoreError::Invalid("日期超出可登记的年份".into()))?;
        let entering = Entering {
            catalogue: terms.catalogue,
            ledger: terms.ledger,
            records: &[],
            origin: terms.origin,
            today: terms.today,
            client_key: None,
            only_check: false,
        };
        find_faults(&self.work.tx, &entering, &self.ids, (self.number, period)).await
    }

    /// What the trail says was entered.
    fn told(&self) -> String {
        let (origin, label) = (self.terms.origin, &self.terms.ledger.label);
        let attached = match (self.attached.len(), self.ids.as_slice()) {
            (0, _) => String::new(),
            (_, [_]) => format!("，附{}", self.attached.join("、")),
            (count, _) => format!("，附文件{count}个"),
        };
        match self.ids.as_slice() {
            [only] => format!("{origin}“{label}”记录{only}{attached}"),
            ids => format!("{origin}“{label}”记录{}条{attached}", ids.len()),
        }
    }
}
