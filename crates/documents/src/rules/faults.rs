//! What is wrong with a file, gathered on the way, and the small readings that tell it.

use ledgers::Name;

/// Faults in the order in which they were met.
#[derive(Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    pub(super) fn tell(&mut self, fault: impl Into<String>) {
        self.0.push(fault.into());
    }

    /// The value when nothing was wrong.
    ///
    /// # Errors
    /// All faults.
    pub(super) fn judge<T>(self, value: Option<T>) -> Result<T, Vec<String>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }

    /// All faults.
    pub(super) fn into_inner(self) -> Vec<String> {
        self.0
    }

    pub(super) fn name(&mut self, text: &str) -> Option<Name> {
        Name::parse(text).map_err(|error| self.tell(error.to_string())).ok()
    }

    pub(super) fn names(&mut self, texts: &[String]) -> Option<Vec<Name>> {
        // Each is looked at, so that every bad one is told.
        let names: Vec<_> = texts.iter().map(|text| self.name(text)).collect();
        names.into_iter().collect()
    }

    /// None when there is no text, and when it is no name, which is told.
    pub(super) fn name_if_any(&mut self, text: Option<&String>) -> Option<Name> {
        text.and_then(|text| self.name(text))
    }

    /// What a word of a fixed list stands for.
    pub(super) fn word<T: Copy>(
        &mut self,
        what: &str,
        word: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
            self.tell(format!("{what}“{word}”不可用，可用的有：{}", known.join("、")));
        }
        found
    }
}

/// The word that stands for a meaning; empty for one that the list lacks, which no list does.
pub(super) fn word_of<T: PartialEq>(meant: &T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| known == meant).map_or("", |(word, _)| word)
}
