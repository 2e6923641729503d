//! A ledger taken out whole, for a second reckoning: every entry with where it stands.

use super::records::day_of;
use documents::write::csv_table;
use ledgers::{Header, LedgerDefinition, RecordKind, print_cell};
use store::{Acting, Store, StoreError, StoredRecord};
use vocabulary::Day;

/// Entries fetched at a time.
const PAGE: u64 = 2_000;

/// What every entry of a record carries beside the columns of [`Header::labels`].
const STANDING: [&str; 9] = [
    "记录编号",
    "第几次登记",
    "是否现行",
    "状态",
    "有效期至",
    "已终止",
    "佐证份数",
    "来源",
    "登记日期",
];

/// Every entry of every record of a ledger in the scope of the actor, with where it stands among
/// the others: what a second reckoning needs to look at any past day.
///
/// # Errors
/// When the actor may not read, or the database fails.
pub(crate) async fn whole_ledger(
    store: &Store,
    acting: &Acting,
    ledger: &LedgerDefinition,
) -> Result<(Vec<u8>, usize), StoreError> {
    let labels = Header::labels(ledger).into_iter();
    let mut rows: Vec<Vec<String>> =
        vec![STANDING.into_iter().map(str::to_owned).chain(labels).collect()];
    let mut after = String::new();
    loop {
        let entries = store.ledger_entries(acting, ledger, (&after, PAGE)).await?;
        let Some(last) = entries.last() else { break };
        after.clone_from(&last.entry);
        rows.extend(entries.iter().map(|entry| whole_line(ledger, entry)));
    }
    let count = rows.len() - 1;
    Ok((csv_table(rows), count))
}

fn whole_line(ledger: &LedgerDefinition, entry: &StoredRecord) -> Vec<String> {
    let yes_no = |truth: bool| if truth { "是" } else { "否" }.to_owned();
    let state = ledger.workflow.state(&entry.state);
    let standing = [
        entry.record.to_string(),
        entry.number.to_string(),
        yes_no(entry.current),
        state.map_or_else(|| entry.state.clone(), |state| state.label.clone()),
        shown(entry.valid_to),
        yes_no(entry.ended),
        entry.evidence.to_string(),
        entry.origin.clone(),
        shown(day_of(entry.entered_at)),
    ];
    standing.into_iter().chain(line(ledger, entry)).collect()
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
        line.push(shown(record.valid_from));
    }
    line.push(record.remark.clone());
    line
}

fn shown(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
