//! Tidy: what the compiler does not check in the sources and documents.

use crate::breach::Breach;
use crate::failure::Failure;
use crate::layers::{LayerTable, texts};
use crate::sources::{SourceFile, Sources};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use toml::Table;

mod documents;
mod files;
mod glossary;
mod purity;
mod test_names;
mod words;

/// `tidy.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct TidyRules {
    left_out: Vec<String>,
    rust_lines_max: usize,
    architecture_lines_max: usize,
    test_name_words_min: usize,
    file_names: Vec<String>,
    code: BTreeMap<String, String>,
    text: BTreeMap<String, String>,
    machine_paths: Vec<String>,
    registry_hosts: Vec<String>,
    pinyin: Vec<String>,
}

impl TidyRules {
    /// The rules of this workspace.
    fn shipped() -> Result<Self, Failure> {
        let table: Table = toml::from_str(include_str!("../tidy.toml"))
            .map_err(|why| Failure::from(why).during("tidy.toml"))?;
        let text = table.get("text").and_then(toml::Value::as_table);
        let lists = text.cloned().unwrap_or_default();
        Ok(Self {
            left_out: texts(&table, "left_out"),
            rust_lines_max: bound(&table, "rust_lines_max")?,
            architecture_lines_max: bound(&table, "architecture_lines_max")?,
            test_name_words_min: bound(&table, "test_name_words_min")?,
            file_names: texts(&table, "file_names"),
            code: words_with_remedy(&table, "code"),
            text: words_with_remedy(&table, "text"),
            machine_paths: texts(&lists, "machine_paths"),
            registry_hosts: texts(&lists, "registry_hosts"),
            pinyin: texts(&lists, "pinyin"),
        })
    }

    /// Whether tidy reads a file.
    fn reads(&self, file: &SourceFile) -> bool {
        !self.left_out.iter().any(|start| file.path.starts_with(start.as_str()))
    }
}

/// Every breach of tidiness in the sources and documents.
pub(crate) fn check(
    workspace: &Workspace,
    sources: &Sources,
    layers: &LayerTable,
) -> Result<Vec<Breach>, Failure> {
    let rules = TidyRules::shipped()?;
    let mut breaches = Vec::new();
    for file in sources.files.iter().filter(|file| rules.reads(file)) {
        breaches.extend(files::check(file, &rules));
        breaches.extend(words::check(file, &rules));
        breaches.extend(test_names::check(file, &rules));
    }
    breaches.extend(purity::check(workspace, sources, layers));
    breaches.extend(documents::check(workspace, sources, &rules));
    breaches.extend(glossary::check(sources));
    Ok(breaches)
}

/// A number that must be there: a limit that is forgotten is no limit.
fn bound(table: &Table, key: &str) -> Result<usize, Failure> {
    table
        .get(key)
        .and_then(toml::Value::as_integer)
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| Failure::new(format!("tidy.toml lacks {key}")))
}

/// A table of words and what to write instead; lists in the same table are left out.
fn words_with_remedy(table: &Table, key: &str) -> BTreeMap<String, String> {
    let entries = table.get(key).and_then(toml::Value::as_table);
    entries
        .into_iter()
        .flatten()
        .filter_map(|(word, remedy)| Some((word.clone(), remedy.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Breach, SourceFile, TidyRules};

    /// Runs one check over one file and prints its breaches, one a line.
    pub(super) fn lines(
        check: impl Fn(&SourceFile, &TidyRules) -> Vec<Breach>,
        path: &str,
        text: &str,
    ) -> String {
        let breaches = check(&SourceFile::new(path, text), &TidyRules::shipped().unwrap());
        let lines: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn published_texts_are_left_as_they_were_found() {
        let rules = TidyRules::shipped().unwrap();
        assert!(!rules.reads(&SourceFile::new("samples/x.html", "")));
        assert!(rules.reads(&SourceFile::new("crates/goals/src/lib.rs", "")));
    }
}
