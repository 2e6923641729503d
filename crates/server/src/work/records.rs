//! 台账记录: tables of records in and out, for the command line and the pages.

use super::book::Book;
use documents::write::csv_table;
use documents::{Limits, Row, read_rows};
use ledgers::{CellFault, Header, LedgerDefinition, RecordKind, print_cell};
use std::collections::BTreeSet;
use store::{Acting, Entering, NewRecord, RecordFault, RecordFilter, Recorded, Store, StoreError};
use store::{StoredRecord, Timestamp};
use vocabulary::Day;

/// Records fetched at a time when a ledger is taken out.
const PAGE: u64 = 2_000;

/// A table to be entered.
pub(crate) struct RecordTable<'a> {
    /// The bytes of the file.
    pub(crate) bytes: &'a [u8],
    /// The unit of rows that name none.
    pub(crate) unit_code: &'a str,
    /// Today.
    pub(crate) today: Day,
    /// Whether only to look for faults.
    pub(crate) only_check: bool,
    /// Whether rows without a fault are entered when others have one.
    pub(crate) good_rows: bool,
}

/// What came of a table.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// How many records were entered; of a look, how many would be.
    pub(crate) entered: usize,
    /// What is wrong, in the order of the table, each with row, column and remedy.
    pub(crate) faults: Vec<String>,
}

/// Rows that were read, each with its number in the table.
struct ReadRows<'a> {
    header: Header<'a>,
    numbers: Vec<usize>,
    records: Vec<NewRecord>,
    faults: Vec<CellFault>,
}

/// Reads a table and enters its records: all of them or none, or those without a fault.
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
    let rows = read_rows(table.bytes, &Limits::default())
        .map_err(|error| StoreError::Invalid(error.to_string()))?;
    let mut read = match read_table(ledger, &rows, table.unit_code) {
        Ok(read) => read,
        Err(faults) => return Ok(Taken { entered: 0, faults }),
    };
    let both = (&book.catalogue, ledger);
    let mut named = store.resolve_references(acting, both, &mut read.records, table.today).await?;
    let mut faults = read.faults.clone();
    faults.extend(named.iter().map(|fault| of_record(&read, ledger, fault)));
    if table.good_rows {
        drop_rows(&mut read, &mut named);
    }
    let look = table.only_check || !(faults.is_empty() || table.good_rows);
    let entered = loop {
        let entering = Entering {
            catalogue: &book.catalogue,
            ledger,
            records: &read.records,
            origin: "导入",
            today: table.today,
            client_key: None,
            only_check: look,
        };
        match store.enter_records(acting, entering).await? {
            Recorded::Entered(ids) => break ids.len(),
            Recorded::Refused(mut found) => {
                faults.extend(found.iter().map(|fault| of_record(&read, ledger, fault)));
                if look || !table.good_rows {
                    break if look && faults.is_empty() { read.records.len() } else { 0 };
                }
                // Without these, the next round has others or none.
                drop_rows(&mut read, &mut found);
            }
        }
    };
    faults.sort();
    faults.dedup();
    Ok(Taken { entered, faults: faults.iter().map(ToString::to_string).collect() })
}

fn read_table<'a>(
    ledger: &'a LedgerDefinition,
    rows: &[Row],
    unit_code: &str,
) -> Result<ReadRows<'a>, Vec<String>> {
    let Some((first, rest)) = rows.split_first() else {
        return Err(vec!["文件中没有表格".to_owned()]);
    };
    let texts = first.texts.iter().map(String::as_str);
    let header = Header::read(ledger, texts)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let mut read =
        ReadRows { header, numbers: Vec::new(), records: Vec::new(), faults: Vec::new() };
    for row in rest {
        match read.header.row(row.number, row.texts.iter().map(String::as_str)) {
            Ok(None) => {}
            Ok(Some(found)) => {
                let unit = if found.unit_code.is_empty() { unit_code } else { &found.unit_code };
                if unit.is_empty() {
                    read.faults.push(no_unit(row.number));
                    continue;
                }
                let from = found.valid_from.and_then(|day| i32::try_from(day).ok());
                read.numbers.push(row.number);
                read.records.push(NewRecord {
                    unit_code: unit.to_owned(),
                    valid_from: from.and_then(Day::from_number),
                    cells: found.cells,
                    remark: found.remark,
                });
            }
            Err(faults) => read.faults.extend(faults),
        }
    }
    Ok(read)
}

