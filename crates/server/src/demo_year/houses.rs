//! 公房: public houses, their inspections of the flood season and their repairs.
//!
//! `ledgers.md` 7.2: 420 houses, 95 % of one storey, built 1960 to 1979, lognormal about 38 m²;
//! danger A 20, B 52, C 22, D 6 %; 900 work orders with a peak from April to June and after rain,
//! lognormal about 900 元, 5 % of them overhauls of 8,000 to 40,000 元.

use super::Steps;
use super::dates::{Date, FIRST, Minute, Spread, date, on};
use super::draw::{Draw, allotted};
use super::people::HOUSES as SECTION;
use super::places::{person_name, somewhere};
use super::row::{Row, Turn, Year, fen, hundredths, key};

/// Houses.
const HOUSES: i64 = 420;
/// Danger classes, of [`HOUSES`].
const DANGERS: [(&str, i64); 4] = [("A", 84), ("B", 218), ("C", 93), ("D", 25)];
/// Houses of the classes C and D.
const DANGEROUS: i64 = 118;
/// Of the dangerous ones so many were reinforced before the year, and so many in its spring.
const REINFORCED: [(Reinforced, i64); 3] =
    [(Reinforced::Before, 46), (Reinforced::InSpring, 54), (Reinforced::Not, 18)];
/// Sound houses that stand empty or are under repair, of the 302.
const NOT_IN_USE: i64 = 11;

/// Work orders beside the reinforcements: 900 together.
const ORDERS: i64 = 846;
/// Orders by month: the peak before the season, and after rain.
const MONTHS: [i64; 12] = [50, 40, 75, 130, 145, 140, 115, 110, 70, 55, 40, 30];
/// Floor areas in hundredths of m²: a lognormal about 38 m², by twentieths.
const AREAS: [i64; 21] = [
    1_890, 2_320, 2_590, 2_790, 2_950, 3_100, 3_250, 3_390, 3_520, 3_660, 3_800, 3_940, 4_100,
    4_270, 4_450, 4_650, 4_890, 5_190, 5_580, 6_220, 7_640,
];
/// Costs of daily repairs in 元: a lognormal about 900 元, by twentieths.
const COSTS: [i64; 21] = [
    220, 340, 420, 480, 540, 600, 660, 715, 773, 834, 900, 970, 1_050, 1_134, 1_233, 1_350, 1_490,
    1_676, 1_940, 2_415, 3_630,
];
/// Days of a repair, by tenths: most within a week.
const REPAIR_DAYS: [i64; 11] = [0, 1, 1, 2, 3, 4, 5, 7, 10, 14, 28];
/// Orders of a thousand that are not accepted at once: the tenant did not agree.
const NOT_ACCEPTED: i64 = 45;
/// The day of the register of states before the year.
const REGISTERED: Date = date(2020, 12, 15);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reinforced {
    Before,
    InSpring,
    #[default]
    Not,
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let stock = (0..HOUSES).filter_map(move |at| house(year, at).enter());
    let checks = (0..HOUSES).flat_map(move |at| flood_checks(year, at));
    let spread = Spread::by_month(MONTHS);
    let daily = (0..ORDERS).filter_map(move |at| order(year, at, &spread).enter());
    let heavy = (0..HOUSES).filter_map(move |at| reinforcement(year, at).and_then(Row::enter));
    let changes = (0..HOUSES).flat_map(move |at| house(year, at).changes(turns(year, at)));
    let harms = HARMS.into_iter().zip(1_i64..).filter_map(move |(harm, at)| {
        if year.is_first() { harmed(year, at, harm).enter() } else { None }
    });
    let all = stock.chain(checks).chain(daily).chain(heavy);
    Box::new(all.chain(changes).chain(harms))
}

fn number(year: Year<'_>, at: i64) -> String {
    year.number("GF", at + 1, 3)
}

fn house_key(year: Year<'_>, at: i64) -> String {
    format!("公房/{}", number(year, at))
}

/// The place of a house among the classes of danger.
fn rank(year: Year<'_>, at: i64) -> i64 {
    year.mixed("house danger", HOUSES).place(at)
}

/// Whether and when a dangerous house was reinforced; none for a sound one.
fn reinforced(year: Year<'_>, at: i64) -> Option<Reinforced> {
    let place = rank(year, at) - (HOUSES - DANGEROUS);
    // Mixed once more, so that houses of class D are not all left to the end.
    let mixed = || year.mixed("house reinforced", DANGEROUS).place(place);
    (place >= 0).then(|| allotted(&REINFORCED, mixed()))
}

/// The day on which the reinforcement of the spring is accepted: before the season.
fn spring_day(year: Year<'_>, at: i64) -> Date {
    on(4, 12).plus(year.draw("house spring", at).below(70)).or_next_worked()
}

