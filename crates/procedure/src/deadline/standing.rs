//! Where a case stands with its deadline: on time or not, how long still or how long over.

use super::clock::{Deadline, Due};
use super::hours::{Moment, MomentDeadline};
use crate::WorkingCalendar;
use std::fmt;
use vocabulary::Day;

/// A stretch of days, in both ways of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayDistance {
    /// Calendar days.
    pub days: u32,
    /// The working days among them.
    pub working_days: u32,
}

impl fmt::Display for DayDistance {
    /// `3天（1个工作日）`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}天（{}个工作日）", self.days, self.working_days)
    }
}

/// A stretch of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinuteDistance(pub u32);

impl fmt::Display for MinuteDistance {
    /// `1小时20分钟`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.div_euclid(60), self.0.rem_euclid(60)) {
            (0, minutes) => write!(f, "{minutes}分钟"),
            (hours, 0) => write!(f, "{hours}小时"),
            (hours, minutes) => write!(f, "{hours}小时{minutes}分钟"),
        }
    }
}

/// Where a case stands with its deadline, as of a day or minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<Distance> {
    /// Done, not later than due.
    OnTime,
    /// Done, so much later than due.
    Late(Distance),
    /// Not done, and so much is left; nothing on the last day or minute itself.
    Running(Distance),
    /// Not done, and so much over.
    Overdue(Distance),
    /// Not done, and the clock stands.
    Suspended,
}

impl<Distance> Standing<Distance> {
    /// Whether the case counts as on time; none while it is not yet due, when it belongs to no
    /// rate.
    pub fn is_on_time(&self) -> Option<bool> {
        match self {
            Self::OnTime => Some(true),
            Self::Late(_) | Self::Overdue(_) => Some(false),
            Self::Running(_) | Self::Suspended => None,
        }
    }
}

impl<Distance: fmt::Display> fmt::Display for Standing<Distance> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnTime => f.write_str("按期办结"),
            Self::Late(over) => write!(f, "逾期办结，超过时限{over}"),
            Self::Running(left) => write!(f, "在办，距到期{left}"),
            Self::Overdue(over) => write!(f, "逾期未办结，已超过时限{over}"),
            Self::Suspended => f.write_str("在办，暂停计时"),
        }
    }
}

impl Deadline {
    /// Where the case stands at the end of a day. A decision after that day is not known yet. The
    /// calendar is the one the deadline was reckoned with.
    pub fn standing(
        &self,
        decided: Option<Day>,
        as_of: Day,
        calendar: &WorkingCalendar,
    ) -> Standing<DayDistance> {
        let decided = decided.filter(|day| *day <= as_of);
        let due = match self.due {
            Due::On(due) => due,
            Due::Suspended { .. } if decided.is_some() => return Standing::OnTime,
            Due::Suspended { .. } => return Standing::Suspended,
        };
        let distance = |after: Day, until: Day| DayDistance {
            days: days_after(after, until),
            working_days: calendar.working_days_between(after, until).value,
        };
        match decided {
            Some(day) if day <= due => Standing::OnTime,
            Some(day) => Standing::Late(distance(due, day)),
            None if as_of <= due => Standing::Running(distance(as_of, due)),
            None => Standing::Overdue(distance(due, as_of)),
        }
    }
}

impl MomentDeadline {
    /// Where the matter stands at a minute. What is done after that minute is not known yet.
    pub fn standing(&self, done: Option<Moment>, as_of: Moment) -> Standing<MinuteDistance> {
        let due = self.due_at;
        match done.filter(|moment| *moment <= as_of) {
            Some(moment) if moment <= due => Standing::OnTime,
            Some(moment) => Standing::Late(minutes_between(due, moment)),
            None if as_of <= due => Standing::Running(minutes_between(as_of, due)),
            None => Standing::Overdue(minutes_between(due, as_of)),
        }
    }
}

/// Calendar days after a day, up to and with another; 0 when that is not later.
pub(super) fn days_after(after: Day, until: Day) -> u32 {
    u32::try_from(until.number().saturating_sub(after.number())).unwrap_or(0)
}

/// Minutes from one moment to a later one. The years of records have fewer than 2^32 minutes.
fn minutes_between(from: Moment, to: Moment) -> MinuteDistance {
    let minutes = to.number().saturating_sub(from.number());
    MinuteDistance(u32::try_from(minutes).unwrap_or(0))
}
