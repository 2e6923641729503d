//! 市政设施: roads, drains, lamps and the other public works, and the evaluation of the roads.
//!
//! `ledgers.md` 7.2: 180 road sections, 160 sidewalks, 3,200 inlets, 2,100 wells, 1,500 pipe
//! sections, 4,200 lamps; 180 evaluations a year (4). The other kinds are few and assumed, so that
//! every class of utility has something to be sound or not.

use super::Steps;
use super::dates::{Date, FIRST, date, on};
use super::places::{ROADS, somewhere};
use super::row::{MUNICIPAL_OFFICE, Row, Turn, Year, fen, hundredths, key, tenths};

/// A kind of public works.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// 设施类别.
    pub(super) label: &'static str,
    prefix: &'static str,
    /// How many there are.
    pub(super) count: i64,
    domain: &'static str,
    utility: &'static str,
    unit: &'static str,
    /// The least and greatest quantity of one, in its unit.
    size: (i64, i64),
    /// How many are not usable in the register of the year's beginning.
    broken: i64,
}

/// 道路段, m².
pub(super) const SECTION: Kind =
    kind(("道路段", "DL", 180), ("市政", "交通", "㎡"), (3_600, 15_000), 0);
/// 人行道, m².
pub(super) const SIDEWALK: Kind =
    kind(("人行道", "RX", 160), ("市政", "交通", "㎡"), (900, 4_200), 4);
/// 雨水口.
pub(super) const INLET: Kind = kind(("雨水口", "YK", 3_200), ("市政", "排水", "座"), (1, 1), 40);
/// 雨水井.
pub(super) const WELL: Kind = kind(("雨水井", "YJ", 2_100), ("市政", "排水", "座"), (1, 1), 22);
/// 雨水管段, m.
pub(super) const PIPE: Kind = kind(("雨水管段", "YG", 1_500), ("市政", "排水", "m"), (24, 62), 20);
/// 路灯.
pub(super) const LAMP: Kind = kind(("路灯", "LD", 4_200), ("市政", "照明", "盏"), (1, 1), 70);
/// 护栏, m.
pub(super) const RAILING: Kind = kind(("护栏", "HL", 40), ("市政", "交通", "m"), (60, 640), 1);

/// Every kind, the rest assumed.
const KINDS: [Kind; 18] = [
    SECTION,
    SIDEWALK,
    INLET,
    WELL,
    PIPE,
    LAMP,
    RAILING,
    kind(("污水管段", "WG", 60), ("市政", "污水", "m"), (180, 900), 2),
    kind(("排水泵站", "BZ", 6), ("市政", "排水", "座"), (1, 1), 0),
    kind(("井盖", "JGAI", 300), ("市政", "排水", "座"), (1, 1), 6),
    kind(("桥涵", "QH", 18), ("市政", "交通", "座"), (1, 1), 1),
    kind(("交通设施", "JT", 120), ("市政", "交通", "套"), (1, 1), 3),
    kind(("绿化设施", "LH", 80), ("市政", "绿化", "处"), (1, 1), 2),
    kind(("燃气管段", "RQ", 40), ("燃气", "燃气", "m"), (300, 2_200), 0),
    kind(("给水管段", "GS", 45), ("市政", "给水", "m"), (260, 1_800), 1),
    kind(("热力管段", "RL", 30), ("市政", "热力", "m"), (200, 1_500), 1),
    kind(("电力设施", "DZ", 36), ("市政", "电力", "座"), (1, 1), 1),
    kind(("通讯设施", "TS", 28), ("市政", "通讯", "座"), (1, 1), 1),
];

/// Sections that the evaluation of the spring finds bad; the first of them are overhauled.
const BAD: i64 = 6;
/// The days on which overhauls of bad sections were accepted.
const OVERHAULED: [Date; 3] = [on(9, 25), on(10, 12), on(10, 28)];
/// The first day of the evaluation of the spring.
const EVALUATED: Date = on(4, 6);

const fn kind(
    (label, prefix, count): (&'static str, &'static str, i64),
    (domain, utility, unit): (&'static str, &'static str, &'static str),
    size: (i64, i64),
    broken: i64,
) -> Kind {
    Kind { label, prefix, count, domain, utility, unit, size, broken }
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let stock = KINDS.iter().flat_map(move |kind| {
        (0..kind.count).filter_map(move |at| facility(year, kind, at).enter())
    });
    let evaluations = (0..SECTION.count).flat_map(move |at| evaluations(year, at));
    let changes = (0..SECTION.count)
        .flat_map(move |at| facility(year, &SECTION, at).changes(turns(year, at)));
    Box::new(stock.chain(evaluations).chain(changes))
}

fn number(year: Year<'_>, kind: &Kind, at: i64) -> String {
    year.number(kind.prefix, at + 1, 4)
}

/// The key of a facility of a kind.
pub(super) fn facility_key(year: Year<'_>, kind: &Kind, at: i64) -> String {
    format!("{}/{}", kind.label, number(year, kind, at))
}

/// A facility as it is registered when the year begins.
pub(super) fn facility<'c>(year: Year<'c>, kind: &Kind, at: i64) -> Row<'c> {
    let mut draw = year.draw(kind.prefix, at);
    let town = somewhere(&mut draw);
    let road = draw.pick(&ROADS);
    let size = draw.between(kind.size.0, kind.size.1);
    let broken = kind.broken > 0 && year.mixed(kind.prefix, kind.count).place(at) < kind.broken;
    let installed = date(draw.between(1998, 2020), draw.between(1, 12), draw.between(1, 28));
    let row = year
        .row("facility", facility_key(year, kind, at))
        .unit(MUNICIPAL_OFFICE)
        .from(FIRST)
        .evidence(1)
        .with("kind", kind.label)
        .with("number", number(year, kind, at))
        .with("name", format!("{road}{}{}", kind.label, at + 1))
        .with("domain", kind.domain)
        .with("utility_class", kind.utility)
        .with("address", road)
        .with("place", town.place(&mut draw))
        .with("new_type", false)
        .with("installed_on", installed)
        .with("accepted_on", installed)
        .with("status", if broken { "故障" } else { "可用" })
        .with("status_on", date(2020, 12, 10))
        .with("std_qty", hundredths(size * 100))
        .with("std_unit", kind.unit)
        .with("property_owner", "北戴河区市政维修管理处")
        .with("custodian", "北戴河区市政维修管理处");
    detailed(year, row, kind, at)
}

