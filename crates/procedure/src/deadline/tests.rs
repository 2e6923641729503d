//! Deadlines over a few made-up notices; the shipped calendar and limits are proved where they are
//! read.

mod acceptance;
mod explanation;
mod hours;
mod in_days;
mod properties;
mod rules;

use super::*;
use crate::WorkingCalendar;
pub(super) use crate::calendar::tests::day;
use crate::calendar::tests::notice;
use std::num::NonZeroU32;
use vocabulary::{Basis, Day};

/// The Spring Festival and the National Day of 2021 as they were, and the New Year after.
fn calendar() -> WorkingCalendar {
    let year = [("春节", "2021-02-11", "2021-02-17"), ("国庆节", "2021-10-01", "2021-10-07")];
    let worked = ["2021-02-07", "2021-02-20", "2021-09-26", "2021-10-09"];
    let next = [("元旦", "2022-01-01", "2022-01-03")];
    WorkingCalendar::new([notice(2021, &year, &worked), notice(2022, &next, &[])]).unwrap()
}

fn bases() -> CountingBases {
    CountingBases {
        start_day: Basis::new("起算条"),
        working_days: Basis::new("工作日条"),
        holiday_shift: Basis::new("顺延条"),
        hours: Basis::new("小时条"),
        clock_stops: Basis::new("扣除条"),
        silence: Basis::new("告知条"),
        silence_on_the_spot: Basis::new("当场条"),
    }
}

fn limit(value: u32, unit: LimitUnit) -> Limit {
    Limit {
        code: "permit_decision".to_owned(),
        name: "作出行政许可决定".to_owned(),
        value: NonZeroU32::new(value).unwrap(),
        unit,
        start: StartEvent::Acceptance,
        extension: NonZeroU32::new(10),
        basis: Basis::new("时限条"),
        in_force_from: day("2004-07-01"),
        doubt: None,
    }
}

fn working_days(value: u32) -> Limit {
    limit(value, LimitUnit::WorkingDay)
}

fn stop(from: &str, to: &str) -> ClockStop {
    ClockStop { from: day(from), to: Some(day(to)), reason: "专家评审".to_owned() }
}

fn open_stop(from: &str) -> ClockStop {
    ClockStop { from: day(from), to: None, reason: "鉴定".to_owned() }
}

fn granted(on: &str) -> Extension {
    Extension { granted_on: day(on), reason: "案情复杂".to_owned() }
}

fn reckoned(limit: &Limit, case: &DeadlineCase) -> Result<Deadline, DeadlineFault> {
    DeadlineClock { calendar: &calendar(), bases: &bases() }.due(limit, case)
}

/// When a limit ends that started on a day and met with these stops.
fn due(limit: &Limit, start: &str, stops: &[ClockStop]) -> Due {
    let case = DeadlineCase { start: day(start), stops: stops.to_vec(), extension: None };
    reckoned(limit, &case).unwrap().due
}

fn on(text: &str) -> Due {
    Due::On(day(text))
}
