//! Names of ledgers and fields.

use std::fmt;

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}”不能作代码：应以小写字母开头，只含小写字母、数字和下划线，不超过40个字符，且不是保留字"
)]
pub struct NameError(pub String);

/// 代码: the name of a ledger or field in formulas, tables and addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Databases cut longer names, and prefixes are put before them.
    const CHARACTERS_MAX: usize = 40;
    /// Words of the language, and what every record carries.
    const RESERVED: [&'static str; 9] =
        ["and", "or", "not", "in", "is", "null", "where", "true", "false"];

    /// Reads a name: `[a-z][a-z0-9_]*`.
    ///
    /// # Errors
    /// When the text is not one, or is a word of the language.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let sound = text.len() <= Self::CHARACTERS_MAX
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !Self::RESERVED.contains(&text);
        if sound { Ok(Self(text.to_owned())) } else { Err(NameError(text.to_owned())) }
    }

    /// A name of ours, which is one.
    pub(crate) fn fixed(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_words_and_no_words_of_the_language() {
        assert_eq!(Name::parse("std_qty").unwrap().as_str(), "std_qty");
        for text in ["", "Facility", "2nd", "where", "设施", "a b", &"a".repeat(41)] {
            assert!(Name::parse(text).is_err(), "{text}");
        }
    }
}
