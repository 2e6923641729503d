//! Reckoning the day at which a limit ends.

use super::case::{DeadlineCase, DeadlineFault};
use super::limit::{Limit, LimitUnit};
use super::rules::CountingBases;
use super::standing::days_after;
use super::steps;
use super::stops::{Standstill, standstills};
use crate::{Certainty, WorkingCalendar};
use vocabulary::Day;

/// When a limit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// With this day, which is the last that is on time.
    On(Day),
    /// Not known while the clock stands.
    Suspended {
        /// The first day on which it stands.
        since: Day,
        /// How many of the limit's unit are still to be counted once it goes on; 0 when only the
        /// move away from a day off is left.
        left: u32,
    },
}

/// 到期: when a limit ends in a case, and how that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub due: Due,
    /// Whether every year it rests on has its holiday notice.
    pub certainty: Certainty,
    /// [`WorkingCalendar::version`] of the calendar it was reckoned with.
    pub calendar: String,
    /// How it was reckoned, in words, step by step.
    pub steps: Vec<String>,
}

impl Deadline {
    /// 到期日: the last day on time; none while the clock stands.
    pub fn due_on(&self) -> Option<Day> {
        match self.due {
            Due::On(day) => Some(day),
            Due::Suspended { .. } => None,
        }
    }
}

/// A calendar and the bases of counting: what every deadline is reckoned with.
#[derive(Clone, Copy, Debug)]
pub struct DeadlineClock<'a> {
    /// Which days are worked.
    pub calendar: &'a WorkingCalendar,
    /// What is cited.
    pub bases: &'a CountingBases,
}

/// How the days of a case were found.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// When the limit ends.
    pub(super) due: Due,
    /// The last day counted, before it moves away from a day off.
    pub(super) last_counted: Day,
    /// The standstills that mattered, each with the number of days it left out.
    pub(super) held: Vec<(Standstill, u32)>,
}

/// What the explanation of a deadline tells.
pub(super) struct Found {
    pub(super) settled: Settled,
    /// By how many of the unit the limit was extended; none when it was not.
    pub(super) extended_by: Option<u32>,
    pub(super) certainty: Certainty,
}

