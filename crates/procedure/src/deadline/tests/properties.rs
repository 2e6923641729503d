//! What holds of any start, limit and stops.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

fn day_of(number: i32) -> Day {
    Day::from_number(number).unwrap()
}

/// Days of 2020 to 2022: in years with a notice and in one without.
fn any_start() -> impl Strategy<Value = Day> {
    (18_262..19_300_i32).prop_map(day_of)
}

/// A stop of up to twenty days that begins around a start of [`any_start`].
fn any_stops(most: usize) -> impl Strategy<Value = Vec<(i32, i32)>> {
    vec((-15..60_i32, 0..20_i32), 0..=most)
}

fn stops_at(start: Day, spans: &[(i32, i32)]) -> Vec<ClockStop> {
    spans
        .iter()
        .map(|(from, length)| {
            let from = start.number() + from;
            ClockStop {
                from: day_of(from),
                to: Some(day_of(from + length)),
                reason: "鉴定".to_owned(),
            }
        })
        .collect()
}

fn any_unit() -> impl Strategy<Value = LimitUnit> {
    prop_oneof![Just(LimitUnit::WorkingDay), Just(LimitUnit::CalendarDay)]
}

fn ends(limit: &Limit, start: Day, stops: &[ClockStop]) -> Day {
    let case = DeadlineCase { start, stops: stops.to_vec(), extension: None };
    reckoned(limit, &case).unwrap().due_on().unwrap()
}

/// The rule itself, walked day by day.
fn walked(limit: &Limit, start: Day, stops: &[ClockStop]) -> Day {
    let calendar = calendar();
    let (mut day, mut counted) = (start, 0);
    loop {
        day = day.next().unwrap();
        let stopped = stops.iter().any(|stop| (stop.from..=stop.to.unwrap()).contains(&day));
        let worked = calendar.is_working_day(day).value;
        if !stopped && (worked || limit.unit == LimitUnit::CalendarDay) {
            counted += 1;
        }
        if counted >= limit.value.get() && worked && !stopped {
            return day;
        }
    }
}

proptest! {
    #[test]
    fn the_end_is_the_one_found_day_by_day(
        start in any_start(), value in 1..60_u32, unit in any_unit(), spans in any_stops(4),
    ) {
        let stops = stops_at(start, &spans);
        let limit = limit(value, unit);
        prop_assert_eq!(ends(&limit, start, &stops), walked(&limit, start, &stops));
    }

    #[test]
    fn one_stop_more_never_brings_the_end_forward(
        start in any_start(), value in 1..60_u32, unit in any_unit(), spans in any_stops(3),
        more in (-15..60_i32, 0..20_i32),
    ) {
        let limit = limit(value, unit);
        let without = ends(&limit, start, &stops_at(start, &spans));
        let with: Vec<_> = spans.into_iter().chain([more]).collect();
        prop_assert!(without <= ends(&limit, start, &stops_at(start, &with)));
    }

    #[test]
    fn a_longer_limit_and_a_later_start_never_end_earlier(
        start in any_start(), later in 0..20_u64, value in 1..60_u32, more in 0..30_u32,
        unit in any_unit(), spans in any_stops(3),
    ) {
        let stops = stops_at(start, &spans);
        let second = start.plus(later).unwrap();
        let first_end = ends(&limit(value, unit), start, &stops);
        prop_assert!(first_end <= ends(&limit(value + more, unit), second, &stops));
    }

    #[test]
    fn the_order_of_stops_and_repeating_them_do_not_matter(
        start in any_start(), value in 1..60_u32, unit in any_unit(), spans in any_stops(4),
    ) {
        let stops = stops_at(start, &spans);
        let again: Vec<_> = stops.iter().rev().chain(&stops).cloned().collect();
        let limit = limit(value, unit);
        prop_assert_eq!(ends(&limit, start, &stops), ends(&limit, start, &again));
    }

    #[test]
    fn an_extension_in_time_is_a_longer_limit(
        start in any_start(), value in 1..30_u32, unit in any_unit(), spans in any_stops(3),
    ) {
        let stops = stops_at(start, &spans);
        let extension = Some(Extension { granted_on: start, reason: String::new() });
        let case = DeadlineCase { start, stops: stops.clone(), extension };
        let extended = reckoned(&limit(value, unit), &case).unwrap().due_on().unwrap();
        prop_assert_eq!(extended, ends(&limit(value + 10, unit), start, &stops));
    }

    #[test]
    fn a_case_is_late_exactly_when_decided_after_the_end(
        start in any_start(), value in 1..40_u32, unit in any_unit(), decided in 0..90_u64,
    ) {
        let case = DeadlineCase::started(start);
        let deadline = reckoned(&limit(value, unit), &case).unwrap();
        let decided = start.plus(decided).unwrap();
        let standing = deadline.standing(Some(decided), day("2023-12-31"), &calendar());
        let expected = decided <= deadline.due_on().unwrap();
        prop_assert_eq!(standing.is_on_time(), Some(expected));
    }
}
