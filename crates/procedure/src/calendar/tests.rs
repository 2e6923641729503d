//! The calendar with made-up notices; the shipped years are proved where they are read.

use super::*;
use proptest::prelude::*;

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn notice(year: i32, off: &[(&str, &str, &str)], worked: &[&str]) -> HolidayNotice {
    HolidayNotice {
        year,
        source: SourceDocument {
            title: format!("国务院办公厅关于{year}年部分节假日安排的通知"),
            number: "国办发明电〔0000〕0号".to_owned(),
            issued_on: Day::new(year - 1, 11, 1).unwrap(),
        },
        days_off: off
            .iter()
            .map(|(name, from, to)| DaysOff {
                name: (*name).to_owned(),
                from: day(from),
                to: day(to),
            })
            .collect(),
        worked: worked.iter().map(|text| day(text)).collect(),
        statutory: Vec::new(),
    }
}

/// The National Day of 2021 and the New Year of 2023, which begins in 2022.
fn calendar() -> WorkingCalendar {
    WorkingCalendar::new([
        notice(2021, &[("国庆节", "2021-10-01", "2021-10-07")], &["2021-09-26", "2021-10-09"]),
        notice(2022, &[("国庆节", "2022-10-01", "2022-10-07")], &["2022-10-08"]),
        notice(2023, &[("元旦", "2022-12-31", "2023-01-02")], &[]),
    ])
    .unwrap()
}

fn faults(notices: impl IntoIterator<Item = HolidayNotice>) -> Vec<String> {
    let faults = WorkingCalendar::new(notices).unwrap_err();
    faults.into_iter().map(|fault| fault.to_string()).collect()
}

#[test]
fn a_notice_frees_weekdays_and_makes_weekend_days_worked() {
    let calendar = calendar();
    for (text, kind) in [
        ("2021-09-25", DayKind::Weekend),
        ("2021-09-26", DayKind::WorkedWeekend),
        ("2021-09-30", DayKind::WorkingDay),
        ("2021-10-01", DayKind::Holiday("国庆节")),
        ("2021-10-02", DayKind::Holiday("国庆节")),
        ("2021-10-08", DayKind::WorkingDay),
        ("2021-10-09", DayKind::WorkedWeekend),
        ("2022-12-31", DayKind::Holiday("元旦")),
    ] {
        assert_eq!(calendar.kind(day(text)), kind, "{text}");
        let worked = matches!(kind, DayKind::WorkingDay | DayKind::WorkedWeekend);
        assert_eq!(calendar.is_working_day(day(text)).value, worked, "{text}");
    }
}

#[test]
fn a_figure_says_when_a_year_is_only_reckoned_by_weekends() {
    let calendar = calendar();
    let known = |text: &str| calendar.is_working_day(day(text)).certainty;
    assert_eq!(known("2021-01-01"), Certainty::ByNotice);
    assert_eq!(known("2020-12-28"), Certainty::ByWeekends { year: 2020 });
    assert_eq!(known("2028-02-29"), Certainty::ByWeekends { year: 2028 });
    let across = calendar.working_days_between(day("2020-12-31"), day("2023-03-01"));
    assert_eq!(across.certainty, Certainty::ByNotice);
    let beyond = calendar.add_working_days(day("2023-12-20"), 10).unwrap();
    assert_eq!(beyond.certainty, Certainty::ByWeekends { year: 2024 });
    let wording = "尚未登记2024年放假安排通知，暂按周末推算";
    assert_eq!(beyond.certainty.to_string(), wording);
}

#[test]
fn the_last_days_of_a_year_are_certain_only_with_the_notice_of_the_next() {
    let calendar = calendar();
    let known = |text: &str| calendar.is_working_day(day(text)).certainty;
    assert!(known("2022-12-29").is_certain());
    assert!(known("2023-12-28").is_certain());
    assert_eq!(known("2023-12-29"), Certainty::ByWeekends { year: 2024 });
}

