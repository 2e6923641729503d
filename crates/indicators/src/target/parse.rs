//! The notations of targets met in published documents (`docs/cli.md` lists them).

use super::{Comparison, Damage, Target, TargetParts};
use vocabulary::{Decimal, chinese_number, fold_width, is_blank};

/// Words and signs before a number; the longer ones first.
const PREFIXES: [(&str, Comparison); 31] = [
    ("大于等于", Comparison::AtLeast),
    ("大于或等于", Comparison::AtLeast),
    ("不低于", Comparison::AtLeast),
    ("不少于", Comparison::AtLeast),
    ("不小于", Comparison::AtLeast),
    ("至少", Comparison::AtLeast),
    ("达到", Comparison::AtLeast),
    (">=", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("小于等于", Comparison::AtMost),
    ("小于或等于", Comparison::AtMost),
    ("不高于", Comparison::AtMost),
    ("不超过", Comparison::AtMost),
    ("不大于", Comparison::AtMost),
    ("不多于", Comparison::AtMost),
    ("控制在", Comparison::AtMost),
    ("至多", Comparison::AtMost),
    ("<=", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    ("大于", Comparison::MoreThan),
    ("高于", Comparison::MoreThan),
    ("超过", Comparison::MoreThan),
    ("多于", Comparison::MoreThan),
    (">", Comparison::MoreThan),
    ("小于", Comparison::LessThan),
    ("低于", Comparison::LessThan),
    ("少于", Comparison::LessThan),
    ("<", Comparison::LessThan),
    ("等于", Comparison::Equal),
    ("==", Comparison::Equal),
    ("=", Comparison::Equal),
];

/// Words after a number and its unit.
const SUFFIXES: [(&str, Comparison); 8] = [
    ("及以上", Comparison::AtLeast),
    ("或以上", Comparison::AtLeast),
    ("以上", Comparison::AtLeast),
    ("及以下", Comparison::AtMost),
    ("或以下", Comparison::AtMost),
    ("以下", Comparison::AtMost),
    ("以内", Comparison::AtMost),
    ("之内", Comparison::AtMost),
];

/// How often: read into the unit, `每周10次` is 10 `次/周`.
const RATES: [(&str, &str); 8] = [
    ("每周", "周"),
    ("每月", "月"),
    ("每年", "年"),
    ("每季度", "季度"),
    ("每季", "季度"),
    ("每天", "天"),
    ("每日", "日"),
    ("每半年", "半年"),
];

/// A unit is short; what is longer is a sentence around the number.
const UNIT_CHARACTERS_MAX: usize = 8;

pub(super) fn whole(raw: &str) -> Target {
    let mut target = Target { raw: raw.to_owned(), ..Target::default() };
    let folded = fold_width(raw);
    let text = folded.trim().trim_end_matches(['。', ';', '；']).trim_end();
    if is_blank(text) {
        return target;
    }
    let (comparison, rest) = strip_prefix(text);
    let rest = rest.trim();
    if is_unfilled(rest) {
        target.comparison = comparison;
        target.damage = Some(Damage::NotFilledIn);
        return target;
    }
    if comparison.is_none() && is_qualitative(rest) {
        target.comparison = Some(Comparison::Qualitative);
        return target;
    }
    if is_date(rest) {
        target.comparison = comparison;
        return target;
    }
    if let Some((low, high, unit)) = range(rest) {
        target.comparison = Some(Comparison::Range);
        (target.value, target.upper, target.unit) = (Some(low), Some(high), unit);
        return target;
    }
    read_number(&mut target, comparison, rest);
    target
}

pub(super) fn parts(parts: TargetParts<'_>) -> Target {
    let [operator, value, unit] = [parts.operator, parts.value, parts.unit].map(str::trim);
    let raw = [operator, value, unit].concat();
    let sign = fold_width(operator);
    let word = sign.trim();
    if matches!(word, "定性" | "定性指标") {
        return Target { raw, comparison: Some(Comparison::Qualitative), ..Target::default() };
    }
    let (comparison, left) = strip_prefix(word);
    // A bare number is read together with its unit: only then is `9595` + `%` seen as doubled.
    let is_bare = value.ends_with(|c: char| c.is_ascii_digit());
    let mut target = if is_bare { whole(&[value, unit].concat()) } else { whole(value) };
    target.raw = raw;
    if comparison.is_some() && left.trim().is_empty() {
        target.comparison = comparison;
    }
    target
}

/// Takes one operator from the front; also `（≥）` in brackets.
fn strip_prefix(text: &str) -> (Option<Comparison>, &str) {
    for (word, comparison) in PREFIXES {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(comparison), rest);
        }
    }
    (None, text)
}

