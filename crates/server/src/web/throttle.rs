//! What is slowed: guessing passwords, by address and by account; large bodies, by number.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Reliability D1: at most ten guesses an account and thirty an address in a quarter of an hour.
pub(super) const WINDOW_MS: i64 = 15 * 60 * 1_000;
/// Failures after which an account waits for a window.
pub(super) const ACCOUNT_FAILURES_MAX: i32 = 10;
const ACCOUNT_GUESSES_MAX: usize = 10;
const ADDRESS_GUESSES_MAX: usize = 30;
/// Addresses and log-in names remembered at a time; a flood of them must not take the memory.
const REMEMBERED_MAX: usize = 20_000;
/// A log-in name is at most forty characters; what is longer is no name.
const LOGIN_CHARACTERS: usize = 64;
/// Large bodies in memory at a time: each takes up to the upload limit, twice over.
const LARGE_AT_ONCE: usize = 4;
/// How long a large body waits for its turn.
const LARGE_WAIT: Duration = Duration::from_secs(20);

/// Guesses within the window, and the turns of large bodies.
pub(crate) struct Throttle {
    guesses: Mutex<BTreeMap<Guesser, Vec<Timestamp>>>,
    large: Arc<Semaphore>,
}

/// What guesses are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Guesser {
    /// Where they come from.
    Address(String),
    /// The log-in name as typed, whether or not there is such an account: an account that exists
    /// must not be told from one that does not by when it begins to wait.
    Login(String),
}

impl Default for Throttle {
    fn default() -> Self {
        Self { guesses: Mutex::default(), large: Arc::new(Semaphore::new(LARGE_AT_ONCE)) }
    }
}

impl Throttle {
    /// Whether a guess may be made now. It is counted before it is checked: a thousand guesses
    /// sent at the same moment are still a thousand.
    pub(super) fn admit(&self, (address, login): (&str, &str), now: Timestamp) -> bool {
        let wanted = [
            (Guesser::Address(network(address)), ADDRESS_GUESSES_MAX),
            (login_key(login), ACCOUNT_GUESSES_MAX),
        ];
        let mut all = self.lock();
        let full = wanted.iter().any(|(guesser, max)| {
            all.get_mut(guesser).is_some_and(|times| {
                times.retain(|at| now.saturating_sub(*at) < WINDOW_MS);
                times.len() >= *max
            })
        });
        if full {
            return false;
        }
        if all.len() >= REMEMBERED_MAX {
            all.retain(|_, times| times.iter().any(|at| now.saturating_sub(*at) < WINDOW_MS));
        }
        if all.len() >= REMEMBERED_MAX {
            // Still too many: forgetting some is better than refusing everybody.
            all.pop_first();
            all.pop_last();
        }
        for (guesser, _) in wanted {
            all.entry(guesser).or_default().push(now);
        }
        true
    }

    /// The guess of this moment was right: it does not count, and its account begins anew.
    pub(super) fn was_good(&self, (address, login): (&str, &str), at: Timestamp) {
        let mut all = self.lock();
        all.remove(&login_key(login));
        if let Some(times) = all.get_mut(&Guesser::Address(network(address)))
            && let Some(position) = times.iter().rposition(|time| *time == at)
        {
            times.remove(position);
        }
    }

    /// An administrator gave the account a new password: it need not wait.
    pub(crate) fn forget_login(&self, login: &str) {
        self.lock().remove(&login_key(login));
    }

    /// A turn to hold a large body; nothing when all turns stay taken.
    pub(super) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let waiting = Arc::clone(&self.large).acquire_owned();
        tokio::time::timeout(LARGE_WAIT, waiting).await.ok()?.ok()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Guesser, Vec<Timestamp>>> {
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn login_key(login: &str) -> Guesser {
    Guesser::Login(login.trim().chars().take(LOGIN_CHARACTERS).collect())
}

/// An address as it is counted: whoever has one address of IPv6 has 2^64 of them.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(inner) => inner.to_string(),
            None => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
        },
        Ok(IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_after_thirty_guesses_until_the_window_is_over() {
        let throttle = Throttle::default();
        for guess in 0..ADDRESS_GUESSES_MAX {
            assert!(throttle.admit(("10.0.0.8", &format!("user{guess}")), 0));
        }
        assert!(!throttle.admit(("10.0.0.8", "another"), WINDOW_MS - 1));
        assert!(throttle.admit(("10.0.0.9", "another"), 0));
        assert!(throttle.admit(("10.0.0.8", "another"), WINDOW_MS));
    }

    #[test]
    fn a_log_in_name_waits_after_ten_guesses_from_anywhere_and_a_good_one_begins_anew() {
        let throttle = Throttle::default();
        let from = |guess: usize| format!("10.0.0.{guess}");
        for guess in 0..ACCOUNT_GUESSES_MAX {
            assert!(throttle.admit((&from(guess), "zhang"), 0));
        }
        assert!(!throttle.admit((&from(99), "zhang"), 0));
        throttle.forget_login("zhang");
        assert!(throttle.admit((&from(99), "zhang"), 1));
        throttle.was_good((&from(99), "zhang"), 1);
        assert!(throttle.lock().keys().all(|key| *key != login_key("zhang")));
    }

    #[test]
    fn addresses_of_one_network_are_counted_as_one() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:10.0.0.8"), "10.0.0.8");
    }

    #[test]
    fn a_flood_of_addresses_does_not_grow_the_memory() {
        let throttle = Throttle::default();
        for guess in 0..(REMEMBERED_MAX / 2 + 200) {
            throttle.admit((&guess.to_string(), &guess.to_string()), 0);
        }
        assert!(throttle.lock().len() <= REMEMBERED_MAX + 2);
    }
}
