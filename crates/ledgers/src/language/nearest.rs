//! The name that was probably meant.

/// The candidate that differs least from a name, when it differs little.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name: Vec<char> = name.chars().collect();
    let most = name.len().div_ceil(2);
    candidates
        .into_iter()
        .map(|candidate| (edits(&name, candidate), candidate))
        .filter(|(edits, _)| *edits <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements that make one text of the other (Levenshtein 1966).
fn edits(name: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (line, character) in other.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(line.saturating_add(1));
        for ((own, above), diagonal) in name.iter().zip(row.iter().skip(1)).zip(&row) {
            let replaced = diagonal.saturating_add(usize::from(*own != character));
            let left = next.last().copied().unwrap_or_default();
            next.push(replaced.min(left.saturating_add(1)).min(above.saturating_add(1)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_differs_least_is_meant_unless_all_differ_much() {
        let names = ["facility", "fault", "工单", "维修工单"];
        assert_eq!(nearest("facilty", names), Some("facility"));
        assert_eq!(nearest("维修单", names), Some("维修工单"));
        assert_eq!(nearest("z", names), Some("fault").filter(|_| false));
        assert_eq!(edits(&['a', 'b', 'c'], "abd"), 1);
        assert_eq!(edits(&[], "abc"), 3);
    }
}
