//! 业务: which project a text speaks of, told by the words it shares with each project.
//!
//! A project's business is the words of its name, purpose and goals. A word that few projects
//! use tells more than one that many use: its weight is one more than the number of times the
//! count of projects can be halved before it reaches the word's own (a whole-number form of the
//! inverse document frequency, so that a clerk can follow it and every machine agrees).

use super::context::{RowView, SheetView};
use super::rules::{ReviewRules, SameWord, WordList};
use super::segmentation::terms;
use super::wording::{common, percent_of};
use std::collections::BTreeMap;

/// A word that more projects than this use is common in any document; the bound keeps the time of
/// a review in proportion to its sheets.
const TELLING_MAX: usize = 200;

/// The words of every project of a document.
pub(crate) struct Business {
    same_words: Vec<SameWord>,
    stop: Vec<String>,
    measures: Vec<String>,
    /// Of each sheet: the words of name, purpose and goals, sorted.
    projects: Vec<Vec<String>>,
    /// Of each sheet: the words of the name that tell it from others, sorted.
    names: Vec<Vec<String>>,
    /// The words of all names, sorted, each once.
    all_names: Vec<String>,
    /// Which sheets (from 0) use a word, ascending.
    users: BTreeMap<String, Vec<usize>>,
}

/// How well a text fits its own project and the best other one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Per cent of the text's weight that its own project's words carry.
    pub(crate) own: usize,
    /// The best other project (from 0), its share in per cent, and the words shared with it.
    pub(crate) other: Option<(usize, usize, Vec<String>)>,
}

impl Business {
    pub(crate) fn new(sheets: &[SheetView<'_>], rules: &ReviewRules) -> Self {
        let sorted = |list| {
            let mut words = rules.words(list).to_vec();
            words.sort_unstable();
            words
        };
        let (stop, measures) = (sorted(WordList::StopWords), sorted(WordList::MeasureWords));
        let same_words = rules.same_words.as_slice();
        let names: Vec<Vec<String>> =
            sheets.iter().map(|sheet| terms(&uniform(sheet.name(), same_words), &stop)).collect();
        let mut all_names = names.concat();
        all_names.sort_unstable();
        all_names.dedup();
        let projects: Vec<Vec<String>> =
            sheets.iter().map(|sheet| terms(&project_text(sheet, same_words), &stop)).collect();
        let mut users: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (sheet, words) in projects.iter().enumerate() {
            for word in words {
                users.entry(word.clone()).or_default().push(sheet);
            }
        }
        Self {
            same_words: rules.same_words.clone(),
            stop,
            measures,
            projects,
            names,
            all_names,
            users,
        }
    }

    /// The words of a text that tell one business from another.
    pub(crate) fn words(&self, text: &str) -> Vec<String> {
        terms(&uniform(text, &self.same_words), &self.stop)
    }

    /// The words of a text that are no measures either.
    pub(crate) fn object_words(&self, text: &str) -> Vec<String> {
        let mut words = self.words(text);
        words.retain(|word| self.measures.binary_search(word).is_err());
        words
    }

    /// The words of a project's name, purpose and goals; `sheet` counts from 1.
    pub(crate) fn project_words(&self, sheet: u32) -> &[String] {
        nth(&self.projects, sheet)
    }

    /// The words of a project's name; `sheet` counts from 1.
    pub(crate) fn name_words(&self, sheet: u32) -> &[String] {
        nth(&self.names, sheet)
    }

    /// Whether a word stands in the name of some project.
    pub(crate) fn names_a_project(&self, word: &str) -> bool {
        self.all_names.binary_search_by(|name| name.as_str().cmp(word)).is_ok()
    }

    /// How well the words of a row of `sheet` (from 1) fit the projects.
    pub(crate) fn fit(&self, sheet: u32, words: &[String]) -> Fit {
        let own_index = usize::try_from(sheet).unwrap_or(0).wrapping_sub(1);
        let mut total = 0_usize;
        let mut own = 0_usize;
        let mut others: BTreeMap<usize, usize> = BTreeMap::new();
        for word in words {
            let users = self.users.get(word).map_or(&[][..], Vec::as_slice);
            let weight = self.weight(users.len());
            total = total.saturating_add(weight);
            if users.binary_search(&own_index).is_ok() {
                own = own.saturating_add(weight);
            }
            // A word of every third project says nothing about any of them.
            let third = self.projects.len().max(6).checked_div(3).unwrap_or_default();
            if users.len() > third.min(TELLING_MAX) {
                continue;
            }
            for user in users.iter().filter(|user| **user != own_index) {
                let share = others.entry(*user).or_default();
                *share = share.saturating_add(weight);
            }
        }
        let best =
            others.into_iter().max_by_key(|(index, weight)| (*weight, std::cmp::Reverse(*index)));
        Fit {
            own: percent_of(own, total),
            other: best.map(|(index, weight)| {
                let theirs = self.projects.get(index).map_or(&[][..], Vec::as_slice);
                let shared = words.iter().filter(|word| theirs.binary_search(word).is_ok());
                (index, percent_of(weight, total), shared.cloned().collect())
            }),
        }
    }

    /// How much those of the words that a text holds tell, together.
    pub(crate) fn told_weight(&self, words: &[String], text: &str) -> usize {
        let spoken = words.iter().filter(|word| text.contains(word.as_str()));
        let weights = spoken.map(|word| self.weight(self.users.get(word).map_or(0, Vec::len)));
        weights.fold(0, usize::saturating_add)
    }

    fn weight(&self, users: usize) -> usize {
        let times = self.projects.len().checked_div(users.max(1)).unwrap_or(0);
        let halvings = times.checked_ilog2().unwrap_or(0);
        usize::try_from(halvings).unwrap_or(0).saturating_add(1)
    }
}

/// Whether two sorted lists of words have one in common.
pub(crate) fn share_a_word(left: &[String], right: &[String]) -> bool {
    common(left, right) > 0
}

/// The text of a row by which its business is told.
pub(crate) fn row_text(row: &RowView<'_>) -> String {
    format!("{} {}", row.name, row.definition)
}

fn project_text(sheet: &SheetView<'_>, same_words: &[SameWord]) -> String {
    let mut text = uniform(sheet.name(), same_words);
    for part in sheet.sheet.purpose.iter().chain(&sheet.sheet.goals) {
        text.push(' ');
        text.push_str(&uniform(&part.text, same_words));
    }
    text
}

/// `沟（口）保洁` is read as `沟口保洁`: brackets would cut the word. `人民防空` is read as `人防`.
fn uniform(text: &str, same_words: &[SameWord]) -> String {
    let closed: String = text.chars().filter(|c| !"（）()“”\"".contains(*c)).collect();
    same_words.iter().fold(closed, |text, word| text.replace(&word.written, &word.means))
}

/// The words of a list as a reader would name them: in the order of the text, without those that
/// are only a part of another.
pub(crate) fn as_read<'w>(words: &'w [String], text: &str) -> Vec<&'w str> {
    let mut placed: Vec<(usize, &str)> = words
        .iter()
        .filter(|word| {
            let longer =
                |other: &&String| other.len() > word.len() && other.contains(word.as_str());
            !words.iter().any(|other| longer(&other))
        })
        .map(|word| (text.find(word.as_str()).unwrap_or(usize::MAX), word.as_str()))
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, word)| word).collect()
}

fn nth(lists: &[Vec<String>], sheet: u32) -> &[String] {
    usize::try_from(sheet)
        .ok()
        .and_then(|number| number.checked_sub(1))
        .and_then(|index| lists.get(index))
        .map_or(&[], Vec::as_slice)
}
