//! Text in its layouts and encodings, HTML, tables pasted from Word or Excel.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::take(bytes));
