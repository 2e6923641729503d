//! Texts that a spreadsheet could take for a formula.

use vocabulary::fold_width;

/// Whether a spreadsheet program could run a text as a formula: it begins with `=`, `+`, `-` or
/// `@`, full-width forms included, after any blanks or invisible characters; or with a tab or a
/// line break.
pub(super) fn may_be_taken_for_a_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let first = text.chars().find(|c| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    });
    first.is_some_and(|c| fold_width(&c.to_string()).starts_with(['=', '+', '-', '@']))
}

/// Whether a text is a plain negative number, which is no formula.
pub(super) fn is_number(text: &str) -> bool {
    text.parse::<vocabulary::Decimal>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_whatever_stands_before_them() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@A1",
            "\t=1",
            "\r",
            " =1",
            "　＝1",
            "－cmd",
            "\u{feff}=1",
            "＋",
            "＠",
        ] {
            assert!(may_be_taken_for_a_formula(text), "{text:?}");
        }
        for text in ["", "≥90%", "1=1", "正常", "'=1"] {
            assert!(!may_be_taken_for_a_formula(text), "{text:?}");
        }
    }
}
