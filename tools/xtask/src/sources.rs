//! The files of the workspace as text, and Rust files also as code without comments and strings.

use crate::failure::Failure;
use crate::step;

mod rust_code;

/// Endings of the files that people write; other files are data or come from a program.
const ENDINGS: [&str; 13] =
    ["rs", "md", "toml", "json", "sh", "yml", "yaml", "py", "js", "mjs", "ts", "css", "html"];

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    /// Its path relative to the root, with forward slashes.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) text: String,
    /// Of a Rust file: the same lines with comments and the insides of strings blanked, so that a
    /// word in it is a word of the program. Of any other file: nothing.
    pub(crate) code: String,
}

impl SourceFile {
    /// A file from its path and text.
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let path = path.into();
        let text = text.into();
        let code = if ending(&path) == "rs" {
            rust_code::without_comments_and_strings(&text)
        } else {
            String::new()
        };
        Self { path, text, code }
    }

    /// Whether it is a Rust file.
    pub(crate) fn is_rust(&self) -> bool {
        ending(&self.path) == "rs"
    }

    /// Whether it is a Markdown file.
    pub(crate) fn is_markdown(&self) -> bool {
        ending(&self.path) == "md"
    }

    /// The code before the unit tests, which stand last in a file by our convention.
    pub(crate) fn product_code(&self) -> &str {
        let tests = self.code.find("#[cfg(test)]").unwrap_or(self.code.len());
        self.code.get(..tests).unwrap_or_default()
    }
}

/// All files of the workspace that people write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// In the order of their paths.
    pub(crate) files: Vec<SourceFile>,
    /// The paths of all files, data included.
    pub(crate) paths: Vec<String>,
}

impl Sources {
    /// Reads what git keeps or would keep: committed files and new ones that are not ignored.
    pub(crate) fn load() -> Result<Self, Failure> {
        let words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listed = step::output(&mut step::command("git", &words))?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let root = step::root();
        let mut paths: Vec<String> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        paths.sort();
        paths.dedup();
        let mut files = Vec::new();
        for path in &paths {
            let written = ENDINGS.contains(&ending(path));
            if written || path.starts_with(".ci/") {
                let bytes = std::fs::read(root.join(path))?;
                files.push(SourceFile::new(path, String::from_utf8_lossy(&bytes)));
            }
        }
        Ok(Self { files, paths })
    }

    /// The file at a path.
    pub(crate) fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The files below a folder.
    pub(crate) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files.iter().filter(move |file| {
            file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// What follows the last dot of a path's last part.
pub(crate) fn ending(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The words of a piece of code: identifiers, keywords and numbers.
pub(crate) fn words_of(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The lines of a text with their numbers, from 1.
pub(crate) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

#[cfg(test)]
mod tests {
    use super::{SourceFile, Sources, words_of};

    #[test]
    fn this_file_is_among_the_sources_and_the_build_is_not() {
        let sources = Sources::load().unwrap();
        assert!(sources.file("tools/xtask/src/sources.rs").is_some());
        assert!(!sources.paths.iter().any(|path| path.starts_with("target/")));
    }

    #[test]
    fn a_folder_holds_what_stands_below_it_and_no_more() {
        let sources = Sources {
            files: vec![
                SourceFile::new("crates/goals/src/lib.rs", ""),
                SourceFile::new("crates/goals_old/src/lib.rs", ""),
            ],
            paths: Vec::new(),
        };
        assert_eq!(sources.below("crates/goals").count(), 1);
    }

    #[test]
    fn product_code_ends_where_the_tests_begin() {
        let file = SourceFile::new("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests { f64 }");
        assert_eq!(words_of(file.product_code()).collect::<Vec<_>>(), ["fn", "a"]);
    }
}
