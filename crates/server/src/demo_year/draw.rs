//! Chance that falls alike on every machine: whole numbers only, no library of mathematics.

/// Steps of the state: the golden ratio in 64 bits (the generator is `SplitMix64`).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A source of numbers for one row.
#[derive(Clone, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    /// The numbers of a row of a theme. Rows draw apart from each other.
    pub(super) fn of(seed: u64, theme: &str, index: i64) -> Self {
        let named = theme.bytes().fold(mixed(seed), |state, byte| mixed(state ^ u64::from(byte)));
        Self(mixed(named ^ index.cast_unsigned()))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }

    /// A number from 0 up to but without `limit`; 0 when there is none.
    pub(super) fn below(&mut self, limit: i64) -> i64 {
        let limit = u64::try_from(limit).unwrap_or(0);
        let wide = u128::from(self.next()) * u128::from(limit);
        i64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both within.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// A number near the middle: two throws, so that the middle is likeliest.
    pub(super) fn around(&mut self, middle: i64, spread: i64) -> i64 {
        middle + self.between(-spread, 0) + self.between(0, spread)
    }

    /// True in so many of a thousand cases.
    pub(super) fn permille(&mut self, share: i64) -> bool {
        self.below(1_000) < share
    }

    /// One of a list.
    pub(super) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(i64::try_from(from.len()).unwrap_or(0));
        usize::try_from(at).ok().and_then(|at| from.get(at)).copied().unwrap_or_default()
    }

    /// One of a list by weight.
    pub(super) fn weighted<T: Copy + Default>(&mut self, from: &[(T, i64)]) -> T {
        let at = self.below(from.iter().map(|(_, weight)| weight).sum());
        allotted(from, at)
    }

    /// A value of a distribution given by its quantiles at equal distances, the least first.
    pub(super) fn quantile(&mut self, knots: &[i64]) -> i64 {
        const PARTS: i64 = 1_000;
        let steps = i64::try_from(knots.len().saturating_sub(1)).unwrap_or(0);
        let at = self.below(steps * PARTS);
        let knot = |index: i64| {
            usize::try_from(index).ok().and_then(|index| knots.get(index)).copied().unwrap_or(0)
        };
        let (low, high) = (knot(at / PARTS), knot(at / PARTS + 1));
        low + (high - low) * (at % PARTS) / PARTS
    }
}

/// What stands at a place of a row of shares: the first share takes the first places.
pub(super) fn allotted<T: Copy + Default>(shares: &[(T, i64)], place: i64) -> T {
    let mut rest = place;
    for (what, share) in shares {
        if rest < *share {
            return *what;
        }
        rest -= share;
    }
    T::default()
}

/// The places from 0 to a number in a mixed order, so that shares come out exactly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mixed {
    length: i64,
    /// Half the bits of a place.
    bits: u32,
    keys: [u64; 4],
}

impl Mixed {
    /// An order of so many places.
    pub(super) fn new(length: i64, mut draw: Draw) -> Self {
        let wanted = 64 - (length.max(2) - 1).leading_zeros();
        Self { length, bits: wanted.div_ceil(2), keys: std::array::from_fn(|_| draw.next()) }
    }

    /// Where the place comes in the mixed order. Different places come at different ones.
    pub(super) fn place(&self, index: i64) -> i64 {
        // A Feistel network over the next power of four, walked until it falls inside again: it
        // does, because the walk is a cycle that holds the beginning.
        let mut at = index;
        loop {
            at = self.walk(at);
            if at < self.length || self.length <= 0 {
                return at;
            }
        }
    }

    fn walk(&self, at: i64) -> i64 {
        let mask = (1_u64 << self.bits) - 1;
        let at = at.cast_unsigned();
        let (mut left, mut right) = ((at >> self.bits) & mask, at & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mixed(right ^ key) & mask));
        }
        ((left << self.bits) | right).cast_signed()
    }
}

// Inlined several times into a loop, it takes LLVM's vectoriser a time that doubles with each shift.
#[inline(never)]
fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_mixed_order_holds_every_place_once_and_is_another_order() {
        for length in [1, 2, 3, 7, 64, 65, 420, 5_000] {
            let mixed = Mixed::new(length, Draw::of(1, "order", length));
            let places: Vec<i64> = (0..length).map(|at| mixed.place(at)).collect();
            assert_eq!(i64::try_from(places.iter().collect::<BTreeSet<_>>().len()), Ok(length));
            assert!(places.iter().all(|at| (0..length).contains(at)));
            assert!(length < 64 || places.windows(2).any(|pair| pair[0] > pair[1]));
        }
    }

    #[test]
    fn numbers_stay_in_their_bounds_and_reach_them() {
        let mut draw = Draw::of(1, "bounds", 0);
        let numbers: BTreeSet<i64> = (0..1_000).map(|_| draw.between(-2, 2)).collect();
        assert_eq!(numbers, BTreeSet::from([-2, -1, 0, 1, 2]));
        assert!((0..1_000).all(|_| (0..=40).contains(&draw.quantile(&[0, 10, 40]))));
        assert_eq!(draw.below(0), 0);
    }

    #[test]
    fn rows_draw_apart_and_each_draws_the_same_again() {
        let first = |seed, theme, row| Draw::of(seed, theme, row).below(i64::MAX);
        let numbers = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)];
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 4);
        assert_eq!(first(1, "a", 0), numbers[0]);
    }
}
