//! 警报器: sirens, their monthly tests and their state. Unscaled.
//!
//! `ledgers.md` 7.2: 32 sirens of 1 km radius cover 85 % of the eastern part of the district. The
//! 33 places there were found greedily on a grid of 100 m over that part (97 km² of the outline
//! that the demonstration draws on, east of 119.4085°); two more stand in Niutouya. At the end of
//! the year two are out of order, and what is left covers 86 % of the eastern part and 52 % of the
//! whole district: the target of 85 % is met or missed by the area that is chosen.
//!
//! There is no general test on 18 September: the province tests on 7 July, and the notices of the
//! city leave Beidaihe out (4.7). Tests are silent, by polling, or of one siren by itself.

use super::Steps;
use super::dates::{Date, FIRST, Minute, date, on};
use super::people::DEFENCE;
use super::places::{Place, address};
use super::row::{Row, Turn, Year, fen, hundredths, key, tenths};
use std::iter;

/// Where the sirens stand, in ten-thousandths of a degree, those of Niutouya last.
const PLACES: [(i64, i64); 35] = [
    (1_194_202, 397_959),
    (1_194_202, 398_148),
    (1_194_202, 398_337),
    (1_194_202, 398_526),
    (1_194_202, 398_715),
    (1_194_238, 398_904),
    (1_194_413, 398_229),
    (1_194_413, 398_418),
    (1_194_413, 398_607),
    (1_194_448, 398_796),
    (1_194_624, 398_310),
    (1_194_624, 398_499),
    (1_194_835, 398_202),
    (1_194_835, 398_391),
    (1_195_010, 398_526),
    (1_195_046, 398_283),
    (1_195_151, 398_688),
    (1_194_554, 398_958),
    (1_194_413, 398_067),
    (1_194_624, 398_661),
    (1_194_343, 399_038),
    (1_195_221, 398_202),
    (1_194_624, 398_148),
    (1_194_800, 398_553),
    (1_195_116, 398_391),
    (1_195_221, 398_796),
    (1_195_151, 398_553),
    (1_194_167, 397_851),
    (1_194_589, 398_796),
    (1_194_167, 398_850),
    (1_194_940, 398_661),
    (1_195_010, 398_175),
    (1_194_378, 398_877),
    (1_193_324, 398_391),
    (1_193_359, 398_715),
];
/// How many they are.
pub(super) const SIRENS: i64 = 35;
/// About one kilometre a point (4.7).
const RADIUS_M: i64 = 1_000;
/// 设计使用年限. Assumed.
const DESIGN_YEARS: i64 = 15;
/// A type of the last years, and one of before.
const MODELS: [&str; 2] = ["DSJ-1200T", "JD-5.5"];

/// Rounds of checks: never more than 95 days apart, so that a state stays 可用 by evidence.
const ROUNDS: [Date; 4] = [on(3, 15), on(6, 10), on(8, 30), on(11, 22)];
/// The day of the round before the year.
pub(super) const LAST_ROUND: Date = date(2020, 12, 25);

/// Planted: out of order from May to June.
const OUT_IN_MAY: i64 = 4;
/// Planted: no check since June, so that its state is no longer known.
const NOT_CHECKED: i64 = 8;
/// At the end of the year for disposal, and out of order: the two that cover least.
pub(super) const FOR_DISPOSAL: i64 = 32;
const OUT_IN_WINTER: i64 = 34;
/// Due for renewal in the year: of four, three are renewed.
const DUE: [(i64, Option<Date>); 4] =
    [(12, Some(on(5, 25))), (17, Some(on(6, 3))), (21, Some(on(9, 14))), (27, None)];
/// Older than the rest and not of a new type, beside the one that is due and not renewed.
const OLD: [i64; 4] = [9, 19, 29, 33];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let stock = (0..SIRENS).filter_map(move |at| siren(year, at).enter());
    let checks = ROUNDS.into_iter().enumerate().flat_map(move |(round, on)| {
        (0..SIRENS).filter_map(move |at| check(year, at, (round, on)).and_then(Row::enter))
    });
    let tests = (1..=12).flat_map(move |month| {
        (0..SIRENS).flat_map(move |at| test(year, at, month).into_iter().flatten())
    });
    let changes = (0..SIRENS).flat_map(move |at| siren(year, at).changes(turns(year, at)));
    Box::new(stock.chain(checks).chain(tests).chain(changes))
}

