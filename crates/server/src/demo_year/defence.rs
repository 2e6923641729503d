//! 人防工程: the works, their equipment, radios, flood supplies. Unscaled.
//!
//! `ledgers.md` 7.2: 140 devices in 24 works, 8 to 12 % of them out of order, ventilation and the
//! rubber of doors worst. The share of renewed devices (81 %) is set to meet the target of 80 %.

use super::Steps;
use super::dates::{Date, FIRST, Minute, date, on};
use super::draw::{Mixed, allotted};
use super::people::DEFENCE;
use super::places::{address, somewhere};
use super::row::{Row, Turn, Year, fen, hundredths, key};
use super::sirens::LAST_ROUND;

/// Works.
const WORKS: i64 = 24;
/// Devices in them.
const DEVICES: i64 = 140;
/// Devices of communication.
pub(super) const RADIOS: i64 = 6;
/// Renewed by a new type, of [`DEVICES`].
const RENEWED: i64 = 114;
/// Out of order at any time, of [`DEVICES`]: 10 %.
const BROKEN: i64 = 14;
/// Of those out of order at a round, so many are repaired until the next and as many others fail.
const TURNED: i64 = 5;

/// Days of the rounds through all works; never more than 95 days apart.
const ROUNDS: [Date; 4] = [on(3, 18), on(6, 15), on(9, 2), on(11, 24)];
/// Planted: works whose devices nobody looked at after June, so that their state is not known.
const NOT_CHECKED: i64 = 15;
/// Planted: works not looked at after the flood season.
const NOT_AFTER_FLOOD: i64 = 7;

/// What the devices are. The first of the order fail first.
const TYPES: [(&str, i64); 8] = [
    ("通风滤毒", 26),
    ("密闭门", 30),
    ("防护密闭门", 30),
    ("给排水", 16),
    ("发电配电", 14),
    ("密闭阀门", 10),
    ("悬板活门", 8),
    ("通信", 6),
];
/// Works by class.
const CLASSES: [(&str, i64); 5] =
    [("人员掩蔽", 15), ("防空专业队", 3), ("医疗救护", 2), ("配套", 3), ("指挥", 1)];
/// Interruptions of communication in the year: device, first day, minutes, cause.
const OUTAGES: [(i64, Date, i64, &str); 9] = [
    (0, on(1, 22), 95, "线路故障"),
    (3, on(3, 9), 240, "停电"),
    (1, on(4, 20), 480, "计划检修"),
    (5, on(5, 31), 1_460, "设备故障"),
    (2, on(7, 18), 310, "停电"),
    (0, on(8, 2), 2_875, "设备故障"),
    (4, on(9, 14), 480, "计划检修"),
    (2, on(10, 26), 130, "线路故障"),
    (1, on(12, 7), 75, "其他"),
];
/// Supplies against floods: what, unit, planned, on hand in hundredths of the plan.
const SUPPLIES: [(&str, &str, i64, i64); 12] = [
    ("编织袋", "条", 20_000, 110),
    ("铁锹", "把", 200, 105),
    ("潜水泵", "台", 24, 100),
    ("应急发电机", "台", 6, 100),
    ("救生衣", "件", 150, 120),
    ("雨衣雨靴", "套", 180, 100),
    ("应急照明灯", "盏", 80, 115),
    ("防水挡板", "块", 120, 100),
    ("电缆", "米", 1_500, 100),
    ("排水软管", "米", 2_400, 96),
    ("警示锥桶", "个", 300, 130),
    ("对讲机", "部", 40, 100),
];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let works = (0..WORKS).filter_map(move |at| work(year, at).enter());
    let devices = (0..DEVICES).filter_map(move |at| device(year, at).enter());
    let radios = (0..RADIOS).filter_map(move |at| radio(year, at).enter());
    let rounds = ROUNDS.into_iter().enumerate().flat_map(move |(round, on)| {
        (0..WORKS).filter_map(move |at| check(year, at, (round, on)).and_then(Row::enter))
    });
    let floods = (0..WORKS).flat_map(move |at| flood_checks(year, at));
    let outages = OUTAGES.iter().enumerate().filter_map(move |(at, outage)| {
        interruption(year, (i64::try_from(at).unwrap_or(0), *outage)).enter()
    });
    let supplies = SUPPLIES.iter().filter_map(move |supply| stored(year, *supply).enter());
    let surveyed = (0..WORKS).flat_map(move |at| {
        let day = on(4, 6).plus(at * 2).or_next_worked();
        work(year, at).changes(vec![Turn::on(day, "人防工程普查").with("surveyed_on", day)])
    });
    let states = (0..DEVICES).flat_map(move |at| device(year, at).changes(turns(year, at)));
    let all = works.chain(devices).chain(radios).chain(rounds).chain(floods);
    Box::new(all.chain(outages).chain(supplies).chain(surveyed).chain(states))
}

