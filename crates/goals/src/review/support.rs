//! 支撑: which goal stands behind a project or an indicator, and how that is told.

use super::context::{Context, RowView, SheetView};
use super::rules::Figure;
use super::wording::{bare, percent_of};
use crate::SectionGoal;

/// How it is told that one text stands behind another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The upper text holds a goal of the lower word for word.
    SameText,
    /// Both speak of these things, in the order of the lower text's words.
    SharedWords(Vec<String>),
}

/// How a section goal stands behind a project; `None` when it does not speak of it.
pub(crate) fn of_project(
    context: &Context<'_>,
    sheet: &SheetView<'_>,
    section: &SectionGoal,
) -> Option<Evidence> {
    let said: String =
        section.goal.iter().chain(&section.indicators).map(|text| text.text.as_str()).collect();
    let said_bare = bare(&said);
    if sheet.distinct_goals().iter().any(|(_, key)| said_bare.contains(key)) {
        return Some(Evidence::SameText);
    }
    let name = context.business.name_words(sheet.number);
    let spoken_of = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| said.contains(word.as_str())).cloned().collect()
    };
    if !name.is_empty() {
        let shared = spoken_of(name);
        return (!shared.is_empty()).then_some(Evidence::SharedWords(shared));
    }
    // A name of common words only: the section has to speak of a good part of the goals.
    let goals: String = sheet.sheet.goals.iter().map(|goal| goal.text.as_str()).collect();
    let words = context.business.words(&goals);
    let shared = spoken_of(&words);
    let least = context.rules.whole_figure(Figure::OtherBusinessPercent);
    let enough = words.is_empty() || percent_of(shared.len(), words.len()) >= least;
    enough.then_some(Evidence::SharedWords(shared))
}

/// How much a section goal says of a project's name, then of all its business: what chooses
/// between two that speak of it.
pub(crate) fn strength(
    context: &Context<'_>,
    sheet: &SheetView<'_>,
    section: &SectionGoal,
) -> (usize, usize) {
    let (business, said) = (&context.business, said_by(section));
    (
        business.told_weight(business.name_words(sheet.number), &said),
        business.told_weight(business.project_words(sheet.number), &said),
    )
}

fn said_by(section: &SectionGoal) -> String {
    section.goal.iter().chain(&section.indicators).map(|text| text.text.as_str()).collect()
}

/// Which of the goals (from 0) an indicator answers: the one it shares most words with, the first
/// of equals.
pub(crate) fn of_indicator(
    context: &Context<'_>,
    row: &RowView<'_>,
    goals: &[String],
) -> Option<(usize, Evidence)> {
    let words = context.business.words(&super::business::row_text(row));
    let shared_with = |text: &str| -> Vec<String> {
        words.iter().filter(|word| text.contains(word.as_str())).cloned().collect()
    };
    let best = goals
        .iter()
        .map(|goal| shared_with(goal))
        .enumerate()
        .max_by_key(|(index, shared)| (shared.len(), std::cmp::Reverse(*index)))?;
    let (goal, shared) = best;
    (!shared.is_empty()).then_some((goal, Evidence::SharedWords(shared)))
}

/// What an indicator has in common with its project's name and purpose.
pub(crate) fn of_indicator_by_project(
    context: &Context<'_>,
    sheet: &SheetView<'_>,
    row: &RowView<'_>,
) -> Option<Evidence> {
    let purpose = sheet.sheet.purpose.as_ref().map_or("", |filed| filed.text.as_str());
    let words = context.business.words(&super::business::row_text(row));
    let shared: Vec<String> = words
        .into_iter()
        .filter(|word| sheet.name().contains(word.as_str()) || purpose.contains(word.as_str()))
        .collect();
    (!shared.is_empty()).then_some(Evidence::SharedWords(shared))
}
