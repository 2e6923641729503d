//! The steps in words, and where a case stands.

use super::*;

fn steps(limit: &Limit, case: &DeadlineCase) -> Vec<String> {
    reckoned(limit, case).unwrap().steps
}

#[test]
fn every_step_of_a_long_case_is_told() {
    let case = DeadlineCase {
        start: day("2021-02-01"),
        stops: vec![
            stop("2021-02-05", "2021-02-07"),
            stop("2021-02-13", "2021-02-14"),
            stop("2021-01-11", "2021-01-15"),
        ],
        extension: Some(granted("2021-02-09")),
    };
    assert_eq!(
        steps(&working_days(5), &case),
        [
            "受理之日为2021年2月1日，当日不计入，自次日起计算（起算条）。",
            "时限为5个工作日（时限条）。",
            "2021年2月9日批准延长10个工作日（理由：案情复杂），合计15个工作日。",
            "2021年2月5日至2021年2月7日专家评审，扣除2个工作日（扣除条）。",
            "2021年2月13日至2021年2月14日专家评审，其间没有工作日，不影响时限（扣除条）。",
            "2021年1月11日至2021年1月15日专家评审不在计算期间之内，不扣除。",
            "期间休息日11天不计入：2021年2月11日至2021年2月17日（春节），\
             其余星期六、星期日4天（工作日条）。调休上班的2021年2月20日计入。",
            "到期日为2021年3月1日。",
        ]
    );
}

#[test]
fn a_move_away_from_a_day_off_is_told() {
    let days = Limit {
        doubt: Some("条例只写“30日”".to_owned()),
        ..limit(30, LimitUnit::CalendarDay)
    };
    assert_eq!(
        steps(&days, &DeadlineCase::started(day("2021-09-01"))),
        [
            "受理之日为2021年9月1日，当日不计入，自次日起计算（起算条）。",
            "时限为30个自然日（时限条）。",
            "最后一日2021年10月1日为休息日，顺延至2021年10月8日（顺延条）。",
            "到期日为2021年10月8日。",
            "该时限尚待确认：条例只写“30日”。",
        ]
    );
}

#[test]
fn a_year_without_a_notice_and_a_late_extension_are_told() {
    let case = DeadlineCase {
        start: day("2028-02-25"),
        stops: vec![],
        extension: Some(granted("2028-03-01")),
    };
    assert_eq!(
        steps(&working_days(2), &case),
        [
            "受理之日为2028年2月25日，当日不计入，自次日起计算（起算条）。",
            "时限为2个工作日（时限条）。",
            "2028年3月1日批准延期时原时限已满，延期不计入。",
            "期间休息日2天不计入：星期六、星期日2天（工作日条）。",
            "到期日为2028年2月29日。",
            "尚未登记2028年放假安排通知，暂按周末推算；通知登记后到期日可能变动。",
        ]
    );
}

#[test]
fn a_standing_clock_and_a_limit_before_an_event_are_told() {
    let mut case = DeadlineCase::started(day("2021-03-01"));
    case.stops = vec![open_stop("2021-03-03")];
    let told = steps(&working_days(5), &case);
    assert_eq!(told.last().unwrap(), "自2021年3月3日起暂停计时，恢复计时后尚余4个工作日。");
    case.start = day("2021-09-01");
    case.stops = vec![open_stop("2021-09-12")];
    let told = steps(&limit(10, LimitUnit::CalendarDay), &case);
    assert_eq!(told.last().unwrap(), "自2021年9月12日起暂停计时，恢复计时后即到期。");
    let siren = Limit {
        extension: None,
        start: StartEvent::SirenTest,
        ..limit(5, LimitUnit::CalendarDayBefore)
    };
    assert_eq!(
        steps(&siren, &DeadlineCase::started(day("2021-07-07"))),
        [
            "防空警报试鸣之日为2021年7月7日，当日不计入，向前计算。",
            "时限为提前5个自然日（时限条）。",
            "最迟应于2021年7月2日办理；提前的时限不因节假日顺延。",
        ]
    );
}

#[test]
fn a_case_is_on_time_up_to_the_due_day_itself() {
    let calendar = calendar();
    // Friday 5 March 2021.
    let case = DeadlineCase::started(day("2021-03-01"));
    let deadline = reckoned(&working_days(4), &case).unwrap();
    for (decided, as_of, words, on_time) in [
        (Some("2021-03-05"), "2021-12-31", "按期办结", Some(true)),
        (Some("2021-03-06"), "2021-12-31", "逾期办结，超过时限1天（0个工作日）", Some(false)),
        (Some("2021-03-09"), "2021-12-31", "逾期办结，超过时限4天（2个工作日）", Some(false)),
        (None, "2021-03-02", "在办，距到期3天（3个工作日）", None),
        (None, "2021-03-05", "在办，距到期0天（0个工作日）", None),
        (None, "2021-03-08", "逾期未办结，已超过时限3天（1个工作日）", Some(false)),
        // The decision lies after the day that is asked about.
        (Some("2021-03-05"), "2021-03-04", "在办，距到期1天（1个工作日）", None),
        (Some("2021-03-09"), "2021-03-08", "逾期未办结，已超过时限3天（1个工作日）", Some(false)),
    ] {
        let standing = deadline.standing(decided.map(day), day(as_of), &calendar);
        assert_eq!(standing.to_string(), words, "{decided:?} {as_of}");
        assert_eq!(standing.is_on_time(), on_time, "{decided:?} {as_of}");
    }
}

#[test]
fn a_decision_while_the_clock_stands_is_on_time() {
    let calendar = calendar();
    let mut case = DeadlineCase::started(day("2021-03-01"));
    case.stops = vec![open_stop("2021-03-03")];
    let deadline = reckoned(&working_days(4), &case).unwrap();
    assert_eq!(deadline.due_on(), None);
    let standing =
        |decided: Option<&str>| deadline.standing(decided.map(day), day("2021-12-31"), &calendar);
    assert_eq!(standing(Some("2021-06-30")), Standing::OnTime);
    assert_eq!(standing(None), Standing::Suspended);
    assert_eq!(standing(None).is_on_time(), None);
    assert_eq!(standing(None).to_string(), "在办，暂停计时");
}
