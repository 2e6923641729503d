//! 燃气: firms, users, checks of them, what was found, accidents.
//!
//! `ledgers.md` 7.2: 9 firms, 1,100 commercial users, 32,000 households; hazards at 15 % of the
//! checks of commercial users; no accident that counts (at 0.05 a year). Households are checked
//! every second year (4.9).

use super::Steps;
use super::dates::{Date, Minute, Spread, date, on};
use super::hazards::{Hazard, finding};
use super::people::BUILDING;
use super::places::{address, credit_code, firm_name, person_name, somewhere};
use super::row::{BUREAU, Row, Year, fen, key};

/// Firms by kind.
const FIRMS: [(&str, i64); 4] = [("管道企业", 1), ("瓶装企业", 4), ("场站", 2), ("加气站", 2)];
const FIRM_COUNT: i64 = 9;
/// Commercial users, the last of them industrial.
const COMMERCIAL: i64 = 1_100;
const INDUSTRIAL: i64 = 12;
/// Housing estates with as many households together as are known.
const ESTATES: i64 = 64;
const HOUSEHOLDS: i64 = 32_000;
/// Commercial users of a thousand that nobody checked in the year.
const NOT_CHECKED: i64 = 35;
/// Checks of commercial users of a thousand that find hazards.
const HAZARDOUS: i64 = 150;
/// Checks by month: before the season, and before the heating.
const MONTHS: [i64; 12] = [6, 4, 9, 12, 14, 13, 7, 7, 8, 9, 7, 4];
/// Planted: the licence of a bottled-gas firm that has run out.
const EXPIRED: i64 = 3;

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let all = FIRM_COUNT + COMMERCIAL + ESTATES;
    let entities = (0..all).filter_map(move |at| entity(year, at).enter());
    let firms = (0..FIRM_COUNT * 4).flat_map(move |at| {
        let day = on(at / FIRM_COUNT * 3 + 2, 8).plus(at % FIRM_COUNT * 2).or_next_worked();
        Visit { at, entity: at % FIRM_COUNT, day, hazardous: at % 12 == 7 }.steps(year)
    });
    let spread = Spread::by_month_worked(MONTHS);
    let commercial = (0..COMMERCIAL).flat_map(move |at| {
        let mut draw = year.draw("gas visit", at);
        let day = spread.nth(at, COMMERCIAL, &mut draw);
        let checked = !draw.permille(NOT_CHECKED);
        let hazardous = draw.permille(HAZARDOUS);
        let visit = Visit { at: 100 + at, entity: FIRM_COUNT + at, day, hazardous };
        if checked { visit.steps(year) } else { Vec::new() }
    });
    let homes = (0..ESTATES).flat_map(move |at| {
        let day = on(3, 1).plus(at * 4).or_next_worked();
        let entity = FIRM_COUNT + COMMERCIAL + at;
        Visit { at: 2_000 + at, entity, day, hazardous: at % 9 == 4 }.steps(year)
    });
    let accident = if year.is_first() { accident(year).enter() } else { None };
    Box::new(entities.chain(firms).chain(commercial).chain(homes).chain(accident))
}

fn number(year: Year<'_>, at: i64) -> String {
    year.number("RQ", at + 1, 4)
}

fn kind(at: i64) -> &'static str {
    match at {
        _ if at < FIRM_COUNT => super::draw::allotted(&FIRMS, at),
        _ if at < FIRM_COUNT + COMMERCIAL - INDUSTRIAL => "餐饮用户",
        _ if at < FIRM_COUNT + COMMERCIAL => "工业用户",
        _ => "居民小区",
    }
}

fn entity(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("gas entity", at);
    let town = somewhere(&mut draw);
    let kind = kind(at);
    let firm = at < FIRM_COUNT;
    let home = kind == "居民小区";
    let name = match kind {
        "餐饮用户" => format!(
            "{}{}",
            person_name(&mut draw),
            draw.pick(&["海鲜馆", "饭庄", "面馆", "家常菜馆"])
        ),
        "居民小区" => format!("{}{}号小区", town.village(&mut draw), at % 9 + 1),
        _ => firm_name(if firm { "燃气" } else { "食品" }, &mut draw),
    };
    let expired = year.is_first() && at == EXPIRED;
    let until = if expired { on(10, 31) } else { date(draw.between(2027, 2029), 6, 30) };
    year.row("gas_entity", number(year, at))
        .from(super::dates::FIRST)
        .remark(if expired { "许可证已到期，正在办理换证" } else { "" })
        .with("number", number(year, at))
        .with("name", name)
        .with("kind", kind)
        .with("uscc", (!home).then(|| credit_code(&mut draw)))
        .with("address", address(&mut draw))
        .with("place", town.place(&mut draw))
        .with("licence_no", firm.then(|| format!("冀{}", year.number("03", at + 1, 4))))
        .with("licence_until", firm.then_some(until))
        .with("households", home.then_some(HOUSEHOLDS / ESTATES))
        .with("responsible", person_name(&mut draw))
        .with("alarm_fitted", (!firm && !home).then(|| draw.permille(910)))
}

