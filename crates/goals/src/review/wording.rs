//! Texts compared as a reader would: without punctuation, spacing and width.

use vocabulary::{Span, fold_width};

/// A text without punctuation, blanks and width: what two texts are compared by.
pub(crate) fn bare(text: &str) -> String {
    fold_width(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The character triples of a bare text, sorted, each once. A text shorter than three characters
/// is one piece.
pub(crate) fn triples(bare: &str) -> Vec<[char; 3]> {
    let chars: Vec<char> = bare.chars().collect();
    let mut triples: Vec<[char; 3]> =
        chars.windows(3).filter_map(|window| window.try_into().ok()).collect();
    if triples.is_empty() && !chars.is_empty() {
        let nth = |n: usize| chars.get(n).copied().unwrap_or('\0');
        triples.push([nth(0), nth(1), nth(2)]);
    }
    triples.sort_unstable();
    triples.dedup();
    triples
}

/// How many triples two sorted lists have in common.
pub(crate) fn common<T: Ord>(left: &[T], right: &[T]) -> usize {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut count = 0_usize;
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                count = count.saturating_add(1);
                left.next();
                right.next();
            }
        }
    }
    count
}

/// `part` of `whole` in per cent, rounded down; nothing of nothing is 0.
pub(crate) fn percent_of(part: usize, whole: usize) -> usize {
    part.saturating_mul(100).checked_div(whole).unwrap_or(0)
}

/// How alike two bare texts are: common triples in per cent of all their triples.
pub(crate) fn likeness(left: &str, right: &str) -> usize {
    let (left, right) = (triples(left), triples(right));
    let shared = common(&left, &right);
    let all = left.len().saturating_add(right.len()).saturating_sub(shared);
    percent_of(shared, all)
}

/// How much of the bare text `part` stands in another, in per cent of its triples; `whole` holds
/// the other's triples.
pub(crate) fn contained(part: &str, whole: &[[char; 3]]) -> usize {
    let part = triples(part);
    percent_of(common(&part, whole), part.len())
}

/// The characters of `text` where `part` first stands.
pub(crate) fn span_of(text: &str, part: &str) -> Option<Span> {
    let byte = text.find(part)?;
    let start = text.get(..byte)?.chars().count();
    Some(Span { start, end: start.saturating_add(part.chars().count()) })
}

/// Whether a text holds a figure: a digit, or a Chinese numeral with one of the counters behind
/// it. `六、七十年代` tells an age of the world and is none.
pub(crate) fn has_figure(text: &str, counters: &[String]) -> bool {
    if fold_width(text).chars().any(|c| c.is_ascii_digit()) {
        return true;
    }
    text.char_indices().any(|(at, c)| {
        let behind = text.get(at.saturating_add(c.len_utf8())..).unwrap_or("");
        vocabulary::chinese_number(c.encode_utf8(&mut [0; 4])).is_some()
            && !behind.starts_with("年代")
            && counters.iter().any(|counter| behind.starts_with(counter.as_str()))
    })
}

/// Whether every character of `part` stands in `whole` in the same order.
pub(crate) fn is_shortened(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    !part.is_empty() && part.chars().all(|c| rest.any(|w| w == c))
}

/// The text with the characters of `span` put otherwise.
pub(crate) fn with_replaced(text: &str, span: Span, replacement: &str) -> String {
    let before = text.chars().take(span.start);
    let behind = text.chars().skip(span.end);
    before.chain(replacement.chars()).chain(behind).collect()
}

/// A text of at most `max` characters, cut with an ellipsis.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_at_the_end_does_not_make_another_goal() {
        assert_eq!(likeness(&bare("监督全区燃气安全。"), &bare("监督全区燃气安全")), 100);
        assert_eq!(likeness(&bare("道路维修"), &bare("招商引资")), 0);
    }

    #[test]
    fn an_age_of_the_world_is_no_figure() {
        let counters = ["年".to_owned(), "次".to_owned()];
        assert!(!has_figure("多为上个世纪六、七十年代建设，进一步完善", &counters));
        assert!(has_figure("每年检修两次", &counters));
        assert!(has_figure("满意度达到９０％", &counters));
    }

    #[test]
    fn a_name_with_words_left_out_is_shortened() {
        assert!(is_shortened("景观维护费", "景观运行维护费"));
        assert!(!is_shortened("人民防空工程", "人防工程设施维护"));
    }
}
