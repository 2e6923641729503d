//! 满意度: who is asked, and how.

use crate::review::context::Context;
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::WordList;

/// R60: no survey in the definition.
pub(super) fn nobody_is_asked(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let mut found = Vec::new();
    for (sheet, row) in context.rows() {
        let asked = rules.mentions(WordList::SurveyWords, row.definition)
            || rules.mentions(WordList::SurveyWords, row.name);
        let satisfaction =
            row.is_satisfaction() && rules.mentions(WordList::SatisfactionWords, row.name);
        if sheet.has_definitions && satisfaction && !asked {
            let spot = if row.definition.is_empty() {
                row.spot(Field::Name)
            } else {
                row.spot(Field::Definition)
            };
            let total = if row.definition.contains("总数") {
                "，“总数”是谁的总数也不清楚"
            } else {
                ""
            };
            found.push(spot.issue(format!("没有说明向谁调查、怎样抽样{total}")));
        }
    }
    found
}

/// R61: the people asked are nobody in particular.
pub(super) fn the_public_is_generic(context: &Context<'_>) -> Vec<Found> {
    let generic = context.rules.words(WordList::GenericPublic);
    context
        .rows()
        .filter(|(_, row)| row.is_satisfaction() && generic.contains(&row.name_key))
        .map(|(sheet, row)| {
            row.spot(Field::Name).issue(format!(
                "“{}”没有写明是谁，应写“{}”实际服务的对象",
                row.name,
                sheet.name()
            ))
        })
        .collect()
}

/// R62: rows filed as satisfaction, none of which is.
pub(super) fn no_satisfaction_is_measured(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    context
        .sheets
        .iter()
        .filter(|sheet| {
            let mut filed = sheet.rows.iter().filter(|row| row.is_satisfaction()).peekable();
            filed.peek().is_some()
                && filed.all(|row| {
                    !row.name.is_empty()
                        && !rules.mentions(WordList::SatisfactionWords, row.name)
                        && !rules.mentions(WordList::SatisfactionWords, row.definition)
                })
        })
        .map(|sheet| {
            sheet.empty_spot(Field::IndicatorTable).issue("满意度指标下没有一条真正的满意度指标")
        })
        .collect()
}
