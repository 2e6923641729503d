//! 填入演示年度: the steps of a made-up year, entered through the same doors as anybody's records.
//!
//! Rows wait until there are enough of one ledger to be entered together. A row that refers to a
//! record has it entered first, and so has a ledger whose checks ask about another; all else may
//! come in any order, so that most of a year goes in by full batches.

mod attachments;
mod known;
#[cfg(test)]
mod tests;
mod waiting;

use super::book::Book;
use super::records::noon_of;
use crate::demo_year::{Change, End, Generated, Step};
use attachments::Attachments;
use known::{Known, KnownRecords};
use ledgers::{Cell, FieldKind, LedgerDefinition, Name, Workflow};
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Acting, Changing, Entering, NewEvidence, NewRecord, RecordChange, RecordFault, RecordId,
    Recorded, Store, StoreError,
};
use vocabulary::Day;
use waiting::{Row, WaitingRows};

/// Where the records say that they come from.
const ORIGIN: &str = "演示";
/// Why a record of the demonstration is moved to another state.
const REASON: &str = "演示数据";
/// Faults that are kept to be told; more are only counted.
const FAULTS_TOLD: usize = 50;

/// Those in whose names the year is entered.
pub(crate) struct Hands {
    /// Enters and changes records.
    pub(crate) clerk: Acting,
    /// Moves records to states that only a reviewer gives.
    pub(crate) reviewer: Acting,
    /// The day of what does not say when it was written: the last one of the year.
    pub(crate) last_day: Day,
}

/// What was entered.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    /// How many records, by ledger.
    pub(crate) entered: BTreeMap<Name, usize>,
    /// How many changes of stock.
    pub(crate) changed: usize,
    /// How many ends of stock.
    pub(crate) ended: usize,
    /// How many rows were refused as they should be.
    pub(crate) refused: usize,
    /// How many files of evidence.
    pub(crate) evidence: usize,
    /// How many rows met a fault that nobody planted, or none where one was.
    pub(crate) faulty: usize,
    /// The first of these faults in words.
    pub(crate) faults: Vec<String>,
}

impl Filled {
    /// How many records were entered.
    pub(crate) fn records(&self) -> usize {
        self.entered.values().sum()
    }

    fn fault(&mut self, ledger: &Name, key: &str, message: &str) {
        self.faulty += 1;
        if self.faults.len() < FAULTS_TOLD {
            self.faults.push(format!("{ledger} {key}：{message}"));
        }
    }
}

/// Enters the steps of a year one by one.
pub(crate) struct Filling<'a> {
    store: &'a Store,
    book: &'a Book,
    hands: &'a Hands,
    known: KnownRecords,
    waiting: WaitingRows,
    attachments: Attachments,
    filled: Filled,
}

impl<'a> Filling<'a> {
    /// Nothing entered yet.
    pub(crate) fn new(store: &'a Store, book: &'a Book, hands: &'a Hands) -> Self {
        Self {
            store,
            book,
            hands,
            known: KnownRecords::of(&book.catalogue),
            waiting: WaitingRows::of(&book.catalogue),
            attachments: Attachments::default(),
            filled: Filled::default(),
        }
    }

    /// How far it is: records entered, and changes and ends of them.
    pub(crate) fn so_far(&self) -> (usize, usize) {
        (self.filled.records(), self.filled.changed + self.filled.ended)
    }

    /// Takes the next step. What is wrong with it is kept for [`Filling::finish`].
    ///
    /// # Errors
    /// When those in whose names it is entered may not, or the database fails.
    pub(crate) async fn take(&mut self, step: Step) -> Result<(), StoreError> {
        match step {
            Step::Enter(row) => self.enter(row).await,
            Step::Refused(row) => self.refused(row).await,
            Step::Change(change) => self.change(change).await,
            Step::End(end) => self.end(&end).await,
        }
    }

    /// Enters what still waits, and tells what was done.
    ///
    /// # Errors
    /// As of [`Filling::take`].
    pub(crate) async fn finish(mut self) -> Result<Filled, StoreError> {
        for ledger in self.waiting.ledgers() {
            self.flush(&ledger).await?;
        }
        Ok(self.filled)
    }

