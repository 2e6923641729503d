//! 市政病害: damage to roads and drains, its repair, and the dredging of drains.
//!
//! `ledgers.md` 7.2: 1,400 a year; potholes in March and April (thaw), blocked inlets in July,
//! August and November (leaves); 35 % come from the hotline 12345. A missing cover is made good
//! within 6 hours (CJJ 68-2016, 4.11).

use super::Steps;
use super::dates::{Date, Minute, Spread, on};
use super::draw::{Draw, Mixed};
use super::people::MUNICIPAL;
use super::places::somewhere;
use super::roads::facility_key;
use super::roads::{INLET, Kind, LAMP, PIPE, RAILING, SECTION, SIDEWALK, WELL, facility};
use super::row::{MUNICIPAL_OFFICE, Row, Turn, Year, fen, hundredths, key, tenths};

/// A type of damage.
struct Damage {
    label: &'static str,
    /// How many in the year.
    count: i64,
    /// What it befalls.
    kind: Kind,
    /// By month.
    months: [i64; 12],
    unit: &'static str,
    /// Days within which it is to be repaired. Assumed, save for covers.
    due_days: i64,
    /// Whether the facility cannot be used until it is repaired.
    stops: bool,
}

const EVEN: [i64; 12] = [6, 6, 8, 9, 9, 9, 9, 9, 9, 9, 9, 8];
const THAW: [i64; 12] = [5, 9, 26, 24, 9, 6, 5, 5, 4, 3, 2, 2];
const RAIN: [i64; 12] = [2, 2, 3, 5, 7, 9, 26, 24, 6, 4, 10, 2];
const RAIN_AND_LEAVES: [i64; 12] = [1, 1, 2, 3, 4, 7, 26, 25, 6, 6, 17, 2];

/// Types of damage: 1,400 together.
const DAMAGES: [Damage; 12] = [
    damage(("坑槽", 320, SECTION), THAW, ("㎡", 7), false),
    damage(("龟裂", 110, SECTION), THAW, ("㎡", 20), false),
    damage(("沉陷", 80, SECTION), RAIN, ("㎡", 10), false),
    damage(("拥包", 40, SECTION), EVEN, ("㎡", 15), false),
    damage(("裂缝", 130, SECTION), EVEN, ("m", 20), false),
    damage(("松动缺失", 190, SIDEWALK), EVEN, ("㎡", 10), false),
    damage(("缺失井盖", 28, WELL), EVEN, ("座", 0), true),
    damage(("破损井盖", 72, WELL), EVEN, ("座", 2), true),
    damage(("雨水口堵塞", 250, INLET), RAIN_AND_LEAVES, ("座", 3), true),
    damage(("管道淤积", 90, PIPE), RAIN, ("m", 10), true),
    damage(("路灯不亮", 65, LAMP), EVEN, ("盏", 3), true),
    damage(("护栏损坏", 25, RAILING), EVEN, ("m", 10), true),
];

/// Dredgings in the year (`ledgers.md` 4: 300 to 800).
const DREDGINGS: i64 = 420;
/// Drains are dredged before the flood season and again before winter.
const DREDGING_MONTHS: [i64; 12] = [2, 2, 8, 16, 22, 16, 8, 8, 6, 5, 5, 2];
/// Of a thousand repairs so many come late, are not accepted, are not done.
const LATE: i64 = 60;
const NOT_ACCEPTED: i64 = 18;
const NOT_DONE: i64 = 12;