impl DeadlineClock<'_> {
    /// The day at which a limit in days ends.
    ///
    /// The start day is not counted. Stops and, in working days, days off are left out; an extension
    /// granted in time is added. The end is the first working day, outside of every stop, by which
    /// enough days were counted. A limit before an event is counted back from it.
    ///
    /// # Errors
    /// When the limit is one in hours, a stop ends before it begins, there is an extension or a
    /// stop that the limit does not know, or the end lies beyond the year 2100.
    pub fn due(&self, limit: &Limit, case: &DeadlineCase) -> Result<Deadline, DeadlineFault> {
        match limit.unit {
            LimitUnit::WorkingDay | LimitUnit::CalendarDay => self.due_after(limit, case),
            LimitUnit::CalendarDayBefore => self.due_before(limit, case),
            LimitUnit::Hour => Err(DeadlineFault::WrongUnit {
                name: limit.name.clone(),
                unit: "小时",
                needed: "时刻",
            }),
        }
    }

    fn due_after(&self, limit: &Limit, case: &DeadlineCase) -> Result<Deadline, DeadlineFault> {
        let out_of_range = || DeadlineFault::OutOfRange { name: limit.name.clone() };
        let stops = standstills(&case.stops, case.start)?;
        let settle = |count| self.settled(limit.unit, case.start, count, &stops);
        let mut settled = settle(limit.value.get()).ok_or_else(out_of_range)?;
        let mut extended_by = None;
        if let Some(extension) = &case.extension {
            let more = limit
                .extension
                .ok_or_else(|| DeadlineFault::NoExtension { name: limit.name.clone() })?;
            // What has run out cannot be extended any more.
            let in_time = match settled.due {
                Due::On(due) => extension.granted_on <= due,
                Due::Suspended { .. } => true,
            };
            if in_time {
                let count = limit.value.get().checked_add(more.get()).ok_or_else(out_of_range)?;
                settled = settle(count).ok_or_else(out_of_range)?;
                extended_by = Some(more.get());
            }
        }
        let certainty = self.certainty(limit.unit, case.start, &settled);
        let found = Found { settled, extended_by, certainty };
        let explanation = steps::of_days(self, limit, case, &found);
        Ok(self.deadline(found.settled.due, certainty, explanation))
    }

    fn due_before(&self, limit: &Limit, case: &DeadlineCase) -> Result<Deadline, DeadlineFault> {
        let name = || limit.name.clone();
        if !case.stops.is_empty() {
            return Err(DeadlineFault::NoStops { name: name() });
        }
        if case.extension.is_some() {
            return Err(DeadlineFault::NoExtension { name: name() });
        }
        let due = case
            .start
            .minus(u64::from(limit.value.get()))
            .ok_or_else(|| DeadlineFault::OutOfRange { name: name() })?;
        let steps = steps::of_days_before(limit, case.start, due);
        // Days off play no part.
        Ok(self.deadline(Due::On(due), Certainty::ByNotice, steps))
    }

    fn deadline(&self, due: Due, certainty: Certainty, steps: Vec<String>) -> Deadline {
        Deadline { due, certainty, calendar: self.calendar.version().to_owned(), steps }
    }

    /// Where counting so many days ends; none beyond the year 2100.
    fn settled(
        &self,
        unit: LimitUnit,
        start: Day,
        count: u32,
        stops: &[Standstill],
    ) -> Option<Settled> {
        let mut total = count;
        let mut last_counted = self.plus(unit, start, total)?;
        let mut held = Vec::new();
        // The stops are in order, and each one passed only moves the end towards later ones.
        for stop in stops {
            if last_counted < stop.from {
                break;
            }
            let before = stop.from.minus(1)?;
            let Some(to) = stop.to else {
                let left = total.saturating_sub(self.count(unit, start, before));
                let due = Due::Suspended { since: stop.from, left };
                return Some(Settled { due, last_counted: before, held });
            };
            let left_out = self.count(unit, before, to);
            total = total.checked_add(left_out)?;
            last_counted = self.plus(unit, start, total)?;
            held.push((stop.clone(), left_out));
        }
        let mut end = self.calendar.working_day_from(last_counted)?.value;
        // The end of a period of calendar days may move from a day off into a stop.
        while let Some(stop) = stops.iter().find(|stop| stop.holds(end)) {
            let Some(to) = stop.to else {
                let due = Due::Suspended { since: stop.from, left: 0 };
                return Some(Settled { due, last_counted, held });
            };
            end = self.calendar.working_day_from(to.next()?)?.value;
        }
        Some(Settled { due: Due::On(end), last_counted, held })
    }

    /// So many of a unit after a day.
    fn plus(&self, unit: LimitUnit, start: Day, count: u32) -> Option<Day> {
        if unit == LimitUnit::WorkingDay {
            self.calendar.add_working_days(start, count).map(|end| end.value)
        } else {
            start.plus(u64::from(count))
        }
    }

    /// How many of a unit lie after a day, up to and with another.
    fn count(&self, unit: LimitUnit, after: Day, until: Day) -> u32 {
        if unit == LimitUnit::WorkingDay {
            self.calendar.working_days_between(after, until).value
        } else {
            days_after(after, until)
        }
    }

    fn certainty(&self, unit: LimitUnit, start: Day, settled: &Settled) -> Certainty {
        match (settled.due, unit) {
            (Due::On(end), LimitUnit::WorkingDay) => self.calendar.certainty_after(start, end),
            (Due::On(end), _) => self.calendar.certainty_through(settled.last_counted, end),
            (Due::Suspended { since, .. }, LimitUnit::WorkingDay) => {
                self.calendar.certainty_after(start, since)
            }
            // Calendar days go by without a holiday until the last.
            (Due::Suspended { .. }, _) => Certainty::ByNotice,
        }
    }
}
