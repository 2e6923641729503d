//! Limits in days: start, stops, extension, days off.

use super::*;

#[test]
fn the_start_day_is_not_counted_and_days_off_are_passed_over() {
    for (start, days, end) in [
        // Days around the Spring Festival, with Sunday the 7th and Saturday the 20th worked.
        ("2021-02-05", 10, "2021-02-24"),
        ("2021-02-06", 1, "2021-02-07"),
        ("2021-02-10", 1, "2021-02-18"),
        // The start day is itself off: in the festival, on its last day, on a Sunday.
        ("2021-02-13", 1, "2021-02-18"),
        ("2021-02-13", 5, "2021-02-23"),
        ("2021-02-17", 1, "2021-02-18"),
        ("2021-03-07", 1, "2021-03-08"),
    ] {
        assert_eq!(due(&working_days(days), start, &[]), on(end), "{days} from {start}");
    }
}

/// Five working days from Monday 1 March 2021 end on Monday the 8th.
const START: &str = "2021-03-01";

#[test]
fn days_of_a_stop_are_not_counted() {
    for (stops, end) in [
        (vec![], "2021-03-08"),
        (vec![stop("2021-03-03", "2021-03-04")], "2021-03-10"),
        // It covers the day that would have been the last.
        (vec![stop("2021-03-08", "2021-03-10")], "2021-03-11"),
        // It reaches over a weekend, which was not counted anyway.
        (vec![stop("2021-03-05", "2021-03-08")], "2021-03-10"),
        // It is nothing but a weekend.
        (vec![stop("2021-03-06", "2021-03-07")], "2021-03-08"),
        // It begins when all is over.
        (vec![stop("2021-03-09", "2021-03-12")], "2021-03-08"),
        // The first stop moves the end into the second.
        (vec![stop("2021-03-02", "2021-03-02"), stop("2021-03-09", "2021-03-09")], "2021-03-10"),
        // Sunday 7 February is worked, but long past; nothing before the start matters.
        (vec![stop("2021-02-07", "2021-02-26")], "2021-03-08"),
        (vec![stop("2021-02-20", "2021-03-01")], "2021-03-08"),
        (vec![stop("2021-02-20", "2021-03-03")], "2021-03-10"),
    ] {
        assert_eq!(due(&working_days(5), START, &stops), on(end), "{stops:?}");
    }
}

#[test]
fn days_in_several_stops_are_left_out_once() {
    let one = [stop("2021-03-03", "2021-03-09")];
    let overlapping = [stop("2021-03-04", "2021-03-09"), stop("2021-03-03", "2021-03-05")];
    let within = [stop("2021-03-03", "2021-03-09"), stop("2021-03-04", "2021-03-05")];
    let adjoining = [stop("2021-03-05", "2021-03-09"), stop("2021-03-03", "2021-03-04")];
    let end = due(&working_days(5), START, &one);
    assert_eq!(end, on("2021-03-15"));
    for stops in [overlapping, within, adjoining] {
        assert_eq!(due(&working_days(5), START, &stops), end, "{stops:?}");
    }
}

#[test]
fn a_worked_weekend_day_in_a_stop_is_left_out_too() {
    // Counted without a stop: 7, 8, 9 February.
    let limit = working_days(3);
    assert_eq!(due(&limit, "2021-02-05", &[]), on("2021-02-09"));
    let stops = [stop("2021-02-06", "2021-02-07")];
    assert_eq!(due(&limit, "2021-02-05", &stops), on("2021-02-10"));
}

#[test]
fn while_the_clock_stands_no_day_is_due() {
    let limit = working_days(5);
    let since = day("2021-03-03");
    let standing = due(&limit, START, &[open_stop("2021-03-03")]);
    assert_eq!(standing, Due::Suspended { since, left: 4 });
    // What was left out before is not counted as passed.
    let stops = [stop("2021-03-02", "2021-03-02"), open_stop("2021-03-04")];
    let since = day("2021-03-04");
    assert_eq!(due(&limit, START, &stops), Due::Suspended { since, left: 4 });
    // A closed stop inside the open one adds nothing; one that begins after the end does not stop.
    let stops = [open_stop("2021-03-04"), stop("2021-03-05", "2021-03-08")];
    assert_eq!(due(&limit, START, &stops), Due::Suspended { since, left: 3 });
    assert_eq!(due(&limit, START, &[open_stop("2021-03-09")]), on("2021-03-08"));
}

#[test]
fn an_extension_granted_in_time_lengthens_the_limit_once() {
    let case = |on: &str, stops: Vec<ClockStop>| DeadlineCase {
        start: day(START),
        stops,
        extension: Some(granted(on)),
    };
    let end = |case: &DeadlineCase| reckoned(&working_days(5), case).unwrap().due;
    // Fifteen working days.
    assert_eq!(end(&case("2021-03-08", vec![])), on("2021-03-22"));
    // Granted on the day after the last.
    assert_eq!(end(&case("2021-03-09", vec![])), on("2021-03-08"));
    // The stop moves the last day, so that the same grant is in time.
    let stops = vec![stop("2021-03-04", "2021-03-05")];
    assert_eq!(end(&case("2021-03-09", stops)), on("2021-03-24"));
    // Stops that only the longer limit meets are left out as well.
    let stops = vec![stop("2021-03-15", "2021-03-16")];
    assert_eq!(end(&case("2021-03-08", stops)), on("2021-03-24"));
    let standing = end(&case("2021-03-04", vec![open_stop("2021-03-03")]));
    assert_eq!(standing, Due::Suspended { since: day("2021-03-03"), left: 14 });
}

