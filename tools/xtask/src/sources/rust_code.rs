//! Blanks comments and the insides of strings of Rust code, keeping every line where it is.

/// The code of a Rust file with comments and the contents of string and character literals
/// replaced by spaces. Line breaks stay, so that line numbers do.
pub(super) fn without_comments_and_strings(text: &str) -> String {
    let mut blanker = Blanker { rest: text, code: String::with_capacity(text.len()) };
    while let Some(c) = blanker.rest.chars().next() {
        blanker.next_token(c);
    }
    blanker.code
}

/// Walks over a text once, copying code and blanking the rest.
struct Blanker<'a> {
    rest: &'a str,
    code: String,
}

impl Blanker<'_> {
    /// Takes one token, or one character of plain code.
    fn next_token(&mut self, first: char) {
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.blank(end);
        } else if self.rest.starts_with("/*") {
            let end = end_of_block_comment(self.rest);
            self.blank(end);
        } else if let Some(end) = end_of_raw_string(self.rest, self.code.chars().next_back()) {
            self.blank(end);
        } else if first == '"' {
            let end = end_of_string(self.rest);
            self.blank(end);
        } else if let Some(end) = end_of_character(self.rest) {
            self.blank(end);
        } else {
            self.code.push(first);
            self.advance(first.len_utf8());
        }
    }

    /// Replaces the next bytes by spaces, keeping line breaks.
    fn blank(&mut self, bytes: usize) {
        for c in self.rest.get(..bytes).unwrap_or(self.rest).chars() {
            self.code.push(if c == '\n' { '\n' } else { ' ' });
        }
        self.advance(bytes);
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

/// The length of a block comment; they nest.
fn end_of_block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a string literal that begins here.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string that begins here: `r"…"`, `r#"…"#`. The letter must not be the end
/// of a name; a `b` or `c` before it was copied as code, which does no harm.
fn end_of_raw_string(text: &str, before: Option<char>) -> Option<usize> {
    let in_name = before.is_some_and(|c| (c.is_alphanumeric() && c != 'b') || c == '_');
    let after = text.strip_prefix('r').filter(|_| !in_name)?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after.get(hashes..)?.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let opening = 1 + hashes + 1;
    Some(inside.find(&close).map_or(text.len(), |end| opening + end + close.len()))
}

/// The length of a character literal that begins here; a lifetime is none.
fn end_of_character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        let (close, _) = inside.char_indices().skip(2).find(|(_, c)| *c == '\'')?;
        return Some(close + 2);
    }
    let c = inside.chars().next()?;
    inside.get(c.len_utf8()..)?.starts_with('\'').then_some(c.len_utf8() + 2)
}

#[cfg(test)]
mod tests {
    use super::without_comments_and_strings;

    /// What is left of a text once its blanks are folded.
    fn left(text: &str) -> String {
        let code = without_comments_and_strings(text);
        assert_eq!(code.lines().count(), text.lines().count(), "lines stay");
        code.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_the_insides_of_literals_vanish() {
        let cases = [
            ("let a = 1; // f64", "let a = 1;"),
            ("a /* x /* y */ z */ b", "a b"),
            ("f(\"f64 \\\" // no\", b)", "f( , b)"),
            ("f(r#\"say \"f64\" \"#) + r", "f( ) + r"),
            ("f(br\"f64\")", "f(b )"),
            ("let c = '\"'; let d = '\\''; e", "let c = ; let d = ; e"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("let 量 = '量'; 单", "let 量 = ; 单"),
            ("attr\"x\"", "attr"),
            ("'\\u{200b}' z", "z"),
        ];
        for (text, expected) in cases {
            assert_eq!(left(text), expected, "{text}");
        }
    }

    #[test]
    fn what_never_ends_is_blanked_to_the_end() {
        for text in ["a \"b", "a /* b", "a r#\"b\"", "a // b"] {
            assert_eq!(left(text), "a");
        }
    }

    #[test]
    fn a_literal_over_several_lines_keeps_them() {
        assert_eq!(without_comments_and_strings("\"a\nb\" c").lines().count(), 2);
        assert_eq!(without_comments_and_strings("/*\n\n*/ c").lines().count(), 3);
    }
}