const fn damage(
    (label, count, kind): (&'static str, i64, Kind),
    months: [i64; 12],
    (unit, due_days): (&'static str, i64),
    stops: bool,
) -> Damage {
    Damage { label, count, kind, months, unit, due_days, stops }
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let defects = DAMAGES.iter().flat_map(move |damage| {
        let spread = Spread::by_month(damage.months);
        (0..damage.count).flat_map(move |at| {
            let case = Case::of(year, damage, at, &spread);
            [case.order(year), case.defect(year)].into_iter().flatten()
        })
    });
    let spread = Spread::by_month_worked(DREDGING_MONTHS);
    let dredgings = (0..DREDGINGS).filter_map(move |at| dredging(year, at, &spread).enter());
    let changes = DAMAGES.iter().filter(|damage| damage.stops).flat_map(move |damage| {
        let spread = Spread::by_month(damage.months);
        (0..damage.count).flat_map(move |at| Case::of(year, damage, at, &spread).changes(year))
    });
    Box::new(defects.chain(dredgings).chain(changes))
}

/// One damage and what came of it.
struct Case {
    damage: &'static Damage,
    at: i64,
    /// Which facility of its kind.
    facility: i64,
    found: Date,
    due: Date,
    /// None while it is not repaired.
    fixed: Option<Date>,
    accepted: bool,
    /// Why the term was put off.
    put_off: &'static str,
}

impl Case {
    fn of(year: Year<'_>, damage: &'static Damage, at: i64, spread: &Spread) -> Self {
        let mut draw = year.draw(damage.label, at);
        let found = spread.nth(at, damage.count, &mut draw);
        let (due, put_off) = term(damage, found);
        let late = draw.permille(LATE);
        let within = due.since(found);
        // Nobody begins with asphalt in the frost: what was put off is done towards the end.
        let least = if put_off.is_empty() { 0 } else { within * 3 / 4 };
        let days = if late { within + draw.between(1, 6) } else { draw.between(least, within) };
        let fixed = if draw.permille(NOT_DONE) { None } else { found.plus(days).if_come() };
        let accepted = fixed.is_some() && !draw.permille(NOT_ACCEPTED);
        let facility = which(year, damage, at, &mut draw);
        Self { damage, at, facility, found, due, fixed, accepted, put_off }
    }

    fn number(&self, year: Year<'_>) -> String {
        let kind = DAMAGES.iter().position(|damage| damage.label == self.damage.label);
        year.number(&format!("BH{:02}", kind.unwrap_or(0) + 1), self.at + 1, 3)
    }

    fn facility_key(&self, year: Year<'_>) -> String {
        facility_key(year, &self.damage.kind, self.facility)
    }

    fn severity(&self, draw: &mut Draw) -> &'static str {
        match self.damage.label {
            "缺失井盖" => "紧急",
            "破损井盖" | "雨水口堵塞" if self.damage.stops => draw.pick(&["中", "重"]),
            _ => draw.weighted(&[("轻", 45), ("中", 40), ("重", 15)]),
        }
    }

    fn defect(&self, year: Year<'_>) -> Option<super::Step> {
        let mut draw = year.draw("defect", self.at + self.damage.count * 10_000);
        let town = somewhere(&mut draw);
        let covers = self.damage.kind.label == WELL.label;
        let minutes = draw.between(400, 1_200);
        // By the hotline 35 %; the rest mostly by the bureau's own rounds.
        let reported_by = draw.weighted(&REPORTERS);
        year.row("defect", self.number(year))
            .unit(MUNICIPAL_OFFICE)
            .state(if self.fixed.is_some() { "closed" } else { "open" })
            .evidence(if self.accepted { 3 } else { 1 })
            .with("number", self.number(year))
            .with("facility_id", key(self.facility_key(year)))
            .with("type", self.damage.label)
            .with("severity", self.severity(&mut draw))
            .with("quantity", hundredths(self.quantity(&mut draw)))
            .with("quantity_unit", self.damage.unit)
            .with("reported_by", reported_by)
            .with("place", town.place(&mut draw))
            .with("found_on", self.found)
            .with("found_at", Minute::of(self.found, minutes))
            .with("barrier_hours", covers.then(|| tenths(draw.between(3, 19))))
            .with("due_on", self.due)
            .with("postponed_for", self.put_off)
            .with("fixed_on", self.fixed)
            .with("fix_hours", (covers && self.fixed.is_some()).then(|| tenths(self.hours())))
            .with("accepted", self.fixed.map(|_| self.accepted))
            .with("accepted_on", self.fixed.filter(|_| self.accepted))
            .with("acceptor", self.fixed.map(|_| MUNICIPAL.somebody(&mut draw)))
            .with("work_order_id", self.fixed.map(|_| key(self.order_number(year))))
            .remark(if covers && self.hours() > 60 {
                "夜间接报，备件次日送达"
            } else {
                ""
            })
            .enter()
    }

    /// Hours until a cover was made good, in tenths.
    fn hours(&self) -> i64 {
        let days = self.fixed.map_or(0, |fixed| fixed.since(self.found));
        if days == 0 { 15 + self.at % 40 } else { days * 240 }
    }

    fn quantity(&self, draw: &mut Draw) -> i64 {
        match self.damage.unit {
            "㎡" => draw.between(30, 1_800),
            "m" => draw.between(200, 6_000),
            _ => 100,
        }
    }

    fn order_number(&self, year: Year<'_>) -> String {
        format!("WX-{}", self.number(year))
    }

    /// The work order of a repair.
    fn order(&self, year: Year<'_>) -> Option<super::Step> {
        let fixed = self.fixed?;
        let mut draw = year.draw("municipal order", self.at + self.damage.count * 10_000);
        let level = if self.damage.label == "管道淤积" { "清淤" } else { "日常" };
        let (labour, material) = (draw.between(80, 900) * 100, draw.between(40, 1_600) * 100);
        let machine = draw.between(0, 600) * 100;
        let reported_by = if draw.permille(350) { "12345热线" } else { "检查发现" };
        year.row("work_order", self.order_number(year))
            .unit(MUNICIPAL_OFFICE)
            .state("closed")
            .evidence(if self.accepted { 3 } else { 1 })
            .with("number", self.order_number(year))
            .with("facility_id", key(self.facility_key(year)))
            .with("level", level)
            .with("reported_by", reported_by)
            .with("description", format!("{}修复", self.damage.label))
            .with("opened_on", self.found)
            .with("due_on", self.due)
            .with("closed_on", fixed)
            .with("accepted", self.accepted)
            .with("accepted_on", self.accepted.then_some(fixed))
            .with("acceptor", MUNICIPAL.somebody(&mut draw))
            .with("labour_fen", fen(labour))
            .with("material_fen", fen(material))
            .with("machine_fen", fen(machine))
            .with("cost_fen", fen(labour + material + machine))
            .with("contractor", "市政维修管理处养护队")
            .enter()
    }

    /// The facility cannot be used between damage and repair.
    fn changes(&self, year: Year<'_>) -> Vec<super::Step> {
        if self.fixed == Some(self.found) {
            return Vec::new();
        }
        let out = Turn::on(self.found, self.damage.label).status("故障");
        let back = self.fixed.map(|on| Turn::on(on, "修复后恢复使用").status("可用"));
        let turns = [Some(out), back].into_iter().flatten().collect();
        facility(year, &self.damage.kind, self.facility).changes(turns)
    }
}

const REPORTERS: [(&str, i64); 5] =
    [("12345热线", 35), ("巡查", 45), ("数字城管", 16), ("媒体", 1), ("其他", 3)];

/// The last day for a repair. Asphalt is not laid below 5 °C: what is found in the frost is put
/// off until the end of March.
fn term(damage: &Damage, found: Date) -> (Date, &'static str) {
    let asphalt = damage.kind.label == SECTION.label;
    if asphalt && found.month() <= 2 {
        return (on(3, 31), "低温");
    }
    (found.plus(damage.due_days), "")
}

/// Which facility a damage befalls. Damage that takes it out of use befalls each at most once, so
/// that its life has one interruption and no two at a time; the sound ones come first.
fn which(year: Year<'_>, damage: &Damage, at: i64, draw: &mut Draw) -> i64 {
    if !damage.stops {
        return draw.below(damage.kind.count);
    }
    // Two types that befall one kind take different parts of its order.
    let first = if damage.label == "破损井盖" { 28 } else { 0 };
    let order: Mixed = year.mixed("damaged", damage.kind.count);
    order.place(first + at)
}

fn dredging<'c>(year: Year<'c>, at: i64, spread: &Spread) -> Row<'c> {
    let mut draw = year.draw("dredging", at);
    let day = spread.nth(at, DREDGINGS, &mut draw);
    let pipe = at % 3 != 0;
    let kind = if pipe { &PIPE } else { &INLET };
    let before = draw.between(70, 190);
    let row = year
        .row("dredge", year.number("QY", at + 1, 3))
        .unit(MUNICIPAL_OFFICE)
        .evidence(2)
        .with("number", year.number("QY", at + 1, 3))
        .with("facility_id", key(facility_key(year, kind, draw.below(kind.count))))
        .with("dredged_on", day)
        .with("silt_before_mm", before)
        .with("silt_after_mm", draw.between(5, 40))
        .with("silt_m3", hundredths(draw.between(20, 640)))
        .with("disposal_place", "城区淤泥临时堆场")
        .with("cctv", pipe && draw.permille(200))
        .with("blocked_point", draw.permille(150));
    if pipe {
        row.with("length_m", hundredths(draw.between(2_000, 6_000)))
    } else {
        row.with("inlets", draw.between(1, 6))
    }
}
