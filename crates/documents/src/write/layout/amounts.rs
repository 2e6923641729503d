//! Amounts and shares as printed.

use budget::{FiledAmount, PlanEntry};
use vocabulary::{AmountUnit, Decimal, Money};

/// An amount in the unit of the form with two decimals. An amount finer than that keeps all its
/// digits: a form that rounds would read back as another amount.
pub(crate) fn money_text(money: Money, unit: AmountUnit) -> String {
    let scale = match unit {
        AmountUnit::WanYuan => 6,
        AmountUnit::Yuan => 2,
    };
    let mut amount = Decimal::new(money.fen(), scale).normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

/// A filed amount: the money it says, else its raw text; empty when the cell is empty.
pub(crate) fn amount_text(amount: Option<&FiledAmount>, unit: AmountUnit) -> String {
    match amount {
        None => String::new(),
        Some(FiledAmount { money: Some(money), .. }) => money_text(*money, unit),
        Some(FiledAmount { raw, .. }) => raw.text.clone(),
    }
}

/// A share of a payment plan with two decimals, else its raw text.
pub(crate) fn share_text(entry: &PlanEntry) -> String {
    match (entry.percent, &entry.raw) {
        (Some(percent), _) => format!("{:.2}", percent.to_decimal()),
        (None, Some(raw)) => raw.text.clone(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals_and_lose_nothing() {
        let cases = [
            (54_000_000, AmountUnit::WanYuan, "54.00"),
            (21_400_000, AmountUnit::WanYuan, "21.40"),
            (882_762_053, AmountUnit::WanYuan, "882.762053"),
            (882_762_053, AmountUnit::Yuan, "8827620.53"),
            (-5_000_000, AmountUnit::WanYuan, "-5.00"),
            (0, AmountUnit::WanYuan, "0.00"),
        ];
        for (fen, unit, printed) in cases {
            assert_eq!(money_text(Money::from_fen(fen), unit), printed);
        }
    }
}
