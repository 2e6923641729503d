//! The rows of a table as records, read in a thread of their own a batch at a time: while one
//! batch is written to the database the next is read, and no more than a few are in memory.

use documents::{Limits, ReadError, Row, each_row};
use ledgers::{CellFault, Header, LedgerDefinition};
use std::ops::ControlFlow;
use std::sync::Arc;
use store::{NewRecord, StoreError};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{JoinHandle, spawn_blocking};
use vocabulary::Day;

/// Records of a batch.
const BATCH: usize = 1_000;
/// Batches that may wait.
const WAITING: usize = 2;

/// A part of a table that was read.
pub(super) enum Piece {
    /// The texts of its first row, before anything else.
    Header(Vec<String>),
    /// Some of its records.
    Batch(Batch),
}

/// Records of a table with the numbers of their rows.
#[derive(Default)]
pub(super) struct Batch {
    /// The number of the row of each record.
    pub(super) numbers: Vec<usize>,
    /// The records.
    pub(super) records: Vec<NewRecord>,
    /// What is wrong with the cells of other rows.
    pub(super) faults: Vec<CellFault>,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.records.len().max(self.faults.len()) >= BATCH
    }

    fn is_empty(&self) -> bool {
        self.records.is_empty() && self.faults.is_empty()
    }

    /// Leaves out the records of some rows.
    pub(super) fn leave_out(&mut self, is_out: impl Fn(usize) -> bool) {
        let rows = self.numbers.drain(..).zip(self.records.drain(..));
        let kept = rows.filter(|(number, _)| !is_out(*number));
        (self.numbers, self.records) = kept.collect::<Vec<_>>().into_iter().unzip();
    }
}

/// A table that is being read.
pub(super) struct Reading {
    pieces: Receiver<Piece>,
    reader: JoinHandle<Result<(), ReadError>>,
}

impl Reading {
    /// Begins to read a table; `unit_code` is the unit of rows that name none.
    pub(super) fn begin(bytes: &Arc<[u8]>, ledger: &LedgerDefinition, unit_code: &str) -> Self {
        let (send, pieces) = channel(WAITING);
        let (bytes, ledger) = (Arc::clone(bytes), ledger.clone());
        let unit_code = unit_code.to_owned();
        let reader = spawn_blocking(move || read_all(&bytes, &ledger, &unit_code, &send));
        Self { pieces, reader }
    }

    /// The next part; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, StoreError> {
        if let Some(piece) = self.pieces.recv().await {
            return Ok(Some(piece));
        }
        let read = (&mut self.reader).await;
        let read = read.map_err(|_| StoreError::Invalid("读取文件时中断，请重试".into()))?;
        read.map(|()| None).map_err(|error| StoreError::Invalid(error.to_string()))
    }
}

fn read_all(
    bytes: &[u8],
    ledger: &LedgerDefinition,
    unit_code: &str,
    send: &Sender<Piece>,
) -> Result<(), ReadError> {
    let mut rows = Rows { ledger, unit_code, send, header: None, batch: Batch::default() };
    each_row(bytes, &Limits::default(), &mut |row| rows.take(&row))?;
    if !rows.batch.is_empty() {
        let _heard = rows.hand_on();
    }
    Ok(())
}

/// Rows on their way to records.
struct Rows<'a> {
    ledger: &'a LedgerDefinition,
    unit_code: &'a str,
    send: &'a Sender<Piece>,
    header: Option<Header<'a>>,
    batch: Batch,
}

impl Rows<'_> {
    fn take(&mut self, row: &Row) -> ControlFlow<()> {
        let texts = row.texts.iter().map(String::as_str);
        let Some(header) = &self.header else {
            self.header = Header::read(self.ledger, texts).ok();
            self.hand(Piece::Header(row.texts.clone()))?;
            // Who gets the texts sees what is wrong with them.
            return if self.header.is_some() { CONTINUE } else { BREAK };
        };
        match header.row(row.number, texts) {
            Ok(None) => {}
            Ok(Some(found)) => {
                let unit =
                    if found.unit_code.is_empty() { self.unit_code } else { &found.unit_code };
                if unit.is_empty() {
                    self.batch.faults.push(no_unit(row.number));
                    return self.hand_on_full();
                }
                let from = found.valid_from.and_then(|day| i32::try_from(day).ok());
                self.batch.numbers.push(row.number);
                self.batch.records.push(NewRecord {
                    unit_code: unit.to_owned(),
                    valid_from: from.and_then(Day::from_number),
                    cells: found.cells,
                    remark: found.remark,
                });
            }
            Err(faults) => self.batch.faults.extend(faults),
        }
        self.hand_on_full()
    }

    fn hand_on_full(&mut self) -> ControlFlow<()> {
        if self.batch.is_full() { self.hand_on() } else { CONTINUE }
    }

    fn hand_on(&mut self) -> ControlFlow<()> {
        let batch = std::mem::take(&mut self.batch);
        self.hand(Piece::Batch(batch))
    }

    /// Hands on a part; nobody who wants it any more is no fault, only the end.
    fn hand(&self, piece: Piece) -> ControlFlow<()> {
        self.send.blocking_send(piece).map_or(BREAK, |()| CONTINUE)
    }
}

const CONTINUE: ControlFlow<()> = ControlFlow::Continue(());
const BREAK: ControlFlow<()> = ControlFlow::Break(());

fn no_unit(row: usize) -> CellFault {
    CellFault {
        row,
        column: String::new(),
        label: "单位编码".to_owned(),
        message: "请填写单位编码，如 333002".to_owned(),
    }
}