#[test]
fn calendar_days_run_on_and_end_on_no_day_off() {
    let days = |value| limit(value, LimitUnit::CalendarDay);
    for (start, value, stops, end) in [
        ("2021-09-01", 29, vec![], "2021-09-30"),
        ("2021-09-01", 30, vec![], "2021-10-08"),
        // A Saturday that is off moves to the Sunday that is worked.
        ("2021-09-15", 10, vec![], "2021-09-26"),
        ("2021-09-01", 10, vec![stop("2021-09-03", "2021-09-05")], "2021-09-14"),
        // It ends on Saturday the 11th and moves into a stop: the day after the stop.
        ("2021-09-01", 10, vec![stop("2021-09-12", "2021-09-14")], "2021-09-15"),
        // The stop ends on a Friday, and the limit moves over the weekend too.
        ("2021-09-01", 10, vec![stop("2021-09-12", "2021-09-17")], "2021-09-20"),
    ] {
        assert_eq!(due(&days(value), start, &stops), on(end), "{value} from {start} {stops:?}");
    }
    let stands = due(&days(10), "2021-09-01", &[open_stop("2021-09-12")]);
    assert_eq!(stands, Due::Suspended { since: day("2021-09-12"), left: 0 });
}

#[test]
fn a_limit_before_an_event_is_counted_back_and_stays_on_a_day_off() {
    let before = Limit { extension: None, ..limit(5, LimitUnit::CalendarDayBefore) };
    assert_eq!(due(&before, "2021-07-07", &[]), on("2021-07-02"));
    // 4 July 2021 is a Sunday: a later notice would come too late.
    assert_eq!(due(&before, "2021-07-09", &[]), on("2021-07-04"));
}

#[test]
fn what_a_limit_does_not_know_is_refused_in_words() {
    let started = DeadlineCase::started(day(START));
    let with_stop = |stop| DeadlineCase { stops: vec![stop], ..started.clone() };
    let with_extension = DeadlineCase { extension: Some(granted("2021-03-02")), ..started.clone() };
    let rigid = Limit { extension: None, ..working_days(5) };
    let before = Limit { extension: None, ..limit(5, LimitUnit::CalendarDayBefore) };
    let late = DeadlineCase::started(day("2100-12-28"));
    let any_stop = stop("2021-03-02", "2021-03-02");
    for (limit, case, words) in [
        (
            &rigid,
            with_stop(stop("2021-03-05", "2021-03-02")),
            "扣除时限的止日2021-03-02早于起日2021-03-05，请核对后重填",
        ),
        (
            &rigid,
            with_extension.clone(),
            "“作出行政许可决定”的时限没有规定可以延长，请核对延期登记",
        ),
        (&before, with_extension, "“作出行政许可决定”的时限没有规定可以延长，请核对延期登记"),
        (
            &before,
            with_stop(any_stop),
            "“作出行政许可决定”是提前办理的时限，不扣除时间，请核对扣除登记",
        ),
        (&limit(2, LimitUnit::Hour), started, "“作出行政许可决定”的时限以小时计，请改填起算的时刻"),
        (&rigid, late.clone(), "“作出行政许可决定”的到期日超出可登记的年份，请核对起算日期"),
        (
            &limit(20, LimitUnit::CalendarDay),
            late,
            "“作出行政许可决定”的到期日超出可登记的年份，请核对起算日期",
        ),
    ] {
        assert_eq!(reckoned(limit, &case).unwrap_err().to_string(), words);
    }
}

#[test]
fn a_deadline_says_whether_its_years_have_a_notice() {
    let deadline =
        |limit: &Limit, start: &str| reckoned(limit, &DeadlineCase::started(day(start))).unwrap();
    // 29 February 2028 is a Tuesday of a year that no notice is known for.
    let leap = deadline(&working_days(20), "2028-02-29");
    assert_eq!(leap.due_on(), Some(day("2028-03-28")));
    assert_eq!(leap.certainty, crate::Certainty::ByWeekends { year: 2028 });
    let known = deadline(&working_days(20), "2021-02-05");
    assert!(known.certainty.is_certain());
    assert_eq!(known.calendar, calendar().version());
    // Calendar days ask the calendar only about their last day.
    let days = limit(70, LimitUnit::CalendarDay);
    assert!(deadline(&days, "2020-11-20").certainty.is_certain());
    assert!(!deadline(&working_days(70), "2020-11-20").certainty.is_certain());
    assert!(!deadline(&days, "2022-12-01").certainty.is_certain());
    let before = Limit { extension: None, ..limit(5, LimitUnit::CalendarDayBefore) };
    assert!(deadline(&before, "2028-02-29").certainty.is_certain());
}
