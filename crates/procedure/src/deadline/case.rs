//! What is known of one case: when it started, when its clock stood, whether it was extended.

use vocabulary::Day;

/// 扣除时限: days that do not count, for a hearing, a test, an appraisal, an expert review.
///
/// Only times of which the applicant was told in writing may be given (行政许可法 art. 45). A wait
/// for missing papers is none: it lies before acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockStop {
    /// The first day not counted.
    pub from: Day,
    /// The last day not counted; none while the clock stands.
    pub to: Option<Day>,
    /// What it is for, `专家评审`.
    pub reason: String,
}

/// 延期: a longer limit granted by the head of the authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The day it was granted. One that is granted after the limit has run out changes nothing.
    pub granted_on: Day,
    /// The reason told to the applicant.
    pub reason: String,
}

/// A case whose limit is counted in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineCase {
    /// The day of the event the limit starts from.
    pub start: Day,
    /// When the clock stood, in any order; days in several stops are left out once.
    pub stops: Vec<ClockStop>,
    /// The one extension, if there was one.
    pub extension: Option<Extension>,
}

impl DeadlineCase {
    /// A case that started and met with nothing since.
    pub fn started(start: Day) -> Self {
        Self { start, stops: Vec::new(), extension: None }
    }
}

/// Why a deadline cannot be reckoned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineFault {
    /// A stop ends before it begins.
    #[error("扣除时限的止日{to}早于起日{from}，请核对后重填")]
    StopEndsBeforeItBegins {
        /// The first day as given.
        from: Day,
        /// The last day as given.
        to: Day,
    },
    /// The regulation provides for no extension.
    #[error("“{name}”的时限没有规定可以延长，请核对延期登记")]
    NoExtension {
        /// The matter.
        name: String,
    },
    /// A limit before an event has no clock that could stand.
    #[error("“{name}”是提前办理的时限，不扣除时间，请核对扣除登记")]
    NoStops {
        /// The matter.
        name: String,
    },
    /// A limit in hours needs the minute of the event, one in days its day.
    #[error("“{name}”的时限以{unit}计，请改填起算的{needed}")]
    WrongUnit {
        /// The matter.
        name: String,
        /// What the limit is counted in.
        unit: &'static str,
        /// What is needed.
        needed: &'static str,
    },
    /// The end lies beyond the years of records.
    #[error("“{name}”的到期日超出可登记的年份，请核对起算日期")]
    OutOfRange {
        /// The matter.
        name: String,
    },
}