    async fn enter(&mut self, row: Generated) -> Result<(), StoreError> {
        let ledger = row.ledger.clone();
        if is_left_to_the_plan(self.ledger(&ledger)?, &row) {
            return Ok(());
        }
        let Some(row) = self.row(row).await? else { return Ok(()) };
        if self.waiting.must_go_before(&ledger, &row) {
            self.flush(&ledger).await?;
        }
        if self.waiting.put(&ledger, row) {
            self.flush(&ledger).await?;
        }
        Ok(())
    }

    async fn refused(&mut self, row: Generated) -> Result<(), StoreError> {
        let (name, key) = (row.ledger.clone(), row.key.clone());
        self.flush(&name).await?;
        let Some(row) = self.row(row).await? else { return Ok(()) };
        let ledger = self.ledger(&name)?;
        let records = [row.record];
        let entering = Entering { only_check: true, ..self.entering(ledger, &records, row.today) };
        let explained = records.iter().any(|record| !record.remark.is_empty());
        match self.store.enter_records(&self.hands.clerk_on(row.today), entering).await? {
            Recorded::Refused(faults) if blocks(&faults, explained) => self.filled.refused += 1,
            Recorded::Refused(_) | Recorded::Entered(_) => {
                self.filled.fault(&name, &key, "应当拒绝的记录通过了校验");
            }
        }
        Ok(())
    }

    async fn change(&mut self, change: Change) -> Result<(), StoreError> {
        self.flush(&change.ledger).await?;
        let ledger = self.ledger(&change.ledger)?;
        let references = self.references(ledger, &change.references).await?;
        let known = self.known.of_key(&change.ledger, &change.key).cloned();
        let (Some(known), Ok(references)) = (known, references) else {
            self.filled.fault(&change.ledger, &change.key, "要变更的记录或其引用的记录不存在");
            return Ok(());
        };
        let mut cells = change.cells;
        cells.extend(references);
        let content = NewRecord {
            unit_code: known.unit_code.to_string(),
            valid_from: None,
            cells,
            remark: change.remark.clone(),
        };
        let asked = RecordChange {
            catalogue: &self.book.catalogue,
            ledger,
            record: known.record,
            newest: known.entries,
            changing: Changing::From(change.from),
            content: &content,
            reason: &change.remark,
            today: self.hands.last_day,
        };
        let acting = self.hands.clerk_on(self.hands.last_day);
        let faults = match self.store.change_record(&acting, &asked).await {
            Ok(faults) => faults.into_iter().map(|fault| fault.message).collect(),
            Err(StoreError::Invalid(message)) => vec![message],
            Err(error) => return Err(error),
        };
        if faults.is_empty() {
            self.known.changed(&change.ledger, &change.key);
            self.filled.changed += 1;
        } else {
            self.filled.fault(&change.ledger, &change.key, &faults.join("；"));
        }
        Ok(())
    }

