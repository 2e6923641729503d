//! Stops of the clock put in order: cut at the start day, those that overlap made one.

use super::case::{ClockStop, DeadlineFault};
use vocabulary::Day;

/// Days in a row that do not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standstill {
    /// The first day, always after the start day.
    pub(super) from: Day,
    /// The last day; none while the clock stands.
    pub(super) to: Option<Day>,
    /// What for, each reason once.
    pub(super) reasons: Vec<String>,
}

impl Standstill {
    /// Whether a day lies in it.
    pub(super) fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The standstills after a start day, in order, without a day in common. What lies before is
/// dropped: nothing was being counted yet.
///
/// # Errors
/// When a stop ends before it begins.
pub(super) fn standstills(
    stops: &[ClockStop],
    start: Day,
) -> Result<Vec<Standstill>, DeadlineFault> {
    let mut ordered: Vec<&ClockStop> = stops.iter().collect();
    ordered.sort_by_key(|stop| stop.from);
    let mut merged: Vec<Standstill> = Vec::new();
    for stop in ordered {
        if let Some(to) = stop.to.filter(|to| *to < stop.from) {
            return Err(DeadlineFault::StopEndsBeforeItBegins { from: stop.from, to });
        }
        let Some(first) = start.next().filter(|first| stop.to.is_none_or(|to| *first <= to)) else {
            continue;
        };
        let from = stop.from.max(first);
        match merged.last_mut().filter(|last| last.to.is_none_or(|to| from <= to)) {
            Some(last) => {
                // An open end comes last of all.
                last.to = last.to.zip(stop.to).map(|(one, other)| one.max(other));
                if !last.reasons.contains(&stop.reason) {
                    last.reasons.push(stop.reason.clone());
                }
            }
            None => {
                merged.push(Standstill { from, to: stop.to, reasons: vec![stop.reason.clone()] });
            }
        }
    }
    Ok(merged)
}
