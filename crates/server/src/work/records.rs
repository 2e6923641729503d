//! 台账记录: tables of records in and out, for the command line and the pages.

use super::book::Book;
use super::record_names::RecordNames;
use super::record_rows::{Batch, Piece, Reading};
use documents::write::{LedgerFormat, LedgerRow, LedgerTable, WriteError};
use ledgers::{CellFault, Header, LedgerDefinition};
use std::collections::BTreeSet;
use std::io::{Seek, Write};
use std::sync::Arc;
use store::Timestamp;
use store::{Acting, IntakeTerms, RecordFault, RecordFilter, Recorded, Store, StoreError};
use vocabulary::Day;

/// Records fetched at a time when a ledger is taken out.
const PAGE: u64 = 2_000;
/// Faults that are told; of a table where everything is wrong the rest is only counted.
const FAULTS_MAX: usize = 10_000;

/// A table to be entered.
pub(crate) struct RecordTable<'a> {
    /// The bytes of the file.
    pub(crate) bytes: Arc<[u8]>,
    /// The unit of rows that name none.
    pub(crate) unit_code: &'a str,
    /// Today.
    pub(crate) today: Day,
    /// Whether only to look for faults.
    pub(crate) only_check: bool,
    /// Whether rows without a fault are entered when others have one.
    pub(crate) good_rows: bool,
    /// The same for every try to enter it.
    pub(crate) client_key: Option<&'a str>,
}

/// What came of a table.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// How many records were entered; of a look, how many would be.
    pub(crate) entered: usize,
    /// How many of these are held back as possible doubles.
    pub(crate) held: usize,
    /// How many rows have no fault.
    pub(crate) good: usize,
    /// What is wrong, in the order of the table, each with row, column and remedy.
    pub(crate) faults: Vec<String>,
    /// How many faults there are beyond these.
    pub(crate) more_faults: usize,
}

impl Taken {
    fn new((entered, held): (usize, usize), good: usize, faults: Faults) -> Self {
        let mut kept = faults.kept;
        kept.sort();
        let faults_told = kept.iter().map(ToString::to_string).collect();
        Self { entered, held, good, faults: faults_told, more_faults: faults.more }
    }
}

/// What is wrong with a table.
#[derive(Default)]
struct Faults {
    kept: Vec<CellFault>,
    more: usize,
    /// The numbers of all rows that have one.
    rows: BTreeSet<usize>,
}