    async fn end(&mut self, end: &End) -> Result<(), StoreError> {
        self.flush(&end.ledger).await?;
        let ledger = self.ledger(&end.ledger)?;
        let Some(known) = self.known.of_key(&end.ledger, &end.key) else {
            self.filled.fault(&end.ledger, &end.key, "要终止的记录不存在");
            return Ok(());
        };
        let acting = self.hands.clerk_on(self.hands.last_day);
        let asked = (known.record, end.last);
        match self.store.end_record(&acting, ledger, asked, &end.reason).await {
            Ok(()) => self.filled.ended += 1,
            Err(StoreError::Invalid(message)) => {
                self.filled.fault(&end.ledger, &end.key, &message);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// A row as the store takes it; none when it refers to what is not there.
    async fn row(&mut self, row: Generated) -> Result<Option<Row>, StoreError> {
        let ledger = self.ledger(&row.ledger)?;
        let references = match self.references(ledger, &row.references).await? {
            Ok(references) => references,
            Err(missing) => {
                let message = format!("引用的记录“{missing}”不存在");
                self.filled.fault(&row.ledger, &row.key, &message);
                return Ok(None);
            }
        };
        let mut cells = row.cells;
        cells.extend(references);
        let record = NewRecord {
            unit_code: row.unit_code,
            valid_from: row.valid_from,
            cells,
            remark: row.remark,
        };
        let today = row.entered_late_on.unwrap_or(self.hands.last_day);
        let evidence = row.evidence;
        Ok(Some(Row { key: row.key, record, evidence, state: row.state, today }))
    }

    /// The keys of records in the place of the names by which the year calls them; the first name
    /// that nothing is called by otherwise. Several in one field stay as they are written, as they
    /// do in tables of people.
    async fn references(
        &mut self,
        ledger: &LedgerDefinition,
        names: &BTreeMap<Name, String>,
    ) -> Result<Result<BTreeMap<Name, Cell>, String>, StoreError> {
        let mut found = BTreeMap::new();
        for (code, name) in names {
            let Some(field) = ledger.field(code.as_str()) else { continue };
            let FieldKind::Reference { ledger: target } = &field.kind else {
                found.insert(code.clone(), Cell::Text(name.clone()));
                continue;
            };
            if self.known.of_key(target, name).is_none() {
                self.flush(target).await?;
            }
            match self.known.of_key(target, name) {
                Some(known) => {
                    let record = known.record.to_string();
                    found.insert(code.clone(), Cell::Text(record));
                }
                None => return Ok(Err(name.clone())),
            }
        }
        Ok(Ok(found))
    }

    /// Enters what waits of a ledger, after all that its checks ask about.
    async fn flush(&mut self, ledger: &Name) -> Result<(), StoreError> {
        for name in self.waiting.in_order(ledger) {
            let rows = self.waiting.take(&name);
            if !rows.is_empty() {
                self.enter_rows(&name, rows).await?;
            }
        }
        Ok(())
    }

    async fn enter_rows(&mut self, name: &Name, mut rows: Vec<Row>) -> Result<(), StoreError> {
        let ledger = self.ledger(name)?;
        // All rows that wait together were written on one day.
        let today = rows.first().map_or(self.hands.last_day, |row| row.today);
        let acting = self.hands.clerk_on(today);
        while !rows.is_empty() {
            let records: Vec<NewRecord> = rows.iter().map(|row| row.record.clone()).collect();
            let entering = self.entering(ledger, &records, today);
            let files = self.files(ledger, &rows).await?;
            match self.store.enter_with_evidence(&acting, entering, &files).await? {
                Recorded::Entered(ids) => {
                    self.filled.evidence += files.iter().map(|(_, some)| some.len()).sum::<usize>();
                    *self.filled.entered.entry(name.clone()).or_default() += ids.len();
                    self.move_on(ledger, &rows, &ids, today).await?;
                    for (row, id) in rows.into_iter().zip(ids) {
                        self.known.entered(name, row.key, Known::new(id, &row.record.unit_code));
                    }
                    return Ok(());
                }
                Recorded::Refused(faults) => self.drop_faulty(name, &mut rows, &faults),
            }
        }
        Ok(())
    }

    async fn files(
        &mut self,
        ledger: &LedgerDefinition,
        rows: &[Row],
    ) -> Result<Vec<(usize, Vec<NewEvidence>)>, StoreError> {
        let mut files = Vec::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.evidence > 0) {
            files.push((at, self.attachments.of(self.store, ledger, row.evidence).await?));
        }
        Ok(files)
    }

    /// Leaves out the rows with faults: a planted error stands in a step of its own.
    fn drop_faulty(&mut self, name: &Name, rows: &mut Vec<Row>, faults: &[RecordFault]) {
        let mut bad = BTreeSet::new();
        for fault in faults {
            let Some(row) = rows.get(fault.row) else { continue };
            let explained = !row.record.remark.is_empty();
            if (fault.warning_only && explained) || !bad.insert(fault.row) {
                continue;
            }
            self.filled.fault(name, &row.key, &fault.message);
        }
        let all = bad.is_empty();
        let mut at = 0;
        rows.retain(|_| {
            let kept = !all && !bad.contains(&at);
            at += 1;
            kept
        });
    }

    /// Brings records to the states that the year says, step by step along their workflow. What was
    /// held back as a possible double, and is none by the year, is let go by the reviewer.
    async fn move_on(
        &self,
        ledger: &LedgerDefinition,
        rows: &[Row],
        ids: &[RecordId],
        today: Day,
    ) -> Result<(), StoreError> {
        let held = self.store.held_back(&self.hands.clerk, ledger, ids).await?;
        let held: BTreeSet<RecordId> = held.into_iter().collect();
        let Some(entered) = ledger.entered() else { return Ok(()) };
        let waiting = ledger.held_back().unwrap_or(entered);
        let mut wanted: BTreeMap<(&Name, &Name), Vec<RecordId>> = BTreeMap::new();
        for (row, id) in rows.iter().zip(ids) {
            let from = if held.contains(id) { &waiting.code } else { &entered.code };
            let to = row.state.as_ref().unwrap_or(&entered.code);
            wanted.entry((from, to)).or_default().push(*id);
        }
        for ((from, to), records) in wanted {
            for (next, by_reviewer) in way(&ledger.workflow, from, to) {
                let acting = if by_reviewer {
                    self.hands.reviewer_on(today)
                } else {
                    self.hands.clerk_on(today)
                };
                let moved = (records.as_slice(), next.as_str());
                self.store.move_records(&acting, ledger, moved, REASON).await?;
            }
        }
        Ok(())
    }

    fn entering<'r>(
        &self,
        ledger: &'r LedgerDefinition,
        records: &'r [NewRecord],
        today: Day,
    ) -> Entering<'r>
    where
        'a: 'r,
    {
        Entering {
            catalogue: &self.book.catalogue,
            ledger,
            records,
            origin: ORIGIN,
            today,
            client_key: None,
            only_check: false,
        }
    }

    fn ledger(&self, name: &Name) -> Result<&'a LedgerDefinition, StoreError> {
        let ledger = self.book.catalogue.ledger(name.as_str());
        ledger.ok_or_else(|| StoreError::Invalid(format!("没有台账“{name}”")))
    }
}

