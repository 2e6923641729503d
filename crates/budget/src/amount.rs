//! An amount as filed.

use vocabulary::{AmountUnit, Confidence, FiledText, Money, fold_width};

/// An amount of a form: the text as printed and the money it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledAmount {
    /// The text as printed.
    pub raw: FiledText,
    /// The amount; `None` when the text says none.
    pub money: Option<Money>,
    /// Whether a stray trailing mark (`21.4.`) was left out in reading; reported as R07.
    pub stray_mark: bool,
}

impl FiledAmount {
    /// Reads an amount in the unit of the form. A unit beside the number (`20万元`, `3309840元`)
    /// goes before the form's. One stray trailing mark is left out and said so; anything else
    /// that is no number stays raw, without an amount.
    ///
    /// ```
    /// use budget::FiledAmount;
    /// use vocabulary::{AmountUnit, FiledText, Place};
    /// let at = Place::Cell { page: None, table: 11, row: 3, column: 5 };
    /// let filed = FiledAmount::read(FiledText::certain("21.4.", at), AmountUnit::WanYuan);
    /// assert_eq!(filed.money.unwrap().to_string(), "21.40");
    /// assert!(filed.stray_mark);
    /// ```
    pub fn read(mut raw: FiledText, form_unit: AmountUnit) -> Self {
        let folded = fold_width(raw.text.trim());
        let (number, unit) = split_unit(&folded, form_unit);
        let exact = Money::parse(number, unit).ok();
        let without_mark = number.strip_suffix(['.', '。', ',', '、', ';']).map(str::trim_end);
        let (money, stray_mark) = match (exact, without_mark) {
            (Some(money), _) => (Some(money), false),
            (None, Some(rest)) => {
                let read = Money::parse(rest, unit).ok();
                (read, read.is_some())
            }
            (None, None) => (None, false),
        };
        if stray_mark {
            raw.confidence = raw.confidence.min(Confidence::Likely);
        }
        Self { raw, money, stray_mark }
    }
}

fn split_unit(text: &str, form_unit: AmountUnit) -> (&str, AmountUnit) {
    for (suffix, unit) in
        [("万元", AmountUnit::WanYuan), ("万", AmountUnit::WanYuan), ("元", AmountUnit::Yuan)]
    {
        if let Some(number) = text.strip_suffix(suffix) {
            return (number.trim_end(), unit);
        }
    }
    (text, form_unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Place;

    fn read(text: &str) -> (Option<i64>, bool) {
        let at = Place::Paragraph { page: None, paragraph: 1 };
        let filed = FiledAmount::read(FiledText::certain(text, at), AmountUnit::WanYuan);
        assert_eq!(filed.raw.text, text, "the raw text is never rewritten");
        (filed.money.map(Money::fen), filed.stray_mark)
    }

    #[test]
    fn a_unit_beside_the_number_goes_before_the_form_s() {
        assert_eq!(read("20万元"), (Some(20_000_000), false));
        assert_eq!(read("3,309,840.00元"), (Some(330_984_000), false));
    }

    #[test]
    fn one_stray_mark_is_read_and_said_two_are_not() {
        assert_eq!(read("21.4."), (Some(21_400_000), true));
        assert_eq!(read("21.4.."), (None, false));
        assert_eq!(read("854万(高标准农田建设400万元)"), (None, false));
    }
}
