//! 工作日历: which days are worked, by the holiday notices of the State Council's office.
//!
//! ```text
//! HolidayNotice…  ── WorkingCalendar::new, checked ──>  is_working_day, add_working_days, …
//! Counted<T>      a figure and whether every year it rests on has its notice
//! ```
//!
//! A year without a notice is reckoned by its weekends, and every figure that rests on such a year
//! says so (暂按周末推算).

mod certainty;
mod counting;
mod fault;
mod notice;
#[cfg(test)]
pub(crate) mod tests;

pub use certainty::{Certainty, Counted};
pub use fault::CalendarFault;
pub use notice::{DaysOff, HolidayNotice, SourceDocument};

use crate::Digest;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Day;

/// What kind of day a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'calendar> {
    /// A Monday to Friday that is worked.
    WorkingDay,
    /// 调休上班: a Saturday or Sunday that a notice makes a working day.
    WorkedWeekend,
    /// A Saturday or Sunday.
    Weekend,
    /// A day that a notice frees, weekend or not, with the name of the holiday.
    Holiday(&'calendar str),
}

/// 工作日历: the holiday notices of the years that have one, ready to be asked about any day.
///
/// An answer about a day costs a search in a sorted list; no answer walks over years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCalendar {
    notices: BTreeMap<i32, HolidayNotice>,
    /// Ranges off by their first day: the last day and the name.
    ranges: BTreeMap<Day, (Day, String)>,
    /// Numbers of the Mondays to Fridays that are off, ascending.
    weekdays_off: Vec<i32>,
    /// Numbers of the Saturdays and Sundays that are worked, ascending.
    weekends_worked: Vec<i32>,
    statutory: BTreeSet<Day>,
    version: String,
}

impl WorkingCalendar {
    /// Puts the notices of any years together; without a notice, every year goes by its weekends.
    ///
    /// # Errors
    /// Everything that is wrong with the notices, each by itself and with one another.
    pub fn new(
        notices: impl IntoIterator<Item = HolidayNotice>,
    ) -> Result<Self, Vec<CalendarFault>> {
        let mut faults = Vec::new();
        let mut by_year = BTreeMap::new();
        for notice in notices {
            faults.extend(notice.faults());
            let year = notice.year;
            if by_year.insert(year, notice).is_some() {
                faults.push(CalendarFault::YearTwice { year });
            }
        }
        faults.extend(fault::overlaps(&by_year));
        if faults.is_empty() { Ok(Self::of_sound(by_year)) } else { Err(faults) }
    }

    /// The calendar with more notices. A notice takes the place of the one of its year, as when a
    /// year's arrangement is changed by a later document.
    ///
    /// # Errors
    /// Everything that is wrong with the notices put together.
    pub fn with(
        &self,
        notices: impl IntoIterator<Item = HolidayNotice>,
    ) -> Result<Self, Vec<CalendarFault>> {
        let new: Vec<_> = notices.into_iter().collect();
        let replaced: BTreeSet<i32> = new.iter().map(|notice| notice.year).collect();
        let kept = self.notices.values().filter(|notice| !replaced.contains(&notice.year));
        Self::new(kept.cloned().chain(new))
    }

    fn of_sound(notices: BTreeMap<i32, HolidayNotice>) -> Self {
        let all_off = || notices.values().flat_map(|notice| &notice.days_off);
        let ranges = all_off().map(|off| (off.from, (off.to, off.name.clone()))).collect();
        let mut weekdays_off: Vec<i32> = all_off()
            .flat_map(DaysOff::days)
            .filter(|day| !day.is_weekend())
            .map(Day::number)
            .collect();
        weekdays_off.sort_unstable();
        let worked = notices.values().flat_map(|notice| &notice.worked);
        let mut weekends_worked: Vec<i32> = worked.map(|day| day.number()).collect();
        weekends_worked.sort_unstable();
        let statutory = notices.values().flat_map(|notice| &notice.statutory).copied().collect();
        let version = version(&notices, &weekdays_off, &weekends_worked);
        Self { notices, ranges, weekdays_off, weekends_worked, statutory, version }
    }

    /// Names what the calendar says in a text that a measured value can carry: the years that have
    /// a notice, and the beginning of the SM3 digest of the days that differ from plain weeks. Two
    /// calendars that answer alike have one version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The notices, by year.
    pub fn notices(&self) -> impl Iterator<Item = &HolidayNotice> {
        self.notices.values()
    }

    /// The notice of a year; none while there is none.
    pub fn notice(&self, year: i32) -> Option<&HolidayNotice> {
        self.notices.get(&year)
    }

    /// What kind of day a day is, by the notices; by its weekday where there is none.
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        let before = self.ranges.range(..=day).next_back();
        match before {
            Some((_, (to, name))) if day <= *to => DayKind::Holiday(name),
            _ if !day.is_weekend() => DayKind::WorkingDay,
            _ if self.weekends_worked.binary_search(&day.number()).is_ok() => {
                DayKind::WorkedWeekend
            }
            _ => DayKind::Weekend,
        }
    }

    /// Whether a day is one of the statutory holidays proper (法定节假日), not merely free by
    /// exchange with a weekend; none when the year has no notice or its data do not tell.
    pub fn is_statutory_holiday(&self, day: Day) -> Option<bool> {
        let known = self.notices.get(&day.year()).is_some_and(|n| !n.statutory.is_empty());
        known.then(|| self.statutory.contains(&day))
    }
}

/// See [`WorkingCalendar::version`].
fn version(notices: &BTreeMap<i32, HolidayNotice>, off: &[i32], worked: &[i32]) -> String {
    if notices.is_empty() {
        return "工作日历（无放假安排，按周末推算）".to_owned();
    }
    let years: Vec<String> = runs(notices.keys().copied())
        .into_iter()
        .map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first}—{last}") }
            },
        )
        .collect();
    let years = years.join("、");
    let content = Digest::of(format!("{years}|{off:?}|{worked:?}").as_bytes()).to_string();
    // Eight digits tell apart the few calendars that one office will ever have.
    format!("{years}年工作日历（{}）", content.get(..8).unwrap_or(&content))
}

/// Runs of years that follow one another, each with its first and last.
fn runs(years: impl Iterator<Item = i32>) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for year in years {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    runs
}