fn number(year: Year<'_>, at: i64) -> String {
    year.number("JB", at + 1, 3)
}

/// The key of a siren.
pub(super) fn siren_key(year: Year<'_>, at: i64) -> String {
    format!("警报器/{}", number(year, at))
}

fn place(at: i64) -> Place {
    let found = usize::try_from(at).ok().and_then(|at| PLACES.get(at));
    found.map_or_else(Place::default, |(longitude, latitude)| Place::at(*longitude, *latitude))
}

fn is_renewed_before(at: i64) -> bool {
    !OLD.contains(&at) && DUE.iter().all(|(due, _)| *due != at)
}

fn siren(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("siren", at);
    let renewed = is_renewed_before(at);
    let due = DUE.iter().any(|(due, _)| *due == at);
    // Those that are due were put up as many years ago as they last.
    let installed = if due { 2021 - DESIGN_YEARS } else { draw.between(2008, 2012) };
    let installed = date(installed, draw.between(1, 11), draw.between(1, 28));
    let replaced = renewed.then(|| date(draw.between(2015, 2020), draw.between(3, 11), 20));
    let end_of_life = replaced.unwrap_or(installed).plus(DESIGN_YEARS * 365 + 4);
    let renewal = if due { on(4, 30) } else { end_of_life };
    let town = if at >= 33 { "牛头崖镇" } else { "城区" };
    let key = siren_key(year, at);
    let row = year
        .row("facility", key)
        .from(FIRST)
        .evidence(2)
        .with("kind", "警报器")
        .with("number", number(year, at))
        .with("name", format!("{town}{}号警报器", at + 1))
        .with("domain", "人防")
        .with("address", format!("{}楼顶", address(&mut draw)))
        .with("place", place(at))
        .with("model", if renewed { "DSJ-1200T" } else { "JD-5.5" })
        .with("new_type", renewed)
        .with("maker", draw.pick(&["石家庄警报设备厂", "天津声学设备厂"]))
        .with("installed_on", installed)
        .with("accepted_on", installed.plus(12))
        .with("design_life_y", DESIGN_YEARS)
        .with("renewal_due_on", renewal)
        .with("replaced_on", replaced)
        .with("status", if at == 33 { "故障" } else { "可用" })
        .with("status_on", LAST_ROUND)
        .with("std_qty", hundredths(100))
        .with("std_unit", "台")
        .with("custodian", draw.pick(&["所在单位", "所在社区居委会", "所在村委会"]))
        .with("original_fen", fen(draw.between(28, 46) * 100_000));
    sound(row, at, renewed)
}

fn sound(row: Row<'_>, at: i64, renewed: bool) -> Row<'_> {
    let row = row
        .with("siren_type", if renewed { "电声" } else { "电动" })
        .with("mobility", "固定")
        .with("power_w", if renewed { 1_200_i64 } else { 5_500 })
        .with("mount_height_m", tenths(150 + at % 9 * 12))
        .with("radius_m", RADIUS_M)
        .with("control", if at % 3 == 0 { "无线" } else { "有线" });
    match at % 5 {
        // Lp 125 dB at 1 m, background 50 dB, loss 8 dB: 10^((125 − 50 − 8 − 7) / 20) = 1000 m.
        0 => row
            .with("radius_basis", "计算")
            .with("sound_level_db", tenths(1_250))
            .with("sound_distance_m", tenths(10))
            .with("background_db", tenths(500))
            .with("loss_db", tenths(80)),
        1 | 2 => row.with("radius_basis", "实测"),
        _ => row.with("radius_basis", "登记"),
    }
}

/// Whether a siren is looked at in a round: one is forgotten from June on, and one is not there
/// to be looked at.
fn is_checked(at: i64, on: Date) -> bool {
    match at {
        NOT_CHECKED => on <= ROUNDS[1],
        FOR_DISPOSAL => on <= ROUNDS[2],
        _ => true,
    }
}

/// What a siren is on a day, by what was planted.
fn status(at: i64, day: Date) -> &'static str {
    match at {
        OUT_IN_MAY if (on(5, 12)..on(6, 21)).contains(&day) => "故障",
        FOR_DISPOSAL if day >= on(9, 20) => "待报废",
        OUT_IN_WINTER if day >= on(11, 22) => "故障",
        33 if day < on(4, 15) => "故障",
        _ => "可用",
    }
}

