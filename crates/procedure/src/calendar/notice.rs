//! 放假安排: what the holiday notice of one year says.

use super::CalendarFault;
use std::collections::BTreeSet;
use std::fmt;
use vocabulary::Day;

/// The document that something was laid down in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDocument {
    /// Its title, without title marks.
    pub title: String,
    /// Its number, `国办发明电〔2020〕27号`.
    pub number: String,
    /// The day it was issued.
    pub issued_on: Day,
}

impl fmt::Display for SourceDocument {
    /// `《国务院办公厅关于2021年部分节假日安排的通知》（国办发明电〔2020〕27号）`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》（{}）", self.title, self.number)
    }
}

/// 放假: days off in a row, with the weekends among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaysOff {
    /// The holiday, `国庆节`.
    pub name: String,
    /// The first day off.
    pub from: Day,
    /// The last day off.
    pub to: Day,
}

impl DaysOff {
    /// Every day of the range; none when it ends before it begins.
    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        let to = self.to;
        std::iter::successors(Some(self.from), |day| day.next()).take_while(move |day| *day <= to)
    }
}

/// 放假安排通知: the days off and the weekend days worked of one year.
///
/// A notice may reach back into the December before: that for 2023 frees 31 December 2022.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayNotice {
    /// The year it is for.
    pub year: i32,
    /// The notice.
    pub source: SourceDocument,
    /// The ranges off.
    pub days_off: Vec<DaysOff>,
    /// 调休上班: Saturdays and Sundays that are worked.
    pub worked: Vec<Day>,
    /// 法定节假日 proper among the days off, those of 《全国年节及纪念日放假办法》; empty when not
    /// known.
    pub statutory: Vec<Day>,
}

impl HolidayNotice {
    /// Everything that is wrong with the notice by itself.
    pub(super) fn faults(&self) -> Vec<CalendarFault> {
        let year = self.year;
        let mut faults = Vec::new();
        if self.days_off.is_empty() {
            faults.push(CalendarFault::NothingOff { year });
        }
        for off in &self.days_off {
            let DaysOff { name, from, to } = off.clone();
            if to < from {
                faults.push(CalendarFault::EndsBeforeItBegins { year, name, from, to });
            }
        }
        let ends = self.days_off.iter().flat_map(|off| [off.from, off.to]);
        let of_another_year = |day: &Day| !self.speaks_of(*day);
        let all = ends.chain(self.worked.iter().copied()).chain(self.statutory.iter().copied());
        let strangers: BTreeSet<Day> = all.filter(of_another_year).collect();
        faults.extend(strangers.into_iter().map(|day| CalendarFault::WrongYear { year, day }));
        faults.extend(self.faults_of_worked());
        for day in &self.statutory {
            if !self.days_off.iter().any(|off| (off.from..=off.to).contains(day)) {
                faults.push(CalendarFault::StatutoryDayWorked { year, day: *day });
            }
        }
        faults
    }

    fn faults_of_worked(&self) -> Vec<CalendarFault> {
        let mut seen = BTreeSet::new();
        let mut faults = Vec::new();
        for day in self.worked.iter().copied() {
            if !day.is_weekend() {
                faults.push(CalendarFault::WorkedDayIsNoWeekend { year: self.year, day });
            }
            if !seen.insert(day) {
                faults.push(CalendarFault::WorkedTwice { year: self.year, day });
            }
        }
        faults
    }

    /// Whether a day is one that a notice for the year can be about.
    fn speaks_of(&self, day: Day) -> bool {
        let december_before =
            day.month() == 12 && day.year().checked_add(1).is_some_and(|year| year == self.year);
        day.year() == self.year || december_before
    }
}
