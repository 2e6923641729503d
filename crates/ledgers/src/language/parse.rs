//! Tokens to a tree, by recursive descent over the grammar
//!
//! ```text
//! expr   = and {"or" and}          and  = not {"and" not}          not = ["not"] cmp
//! cmp    = sum [("="|"!="|"<"|"<="|">"|">=") sum | "in" list | "is" ["not"] "null"]
//! sum    = product {("+"|"-") product}      product = primary {("*"|"/") primary}
//! primary= number | 'text' | day | true | false | @start | @end | path | "$." path
//!        | "[" expr {"," expr} "]" | "(" expr ")" | name "(" [argument {"," argument}] ")"
//! argument = expr | source         source = ledger ["@" mode] ["where" expr]
//! ```

use super::token::{Token, TokenKind, tokens};
use super::tree::{Argument, Arithmetic, Comparator, Expr, ExprKind, Path, Source, Word};
use super::words::{Keyword, mode};
use super::{LanguageError, Span};

/// Brackets within brackets; the stack of a thread bears many times more.
const DEPTH_MAX: usize = 40;

/// Reads an expression.
///
/// # Errors
/// When the text does not follow the grammar: the first place where it does not.
pub fn parse(text: &str) -> Result<Expr, LanguageError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let expr = parser.expr()?;
    if *parser.kind() == TokenKind::End {
        Ok(expr)
    } else {
        Err(parser.unexpected("公式到此应已结束"))
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

const END: Token = Token { kind: TokenKind::End, span: Span { start: 0, end: 0 } };

impl Parser {
    fn token(&self) -> &Token {
        self.tokens.get(self.at).or(self.tokens.last()).unwrap_or(&END)
    }

    fn kind(&self) -> &TokenKind {
        &self.token().kind
    }

    fn next_kind(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at.checked_add(1)?).map(|token| &token.kind)
    }

    fn span(&self) -> Span {
        self.token().span
    }

    fn advance(&mut self) -> Span {
        let span = self.span();
        self.at = self.at.saturating_add(1);
        span
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind(), TokenKind::Sign(found) if *found == sign)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    fn take_word(&mut self, word: Keyword) -> bool {
        let found = *self.kind() == TokenKind::Word(word);
        if found {
            self.advance();
        }
        found
    }

    fn unexpected(&self, expected: &str) -> LanguageError {
        let found = match self.kind() {
            TokenKind::End => "公式在此结束".to_owned(),
            TokenKind::Name(name) => format!("此处是“{name}”"),
            TokenKind::At(name) => format!("此处是“@{name}”"),
            TokenKind::Sign(sign) => format!("此处是“{sign}”"),
            TokenKind::Number(number) => format!("此处是数字{number}"),
            TokenKind::Text(text) => format!("此处是文字“{text}”"),
            TokenKind::Day(day) => format!("此处是日期{day}"),
            TokenKind::Word(_) => "此处是连接词".to_owned(),
        };
        LanguageError::new(self.span(), format!("{expected}，{found}"))
    }

    fn expect_sign(&mut self, sign: &str, expected: &str) -> Result<Span, LanguageError> {
        if self.is_sign(sign) { Ok(self.advance()) } else { Err(self.unexpected(expected)) }
    }

    /// Goes one level down, as far as that goes.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, LanguageError>,
    ) -> Result<T, LanguageError> {
        if self.depth >= DEPTH_MAX {
            let message = format!("括号超过{DEPTH_MAX}层，请拆成几个指标");
            return Err(LanguageError::new(self.span(), message));
        }
        self.depth = self.depth.saturating_add(1);
        let read = read(self);
        self.depth = self.depth.saturating_sub(1);
        read
    }

    fn expr(&mut self) -> Result<Expr, LanguageError> {
        self.deeper(|parser| parser.joined(Keyword::Or))
    }

    /// `a or b or c`, of what is joined by `and`; one part alone is itself.
    fn joined(&mut self, word: Keyword) -> Result<Expr, LanguageError> {
        let mut parts = vec![self.joined_part(word)?];
        while self.take_word(word) {
            parts.push(self.joined_part(word)?);
        }
        let span = parts.iter().map(|part| part.span).reduce(Span::to).unwrap_or_default();
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return Ok(only);
        }
        let kind = if word == Keyword::Or { ExprKind::Or(parts) } else { ExprKind::And(parts) };
        Ok(Expr { kind, span })
    }

    fn joined_part(&mut self, word: Keyword) -> Result<Expr, LanguageError> {
        if word == Keyword::Or { self.joined(Keyword::And) } else { self.not() }
    }

    fn not(&mut self) -> Result<Expr, LanguageError> {
        let start = self.span();
        if !self.take_word(Keyword::Not) {
            return self.comparison();
        }
        let of = self.deeper(Self::not)?;
        let span = start.to(of.span);
        Ok(Expr { kind: ExprKind::Not(Box::new(of)), span })
    }

    fn comparison(&mut self) -> Result<Expr, LanguageError> {
        let left = self.sum()?;
        if let TokenKind::Sign(sign) = self.kind()
            && let Some(comparator) = comparator(sign)
        {
            self.advance();
            let right = self.sum()?;
            let span = left.span.to(right.span);
            let kind = ExprKind::Compare(comparator, Box::new(left), Box::new(right));
            return Ok(Expr { kind, span });
        }
        if self.take_word(Keyword::In) {
            let right = self.sum()?;
            let span = left.span.to(right.span);
            return Ok(Expr { kind: ExprKind::In(Box::new(left), Box::new(right)), span });
        }
        self.null_test(left)
    }

    fn null_test(&mut self, left: Expr) -> Result<Expr, LanguageError> {
        let end = self.span();
        let negated = if self.take_word(Keyword::IsNull) {
            false
        } else if self.take_word(Keyword::IsNotNull) {
            true
        } else if self.take_word(Keyword::Is) {
            let negated = self.take_word(Keyword::Not);
            if !self.take_word(Keyword::Null) {
                return Err(self.unexpected("“is”之后应为“null”或“not null”"));
            }
            negated
        } else {
            return Ok(left);
        };
        let span = left.span.to(end);
        Ok(Expr { kind: ExprKind::IsNull { of: Box::new(left), negated }, span })
    }

    fn sum(&mut self) -> Result<Expr, LanguageError> {
        let mut left = self.product()?;
        loop {
            let operation = if self.take_sign("+") {
                Arithmetic::Plus
            } else if self.take_sign("-") {
                Arithmetic::Minus
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = arithmetic(operation, left, right);
        }
    }

    fn product(&mut self) -> Result<Expr, LanguageError> {
        let mut left = self.primary()?;
        loop {
            let operation = if self.take_sign("*") {
                Arithmetic::Times
            } else if self.take_sign("/") {
                Arithmetic::Over
            } else {
                return Ok(left);
            };
            let right = self.primary()?;
            left = arithmetic(operation, left, right);
        }
    }

    fn primary(&mut self) -> Result<Expr, LanguageError> {
        let span = self.span();
        let kind = match self.kind().clone() {
            TokenKind::Number(number) => ExprKind::Number(number),
            TokenKind::Text(text) => ExprKind::Text(text),
            TokenKind::Day(day) => ExprKind::Day(day),
            TokenKind::Word(Keyword::True) => ExprKind::Truth(true),
            TokenKind::Word(Keyword::False) => ExprKind::Truth(false),
            TokenKind::At(name) => match name.as_str() {
                "start" | "期初" => ExprKind::PeriodStart,
                "end" | "期末" => ExprKind::PeriodEnd,
                _ => return Err(self.unexpected("单独使用的只有“@期初”和“@期末”")),
            },
            TokenKind::Name(_) => return self.name(),
            TokenKind::Sign("$.") => {
                self.advance();
                let path = self.path(true)?;
                return Ok(located(span, path));
            }
            TokenKind::Sign("[") => return self.list(),
            TokenKind::Sign("(") => {
                self.advance();
                let inner = self.expr()?;
                let end = self.expect_sign(")", "缺少右括号“)”")?;
                return Ok(Expr { kind: inner.kind, span: span.to(end) });
            }
            TokenKind::Word(_) | TokenKind::Sign(_) | TokenKind::End => {
                return Err(self.unexpected("此处应为数值、字段、文字或函数"));
            }
        };
        self.advance();
        Ok(Expr { kind, span })
    }

    fn list(&mut self) -> Result<Expr, LanguageError> {
        let start = self.advance();
        let mut items = vec![self.expr()?];
        while self.take_sign(",") {
            items.push(self.expr()?);
        }
        let end = self.expect_sign("]", "列表缺少“]”，各项之间用逗号分隔")?;
        Ok(Expr { kind: ExprKind::List(items), span: start.to(end) })
    }

    /// A function or a field.
    fn name(&mut self) -> Result<Expr, LanguageError> {
        if self.next_kind() == Some(&TokenKind::Sign("(")) {
            return self.deeper(Self::call);
        }
        let span = self.span();
        let path = self.path(false)?;
        Ok(located(span, path))
    }

    fn word(&mut self, expected: &str) -> Result<Word, LanguageError> {
        let TokenKind::Name(text) = self.kind().clone() else {
            return Err(self.unexpected(expected));
        };
        Ok(Word { text, span: self.advance() })
    }

    fn path(&mut self, outer: bool) -> Result<Path, LanguageError> {
        let mut fields = vec![self.word("此处应为字段")?];
        while self.take_sign(".") {
            fields.push(self.word("“.”之后应为所引用台账的字段")?);
        }
        Ok(Path { outer, fields })
    }

    fn call(&mut self) -> Result<Expr, LanguageError> {
        let name = self.word("此处应为函数")?;
        self.expect_sign("(", "函数之后应为“(”")?;
        let mut arguments = Vec::new();
        if !self.is_sign(")") {
            arguments.push(self.argument()?);
            while self.take_sign(",") {
                arguments.push(self.argument()?);
            }
        }
        let end = self.expect_sign(")", "函数缺少右括号“)”，各项之间用逗号分隔")?;
        let span = name.span.to(end);
        Ok(Expr { kind: ExprKind::Call { name, arguments }, span })
    }

    /// A name with `@` or `where` after it is a ledger.
    fn argument(&mut self) -> Result<Argument, LanguageError> {
        let names_records = match self.next_kind() {
            Some(TokenKind::At(name)) => mode(name).is_some(),
            Some(TokenKind::Word(Keyword::Where)) => true,
            _ => false,
        };
        if !matches!(self.kind(), TokenKind::Name(_)) || !names_records {
            return self.expr().map(Argument::Value);
        }
        let start = self.span();
        let source = self.source()?;
        let last = self.tokens.get(self.at.saturating_sub(1)).map_or(start, |token| token.span);
        Ok(Argument::Source(source, start.to(last)))
    }

    fn source(&mut self) -> Result<Source, LanguageError> {
        let ledger = self.word("此处应为台账")?;
        let mode = if let TokenKind::At(text) = self.kind().clone() {
            Some(Word { text, span: self.advance() })
        } else {
            None
        };
        let condition =
            if self.take_word(Keyword::Where) { Some(Box::new(self.expr()?)) } else { None };
        Ok(Source { ledger, mode, condition })
    }
}

fn located(start: Span, path: Path) -> Expr {
    let end = path.fields.last().map_or(start, |field| field.span);
    Expr { kind: ExprKind::Path(path), span: start.to(end) }
}

fn comparator(sign: &str) -> Option<Comparator> {
    Some(match sign {
        "=" => Comparator::Equal,
        "!=" => Comparator::Unequal,
        "<" => Comparator::Less,
        "<=" => Comparator::LessOrEqual,
        ">" => Comparator::Greater,
        ">=" => Comparator::GreaterOrEqual,
        _ => return None,
    })
}

fn arithmetic(operation: Arithmetic, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Arithmetic(operation, Box::new(left), Box::new(right)), span }
}