/// A text in which no digit and no numeral with a unit stands.
fn is_qualitative(text: &str) -> bool {
    !text.chars().any(|c| c.is_ascii_digit()) && numeral_with_unit(text).is_none()
}

/// A template nobody filled in: only signs, stars, blanks and a unit.
fn is_unfilled(text: &str) -> bool {
    text.contains(['*', '×', '…', '_']) && !text.chars().any(|c| c.is_ascii_digit())
        || matches!(text, "%" | "")
}

fn read_number(target: &mut Target, prefix: Option<Comparison>, text: &str) {
    let (rate, text) = strip_rate(text);
    let Some((number, digits, rest)) = leading_number(text) else {
        target.comparison = prefix.or(Some(Comparison::Qualitative));
        if prefix.is_some() || text.chars().any(|c| c.is_ascii_digit()) {
            mark_unread_number(target, prefix, text);
        }
        return;
    };
    let (suffix, unit) = strip_suffix(rest);
    target.comparison = prefix.or(suffix);
    if !is_unit(unit) {
        // A sentence around the number, or several numbers: a person has to look.
        if unit.chars().any(|c| c.is_ascii_digit()) {
            target.damage = Some(Damage::NotSeparable);
        }
        return;
    }
    target.unit = unit_with_rate(unit, rate);
    match damage_of(&digits, unit, target.comparison) {
        Some(damage) => target.damage = Some(damage),
        None => target.value = Some(number),
    }
}

/// Digits that do not lead: `工5%` is a misreading, `完成1部宣传片,2套方案` is several numbers.
fn mark_unread_number(target: &mut Target, prefix: Option<Comparison>, text: &str) {
    let digit_runs = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|run| run.chars().any(|c| c.is_ascii_digit()))
        .count();
    let short = text.chars().count() <= UNIT_CHARACTERS_MAX;
    if digit_runs > 1 {
        target.comparison = prefix;
        target.damage = Some(Damage::NotSeparable);
    } else if digit_runs == 1 && short && text.contains('%') {
        target.comparison = prefix;
        target.damage = Some(Damage::Misread);
    }
}

/// Numbers that cannot be what they seem to be.
fn damage_of(digits: &str, unit: &str, comparison: Option<Comparison>) -> Option<Damage> {
    if unit.starts_with('%') {
        if let Some(likely) = doubled(digits) {
            return Some(Damage::DoubledNumber { likely });
        }
        // Text recognition reads ≥ as 2: `292%` with no operator.
        if comparison.is_none() && digits.len() == 3 && digits.starts_with('2') {
            return Some(Damage::Misread);
        }
    }
    None
}

/// One half of a percentage whose digits are printed twice: `9595`, `100100`.
fn doubled(digits: &str) -> Option<Decimal> {
    let half = digits.len().checked_div(2)?;
    let (first, second) = digits.split_at_checked(half)?;
    let is_double = (2..=3).contains(&half) && first == second;
    is_double.then(|| first.parse().ok()).flatten()
}

fn strip_rate(text: &str) -> (Option<&'static str>, &str) {
    for (word, period) in RATES {
        if let Some(rest) = text.strip_prefix(word) {
            return (Some(period), rest.trim_start());
        }
    }
    (None, text)
}

fn unit_with_rate(unit: &str, rate: Option<&str>) -> Option<String> {
    match (unit.is_empty(), rate) {
        (true, None) => None,
        (true, Some(period)) => Some(format!("/{period}")),
        (false, None) => Some(unit.to_owned()),
        (false, Some(period)) => Some(format!("{unit}/{period}")),
    }
}

