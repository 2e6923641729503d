//! Times in JSON: RFC 3339 in UTC.

use chrono::{DateTime, SecondsFormat, Utc};
use store::Timestamp;

/// A time as text.
pub(super) fn moment(at: Timestamp) -> String {
    let at = DateTime::<Utc>::from_timestamp_millis(at).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A text as a time.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_survives_being_printed() {
        assert_eq!(moment(1_700_000_000_123), "2023-11-14T22:13:20.123Z");
        assert_eq!(read(&moment(1_700_000_000_123)), Some(1_700_000_000_123));
        assert_eq!(read("昨天"), None);
    }
}
