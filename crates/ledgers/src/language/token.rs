//! Text to tokens. Full-width signs and Chinese punctuation are what people type.

use super::words::{Keyword, keyword, leading_keyword};
use super::{LanguageError, Span};
use vocabulary::{Day, Decimal, fold_width};

/// Longer expressions are nobody's; a reader of one would need a page of paper.
const CHARACTERS_MAX: usize = 4_000;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number(Decimal),
    Text(String),
    Day(Day),
    Name(String),
    Word(Keyword),
    /// What follows `@`.
    At(String),
    /// Brackets and operators, half-width: `(`, `<=`, `$.`.
    Sign(&'static str),
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 19] = [
    "<=", ">=", "!=", "<>", "$.", "(", ")", "[", "]", ",", ".", "=", "<", ">", "+", "-", "*", "/",
    "、",
];

/// Pairs of quotation marks.
const QUOTES: [(char, char); 5] = [('\'', '\''), ('"', '"'), ('‘', '’'), ('“', '”'), ('「', '」')];

/// Splits an expression into tokens; the last is [`TokenKind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, LanguageError> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > CHARACTERS_MAX {
        let span = Span { start: CHARACTERS_MAX, end: characters.len() };
        return Err(LanguageError::new(
            span,
            format!("公式共{}个字，最多{CHARACTERS_MAX}个字，请拆成几个指标", characters.len()),
        ));
    }
    let mut lexer = Lexer { characters, at: 0, tokens: Vec::new() };
    while lexer.step()? {}
    let end = Span { start: lexer.at, end: lexer.at };
    lexer.tokens.push(Token { kind: TokenKind::End, span: end });
    Ok(lexer.tokens)
}

struct Lexer {
    characters: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
}

/// A character as it is meant: `（` for `(`, `≥` apart.
fn folded(c: char) -> char {
    match c {
        '。' => '.',
        '，' => ',',
        '【' => '[',
        '】' => ']',
        '×' => '*',
        '÷' => '/',
        '—' | '－' | '−' => '-',
        _ => fold_width(&c.to_string()).chars().next().unwrap_or(c),
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at.checked_add(ahead)?).copied()
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let end = self.at.saturating_add(length);
        self.tokens.push(Token { kind, span: Span { start: self.at, end } });
        self.at = end;
    }

    fn error(&self, length: usize, message: impl Into<String>) -> LanguageError {
        let span = Span { start: self.at, end: self.at.saturating_add(length) };
        LanguageError::new(span, message)
    }

    /// Takes one token or one blank; false at the end.
    fn step(&mut self) -> Result<bool, LanguageError> {
        let Some(character) = self.peek(0) else { return Ok(false) };
        let plain = folded(character);
        if plain.is_whitespace() {
            self.at = self.at.saturating_add(1);
        } else if let Some((_, closing)) = QUOTES.iter().find(|(open, _)| *open == character) {
            self.text(*closing)?;
        } else if plain.is_ascii_digit() {
            self.number()?;
        } else if plain == '@' {
            let name = self.name_from(1);
            if name.is_empty() {
                return Err(self.error(1, "“@”之后应写时间口径，如“@期末”"));
            }
            let length = name.chars().count().saturating_add(1);
            self.push(TokenKind::At(name), length);
        } else if is_name_start(plain) {
            self.name();
        } else {
            self.sign(character)?;
        }
        Ok(true)
    }

    /// A quoted text; a mark written twice stands for itself.
    fn text(&mut self, closing: char) -> Result<(), LanguageError> {
        let mut content = String::new();
        let mut length = 1_usize;
        loop {
            let Some(character) = self.peek(length) else {
                return Err(self.error(length, format!("文字没有结束，缺少“{closing}”")));
            };
            length = length.saturating_add(1);
            if character != closing {
                content.push(character);
            } else if self.peek(length) == Some(closing) && closing == '\'' {
                content.push(closing);
                length = length.saturating_add(1);
            } else {
                self.push(TokenKind::Text(content), length);
                return Ok(());
            }
        }
    }

    fn run(&self, accept: impl Fn(char) -> bool) -> String {
        let rest = self.characters.get(self.at..).unwrap_or_default();
        rest.iter().map(|c| folded(*c)).take_while(|c| accept(*c)).collect()
    }

    /// A number, or a day such as `2026-06-30`.
    fn number(&mut self) -> Result<(), LanguageError> {
        let written = self.run(|c| c.is_ascii_digit() || c == '-' || c == '.');
        let head: String = written.chars().take(10).collect();
        if head.len() == 10
            && head.bytes().enumerate().all(|(at, b)| (b == b'-') == (at == 4 || at == 7))
        {
            let day = Day::parse(&head).map_err(|error| self.error(10, error.to_string()))?;
            self.push(TokenKind::Day(day), 10);
            return Ok(());
        }
        let mut written = self.run(|c| c.is_ascii_digit() || c == '.');
        if written.ends_with('.') {
            written.pop();
        }
        let length = written.len();
        let number = written.parse::<Decimal>();
        let number =
            number.map_err(|_| self.error(length, format!("“{written}”不是数字或过大")))?;
        if self.peek(length).is_some_and(is_name_start) {
            return Err(self.error(length, "数字之后不能直接跟文字；文字请加引号"));
        }
        self.push(TokenKind::Number(number), length);
        Ok(())
    }

    fn name_from(&self, ahead: usize) -> String {
        let start = self.at.saturating_add(ahead);
        let rest = self.characters.get(start..).unwrap_or_default();
        rest.iter().map(|c| folded(*c)).take_while(|c| is_name_part(*c)).collect()
    }

    /// A name or a word of the language. Chinese is written without blanks: where an operator is
    /// due, `且状态` is two words.
    fn name(&mut self) {
        let name = self.name_from(0);
        let letters: Vec<char> = name.chars().collect();
        if let Some(word) = keyword(&name) {
            self.push(TokenKind::Word(word), letters.len());
        } else if let Some((word, length)) = leading_keyword(&letters)
            && self.after_an_operand()
        {
            self.push(TokenKind::Word(word), length);
        } else {
            self.push(TokenKind::Name(name), letters.len());
        }
    }

    fn after_an_operand(&self) -> bool {
        match self.tokens.last().map(|token| &token.kind) {
            Some(TokenKind::Sign(sign)) => matches!(*sign, ")" | "]"),
            Some(TokenKind::Word(word)) => {
                matches!(
                    word,
                    Keyword::True
                        | Keyword::False
                        | Keyword::Null
                        | Keyword::IsNull
                        | Keyword::IsNotNull
                )
            }
            Some(TokenKind::End) | None => false,
            Some(_) => true,
        }
    }

    fn sign(&mut self, character: char) -> Result<(), LanguageError> {
        let single = match folded(character) {
            '≥' => Some(">="),
            '≤' => Some("<="),
            '≠' => Some("!="),
            _ => None,
        };
        if let Some(sign) = single {
            self.push(TokenKind::Sign(sign), 1);
            return Ok(());
        }
        let pair: String = [self.peek(0), self.peek(1)].into_iter().flatten().map(folded).collect();
        let Some(sign) = SIGNS.iter().find(|sign| pair.starts_with(**sign)) else {
            return Err(self.error(1, format!("不认识的符号“{character}”")));
        };
        let meant = match *sign {
            "<>" => "!=",
            "、" => ",",
            other => other,
        };
        self.push(TokenKind::Sign(meant), sign.chars().count());
        Ok(())
    }
}
