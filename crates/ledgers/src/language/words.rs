//! The words of the language, each in code and in Chinese.

use super::tree::{Aggregate, Bucket, Fold, Mode};

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Function {
    Aggregate(Aggregate),
    Exists,
    Each,
    Per,
    Percent,
    Least,
    Reference,
    Days,
    InPeriod,
    Fold(Fold),
    Covered,
    Area,
    TopTwo,
    Same,
}

/// Code, Chinese word, function.
pub(super) const FUNCTIONS: [(&str, &str, Function); 22] = [
    ("count", "计数", Function::Aggregate(Aggregate::Count)),
    ("countd", "不重复计数", Function::Aggregate(Aggregate::CountDistinct)),
    ("sum", "合计", Function::Aggregate(Aggregate::Sum)),
    ("avg", "平均", Function::Aggregate(Aggregate::Average)),
    ("min", "最小值", Function::Aggregate(Aggregate::Least)),
    ("max", "最大值", Function::Aggregate(Aggregate::Greatest)),
    ("exists", "存在", Function::Exists),
    ("each", "逐项", Function::Each),
    ("per", "逐期", Function::Per),
    ("pct", "占比", Function::Percent),
    ("least", "取小", Function::Least),
    ("ref", "基准数", Function::Reference),
    ("days", "天数", Function::Days),
    ("in_period", "在期内", Function::InPeriod),
    ("vmin", "各项最小", Function::Fold(Fold::Least)),
    ("vavg", "各项平均", Function::Fold(Fold::Average)),
    ("vsum", "各项合计", Function::Fold(Fold::Sum)),
    ("vcount", "各项计数", Function::Fold(Fold::Count)),
    ("cover_km2", "覆盖面积", Function::Covered),
    ("area_km2", "区域面积", Function::Area),
    ("top2", "满意占比", Function::TopTwo),
    ("same", "同指标", Function::Same),
];

/// Code, Chinese word, mode.
pub(super) const MODES: [(&str, &str, Mode); 5] = [
    ("end", "期末", Mode::End),
    ("in", "期内", Mode::In),
    ("open", "应办", Mode::Open),
    ("due", "到期", Mode::Due),
    ("all", "全部", Mode::All),
];

/// Code, Chinese word, bucket of the calendar.
pub(super) const BUCKETS: [(&str, &str, Bucket); 3] =
    [("day", "日", Bucket::Day), ("week", "周", Bucket::Week), ("month", "月", Bucket::Month)];

/// A word that is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
    In,
    Is,
    Null,
    IsNull,
    IsNotNull,
    Where,
    True,
    False,
}

/// Words and what they are; the first of a kind is printed in code, the second in Chinese.
pub(super) const KEYWORDS: [(&str, Keyword); 20] = [
    ("and", Keyword::And),
    ("且", Keyword::And),
    ("并且", Keyword::And),
    ("or", Keyword::Or),
    ("或", Keyword::Or),
    ("或者", Keyword::Or),
    ("not", Keyword::Not),
    ("非", Keyword::Not),
    ("in", Keyword::In),
    ("属于", Keyword::In),
    ("is", Keyword::Is),
    ("null", Keyword::Null),
    ("为空", Keyword::IsNull),
    ("不为空", Keyword::IsNotNull),
    ("where", Keyword::Where),
    ("其中", Keyword::Where),
    ("true", Keyword::True),
    ("是", Keyword::True),
    ("false", Keyword::False),
    ("否", Keyword::False),
];

/// The function of a name in either spelling.
pub(super) fn function(name: &str) -> Option<Function> {
    FUNCTIONS
        .iter()
        .find(|(code, chinese, _)| *code == name || *chinese == name)
        .map(|(_, _, function)| *function)
}

/// The mode of a name in either spelling.
pub(super) fn mode(name: &str) -> Option<Mode> {
    MODES
        .iter()
        .find(|(code, chinese, _)| *code == name || *chinese == name)
        .map(|(.., mode)| *mode)
}

/// The bucket of a name in either spelling.
pub(super) fn bucket(name: &str) -> Option<Bucket> {
    BUCKETS
        .iter()
        .find(|(code, chinese, _)| *code == name || *chinese == name)
        .map(|(.., bucket)| *bucket)
}

/// The keyword that a text is.
pub(super) fn keyword(text: &str) -> Option<Keyword> {
    KEYWORDS.iter().find(|(word, _)| *word == text).map(|(_, keyword)| *keyword)
}

/// The longest Chinese keyword that a text begins with, and its length in characters.
pub(super) fn leading_keyword(text: &[char]) -> Option<(Keyword, usize)> {
    KEYWORDS
        .iter()
        .filter(|(word, _)| !word.is_ascii())
        .filter(|(word, _)| {
            text.len() >= word.chars().count() && word.chars().zip(text).all(|(a, b)| a == *b)
        })
        .map(|(word, keyword)| (*keyword, word.chars().count()))
        .max_by_key(|(_, length)| *length)
}
