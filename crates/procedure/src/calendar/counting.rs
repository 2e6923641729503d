//! Counting days forward and between, without walking over them.

use super::{Certainty, Counted, DaysOff, WorkingCalendar};
use vocabulary::Day;

impl WorkingCalendar {
    /// Whether a day is a working day: a Monday to Friday that is not off, or a weekend day that is
    /// worked by exchange.
    pub fn is_working_day(&self, day: Day) -> Counted<bool> {
        Counted { value: self.is_worked(day), certainty: self.certainty_of(day) }
    }

    /// How many working days lie after a day, up to and with another; 0 when that is not later.
    pub fn working_days_between(&self, after: Day, until: Day) -> Counted<u32> {
        let difference = self.worked_through(until).saturating_sub(self.worked_through(after));
        let value = u32::try_from(difference).unwrap_or(0);
        Counted { value, certainty: self.certainty_after(after, until) }
    }

    /// The n-th working day after a day, which is itself not counted; the day itself for 0.
    ///
    /// None beyond the year 2100.
    pub fn add_working_days(&self, start: Day, count: u32) -> Option<Counted<Day>> {
        let origin = self.worked_through(start);
        let mut day = start;
        loop {
            let passed = self.worked_through(day).saturating_sub(origin);
            let missing = u32::try_from(i64::from(count).saturating_sub(i64::from(passed))).ok()?;
            if missing == 0 {
                let certainty = self.certainty_after(start, day);
                return Some(Counted { value: day, certainty });
            }
            // Days hold at most as many working days: this never jumps over the day sought.
            day = day.plus(u64::from(missing))?;
        }
    }

    /// The end of a period of calendar days after a day, which is itself not counted. When the
    /// last day is off, the period ends on the next working day (民法典 art. 203).
    ///
    /// None beyond the year 2100.
    pub fn add_calendar_days(&self, start: Day, count: u32) -> Option<Counted<Day>> {
        self.working_day_from(start.plus(u64::from(count))?)
    }

    /// The first working day that is not before a day. None beyond the year 2100.
    pub fn working_day_from(&self, day: Day) -> Option<Counted<Day>> {
        let mut end = day;
        while !self.is_worked(end) {
            end = end.next()?;
        }
        Some(Counted { value: end, certainty: self.certainty_through(day, end) })
    }

    /// The days off by notice after a day, up to and with another, cut at both ends.
    pub(crate) fn days_off_after(&self, after: Day, until: Day) -> Vec<DaysOff> {
        let Some(first) = after.next() else { return Vec::new() };
        // Ranges do not overlap: only the last of those that begin before can reach in.
        let before = self.ranges.range(..first).next_back();
        let inside = self.ranges.range(first..=until.max(first));
        before
            .into_iter()
            .chain(inside)
            .map(|(from, (to, name))| DaysOff {
                name: name.clone(),
                from: (*from).max(first),
                to: (*to).min(until),
            })
            .filter(|off| off.from <= off.to)
            .collect()
    }

    /// The weekend days worked by exchange after a day, up to and with another.
    pub(crate) fn weekends_worked_after(&self, after: Day, until: Day) -> Vec<Day> {
        let numbers = self.weekends_worked.iter().copied();
        let inside = numbers.filter(|number| (after.number()..=until.number()).contains(number));
        inside.filter(|number| *number != after.number()).filter_map(Day::from_number).collect()
    }

    /// What is known of the days after one, up to and with another.
    pub(crate) fn certainty_after(&self, after: Day, until: Day) -> Certainty {
        after.next().map_or(Certainty::ByNotice, |first| self.certainty_through(first, until))
    }

    fn is_worked(&self, day: Day) -> bool {
        let listed = |list: &[i32]| list.binary_search(&day.number()).is_ok();
        if day.is_weekend() { listed(&self.weekends_worked) } else { !listed(&self.weekdays_off) }
    }

    /// How many working days there are up to and with a day, from a fixed day on; of use only as a
    /// difference.
    fn worked_through(&self, day: Day) -> i32 {
        let up_to = |list: &[i32]| {
            i32::try_from(list.partition_point(|number| *number <= day.number()))
                .unwrap_or(i32::MAX)
        };
        weekdays_through(day)
            .saturating_sub(up_to(&self.weekdays_off))
            .saturating_add(up_to(&self.weekends_worked))
    }
}

/// How many Mondays to Fridays there are from 29 December 1969, a Monday, to a day; negative
/// before.
fn weekdays_through(day: Day) -> i32 {
    let since_monday = day.number().saturating_add(3);
    let weeks = since_monday.div_euclid(7);
    let days_of_week = since_monday.rem_euclid(7).saturating_add(1);
    weeks.saturating_mul(5).saturating_add(days_of_week.min(5))
}
