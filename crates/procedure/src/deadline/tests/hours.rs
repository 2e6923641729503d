//! Limits in hours.

use super::*;

fn moment(text: &str, hour: u32, minute: u32) -> Moment {
    Moment::new(day(text), hour, minute).unwrap()
}

fn due_at(hours: u32, start: Moment) -> MomentDeadline {
    let limit = Limit {
        start: StartEvent::AccidentReport,
        extension: None,
        ..limit(hours, LimitUnit::Hour)
    };
    DeadlineClock { calendar: &calendar(), bases: &bases() }.due_at(&limit, start).unwrap()
}

#[test]
fn hours_run_on_over_midnight_holidays_and_the_end_of_the_year() {
    for (hours, start, end) in [
        (1, moment("2021-07-07", 10, 5), moment("2021-07-07", 11, 5)),
        (1, moment("2021-07-07", 23, 30), moment("2021-07-08", 0, 30)),
        (6, moment("2021-02-10", 20, 0), moment("2021-02-11", 2, 0)),
        (2, moment("2021-12-31", 23, 59), moment("2022-01-01", 1, 59)),
        (24, moment("2028-02-28", 9, 0), moment("2028-02-29", 9, 0)),
    ] {
        assert_eq!(due_at(hours, start).due_at, end);
    }
}

#[test]
fn the_steps_name_both_moments() {
    assert_eq!(
        due_at(1, moment("2021-07-07", 23, 35)).steps,
        [
            "接到事故报告的时刻为2021年7月7日23时35分，自该时刻起连续计算（小时条）。",
            "时限为1小时（时限条）。",
            "到期时刻为2021年7月8日0时35分。",
        ]
    );
}

#[test]
fn the_due_minute_itself_is_on_time() {
    let start = moment("2021-07-07", 23, 0);
    let deadline = due_at(2, start);
    let evening = moment("2021-07-09", 0, 0);
    for (done, as_of, words) in [
        (Some(moment("2021-07-08", 1, 0)), evening, "按期办结"),
        (Some(moment("2021-07-08", 1, 1)), evening, "逾期办结，超过时限1分钟"),
        (Some(moment("2021-07-08", 4, 0)), evening, "逾期办结，超过时限3小时"),
        (None, start, "在办，距到期2小时"),
        (None, moment("2021-07-08", 3, 20), "逾期未办结，已超过时限2小时20分钟"),
        (Some(moment("2021-07-08", 0, 30)), start, "在办，距到期2小时"),
    ] {
        assert_eq!(deadline.standing(done, as_of).to_string(), words);
    }
}

#[test]
fn a_moment_has_the_number_that_ledgers_keep() {
    assert_eq!(moment("1970-01-02", 1, 5).number(), 1_440 + 65);
    assert_eq!(moment("1969-12-31", 23, 59).number(), -1);
    for number in [-1, 0, 1_439, 1_440, 27_000_000] {
        assert_eq!(Moment::from_number(number).unwrap().number(), number);
    }
    let shown = Moment::from_number(-1).unwrap();
    assert_eq!((shown.day(), shown.time()), (day("1969-12-31"), (23, 59)));
    assert_eq!(Moment::new(day("2021-07-07"), 24, 0), None);
    assert_eq!(Moment::new(day("2021-07-07"), 0, 60), None);
    assert_eq!(Moment::from_number(i64::MAX), None);
}

#[test]
fn days_and_hours_are_not_mixed_up() {
    let (calendar, bases) = (calendar(), bases());
    let clock = DeadlineClock { calendar: &calendar, bases: &bases };
    let start = moment("2021-07-07", 10, 0);
    let error = clock.due_at(&working_days(5), start).unwrap_err();
    assert_eq!(error.to_string(), "“作出行政许可决定”的时限以日计，请改填起算的日期");
    let last = moment("2100-12-31", 23, 0);
    assert!(matches!(
        clock.due_at(&limit(1, LimitUnit::Hour), last),
        Err(DeadlineFault::OutOfRange { .. })
    ));
}
