//! Excel 97-2003.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::take(&fuzz::compound_file_from(bytes)));
