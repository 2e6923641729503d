//! The text of a target: operator, value, unit. The raw text is kept, a damaged one has no value.
#![no_main]

use indicators::{Comparison, Target};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let target = Target::parse(text);
    assert_eq!(target.raw, text, "the raw text is kept");
    if target.damage.is_some() {
        assert_eq!(target.value, None, "a damaged number is never guessed: {text}");
    }
    if let (Some(low), Some(high)) = (target.value, target.upper) {
        assert!(low <= high, "a range from low to high: {text}");
        assert_eq!(target.comparison, Some(Comparison::Range), "{text}");
    }
});
