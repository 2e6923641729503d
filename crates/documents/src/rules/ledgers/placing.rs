//! Where in the text of a definition a fault stands.

/// What is wrong with the text of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedFault {
    /// The line, from 1; none where the words speak of nothing that one line says.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub words: String,
}

/// What words speak of when they name nothing in quotation marks, and the beginning of the line
/// that says it. The more telling word comes first.
const SPOKEN_OF: [(&str, &str); 13] = [
    ("主键", "key"),
    ("标题", "title"),
    ("查重", "suspects"),
    ("时间口径", "[times]"),
    ("应做", "[expected]"),
    ("校验", "[[check]]"),
    ("佐证", "[[evidence]]"),
    ("保存年限", "retention_years"),
    ("用途", "purpose"),
    ("责任股室", "owner"),
    ("名称", "label"),
    ("代码", "code"),
    ("字段", "fields"),
];

impl PlacedFault {
    /// Finds the line of a fault: the first one that says what the words name in quotation marks,
    /// the earliest name that stands in the text deciding; otherwise the part they speak of.
    pub fn find(text: &str, words: impl Into<String>) -> Self {
        let words = words.into();
        let said = |name: &str| {
            let quoted = format!("\"{name}\"");
            line_where(text, |line| line.contains(&quoted))
        };
        let part = || {
            let spoken = SPOKEN_OF.iter().find(|(word, _)| words.contains(word))?;
            line_where(text, |line| line.trim_start().starts_with(spoken.1))
        };
        let line = quoted_names(&words).find_map(said).or_else(part);
        Self { line, words }
    }
}

fn line_where(text: &str, says: impl Fn(&str) -> bool) -> Option<usize> {
    text.lines().position(says).map(|at| at.saturating_add(1))
}

fn quoted_names(words: &str) -> impl Iterator<Item = &str> {
    words.split('“').skip(1).filter_map(|rest| rest.split_once('”')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "code = \"log\"\nlabel = \"记录\"\nkey = [\"day\"]\nfields = [\n    \
                        { code = \"day\", label = \"日期\" },\n]\n";

    #[test]
    fn a_fault_stands_in_the_line_that_says_what_it_names() {
        for (words, line) in [
            ("字段“日期”：名称只能用汉字", Some(5)),
            ("主键中的字段“lost”不存在", Some(3)),
            ("没有主键，请指定", Some(3)),
            ("校验“请填写”没有注明字段", None),
            ("字段“无”的名称", Some(2)),
            ("版本应大于零", None),
        ] {
            assert_eq!(PlacedFault::find(TEXT, words).line, line, "{words}");
        }
    }
}
