//! 沟口: the mouths of ditches along sea and rivers, their cleaning day by day, their water.
//!
//! `ledgers.md` 7.2: 24 outfalls, a row for each on every day; they fall short after more than
//! 25 mm of rain, on 12 to 15 days of which most lie in July and August.

use super::Steps;
use super::dates::{Date, FIRST, Minute, date, on};
use super::draw::Draw;
use super::people::cleaner;
use super::places::{ROADS, somewhere};
use super::row::{MUNICIPAL_OFFICE, Row, Year, hundredths, key, tenths};

/// Outfalls that are cleaned daily.
pub(super) const OUTFALLS: i64 = 24;
/// Days after heavy rain, on which some outfalls are not clean: the weather of every copy.
const RAINY: [(i64, i64); 13] = [
    (6, 18),
    (7, 3),
    (7, 12),
    (7, 13),
    (7, 21),
    (7, 29),
    (8, 1),
    (8, 9),
    (8, 16),
    (8, 23),
    (8, 24),
    (9, 4),
    (10, 3),
];
/// Planted: the outfall and the day without a log.
const MISSING: (i64, Date) = (6, on(8, 12));
/// Outfalls that are not clean on a rainy day, at most.
const DIRTY_MAX: i64 = 2;
/// Observations of the water in the year (`ledgers.md` 4: 50 to 300).
const OBSERVATIONS: i64 = 120;

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let stock = (0..OUTFALLS).filter_map(move |at| outfall(year, at).enter());
    let water = (0..OBSERVATIONS).filter_map(move |at| observation(year, at).enter());
    let logs = (0..365).flat_map(move |day| {
        (0..OUTFALLS).filter_map(move |at| log(year, at, FIRST.plus(day)).enter())
    });
    Box::new(stock.chain(water).chain(logs))
}

fn number(year: Year<'_>, at: i64) -> String {
    year.number("GK", at + 1, 2)
}

fn outfall_key(year: Year<'_>, at: i64) -> String {
    format!("沟口/{}", number(year, at))
}

/// The first sixteen lie on the sea.
fn is_on_sea(at: i64) -> bool {
    at < 16
}

fn outfall(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("outfall", at);
    let road = if is_on_sea(at) { draw.pick(&ROADS[9..14]) } else { draw.pick(&ROADS) };
    let waters = if is_on_sea(at) { "沿海" } else { "沿河" };
    let town = somewhere(&mut draw);
    year.row("facility", outfall_key(year, at))
        .unit(MUNICIPAL_OFFICE)
        .from(FIRST)
        .evidence(1)
        .with("kind", "沟口")
        .with("number", number(year, at))
        .with("name", format!("{road}{waters}沟口"))
        .with("domain", "市政")
        .with("utility_class", "排水")
        .with("address", road)
        .with("place", town.place(&mut draw))
        .with("new_type", false)
        .with("installed_on", date(draw.between(1996, 2016), 5, 20))
        .with("status", "可用")
        .with("status_on", date(2020, 12, 10))
        .with("std_qty", hundredths(100))
        .with("std_unit", "处")
        .with("custodian", "北戴河区市政维修管理处")
        .with("waters", waters)
        .with("cleaned_daily", true)
}

fn is_rainy(day: Date) -> bool {
    RAINY.iter().any(|(month, of_month)| on(*month, *of_month) == day)
}

/// Whether an outfall was not clean on a day: one or two on a rainy day.
fn is_dirty(year: Year<'_>, at: i64, day: Date) -> bool {
    let mut draw = year.draw("dirty", day.number());
    let first = draw.below(OUTFALLS);
    let how_many = draw.between(1, DIRTY_MAX);
    is_rainy(day) && (at - first).rem_euclid(OUTFALLS) < how_many
}

/// 暑期: two shifts a day.
fn is_season(day: Date) -> bool {
    (on(6, 15)..=on(9, 15)).contains(&day)
}

fn log(year: Year<'_>, at: i64, day: Date) -> Row<'_> {
    let row = year
        .row("clean_log", format!("{}/{}", outfall_key(year, at), day.number()))
        .unit(MUNICIPAL_OFFICE)
        .with("outfall_id", key(outfall_key(year, at)))
        .with("logged_on", day);
    if year.is_first() && MISSING == (at, day) {
        // The plan demanded it and nobody filled it in.
        return row.state("expected");
    }
    let mut draw = year.draw("log", day.number() * OUTFALLS + at);
    let dirty = is_dirty(year, at, day);
    // After heavy rain some are not even cleaned on the day.
    let done = !(dirty && draw.permille(400));
    let shifts = if is_season(day) { 2 } else { 1 };
    let some = draw.pick(&["少量", "较多"]);
    let row = row
        .state("registered")
        .evidence(u16::from(done) * if is_season(day) { 2 } else { 1 })
        .with("done", done)
        .with("shifts_done", if done { shifts } else { 0 })
        .with("floating", if dirty { some } else { "无" })
        .with("litter", if dirty { draw.pick(&["无", "少量"]) } else { "无" })
        .with("wall", if dirty { "有污渍" } else { "干净" })
        .with("odour", "无")
        .with("colour", if dirty { "浑浊" } else { "正常" })
        .with("water_level_m", hundredths(level(day, &mut draw)))
        .with("worker", key(cleaner(at / 2)));
    if !done {
        return row.with("force_majeure", true).with("weather_record", "日降水量超过25毫米");
    }
    row
}

fn level(day: Date, draw: &mut Draw) -> i64 {
    draw.around(if is_rainy(day) { 130 } else { 45 }, 20)
}

fn observation(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("water", at);
    let day = FIRST.plus(at * 365 / OBSERVATIONS);
    // Every tenth in the season is not as it should be, and is told at once.
    let abnormal = is_season(day) && at % 10 == 0;
    let observed = Minute::of(day, draw.between(420, 1_020));
    let minutes = draw.between(20, 105);
    let row = year
        .row("water_obs", year.number("SZ-2021", at + 1, 3))
        .unit(MUNICIPAL_OFFICE)
        .evidence(1)
        .with("number", year.number("SZ-2021", at + 1, 3))
        .with("outfall_id", key(outfall_key(year, at % OUTFALLS)))
        .with("observed_on", day)
        .with("observed_at", observed)
        .with("odour", if abnormal { 2_i64 } else { 0 })
        .with("colour", if abnormal { "浑浊" } else { "正常" })
        .with("oil", false);
    if !abnormal {
        return row;
    }
    row.with("reported_to", "区生态环境分局")
        .with("reported_at", Minute(observed.0 + minutes))
        .with("report_hours", tenths(minutes / 6))
        .with("result", "排查上游排口，次日恢复正常")
}
