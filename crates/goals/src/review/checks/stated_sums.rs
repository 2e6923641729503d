//! 文字中的数字: sums, shares and names that running text states.

use crate::review::context::Context;
use crate::review::found::Found;
use crate::review::rules::WordList;
use crate::review::wording::span_of;
use std::collections::BTreeMap;
use vocabulary::{AmountUnit, Decimal, Money, Span, fold_width};

/// Parts that must be listed before a sum below the total counts as a fault: fewer may be a
/// selection.
const PARTS_MIN: usize = 3;

/// R211: a total and its parts (`其中`) that do not add up.
pub(super) fn stated_sum_does_not_hold(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for spot in context.running_texts() {
        let text = fold_width(spot.text);
        for (before, behind) in around(&text, "其中") {
            // Inside brackets the parts end with them.
            let bracket = if before.ends_with('(') { ')' } else { '\n' };
            let sentence = behind.split(['。', '\n', bracket]).next().unwrap_or(behind);
            let parts = amounts(sentence);
            let Some(total) = amounts(before.split('\n').next_back().unwrap_or(before)).pop()
            else {
                continue;
            };
            let sum: Money = parts.iter().map(|part| part.money).sum();
            let enough = parts.len() >= PARTS_MIN || (parts.len() > 1 && sum > total.money);
            let near = before.len().saturating_sub(total.end) <= NEAR_BYTES;
            let same_unit = parts.iter().all(|part| part.unit == total.unit);
            if enough && near && same_unit && sum != total.money {
                found.push(
                    spot.issue(format!(
                        "文中总数是{}，其中{}项合计是{}，两者不相等",
                        total.printed,
                        parts.len(),
                        in_unit(sum, total.unit)
                    ))
                    .at_span(span_of(&text, &total.printed)),
                );
            }
        }
    }
    found
}

/// How far the total may stand before `其中`, in bytes: a dozen characters.
const NEAR_BYTES: usize = 40;

/// R212: a share over the task that planned and done do not give.
pub(super) fn stated_excess_does_not_hold(context: &Context<'_>) -> Vec<Found> {
    let texts = context.running_texts();
    let mut whole = String::new();
    for spot in &texts {
        whole.push_str(&fold_width(spot.text));
        whole.push('\n');
    }
    let number_behind = |word: &str| {
        let (_, behind) = whole.split_once(word)?;
        let at = behind.find(|c: char| c.is_ascii_digit())?;
        (at <= NEAR_BYTES).then(|| leading_decimal(behind.get(at..)?)).flatten()
    };
    let (Some(planned), Some(done)) = (number_behind("任务数"), number_behind("实际完成"))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for spot in &texts {
        let text = fold_width(spot.text);
        let Some((before, behind)) = text.split_once("超任务") else {
            continue;
        };
        let Some(stated) = leading_decimal(behind).filter(|_| behind.contains('%')) else {
            continue;
        };
        let computed = done
            .checked_sub(planned)
            .and_then(|more| more.checked_mul(Decimal::ONE_HUNDRED))
            .and_then(|more| more.checked_div(planned))
            .map(|percent| percent.round_dp(1));
        if let Some(computed) = computed
            && computed.saturating_sub(stated).abs() > Decimal::ONE
        {
            let start = before.chars().count();
            let length = "超任务%".chars().count().saturating_add(stated.to_string().len());
            let end = start.saturating_add(length);
            found.push(
                spot.issue(format!(
                    "任务{planned}、完成{done}，应超{computed}%，文中写超{stated}%"
                ))
                .at_span(Some(Span { start, end })),
            );
        }
    }
    found
}

/// R213: another government's name in the text: copied from its document.
pub(super) fn another_place_is_named(context: &Context<'_>) -> Vec<Found> {
    let suffixes = context.rules.words(WordList::PlaceSuffixes);
    let texts = context.running_texts();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for spot in &texts {
        for place in places(spot.text, suffixes) {
            let count = counts.entry(place).or_default();
            *count = count.saturating_add(1);
        }
    }
    let Some((usual, most)) = counts.iter().max_by_key(|(_, count)| **count) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for spot in &texts {
        for place in places(spot.text, suffixes) {
            let count = counts.get(&place).copied().unwrap_or_default();
            if place != *usual && count.saturating_mul(3) <= *most {
                found.push(
                    spot.issue(format!(
                        "文中多处是“{usual}”，这里却是“{place}”，可能照抄了其他单位的材料"
                    ))
                    .at_span(span_of(spot.text, &place)),
                );
            }
        }
    }
    found
}

