//! Limits put together, and what is made of one.

use super::*;

fn rules(limits: Vec<Limit>) -> Result<DeadlineRules, Vec<LimitFault>> {
    DeadlineRules::new(limits, Vec::new(), bases())
}

#[test]
fn the_limit_in_force_on_the_day_of_the_event_is_taken() {
    let newer = Limit { in_force_from: day("2022-01-01"), ..working_days(15) };
    let rules = rules(vec![newer, working_days(20)]).unwrap();
    let value = |on: &str| rules.limit("permit_decision", day(on)).map(|limit| limit.value.get());
    assert_eq!(value("2004-06-30"), None);
    assert_eq!(value("2004-07-01"), Some(20));
    assert_eq!(value("2021-12-31"), Some(20));
    assert_eq!(value("2022-01-01"), Some(15));
    assert_eq!(rules.limit("unheard_of", day("2022-01-01")), None);
    assert_eq!(rules.limits().len(), 2);
}

#[test]
fn limits_that_clash_or_cannot_be_extended_are_refused() {
    let hours = Limit { code: "report".to_owned(), ..limit(1, LimitUnit::Hour) };
    let before = Limit { code: "notice".to_owned(), ..limit(5, LimitUnit::CalendarDayBefore) };
    let faults = rules(vec![working_days(20), working_days(15), hours, before]).unwrap_err();
    let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "时限“permit_decision”重复，请删去一处或更正生效日期",
            "时限“report”以小时计，不设延长，请删去延长期限",
            "时限“notice”以提前天数计，不设延长，请删去延长期限",
        ]
    );
}

#[test]
fn a_limit_says_itself_in_one_line() {
    for (limit, words) in [
        (working_days(20), "作出行政许可决定：自受理之日起20个工作日"),
        (limit(30, LimitUnit::CalendarDay), "作出行政许可决定：自受理之日起30个自然日"),
        (limit(5, LimitUnit::CalendarDayBefore), "作出行政许可决定：受理提前5个自然日"),
        (limit(2, LimitUnit::Hour), "作出行政许可决定：自受理时起2小时"),
    ] {
        assert_eq!(limit.to_string(), words);
    }
}

#[test]
fn a_promise_and_another_reading_leave_the_statutory_limit_as_it_is() {
    let statutory = Limit { doubt: Some("单位待定".to_owned()), ..working_days(10) };
    let value = NonZeroU32::new(5).unwrap();
    let promise = Basis::new("服务承诺");
    let promised = statutory.promised(value, LimitUnit::WorkingDay, promise.clone());
    assert_eq!((promised.value, promised.extension), (value, None));
    assert_eq!((&promised.basis, &promised.doubt), (&promise, &None));
    let other = statutory.counted_in(LimitUnit::CalendarDay);
    assert_eq!(due(&statutory, "2021-03-01", &[]), on("2021-03-15"));
    assert_eq!(due(&other, "2021-03-01", &[]), on("2021-03-11"));
    assert_eq!(due(&promised, "2021-03-01", &[]), on("2021-03-08"));
    assert_eq!(other.doubt, statutory.doubt);
}

#[test]
fn papers_are_kept_to_the_same_day_of_the_last_year() {
    let retention = Retention {
        code: "procurement_file".to_owned(),
        name: "政府采购文件保存".to_owned(),
        years: NonZeroU32::new(15).unwrap(),
        start: StartEvent::ProcurementEnd,
        basis: Basis::new("保存条"),
        doubt: None,
    };
    let until = |start: &str| retention.kept_until(day(start));
    assert_eq!(until("2021-06-30"), Some(day("2036-06-30")));
    assert_eq!(until("2028-02-29"), Some(day("2043-02-28")));
    assert_eq!(until("2090-01-01"), None);
    let twice = DeadlineRules::new(Vec::new(), vec![retention.clone(), retention], bases());
    assert_eq!(twice.unwrap_err(), [LimitFault::Twice { code: "procurement_file".to_owned() }]);
}
