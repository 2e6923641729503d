//! The ledgers shipped with the program: every one reads, holds against the language, and comes
//! back the same from its text.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails loudly when its input is broken"
)]

use documents::rules::{
    read_ledger, shipped_indicators, shipped_ledgers, shipped_workflows, write_ledger,
};
use ledgers::{Catalogue, FieldKind, LedgerDefinition, RecordKind};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn shipped() -> Vec<LedgerDefinition> {
    shipped_ledgers().unwrap()
}

fn again(ledger: &LedgerDefinition) -> LedgerDefinition {
    let text = write_ledger(ledger);
    read_ledger("written", &text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn every_file_of_the_folder_is_shipped_under_its_code() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/ledgers");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "_workflows.toml")
        .collect();
    let codes = shipped().iter().map(|ledger| format!("{}.toml", ledger.code)).collect();
    assert_eq!(files, codes);
}

#[test]
fn every_expression_of_the_shipped_ledgers_holds_against_the_language() {
    if let Err(faults) = Catalogue::new(shipped()) {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"));
    }
}

#[test]
fn every_ledger_written_and_read_again_is_the_same() {
    for ledger in shipped() {
        assert_eq!(again(&ledger), ledger, "{}", ledger.code);
    }
}

#[test]
fn the_page_on_ledgers_shows_each_as_it_is_defined() {
    let page = include_str!("../../../docs/ledgers.md");
    for ledger in shipped() {
        let row = format!(
            "| `{}` | {} | {} | {} | {} | {} |",
            ledger.code,
            ledger.label,
            ledger.kind.label(),
            ledger.owner,
            ledger.fields.len(),
            ledger.purpose
        );
        assert!(page.contains(&row), "docs/ledgers.md lacks the row\n{row}");
    }
}

#[test]
fn every_figure_that_rules_refer_to_is_explained() {
    let page = include_str!("../../../docs/ledgers.md");
    let mut texts: Vec<String> = shipped().iter().map(write_ledger).collect();
    for indicator in shipped_indicators().unwrap() {
        let corrected = indicator.corrected.map(|correction| correction.variant.formula);
        texts.extend(corrected.into_iter().chain([indicator.literal.formula]));
    }
    for text in texts {
        for key in text.split("ref('").skip(1).filter_map(|rest| rest.split('\'').next()) {
            assert!(page.contains(&format!("`{key}`")), "docs/ledgers.md lacks {key}");
        }
    }
}

#[test]
fn every_workflow_is_used_and_its_first_state_is_open() {
    let used: BTreeSet<String> =
        shipped().iter().map(|ledger| ledger.workflow.code.to_string()).collect();
    for workflow in shipped_workflows().unwrap() {
        assert!(used.contains(workflow.code.as_str()), "{}", workflow.code);
        let first = &workflow.states[0].code;
        assert!(workflow.moves.iter().any(|step| step.from == *first), "{}", workflow.code);
    }
}

#[test]
fn a_row_that_a_plan_demands_counts_before_anybody_fills_it_in() {
    for ledger in shipped().iter().filter(|ledger| ledger.kind == RecordKind::Grid) {
        assert!(ledger.workflow.states[0].counts, "{}", ledger.code);
    }
}

#[test]
fn what_is_worked_out_by_the_program_says_so_on_the_form() {
    for (code, field) in [
        ("approval", "due_on"),
        ("approval", "promised_due_on"),
        ("contract", "announce_due_on"),
        ("contract", "file_due_on"),
        ("sale", "file_due_on"),
        ("audit_finding", "response_due_on"),
        ("facility", "status_fresh"),
        ("clean_log", "clean"),
        ("incident", "counted"),
    ] {
        let ledgers = shipped();
        let ledger = ledgers.iter().find(|ledger| ledger.code.as_str() == code).unwrap();
        let hint = ledger.field(field).unwrap().hint.clone().unwrap_or_default();
        assert!(hint.starts_with("系统计算"), "{code}.{field}: {hint}");
    }
}

#[test]
fn pupils_are_held_as_numbers_only() {
    for code in ["school_class", "edu_session"] {
        let ledgers = shipped();
        let ledger = ledgers.iter().find(|ledger| ledger.code.as_str() == code).unwrap();
        let personal = ledger.fields.iter().find(|field| field.kind == FieldKind::Person);
        assert_eq!(personal, None, "{code}");
    }
}

#[test]
fn accounts_and_identity_numbers_are_sensitive() {
    for ledger in shipped() {
        for field in &ledger.fields {
            let secret = field.label.contains("账号") || field.label.contains("身份证");
            assert!(!secret || field.sensitive, "{}.{}", ledger.code, field.code);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Quotation marks, backslashes, line breaks and control characters come back as they were.
    #[test]
    fn any_text_of_a_person_comes_back_from_the_file(
        text in "[ -~\\n\\t\\u{0}-\\u{1f}“”甲乙\\\\\"']{1,40}",
        at in 0_usize..1_000,
    ) {
        let ledgers = shipped();
        let mut ledger = ledgers[at % ledgers.len()].clone();
        ledger.purpose = format!("用途{text}");
        ledger.basis = Some(vocabulary::Basis::new(&text));
        for field in &mut ledger.fields {
            field.hint = Some(text.clone());
            if field.group.is_some() {
                field.group = Some(format!("组{text}"));
            }
            if at % 2 == 0 {
                field.applies_when = Some(format!("{}{text}", field.code));
            }
        }
        for check in &mut ledger.checks {
            check.message = format!("请核对{text}");
        }
        prop_assert_eq!(again(&ledger), ledger);
    }
}
