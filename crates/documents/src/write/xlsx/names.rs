//! Names of worksheets: unique, at most 31 characters, without what Excel forbids.

use std::collections::BTreeSet;

/// Excel counts a name in UTF-16 units.
const NAME_UNITS: usize = 31;

/// The names given out so far, in lower case: Excel holds `A` and `a` for one name.
#[derive(Default)]
pub(super) struct SheetNames {
    taken: BTreeSet<String>,
}

impl SheetNames {
    /// The nearest allowed name that no other worksheet has.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let allowed = allowed(wanted);
        let mut name = cut(&allowed, NAME_UNITS);
        let mut number = 2_u32;
        while !self.taken.insert(name.to_lowercase()) {
            let suffix = format!("({number})");
            name = cut(&allowed, NAME_UNITS - suffix.len()) + &suffix;
            number += 1;
        }
        name
    }
}

fn allowed(wanted: &str) -> String {
    let replaced: String = wanted
        .chars()
        .map(|c| match c {
            '[' => '（',
            ']' => '）',
            ':' => '：',
            '*' => '＊',
            '?' => '？',
            '/' | '\\' => '／',
            _ if c.is_control() => ' ',
            _ => c,
        })
        .collect();
    let trimmed = replaced.trim().trim_matches('\'').trim();
    // Excel keeps the name History for itself.
    if trimmed.is_empty() || trimmed.eq_ignore_ascii_case("history") {
        format!("表{trimmed}")
    } else {
        trimmed.to_owned()
    }
}

fn cut(name: &str, units: usize) -> String {
    let mut left = units;
    let kept: String = name
        .chars()
        .take_while(|c| match left.checked_sub(c.len_utf16()) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        })
        .collect();
    kept.trim_end().trim_end_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_allowed_short_and_unique() {
        let mut names = SheetNames::default();
        let long = "很长".repeat(30);
        assert_eq!(names.unique("01 a/b:[c]*?'"), "01 a／b：（c）＊？");
        assert_eq!(names.unique("A"), "A");
        assert_eq!(names.unique("a"), "a(2)");
        assert_eq!(names.unique("''"), "表");
        assert_eq!(names.unique("History"), "表History");
        assert_eq!(names.unique(&long).encode_utf16().count(), 31);
        let second = names.unique(&long);
        assert!(second.ends_with("(2)") && second.encode_utf16().count() == 31);
        assert_eq!(names.unique(&"𠮷".repeat(20)).encode_utf16().count(), 30);
    }
}
