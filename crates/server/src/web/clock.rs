//! The one place of the server that asks what time it is.

use std::time::{SystemTime, UNIX_EPOCH};
use store::Timestamp;

/// Now.
#[expect(clippy::disallowed_methods, reason = "everything below takes the time as an argument")]
pub(crate) fn now() -> Timestamp {
    // A clock before 1970 is a broken clock; the trail stays in order by its numbers.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
