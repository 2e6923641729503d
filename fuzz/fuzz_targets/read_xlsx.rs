//! Excel: a whole workbook, or one worksheet.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::take(&fuzz::xlsx_around(bytes)));
