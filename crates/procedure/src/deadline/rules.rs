//! The limits of all matters, and what counting itself rests on.

use super::limit::{Limit, LimitUnit, Retention};
use std::collections::BTreeSet;
use vocabulary::{Basis, Day};

/// The regulations behind the way of counting, cited in the explanation of a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountingBases {
    /// The day of the event is not counted.
    pub start_day: Basis,
    /// Limits in working days leave days off out.
    pub working_days: Basis,
    /// A last day that is off moves.
    pub holiday_shift: Basis,
    /// Limits in hours run from the moment of the event.
    pub hours: Basis,
    /// Times that are not counted.
    pub clock_stops: Basis,
    /// An application not found wanting in time is accepted.
    pub silence: Basis,
    /// An application not refused in writing on the spot is accepted.
    pub silence_on_the_spot: Basis,
}

/// What is wrong with limits put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitFault {
    /// Two entries for one matter from the same day on, or two for one kind of papers.
    #[error("时限“{code}”重复，请删去一处或更正生效日期")]
    Twice {
        /// The matter.
        code: String,
    },
    /// Only limits in days after an event can be extended.
    #[error("时限“{code}”以{unit}计，不设延长，请删去延长期限")]
    CannotBeExtended {
        /// The matter.
        code: String,
        /// The unit as shown.
        unit: &'static str,
    },
}

/// 时限规则: the limits of all matters, by the day from which each is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRules {
    /// By code, then by the day they are in force from.
    limits: Vec<Limit>,
    retentions: Vec<Retention>,
    bases: CountingBases,
}

impl DeadlineRules {
    /// Puts limits together.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn new(
        mut limits: Vec<Limit>,
        retentions: Vec<Retention>,
        bases: CountingBases,
    ) -> Result<Self, Vec<LimitFault>> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for limit in &limits {
            if !seen.insert((&limit.code, Some(limit.in_force_from))) {
                faults.push(LimitFault::Twice { code: limit.code.clone() });
            }
            if let (Some(_), Some(unit)) = (limit.extension, never_extended(limit.unit)) {
                faults.push(LimitFault::CannotBeExtended { code: limit.code.clone(), unit });
            }
        }
        for retention in &retentions {
            if !seen.insert((&retention.code, None)) {
                faults.push(LimitFault::Twice { code: retention.code.clone() });
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        limits.sort_by(|a, b| (&a.code, a.in_force_from).cmp(&(&b.code, b.in_force_from)));
        Ok(Self { limits, retentions, bases })
    }

    /// The limit of a matter whose event lies on a day; none for a matter not known, or before it
    /// had a limit.
    pub fn limit(&self, code: &str, on: Day) -> Option<&Limit> {
        self.limits.iter().rfind(|limit| limit.code == code && limit.in_force_from <= on)
    }

    /// Every limit, older ones too, by code.
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    /// How long papers are kept, in the order of the file.
    pub fn retentions(&self) -> &[Retention] {
        &self.retentions
    }

    /// What the way of counting rests on.
    pub fn bases(&self) -> &CountingBases {
        &self.bases
    }
}

/// The unit in words when limits in it are never extended.
fn never_extended(unit: LimitUnit) -> Option<&'static str> {
    match unit {
        LimitUnit::WorkingDay | LimitUnit::CalendarDay => None,
        LimitUnit::CalendarDayBefore => Some("提前天数"),
        LimitUnit::Hour => Some("小时"),
    }
}