fn house(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("house", at);
    let town = somewhere(&mut draw);
    let one_storey = draw.permille(950);
    let building = format!("{}{}平房", town.village(&mut draw), draw.between(1, 60));
    let row = year
        .row("facility", house_key(year, at))
        .from(FIRST)
        .evidence(1)
        .with("kind", "公房")
        .with("number", number(year, at))
        .with("name", building.as_str())
        .with("domain", "房产")
        .with("address", town.town)
        .with("place", town.place(&mut draw))
        .with("new_type", false)
        .with("installed_on", date(draw.between(1960, 1979), 10, 1))
        .with("status", "可用")
        .with("status_on", REGISTERED)
        .with("std_qty", hundredths(100))
        .with("std_unit", "户")
        .with("property_owner", "北戴河区住房和城乡建设局")
        .with("custodian", "房产管理股")
        .with("unit_level", "户")
        .with("building_name", building.as_str())
        .with("room_no", draw.between(1, 24).to_string())
        .with("sold", false)
        .with("structure", if one_storey { "砖木" } else { "砖混" })
        .with("floor_area_m2", hundredths(draw.quantile(&AREAS)))
        .with("tenant", person_name(&mut draw))
        .with("rent_fen", fen(draw.between(3, 9) * 1_000));
    in_danger(year, at, row)
}

fn in_danger<'c>(year: Year<'c>, at: i64, row: Row<'c>) -> Row<'c> {
    let rank = rank(year, at);
    let mut draw = year.draw("house state", at);
    let danger: &str = allotted(&DANGERS, rank);
    let row = row.with("danger", danger).with("built_year", draw.between(1960, 1979));
    let Some(reinforced) = reinforced(year, at) else {
        let condition =
            if danger == "A" || rank % 4 != 3 { "基本完好" } else { "一般损坏" };
        let condition = if danger == "A" && rank % 3 == 0 { "完好" } else { condition };
        let used =
            if rank < NOT_IN_USE { draw.pick(&["腾空", "维修中"]) } else { "正常使用" };
        return row.with("condition", condition).with("use_state", used);
    };
    let appraised = date(2019, 6, 3).plus(draw.below(120));
    let before = (reinforced == Reinforced::Before).then(|| date(2020, 4, 20).plus(at % 60));
    let used = match reinforced {
        Reinforced::Before => "正常使用",
        Reinforced::InSpring => "维修中",
        Reinforced::Not => draw.pick(&["腾空", "停用"]),
    };
    let condition = match (before.is_some(), danger) {
        (true, _) => "基本完好",
        (false, "D") => "危险",
        (false, _) => "严重损坏",
    };
    row.with("condition", condition)
        .with("use_state", used)
        .with("appraisal_no", format!("QHDJD-2019-{:04}", at + 1))
        .with("appraised_on", appraised)
        .with("appraiser", "秦皇岛市房屋安全鉴定中心")
        .with("danger_measure", if used == "停用" { "停止使用" } else { "处理使用" })
        .with("reinforced_on", before)
}

/// Before, in and after the flood season; some houses are missed in it.
fn flood_checks(year: Year<'_>, at: i64) -> impl Iterator<Item = super::Step> {
    const MISSED_IN_SEASON: i64 = 30;
    let checks = [("汛前", on(4, 20)), ("汛中", on(7, 5)), ("汛后", on(10, 8))];
    checks.into_iter().enumerate().filter_map(move |(index, (kind, first))| {
        let mut draw = year.draw("house check", at * 3 + i64::try_from(index).unwrap_or(0));
        if kind == "汛中" && draw.permille(MISSED_IN_SEASON) {
            return None;
        }
        let day = first.plus(at / 14).or_next_worked();
        let found = i64::from(draw.permille(if kind == "汛中" { 180 } else { 90 }));
        let number = format!("JC-{}-{kind}", number(year, at));
        let begun = Minute::of(day, 510 + at % 14 * 30);
        year.row("inspection", number.clone())
            .evidence(2)
            .with("number", number)
            .with("kind", kind)
            .with("checked_on", day)
            .with("started_at", begun)
            .with("ended_at", Minute(begun.0 + 20))
            .with("inspectors", SECTION.two(&mut draw))
            .with("inspector_count", 2_i64)
            .with("facility_id", key(house_key(year, at)))
            .with("findings", found)
            .with("notice_no", (found > 0).then_some("公房报修单"))
            .with("conclusion", if found > 0 { "屋面渗漏，已报修" } else { "未见险情" })
            .enter()
    })
}

const REPORTERS: [(&str, i64); 4] =
    [("住户报修", 62), ("检查发现", 20), ("12345热线", 14), ("其他", 4)];
