//! How figures are printed on pages: thousands commas, the unit of amounts, days and times.

use vocabulary::{AmountUnit, Money};

/// An amount in `unit` with two decimals and thousands commas: `1,336.57`.
pub(crate) fn amount(money: Money, unit: AmountUnit) -> String {
    let plain = match unit {
        AmountUnit::WanYuan => money.to_string(),
        AmountUnit::Yuan => yuan(money),
    };
    with_commas(&plain)
}

/// 元 with two decimals, exact.
fn yuan(money: Money) -> String {
    let sign = if money.fen() < 0 { "-" } else { "" };
    let fen = money.fen().unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

fn with_commas(plain: &str) -> String {
    let (whole, rest) = plain.split_once('.').map_or((plain, None), |(w, r)| (w, Some(r)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut printed = String::from(sign);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            printed.push(',');
        }
        printed.push(digit);
    }
    if let Some(rest) = rest {
        printed.push('.');
        printed.push_str(rest);
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_with_two_decimals_and_commas_in_either_unit() {
        let total = Money::from_fen(1_336_570_000);
        assert_eq!(amount(total, AmountUnit::WanYuan), "1,336.57");
        assert_eq!(amount(total, AmountUnit::Yuan), "13,365,700.00");
        assert_eq!(amount(Money::from_fen(-5), AmountUnit::Yuan), "-0.05");
        assert_eq!(amount(Money::from_fen(-123_456_000_000), AmountUnit::WanYuan), "-123,456.00");
        assert_eq!(amount(Money::ZERO, AmountUnit::WanYuan), "0.00");
    }
}
