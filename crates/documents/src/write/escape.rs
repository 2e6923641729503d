//! Texts into XML and HTML.

/// Appends a text with the five characters of markup escaped. Characters that XML 1.0 does not
/// allow (control characters) are left out: a file that holds one does
/// not open.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A lone carriage return would be read back as a line break that nobody wrote.
            '\r' => out.push(' '),
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => {}
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_what_xml_forbids_is_left_out() {
        let mut out = String::new();
        push_escaped(&mut out, "a<b>&\"'\u{1}𠮷");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;&#39;𠮷");
    }
}
