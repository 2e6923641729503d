//! 数据验证: what a spreadsheet program lets people write into a column, and what it says to them.

use super::sheet::letters;
use super::workbook::quoted_name;
use crate::write::escape::push_escaped;
use std::fmt::Write;

/// Excel's own limits, in units of UTF-16.
const LIST_UNITS_MAX: usize = 255;
const TITLE_UNITS_MAX: usize = 32;
const WORDS_UNITS_MAX: usize = 255;
/// The last row of a worksheet: a rule holds for the whole column below the header.
const LAST_ROW: u32 = 1_048_576;

/// What may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::write) enum Allowed {
    /// One of a list, by the formula that gives it.
    List(String),
    /// A day from 1900 on, with or without a time.
    Day,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A text of at most so many characters.
    Characters(u32),
    /// Whatever one likes.
    Anything,
}

/// The rule of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::write) struct Validation {
    /// The column, from 0.
    pub(in crate::write) column: usize,
    /// What may be written.
    pub(in crate::write) allowed: Allowed,
    /// Whether something else is refused, or only advised against by the list.
    pub(in crate::write) refuses: bool,
    /// What is said when something else was written.
    pub(in crate::write) refusal: String,
    /// Title and words shown when a cell of the column is chosen; none when the words are empty.
    pub(in crate::write) prompt: (String, String),
}

impl Validation {
    /// The rule in the words of the file.
    pub(super) fn push(&self, out: &mut String) {
        let (kind, operator, formulas) = match &self.allowed {
            Allowed::List(formula) => ("list", None, vec![formula.clone()]),
            // A day is the number of days since 1900.
            Allowed::Day => ("date", Some("greaterThanOrEqual"), vec!["1".to_owned()]),
            Allowed::Whole => ("whole", None, vec![format!("-{EXACT}"), EXACT.to_owned()]),
            Allowed::Number => ("decimal", None, vec![format!("-{EXACT}"), EXACT.to_owned()]),
            Allowed::Characters(most) => {
                ("textLength", Some("lessThanOrEqual"), vec![most.to_string()])
            }
            Allowed::Anything => ("none", None, Vec::new()),
        };
        let _ = write!(out, r#"<dataValidation type="{kind}" allowBlank="1""#);
        if let Some(operator) = operator {
            let _ = write!(out, r#" operator="{operator}""#);
        }
        if self.refuses && self.allowed != Allowed::Anything {
            out.push_str(r#" showErrorMessage="1""#);
            push_words(out, "errorTitle", "填写有误", TITLE_UNITS_MAX);
            push_words(out, "error", &self.refusal, WORDS_UNITS_MAX);
        }
        if !self.prompt.1.is_empty() {
            out.push_str(r#" showInputMessage="1""#);
            push_words(out, "promptTitle", &self.prompt.0, TITLE_UNITS_MAX);
            push_words(out, "prompt", &self.prompt.1, WORDS_UNITS_MAX);
        }
        let column = letters(self.column);
        let _ = write!(out, r#" sqref="{column}2:{column}{LAST_ROW}">"#);
        for (number, formula) in formulas.iter().enumerate() {
            let _ = write!(out, "<formula{}>", number + 1);
            push_escaped(out, formula);
            let _ = write!(out, "</formula{}>", number + 1);
        }
        out.push_str("</dataValidation>");
    }
}

/// The greatest number whose digits a spreadsheet program keeps.
const EXACT: &str = "999999999999999";

fn push_words(out: &mut String, name: &str, text: &str, units_max: usize) {
    let mut units = 0;
    let short = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= units_max
    });
    let _ = write!(out, r#" {name}=""#);
    push_escaped(out, &short.collect::<String>());
    out.push('"');
}

/// The formula of a short list; none when the list is too long for one, or an option holds a sign
/// that has a meaning in it.
pub(in crate::write) fn list_formula(options: &[String]) -> Option<String> {
    let whole = options.join(",");
    let plain = |option: &String| {
        !option.contains([',', '"', '\n']) && option.trim() == option && !option.is_empty()
    };
    let fits = whole.encode_utf16().count() <= LIST_UNITS_MAX && options.iter().all(plain);
    fits.then(|| format!("\"{whole}\""))
}

/// The formula of a list that stands in a column of another sheet, from its first row.
pub(in crate::write) fn area_formula(sheet: &str, column: usize, rows: usize) -> String {
    let (sheet, column) = (quoted_name(sheet), letters(column));
    format!("{sheet}!${column}$1:${column}${}", rows.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_in_the_rule_unless_it_is_too_long_or_holds_a_comma() {
        let options = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert_eq!(list_formula(&options(&["可用", "故障"])).as_deref(), Some("\"可用,故障\""));
        assert_eq!(list_formula(&options(&["甲,乙", "丙"])), None);
        assert_eq!(list_formula(&options(&["“引”\""])), None);
        let long = |count: usize| vec!["字".repeat(4); count];
        assert!(list_formula(&long(51)).is_some(), "254 units");
        assert_eq!(list_formula(&long(52)), None, "259 units");
        assert_eq!(area_formula("选项", 1, 60), "'选项'!$B$1:$B$60");
    }

    #[test]
    fn words_are_cut_at_the_limit_of_the_program_and_escaped() {
        let mut out = String::new();
        push_words(&mut out, "error", "<“𠮷𠮷", 4);
        assert_eq!(out, " error=\"&lt;“𠮷\"");
    }
}
