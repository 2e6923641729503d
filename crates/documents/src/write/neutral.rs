//! Texts that a spreadsheet could take for a formula.

use std::borrow::Cow;
use vocabulary::fold_width;

/// What stands before a text so that a spreadsheet program takes it for one.
const MARK: char = '\'';

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

/// Whether a text is a plain number, also a negative one, which is no formula.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match digits.split_once('.') {
        Some((whole, decimals)) => all(whole) && all(decimals),
        None => all(digits),
    }
}

/// A text that no spreadsheet program runs: `'` before what it could take for a formula. A text
/// that bears such a sign by itself gets a second one, so that [`as_written`] takes off ours.
pub(super) fn neutral(text: &str) -> Cow<'_, str> {
    if is_marked(text.trim_start_matches(MARK)) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text as it was before [`neutral`].
pub(crate) fn as_written(text: &str) -> &str {
    match text.strip_prefix(MARK) {
        Some(rest) if is_marked(rest.trim_start_matches(MARK)) => rest,
        _ => text,
    }
}

fn is_marked(text: &str) -> bool {
    may_be_taken_for_a_formula(text) && !is_number(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_gets_a_quote_a_negative_number_does_not() {
        for (text, harmless) in [
            ("=1+1", "'=1+1"),
            ("－cmd", "'－cmd"),
            ("-12.5", "-12.5"),
            ("≥90%", "≥90%"),
            ("+8613800000000", "'+8613800000000"),
            ("-1_0", "'-1_0"),
            ("　@A1", "'　@A1"),
            ("'=1", "''=1"),
            ("'字", "'字"),
            ("", ""),
        ] {
            assert_eq!(neutral(text), harmless);
            assert_eq!(as_written(harmless), text);
        }
    }

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