/// A check of a firm or user.
struct Visit {
    /// Its number.
    at: i64,
    entity: i64,
    day: Date,
    hazardous: bool,
}

impl Visit {
    fn number(&self, year: Year<'_>) -> String {
        year.number("RQJC-2021", self.at + 1, 4)
    }

    fn steps(&self, year: Year<'_>) -> Vec<super::Step> {
        let hazard = self.hazardous.then(|| {
            let mut draw = year.draw("gas hazard", self.at);
            let hazard = Hazard {
                number: format!("{}-1", self.number(year)),
                source: ("gas_check_id", self.number(year)),
                subject: Some(("entity_id", number(year, self.entity))),
                description: draw.pick(&HAZARDS),
                found: self.day,
                section: BUILDING,
                unit: BUREAU,
            };
            finding(year, hazard, self.at)
        });
        [Some(self.check(year)), hazard].into_iter().flatten().filter_map(Row::enter).collect()
    }

    fn check<'c>(&self, year: Year<'c>) -> Row<'c> {
        let mut draw = year.draw("gas check", self.at);
        let home = kind(self.entity) == "居民小区";
        let by_whom = match kind(self.entity) {
            "居民小区" => "燃气企业入户",
            "餐饮用户" => {
                draw.weighted(&[("主管部门", 60), ("联合检查", 30), ("专家抽查", 10)])
            }
            _ => "主管部门",
        };
        let half = HOUSEHOLDS / ESTATES / 2;
        let households = home.then(|| half + draw.between(-30, 25));
        let row = year
            .row("gas_check", self.number(year))
            .evidence(if self.hazardous { 2 } else { 1 })
            .with("number", self.number(year))
            .with("entity_id", key(number(year, self.entity)))
            .with("checked_on", self.day)
            .with("by_whom", by_whom)
            .with("inspector_count", 2_i64)
            .with("entered", true)
            .with("checked_households", households)
            .with("hazards", i64::from(self.hazardous))
            .with("result", if self.hazardous { "限期整改" } else { "合格" })
            .with("notice_no", self.hazardous.then(|| format!("燃改〔{}〕", self.number(year))));
        if home { row } else { row.with("inspectors", BUILDING.two(&mut draw)) }
    }
}

const HAZARDS: [&str; 6] = [
    "灶具连接软管超期未更换",
    "未安装可燃气体泄漏报警装置",
    "钢瓶间通风不良",
    "调压箱周边堆放杂物",
    "使用无熄火保护装置的灶具",
    "紧急切断阀失灵",
];

/// Planted: an event that reached no grade and for which nobody was to blame: it is in the ledger
/// and is not counted.
fn accident(year: Year<'_>) -> Row<'_> {
    let begun = Minute::of(on(8, 7), 1_125);
    year.row("incident", "RQSG-2021-01")
        .state("closed")
        .evidence(2)
        .with("number", "RQSG-2021-01")
        .with("entity_id", key(number(year, FIRM_COUNT + 40)))
        .with("occurred_on", on(8, 7))
        .with("occurred_at", begun)
        .with("reported_at", Minute(begun.0 + 35))
        .with("report_minutes", 35_i64)
        .with("description", "灶具软管被鼠咬破漏气闪燃，现场人员及时关阀，无人员伤亡")
        .with("deaths", 0_i64)
        .with("injured", 0_i64)
        .with("loss_fen", fen(320_000))
        .with("grade", "未达等级")
        .with("responsibility", "非责任")
        .with("inquiry_due_on", on(10, 6))
        .with("concluded_on", on(9, 10))
        .with("report_no", "燃调〔2021〕1号")
}
