//! Days of the demonstration year, its working days and its seasons.

use super::draw::Draw;
use vocabulary::Day;

/// The demonstration year: the sample names none, its forms are those of 2021.
pub(super) const YEAR: i64 = 2021;
/// The first day of the year.
pub(super) const FIRST: Date = date(YEAR, 1, 1);
/// The last day of the year. What would happen later has not happened yet.
pub(super) const LAST: Date = date(YEAR, 12, 31);
/// The first day of the register before the year: what was there is there from then on.
pub(super) const BEFORE: Date = date(YEAR - 1, 12, 31);

/// Days off by notice, first and last, weekends within them included: 国办发明电〔2020〕27号 and
/// 〔2021〕11号 as far as deadlines of the year reach.
const OFF: [(Date, Date); 9] = [
    (date(2021, 1, 1), date(2021, 1, 3)),
    (date(2021, 2, 11), date(2021, 2, 17)),
    (date(2021, 4, 3), date(2021, 4, 5)),
    (date(2021, 5, 1), date(2021, 5, 5)),
    (date(2021, 6, 12), date(2021, 6, 14)),
    (date(2021, 9, 19), date(2021, 9, 21)),
    (date(2021, 10, 1), date(2021, 10, 7)),
    (date(2022, 1, 1), date(2022, 1, 3)),
    (date(2022, 1, 31), date(2022, 2, 6)),
];

/// Saturdays and Sundays worked, by the same notices.
const WORKED: [Date; 9] = [
    date(2021, 2, 7),
    date(2021, 2, 20),
    date(2021, 4, 25),
    date(2021, 5, 8),
    date(2021, 9, 18),
    date(2021, 9, 26),
    date(2021, 10, 9),
    date(2022, 1, 29),
    date(2022, 1, 30),
];

/// Visitors by month, in tenths of a percent of the year: `ledgers.md` 7.2, shaped on published
/// counts of July and of January to June. What visitors cause follows it.
pub(super) const VISITORS: [i64; 12] = [15, 15, 15, 15, 80, 130, 300, 310, 60, 40, 10, 10];

/// A day as a number, in arithmetic that cannot fail within the years of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date(i64);