fn no_unit(row: usize) -> CellFault {
    CellFault {
        row,
        column: String::new(),
        label: "单位编码".to_owned(),
        message: "请填写单位编码，如 333002".to_owned(),
    }
}

/// A fault of a record as a fault of the first cell that it marks.
fn of_record(read: &ReadRows<'_>, ledger: &LedgerDefinition, fault: &RecordFault) -> CellFault {
    let row = read.numbers.get(fault.row).copied().unwrap_or_default();
    let hint =
        if fault.warning_only { "（确属实情的，请在“备注”列说明）" } else { "" };
    let field = fault.fields.iter().find(|field| read.header.letter_of(field).is_some());
    let field = field.or(fault.fields.first());
    let label = field.and_then(|field| ledger.field(field.as_str())).map(|field| &field.label);
    CellFault {
        row,
        column: field.and_then(|field| read.header.letter_of(field)).unwrap_or_default(),
        label: label.cloned().unwrap_or_default(),
        message: format!("{}{hint}", fault.message),
    }
}

/// Leaves out the rows that have a fault.
fn drop_rows(read: &mut ReadRows<'_>, faults: &mut Vec<RecordFault>) {
    let bad: BTreeSet<usize> = faults.drain(..).map(|fault| fault.row).collect();
    let rows = read.numbers.drain(..).zip(read.records.drain(..)).enumerate();
    let good = rows.filter(|(row, _)| !bad.contains(row)).map(|(_, kept)| kept);
    (read.numbers, read.records) = good.collect::<Vec<_>>().into_iter().unzip();
}

/// An empty table of a ledger, to be filled in.
pub(crate) fn template(ledger: &LedgerDefinition) -> Vec<u8> {
    csv_table([Header::labels(ledger)])
}

/// All records of a ledger in the scope of the actor, as the table they are entered with.
///
/// # Errors
/// When the actor may not read, or the database fails.
pub(crate) async fn all_records(
    (store, book): (&Store, &Book),
    acting: &Acting,
    ledger: &LedgerDefinition,
    as_of: Day,
) -> Result<(Vec<u8>, usize), StoreError> {
    let mut rows = vec![Header::labels(ledger)];
    let mut offset = 0;
    loop {
        let filter =
            RecordFilter { condition: None, words: "", state: "", as_of, limit: PAGE, offset };
        let page = store.records(acting, &book.catalogue, ledger, &filter).await?;
        if page.records.is_empty() {
            break;
        }
        rows.extend(page.records.iter().map(|record| line(ledger, record)));
        offset += PAGE;
    }
    let count = rows.len() - 1;
    Ok((csv_table(rows), count))
}

fn line(ledger: &LedgerDefinition, record: &StoredRecord) -> Vec<String> {
    let labels = Header::labels(ledger);
    let fields = ledger.fields.iter().filter(|field| labels.contains(&field.label));
    let mut line = vec![record.unit_code.clone()];
    line.extend(fields.map(|field| {
        let cell = record.cells.get(&field.code);
        cell.map_or_else(String::new, |cell| print_cell(field, cell))
    }));
    if ledger.kind == RecordKind::Stock {
        line.push(record.valid_from.map_or_else(String::new, |day| day.to_string()));
    }
    line.push(record.remark.clone());
    line
}

/// The day of a moment, Beijing time.
pub(crate) fn day_of(at: Timestamp) -> Option<Day> {
    const EIGHT_HOURS_MS: Timestamp = 8 * 60 * 60 * 1_000;
    const DAY_MS: Timestamp = 24 * 60 * 60 * 1_000;
    let days = at.checked_add(EIGHT_HOURS_MS)?.div_euclid(DAY_MS);
    i32::try_from(days).ok().and_then(Day::from_number)
}
