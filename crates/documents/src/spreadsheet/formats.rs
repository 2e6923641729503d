//! Number formats: the part of Excel's format codes that forms use.
//!
//! Understood are digits, decimals, percentages and the text around them (`0"次"`, `¥`). Shown
//! differently from Excel, on purpose: thousands separators are left out, a negative number keeps
//! its minus sign instead of brackets or a colour, and zero is `0`, not a dash. A code with
//! anything else (fractions, exponents, scaling by thousands) shows the plain number.

use vocabulary::Decimal;

use rust_decimal::RoundingStrategy;

/// Decimals beyond these are not asked for by any form; `Decimal` holds 28.
const DECIMALS_MAX: u32 = 20;

/// How a cell shows its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    before: String,
    after: String,
    digits: Option<Digits>,
    /// Whether midnight is shown as a time.
    shows_time: bool,
}

/// The digits a format asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Digits {
    is_percent: bool,
    /// Least number of digits before the point.
    whole_min: usize,
    /// Least and greatest number of digits behind the point.
    decimals_min: u32,
    decimals_max: u32,
}

impl NumberFormat {
    /// Reads a format code; one that is not understood shows the plain number.
    pub(super) fn parse(code: &str) -> Self {
        let mut reader = CodeReader::default();
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            if c == ';' {
                break;
            }
            if reader.take(c, &mut chars).is_none() {
                return Self::default();
            }
        }
        reader.finish().unwrap_or_default()
    }

    /// Reads a format code for what is kept, not looked at: a number with all its decimals, a
    /// moment with its time also at midnight.
    pub(super) fn exact(code: &str) -> Self {
        let mut format = Self::parse(code);
        if let Some(digits) = &mut format.digits {
            digits.decimals_max = DECIMALS_MAX;
        }
        format.shows_time = code.contains(['h', 'H']);
        format
    }

    /// Whether midnight is shown as a time.
    pub(super) fn shows_time(&self) -> bool {
        self.shows_time
    }

    /// Whether the plain number is shown.
    pub(super) fn is_plain(&self) -> bool {
        self.digits.is_none()
    }

    /// The number as its user sees it.
    pub(super) fn show(&self, number: Decimal) -> String {
        let Some(digits) = self.digits else {
            return number.normalize().to_string();
        };
        let scaled =
            if digits.is_percent { number.checked_mul(Decimal::ONE_HUNDRED) } else { Some(number) };
        let Some(scaled) = scaled else {
            return number.normalize().to_string();
        };
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        let rounded = scaled.round_dp_with_strategy(digits.decimals_max, half_up).normalize();
        let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
        let mut shown = rounded.abs();
        if shown.scale() < digits.decimals_min {
            shown.rescale(digits.decimals_min);
        }
        let text = shown.to_string();
        let whole = text.split('.').next().map_or(0, str::len);
        let zeros = "0".repeat(digits.whole_min.saturating_sub(whole));
        let percent = if digits.is_percent { "%" } else { "" };
        format!("{sign}{}{zeros}{text}{percent}{}", self.before, self.after)
    }
}

/// A format code being read, up to the end of its first section.
#[derive(Debug, Default)]
struct CodeReader {
    format: NumberFormat,
    digits: Digits,
    has_digits: bool,
    behind_point: bool,
    /// A comma behind the last digit scales by a thousand.
    last_is_comma: bool,
}

impl CodeReader {
    /// Takes a character and what belongs to it; `None` when it is not understood.
    fn take(&mut self, c: char, rest: &mut std::str::Chars<'_>) -> Option<()> {
        let scales = self.last_is_comma && !matches!(c, '0' | '#' | '?' | ',');
        self.last_is_comma = c == ',' && self.has_digits;
        if scales {
            return None;
        }
        match c {
            '0' | '#' | '?' => return self.digit(c),
            ',' => {}
            '.' if !self.behind_point => self.behind_point = true,
            '%' if !self.digits.is_percent => self.digits.is_percent = true,
            // The width of a character, and a filling character.
            '_' | '*' => _ = rest.next()?,
            '\\' | '!' => self.literal(rest.next()?),
            '"' => loop {
                match rest.next()? {
                    '"' => break,
                    c => self.literal(c),
                }
            },
            '[' => self.bracket(rest)?,
            ' ' | '-' | '+' | '$' | '(' | ')' | ':' | '<' | '>' | '=' | '\'' => self.literal(c),
            c if !c.is_ascii() => self.literal(c),
            _ => return None,
        }
        Some(())
    }

    fn digit(&mut self, c: char) -> Option<()> {
        // Digits on both sides of a text: `0-00`.
        if !self.format.after.trim().is_empty() || self.digits.is_percent {
            return None;
        }
        self.has_digits = true;
        if self.behind_point {
            self.digits.decimals_max = self.digits.decimals_max.saturating_add(1);
            if self.digits.decimals_max > DECIMALS_MAX {
                return None;
            }
            if c == '0' {
                self.digits.decimals_min = self.digits.decimals_max;
            }
        } else if c == '0' {
            self.digits.whole_min = self.digits.whole_min.saturating_add(1);
        }
        Some(())
    }

    fn literal(&mut self, c: char) {
        let text = if self.has_digits { &mut self.format.after } else { &mut self.format.before };
        text.push(c);
    }

    /// `[Red]` and `[>100]` show nothing, `[$¥-804]` shows what stands before the hyphen.
    fn bracket(&mut self, rest: &mut std::str::Chars<'_>) -> Option<()> {
        let mut inside = String::new();
        loop {
            match rest.next()? {
                ']' => break,
                c => inside.push(c),
            }
        }
        if let Some(currency) = inside.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            sign.chars().for_each(|c| self.literal(c));
        }
        Some(())
    }

    fn finish(self) -> Option<NumberFormat> {
        if !self.has_digits || self.last_is_comma {
            return None;
        }
        Some(NumberFormat { digits: Some(self.digits), ..self.format })
    }
}
