//! 指标描述: definitions that define nothing, something else, or no ratio.

use crate::review::business::{as_read, row_text, share_a_word};
use crate::review::context::{Context, RowView, SheetView, ends_with_word};
use crate::review::definition::ratio_wording;
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::{Figure, WordList};
use crate::review::wording::span_of;
use indicators::Comparison;

/// R42: the definition repeats the name, or is missing.
pub(super) fn definition_defines_nothing(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (sheet, row) in context.rows() {
        if !sheet.has_definitions || row.name.is_empty() {
            continue;
        }
        let spot = row.spot(Field::Definition);
        if row.definition.is_empty() {
            found.push(spot.issue(format!("指标“{}”没有描述", row.name)));
        } else if row.definition_key == row.name_key {
            found.push(spot.issue("描述只是重复了指标名称，没有说明怎样计算"));
        }
    }
    found
}

/// R43: the definition measures another thing than the name says.
pub(super) fn definition_is_of_another_measure(context: &Context<'_>) -> Vec<Found> {
    let business = &context.business;
    each_measure(context, |row| {
        let name = business.object_words(row.name);
        let definition = business.object_words(row.definition);
        if name.is_empty()
            || share_a_word(&name, &definition)
            || is_of_another_business(context, row)
        {
            return None;
        }
        let foreign = as_read(&definition, row.definition)
            .into_iter()
            .find(|word| business.names_a_project(word) && !row.name.contains(word))?;
        Some(
            row.spot(Field::Definition)
                .issue(format!(
                    "指标名称说的是“{}”，描述说的却是“{foreign}”，名称与描述不是一回事",
                    row.name
                ))
                .at_span(span_of(row.definition, foreign)),
        )
    })
}

/// R44: name and definition speak of another project's business, or of none of the department.
pub(super) fn indicator_is_of_another_business(context: &Context<'_>) -> Vec<Found> {
    each_measure(context, |row| {
        if let Some((other, shared)) = belongs_to_another_project(context, row) {
            let project = context.sheets.get(other).map_or(String::new(), SheetView::mention);
            return Some(row.spot(Field::Definition).issue(format!(
                "本行说的是{project}的业务（{}），与本项目无关",
                as_read(&shared, &row_text(row)).join("、")
            )));
        }
        let words = stranger(context, row)?;
        let read = as_read(&words, row.definition);
        let first: Vec<&str> = read.into_iter().take(4).collect();
        Some(
            row.spot(Field::Definition)
                .issue(format!(
                    "描述所说的业务（{}）与本项目的名称、用途、目标以及本指标的名称“{}”都没有关系",
                    first.join("、"),
                    row.name
                ))
                .advice(format!("按指标“{}”重写描述，写明数什么、怎么数", row.name)),
        )
    })
}

/// R45: a ratio whose numerator cannot be counted, or whose denominator is not the right one.
pub(super) fn ratio_is_ill_defined(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let countable = rules.words(WordList::CountableEndings);
    each_measure(context, |row| {
        let ratio = ratio_wording(row.definition)?;
        let spot = row.spot(Field::Definition);
        if !ends_with_word(ratio.numerator, countable) {
            return Some(
                spot.issue(format!("分子“{}”没有写明数的是什么，无法计算", ratio.numerator))
                    .at_span(span_of(row.definition, ratio.numerator)),
            );
        }
        let has =
            |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
        let expected = rules.denominators.iter().find(|expected| {
            has(&expected.names, row.name)
                && has(&expected.numerators, ratio.numerator)
                && !has(&expected.denominators, ratio.denominator)
        })?;
        Some(
            spot.issue(format!(
                "分母“{}”与分子“{}”不配，应为{}",
                ratio.denominator, ratio.numerator, expected.suggestion
            ))
            .at_span(span_of(row.definition, ratio.denominator))
            .advice(format!("把分母改为{}", expected.suggestion)),
        )
    })
}

/// R46: more of a bad thing is asked for.
pub(super) fn target_rewards_the_bad(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    each_row(context, |row| {
        let upward =
            matches!(row.row.target.comparison, Some(Comparison::AtLeast | Comparison::MoreThan));
        let bad = rules.first_mentioned(WordList::AdverseMeasures, row.name)?;
        let turned = rules.mentions(WordList::AdverseNegations, row.name);
        (upward && !turned).then(|| {
            row.spot(Field::TargetValue).issue(format!(
                "“{bad}”越高说明情况越差，指标值却要求“{}”，方向反了",
                row.row.target.raw
            ))
        })
    })
}

/// R47: a rate whose definition divides nothing.
pub(super) fn rate_is_not_a_ratio(context: &Context<'_>) -> Vec<Found> {
    each_measure(context, |row| {
        let rate = row.is_percentage() && row.is_rate(context.rules);
        // A definition that repeats the name is R42's, one of another business R44's.
        let defined = !row.definition.is_empty() && row.definition_key != row.name_key;
        let wrong = rate && defined && ratio_wording(row.definition).is_none();
        wrong.then(|| {
            row.spot(Field::Definition)
                .issue(format!("“{}”是比率，描述却没有写出分子和分母", row.name))
        })
    })
}

fn is_of_another_business(context: &Context<'_>, row: &RowView<'_>) -> bool {
    belongs_to_another_project(context, row).is_some() || stranger(context, row).is_some()
}

/// The project (from 0) whose business the row is about, and the words that say so.
fn belongs_to_another_project(
    context: &Context<'_>,
    row: &RowView<'_>,
) -> Option<(usize, Vec<String>)> {
    let words = context.business.words(&row_text(row));
    let fit = context.business.fit(row.sheet, &words);
    let (other, share, shared) = fit.other?;
    let belongs = fit.own <= context.rules.whole_figure(Figure::OwnBusinessPercent)
        && share >= context.rules.whole_figure(Figure::OtherBusinessPercent)
        && shared.len() > 1;
    belongs.then_some((other, shared))
}

/// The words of a definition that has nothing in common with its project nor with its own name.
fn stranger(context: &Context<'_>, row: &RowView<'_>) -> Option<Vec<String>> {
    let business = &context.business;
    let words = business.object_words(row.definition);
    let least = context.rules.whole_figure(Figure::StrangeDefinitionWords);
    let known = share_a_word(&words, business.project_words(row.sheet))
        || words.iter().any(|word| row.name.contains(word.as_str()))
        || business.words(row.name).iter().any(|word| row.definition.contains(word.as_str()));
    (words.len() >= least && !known).then_some(words)
}

fn each_row(context: &Context<'_>, check: impl Fn(&RowView<'_>) -> Option<Found>) -> Vec<Found> {
    context.rows().filter_map(|(_, row)| check(row)).collect()
}

/// Every row that measures something other than satisfaction and has a definition.
fn each_measure(
    context: &Context<'_>,
    check: impl Fn(&RowView<'_>) -> Option<Found>,
) -> Vec<Found> {
    each_row(context, |row| {
        let satisfied = row.is_satisfaction()
            && (context.rules.mentions(WordList::SatisfactionWords, row.name));
        (!satisfied && !row.definition.is_empty()).then(|| check(row)).flatten()
    })
}