fn work_number(year: Year<'_>, at: i64) -> String {
    year.number("RF", at + 1, 3)
}

fn work_key(year: Year<'_>, at: i64) -> String {
    format!("人防工程/{}", work_number(year, at))
}

fn work(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("defence work", at);
    let town = somewhere(&mut draw);
    let area = draw.between(800, 6_500);
    let built = date(draw.between(1994, 2018), draw.between(3, 11), 18);
    let grade = if at % 12 == 5 { "基本合格" } else { "合格" };
    year.row("facility", work_key(year, at))
        .from(FIRST)
        .evidence(2)
        .with("kind", "人防工程")
        .with("number", work_number(year, at))
        .with("name", format!("{}人防地下室", town.village(&mut draw)))
        .with("domain", "人防")
        .with("address", address(&mut draw))
        .with("place", town.place(&mut draw))
        .with("new_type", false)
        .with("installed_on", built)
        .with("accepted_on", built)
        .with("design_life_y", 50_i64)
        .with("status", "可用")
        .with("status_on", LAST_ROUND)
        .with("std_qty", hundredths(100))
        .with("std_unit", "座")
        .with("custodian", "平时使用单位")
        .with("original_fen", fen(area * 250_000))
        .with("works_class", allotted(&CLASSES, at))
        .with("protection_level", draw.pick(&["核6级常6级", "核5级常5级", "常6级"]))
        .with("works_area_m2", hundredths(area * 100))
        .with("peacetime_use", draw.pick(&["地下停车场", "仓储", "商业", "闲置"]))
        .with("sealed_doors", draw.between(2, 9))
        .with("water_ingress", at % 9 == 4)
        .with("fire_measures", true)
        .with("flood_measures", true)
        .with("check_grade", grade)
        .with("surveyed_on", date(2019, 5, 10).plus(at))
}

fn device_number(year: Year<'_>, at: i64) -> String {
    year.number("SB", at + 1, 3)
}

/// The works that a device stands in.
fn of_work(at: i64) -> i64 {
    at % WORKS
}

fn device(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("defence device", at);
    let renewed = year.mixed("defence renewed", DEVICES).place(at) < RENEWED;
    let installed = date(draw.between(2002, 2010), draw.between(1, 12), 6);
    let replaced = renewed.then(|| date(draw.between(2014, 2020), draw.between(1, 12), 25));
    let begun = replaced.unwrap_or(installed);
    let kind = allotted(&TYPES, at);
    year.row("facility", format!("人防工程设备/{}", device_number(year, at)))
        .from(FIRST)
        .evidence(1)
        .with("kind", "人防工程设备")
        .with("number", device_number(year, at))
        .with("name", format!("{}{kind}", work_number(year, of_work(at))))
        .with("domain", "人防")
        .with("part_of", key(work_key(year, of_work(at))))
        .with("model", if renewed { "新型" } else { "旧型" })
        .with("new_type", renewed)
        .with("installed_on", installed)
        .with("accepted_on", installed)
        .with("design_life_y", 20_i64)
        .with("renewal_due_on", begun.plus(20 * 365 + 5))
        .with("replaced_on", replaced)
        .with("status", status(year, at, 0))
        .with("status_on", LAST_ROUND)
        .with("std_qty", hundredths(100))
        .with("std_unit", if kind.ends_with('门') { "套" } else { "台" })
        .with("custodian", "平时使用单位")
        .with("original_fen", fen(draw.between(4, 60) * 50_000))
        .with("device_type", kind)
}

