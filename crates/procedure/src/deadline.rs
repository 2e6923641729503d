//! 办理时限: limits of regulations, and the day or minute at which each ends.
//!
//! ```text
//! DeadlineRules       the limits, each with its basis and the day it is in force from
//! DeadlineClock       a calendar and the bases of counting
//!   .due(Limit, DeadlineCase)            -> Deadline         days, stops, extension, steps in words
//!   .due_at(Limit, Moment)               -> MomentDeadline   limits in hours
//!   .accepted(NoticePeriod, Intake, day) -> AcceptanceFinding   silence makes an acceptance
//! Deadline::standing(decided, as_of)     -> Standing         on time or not, days left or over
//! ```

mod acceptance;
mod case;
mod clock;
mod hours;
mod limit;
mod rules;
mod standing;
mod steps;
mod stops;
#[cfg(test)]
mod tests;

pub use acceptance::{Acceptance, AcceptanceFinding, Intake, NoticePeriod};
pub use case::{ClockStop, DeadlineCase, DeadlineFault, Extension};
pub use clock::{Deadline, DeadlineClock, Due};
pub use hours::{Moment, MomentDeadline};
pub use limit::{Limit, LimitUnit, Retention, StartEvent};
pub use rules::{CountingBases, DeadlineRules, LimitFault};
pub use standing::{DayDistance, MinuteDistance, Standing};
