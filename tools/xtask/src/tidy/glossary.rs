//! The glossary: one Chinese term, one identifier, and the identifier is really in the code.

use crate::breach::Breach;
use crate::sources::{SourceFile, Sources, numbered, words_of};
use std::collections::{BTreeMap, BTreeSet};

/// The heading below which terms stand that no crate uses yet.
const TO_COME: &str = "## To come";

/// Every breach in GLOSSARY.md.
pub(super) fn check(sources: &Sources) -> Vec<Breach> {
    let Some(glossary) = sources.file("GLOSSARY.md") else {
        return vec![Breach::of("GLOSSARY.md", "is missing")];
    };
    let words: BTreeSet<&str> =
        sources.below("crates").flat_map(|file| words_of(&file.code)).collect();
    let mut breaches = repeated_terms(glossary);
    for (number, line) in numbered(&glossary.text).take_while(|(_, line)| *line != TO_COME) {
        for identifier in row(line).map_or_else(Vec::new, |(_, cell)| identifiers(cell)) {
            if !words.contains(identifier) {
                breaches.push(Breach::at(
                    &glossary.path,
                    number,
                    format!("{identifier} is not in the code; correct it or move it to To come"),
                ));
            }
        }
    }
    breaches
}

/// Terms that stand in more than one row.
fn repeated_terms(glossary: &SourceFile) -> Vec<Breach> {
    let mut first_seen = BTreeMap::new();
    let mut breaches = Vec::new();
    for (number, line) in numbered(&glossary.text) {
        let Some((term, _)) = row(line) else {
            continue;
        };
        if let Some(before) = first_seen.insert(term, number) {
            breaches.push(Breach::at(
                &glossary.path,
                number,
                format!("{term} stands already in line {before}; one term, one row"),
            ));
        }
    }
    breaches
}

/// The first two cells of a table row; headings and rules of a table are none.
fn row(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    let (term, identifier) = (cells.next()?, cells.next()?);
    let is_heading = term.starts_with("中文") || term.starts_with("--");
    (!is_heading).then_some((term, identifier))
}

/// The identifiers of a cell: the last names of what stands in backticks, `Severity::Error` is
/// `Error` and `Severity`.
fn identifiers(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).flat_map(words_of).collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sources::{SourceFile, Sources};

    fn judged(glossary: &str) -> String {
        let sources = Sources {
            files: vec![
                SourceFile::new("GLOSSARY.md", glossary),
                SourceFile::new("crates/a.rs", "enum Severity { Error }"),
            ],
            paths: Vec::new(),
        };
        let lines: Vec<_> = check(&sources).iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn an_identifier_that_is_not_in_the_code_is_refused() {
        let table = "| 中文 | identifier |\n|---|---|\n| 强制 | `Severity::Error` |\n";
        assert_eq!(judged(table), "");
        let wrong = format!("{table}| 提示 | `Hint` |\n");
        assert!(judged(&wrong).starts_with("GLOSSARY.md:4: Hint is not in the code"));
        let later = format!("{table}## To come\n| 提示 | `Hint` |\n");
        assert_eq!(judged(&later), "");
    }

    #[test]
    fn a_term_stands_in_one_row() {
        let twice = "| 强制 | `Error` |\n## To come\n| 强制 | `Must` |\n";
        assert!(judged(twice).starts_with("GLOSSARY.md:3: 强制 stands already in line 1"));
    }
}
