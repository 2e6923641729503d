//! What can be wrong with holiday notices.

use super::{DaysOff, HolidayNotice};
use std::collections::BTreeMap;
use vocabulary::Day;

/// What is wrong with a holiday notice, or with several together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// Two notices for one year.
    #[error("{year}年的放假安排有两份，请只保留一份")]
    YearTwice {
        /// The year.
        year: i32,
    },
    /// A notice that frees no day would make a year certain of which nothing is known.
    #[error("{year}年的放假安排没有列出放假日期，请按通知补齐")]
    NothingOff {
        /// The year.
        year: i32,
    },
    /// A range ends before it begins.
    #[error("{year}年“{name}”放假的止日{to}早于起日{from}，请核对后重填")]
    EndsBeforeItBegins {
        /// The year.
        year: i32,
        /// The holiday.
        name: String,
        /// The first day as given.
        from: Day,
        /// The last day as given.
        to: Day,
    },
    /// A day that a notice for the year cannot be about.
    #[error("{year}年的放假安排列有{day}，不是该年度或上年12月的日期，请核对年份")]
    WrongYear {
        /// The year of the notice.
        year: i32,
        /// The day.
        day: Day,
    },
    /// Two ranges have a day in common.
    #[error("“{first}”与“{second}”的放假日期重叠（{day}），请核对起止日期")]
    Overlap {
        /// The range that begins first.
        first: String,
        /// The other.
        second: String,
        /// The first day of both.
        day: Day,
    },
    /// A day said to be worked by exchange is a Monday to Friday.
    #[error("{year}年的调休上班日{day}不是星期六、星期日，请核对日期")]
    WorkedDayIsNoWeekend {
        /// The year.
        year: i32,
        /// The day.
        day: Day,
    },
    /// A worked weekend day is given twice.
    #[error("{year}年的调休上班日{day}重复，请删去一处")]
    WorkedTwice {
        /// The year.
        year: i32,
        /// The day.
        day: Day,
    },
    /// A day is both off and worked.
    #[error("{day}既列为“{name}”放假，又列为调休上班日，请核对通知")]
    OffAndWorked {
        /// The holiday.
        name: String,
        /// The day.
        day: Day,
    },
    /// A statutory holiday is not among the days off.
    #[error("{year}年的法定节假日{day}不在放假日期之内，请核对日期")]
    StatutoryDayWorked {
        /// The year.
        year: i32,
        /// The day.
        day: Day,
    },
}

/// Days that are off twice, or off and worked, within a notice or between two.
pub(super) fn overlaps(notices: &BTreeMap<i32, HolidayNotice>) -> Vec<CalendarFault> {
    let mut ranges: Vec<&DaysOff> = notices.values().flat_map(|n| &n.days_off).collect();
    ranges.sort_by_key(|off| (off.from, off.to));
    let mut faults = Vec::new();
    let mut reaches_furthest: Option<&DaysOff> = None;
    for range in &ranges {
        if let Some(before) = reaches_furthest.filter(|before| range.from <= before.to) {
            faults.push(CalendarFault::Overlap {
                first: before.name.clone(),
                second: range.name.clone(),
                day: range.from,
            });
        }
        if reaches_furthest.is_none_or(|before| before.to < range.to) {
            reaches_furthest = Some(range);
        }
    }
    for day in notices.values().flat_map(|notice| &notice.worked).copied() {
        if let Some(off) = ranges.iter().find(|off| (off.from..=off.to).contains(&day)) {
            faults.push(CalendarFault::OffAndWorked { name: off.name.clone(), day });
        }
    }
    faults
}
