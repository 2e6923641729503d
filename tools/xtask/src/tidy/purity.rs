//! Crates of rules: no world, no floating point, and the strict lints at the top.

use crate::breach::Breach;
use crate::layers::{CrateLaw, LayerTable};
use crate::sources::{SourceFile, Sources, numbered, words_of};
use crate::workspace::Workspace;

/// The lints that crates of layers 0-6 switch on in their `lib.rs`; cargo lets no manifest add to
/// the lints it inherits.
const STRICT_LINTS: [&str; 3] =
    ["clippy::arithmetic_side_effects", "clippy::as_conversions", "clippy::float_arithmetic"];

/// Every breach in the crates that the table calls pure or asks about floats.
pub(super) fn check(workspace: &Workspace, sources: &Sources, layers: &LayerTable) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for package in workspace.ours() {
        let Some(law) = layers.law(&package.name) else {
            continue;
        };
        let folder = format!("{}/src", package.folder);
        for file in sources.below(&folder).filter(|file| file.is_rust()) {
            if law.pure {
                breaches.extend(world_in(file, &layers.outside_paths));
            }
            breaches.extend(floats_in(file, &package.folder, law));
        }
        breaches.extend(strict_lints(sources.file(&format!("{folder}/lib.rs")), law));
    }
    breaches
}

/// Uses of the standard library that touch the world.
fn world_in(file: &SourceFile, outside: &[String]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (number, line) in numbered(file.product_code()) {
        for path in outside.iter().filter(|path| names(line, path)) {
            breaches.push(Breach::at(
                &file.path,
                number,
                format!("{path}: this crate touches no world; take it as an argument"),
            ));
        }
    }
    breaches
}

/// Whether a line of code names a path, as whole words.
fn names(line: &str, path: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(path).any(|(at, found)| {
        let before = line.get(..at).and_then(|start| start.chars().next_back());
        let after = line.get(at + found.len()..).and_then(|rest| rest.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// Floating point outside the modules that the table names.
fn floats_in(file: &SourceFile, folder: &str, law: &CrateLaw) -> Vec<Breach> {
    let Some(allowed) = &law.floats else {
        return Vec::new();
    };
    let inside = file.path.strip_prefix(folder).unwrap_or(&file.path);
    let inside = inside.trim_start_matches('/');
    if allowed.iter().any(|start| inside.starts_with(start.as_str())) {
        return Vec::new();
    }
    numbered(file.product_code())
        .filter(|(_, line)| words_of(line).any(is_float))
        .map(|(number, _)| {
            Breach::at(
                &file.path,
                number,
                "floating point: money, shares and scores are exact; use Money, Percent, Ratio \
                 or Decimal, or name the module in tools/xtask/layers.toml",
            )
        })
        .collect()
}

/// `f32`, `f64`, and numbers that end in them.
fn is_float(word: &str) -> bool {
    ["f32", "f64"].into_iter().any(|float| {
        word.strip_suffix(float)
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '_'))
    })
}

/// The strict lints at the top of a crate of rules.
fn strict_lints(lib: Option<&SourceFile>, law: &CrateLaw) -> Option<Breach> {
    let lib = lib.filter(|_| law.holds_rules())?;
    let missing: Vec<&str> =
        STRICT_LINTS.into_iter().filter(|lint| !lib.code.contains(lint)).collect();
    (!missing.is_empty()).then(|| {
        Breach::of(
            &lib.path,
            format!(
                "needs #![cfg_attr(not(test), warn({}))] at the top, as every crate of rules",
                missing.join(", ")
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::layers::LayerTable;
    use crate::sources::{SourceFile, Sources};
    use crate::workspace::samples::workspace;

    const LINTS: &str = "#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects, \
        clippy::as_conversions, clippy::float_arithmetic))]\n";

    /// Checks one more file of a crate whose `lib.rs` has the strict lints.
    fn judged(name: &str, path: &str, text: &str) -> String {
        let folder = format!("crates/{name}");
        let sources = Sources {
            files: vec![
                SourceFile::new(format!("{folder}/src/lib.rs"), LINTS),
                SourceFile::new(format!("{folder}/{path}"), text),
            ],
            paths: Vec::new(),
        };
        let table = LayerTable::shipped().unwrap();
        let breaches = check(&workspace(&[(name, &[])]), &sources, &table);
        let lines: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn a_crate_of_rules_touches_no_world() {
        for text in [
            "let x = std::fs::read(p);",
            "use std::env;",
            "let t = Instant::now();",
            "pub async fn read() {}",
        ] {
            assert!(judged("goals", "src/sheet.rs", text).contains("no world"), "{text}");
        }
        assert_eq!(judged("goals", "src/sheet.rs", "let my_async = 1; // std::fs"), "");
        assert_eq!(judged("server", "src/files.rs", "use std::fs;"), "");
    }

    #[test]
    fn floats_stay_in_the_modules_that_the_table_names() {
        for text in ["fn f(x: f64) {}", "let x = 1_f32;"] {
            assert!(judged("goals", "src/sheet.rs", text).contains("floating point"), "{text}");
            assert_eq!(judged("goals", "src/review/similarity.rs", text), "", "{text}");
            assert_eq!(judged("documents", "src/pdf/lines.rs", text), "", "{text}");
            assert_eq!(judged("server", "src/main.rs", text), "", "{text}");
        }
        assert!(judged("documents", "src/recognise.rs", "f64").contains("floating point"));
        assert_eq!(judged("goals", "src/sheet.rs", "let buf64 = 1;"), "");
    }

    #[test]
    fn tests_may_do_what_the_product_may_not() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { use std::fs; let x: f64; }";
        assert_eq!(judged("goals", "src/sheet.rs", text), "");
    }

    #[test]
    fn a_crate_of_rules_without_the_strict_lints_is_refused() {
        let said = judged("vocabulary", "src/lib.rs", "//! x");
        assert_eq!(said, "", "the first lib.rs is the one that counts");
        let sources = Sources {
            files: vec![SourceFile::new("crates/goals/src/lib.rs", "//! x")],
            paths: Vec::new(),
        };
        let table = LayerTable::shipped().unwrap();
        let breaches = check(&workspace(&[("goals", &[])]), &sources, &table);
        assert!(breaches[0].problem.contains("clippy::float_arithmetic"));
    }
}
