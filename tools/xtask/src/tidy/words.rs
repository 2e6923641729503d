//! Words that must not stand in the sources.

use super::TidyRules;
use crate::breach::Breach;
use crate::sources::{SourceFile, numbered, words_of};

/// Every banned word of one file.
pub(super) fn check(file: &SourceFile, rules: &TidyRules) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (number, line) in numbered(&file.code) {
        for (word, remedy) in &rules.code {
            if line.contains(word.as_str()) {
                breaches.push(Breach::at(&file.path, number, format!("{word}: {remedy}")));
            }
        }
        if let Some(word) = pinyin_in(line, rules) {
            breaches.push(Breach::at(
                &file.path,
                number,
                format!("{word} is pinyin; take the English word of GLOSSARY.md"),
            ));
        }
    }
    for (number, line) in numbered(&file.text) {
        if let Some(problem) = fault_of_line(line, rules) {
            breaches.push(Breach::at(&file.path, number, problem));
        }
    }
    breaches.extend(loose_serde(file));
    breaches
}

/// What is wrong with a line of any file, if anything.
fn fault_of_line(line: &str, rules: &TidyRules) -> Option<String> {
    let word = rules
        .text
        .iter()
        .find(|(word, _)| words_of(line).any(|found| found == word.as_str()))
        .map(|(word, remedy)| format!("{word}: {remedy}"));
    let path = rules
        .machine_paths
        .iter()
        .find(|path| has_machine_path(line, path))
        .map(|path| format!("{path} is a folder of one machine; write a relative path"));
    let host = rules
        .registry_hosts
        .iter()
        .find(|host| line.contains(host.as_str()))
        .map(|host| format!("{host} is a registry's host; name the package and its version"));
    word.or(path).or(host)
}

/// Whether a line names a folder of a machine: the path begins there, so that neither
/// `../work/` nor an address with such a part is meant.
fn has_machine_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|start| start.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~})*/".contains(c))
    })
}

/// The first part of an identifier that is pinyin.
fn pinyin_in<'a>(line: &'a str, rules: &TidyRules) -> Option<&'a str> {
    words_of(line).find(|word| {
        let snake = word.to_lowercase();
        snake.split('_').any(|part| rules.pinyin.iter().any(|syllables| syllables == part))
            || rules
                .pinyin
                .iter()
                .any(|syllables| snake == *syllables || word.contains(&capitalised(syllables)))
    })
}

/// `jixiao` as a part of a type's name.
fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Uses of serde that give no usable message when the input is wrong.
fn loose_serde(file: &SourceFile) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (at, _) in file.code.match_indices("serde(") {
        let rest = file.code.get(at..).unwrap_or_default();
        let attribute = rest.split(']').next().unwrap_or(rest);
        let loose = words_of(attribute).find(|word| ["untagged", "flatten"].contains(word));
        if let Some(word) = loose {
            let line = 1 + file.code.get(..at).unwrap_or_default().matches('\n').count();
            breaches.push(Breach::at(
                &file.path,
                line,
                format!("serde({word}) hides which field was wrong; write the fields out"),
            ));
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::lines;

    fn judged(text: &str) -> String {
        lines(check, "crates/goals/src/sheet.rs", text)
    }

    #[test]
    fn unfinished_code_is_refused_with_the_line() {
        for text in ["\ntodo!()", "\n    dbg!(x);", "\n#[ignore]", "\n#[should_panic]"] {
            assert!(judged(text).starts_with("crates/goals/src/sheet.rs:2: "), "{text}");
        }
        let comment = ["// FIX", "ME: later"].concat();
        assert!(judged(&comment).contains("mend it now"));
    }

    #[test]
    fn a_word_in_a_string_or_comment_is_not_code() {
        assert_eq!(judged("let a = \"todo!\"; // dbg!"), "");
    }

    #[test]
    fn a_folder_of_one_machine_is_refused_and_a_relative_path_is_not() {
        let machine = ["\"/ro", "ot/sample.docx\""].concat();
        assert!(judged(&machine).contains("one machine"));
        for fine in ["../work/x", "https://host/home/index", "src/work/mod.rs"] {
            assert_eq!(judged(&format!("// {fine}")), "", "{fine}");
        }
    }

    #[test]
    fn a_registry_is_not_named() {
        let host = ["// see crates", ".io/x"].concat();
        assert!(judged(&host).contains("registry's host"));
    }

    #[test]
    fn pinyin_is_refused_inside_names_and_english_is_not() {
        for text in ["let jixiao = 1;", "struct XiangmuSheet;", "fn read_mubiao() {}"] {
            assert!(judged(text).contains("pinyin"), "{text}");
        }
        for text in ["let beidaihe = 1;", "let machine = 1;", "// jixiao"] {
            assert_eq!(judged(text), "", "{text}");
        }
    }

    #[test]
    fn loose_serde_is_refused_also_over_several_lines() {
        assert!(judged("#[serde(untagged)]").contains("serde(untagged)"));
        assert!(judged("\n#[serde(\n    default,\n    flatten\n)]").contains(":2: serde(flatten)"));
        assert_eq!(judged("#[serde(default)]\nfn flatten() {}"), "");
    }
}
