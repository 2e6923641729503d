//! Word: a whole file, or the body of one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::take(&fuzz::docx_around(bytes)));