#[test]
fn a_period_of_days_that_ends_on_a_day_off_ends_on_the_next_working_day() {
    let calendar = calendar();
    let end = |start, count| calendar.add_calendar_days(day(start), count).unwrap().value;
    assert_eq!(end("2021-09-01", 30), day("2021-10-08"));
    assert_eq!(end("2021-09-01", 29), day("2021-09-30"));
    // A Sunday that is worked is no day off.
    assert_eq!(end("2021-09-16", 10), day("2021-09-26"));
    assert_eq!(end("2021-09-15", 10), day("2021-09-26"));
}

#[test]
fn nothing_is_counted_beyond_the_years_of_records() {
    let calendar = calendar();
    assert_eq!(calendar.add_working_days(day("2100-12-30"), 2), None);
    assert_eq!(calendar.add_working_days(day("2021-01-01"), u32::MAX), None);
    assert_eq!(calendar.add_calendar_days(day("2100-12-30"), 2), None);
    assert_eq!(calendar.working_days_between(day("2021-03-02"), day("2021-03-01")).value, 0);
}

#[test]
fn every_fault_of_a_notice_is_named_at_once() {
    let mut bad = notice(
        2021,
        &[
            ("元旦", "2021-01-03", "2021-01-01"),
            ("清明节", "2021-04-03", "2021-04-05"),
            ("春假", "2021-04-05", "2021-04-06"),
            ("国庆节", "2020-10-01", "2020-10-07"),
        ],
        &["2021-04-04", "2021-04-04", "2021-04-07"],
    );
    bad.statutory = vec![day("2021-05-01")];
    assert_eq!(
        faults([bad]),
        [
            "2021年“元旦”放假的止日2021-01-01早于起日2021-01-03，请核对后重填",
            "2021年的放假安排列有2020-10-01，不是该年度或上年12月的日期，请核对年份",
            "2021年的放假安排列有2020-10-07，不是该年度或上年12月的日期，请核对年份",
            "2021年的调休上班日2021-04-04重复，请删去一处",
            "2021年的调休上班日2021-04-07不是星期六、星期日，请核对日期",
            "2021年的法定节假日2021-05-01不在放假日期之内，请核对日期",
            "“清明节”与“春假”的放假日期重叠（2021-04-05），请核对起止日期",
            "2021-04-04既列为“清明节”放假，又列为调休上班日，请核对通知",
            "2021-04-04既列为“清明节”放假，又列为调休上班日，请核对通知",
        ]
    );
}

#[test]
fn notices_are_checked_against_one_another() {
    let first = notice(2022, &[("岁末", "2022-12-30", "2022-12-31")], &[]);
    let second = notice(2023, &[("元旦", "2022-12-31", "2023-01-02")], &[]);
    assert_eq!(
        faults([first, second.clone()]),
        ["“岁末”与“元旦”的放假日期重叠（2022-12-31），请核对起止日期"]
    );
    let worked = notice(2022, &[("国庆节", "2022-10-01", "2022-10-07")], &["2022-12-31"]);
    assert_eq!(
        faults([worked, second.clone()]),
        ["2022-12-31既列为“元旦”放假，又列为调休上班日，请核对通知"]
    );
    let twice = faults([second.clone(), second]);
    assert_eq!(twice, ["2023年的放假安排有两份，请只保留一份"]);
}

#[test]
fn a_notice_that_frees_nothing_does_not_make_its_year_certain() {
    let empty = notice(2027, &[], &[]);
    assert_eq!(faults([empty]), ["2027年的放假安排没有列出放假日期，请按通知补齐"]);
}

#[test]
fn a_further_year_is_added_and_a_known_one_replaced() {
    let before = calendar();
    let added = notice(2024, &[("元旦", "2024-01-01", "2024-01-01")], &[]);
    let after = before.with([added]).unwrap();
    assert!(after.is_working_day(day("2023-12-29")).certainty.is_certain());
    assert_eq!(after.notices().count(), 4);
    let changed = notice(2021, &[("国庆节", "2021-10-01", "2021-10-08")], &[]);
    let after = before.with([changed]).unwrap();
    assert!(!after.is_working_day(day("2021-10-08")).value);
    assert_ne!(after.version(), before.version());
    assert_eq!(after.notices().count(), 3);
}

