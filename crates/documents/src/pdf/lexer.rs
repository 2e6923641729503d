//! Splits content streams and character maps into tokens. Never fails: what cannot be read is
//! skipped, since a reader must get on with the rest of the page.

/// A piece of a content stream or of a character map.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A number.
    Number(f64),
    /// A name without its slash.
    Name(Vec<u8>),
    /// A string, in brackets or hexadecimal.
    Text(Vec<u8>),
    /// `[`
    ArrayOpen,
    /// `]`
    ArrayClose,
    /// `<<` or `{`
    GroupOpen,
    /// `>>` or `}`
    GroupClose,
    /// An operator or another bare word.
    Word(&'a [u8]),
}

/// Walks over the bytes of a stream.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    /// Starts at the first byte.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// The next token; `None` at the end.
    pub(super) fn next_token(&mut self) -> Option<Token<'a>> {
        loop {
            self.take_while(is_space);
            let start = self.at;
            let token = match self.take()? {
                b'%' => {
                    self.take_while(|byte| byte != b'\n' && byte != b'\r');
                    continue;
                }
                b'/' => Token::Name(unescape_name(self.take_while(is_regular))),
                b'(' => Token::Text(self.literal()),
                b'[' => Token::ArrayOpen,
                b']' => Token::ArrayClose,
                b'{' => Token::GroupOpen,
                b'}' => Token::GroupClose,
                b'<' if self.peek() == Some(b'<') => {
                    self.at += 1;
                    Token::GroupOpen
                }
                b'<' => Token::Text(self.hexadecimal()),
                b'>' if self.peek() == Some(b'>') => {
                    self.at += 1;
                    Token::GroupClose
                }
                b'>' | b')' => continue,
                _ => {
                    self.at = start;
                    let word = self.take_while(is_regular);
                    number(word).map_or(Token::Word(word), Token::Number)
                }
            };
            return Some(token);
        }
    }

    /// A string in round brackets, its opening bracket taken.
    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.take() {
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    /// What follows a backslash in a string.
    fn escape(&mut self, text: &mut Vec<u8>) {
        match self.take() {
            Some(b'n') => text.push(b'\n'),
            Some(b'r') => text.push(b'\r'),
            Some(b't') => text.push(b'\t'),
            Some(b'b') => text.push(8),
            Some(b'f') => text.push(12),
            Some(b'\r') => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            Some(b'\n') | None => {}
            Some(first @ b'0'..=b'7') => {
                let mut value = first - b'0';
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            self.at += 1;
                            value = value.wrapping_mul(8).wrapping_add(digit - b'0');
                        }
                        _ => break,
                    }
                }
                text.push(value);
            }
            Some(other) => text.push(other),
        }
    }

    /// A hexadecimal string, its opening bracket taken.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut high = None;
        while let Some(byte) = self.take() {
            if byte == b'>' {
                break;
            }
            let Some(digit) = hexadecimal_digit(byte) else {
                continue;
            };
            match high.take() {
                None => high = Some(digit),
                Some(first) => text.push(first << 4 | digit),
            }
        }
        if let Some(first) = high {
            text.push(first << 4);
        }
        text
    }

    /// Steps over the data of an inline image, after its `ID`.
    pub(super) fn skip_inline_image(&mut self) {
        while let Some(rest) = self.bytes.get(self.at..) {
            let Some(found) = memchr::memmem::find(rest, b"EI") else {
                self.at = self.bytes.len();
                return;
            };
            let before = found.checked_sub(1).and_then(|at| rest.get(at)).copied();
            let after = rest.get(found + 2..).unwrap_or_default();
            self.at += found + 2;
            // Image data may hold the letters by chance; operators after it are plain text.
            let plain =
                after.iter().take(12).all(|&byte| is_space(byte) || (32..127).contains(&byte));
            if before.is_none_or(is_space) && after.first().is_none_or(|&b| is_space(b)) && plain {
                return;
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hexadecimal_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

fn unescape_name(raw: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        match *rest {
            [] => return name,
            [b'#', high, low, ..] => {
                if let (Some(high), Some(low)) = (hexadecimal_digit(high), hexadecimal_digit(low)) {
                    name.push(high << 4 | low);
                    rest = rest.get(3..).unwrap_or_default();
                } else {
                    name.push(b'#');
                    rest = rest.get(1..).unwrap_or_default();
                }
            }
            [byte, ..] => {
                name.push(byte);
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
}

/// A number as PDF writes it; `None` for a word.
fn number(word: &[u8]) -> Option<f64> {
    if !word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
        return None;
    }
    let text = std::str::from_utf8(word).ok()?;
    // Some producers write "--5" and "1.2-3"; readers take the part that makes sense.
    let text = text.strip_prefix('-').filter(|t| t.starts_with('-')).unwrap_or(text);
    let end = text
        .char_indices()
        .skip(1)
        .find(|&(_, c)| c == '-' || c == '+')
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end)?;
    match text {
        "" | "." | "-" | "+" | "-." => Some(0.0),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &[u8]) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(text);
        std::iter::from_fn(|| lexer.next_token()).collect()
    }

    #[test]
    fn numbers_strings_names_and_operators_are_told_apart() {
        assert_eq!(
            tokens(b"/F#31 -.5 [(a\\(b\\051)-3<4a4>]TJ%x\nET"),
            [
                Token::Name(b"F1".to_vec()),
                Token::Number(-0.5),
                Token::ArrayOpen,
                Token::Text(b"a(b)".to_vec()),
                Token::Number(-3.0),
                Token::Text(vec![0x4a, 0x40]),
                Token::ArrayClose,
                Token::Word(b"TJ"),
                Token::Word(b"ET"),
            ]
        );
    }

    #[test]
    fn an_inline_image_is_stepped_over_although_its_data_holds_the_end_mark() {
        let mut lexer = Lexer::new(b" \x01 EI \xff\xfe\x00 EI Q");
        lexer.skip_inline_image();
        assert_eq!(lexer.next_token(), Some(Token::Word(b"Q")));
    }

    #[test]
    fn odd_numbers_do_not_stop_the_page() {
        assert_eq!(
            tokens(b"--5 1.2-3 . 7"),
            [Token::Number(-5.0), Token::Number(1.2), Token::Number(0.0), Token::Number(7.0)]
        );
    }
}