fn check_key(year: Year<'_>, at: i64, round: usize) -> String {
    format!("JC-{}-{}", number(year, at), round + 1)
}

fn check(year: Year<'_>, at: i64, (round, on): (usize, Date)) -> Option<Row<'_>> {
    let sound = status(at, on) == "可用";
    let number = check_key(year, at, round);
    let mut draw = year.draw("siren check", at * 10 + i64::try_from(round).unwrap_or(0));
    let begun = Minute::of(on, 540 + at * 11);
    is_checked(at, on).then(|| {
        year.row("inspection", number.clone())
            .evidence(2)
            .with("number", number)
            .with("kind", "测试")
            .with("checked_on", on)
            .with("started_at", begun)
            .with("ended_at", Minute(begun.0 + draw.between(8, 20)))
            .with("inspectors", DEFENCE.two(&mut draw))
            .with("inspector_count", 2_i64)
            .with("facility_id", key(siren_key(year, at)))
            .with("findings", i64::from(!sound))
            .with("notice_no", if sound { "" } else { "人防检修单" })
            .with("place", place(at))
            .with("conclusion", if sound { "自检正常" } else { "不能正常鸣响，已报修" })
    })
}

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    let rounds = ROUNDS.into_iter().enumerate().filter(|(_, on)| is_checked(at, *on));
    let checked = rounds.map(|(round, on)| {
        let basis = key(check_key(year, at, round));
        Turn::on(on, "季度检查").status(status(at, on)).with("status_basis", basis)
    });
    let turned = match at {
        OUT_IN_MAY => vec![(on(5, 12), "功放模块损坏"), (on(6, 21), "修复后自检正常")],
        FOR_DISPOSAL => vec![(on(9, 20), "超过使用年限，停用待报废")],
        33 => vec![(on(4, 15), "更换控制终端后自检正常")],
        _ => Vec::new(),
    };
    let turned = turned.into_iter().map(|(on, why)| Turn::on(on, why).status(status(at, on)));
    let renewed = DUE.iter().filter_map(|(due, on)| (*due == at).then_some(*on).flatten());
    let renewed = renewed.map(|on| {
        Turn::on(on, "到期更新")
            .status("可用")
            .with("model", MODELS[0])
            .with("siren_type", "电声")
            .with("power_w", 1_200_i64)
            .with("new_type", true)
            .with("replaced_on", on)
    });
    checked.chain(turned).chain(renewed).collect()
}

/// The test of a month: polled, in two months silent, and in May some sounded by themselves with
/// the level measured at two points.
fn test(year: Year<'_>, at: i64, month: i64) -> Option<Vec<super::Step>> {
    let day = on(month, 8 + at % 3).or_next_worked();
    let alone = month == 5 && at % 5 == 1;
    let kind = match month {
        _ if alone => "单机试鸣",
        3 | 9 => "静音测试",
        _ => "遥测点名",
    };
    let test_key = format!("{}/{day}/{kind}", siren_key(year, at), day = day.number());
    let sound = status(at, day) == "可用";
    let mut draw = year.draw("siren test", at * 100 + month);
    let row = year
        .row("siren_test", test_key.clone())
        .evidence(1)
        .with("facility_id", key(siren_key(year, at)))
        .with("tested_on", day)
        .with("kind", kind)
        .with("signal_received", sound)
        .with("sounded", alone.then_some(sound))
        .with("result", if sound { "正常" } else { "异常" })
        .with("person_id", DEFENCE.somebody(&mut draw))
        .with("note", if sound { "" } else { "未收到回执信号" });
    let points = if alone { 2 } else { 0 };
    let heard = (1..=points).filter_map(|point| {
        let distance = 400 * point;
        year.row("siren_test_point", format!("{test_key}/{point}"))
            .with("test_id", key(test_key.clone()))
            .with("point_no", format!("{point}"))
            .with("place", place(at).near(3_000, &mut draw))
            .with("distance_m", tenths(distance * 10))
            .with("level_db", tenths(draw.around(820 - distance / 4, 20)))
            .with("background_db", tenths(draw.around(520, 25)))
            .with("audible", true)
            .enter()
    });
    let heard: Vec<_> = heard.collect();
    Some(iter::once(row.enter()?).chain(heard).collect())
}
