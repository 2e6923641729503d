//! What every part of the recognition works with: the labels, the ledger and the notes.

use super::claims::{ClaimKind, Ledger};
use super::rows::Cell;
use crate::rules::{FormLabels, Meaning};
use std::collections::BTreeSet;
use vocabulary::{Confidence, FiledText, FiscalYear, matching_key};

/// The labels, the ledger and the notes.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) labels: &'a FormLabels,
    pub(super) ledger: Ledger<'a>,
    pub(super) fiscal_year: Option<FiscalYear>,
    notes: Vec<String>,
    noted: BTreeSet<String>,
}

impl<'a> Desk<'a> {
    /// A desk with an empty ledger.
    pub(super) fn new(labels: &'a FormLabels) -> Self {
        Self {
            labels,
            ledger: Ledger::default(),
            fiscal_year: None,
            notes: Vec::new(),
            noted: BTreeSet::new(),
        }
    }

    /// Takes a cell as a label of the form.
    pub(super) fn label(&mut self, cell: &Cell<'_>) {
        for id in cell.ids.into_iter().flatten() {
            self.ledger.claim(id, ClaimKind::Label);
        }
    }

    /// Takes a cell as a field; `None` when it is empty or taken already.
    pub(super) fn field(&mut self, cell: &Cell<'_>, name: &'static str) -> Option<FiledText> {
        let mut taken = false;
        for id in cell.ids.into_iter().flatten() {
            taken |= self.ledger.claim(id, ClaimKind::Field(name));
        }
        taken.then(|| FiledText {
            text: cell.text.trim().to_owned(),
            at: cell.at,
            confidence: cell.confidence,
        })
    }

    /// Takes a paragraph as a field; `text` is the part of it without its label.
    pub(super) fn part(
        &mut self,
        cell: &Cell<'_>,
        name: &'static str,
        text: &str,
    ) -> Option<FiledText> {
        self.field(cell, name).map(|whole| FiledText { text: text.trim().to_owned(), ..whole })
    }

    /// Takes an amount, weight or score; a mark that says that there is nothing (`/`, `—`) is
    /// part of the form and no text.
    pub(super) fn figure(&mut self, cell: &Cell<'_>, name: &'static str) -> Option<FiledText> {
        if self.labels.says_nothing(&cell.key) {
            self.label(cell);
            return None;
        }
        self.field(cell, name)
    }

    /// Whether nobody has taken the cell yet.
    pub(super) fn is_free(&mut self, cell: &Cell<'_>) -> bool {
        cell.ids.into_iter().flatten().any(|id| self.ledger.is_free(id))
    }

    /// Splits `项目名称：道路维修` as [`FormLabels::inline`] does.
    pub(super) fn inline<'t>(&self, text: &'t str) -> Option<(&'a Meaning, &'t str, &'t str)> {
        self.labels.inline(text)
    }

    /// Notes something for a person, once.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if self.noted.insert(note.clone()) {
            self.notes.push(note);
        }
    }

    /// Notes the year that a title or heading says; the first one holds.
    pub(super) fn see_year(&mut self, text: &str) {
        let Some(year) = year_in(text) else {
            return;
        };
        match self.fiscal_year {
            None => self.fiscal_year = Some(year),
            Some(first) if first != year => self
                .note(format!("文件中出现不同的年度（{first}、{year}），以最先出现的为准，请核对")),
            Some(_) => {}
        }
    }

    /// The notes.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}

/// The year in `（2021年度）` or `2021年…目标表`: the first four digits before 年.
pub(super) fn year_in(text: &str) -> Option<FiscalYear> {
    let key = matching_key(text);
    key.char_indices().filter(|(_, c)| *c == '年').find_map(|(end, _)| {
        let before = key.get(..end)?;
        let digits = before.len().checked_sub(4)?;
        let longer = before.get(..digits)?.ends_with(|c: char| c.is_ascii_digit());
        let year: u16 = before.get(digits..)?.parse().ok()?;
        (!longer).then(|| FiscalYear::new(year).ok())?
    })
}

/// Whether a text is nothing but a year: `（2021年度）`, `2021年`.
pub(super) fn is_year_alone(key: &str) -> bool {
    let bare = key.trim_matches(['(', ')']);
    bare.strip_suffix("年度")
        .or_else(|| bare.strip_suffix('年'))
        .is_some_and(|year| year.is_empty() || year.len() == 4 && year.parse::<u16>().is_ok())
}

/// The least sure of several.
pub(super) fn least(confidences: impl IntoIterator<Item = Confidence>) -> Confidence {
    confidences.into_iter().min().unwrap_or(Confidence::Certain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_title_is_read_and_longer_numbers_are_not() {
        for (text, year) in [
            ("（2021年度）", Some(2021)),
            ("部门预算项目支出绩效自评表(2022年度)", Some(2022)),
            ("（ 年度）", None),
            ("12021年", None),
            ("3年", None),
        ] {
            assert_eq!(year_in(text).map(FiscalYear::number), year, "{text}");
        }
        assert!(is_year_alone("(2021年度)"));
        assert!(is_year_alone("(年度)"));
        assert!(!is_year_alone("2021年道路维修"));
    }
}
