//! 文字: misprints, stray punctuation, outdated and redundant wording.

use crate::review::context::Context;
use crate::review::field::Field;
use crate::review::found::{Found, Spot};
use crate::review::rules::Fault;
use crate::review::wording::with_replaced;
use vocabulary::Span;

/// R70: a wrong character or a truncated word of the lexicon.
pub(super) fn word_is_misprinted(context: &Context<'_>) -> Vec<Found> {
    by_lexicon(context, Fault::Misprint)
}

/// R72: wording of an earlier time.
pub(super) fn wording_is_outdated(context: &Context<'_>) -> Vec<Found> {
    by_lexicon(context, Fault::Outdated)
}

/// R73: words that say the same twice.
pub(super) fn wording_is_redundant(context: &Context<'_>) -> Vec<Found> {
    by_lexicon(context, Fault::Redundant)
}

/// R71: stray punctuation; once a field.
pub(super) fn punctuation_is_stray(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut last: Option<(Option<u32>, Option<u32>, Field, String)> = None;
    for spot in texts(context) {
        let chars: Vec<char> = spot.text.chars().collect();
        let named = matches!(spot.field, Field::Name | Field::ProjectName);
        let Some((span, said, put)) = stray(&chars, named) else {
            continue;
        };
        // A person who types half-width marks does so in every goal; one issue is enough.
        let habit = (spot.sheet, spot.row, spot.field, said.clone());
        if spot.sheet.is_some() && last.as_ref() == Some(&habit) {
            continue;
        }
        last = Some(habit);
        found
            .push(spot.issue(said).at_span(Some(span)).mended(with_replaced(spot.text, span, put)));
    }
    found
}

/// Where a stray mark stands, what is wrong with it, and what belongs there.
fn stray(chars: &[char], named: bool) -> Option<(Span, String, &'static str)> {
    let is_mark = |c: char| "；;。，,、.：:".contains(c);
    if named && let Some(last) = chars.last().copied().filter(|c| is_mark(*c)) {
        let end = chars.len();
        let start = end.saturating_sub(1);
        return Some((Span { start, end }, format!("名称末尾多了“{last}”"), ""));
    }
    let nth = |n: usize| chars.get(n).copied();
    for (start, c) in chars.iter().copied().enumerate() {
        let before = start.checked_sub(1).and_then(nth);
        let behind = nth(start.saturating_add(1));
        let end = start.saturating_add(1);
        let span = Span { start, end };
        let after_chinese = before.is_some_and(is_chinese);
        if c == ' ' && behind.is_some_and(|next| "；。，、：！？".contains(next)) {
            return Some((span, "标点前多了空格".to_owned(), ""));
        }
        if "；。，、：".contains(c) && behind == Some(c) {
            return Some((span, format!("标点“{c}”重复"), ""));
        }
        let closes = behind.is_none_or(|next| is_chinese(next) || next == '\n');
        if after_chinese
            && closes
            && let Some(full) = full_width(c)
        {
            return Some((span, format!("中文里用了半角标点“{c}”"), full));
        }
    }
    None
}

fn full_width(c: char) -> Option<&'static str> {
    match c {
        ';' => Some("；"),
        ',' => Some("，"),
        '.' => Some("。"),
        ':' => Some("："),
        _ => None,
    }
}

fn is_chinese(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii()
}

fn by_lexicon(context: &Context<'_>, fault: Fault) -> Vec<Found> {
    let entries = context.rules.lexicon.iter().filter(|entry| entry.fault == fault);
    let entries: Vec<_> = entries.collect();
    let mut found = Vec::new();
    for spot in texts(context) {
        for entry in &entries {
            let Some(span) = entry.find(spot.text) else {
                continue;
            };
            let issue = spot
                .issue(match &entry.meant {
                    Some(meant) => format!("“{}”应为“{meant}”：{}", entry.printed, entry.note),
                    None => format!("“{}”：{}", entry.printed, entry.note),
                })
                .at_span(Some(span));
            found.push(match &entry.meant {
                Some(meant) => issue.mended(with_replaced(spot.text, span, meant)),
                None => issue,
            });
        }
    }
    found
}

/// Every text a person wrote: of the department part, the sheets and the rows. A goal filed
/// twice is read once.
fn texts<'a>(context: &Context<'a>) -> Vec<Spot<'a>> {
    let mut spots = context.department_texts();
    for sheet in &context.sheets {
        let fields = [
            (Field::ProjectName, sheet.sheet.project_name.as_ref()),
            (Field::Purpose, sheet.sheet.purpose.as_ref()),
        ];
        for (field, filed) in fields {
            spots.extend(filed.map(|filed| sheet.spot(field, filed)));
        }
        let goals = sheet.distinct_goals();
        spots.extend(goals.iter().map(|(goal, _)| sheet.spot(Field::Goals, goal)));
        for row in &sheet.rows {
            let fields = [Field::Name, Field::Definition, Field::TargetBasis, Field::Reason];
            let fields = fields.into_iter().map(|field| row.spot(field));
            spots.extend(fields.filter(|spot| !spot.text.is_empty()));
        }
    }
    spots
}