/// R214: one label, two amounts.
pub(super) fn one_label_has_two_amounts(context: &Context<'_>) -> Vec<Found> {
    let texts = context.running_texts();
    let mut found = Vec::new();
    for label in context.rules.words(WordList::AmountLabels) {
        let mut first: Option<Amount> = None;
        for spot in &texts {
            let text = fold_width(spot.text);
            for (_, behind) in around(&text, label) {
                let clause = behind.split(['，', ',', '。', '；', '、', '\n', ':', '(']).next();
                let Some(amount) = clause.and_then(|clause| amounts(clause).into_iter().next())
                else {
                    continue;
                };
                match &first {
                    Some(earlier) if earlier.money != amount.money => found.push(
                        spot.issue(format!(
                            "“{label}”前文是{}，这里是{}，前后不一致",
                            earlier.printed, amount.printed
                        ))
                        .at_span(span_of(&text, &amount.printed)),
                    ),
                    Some(_) => {}
                    None => first = Some(amount),
                }
            }
        }
    }
    found
}

/// An amount in running text.
struct Amount {
    money: Money,
    unit: AmountUnit,
    printed: String,
    /// The byte behind it.
    end: usize,
}

/// Every number with 元 or 万元 behind it.
fn amounts(text: &str) -> Vec<Amount> {
    let mut amounts = Vec::new();
    let mut at = 0_usize;
    while let Some(start) = text
        .get(at..)
        .and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
        .map(|found| at.saturating_add(found))
    {
        let rest = text.get(start..).unwrap_or_default();
        let length =
            rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let (number, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        at = start.saturating_add(length);
        let (unit, word) = match behind {
            _ if behind.starts_with("万元") => (AmountUnit::WanYuan, "万元"),
            _ if behind.starts_with('元') => (AmountUnit::Yuan, "元"),
            _ => continue,
        };
        if let Ok(money) = Money::parse(number, unit) {
            amounts.push(Amount {
                money,
                unit,
                printed: format!("{number}{word}"),
                end: at.saturating_add(word.len()),
            });
        }
    }
    amounts
}

fn in_unit(money: Money, unit: AmountUnit) -> String {
    let amount = match unit {
        AmountUnit::WanYuan => money.wan_yuan(),
        AmountUnit::Yuan => Decimal::new(money.fen(), 2),
    };
    format!("{}{}", amount.normalize(), unit.label())
}

/// The text before and behind each place where `word` stands.
fn around<'t>(text: &'t str, word: &str) -> Vec<(&'t str, &'t str)> {
    text.match_indices(word)
        .filter_map(|(at, word)| Some((text.get(..at)?, text.get(at.checked_add(word.len())?..)?)))
        .collect()
}

fn leading_decimal(text: &str) -> Option<Decimal> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// The names of governments: the characters before `人民政府` back to the county.
fn places(text: &str, suffixes: &[String]) -> Vec<String> {
    /// Characters of the name of a town or street.
    const NAME_MAX: usize = 8;
    let mut places = Vec::new();
    for suffix in suffixes {
        for (before, _) in around(text, suffix) {
            let name: Vec<char> = before
                .chars()
                .rev()
                .take(NAME_MAX)
                .take_while(|c| c.is_alphabetic() && !c.is_ascii() && !"县区市省".contains(*c))
                .collect();
            if name.len() > 1 {
                places.push(name.into_iter().rev().chain(suffix.chars()).collect());
            }
        }
    }
    places
}

/// R215: the total of an execution table whose cells ran together is less than its part.
pub(super) fn stated_total_is_less_than_its_part(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for spot in context.running_texts() {
        let text = fold_width(spot.text);
        let Some((_, behind)) = text.split_once("年度资金总额") else {
            continue;
        };
        let Some((total, parts)) = behind.split_once("其中") else {
            continue;
        };
        let Some((_, fiscal)) = parts.split_once("财政拨款") else {
            continue;
        };
        let (total, fiscal) = (leading_numbers(total), leading_numbers(fiscal));
        // 年初预算数, 全年预算数, 全年执行数: fewer numbers cannot be told apart.
        let [budget, adjusted, spent] = fiscal.as_slice() else {
            continue;
        };
        let less = total.iter().zip(&fiscal).any(|(total, part)| total < part);
        if total.len() < fiscal.len() || !less {
            continue;
        }
        let stated: Vec<String> = total.iter().take(3).map(ToString::to_string).collect();
        let rate = |whole: &Decimal| {
            let share = spent.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(*whole)?;
            Some(share.round_dp(2))
        };
        let rates = match (rate(adjusted), rate(budget)) {
            (Some(of_adjusted), Some(of_budget)) => {
                format!("；执行率应为{of_adjusted}%（按年初预算数为{of_budget}%）")
            }
            _ => String::new(),
        };
        found.push(
            spot.issue(format!(
                "年度资金总额填{}，而其中财政拨款是{budget}/{adjusted}/{spent}，总额不应小于分项{rates}",
                stated.join("/")
            ))
            .at_span(span_of(&text, "年度资金总额")),
        );
    }
    found
}

/// The numbers a text begins with, blanks and colons between them.
fn leading_numbers(text: &str) -> Vec<Decimal> {
    text.trim_start_matches([':', ' ', '\t'])
        .split([' ', '\t', '\n'])
        .filter(|word| !word.is_empty())
        .map_while(|word| word.parse().ok())
        .collect()
}