fn strip_suffix(rest: &str) -> (Option<Comparison>, &str) {
    let rest = rest.trim();
    for (word, comparison) in SUFFIXES {
        if let Some(unit) = rest.strip_suffix(word) {
            return (Some(comparison), unit.trim_end());
        }
    }
    (None, rest)
}

fn is_unit(text: &str) -> bool {
    text.chars().count() <= UNIT_CHARACTERS_MAX
        && !text.chars().any(|c| c.is_ascii_digit() || "≥≤<>=,，、;；。:：".contains(c))
}

/// The number at the front: the value with 万/亿 read into it when a unit follows them, the
/// digits as printed, and what follows.
fn leading_number(text: &str) -> Option<(Decimal, String, &str)> {
    if let Some((number, rest)) = numeral_with_unit(text) {
        return Some((number, String::new(), rest));
    }
    let end =
        text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (printed, rest) = text.split_at_checked(end)?;
    let printed_number = printed.trim_end_matches(['.', ',']);
    if printed_number.len() != printed.len() || !thousands_are_grouped(printed_number) {
        return None;
    }
    let digits: String = printed_number.chars().filter(|c| *c != ',').collect();
    let number: Decimal = digits.parse().ok()?;
    Some((number, digits, rest))
}

/// `8,827,620.53` is one number; `1,2,3` is a list.
fn thousands_are_grouped(printed: &str) -> bool {
    let whole = printed.split('.').next().unwrap_or(printed);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut grouped = groups.clone().peekable();
    grouped.peek().is_none() || (first.len() <= 3 && groups.all(|group| group.len() == 3))
}

/// `三个`, `十二次`: a Chinese numeral with a unit behind it. A numeral alone, or the start of a
/// word (`一般`, `万无一失`), is text.
fn numeral_with_unit(text: &str) -> Option<(Decimal, &str)> {
    const MEASURES: [&str; 14] =
        ["个", "次", "人", "件", "套", "项", "户", "台", "处", "期", "场", "份", "篇", "条"];
    let end = text.find(|c: char| chinese_number(c.encode_utf8(&mut [0; 4])).is_none())?;
    let (numeral, rest) = text.split_at_checked(end)?;
    let number = chinese_number(numeral)?;
    let short = rest.chars().count() <= UNIT_CHARACTERS_MAX;
    let measured = MEASURES.iter().any(|measure| rest.starts_with(measure));
    (short && measured).then(|| (Decimal::from(number), rest))
}

/// `18—54周岁`, `100-80%`, `3~5次`: two numbers with a dash, a wave or 至 between them.
fn range(text: &str) -> Option<(Decimal, Decimal, Option<String>)> {
    let inner = text.trim_start_matches(['(', '（']);
    let (first, _, rest) = leading_number(inner)?;
    let rest = rest.strip_prefix('%').unwrap_or(rest).trim_start();
    let dash = rest.chars().take_while(|c| "-—–~～至".contains(*c)).count();
    if !(1..=2).contains(&dash) {
        return None;
    }
    let after: usize = rest.chars().take(dash).map(char::len_utf8).sum();
    let (second, _, unit) = leading_number(rest.get(after..)?.trim_start())?;
    let unit = unit.trim().trim_start_matches([')', '）']);
    if !is_unit(unit) || looks_like_a_date(first, unit) {
        return None;
    }
    let unit = (!unit.is_empty()).then(|| unit.to_owned());
    Some((first.min(second), first.max(second), unit))
}

/// A day, month or year of the calendar (`2021年12月31日`, `11月底`, `9月前`): a time limit, not a
/// number to compare. `12个月` and `3年` are lengths of time.
fn is_date(text: &str) -> bool {
    let Some((number, digits, rest)) = leading_number(text) else {
        return false;
    };
    let year = digits.len() == 4 && number >= Decimal::from(1900);
    let rest = rest.trim_start();
    (year && rest.starts_with(['年', '-', '/', '.']))
        || (digits.len() <= 2 && rest.starts_with('月'))
}

/// `2020-2022年` is a time, not a target range.
fn looks_like_a_date(first: Decimal, unit: &str) -> bool {
    first >= Decimal::from(1900) && (unit.is_empty() || unit.starts_with(['年', '月', '-']))
}

#[cfg(test)]
mod tests;
