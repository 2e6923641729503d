//! What changed within one text.

/// Beyond so many comparisons the changed middle is shown as taken out and put in whole.
const COMPARISONS_MAX: usize = 4_000_000;

/// A run of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// On both sides.
    Same(String),
    /// Only in the earlier text.
    Removed(String),
    /// Only in the later text.
    Added(String),
}

/// The runs of characters that two texts have in common and that only one has, in order: without
/// the added ones they are the earlier text, without the removed ones the later. A short run in
/// common between two replacements is taken as replaced, since nobody reads it as kept.
///
/// ```
/// use goals::compare::{Piece, characters};
/// assert_eq!(
///     characters("≥9595%", "≥95%"),
///     [Piece::Same("≥95".into()), Piece::Removed("95".into()), Piece::Same("%".into())]
/// );
/// ```
pub fn characters(before: &str, after: &str) -> Vec<Piece> {
    let (before, after): (Vec<char>, Vec<char>) =
        (before.chars().collect(), after.chars().collect());
    let head = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let (before_rest, after_rest) = (rest(&before, head), rest(&after, head));
    let tail = before_rest
        .iter()
        .rev()
        .zip(after_rest.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let mut runs = Runs::default();
    for c in before.iter().take(head) {
        runs.push(Side::Both, *c);
    }
    let middle = |list: &[char]| list.len().saturating_sub(tail);
    let before_middle: Vec<char> = before_rest.iter().copied().take(middle(before_rest)).collect();
    let after_middle: Vec<char> = after_rest.iter().copied().take(middle(after_rest)).collect();
    push_middle(&mut runs, &before_middle, &after_middle);
    for c in before_rest.iter().skip(middle(before_rest)) {
        runs.push(Side::Both, *c);
    }
    runs.finish()
}

fn rest(list: &[char], from: usize) -> &[char] {
    list.get(from..).unwrap_or(&[])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Both,
    Before,
    After,
}

fn push_middle(runs: &mut Runs, before: &[char], after: &[char]) {
    if before.len().saturating_mul(after.len()) > COMPARISONS_MAX {
        runs.push_all(Side::Before, before);
        runs.push_all(Side::After, after);
        return;
    }
    let lengths = common_lengths(before, after);
    let length = |i: usize, j: usize| lengths.get(i).and_then(|row| row.get(j)).copied();
    let (mut i, mut j) = (0_usize, 0_usize);
    while i < before.len() || j < after.len() {
        let (one, other) = (before.get(i), after.get(j));
        let takes_out =
            other.is_none() || length(i.saturating_add(1), j) >= length(i, j.saturating_add(1));
        match (one, other) {
            (Some(one), Some(other)) if one == other => {
                runs.push(Side::Both, *one);
                i = i.saturating_add(1);
                j = j.saturating_add(1);
            }
            (Some(one), _) if takes_out => {
                runs.push(Side::Before, *one);
                i = i.saturating_add(1);
            }
            (_, other) => {
                if let Some(other) = other {
                    runs.push(Side::After, *other);
                }
                j = j.saturating_add(1);
            }
        }
    }
}

/// `lengths[i][j]`: the longest common subsequence of `before[i..]` and `after[j..]`.
fn common_lengths(before: &[char], after: &[char]) -> Vec<Vec<u16>> {
    let mut rows = vec![vec![0_u16; after.len().saturating_add(1)]];
    for one in before.iter().rev() {
        let mut row: Vec<u16> = vec![0];
        let below = rows.last().map_or(&[][..], Vec::as_slice);
        // From the right: `beside` is the cell to the right, `corner` the one below it.
        let pairs = below.iter().rev().zip(below.iter().rev().skip(1));
        for (other, (corner, under)) in after.iter().rev().zip(pairs) {
            let beside = row.last().copied().unwrap_or(0);
            let longest = if one == other { corner.saturating_add(1) } else { beside.max(*under) };
            row.push(longest);
        }
        row.reverse();
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// Characters put together to runs.
#[derive(Default)]
struct Runs {
    runs: Vec<(Side, String)>,
}

impl Runs {
    fn push(&mut self, side: Side, c: char) {
        match self.runs.last_mut() {
            Some((last, text)) if *last == side => text.push(c),
            _ => self.runs.push((side, c.to_string())),
        }
    }

    fn push_all(&mut self, side: Side, list: &[char]) {
        for c in list {
            self.push(side, *c);
        }
    }

    /// The runs as replacements: what was taken out before what was put in, and no scrap of the
    /// old text left standing between two replacements.
    fn finish(self) -> Vec<Piece> {
        let mut edits: Vec<Edit> = vec![Edit::default()];
        for (side, text) in self.runs {
            let needs_new = edits.last().is_some_and(|edit| {
                side == Side::Both && !(edit.removed.is_empty() && edit.added.is_empty())
            });
            if needs_new {
                edits.push(Edit::default());
            }
            if let Some(edit) = edits.last_mut() {
                match side {
                    Side::Both => edit.same.push_str(&text),
                    Side::Before => edit.removed.push_str(&text),
                    Side::After => edit.added.push_str(&text),
                }
            }
        }
        let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
        for edit in edits {
            match joined.last_mut() {
                Some(last) if last.is_replacement() && edit.is_scrap(last) => last.swallow(&edit),
                _ => joined.push(edit),
            }
        }
        joined.into_iter().flat_map(Edit::pieces).collect()
    }
}

/// A run in common, then what stands in its place on either side.
#[derive(Clone, Debug, Default)]
struct Edit {
    same: String,
    removed: String,
    added: String,
}

impl Edit {
    fn is_replacement(&self) -> bool {
        !self.removed.is_empty() && !self.added.is_empty()
    }

    /// Whether the run in common is no longer than what changed on either side of it.
    fn is_scrap(&self, last: &Self) -> bool {
        let changed = |edit: &Self| edit.removed.chars().count().max(edit.added.chars().count());
        self.is_replacement() && self.same.chars().count() <= changed(last).min(changed(self))
    }

    fn swallow(&mut self, next: &Self) {
        self.removed.push_str(&next.same);
        self.removed.push_str(&next.removed);
        self.added.push_str(&next.same);
        self.added.push_str(&next.added);
    }

    fn pieces(self) -> impl Iterator<Item = Piece> {
        let piece =
            |text: String, kind: fn(String) -> Piece| (!text.is_empty()).then(|| kind(text));
        [
            piece(self.same, Piece::Same),
            piece(self.removed, Piece::Removed),
            piece(self.added, Piece::Added),
        ]
        .into_iter()
        .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(before: &str, after: &str) -> String {
        let show = |piece: &Piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}]"),
            Piece::Added(text) => format!("[+{text}]"),
        };
        characters(before, after).iter().map(show).collect()
    }

    #[test]
    fn a_reader_sees_what_was_taken_out_and_what_was_put_in() {
        let cases = [
            ("≥9595%及以上", "≥95%", "≥95[-95]%[-及以上]"),
            ("道路维修", "道路维修", "道路维修"),
            ("", "新增", "[+新增]"),
            ("警报器音响覆盖", "警报器声响覆盖", "警报器[-音][+声]响覆盖"),
            ("招商引资项目完成", "管道清淤长度达标", "[-招商引资项目完成][+管道清淤长度达标]"),
        ];
        for (before, after, expected) in cases {
            assert_eq!(shown(before, after), expected);
        }
    }

    #[test]
    fn long_texts_with_nothing_in_common_take_no_time() {
        let (before, after) = ("甲".repeat(9_000), "乙".repeat(9_000));
        assert_eq!(characters(&before, &after).len(), 2);
    }

    proptest! {
        #[test]
        fn the_pieces_hold_both_texts_whole(before in "[甲乙丙a-c]{0,30}", after in "[甲乙丙a-c]{0,30}") {
            let pieces = characters(&before, &after);
            let (mut one, mut other) = (String::new(), String::new());
            for piece in &pieces {
                match piece {
                    Piece::Same(text) => { one.push_str(text); other.push_str(text); }
                    Piece::Removed(text) => one.push_str(text),
                    Piece::Added(text) => other.push_str(text),
                }
            }
            prop_assert_eq!((one, other), (before, after));
        }
    }
}
