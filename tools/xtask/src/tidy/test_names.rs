//! Names of tests: sentences of what holds.

use super::TidyRules;
use crate::breach::Breach;
use crate::sources::{SourceFile, numbered};

/// Every test of one file whose name is no sentence.
pub(super) fn check(file: &SourceFile, rules: &TidyRules) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut is_test = false;
    for (number, line) in numbered(&file.code) {
        let line = line.trim();
        if line.starts_with("#[test]") || (line.starts_with("#[") && line.contains("::test")) {
            is_test = true;
        }
        let Some(name) = name_of_function(line).filter(|_| is_test) else {
            continue;
        };
        is_test = false;
        if let Some(problem) = fault_of_name(name, rules.test_name_words_min) {
            breaches.push(Breach::at(&file.path, number, format!("{name}: {problem}")));
        }
    }
    breaches
}

/// The name of the function that a line declares.
fn name_of_function(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("fn ")?;
    let declares = before
        .split_whitespace()
        .all(|word| word.starts_with("pub") || word == "async" || word.starts_with("#["));
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (declares && !name.is_empty()).then_some(name)
}

/// What is wrong with a test's name, if anything.
fn fault_of_name(name: &str, words_min: usize) -> Option<&'static str> {
    if name.starts_with("test_") {
        Some("leave out test_ and say what holds")
    } else if name.ends_with(|c: char| c.is_ascii_digit()) {
        Some("a number at the end says nothing; say what differs")
    } else if name.split('_').filter(|word| !word.is_empty()).count() < words_min {
        Some("is no sentence; say what holds")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::lines;

    fn judged(text: &str) -> String {
        lines(check, "crates/goals/src/sheet.rs", text)
    }

    #[test]
    fn a_name_that_is_no_sentence_is_refused() {
        let cases = [
            ("test_a_merged_cell_keeps_its_span", "leave out"),
            ("a_merged_cell_2", "a number at the end"),
            ("works", "is no sentence"),
            ("it_works", "is no sentence"),
        ];
        for (name, said) in cases {
            assert!(judged(&format!("#[test]\nfn {name}() {{}}")).contains(said), "{name}");
        }
    }

    #[test]
    fn sentences_and_functions_that_are_no_tests_pass() {
        let text = "#[test]\n#[cfg(unix)]\nfn a_merged_cell_keeps_its_span() {}\nfn plan2() {}";
        assert_eq!(judged(text), "");
    }

    #[test]
    fn tests_of_a_runtime_and_of_properties_are_tests_too() {
        assert!(judged("#[tokio::test]\nasync fn works() {}").contains("works"));
        assert!(
            judged("proptest! {\n    #[test]\n    fn works(x in 0..1) {}\n}").contains("works")
        );
    }
}
