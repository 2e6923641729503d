//! 应做事项: the rows that a plan demands, whether or not anybody fills them in.
//!
//! ```text
//! ExpectedPlan::days       period, calendar   ->  the days on which rows fall
//! ExpectedPlan::rows_on    day, those that are served on it  ->  one row for each
//! ```
//!
//! Both are pure: who is served on a day is asked of the records, which days are worked of the
//! calendar of the holiday notices.

#[cfg(test)]
mod tests;

use crate::{Cell, ExpectedPlan, Name, PlanDue, PlanRhythm};
use std::collections::BTreeMap;
use vocabulary::{Day, Period};

/// One that a plan serves on a day: a ditch mouth, a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanSubject {
    /// The key of its record.
    pub record: String,
    /// The unit that it belongs to; its rows belong to the same.
    pub unit_code: String,
}

/// 应做: a row that has to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedRow {
    /// The unit that it belongs to.
    pub unit_code: String,
    /// Its key fields, and the day it has to be filled in by when the plan names a field for it.
    pub cells: BTreeMap<Name, Cell>,
    /// The last day on which it may still be filled in without being a failure.
    pub due: Day,
}

impl ExpectedPlan {
    /// The days of a period on which the plan demands rows: of a week its Monday, of a month its
    /// first day, so that a stretch belongs to the period that it begins in.
    pub fn days(&self, period: Period, is_working: impl Fn(Day) -> bool) -> Vec<Day> {
        let falls = |day: Day| match self.rhythm {
            PlanRhythm::EveryDay => true,
            PlanRhythm::EveryWorkingDay => is_working(day),
            PlanRhythm::EveryWeek => day.monday() == Some(day),
            PlanRhythm::EveryMonth => day.day_of_month() == 1,
        };
        let mut days = Vec::new();
        let mut next = Some(period.start());
        while let Some(day) = next.filter(|day| *day <= period.end()) {
            if falls(day) {
                days.push(day);
            }
            next = day.next();
        }
        days
    }

    /// The rows of one day: for each that is served one, or one for each value of the further
    /// field. None when the day lies at the end of what can be counted.
    pub fn rows_on(
        &self,
        day: Day,
        served: &[PlanSubject],
        is_working: impl Fn(Day) -> bool,
    ) -> Vec<ExpectedRow> {
        let due = self.due.as_ref().map_or(Some(day), |due| due.day_after(day, is_working));
        let Some(due) = due else { return Vec::new() };
        served.iter().flat_map(|subject| self.rows_of(subject, day, due)).collect()
    }

    fn rows_of(&self, subject: &PlanSubject, day: Day, due: Day) -> Vec<ExpectedRow> {
        let whole = |day: Day| Cell::Whole(day.number().into());
        let mut cells = BTreeMap::from([
            (self.subject_field.clone(), Cell::Text(subject.record.clone())),
            (self.day_field.clone(), whole(day)),
        ]);
        cells.extend(self.due.iter().map(|named| (named.field.clone(), whole(due))));
        let row = ExpectedRow { unit_code: subject.unit_code.clone(), cells, due };
        let Some((field, values)) = &self.each_of else { return vec![row] };
        let with = |value: &String| {
            let mut row = row.clone();
            row.cells.insert(field.clone(), Cell::Text(value.clone()));
            row
        };
        values.iter().map(with).collect()
    }
}

impl PlanDue {
    /// The day by which a row of a day has to be filled in. Its own day is not counted.
    fn day_after(&self, day: Day, is_working: impl Fn(Day) -> bool) -> Option<Day> {
        if !self.working_days {
            return day.plus(self.days.into());
        }
        let mut left = self.days;
        let mut at = day;
        while left > 0 {
            at = at.next()?;
            left = left.saturating_sub(u16::from(is_working(at)));
        }
        Some(at)
    }
}
