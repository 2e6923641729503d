//! Which thing of one list is which of another.

use crate::review::wording::{common, percent_of, triples};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// From how alike on, in per cent, two texts are taken for two states of one.
const ALIKE: usize = 45;

/// Beyond so many comparisons texts are no longer compared for likeness; a form has not a
/// hundredth of it.
const COMPARISONS_MAX: usize = 250_000;

/// What a thing is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// Keys, the surest first. An empty key is none.
    pub(super) keys: Vec<String>,
    /// The text compared for likeness; empty for never.
    pub(super) text: String,
    /// Things of one slot at one position are one; empty for never.
    pub(super) slot: String,
}

/// One thing on both sides, or on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
    pub(super) moved: bool,
}

/// Pairs two lists: every position of either stands in exactly one pair. The pairs are in the
/// order of `after`; what is only in `before` comes after what it followed there.
pub(super) fn pair(before: &[Item], after: &[Item]) -> Vec<Pair> {
    let mut matching = Matching {
        before,
        after,
        of_before: vec![None; before.len()],
        of_after: vec![None; after.len()],
    };
    let keys = before.iter().chain(after).map(|item| item.keys.len()).max().unwrap_or(0);
    for key in 0..keys {
        matching.by_key(key);
    }
    matching.by_likeness();
    matching.by_slot();
    matching.finish()
}

struct Matching<'a> {
    before: &'a [Item],
    after: &'a [Item],
    of_before: Vec<Option<usize>>,
    of_after: Vec<Option<usize>>,
}

impl Matching<'_> {
    fn join(&mut self, before: usize, after: usize) {
        if let (Some(one), Some(other)) =
            (self.of_before.get_mut(before), self.of_after.get_mut(after))
        {
            *one = Some(after);
            *other = Some(before);
        }
    }

    /// The things without a partner so far, by position.
    fn free<'i>(items: &'i [Item], taken: &[Option<usize>]) -> Vec<(usize, &'i Item)> {
        let free = items.iter().zip(taken).enumerate().filter(|(_, (_, taken))| taken.is_none());
        free.map(|(index, (item, _))| (index, item)).collect()
    }

    /// Equal keys are one, the first with the first, the second with the second.
    fn by_key(&mut self, key: usize) {
        let mut waiting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, item) in Self::free(self.before, &self.of_before).into_iter().rev() {
            if let Some(key) = item.keys.get(key).filter(|key| !key.is_empty()) {
                waiting.entry(key).or_default().push(index);
            }
        }
        for (index, item) in Self::free(self.after, &self.of_after) {
            let queue = item.keys.get(key).and_then(|key| waiting.get_mut(key.as_str()));
            if let Some(partner) = queue.and_then(Vec::pop) {
                self.join(partner, index);
            }
        }
    }

    /// The most alike first; of equals, those nearest in position.
    fn by_likeness(&mut self) {
        let befores = Self::free(self.before, &self.of_before);
        let afters = Self::free(self.after, &self.of_after);
        if befores.len().saturating_mul(afters.len()) > COMPARISONS_MAX {
            return;
        }
        let with_triples = |free: Vec<(usize, &Item)>| -> Vec<(usize, Vec<[char; 3]>)> {
            free.into_iter().map(|(index, item)| (index, triples(&item.text))).collect()
        };
        let afters = with_triples(afters);
        let mut alike = Vec::new();
        for (before, ours) in with_triples(befores) {
            for (after, theirs) in &afters {
                let shared = common(&ours, theirs);
                let all = ours.len().saturating_add(theirs.len());
                let likeness = percent_of(shared.saturating_mul(2), all);
                if likeness >= ALIKE {
                    alike.push((Reverse(likeness), before.abs_diff(*after), before, *after));
                }
            }
        }
        alike.sort_unstable();
        for (_, _, before, after) in alike {
            let is_free = |taken: &[Option<usize>], index| taken.get(index) == Some(&None);
            if is_free(&self.of_before, before) && is_free(&self.of_after, after) {
                self.join(before, after);
            }
        }
    }

    fn by_slot(&mut self) {
        for (index, item) in Self::free(self.before, &self.of_before) {
            let is_free = self.of_after.get(index) == Some(&None);
            let same = self.after.get(index).is_some_and(|other| other.slot == item.slot);
            if is_free && same && !item.slot.is_empty() {
                self.join(index, index);
            }
        }
    }

    fn finish(self) -> Vec<Pair> {
        let in_order = longest_ascending(&self.of_after);
        let mut pairs: Vec<Pair> = Vec::with_capacity(self.before.len().max(self.after.len()));
        for ((after, before), in_order) in self.of_after.iter().enumerate().zip(in_order) {
            let moved = before.is_some() && !in_order;
            pairs.push(Pair { before: *before, after: Some(after), moved });
        }
        for (before, partner) in self.of_before.iter().enumerate() {
            if partner.is_none() {
                let above = before.checked_sub(1);
                let place = above.and_then(|_| pairs.iter().position(|pair| pair.before == above));
                let place = place.map_or(0, |place| place.saturating_add(1));
                let pair = Pair { before: Some(before), after: None, moved: false };
                pairs.insert(place.min(pairs.len()), pair);
            }
        }
        pairs
    }
}

