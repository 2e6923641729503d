//! Chinese text: widths, blanks, and a key for matching labels. Stored text is never rewritten.

/// Turns full-width ASCII (`％`, `９`, `：`, ideographic space) into half-width. Other characters,
/// also compatibility forms such as `㎡`, stay as they are.
pub fn fold_width(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        '﹪' => '%',
        '−' => '-',
        '≧' | '⩾' => '≥',
        '≦' | '⩽' => '≤',
        '═' | '﹦' => '=',
        _ => c,
    }
}

/// Whether a character shows nothing: white space, zero-width characters, soft hyphens, marks
/// of direction, control characters.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether a text shows nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// The form of a label used for matching: half-width, without anything invisible and without
/// inner white space. `"项　目 编\u{200b}码"` and `"项目编码"` have one key.
pub fn matching_key(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).map(fold_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_width_and_zero_width_characters_do_not_change_a_label() {
        assert_eq!(matching_key(" 项　目 编\u{200b}码\n"), "项目编码");
        assert_eq!(matching_key("资金支出计划（％）"), "资金支出计划(%)");
    }

    #[test]
    fn folding_keeps_square_metres() {
        assert_eq!(fold_width("≥９５％，１２㎡"), "≥95%,12㎡");
    }

    #[test]
    fn zero_width_characters_alone_are_blank() {
        assert!(is_blank(" \u{3000}\u{200b}\u{feff}\n"));
        assert!(!is_blank("—"));
    }
}