#[test]
fn the_version_follows_the_days_and_not_the_way_they_are_written() {
    let whole = notice(2021, &[("国庆节", "2021-10-01", "2021-10-07")], &["2021-10-09"]);
    let split = notice(
        2021,
        &[("国庆节", "2021-10-01", "2021-10-03"), ("国庆节", "2021-10-04", "2021-10-07")],
        &["2021-10-09"],
    );
    let longer = notice(2021, &[("国庆节", "2021-10-01", "2021-10-08")], &["2021-10-09"]);
    let version = |n: HolidayNotice| WorkingCalendar::new([n]).unwrap().version().to_owned();
    assert_eq!(version(whole.clone()), version(split));
    assert_ne!(version(whole), version(longer));
    assert!(calendar().version().starts_with("2021—2023年工作日历（"));
    let none = WorkingCalendar::new([]).unwrap();
    assert_eq!(none.version(), "工作日历（无放假安排，按周末推算）");
    let first = notice(2021, &[("国庆节", "2021-10-01", "2021-10-01")], &[]);
    let third = notice(2023, &[("国庆节", "2023-10-01", "2023-10-01")], &[]);
    let gap = [first, third];
    assert!(WorkingCalendar::new(gap).unwrap().version().starts_with("2021、2023年"));
}

#[test]
fn statutory_holidays_are_told_only_where_they_are_known() {
    let mut known = notice(2021, &[("国庆节", "2021-10-01", "2021-10-07")], &[]);
    known.statutory = vec![day("2021-10-01")];
    let unknown = notice(2022, &[("国庆节", "2022-10-01", "2022-10-07")], &[]);
    let calendar = WorkingCalendar::new([known, unknown]).unwrap();
    assert_eq!(calendar.is_statutory_holiday(day("2021-10-01")), Some(true));
    assert_eq!(calendar.is_statutory_holiday(day("2021-10-04")), Some(false));
    assert_eq!(calendar.is_statutory_holiday(day("2022-10-01")), None);
    assert_eq!(calendar.is_statutory_holiday(day("2027-10-01")), None);
}

/// Days from 2020 to 2024: in and around the years that have a notice.
fn any_day() -> impl Strategy<Value = Day> {
    (18_262..20_000_i32).prop_map(|number| Day::from_number(number).unwrap())
}

proptest! {
    #[test]
    fn adding_days_and_counting_them_agree(start in any_day(), count in 0..600_u32) {
        let calendar = calendar();
        let end = calendar.add_working_days(start, count).unwrap().value;
        prop_assert_eq!(calendar.working_days_between(start, end).value, count);
        prop_assert!(count == 0 || calendar.is_working_day(end).value);
    }

    #[test]
    fn a_count_is_what_one_finds_day_by_day(start in any_day(), span in 0..900_u64) {
        let calendar = calendar();
        let end = start.plus(span).unwrap();
        let days = std::iter::successors(start.next(), |day| day.next());
        let walked = days
            .take_while(|day| *day <= end)
            .filter(|day| calendar.is_working_day(*day).value)
            .count();
        let counted = calendar.working_days_between(start, end).value;
        prop_assert_eq!(usize::try_from(counted).unwrap(), walked);
    }

    #[test]
    fn more_days_and_a_later_start_never_end_earlier(
        start in any_day(), later in 0..40_u64, count in 0..300_u32, more in 0..40_u32,
    ) {
        let calendar = calendar();
        let (second, longer) = (start.plus(later).unwrap(), count + more);
        let working = |from, n| calendar.add_working_days(from, n).unwrap().value;
        prop_assert!(working(start, count) <= working(second, longer));
        let calendar_days = |from, n| calendar.add_calendar_days(from, n).unwrap().value;
        prop_assert!(calendar_days(start, count) <= calendar_days(second, longer));
    }

    #[test]
    fn the_kind_of_a_day_agrees_with_whether_it_is_worked(any in any_day()) {
        let calendar = calendar();
        let worked =
            matches!(calendar.kind(any), DayKind::WorkingDay | DayKind::WorkedWeekend);
        prop_assert_eq!(calendar.is_working_day(any).value, worked);
    }
}
