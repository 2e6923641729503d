//! A table of records: CSV, tabs or a workbook, under the header of a shipped ledger.
#![no_main]

use documents::rules::shipped_ledgers;
use documents::{Limits, read_rows};
use ledgers::{Header, LedgerDefinition, print_cell, read_cell};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static FACILITY: LazyLock<LedgerDefinition> = LazyLock::new(|| {
    let shipped = shipped_ledgers().expect("the shipped ledgers are sound");
    shipped.into_iter().find(|one| one.code.as_str() == "facility").expect("it is one of them")
});

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { file_bytes: 1 << 20, cells: 50_000, ..Limits::default() };
    let Ok(rows) = read_rows(bytes, &limits) else {
        return;
    };
    let labels = Header::labels(&FACILITY);
    let header = Header::read(&FACILITY, labels.iter().map(String::as_str));
    let header = header.expect("its own labels are its header");
    for row in rows {
        let texts = row.texts.iter().map(String::as_str);
        let Ok(Some(read)) = header.row(row.number, texts) else {
            continue;
        };
        for (code, cell) in read.cells {
            let field = FACILITY.field(code.as_str()).expect("a field of the ledger");
            let printed = print_cell(field, &cell);
            assert_eq!(read_cell(field, &printed), Ok(Some(cell)), "{printed}");
        }
    }
});
