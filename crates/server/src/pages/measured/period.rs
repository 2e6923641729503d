//! 测算期间: the stretch of the year that is asked about, as typed and as addresses carry it.

use serde::Deserialize;
use vocabulary::{Day, FiscalYear, Period};

/// The stretch as typed: a named one, else from a day to a day, else from the beginning of the year
/// to a day.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AskedPeriod {
    pub(super) as_of: String,
    from: String,
    period: String,
}

/// A stretch to choose by its name.
pub(crate) struct PeriodChoice {
    /// As it is asked for: `2021Q2`.
    pub(crate) code: String,
    /// As it is called: `二季度`.
    pub(crate) label: String,
}

/// A stretch as the addresses of pages carry it.
pub(super) struct Span {
    from: Option<String>,
    as_of: String,
}

impl Span {
    pub(super) fn of(period: Period) -> Self {
        let from_beginning = Period::year_to(period.end()) == Some(period);
        Self {
            from: (!from_beginning).then(|| period.start().to_string()),
            as_of: period.end().to_string(),
        }
    }

    /// What an address says of it.
    pub(super) fn query(&self) -> [(&'static str, Option<&str>); 2] {
        [("from", self.from.as_deref()), ("as_of", Some(&self.as_of))]
    }
}

impl AskedPeriod {
    /// The stretch asked about, within the year of the sheet, and what is wrong with what was
    /// typed: then it is from the beginning of the year to today, or to its end.
    pub(super) fn period(&self, year: FiscalYear, today: Day) -> (Option<Period>, Option<String>) {
        let (end, wrong) = asked(&self.as_of, year, today);
        let usual = Period::year_to(end);
        let typed = if !self.period.trim().is_empty() {
            Period::parse(&self.period).map_err(|error| error.to_string())
        } else if !self.from.trim().is_empty() {
            Day::parse(&self.from)
                .map_err(|error| error.to_string())
                .and_then(|from| Period::new(from, end).map_err(|error| error.to_string()))
        } else {
            return (usual, wrong);
        };
        let within = |period: &Period| {
            let whole = Period::year(year);
            whole.is_some_and(|all| all.start() <= period.start() && period.end() <= all.end())
        };
        match typed {
            Ok(period) if within(&period) => (Some(period), wrong),
            Ok(_) => (usual, Some(format!("期间应在{year}内，以下按年初至{end}测算。"))),
            Err(error) => (usual, Some(format!("{error}，以下按年初至{end}测算。"))),
        }
    }
}

/// The day asked about: as typed, else today within the year, else the end of the year.
pub(super) fn asked(typed: &str, year: FiscalYear, today: Day) -> (Day, Option<String>) {
    let whole = Period::year(year);
    let usual = whole.map_or(today, |whole| today.clamp(whole.start(), whole.end()));
    if typed.trim().is_empty() {
        return (usual, None);
    }
    match Day::parse(typed) {
        Ok(day) if i32::from(year.number()) == day.year() => (day, None),
        Ok(_) => (usual, Some(format!("截止日期应在{year}内，以下按{usual}测算。"))),
        Err(error) => (usual, Some(format!("{error}，以下按{usual}测算。"))),
    }
}

/// The stretches of a year that have a name: the year, its halves, quarters and months. None is
/// chosen beforehand: a name takes precedence over the days beside it, which show what was chosen.
pub(super) fn choices(year: FiscalYear) -> Vec<PeriodChoice> {
    let number = year.number();
    let parts = [("全年", ""), ("上半年", "H1"), ("下半年", "H2")];
    let quarters = [("一季度", "Q1"), ("二季度", "Q2"), ("三季度", "Q3"), ("四季度", "Q4")];
    let named = parts.into_iter().chain(quarters).map(|(label, part)| PeriodChoice {
        code: format!("{number}{part}"),
        label: label.to_owned(),
    });
    let months = (1..=12).map(|month| PeriodChoice {
        code: format!("{number}-{month:02}"),
        label: format!("{month}月"),
    });
    named.chain(months).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn year() -> FiscalYear {
        FiscalYear::new(2021).unwrap()
    }

    #[test]
    fn the_day_is_the_one_typed_or_today_within_the_year_of_the_sheet() {
        let year = year();
        assert_eq!(asked("", year, day("2021-08-05")), (day("2021-08-05"), None));
        assert_eq!(asked("", year, day("2026-11-23")), (day("2021-12-31"), None));
        assert_eq!(asked("2021-6-30", year, day("2026-11-23")), (day("2021-06-30"), None));
        let (used, told) = asked("2022-01-01", year, day("2026-11-23"));
        assert_eq!(used, day("2021-12-31"));
        assert_eq!(told.unwrap(), "截止日期应在2021年内，以下按2021-12-31测算。");
        let (_, told) = asked("昨天", year, day("2026-11-23"));
        assert!(told.unwrap().starts_with("“昨天”不是日期"));
    }

    #[test]
    fn a_stretch_is_named_or_from_a_day_and_never_leaves_the_year() {
        let usual = "2021-01-01至2021-08-05";
        for (as_of, from, period, shown, is_wrong) in [
            ("", "", "", usual, false),
            ("2021-06-30", "2021-04-01", "", "2021-04-01至2021-06-30", false),
            ("2021-06-30", "2021-04-01", "2021Q3", "2021-07-01至2021-09-30", false),
            ("", "", "2021-02", "2021-02-01至2021-02-28", false),
            ("", "2021-12-01", "", usual, true),
            ("", "2020-12-01", "", usual, true),
            ("", "", "2020", usual, true),
            ("", "", "本月", usual, true),
        ] {
            let [as_of, from, period] = [as_of, from, period].map(str::to_owned);
            let typed = AskedPeriod { as_of, from, period };
            let (found, wrong) = typed.period(year(), day("2021-08-05"));
            assert_eq!(found.unwrap().to_string(), shown);
            assert_eq!(wrong.is_some(), is_wrong, "{wrong:?}");
        }
    }

    #[test]
    fn an_address_carries_the_first_day_only_when_it_is_not_that_of_the_year() {
        let query = |code: &str| {
            let span = Span::of(Period::parse(code).unwrap());
            span.query().map(|(_, value)| value.map(str::to_owned))
        };
        assert_eq!(query("2021H1"), [None, Some("2021-06-30".to_owned())]);
        let quarter = ["2021-04-01", "2021-06-30"].map(|day| Some(day.to_owned()));
        assert_eq!(query("2021Q2"), quarter);
    }

    #[test]
    fn every_choice_can_be_asked_for() {
        let choices = choices(year());
        assert_eq!(choices.len(), 19);
        assert!(choices.iter().all(|choice| Period::parse(&choice.code).is_ok()));
    }
}
