//! 办理: who may do what, and the trail of what was done.
//!
//! ```text
//! permit(Actor, Action, ObjectState) -> Verdict     the one place that says yes or no
//! Scope        the part of the org tree a person's posts cover; the store makes a WHERE of it
//! AuditEntry   who did what when, sealed to the entry before it (SM3)
//! AuditChain   verifies a trail and names the first broken entry
//! WorkingCalendar    which days are worked, by the holiday notices of each year
//! DeadlineClock      limits of regulations to the day or minute on which they end
//! ```
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

mod audit;
mod calendar;
mod deadline;
mod permission;

pub use audit::{AuditChain, AuditDraft, AuditEntry, AuditHead, ChainFault, Digest};
pub use calendar::{
    CalendarFault, Certainty, Counted, DayKind, DaysOff, HolidayNotice, SourceDocument,
    WorkingCalendar,
};
pub use deadline::{
    Acceptance, AcceptanceFinding, ClockStop, CountingBases, DayDistance, Deadline, DeadlineCase,
    DeadlineClock, DeadlineFault, DeadlineRules, Due, Extension, Intake, Limit, LimitFault,
    LimitUnit, MinuteDistance, Moment, MomentDeadline, NoticePeriod, Retention, Standing,
    StartEvent,
};
pub use permission::{
    Action, Actor, ObjectState, Refusal, Role, Scope, Verdict, permit, permit_judging,
};
