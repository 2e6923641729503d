//! A measured value in words.

use crate::work::book::Book;
use crate::work::measuring::MeasuredValue;
use indicators::{FormulaVariant, LeafValue, Outcome, Versions};
use ledgers::Name;
use ledgers::language::{Type, Typed};
use vocabulary::Ratio;

/// Decimals of a printed value.
const DIGITS: u32 = 2;

/// A value as shown.
pub(crate) struct ValueView {
    /// The value with its unit; none when there is none.
    pub(crate) value: Option<String>,
    /// Why there is none, or what the value rests on.
    pub(crate) word: String,
    /// Numerator and denominator.
    pub(crate) share: Option<String>,
    /// Whether the target is reached.
    pub(crate) met: Option<bool>,
    /// The formula in Chinese names.
    pub(crate) formula: String,
}

impl ValueView {
    pub(crate) fn of(value: &MeasuredValue, variant: &FormulaVariant, formula: String) -> Self {
        let measured = &value.measured;
        let (shown, word) = match &measured.outcome {
            Outcome::Value(number) => (Some(format!("{}{}", printed(*number), variant.unit)), ""),
            Outcome::FullWithoutEvents => (Some("100%".to_owned()), "本期没有发生，按满分计"),
            Outcome::Truth(truth) => (Some(yes_no(*truth).to_owned()), ""),
            Outcome::None(missing) => {
                return Self {
                    value: None,
                    word: missing.to_string(),
                    share: None,
                    met: value.met,
                    formula,
                };
            }
        };
        let share = measured
            .share()
            .map(|share| format!("{}／{}", printed(share.numerator), printed(share.denominator)));
        Self { value: shown, word: word.to_owned(), share, met: value.met, formula }
    }
}

/// By what a value was measured: each with what it is, then its version.
pub(super) fn versions(book: &Book, versions: &Versions) -> Vec<(&'static str, String)> {
    let ledger = |(name, version): (&Name, &u32)| {
        let ledger = book.catalogue.ledger(name.as_str());
        format!("{}第{version}版", ledger.map_or(name.as_str(), |ledger| &ledger.label))
    };
    let boundary = |(zone, version): (&String, &Option<String>)| {
        format!("{zone}：{}", version.as_deref().unwrap_or("尚未登记"))
    };
    let ledgers: Vec<String> = versions.ledgers.iter().map(ledger).collect();
    let boundaries: Vec<String> = versions.boundaries.iter().map(boundary).collect();
    let mut told = vec![
        ("指标定义", format!("第{}版", versions.formula)),
        ("台账定义", ledgers.join("、")),
        ("测算规则", versions.rules.clone()),
        ("工作日历", versions.calendar.clone()),
        ("区域边界", boundaries.join("、")),
        ("记录截至", format!("留痕第{}条", versions.seen)),
    ];
    told.retain(|(_, version)| !version.is_empty());
    told
}

/// A figure that a value is made of, in words.
pub(crate) fn figure(leaf: &Typed, value: &LeafValue) -> String {
    let unit = match &leaf.ty {
        Type::Number(unit) => unit.label(),
        Type::Truth
        | Type::Text
        | Type::Day
        | Type::Moment
        | Type::Record(_)
        | Type::Place
        | Type::List(_)
        | Type::Vector(_) => "",
    };
    match value {
        LeafValue::Number(Some(number)) => format!("{}{unit}", printed(*number)),
        LeafValue::Number(None) | LeafValue::Day(None) => "没有记录".to_owned(),
        LeafValue::Truth(truth) => yes_no(*truth).to_owned(),
        LeafValue::Day(Some(day)) => day.to_string(),
        LeafValue::Each(found) => format!("{}项", found.len()),
        LeafValue::Per(found) => format!("{}期有记录", found.len()),
        LeafValue::Missing(missing) => missing.to_string(),
    }
}

fn yes_no(truth: bool) -> &'static str {
    if truth { "是" } else { "否" }
}

/// A number without decimals that say nothing.
pub(super) fn printed(number: Ratio) -> String {
    if number.denominator() == 1 {
        return number.numerator().to_string();
    }
    number.rounded(DIGITS).map_or_else(|error| error.to_string(), |number| number.to_string())
}

/// A number in hundredths, for a chart; none when it is too large to be drawn.
pub(super) fn in_hundredths(number: Ratio) -> Option<i64> {
    let rounded = number.times(Ratio::whole(100)).ok()?.rounded(0).ok()?;
    i64::try_from(rounded.mantissa()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_printed_without_decimals() {
        assert_eq!(printed(Ratio::whole(12)), "12");
        assert_eq!(printed(Ratio::new(200, 3).unwrap()), "66.67");
        assert_eq!(printed(Ratio::new(24, 2).unwrap()), "12");
        assert_eq!(in_hundredths(Ratio::new(200, 3).unwrap()), Some(6_667));
    }
}