/// What a device is found to be in a round; the round before the year is 0. Ventilation and doors
/// come first in the order of failing.
fn status(year: Year<'_>, at: i64, round: i64) -> &'static str {
    let prone: i64 = TYPES.iter().take(3).map(|(_, how_many)| how_many).sum();
    let order: Mixed = year.mixed("defence broken", prone);
    let window = (round * TURNED)..(round * TURNED + BROKEN);
    if at < prone && window.contains(&order.place(at)) { "故障" } else { "可用" }
}

fn radio(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("radio", at);
    let number = year.number("TX", at + 1, 2);
    year.row("facility", radio_key(year, at))
        .from(FIRST)
        .evidence(1)
        .with("kind", "人防通信设备")
        .with("number", number)
        .with("name", draw.pick(&["短波电台", "超短波电台", "卫星便携站"]))
        .with("domain", "人防")
        .with("new_type", true)
        .with("installed_on", date(2016, 8, 1))
        .with("accepted_on", date(2016, 9, 1))
        .with("design_life_y", 12_i64)
        .with("status", "可用")
        .with("status_on", LAST_ROUND)
        .with("std_qty", hundredths(100))
        .with("std_unit", "台")
        .with("custodian", "人防办")
}

fn radio_key(year: Year<'_>, at: i64) -> String {
    format!("人防通信设备/{}", year.number("TX", at + 1, 2))
}

fn check_key(year: Year<'_>, at: i64, round: usize) -> String {
    format!("JC-{}-{}", work_number(year, at), round + 1)
}

fn is_checked(at: i64, round: usize) -> bool {
    at != NOT_CHECKED || round < 2
}

fn check(year: Year<'_>, at: i64, (round, on): (usize, Date)) -> Option<Row<'_>> {
    let of_round = i64::try_from(round).unwrap_or(0) + 1;
    let devices = (0..DEVICES).filter(|device| of_work(*device) == at);
    let broken = devices.filter(|device| status(year, *device, of_round) != "可用").count();
    let broken = i64::try_from(broken).unwrap_or(0);
    is_checked(at, round).then(|| {
        let found = if broken == 0 {
            "各系统运行正常"
        } else {
            "部分设备需维修，已下发检修单"
        };
        inspection(year, check_key(year, at, round), ("测试", on), at)
            .with("findings", broken)
            .with("notice_no", (broken > 0).then_some("人防检修单"))
            .with("conclusion", found)
    })
}

fn inspection<'c>(
    year: Year<'c>,
    number: String,
    (kind, on): (&'static str, Date),
    at: i64,
) -> Row<'c> {
    let mut draw = year.draw(kind, at);
    let begun = Minute::of(on, 510 + at * 17);
    year.row("inspection", number.clone())
        .evidence(2)
        .with("number", number)
        .with("kind", kind)
        .with("checked_on", on)
        .with("started_at", begun)
        .with("ended_at", Minute(begun.0 + draw.between(15, 45)))
        .with("inspectors", DEFENCE.two(&mut draw))
        .with("inspector_count", 2_i64)
        .with("facility_id", key(work_key(year, at)))
}

/// Before the flood season and after it.
fn flood_checks(year: Year<'_>, at: i64) -> impl Iterator<Item = super::Step> {
    let before = ("汛前", on(5, 6).plus(at).or_next_worked());
    let after = ("汛后", on(10, 8).plus(at).or_next_worked());
    let done = [Some(before), (at != NOT_AFTER_FLOOD).then_some(after)];
    done.into_iter().flatten().filter_map(move |(kind, on)| {
        inspection(year, format!("JC-{}-{kind}", work_number(year, at)), (kind, on), at)
            .with("findings", 0_i64)
            .with("conclusion", "防汛措施落实，口部无积水")
            .enter()
    })
}

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    let rounds = ROUNDS.into_iter().enumerate();
    let looked = rounds.filter(|(round, _)| is_checked(of_work(at), *round));
    let turn = |(round, on): (usize, Date)| {
        let of_round = i64::try_from(round).unwrap_or(0) + 1;
        Turn::on(on, "季度检查")
            .status(status(year, at, of_round))
            .with("status_basis", key(check_key(year, of_work(at), round)))
    };
    looked.map(turn).collect()
}

fn interruption<'c>(
    year: Year<'c>,
    (at, (radio, on, minutes, cause)): (i64, (i64, Date, i64, &'static str)),
) -> Row<'c> {
    let number = year.number("TXZD-2021", at + 1, 2);
    let begun = Minute::of(on, 480 + at * 37);
    let restored = Minute(begun.0 + minutes);
    let days = (480 + at * 37 + minutes) / 1_440;
    year.row("comm_outage", number.clone())
        .state("closed")
        .evidence(1)
        .with("number", number)
        .with("facility_id", key(radio_key(year, radio)))
        .with("started_on", on)
        .with("started_at", begun)
        .with("restored_on", on.plus(days))
        .with("restored_at", restored)
        .with("hours", hundredths(minutes * 100 / 60))
        .with("cause", cause)
}

fn stored<'c>(year: Year<'c>, (item, unit, planned, share): (&str, &str, i64, i64)) -> Row<'c> {
    let storehouse = "人防办防汛物资库";
    year.row("flood_supply", format!("{item}/{storehouse}"))
        .from(FIRST)
        .evidence(1)
        .with("item", item)
        .with("storehouse", storehouse)
        .with("unit", unit)
        .with("planned_qty", hundredths(planned * 100))
        .with("on_hand_qty", hundredths(planned * share))
        .with("counted_on", date(2020, 12, 28))
        .with("custodian", key(DEFENCE.person(7)))
}