/// What only some kinds have.
fn detailed<'c>(year: Year<'c>, row: Row<'c>, kind: &Kind, at: i64) -> Row<'c> {
    let mut draw = year.draw("municipal detail", at);
    match kind.label {
        "道路段" => {
            let (grade, pci) = graded(year, at, false);
            let width = draw.pick(&[7_i64, 9, 12, 16]);
            row.with("road_class", road_class(at))
                .with("pavement", if at % 6 == 5 { "水泥" } else { "沥青" })
                .with("width_m", hundredths(width * 100))
                .with("pci", tenths(pci))
                .with("road_grade", grade)
        }
        "人行道" => row.with("pavement", "砖石"),
        "雨水管段" | "污水管段" => row
            .with("diameter_mm", draw.pick(&[300_i64, 400, 500, 600, 800, 1_000]))
            .with("pipe_material", draw.pick(&["混凝土管", "双壁波纹管"])),
        "雨水口" => row.with("diameter_mm", 300_i64).with("flood_prone", at % 160 == 7),
        "雨水井" => row.with("cover_type", draw.pick(&["铸铁", "复合材料"])),
        "路灯" => row
            .with("lamp_power_w", draw.pick(&[60_i64, 100, 150]))
            .with("lamp_circuit", format!("回路{:03}", at / 35 + 1)),
        "桥涵" => row
            .with("span_m", hundredths(draw.between(400, 3_600)))
            .with("load_limit_t", tenths(draw.pick(&[200_i64, 300, 550])))
            .with("original_fen", fen(draw.between(40, 900) * 1_000_000)),
        _ => row,
    }
}

fn road_class(at: i64) -> &'static str {
    match at % 10 {
        0..=2 => "主干路",
        3..=6 => "次干路",
        _ => "支路",
    }
}

/// The place of a section among the bad ones of the spring; none for a good one.
fn bad(year: Year<'_>, at: i64) -> Option<i64> {
    let place = year.mixed("bad sections", SECTION.count).place(at);
    (place < BAD).then_some(place)
}

/// The grade of a section and its PCI in tenths, in the spring of the year or the year before.
fn graded(year: Year<'_>, at: i64, spring: bool) -> (&'static str, i64) {
    let mut draw = year.draw("pci", at * 2 + i64::from(spring));
    let branch = road_class(at) == "支路";
    match bad(year, at) {
        Some(place) if spring && place % 3 == 2 => ("D", draw.between(470, 590)),
        Some(_) if spring => ("C", draw.between(601, if branch { 645 } else { 695 })),
        Some(_) => ("B", draw.between(if branch { 650 } else { 700 }, 740)),
        None if at % 5 == 1 => ("B", draw.between(if branch { 660 } else { 710 }, 790)),
        None => ("A", draw.between(855, 960)),
    }
}

fn evaluated_on(at: i64) -> Date {
    EVALUATED.plus(at / 6).or_next_worked()
}

fn overhauled_on(year: Year<'_>, at: i64) -> Option<Date> {
    let place = usize::try_from(bad(year, at)?).ok()?;
    OVERHAULED.get(place).copied()
}

fn evaluations(year: Year<'_>, at: i64) -> impl Iterator<Item = super::Step> {
    let spring = (evaluated_on(at), graded(year, at, true), "人工调查");
    // An overhaul is accepted by an evaluation of its own.
    let after = overhauled_on(year, at).map(|on| (on, ("A", 945), "车载检测"));
    [Some(spring), after].into_iter().flatten().filter_map(move |(on, (grade, pci), method)| {
        let mut draw = year.draw("rqi", at);
        year.row("road_eval", format!("{}/{}", facility_key(year, &SECTION, at), on.number()))
            .unit(MUNICIPAL_OFFICE)
            .evidence(1)
            .with("facility_id", key(facility_key(year, &SECTION, at)))
            .with("evaluated_on", on)
            .with("method", method)
            .with("pci", tenths(pci))
            .with("rqi", tenths(draw.around(820, 80)))
            .with("iri", hundredths(draw.around(320, 90)))
            .with("grade", grade)
            .enter()
    })
}

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    let (grade, pci) = graded(year, at, true);
    let status = if bad(year, at).is_some() { "故障" } else { "可用" };
    let spring = Turn::on(evaluated_on(at), "年度路况评价")
        .status(status)
        .with("pci", tenths(pci))
        .with("road_grade", grade);
    let after = overhauled_on(year, at).map(|on| {
        Turn::on(on, "大修验收")
            .status("可用")
            .with("pci", tenths(945))
            .with("road_grade", "A")
            .with("overhauled_on", on)
    });
    [Some(spring), after].into_iter().flatten().collect()
}
