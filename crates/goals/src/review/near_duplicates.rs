//! 雷同: texts that are copies of each other but for punctuation, numbers, or a few words.
//!
//! Comparing every text with every other does not scale to a province's goals, so candidates are
//! found first: texts that share a run of [`RUN`] characters that few others have. The candidates
//! are then compared for certain, on their pairs of neighbouring characters, in which the order
//! of the clauses does not matter. Digits, punctuation and blanks count for nothing.
//!
//! Memory is bounded: it grows with the texts, not with their pairs. Candidates are compared in
//! batches of [`BATCH`], a run that very many texts share only links each text with the next one,
//! and identical texts are linked to the first of them and stand aside.

use std::collections::BTreeMap;

/// Characters of the runs by which candidates are found. Of a text of 200 characters with every
/// seventh changed, some fifty runs of eight are still whole.
const RUN: usize = 8;

/// A run that more texts share than this is a common phrase.
const COMMON: usize = 32;

/// Candidates compared at a time.
const BATCH: usize = 1 << 21;

/// One run in so many is looked at, the same ones in every text.
const SAMPLED: u64 = 4;

/// Words of a sketch. A goal of 200 characters sets about a sixth of the bits, so few of its pairs
/// share a bit.
const SKETCH_WORDS: usize = 16;

/// How alike two texts are, in thousandths: 0 nothing in common, 1000 the same characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness(pub u32);

impl Likeness {
    /// The same but for digits, punctuation and blanks.
    pub const SAME: Self = Self(1000);
}

/// Two texts that are alike, by their positions in the list, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NearDuplicate {
    /// The earlier text.
    pub first: usize,
    /// The later text.
    pub second: usize,
    /// How alike they are.
    pub likeness: Likeness,
}

/// How alike two texts are: the share of neighbouring pairs of characters they have in common
/// (Dice's coefficient). Texts without a letter or character are like nothing.
pub fn likeness(one: &str, other: &str) -> Likeness {
    let (one, other) = (Profile::new(one), Profile::new(other));
    if one.key.is_empty() || other.key.is_empty() { Likeness(0) } else { one.likeness(&other) }
}