const REPAIRS: [(&str, i64); 6] = [
    ("屋面补漏", 30),
    ("门窗维修", 18),
    ("上下水管道疏通更换", 20),
    ("电线更换", 12),
    ("墙皮铲抹", 12),
    ("院落排水疏通", 8),
];

fn order<'c>(year: Year<'c>, at: i64, spread: &Spread) -> Row<'c> {
    let mut draw = year.draw("house order", at);
    let opened = spread.nth(at, ORDERS, &mut draw);
    let closed = opened.plus(draw.quantile(&REPAIR_DAYS)).if_come();
    let accepted = closed.is_some() && !draw.permille(NOT_ACCEPTED);
    let house = house_key(year, draw.below(HOUSES));
    let cost = draw.quantile(&COSTS) * 100;
    let row = year
        .row("work_order", year.number("GFWX", at + 1, 4))
        .with("number", year.number("GFWX", at + 1, 4))
        .with("facility_id", key(house))
        .with("level", "日常")
        .with("reported_by", draw.weighted(&REPORTERS))
        .with("description", draw.weighted(&REPAIRS))
        .with("opened_on", opened)
        .with("due_on", opened.plus(15));
    closed_order(row, (closed, accepted, cost), &mut draw)
}

fn closed_order<'c>(
    row: Row<'c>,
    (closed, accepted, cost): (Option<Date>, bool, i64),
    draw: &mut Draw,
) -> Row<'c> {
    let Some(closed) = closed else { return row.state("open").evidence(1) };
    let labour = cost * draw.between(40, 60) / 100;
    let machine = cost * draw.between(0, 8) / 100;
    row.state("closed")
        .evidence(if accepted { 4 } else { 2 })
        .with("closed_on", closed)
        .with("accepted", accepted)
        .with("accepted_on", accepted.then_some(closed))
        .with("acceptor", SECTION.somebody(draw))
        .with("tenant_signed", accepted)
        .with("quantity", hundredths(draw.between(1, 30) * 100))
        .with("quantity_unit", "处")
        .with("labour_fen", fen(labour))
        .with("machine_fen", fen(machine))
        .with("material_fen", fen(cost - labour - machine))
        .with("cost_fen", fen(cost))
        .with("contractor", "公房维修队")
}

/// The overhaul or reinforcement of a dangerous house in the spring.
fn reinforcement(year: Year<'_>, at: i64) -> Option<Row<'_>> {
    (reinforced(year, at)? == Reinforced::InSpring).then(|| {
        let mut draw = year.draw("house heavy", at);
        let closed = spring_day(year, at);
        let number = format!("GFJG-{}", number(year, at));
        let level = if at % 2 == 0 { "大修" } else { "加固" };
        let cost = draw.between(8_000, 40_000) * 100;
        let row = year
            .row("work_order", number.clone())
            .with("number", number)
            .with("facility_id", key(house_key(year, at)))
            .with("level", level)
            .with("reported_by", "计划安排")
            .with("description", format!("危险公房{level}，更换屋架、檩条并加固墙体"))
            .with("opened_on", on(3, 8).or_next_worked())
            .with("due_on", on(6, 30));
        closed_order(row, (Some(closed), true, cost), &mut draw)
    })
}

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    if reinforced(year, at) != Some(Reinforced::InSpring) {
        return Vec::new();
    }
    let day = spring_day(year, at);
    let back = Turn::on(day, "加固验收合格，恢复使用")
        .with("use_state", "正常使用")
        .with("condition", "基本完好")
        .with("danger_measure", "观察使用")
        .with("reinforced_on", day);
    vec![back]
}

/// Planted: two losses of tenants, one through the house and one not: house, day, cause, 元.
const HARMS: [(i64, Date, &str, i64, bool); 2] =
    [(57, on(7, 13), "漏雨进水", 2_600, true), (203, on(2, 17), "电气", 1_800, false)];

fn harmed<'c>(
    year: Year<'c>,
    at: i64,
    (house, on, cause, yuan, by_house): (i64, Date, &str, i64, bool),
) -> Row<'c> {
    let number = year.number("ZHSH-2021", at, 2);
    let handling = if by_house {
        "已抢修屋面并协商补偿"
    } else {
        "住户自购电器短路，已告知用电安全"
    };
    year.row("resident_harm", number.as_str())
        .state("reviewed")
        .evidence(1)
        .with("number", number)
        .with("facility_id", key(house_key(year, house)))
        .with("occurred_on", on)
        .with("cause", cause)
        .with("deaths", 0_i64)
        .with("injured", 0_i64)
        .with("loss_fen", fen(yuan * 100))
        .with("house_caused", by_house)
        .with("handling", handling)
}
