//! 景观设备: pumps, lamps and the rest of the landscape, and their faults.
//!
//! `ledgers.md` 7.2: 63 devices, about 210 faults a year, 70 % of them from May to September,
//! repaired in days of a gamma distribution (2, 2).

use super::Steps;
use super::dates::{Date, FIRST, Minute, Spread, date, on};
use super::draw::{Draw, allotted};
use super::places::somewhere;
use super::row::{Row, Turn, Year, fen, hundredths, key, tenths};

/// Devices.
pub(super) const DEVICES: i64 = 63;
/// The season of fountains, May to October, ten hours a day. Assumed.
pub(super) const PLANNED_HOURS: i64 = DEVICES * 184 * 10;
/// How many devices have so many faults in the year: 210 together.
const FAULTS_OF_A_DEVICE: [(i64, i64); 9] =
    [(0, 2), (1, 7), (2, 12), (3, 15), (4, 12), (5, 8), (6, 4), (7, 2), (8, 1)];
/// Faults by month: 70 % from May to September.
const MONTHS: [i64; 12] = [35, 30, 45, 60, 110, 140, 165, 165, 120, 55, 40, 35];
/// Days until a fault is removed, in hundredths: quantiles of gamma (2, 2) by twentieths.
const REPAIR_DAYS: [i64; 21] = [
    0, 71, 106, 137, 165, 192, 219, 247, 275, 305, 336, 369, 404, 444, 488, 539, 599, 674, 778,
    949, 1_500,
];
/// Days within which the contract wants a fault removed. Assumed.
const DUE_DAYS: i64 = 7;
/// A fault of more days takes the device out of the usable ones.
const SHORT_DAYS: i64 = 3;

const TYPES: [(&str, i64); 7] = [
    ("水泵", 14),
    ("水下灯", 16),
    ("喷头", 12),
    ("控制柜", 8),
    ("阀门", 6),
    ("过滤设备", 4),
    ("电缆", 3),
];
const CAUSES: [(&str, i64); 6] =
    [("电气", 30), ("水泵", 22), ("机械", 18), ("控制", 15), ("外力", 9), ("其他", 6)];

struct Fault {
    opened: Date,
    /// None while it is not removed.
    fixed: Option<Date>,
    days: i64,
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let stock = (0..DEVICES).filter_map(move |at| device(year, at).enter());
    let faults = (0..DEVICES).flat_map(move |at| {
        let faults = faults(year, at).into_iter().enumerate();
        faults.filter_map(move |(index, fault)| report(year, at, (index, &fault)).enter())
    });
    let changes = (0..DEVICES).flat_map(move |at| device(year, at).changes(turns(year, at)));
    Box::new(stock.chain(faults).chain(changes))
}

fn number(year: Year<'_>, at: i64) -> String {
    year.number("JG", at + 1, 3)
}

fn device_key(year: Year<'_>, at: i64) -> String {
    format!("景观设备/{}", number(year, at))
}

fn device(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("landscape", at);
    let town = somewhere(&mut draw);
    let kind = allotted(&TYPES, at);
    let site =
        draw.pick(&["联峰山广场", "老虎石公园", "鸽子窝公园", "怪楼奇园", "奥林匹克大道公园"]);
    let installed = date(draw.between(2010, 2020), draw.between(3, 6), 15);
    year.row("facility", device_key(year, at))
        .from(FIRST)
        .evidence(1)
        .with("kind", "景观设备")
        .with("number", number(year, at))
        .with("name", format!("{site}{kind}"))
        .with("domain", "景观")
        .with("address", site)
        .with("place", town.place(&mut draw))
        .with("new_type", draw.permille(300))
        .with("installed_on", installed)
        .with("accepted_on", installed)
        .with("design_life_y", 10_i64)
        .with("status", "可用")
        .with("status_on", date(2020, 12, 20))
        .with("std_qty", hundredths(100))
        .with("std_unit", if kind == "喷头" || kind == "水下灯" { "个" } else { "台" })
        .with("custodian", "景观养护单位")
        .with("original_fen", fen(draw.between(2, 40) * 60_000))
        .with("landscape_type", kind)
        .with("landscape_site", site)
        .with("laid_up", true)
}

/// The faults of a device in their order; they do not overlap.
fn faults(year: Year<'_>, at: i64) -> Vec<Fault> {
    let how_many = faults_of(year, at);
    let spread = Spread::by_month(MONTHS);
    let mut free = FIRST;
    let mut faults = Vec::new();
    for index in 0..how_many {
        let mut draw = year.draw("landscape fault", at * 100 + index);
        let opened = spread.nth(index, how_many, &mut draw).max(free);
        let days = (draw.quantile(&REPAIR_DAYS) + 50) / 100;
        let fixed = opened.plus(days);
        free = fixed.plus(1);
        if opened.if_come().is_some() {
            faults.push(Fault { opened, fixed: fixed.if_come(), days });
        }
    }
    faults
}

fn faults_of(year: Year<'_>, at: i64) -> i64 {
    allotted(&FAULTS_OF_A_DEVICE, year.mixed("landscape faults", DEVICES).place(at))
}

fn report<'c>(year: Year<'c>, at: i64, (index, fault): (usize, &Fault)) -> Row<'c> {
    let mut draw = year.draw("landscape report", at * 100 + i64::try_from(index).unwrap_or(0));
    let number = format!("GZ-{}-{:02}", number(year, at), index + 1);
    let cause: &str = draw.weighted(&CAUSES);
    let row = year
        .row("fault", number.clone())
        .state(if fault.fixed.is_some() { "closed" } else { "open" })
        .evidence(if fault.fixed.is_some() { 3 } else { 1 })
        .with("number", number)
        .with("facility_id", key(device_key(year, at)))
        .with("opened_on", fault.opened)
        .with("opened_at", Minute::of(fault.opened, draw.between(450, 1_290)))
        .with("reported_by", draw.weighted(&REPORTERS))
        .with("cause", cause)
        .with("description", format!("{cause}原因停止运行"))
        .with("due_on", fault.opened.plus(DUE_DAYS))
        .with("fixed_on", fault.fixed)
        .with("planned_stop", false)
        .with("repairer", "景观养护单位");
    repaired(row, fault, &mut draw)
}

const REPORTERS: [(&str, i64); 4] = [("巡检", 55), ("值守", 20), ("自检", 15), ("群众反映", 10)];

fn repaired<'c>(row: Row<'c>, fault: &Fault, draw: &mut Draw) -> Row<'c> {
    if fault.fixed.is_none() {
        return row;
    }
    // Ten hours of running a day; on the day itself a few.
    row.with("downtime_h", tenths(fault.days * 100 + draw.between(5, 60)))
        .with("parts_fen", fen(draw.between(3, 260) * 1_000))
}

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    let spring = Turn::on(on(4, 26), "汛前检修后投入运行")
        .with("laid_up", false)
        .with("leakage_tested_on", on(4, 26));
    let winter = Turn::on(on(11, 1), "冬季停机保养").with("laid_up", true);
    let long = faults(year, at).into_iter().filter(|fault| fault.days > SHORT_DAYS);
    let turned = long.flat_map(|fault| {
        let back = fault.fixed.map(|on| Turn::on(on, "故障排除").status("可用"));
        [Some(Turn::on(fault.opened, "故障停机").status("故障")), back]
    });
    [Some(spring), Some(winter)].into_iter().chain(turned).flatten().collect()
}
