//! A formula over the shipped ledgers, in code or in Chinese. What holds prints back to itself.
#![no_main]

use documents::rules::shipped_ledgers;
use indicators::Formula;
use ledgers::Catalogue;
use ledgers::language::Spelling;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let shipped = shipped_ledgers().expect("the shipped ledgers are sound");
    Catalogue::new(shipped).expect("and hold together")
});

fuzz_target!(|text: &str| {
    let Ok(formula) = Formula::read(&CATALOGUE, text) else {
        return;
    };
    for spelling in [Spelling::Code, Spelling::Chinese] {
        let printed = formula.print(&CATALOGUE, spelling);
        assert_eq!(Formula::read(&CATALOGUE, &printed).as_ref(), Ok(&formula), "{printed}");
    }
});