/// Every two texts at least `at_least` alike, each once, in order. Of three identical texts the
/// second and third are linked to the first, not to each other.
pub fn near_duplicates(texts: &[&str], at_least: Likeness) -> Vec<NearDuplicate> {
    let profiles: Vec<Profile> = texts.iter().map(|text| Profile::new(text)).collect();
    let (mut found, representatives) = identical(&profiles);
    each_batch(&profiles, &representatives, |candidates| {
        found.extend(candidates.iter().filter_map(|candidate| {
            let (first, second) = candidate.positions();
            let (one, other) = (profiles.get(first)?, profiles.get(second)?);
            if !one.may_reach(other, at_least) {
                return None;
            }
            let likeness = one.likeness(other);
            (likeness >= at_least).then_some(NearDuplicate { first, second, likeness })
        }));
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// Two positions, or a hash and a position, in one word that sorts fast.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Joined(u64);

impl Joined {
    fn new(high: u32, low: u32) -> Self {
        Self((u64::from(high) << 32) | u64::from(low))
    }

    fn high(self) -> u32 {
        high_half(self.0)
    }

    fn low(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or_default()
    }

    fn positions(self) -> (usize, usize) {
        let position = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        (position(self.high()), position(self.low()))
    }
}

/// What is compared of a text.
struct Profile {
    /// The characters that count.
    key: Vec<u32>,
    /// Hashes of the pairs of neighbouring characters, sorted, each once.
    pairs: Vec<u32>,
    /// A bit for each of [`SKETCH_WORDS`] x 64 classes of pairs: a quick upper bound of what is in
    /// common.
    sketch: [u64; SKETCH_WORDS],
}

impl Profile {
    fn new(text: &str) -> Self {
        let key: Vec<u32> = text
            .chars()
            .filter(|c| c.is_alphanumeric() && !c.is_numeric())
            .map(u32::from)
            .collect();
        let mut pairs: Vec<u32> = key.windows(2).map(|pair| high_half(mix(pair))).collect();
        if pairs.is_empty() {
            pairs.extend(key.first().copied());
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut sketch = [0_u64; SKETCH_WORDS];
        for pair in &pairs {
            let word = usize::try_from(pair >> 6).unwrap_or_default() % SKETCH_WORDS;
            if let Some(word) = sketch.get_mut(word) {
                *word |= 1_u64 << (pair & 63);
            }
        }
        Self { key, pairs, sketch }
    }

    fn likeness(&self, other: &Self) -> Likeness {
        let total = count(self.pairs.len()).saturating_add(count(other.pairs.len()));
        let common = count(in_common(&self.pairs, &other.pairs));
        let share = common.saturating_mul(2000).checked_div(total).unwrap_or_default();
        Likeness(u32::try_from(share).unwrap_or(u32::MAX))
    }

    /// Whether the sketches leave room for the likeness asked for.
    fn may_reach(&self, other: &Self, at_least: Likeness) -> bool {
        let only_one: u32 = self
            .sketch
            .iter()
            .zip(&other.sketch)
            .map(|(one, other)| (one & !other).count_ones())
            .sum();
        // Each class that only one text has is at least one pair that is not in common.
        let (one, other) = (count(self.pairs.len()), count(other.pairs.len()));
        let common = one.saturating_sub(u64::from(only_one)).min(other);
        common.saturating_mul(2000)
            >= u64::from(at_least.0).saturating_mul(one.saturating_add(other))
    }

    /// The hashes of the runs of characters; of a shorter text, of the whole.
    fn runs(&self) -> impl Iterator<Item = u64> {
        let whole = (!self.key.is_empty() && self.key.len() < RUN).then(|| mix(&self.key));
        self.key.windows(RUN).map(mix).chain(whole)
    }
}

/// Links identical texts to the first of them; the others of each kind remain to be compared.
fn identical(profiles: &[Profile]) -> (Vec<NearDuplicate>, Vec<usize>) {
    let mut first_of: BTreeMap<&[u32], usize> = BTreeMap::new();
    let (mut found, mut representatives) = (Vec::new(), Vec::new());
    for (position, profile) in profiles.iter().enumerate().filter(|(_, p)| !p.key.is_empty()) {
        let first = *first_of.entry(&profile.key).or_insert(position);
        if first == position {
            representatives.push(position);
        } else {
            found.push(NearDuplicate { first, second: position, likeness: Likeness::SAME });
        }
    }
    (found, representatives)
}

/// Hands over the pairs of texts that share a run, batch by batch, each pair once a batch.
fn each_batch(profiles: &[Profile], texts: &[usize], mut compare: impl FnMut(&[Joined])) {
    let postings = postings(profiles, texts);
    let mut pairs: Vec<Joined> = Vec::new();
    for group in postings.chunk_by(|one, next| one.high() == next.high()) {
        let reach = if group.len() > COMMON { 1 } else { group.len() };
        for (position, first) in group.iter().enumerate() {
            let followers = group.iter().skip(position.saturating_add(1)).take(reach);
            pairs.extend(followers.map(|second| Joined::new(first.low(), second.low())));
        }
        if pairs.len() >= BATCH {
            hand_over(&mut pairs, &mut compare);
        }
    }
    hand_over(&mut pairs, &mut compare);
}

fn hand_over(pairs: &mut Vec<Joined>, compare: &mut impl FnMut(&[Joined])) {
    pairs.sort_unstable();
    pairs.dedup();
    compare(pairs);
    pairs.clear();
}

/// The runs of every text, those of the same characters beside each other. Half of a hash is
/// enough: what falls together by chance is compared and found different.
fn postings(profiles: &[Profile], texts: &[usize]) -> Vec<Joined> {
    let mut postings: Vec<Joined> = Vec::new();
    for text in texts {
        let (Some(profile), Ok(number)) = (profiles.get(*text), u32::try_from(*text)) else {
            continue;
        };
        let is_short = profile.key.len() < RUN.saturating_mul(4);
        let sampled = profile.runs().filter(|run| is_short || run % SAMPLED == 0);
        postings.extend(sampled.map(|run| Joined::new(high_half(run), number)));
    }
    postings.sort_unstable();
    postings.dedup();
    postings
}

/// How many entries two sorted lists have in common.
fn in_common(one: &[u32], other: &[u32]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut common = 0_usize;
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => {
                common = common.saturating_add(1);
                one.next();
                other.next();
            }
        }
    }
    common
}

/// A well-spread hash of a few characters.
fn mix(characters: &[u32]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
    for character in characters {
        hash = (hash ^ u64::from(*character)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 32;
    }
    hash
}

fn high_half(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOAL: &str = "做好房产信息指标监测与评价，提出房产信息持续较快发展的意见和建议，为区领导\
                        决策提供支撑；推动区域经济实力发展壮大。";

    fn pairs(texts: &[&str]) -> Vec<(usize, usize)> {
        let found = near_duplicates(texts, Likeness(600));
        found.into_iter().map(|pair| (pair.first, pair.second)).collect()
    }

    #[test]
    fn copies_with_other_punctuation_numbers_order_or_a_changed_word_are_found() {
        let copies = [
            "做好房产信息指标监测与评价,提出房产信息持续较快发展的意见和建议,为区领导决策提供支撑;推动区域经济实力发展壮大",
            "1、做好房产信息指标监测与评价，提出房产信息持续较快发展的意见和建议12条，为区领导决策提供支撑；推动区域经济实力发展壮大。",
            "推动区域经济实力发展壮大；做好房产信息指标监测与评价，提出房产信息持续较快发展的意见和建议，为区领导决策提供支撑。",
            "做好土地信息指标监测与评价，提出土地信息持续较快发展的意见和建议，为区领导决策提供支撑；推动区域经济实力发展壮大。",
        ];
        for copy in copies {
            assert_eq!(
                pairs(&[GOAL, "实现城市道路、雨水排放设施完好畅通，使市政设施完好", copy]),
                [(0, 2)],
                "{copy}"
            );
        }
    }

    #[test]
    fn different_goals_and_empty_texts_are_not_copies() {
        let texts = [
            GOAL,
            "维护商品房交易双方的合法权益",
            "监督全区燃气行业安全运行",
            "",
            "，。",
            "100%",
            "",
        ];
        assert_eq!(pairs(&texts), []);
    }

    #[test]
    fn many_identical_texts_are_linked_to_the_first_in_a_straight_line() {
        let texts = vec![GOAL; 5_000];
        let found = near_duplicates(&texts, Likeness(600));
        assert_eq!(found.len(), 4_999);
        assert!(found.iter().all(|pair| pair.first == 0 && pair.likeness == Likeness::SAME));
    }

    #[test]
    fn a_common_phrase_does_not_make_thousands_of_texts_candidates_of_each_other() {
        let texts: Vec<String> = (0..3_000_u32)
            .map(|n| {
                let own: String = (0..30)
                    .filter_map(|k| char::from_u32(0x4e00 + (n * 31 + k * 977) % 20_000))
                    .collect();
                format!("认真贯彻落实党的十八大和全区工作会议精神{own}")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(candidates_in_all(&texts) < texts.len() * 20);
    }

    fn candidates_in_all(texts: &[&str]) -> usize {
        let profiles: Vec<Profile> = texts.iter().map(|text| Profile::new(text)).collect();
        let (_, representatives) = identical(&profiles);
        let mut count = 0;
        each_batch(&profiles, &representatives, |batch| count += batch.len());
        count
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_a_text_is_like_itself(one in "[一-十百千万a-z0-9，。]{1,40}", other in "[一-十百千万a-z0-9，。]{1,40}") {
            prop_assert_eq!(likeness(&one, &other), likeness(&other, &one));
            let has_letters = one.chars().any(|c| c.is_alphanumeric() && !c.is_numeric());
            let expected = if has_letters { Likeness::SAME } else { Likeness(0) };
            prop_assert_eq!(likeness(&one, &one), expected);
        }

        #[test]
        fn the_sketch_never_rules_out_what_is_alike(one in "[一-十甲-申]{1,60}", other in "[一-十甲-申]{1,60}") {
            let (a, b) = (Profile::new(&one), Profile::new(&other));
            prop_assert!(a.may_reach(&b, a.likeness(&b)));
        }
    }
}
