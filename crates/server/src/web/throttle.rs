//! Guessing passwords is slow: by account in the store, by address here.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::Timestamp;

/// Reliability D1: at most ten guesses an account and thirty an address in a quarter of an hour.
pub(super) const WINDOW_MS: i64 = 15 * 60 * 1_000;
/// Failures after which an account waits for a window.
pub(super) const ACCOUNT_FAILURES_MAX: i32 = 10;
const ADDRESS_FAILURES_MAX: usize = 30;
/// Addresses remembered at a time; a flood of addresses must not take the memory.
const ADDRESSES_MAX: usize = 20_000;

/// Failures by address within the window.
#[derive(Default)]
pub(crate) struct Throttle {
    failures: Mutex<BTreeMap<String, Vec<Timestamp>>>,
}

impl Throttle {
    /// Whether an address has to wait.
    pub(super) fn is_closed(&self, address: &str, now: Timestamp) -> bool {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(times) = all.get_mut(address) else { return false };
        times.retain(|at| now.saturating_sub(*at) < WINDOW_MS);
        times.len() >= ADDRESS_FAILURES_MAX
    }

    /// Counts a failure.
    pub(super) fn failed(&self, address: &str, now: Timestamp) {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ADDRESSES_MAX {
            all.retain(|_, times| times.iter().any(|at| now.saturating_sub(*at) < WINDOW_MS));
        }
        all.entry(address.to_owned()).or_default().push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_after_thirty_failures_until_the_window_is_over() {
        let throttle = Throttle::default();
        for _ in 0..ADDRESS_FAILURES_MAX {
            assert!(!throttle.is_closed("10.0.0.8", 0));
            throttle.failed("10.0.0.8", 0);
        }
        assert!(throttle.is_closed("10.0.0.8", WINDOW_MS - 1));
        assert!(!throttle.is_closed("10.0.0.9", 0));
        assert!(!throttle.is_closed("10.0.0.8", WINDOW_MS));
    }
}