impl Hands {
    fn clerk_on(&self, day: Day) -> Acting {
        Acting { at: noon_of(day), ..self.clerk.clone() }
    }

    fn reviewer_on(&self, day: Day) -> Acting {
        Acting { at: noon_of(day), ..self.reviewer.clone() }
    }
}

fn blocks(faults: &[RecordFault], explained: bool) -> bool {
    faults.iter().any(|fault| !(fault.warning_only && explained))
}

/// Whether nobody filled a row in that a plan demands: the plan enters it, not a person.
fn is_left_to_the_plan(ledger: &LedgerDefinition, row: &Generated) -> bool {
    let demanded = ledger.demanded().filter(|_| ledger.expected.is_some());
    demanded.is_some_and(|demanded| row.state.as_ref() == Some(&demanded.code))
}

/// The shortest way of a workflow from a state to another: each state on it, and whether a reviewer
/// gives it. Empty when both are one, or nothing leads there.
fn way<'w>(workflow: &'w Workflow, from: &'w Name, wanted: &Name) -> Vec<(&'w Name, bool)> {
    let mut ways: Vec<Vec<(&Name, bool)>> = vec![Vec::new()];
    let mut seen = BTreeSet::from([from]);
    // Every round goes on by one state; no shortest way has more than there are.
    for _round in &workflow.states {
        let mut longer = Vec::new();
        for way in &ways {
            let at = way.last().map_or(from, |(state, _)| *state);
            if at == wanted {
                return way.clone();
            }
            for next in workflow.moves.iter().filter(|next| next.from == *at) {
                if seen.insert(&next.to) {
                    longer.push([way.as_slice(), &[(&next.to, next.by_reviewer)]].concat());
                }
            }
        }
        ways = longer;
    }
    ways.into_iter().find(|way| way.last().is_some_and(|last| last.0 == wanted)).unwrap_or_default()
}
