//! PDF with a text layer.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"%PDF-") {
        fuzz::take(bytes);
    } else {
        fuzz::take(&[b"%PDF-1.7\n", bytes].concat());
    }
});