impl Faults {
    fn extend(&mut self, faults: impl IntoIterator<Item = CellFault>) {
        for fault in faults {
            self.rows.insert(fault.row);
            if self.kept.len() < FAULTS_MAX {
                self.kept.push(fault);
            } else {
                self.more = self.more.saturating_add(1);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

/// Reads a table and enters its records: all of them or none, or those without a fault.
///
/// The file is read and written batch by batch in one change, so its size does not matter to the
/// memory.
///
/// # Errors
/// When the file cannot be read, the actor may not, or the database fails. What is wrong with the
/// table itself is told in [`Taken::faults`].
pub(crate) async fn take_table(
    (store, book): (&Store, &Book),
    acting: &Acting,
    ledger: &LedgerDefinition,
    table: &RecordTable<'_>,
) -> Result<Taken, StoreError> {
    let mut taking = Taking {
        store,
        acting,
        terms: IntakeTerms {
            catalogue: &book.catalogue,
            ledger,
            origin: "导入",
            today: table.today,
        },
        table,
        left_out: BTreeSet::new(),
        faults: Faults::default(),
        is_first: true,
    };
    loop {
        match taking.go_through().await? {
            Passed::Done { entered, held, good } => {
                return Ok(Taken::new((entered, held), good, taking.faults));
            }
            Passed::NoTable(faults) => return Ok(Taken { faults, ..Taken::default() }),
            // Without these rows, the next round has others or none.
            Passed::Again => taking.is_first = false,
        }
    }
}

/// What came of going through a table once.
enum Passed {
    /// So many records were entered, or would be, and so many of them are held back.
    Done { entered: usize, held: usize, good: usize },
    /// What is wrong with its header.
    NoTable(Vec<String>),
    /// Rows have to be left out first.
    Again,
}

/// A table on its way into a ledger.
struct Taking<'a> {
    store: &'a Store,
    acting: &'a Acting,
    terms: IntakeTerms<'a>,
    table: &'a RecordTable<'a>,
    /// The numbers of the rows that are not entered.
    left_out: BTreeSet<usize>,
    faults: Faults,
    /// Faults of cells are the same in every round, and told in the first.
    is_first: bool,
}

impl Taking<'_> {
    async fn go_through(&mut self) -> Result<Passed, StoreError> {
        let ledger = self.terms.ledger;
        let mut reading = Reading::begin(&self.table.bytes, ledger, self.table.unit_code);
        let header = match reading.next().await? {
            Some(Piece::Header(texts)) => Header::read(ledger, texts.iter().map(String::as_str)),
            Some(Piece::Batch(_)) | None => {
                return Ok(Passed::NoTable(vec!["文件中没有表格".to_owned()]));
            }
        };
        let header = match header {
            Ok(header) => header,
            Err(faults) => {
                return Ok(Passed::NoTable(faults.iter().map(ToString::to_string).collect()));
            }
        };
        let mut rows = Rows { header, numbers: Vec::new(), explained: BTreeSet::new() };
        let mut intake = self.store.begin_intake(self.acting, self.terms).await?;
        while let Some(piece) = reading.next().await? {
            let Piece::Batch(mut batch) = piece else { continue };
            self.prepare(&mut batch, &rows).await?;
            intake.add(&batch.records).await?;
            rows.add(&batch);
        }
        let only_check = self.table.only_check;
        let look = only_check || !(self.faults.is_empty() || self.table.good_rows);
        if let Some(key) = self.table.client_key.filter(|_| !look)
            && let Some(before) = intake.entered_before(key).await?
        {
            return Ok(Passed::Done { entered: before, held: 0, good: before });
        }
        let found = match intake.finish(look).await? {
            Recorded::Entered(ids) => {
                let held = self.store.held_back(self.acting, ledger, &ids).await?.len();
                return Ok(Passed::Done { entered: ids.len(), held, good: ids.len() });
            }
            Recorded::Refused(found) => found,
        };
        let blocking = || found.iter().filter(|fault| rows.blocks(fault));
        self.faults.extend(blocking().map(|fault| rows.told(ledger, fault)));
        if look || !self.table.good_rows {
            let good = rows.numbers.iter().filter(|row| !self.faults.rows.contains(row)).count();
            let sound = only_check && self.faults.is_empty();
            return Ok(Passed::Done { entered: if sound { good } else { 0 }, held: 0, good });
        }
        self.left_out.extend(blocking().map(|fault| rows.number(fault)));
        Ok(Passed::Again)
    }

    /// Finds the records that a batch names, and leaves out of it what is not to be entered.
    async fn prepare(&mut self, batch: &mut Batch, rows: &Rows<'_>) -> Result<(), StoreError> {
        batch.leave_out(|number| self.left_out.contains(&number));
        let both = (self.terms.catalogue, self.terms.ledger);
        let named = self
            .store
            .resolve_references(self.acting, both, &mut batch.records, self.terms.today)
            .await?;
        if self.is_first {
            self.faults.extend(std::mem::take(&mut batch.faults));
            let told = named.iter().map(|fault| {
                let row = batch.numbers.get(fault.row).copied().unwrap_or_default();
                of_record(&rows.header, self.terms.ledger, (row, fault))
            });
            self.faults.extend(told);
        }
        if self.table.good_rows && !named.is_empty() {
            let numbers = named.iter().filter_map(|fault| batch.numbers.get(fault.row).copied());
            let unknown: BTreeSet<usize> = numbers.collect();
            batch.leave_out(|number| unknown.contains(&number));
            self.left_out.extend(unknown);
        }
        Ok(())
    }
}

/// The rows of the records that were added.
struct Rows<'a> {
    header: Header<'a>,
    /// The number of the row of each record.
    numbers: Vec<usize>,
    /// The numbers of the rows that have a word of explanation.
    explained: BTreeSet<usize>,
}

impl Rows<'_> {
    fn add(&mut self, batch: &Batch) {
        self.numbers.extend(&batch.numbers);
        let rows = batch.numbers.iter().zip(&batch.records);
        self.explained.extend(rows.filter(|(_, new)| !new.remark.is_empty()).map(|(row, _)| row));
    }

    fn number(&self, fault: &RecordFault) -> usize {
        self.numbers.get(fault.row).copied().unwrap_or_default()
    }

    fn told(&self, ledger: &LedgerDefinition, fault: &RecordFault) -> CellFault {
        of_record(&self.header, ledger, (self.number(fault), fault))
    }

    /// Whether a fault keeps its row out: it does, unless it is a warning that was explained.
    fn blocks(&self, fault: &RecordFault) -> bool {
        !(fault.warning_only && self.explained.contains(&self.number(fault)))
    }
}