/// A day of the civil calendar. (Days from the era of 400 years, March first: H. Hinnant,
/// `chrono`-compatible low-level date algorithms.)
pub(super) const fn date(year: i64, month: i64, day: i64) -> Date {
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Date(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A day of the demonstration year.
pub(super) const fn on(month: i64, day: i64) -> Date {
    date(YEAR, month, day)
}

impl Date {
    /// A day by the days since 1 January 1970.
    #[cfg(test)]
    pub(super) fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Days since 1 January 1970.
    pub(super) fn number(self) -> i64 {
        self.0
    }

    /// So many days later, earlier when negative.
    pub(super) fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Days from an earlier day to this one.
    pub(super) fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// The day as the product knows it.
    pub(super) fn day(self) -> Option<Day> {
        i32::try_from(self.0).ok().and_then(Day::from_number)
    }

    /// The month, 1 to 12.
    pub(super) fn month(self) -> i64 {
        self.day().map_or(1, |day| i64::from(day.month()))
    }

    /// The Monday of its week.
    pub(super) fn monday(self) -> Self {
        // 1 January 1970 was a Thursday.
        Self(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// Whether offices are open.
    pub(super) fn is_worked(self) -> bool {
        let weekend = self.since(self.monday()) >= 5;
        let off = OFF.iter().any(|(first, last)| (*first..=*last).contains(&self));
        WORKED.contains(&self) || !(weekend || off)
    }

    /// The same day when it is worked, else the next one that is.
    pub(super) fn or_next_worked(self) -> Self {
        let mut day = self;
        while !day.is_worked() {
            day = day.plus(1);
        }
        day
    }

    /// The same day when it is worked, else the last one before that is.
    pub(super) fn or_last_worked(self) -> Self {
        let mut day = self;
        while !day.is_worked() {
            day = day.plus(-1);
        }
        day
    }

    /// So many working days later; the day itself is not counted.
    pub(super) fn plus_worked(self, days: i64) -> Self {
        let mut day = self;
        for _ in 0..days {
            day = day.plus(1).or_next_worked();
        }
        day
    }

    /// The day when it lies in the year; none when it has not come yet.
    pub(super) fn if_come(self) -> Option<Self> {
        (self <= LAST).then_some(self)
    }
}

/// A minute of a day, Beijing time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Minute(pub(super) i64);

impl Minute {
    /// A minute by the day and the minutes since its midnight.
    pub(super) fn of(day: Date, minutes: i64) -> Self {
        Self(day.0 * 1_440 + minutes)
    }
}

/// How the events of a theme spread over days.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    first: Date,
    /// Weights of the days up to and with each.
    sums: Vec<i64>,
}

impl Spread {
    /// A spread over the days from the first to the last by the weight of each.
    pub(super) fn new(first: Date, last: Date, weight: impl Fn(Date) -> i64) -> Self {
        let mut sum = 0;
        let sums = (0..=last.since(first)).map(|at| {
            sum += weight(first.plus(at));
            sum
        });
        Self { first, sums: sums.collect() }
    }

    /// A spread over the year by months, on every day of a month alike.
    pub(super) fn by_month(weights: [i64; 12]) -> Self {
        Self::new(FIRST, LAST, |day| of_month(&weights, day))
    }

    /// A spread over the working days of the year by months.
    pub(super) fn by_month_worked(weights: [i64; 12]) -> Self {
        Self::new(FIRST, LAST, |day| if day.is_worked() { of_month(&weights, day) } else { 0 })
    }

    /// The day of an event of so many, in order: shares of seasons come out exactly.
    pub(super) fn nth(&self, index: i64, of: i64, draw: &mut Draw) -> Date {
        let all = self.sums.last().copied().unwrap_or(0);
        let of = of.max(1);
        // One place within the event's own part of the whole.
        let place = (index * all + draw.below(all.max(1))) / of;
        let at = self.sums.partition_point(|sum| *sum <= place);
        self.first.plus(i64::try_from(at).unwrap_or(0))
    }
}

/// The weight of a day's month, as a share of the month's days.
pub(super) fn of_month(weights: &[i64; 12], day: Date) -> i64 {
    const MONTH_DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let at = usize::try_from(day.month() - 1).unwrap_or(0);
    let weight = weights.get(at).copied().unwrap_or(0);
    weight * 1_000 / MONTH_DAYS.get(at).copied().unwrap_or(30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_civil_calendar() {
        for (year, month, day) in [(1970, 1, 1), (2020, 2, 29), (2021, 12, 31), (1956, 3, 1)] {
            let known = Day::new(year, month, day).unwrap();
            assert_eq!(date(year.into(), month.into(), day.into()).day(), Some(known));
        }
        assert_eq!(on(7, 7).monday(), on(7, 5));
    }

    #[test]
    fn the_year_has_the_working_days_of_its_notice() {
        // By month, from the published calendar: `ledgers.md` 5.1.
        let worked = || (0..365).map(|at| FIRST.plus(at)).filter(|day| day.is_worked());
        let by_month: Vec<usize> =
            (1..=12).map(|month| worked().filter(|day| day.month() == month).count()).collect();
        assert_eq!(by_month, [20, 17, 23, 22, 19, 21, 22, 22, 22, 17, 22, 23]);
    }

    #[test]
    fn terms_in_working_days_end_as_computed_elsewhere() {
        assert_eq!(on(2, 5).plus_worked(10), on(2, 24));
        assert_eq!(on(9, 27).plus_worked(10), on(10, 15));
        assert_eq!(on(4, 30).plus_worked(5), on(5, 11));
        assert_eq!(date(2022, 1, 27).plus_worked(7), date(2022, 2, 10));
    }

    #[test]
    fn events_fall_by_the_weight_of_their_days() {
        let spread = Spread::by_month(VISITORS);
        let days: Vec<Date> =
            (0..1_000).map(|at| spread.nth(at, 1_000, &mut Draw::of(1, "days", at))).collect();
        let summer = days.iter().filter(|day| (7..=8).contains(&day.month())).count();
        assert!((605..=615).contains(&summer), "{summer}");
        assert!(days.is_sorted() && days.iter().all(|day| (FIRST..=LAST).contains(day)));
    }
}
