//! 指标名称: names that are sentences, compound, or bare.

use crate::review::context::{Context, RowView, ends_with_word};
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::{Figure, WordList};
use crate::review::wording::span_of;
use vocabulary::is_blank;

/// R40: the name is a sentence or begins with a verb.
pub(super) fn name_is_a_sentence(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let longest = rules.whole_figure(Figure::NameCharacters);
    each_row(context, |row| {
        let spot = row.spot(Field::Name);
        let openings = rules.words(WordList::NameOpenings);
        if let Some(verb) = openings.iter().find(|verb| row.name.starts_with(verb.as_str())) {
            let noun = row.name.strip_prefix(verb.as_str()).unwrap_or_default();
            let issue = spot
                .issue(format!("指标名称以动词“{verb}”开头，像一句工作要求"))
                .at_span(span_of(row.name, verb));
            let noun = noun.trim_matches(['；', ';', '。', ' ']);
            let usable = ends_with_word(noun, rules.words(WordList::RateEndings))
                && noun.chars().count() <= longest
                && !noun.starts_with(['与', '和', '及'])
                // `排除设备故障率` without its verb would mean the opposite.
                && !rules.mentions(WordList::AdverseMeasures, noun);
            return Some(if usable { issue.mended(noun) } else { issue });
        }
        let inner = row.name.trim_end_matches(['，', '。', '；', ';', ',']);
        let sentence = inner.chars().count() > longest || inner.contains(['，', '。', '；']);
        sentence.then(|| spot.issue(format!("指标名称长{}字，是一句话", inner.chars().count())))
    })
}

/// R41: two rates in one indicator.
pub(super) fn name_holds_two_measures(context: &Context<'_>) -> Vec<Found> {
    let endings = context.rules.words(WordList::RateEndings);
    each_row(context, |row| {
        let rates: Vec<&str> = row
            .name
            .split(['、', '及', '和', '与', '/'])
            .map(str::trim)
            .filter(|part| ends_with_word(part, endings))
            .collect();
        (rates.len() > 1).then(|| {
            row.spot(Field::Name).issue(format!(
                "一条指标里有{}个指标（{}），只能填一个指标值，无法分别考核",
                rates.len(),
                rates.join("；")
            ))
        })
    })
}

/// R103: a measure without saying of what.
pub(super) fn name_lacks_its_object(context: &Context<'_>) -> Vec<Found> {
    let bare_names = context.rules.words(WordList::BareNames);
    each_row(context, |row| {
        bare_names.contains(&row.name_key).then(|| {
            row.spot(Field::Name).issue(format!("“{}”没有写明是什么的{}", row.name, row.name))
        })
    })
}

/// R104: an indicator without a target.
pub(super) fn target_is_missing(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let missing = is_blank(&row.row.target.raw) && !row.name.is_empty();
        missing.then(|| row.spot(Field::TargetValue).issue(format!("指标“{}”没有指标值", row.name)))
    })
}

/// R107: a target or definition without a name.
pub(super) fn name_is_missing(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let missing = row.name.is_empty() && !row.is_unused();
        missing.then(|| row.spot(Field::Name).issue("本行没有三级指标名称"))
    })
}

fn each_row(context: &Context<'_>, check: impl Fn(&RowView<'_>) -> Option<Found>) -> Vec<Found> {
    context.rows().filter_map(|(_, row)| check(row)).collect()
}