/// A fault of a record as a fault of the first cell that it marks.
fn of_record(
    header: &Header<'_>,
    ledger: &LedgerDefinition,
    (row, fault): (usize, &RecordFault),
) -> CellFault {
    let hint =
        if fault.warning_only { "（确属实情的，请在“备注”列说明）" } else { "" };
    let field = fault.fields.iter().find(|field| header.letter_of(field).is_some());
    let field = field.or(fault.fields.first());
    let label = field.and_then(|field| ledger.field(field.as_str())).map(|field| &field.label);
    CellFault {
        row,
        column: field.and_then(|field| header.letter_of(field)).unwrap_or_default(),
        label: label.cloned().unwrap_or_default(),
        message: format!("{}{hint}", fault.message),
    }
}

/// Writes the records of a ledger that a filter wants, in the scope of the actor, as the table they
/// are entered with, page by page; gives back where they were written to, and how many they are.
///
/// # Errors
/// When the actor may not read, the database fails, or the file cannot be written.
pub(crate) async fn all_records<W: Write + Seek + Send>(
    (store, book): (&Store, &Book),
    acting: &Acting,
    (ledger, wanted): (&LedgerDefinition, &RecordFilter<'_>),
    (format, out): (LedgerFormat, W),
) -> Result<(W, usize), StoreError> {
    let mut table = LedgerTable::begin(ledger, format, out).map_err(unwritten)?;
    let filter = RecordFilter { limit: PAGE, offset: 0, ..wanted.clone() };
    let both = (&book.catalogue, ledger);
    let (mut last, mut count) = (None, 0_usize);
    loop {
        let page = store.records_after(acting, both, &filter, last).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.record);
        count = count.saturating_add(page.len());
        let names = RecordNames::of((store, book), acting, ledger, page.iter()).await?;
        for record in &page {
            let cells = names.in_words(ledger, record);
            let row = LedgerRow {
                unit_code: &record.unit_code,
                cells: &cells,
                valid_from: record.valid_from,
                remark: &record.remark,
            };
            table.row(&row).map_err(unwritten)?;
        }
    }
    Ok((table.finish().map_err(unwritten)?, count))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unwritten(error: WriteError) -> StoreError {
    StoreError::Invalid(error.to_string())
}

/// Every record of a ledger that holds on a day.
pub(crate) fn every_record(as_of: Day) -> RecordFilter<'static> {
    RecordFilter { condition: None, words: "", state: "", as_of, limit: PAGE, offset: 0 }
}

/// Beijing time is ahead of the world's by this.
const EIGHT_HOURS_MS: Timestamp = 8 * 60 * 60 * 1_000;
const DAY_MS: Timestamp = 24 * 60 * 60 * 1_000;

/// The day of a moment, Beijing time.
pub(crate) fn day_of(at: Timestamp) -> Option<Day> {
    let days = at.checked_add(EIGHT_HOURS_MS)?.div_euclid(DAY_MS);
    i32::try_from(days).ok().and_then(Day::from_number)
}

/// Noon of a day, Beijing time.
pub(crate) fn noon_of(day: Day) -> Timestamp {
    Timestamp::from(day.number()) * DAY_MS + DAY_MS / 2 - EIGHT_HOURS_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    /// B8: the turns of months, quarters, years and the day that only leap years have.
    #[test]
    fn a_moment_belongs_to_the_day_that_it_is_in_beijing() {
        for (at, day) in [
            ("2027-02-28T15:59:59.999Z", "2027-02-28"),
            ("2027-02-28T16:00:00Z", "2027-03-01"),
            ("2028-02-28T16:00:00Z", "2028-02-29"),
            ("2028-02-29T15:59:59.999Z", "2028-02-29"),
            ("2028-02-29T16:00:00Z", "2028-03-01"),
            ("2027-03-31T15:59:59.999Z", "2027-03-31"),
            ("2027-06-30T16:00:00Z", "2027-07-01"),
            ("2027-12-31T15:59:59.999Z", "2027-12-31"),
            ("2027-12-31T16:00:00Z", "2028-01-01"),
            ("1969-12-31T15:59:59.999Z", "1969-12-31"),
        ] {
            assert_eq!(day_of(moment(at)).unwrap().to_string(), day, "{at}");
        }
    }

    #[test]
    fn noon_of_a_day_is_within_it() {
        for day in ["1969-12-31", "1970-01-01", "2028-02-29", "2027-12-31"] {
            let day = Day::parse(day).unwrap();
            assert_eq!(day_of(noon_of(day)), Some(day));
        }
    }
}
