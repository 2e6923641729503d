//! Acceptance by an act, on a supplement, by silence.

use super::*;

/// Received on Monday 1 March 2021: the applicant is to be told by Monday the 8th.
const RECEIVED: &str = "2021-03-01";

fn finding(
    notified: Option<&str>,
    supplemented: Option<&str>,
    accepted: Option<&str>,
    as_of: &str,
) -> AcceptanceFinding {
    let (calendar, bases) = (calendar(), bases());
    let clock = DeadlineClock { calendar: &calendar, bases: &bases };
    let notice = Limit { extension: None, start: StartEvent::Receipt, ..working_days(5) };
    let intake = Intake {
        received_on: day(RECEIVED),
        notified_on: notified.map(day),
        supplemented_on: supplemented.map(day),
        accepted_on: accepted.map(day),
    };
    clock.accepted(NoticePeriod::Within(&notice), &intake, day(as_of)).unwrap()
}

#[test]
fn an_applicant_not_told_in_time_is_accepted_as_of_receipt() {
    let received = day(RECEIVED);
    let until = day("2021-03-08");
    let pending = Acceptance::NoticePending { until };
    let silent = Acceptance::BySilence(received);
    for (notified, supplemented, accepted, as_of, expected) in [
        (None, None, None, "2021-03-08", pending),
        (None, None, None, "2021-03-09", silent),
        // Told a day late, whatever came then.
        (Some("2021-03-09"), None, None, "2021-03-09", silent),
        (Some("2021-03-09"), Some("2021-03-15"), Some("2021-03-15"), "2021-03-31", silent),
        // Accepted late without a word before.
        (None, None, Some("2021-03-20"), "2021-03-31", silent),
        (None, None, Some("2021-03-08"), "2021-03-31", Acceptance::ByAct(until)),
        // Told in time.
        (Some("2021-03-08"), None, None, "2021-03-31", Acceptance::SupplementPending),
        (
            Some("2021-03-08"),
            Some("2021-03-15"),
            None,
            "2021-03-31",
            Acceptance::OnSupplement(day("2021-03-15")),
        ),
        (
            Some("2021-03-08"),
            Some("2021-03-15"),
            Some("2021-03-16"),
            "2021-03-31",
            Acceptance::ByAct(day("2021-03-16")),
        ),
        // Nothing is known yet of what lies after the day that is asked about.
        (Some("2021-03-05"), None, Some("2021-03-20"), "2021-03-04", pending),
        (Some("2021-03-05"), Some("2021-03-15"), None, "2021-03-10", Acceptance::SupplementPending),
    ] {
        let found = finding(notified, supplemented, accepted, as_of).acceptance;
        assert_eq!(found, expected, "{notified:?} {supplemented:?} {accepted:?} {as_of}");
    }
    assert_eq!(silent.day(), Some(received));
    assert_eq!(pending.day(), None);
}

#[test]
fn the_finding_is_told_in_words() {
    let told = finding(None, None, None, "2021-03-09");
    assert!(told.certainty.is_certain());
    assert_eq!(
        told.steps,
        [
            "2021年3月1日收到申请，一次告知补正的最后期限为2021年3月8日（告知条）。",
            "逾期未告知，自收到申请之日2021年3月1日起即为受理。",
        ]
    );
    let last = |found: AcceptanceFinding| found.steps.last().unwrap().clone();
    let told = Some("2021-03-08");
    assert_eq!(last(finding(None, None, told, "2021-03-09")), "2021年3月8日受理。");
    assert_eq!(last(finding(None, None, None, "2021-03-02")), "尚在告知期限之内，未受理。");
    assert_eq!(last(finding(told, None, None, "2021-03-09")), "已按期告知，待申请人补正齐全。");
    let handed_in = finding(told, Some("2021-03-15"), None, "2021-03-31");
    assert_eq!(last(handed_in), "2021年3月15日补正齐全，自当日起即为受理。");
}

#[test]
fn a_registration_not_refused_on_the_spot_is_accepted() {
    let (calendar, bases) = (calendar(), bases());
    let clock = DeadlineClock { calendar: &calendar, bases: &bases };
    let accepted = |notified: Option<&str>, as_of: &str| {
        let intake = Intake {
            received_on: day(RECEIVED),
            notified_on: notified.map(day),
            supplemented_on: None,
            accepted_on: None,
        };
        clock.accepted(NoticePeriod::OnTheSpot, &intake, day(as_of)).unwrap()
    };
    let received = day(RECEIVED);
    let silent = Acceptance::BySilence(received);
    assert_eq!(accepted(None, "2021-03-02").acceptance, silent);
    assert_eq!(accepted(Some("2021-03-02"), "2021-03-02").acceptance, silent);
    let told = accepted(Some(RECEIVED), "2021-03-02");
    assert_eq!(told.acceptance, Acceptance::SupplementPending);
    assert_eq!(
        told.steps.first().unwrap(),
        "2021年3月1日收到申请，不予受理的应当当场书面告知（当场条）。"
    );
}
