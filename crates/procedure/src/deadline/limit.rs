//! 时限: how long, counted how, from when, by which regulation.

use std::fmt;
use std::num::NonZeroU32;
use vocabulary::{Basis, Day};

/// What a limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitUnit {
    /// 工作日 after the event.
    WorkingDay,
    /// 自然日 after the event; a last day that is off moves to the next working day.
    CalendarDay,
    /// 自然日 before the event, at the latest. Such a limit moves with no holiday: later would be
    /// too late.
    CalendarDayBefore,
    /// 小时 from the minute of the event on, by day and night.
    Hour,
}

impl LimitUnit {
    /// Every unit.
    pub const ALL: [Self; 4] =
        [Self::WorkingDay, Self::CalendarDay, Self::CalendarDayBefore, Self::Hour];

    /// The name of the unit in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Self::WorkingDay => "working_day",
            Self::CalendarDay => "calendar_day",
            Self::CalendarDayBefore => "calendar_day_before",
            Self::Hour => "hour",
        }
    }

    /// So many of the unit, in the words of the field: `20个工作日`.
    pub fn counted(self, number: u32) -> String {
        match self {
            Self::WorkingDay => format!("{number}个工作日"),
            Self::CalendarDay => format!("{number}个自然日"),
            Self::CalendarDayBefore => format!("提前{number}个自然日"),
            Self::Hour => format!("{number}小时"),
        }
    }
}

/// 起算点: the event from which a limit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StartEvent {
    /// An application reaches the authority.
    Receipt,
    /// The authority takes an application on.
    Acceptance,
    /// An applicant has handed in all that was missing.
    Supplement,
    /// The authority decides.
    Decision,
    /// A contract is signed.
    Signing,
    /// Works are found fit on completion.
    CompletionAcceptance,
    /// The winning supplier is determined.
    Award,
    /// The notice of award is sent.
    AwardNotice,
    /// A procurement is over.
    ProcurementEnd,
    /// A supplier's query arrives.
    Query,
    /// A supplier's written challenge arrives.
    Challenge,
    /// A draft audit report arrives for comment.
    AuditReport,
    /// Sirens are to sound.
    SirenTest,
    /// An accident happens.
    Accident,
    /// An accident is reported to the one who has to pass it on.
    AccidentReport,
    /// A defect of a facility is reported.
    DefectReport,
}

impl StartEvent {
    /// Every event.
    pub const ALL: [Self; 16] = [
        Self::Receipt,
        Self::Acceptance,
        Self::Supplement,
        Self::Decision,
        Self::Signing,
        Self::CompletionAcceptance,
        Self::Award,
        Self::AwardNotice,
        Self::ProcurementEnd,
        Self::Query,
        Self::Challenge,
        Self::AuditReport,
        Self::SirenTest,
        Self::Accident,
        Self::AccidentReport,
        Self::DefectReport,
    ];

    /// The name of the event in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Acceptance => "acceptance",
            Self::Supplement => "supplement",
            Self::Decision => "decision",
            Self::Signing => "signing",
            Self::CompletionAcceptance => "completion_acceptance",
            Self::Award => "award",
            Self::AwardNotice => "award_notice",
            Self::ProcurementEnd => "procurement_end",
            Self::Query => "query",
            Self::Challenge => "challenge",
            Self::AuditReport => "audit_report",
            Self::SirenTest => "siren_test",
            Self::Accident => "accident",
            Self::AccidentReport => "accident_report",
            Self::DefectReport => "defect_report",
        }
    }

    /// The event in the words of the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Receipt => "收到申请",
            Self::Acceptance => "受理",
            Self::Supplement => "补正齐全",
            Self::Decision => "作出决定",
            Self::Signing => "签订合同",
            Self::CompletionAcceptance => "竣工验收合格",
            Self::Award => "确定中标、成交供应商",
            Self::AwardNotice => "发出中标、成交通知书",
            Self::ProcurementEnd => "采购结束",
            Self::Query => "收到询问",
            Self::Challenge => "收到质疑",
            Self::AuditReport => "接到审计组的审计报告",
            Self::SirenTest => "防空警报试鸣",
            Self::Accident => "事故发生",
            Self::AccidentReport => "接到事故报告",
            Self::DefectReport => "接到报告",
        }
    }
}

/// 时限 of one matter, from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The name of the matter in rule files and records, `permit_decision`.
    pub code: String,
    /// The matter in the words of the field, `作出行政许可决定`.
    pub name: String,
    /// How many of the unit.
    pub value: NonZeroU32,
    /// What it is counted in.
    pub unit: LimitUnit,
    /// From which event.
    pub start: StartEvent,
    /// By how many of the unit it may be extended, once; none when it may not.
    pub extension: Option<NonZeroU32>,
    /// The regulation.
    pub basis: Basis,
    /// The first day on which an event starts this limit and not an older one of the same matter.
    pub in_force_from: Day,
    /// What about the entry is not settled, in words; none when it is read from the regulation.
    pub doubt: Option<String>,
}

impl Limit {
    /// 承诺时限: what the authority promises for the same matter. It is kept beside the statutory
    /// limit, rests on the promise and is never extended.
    #[must_use]
    pub fn promised(&self, value: NonZeroU32, unit: LimitUnit, promise: Basis) -> Self {
        Self { value, unit, extension: None, basis: promise, doubt: None, ..self.clone() }
    }

    /// The same limit counted in another unit: the other reading of a regulation that says only
    /// “日”.
    #[must_use]
    pub fn counted_in(&self, unit: LimitUnit) -> Self {
        Self { unit, ..self.clone() }
    }
}

impl fmt::Display for Limit {
    /// `作出行政许可决定：自受理之日起20个工作日`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (event, length) = (self.start.label(), self.unit.counted(self.value.get()));
        match self.unit {
            LimitUnit::WorkingDay | LimitUnit::CalendarDay => {
                write!(f, "{}：自{event}之日起{length}", self.name)
            }
            LimitUnit::CalendarDayBefore => write!(f, "{}：{event}{length}", self.name),
            LimitUnit::Hour => write!(f, "{}：自{event}时起{length}", self.name),
        }
    }
}

/// 保存期限: how long papers are kept at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The name of the matter in rule files and records.
    pub code: String,
    /// The matter in the words of the field.
    pub name: String,
    /// For how many years.
    pub years: NonZeroU32,
    /// From which event.
    pub start: StartEvent,
    /// The regulation.
    pub basis: Basis,
    /// What about the entry is not settled, in words.
    pub doubt: Option<String>,
}

impl Retention {
    /// The last day on which the papers are to be there: the same day of the year, the last of the
    /// month when that month has no such day (民法典 art. 202). None beyond the year 2100.
    pub fn kept_until(&self, start: Day) -> Option<Day> {
        let year = start.year().checked_add(i32::try_from(self.years.get()).ok()?)?;
        Day::new(year, start.month(), start.day_of_month())
            .or_else(|| Some(Day::new(year, start.month(), 1)?.month_end()))
    }
}
