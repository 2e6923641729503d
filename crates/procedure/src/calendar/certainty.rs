//! Whether a figure rests on holiday notices or on weekends alone.

use super::WorkingCalendar;
use std::fmt;
use vocabulary::Day;

/// What a figure of the calendar rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Every year it touches has its holiday notice.
    ByNotice,
    /// 暂按周末推算: a year has none, so that the figure may change once there is one.
    ByWeekends {
        /// The first such year.
        year: i32,
    },
}

impl Certainty {
    /// Whether every year has its notice.
    pub fn is_certain(self) -> bool {
        self == Self::ByNotice
    }

    /// Of two figures together: the first doubt.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self.is_certain() { other } else { self }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByNotice => f.write_str("按放假安排通知计算"),
            Self::ByWeekends { year } => {
                write!(f, "尚未登记{year}年放假安排通知，暂按周末推算")
            }
        }
    }
}

/// A figure of the calendar, and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<T> {
    /// The figure.
    pub value: T,
    /// What it rests on.
    pub certainty: Certainty,
}

/// From this day of December on, the notice of the year to come may rule: that for 2019 made
/// Saturday 29 December 2018 a working day and freed Monday the 31st, as that for 2008 did in 2007.
/// No notice for the years 2007 to 2026 reached further back.
const NEXT_NOTICE_REACHES_BACK_TO: (u32, u32) = (12, 29);

impl WorkingCalendar {
    /// What is known of a day.
    pub(super) fn certainty_of(&self, day: Day) -> Certainty {
        self.certainty_through(day, day)
    }

    /// What is known of the days from one to another, both counted; certain when there is none.
    pub(crate) fn certainty_through(&self, first: Day, last: Day) -> Certainty {
        if last < first {
            return Certainty::ByNotice;
        }
        let in_next_years_hand = (last.month(), last.day_of_month()) >= NEXT_NOTICE_REACHES_BACK_TO;
        let last_year = last.year().saturating_add(i32::from(in_next_years_hand));
        (first.year()..=last_year)
            .find(|year| !self.notices.contains_key(year))
            .map_or(Certainty::ByNotice, |year| Certainty::ByWeekends { year })
    }
}