/// Which of the partners belong to a longest run that ascends: the others were moved. A thing
/// without a partner belongs to it.
fn longest_ascending(partners: &[Option<usize>]) -> Vec<bool> {
    // `ends` holds, for each length, the position whose partner ends a run of that length lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; partners.len()];
    let partner = |position: usize| partners.get(position).copied().flatten();
    for position in 0..partners.len() {
        let Some(own) = partner(position) else { continue };
        let length = ends.partition_point(|end| partner(*end).is_some_and(|other| other < own));
        if let Some(before) = length.checked_sub(1).and_then(|shorter| ends.get(shorter))
            && let Some(slot) = previous.get_mut(position)
        {
            *slot = Some(*before);
        }
        match ends.get_mut(length) {
            Some(end) => *end = position,
            None => ends.push(position),
        }
    }
    let mut kept: Vec<bool> = partners.iter().map(Option::is_none).collect();
    let mut position = ends.last().copied();
    while let Some(current) = position {
        if let Some(flag) = kept.get_mut(current) {
            *flag = true;
        }
        position = previous.get(current).copied().flatten();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn items(names: &[&str]) -> Vec<Item> {
        let item = |name: &&str| Item {
            keys: vec![(*name).to_owned()],
            text: (*name).to_owned(),
            slot: String::new(),
        };
        names.iter().map(item).collect()
    }

    fn check(before: &[&str], after: &[&str], expected: &str) {
        let pairs = pair(&items(before), &items(after));
        let shown: Vec<String> = pairs
            .iter()
            .map(|pair| {
                let name = |list: &[&str], index: Option<usize>| {
                    index.map_or("-".to_owned(), |index| list[index].to_owned())
                };
                let moved = if pair.moved { "~" } else { "" };
                format!("{}>{}{moved}", name(before, pair.before), name(after, pair.after))
            })
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn what_is_gone_stands_where_it_was() {
        check(&["a", "b", "c"], &["a", "c"], "a>a b>- c>c");
        check(&["a", "b"], &["b"], "a>- b>b");
        check(&[], &["a"], "->a");
    }

    #[test]
    fn one_thing_moved_is_one_move() {
        check(&["a", "b", "c", "d"], &["d", "a", "b", "c"], "d>d~ a>a b>b c>c");
    }

    #[test]
    fn equal_names_are_paired_in_their_order() {
        check(&["a", "a"], &["a", "a", "a"], "a>a a>a ->a");
    }

    #[test]
    fn a_reworded_name_is_the_same_thing() {
        check(
            &["道路设施完好率", "满意度"],
            &["满意度", "道路设施的完好率"],
            "满意度>满意度~ 道路设施完好率>道路设施的完好率",
        );
    }

    proptest! {
        #[test]
        fn every_position_stands_in_exactly_one_pair(
            before in prop::collection::vec("[a-c]{0,2}", 0..8),
            after in prop::collection::vec("[a-c]{0,2}", 0..8),
        ) {
            let list = |names: &[String]| items(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let pairs = pair(&list(&before), &list(&after));
            let mut befores: Vec<usize> = pairs.iter().filter_map(|pair| pair.before).collect();
            befores.sort_unstable();
            prop_assert_eq!(befores, (0..before.len()).collect::<Vec<_>>());
            let afters: Vec<usize> = pairs.iter().filter_map(|pair| pair.after).collect();
            prop_assert_eq!(afters, (0..after.len()).collect::<Vec<_>>());
            let kept: Vec<usize> = pairs.iter().filter(|pair| !pair.moved).filter_map(|pair| pair.after.and(pair.before)).collect();
            prop_assert!(kept.is_sorted());
        }
    }
}
