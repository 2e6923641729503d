//! Limits in hours: they run from the minute of the event, through nights and holidays.

use super::case::DeadlineFault;
use super::clock::DeadlineClock;
use super::limit::{Limit, LimitUnit};
use super::steps;
use std::fmt;
use vocabulary::Day;

const HOUR_MINUTES: u32 = 60;
const DAY_MINUTES: u32 = 1_440;

/// 时刻: a day and a minute of it, Beijing time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    day: Day,
    /// Minutes since the day began, below [`DAY_MINUTES`].
    minute: u32,
}

impl Moment {
    /// A minute of a day; none when there is no such hour or minute.
    pub fn new(day: Day, hour: u32, minute: u32) -> Option<Self> {
        let of_day = hour.checked_mul(HOUR_MINUTES)?.checked_add(minute)?;
        (hour < 24 && minute < 60).then_some(Self { day, minute: of_day })
    }

    /// The moment of a number from [`Moment::number`]; none outside the years of records.
    pub fn from_number(number: i64) -> Option<Self> {
        let minutes = i64::from(DAY_MINUTES);
        let day = Day::from_number(i32::try_from(number.div_euclid(minutes)).ok()?)?;
        Some(Self { day, minute: u32::try_from(number.rem_euclid(minutes)).ok()? })
    }

    /// Minutes since 1 January 1970 began, Beijing time, as ledgers keep a moment; negative before.
    pub fn number(self) -> i64 {
        i64::from(self.day.number())
            .saturating_mul(i64::from(DAY_MINUTES))
            .saturating_add(i64::from(self.minute))
    }

    /// The day.
    pub fn day(self) -> Day {
        self.day
    }

    /// The hour, 0 to 23, and the minute, 0 to 59.
    pub fn time(self) -> (u32, u32) {
        (self.minute.div_euclid(HOUR_MINUTES), self.minute.rem_euclid(HOUR_MINUTES))
    }

    /// So many hours later; none outside the years of records.
    pub fn plus_hours(self, hours: u32) -> Option<Self> {
        let minutes = i64::from(hours).checked_mul(i64::from(HOUR_MINUTES))?;
        Self::from_number(self.number().checked_add(minutes)?)
    }
}

impl fmt::Display for Moment {
    /// `2021年7月7日10时05分`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.time();
        write!(f, "{}{hour}时{minute:02}分", steps::in_words(self.day))
    }
}

/// The minute at which a limit in hours ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MomentDeadline {
    /// The last minute that is on time.
    pub due_at: Moment,
    /// How it was reckoned, in words.
    pub steps: Vec<String>,
}

impl DeadlineClock<'_> {
    /// The minute at which a limit in hours ends that started at a minute.
    ///
    /// # Errors
    /// When the limit is not one in hours, or ends beyond the year 2100.
    pub fn due_at(&self, limit: &Limit, start: Moment) -> Result<MomentDeadline, DeadlineFault> {
        let name = || limit.name.clone();
        if limit.unit != LimitUnit::Hour {
            return Err(DeadlineFault::WrongUnit { name: name(), unit: "日", needed: "日期" });
        }
        let due_at = start
            .plus_hours(limit.value.get())
            .ok_or_else(|| DeadlineFault::OutOfRange { name: name() })?;
        let steps = steps::of_hours(limit, start, due_at, self.bases);
        Ok(MomentDeadline { due_at, steps })
    }
}
