//! 受理: from which day an application counts as accepted, by an act or by silence.

use super::case::{DeadlineCase, DeadlineFault};
use super::clock::DeadlineClock;
use super::limit::Limit;
use super::steps::in_words;
use crate::Certainty;
use vocabulary::Day;

/// Within what time an applicant must be told that papers are missing, or be refused.
#[derive(Clone, Copy, Debug)]
pub enum NoticePeriod<'a> {
    /// 一次告知: within a limit after receipt (行政许可法 art. 32: five days).
    Within(&'a Limit),
    /// 当场: on the day of receipt itself (不动产登记暂行条例 art. 17).
    OnTheSpot,
}

/// What happened to an application before it was decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intake {
    /// 收到申请.
    pub received_on: Day,
    /// 一次告知补正, or a refusal in writing to take the application on.
    pub notified_on: Option<Day>,
    /// 补正齐全.
    pub supplemented_on: Option<Day>,
    /// 受理 as entered.
    pub accepted_on: Option<Day>,
}

/// From when an application counts as accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The authority accepted it on this day.
    ByAct(Day),
    /// Everything missing was handed in on this day, which is that of acceptance.
    OnSupplement(Day),
    /// 逾期不告知: it counts as accepted on the day of receipt, whatever was entered later.
    BySilence(Day),
    /// Not accepted yet; silence will make it so after this day.
    NoticePending {
        /// The last day for telling the applicant.
        until: Day,
    },
    /// Not accepted yet: the applicant was told in time and has not handed in all.
    SupplementPending,
}

impl Acceptance {
    /// The day of acceptance; none while there is none.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::ByAct(day) | Self::OnSupplement(day) | Self::BySilence(day) => Some(day),
            Self::NoticePending { .. } | Self::SupplementPending => None,
        }
    }
}

/// The acceptance of an application, and how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptanceFinding {
    /// From when.
    pub acceptance: Acceptance,
    /// Whether every year it rests on has its holiday notice.
    pub certainty: Certainty,
    /// How it was found, in words.
    pub steps: Vec<String>,
}

impl DeadlineClock<'_> {
    /// From which day an application counts as accepted, as known at the end of a day; what was
    /// entered for later days is not looked at.
    ///
    /// # Errors
    /// When the notice period cannot be reckoned.
    pub fn accepted(
        &self,
        period: NoticePeriod<'_>,
        intake: &Intake,
        as_of: Day,
    ) -> Result<AcceptanceFinding, DeadlineFault> {
        let (until, certainty) = self.notice_until(period, intake.received_on)?;
        let known = |day: Option<Day>| day.filter(|day| *day <= as_of);
        let notified = known(intake.notified_on).filter(|day| *day <= until);
        let supplemented = known(intake.supplemented_on);
        let acceptance = match (notified, known(intake.accepted_on)) {
            (Some(_), Some(accepted)) => Acceptance::ByAct(accepted),
            (Some(_), None) => {
                supplemented.map_or(Acceptance::SupplementPending, Acceptance::OnSupplement)
            }
            (None, Some(accepted)) if accepted <= until => Acceptance::ByAct(accepted),
            (None, _) if until < as_of => Acceptance::BySilence(intake.received_on),
            (None, _) => Acceptance::NoticePending { until },
        };
        let steps = self.steps_of(period, acceptance, intake.received_on, until);
        Ok(AcceptanceFinding { acceptance, certainty, steps })
    }

    /// The last day for telling an applicant.
    fn notice_until(
        &self,
        period: NoticePeriod<'_>,
        received_on: Day,
    ) -> Result<(Day, Certainty), DeadlineFault> {
        match period {
            NoticePeriod::OnTheSpot => Ok((received_on, Certainty::ByNotice)),
            NoticePeriod::Within(limit) => {
                let deadline = self.due(limit, &DeadlineCase::started(received_on))?;
                // Without stops the clock never stands.
                let until = deadline.due_on().unwrap_or(received_on);
                Ok((until, deadline.certainty))
            }
        }
    }

    fn steps_of(
        &self,
        period: NoticePeriod<'_>,
        acceptance: Acceptance,
        received_on: Day,
        until: Day,
    ) -> Vec<String> {
        let (received, last) = (in_words(received_on), in_words(until));
        let (rule, basis) = match period {
            NoticePeriod::Within(_) => {
                (format!("一次告知补正的最后期限为{last}"), &self.bases.silence)
            }
            NoticePeriod::OnTheSpot => {
                ("不予受理的应当当场书面告知".to_owned(), &self.bases.silence_on_the_spot)
            }
        };
        let result = match acceptance {
            Acceptance::ByAct(day) => format!("{}受理。", in_words(day)),
            Acceptance::OnSupplement(day) => {
                format!("{}补正齐全，自当日起即为受理。", in_words(day))
            }
            Acceptance::BySilence(day) => {
                format!("逾期未告知，自收到申请之日{}起即为受理。", in_words(day))
            }
            Acceptance::NoticePending { .. } => "尚在告知期限之内，未受理。".to_owned(),
            Acceptance::SupplementPending => "已按期告知，待申请人补正齐全。".to_owned(),
        };
        vec![format!("{received}收到申请，{rule}（{basis}）。"), result]
    }
}
