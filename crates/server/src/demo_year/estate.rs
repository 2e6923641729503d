//! 楼盘表 and 网签备案: buildings, their units, presale permits and sales.
//!
//! `ledgers.md` 7.2: 1,100 new and 900 second-hand sales with peaks from April to July and in
//! September and October and a trough in January and February; prices lognormal with a gradient by
//! the distance from the sea; 3 % cancelled. 4: 3,000 to 8,000 units.

use super::Steps;
use super::approvals::{PRESALES, REFUSED_PRESALE, presale, presale_key};
use super::dates::{Date, FIRST, LAST, Spread, date, of_month};
use super::places::{Place, address, firm_name};
use super::row::{Row, Turn, Year, fen, hundredths, key};

/// How a building came to the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// Of an application for presale, two buildings each.
    Presold,
    /// Finished in the years before and still sold by its developer.
    Finished,
    /// Long registered, sold on from owner to owner.
    Old,
}

/// Buildings by origin, their units, and the sales of units of theirs.
const PRESOLD: Kind = kind(Origin::Presold, "YSL", PRESALES * 2, 60);
const FINISHED: Kind = kind(Origin::Finished, "XFL", 20, 60);
const OLD: Kind = kind(Origin::Old, "EFL", 20, 45);
/// New and second-hand sales.
const SALES: [i64; 2] = [1_100, 900];
/// New sales of units of finished buildings; the rest falls to presold ones.
const OF_FINISHED: i64 = 700;
/// By month: peaks before the season and in autumn.
const MONTHS: [i64; 12] = [40, 30, 75, 110, 115, 115, 105, 80, 110, 105, 65, 50];
/// Contracts of a thousand that are cancelled, that are filed late.
const CANCELLED: i64 = 30;
const LATE: i64 = 15;
/// Areas of homes in hundredths of m², by twentieths.
const AREAS: [i64; 11] =
    [4_200, 5_800, 6_900, 7_900, 8_600, 9_200, 9_900, 10_900, 12_200, 13_900, 17_500];
/// Prices of a m² in 元 a good way from the sea, by tenths: a lognormal about 7,800 元.
const PRICES: [i64; 11] =
    [5_200, 6_300, 6_750, 7_150, 7_480, 7_800, 8_140, 8_510, 9_000, 9_760, 12_000];
/// Rings of distance from the sea: what prices are in hundredths, and where the ring lies.
const RINGS: [(i64, Place); 4] = [
    (165, Place::at(1_194_800, 398_270)),
    (125, Place::at(1_194_624, 398_310)),
    (95, Place::at(1_194_413, 398_418)),
    (75, Place::at(1_193_750, 398_400)),
];

#[derive(Clone, Copy, Debug)]
struct Kind {
    origin: Origin,
    prefix: &'static str,
    buildings: i64,
    /// Units of a building.
    units: i64,
}

const fn kind(origin: Origin, prefix: &'static str, buildings: i64, units: i64) -> Kind {
    Kind { origin, prefix, buildings, units }
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let kinds = [PRESOLD, FINISHED, OLD];
    let buildings = kinds.into_iter().flat_map(move |kind| {
        (0..kind.buildings).filter_map(move |at| building(year, kind, at).enter())
    });
    let units = kinds.into_iter().flat_map(move |kind| {
        let units = kind.buildings * kind.units;
        (0..units).filter_map(move |at| unit(year, kind, at).enter())
    });
    let permits = (0..PRESALES).filter_map(move |at| permit(year, at).enter());
    let listed = (0..PRESALES).flat_map(move |at| listed(year, at));
    let presold = (0..PRESALES).flat_map(move |at| presold(year, at));
    let spread = Spread::by_month_worked(MONTHS);
    let finished = (0..OF_FINISHED).flat_map(move |at| {
        let unit = spread_over(at, FINISHED.buildings, FINISHED.units);
        Sale::of(year, (FINISHED, unit), (at, OF_FINISHED), &spread).steps(year)
    });
    let spread = Spread::by_month_worked(MONTHS);
    let old = (0..SALES[1])
        .flat_map(move |at| Sale::of(year, (OLD, at), (at, SALES[1]), &spread).steps(year));
    let all = buildings.chain(units).chain(permits).chain(listed);
    Box::new(all.chain(presold).chain(finished).chain(old))
}

/// The units of several buildings taken in turn.
fn spread_over(at: i64, buildings: i64, units: i64) -> i64 {
    at % buildings * units + at / buildings
}

fn building_key(year: Year<'_>, kind: Kind, at: i64) -> String {
    year.number(kind.prefix, at + 1, 3)
}

fn unit_key(year: Year<'_>, kind: Kind, at: i64) -> String {
    format!("{}/{}", building_key(year, kind, at / kind.units), unit_no(kind, at))
}

/// Four on a storey.
fn unit_no(kind: Kind, at: i64) -> String {
    let of_building = at % kind.units;
    format!("{}-{}", of_building / 4 + 1, of_building % 4 + 1)
}

/// The ring of distance from the sea that a building stands in.
fn ring(kind: Kind, at: i64) -> (i64, Place) {
    // The two buildings of a presale stand side by side.
    let site = if kind.origin == Origin::Presold { at / 2 } else { at };
    usize::try_from(site % 4).ok().and_then(|at| RINGS.get(at)).copied().unwrap_or_default()
}

fn development(year: Year<'_>, kind: Kind, at: i64) -> String {
    let site = if kind.origin == Origin::Presold { at / 2 } else { at };
    let mut draw = year.draw(kind.prefix, 10_000 + site);
    let name = draw.pick(&["海悦", "联峰", "碧波", "金沙", "和园", "翠湖", "澜庭", "云锦"]);
    format!("{name}{}", year.number("家园", site + 1, 1))
}

fn building(year: Year<'_>, kind: Kind, at: i64) -> Row<'_> {
    let mut draw = year.draw(kind.prefix, at);
    let finished = match kind.origin {
        Origin::Presold => None,
        Origin::Finished => Some(date(draw.between(2018, 2020), draw.between(4, 11), 28)),
        Origin::Old => Some(date(draw.between(1996, 2012), draw.between(4, 11), 20)),
    };
    let developer = match kind.origin {
        Origin::Presold => presale(year, at / 2).developer,
        Origin::Finished | Origin::Old => firm_name("房地产开发", &mut draw),
    };
    let area = building_area(year, kind, at);
    year.row("building", building_key(year, kind, at))
        .from(FIRST)
        .with("number", building_key(year, kind, at))
        .with("name", format!("{}{}号楼", development(year, kind, at), at + 1))
        .with("development", development(year, kind, at))
        .with("developer", developer)
        .with("address", address(&mut draw))
        .with("place", ring(kind, at).1.near(3_000, &mut draw))
        .with("storeys", (kind.units + 3) / 4)
        .with("structure", if kind.origin == Origin::Old { "混合" } else { "钢混" })
        .with("use", "住宅")
        .with("planned_area_m2", hundredths(area))
        .with("measured_area_m2", finished.map(|_| hundredths(area)))
        .with("unit_count", kind.units)
        .with("finished_on", finished)
}

/// The area of a unit, in hundredths of m².
fn unit_area(year: Year<'_>, kind: Kind, at: i64) -> i64 {
    year.draw("unit area", at * 10 + kind.units % 7).quantile(&AREAS)
}

fn building_area(year: Year<'_>, kind: Kind, at: i64) -> i64 {
    (at * kind.units..(at + 1) * kind.units).map(|unit| unit_area(year, kind, unit)).sum()
}

fn unit(year: Year<'_>, kind: Kind, at: i64) -> Row<'_> {
    let area = unit_area(year, kind, at);
    let inside = area * 82 / 100;
    let state = match kind.origin {
        Origin::Presold => "未取证",
        Origin::Finished => "可售",
        Origin::Old => "已登记",
    };
    year.row("unit", unit_key(year, kind, at))
        .from(FIRST)
        .with("building_id", key(building_key(year, kind, at / kind.units)))
        .with("unit_no", unit_no(kind, at))
        .with("storey", at % kind.units / 4 + 1)
        .with("use", "住宅")
        .with("inside_m2", hundredths(inside))
        .with("shared_m2", hundredths(area - inside))
        .with("area_m2", hundredths(area))
        .with("sale_state", state)
}

/// The permit that an application for presale asks for.
fn permit(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("presale", at);
    let application = presale(year, at);
    let area = building_area(year, PRESOLD, at * 2) + building_area(year, PRESOLD, at * 2 + 1);
    let units = PRESOLD.units * 2;
    let total = draw.between(9_000, 26_000) * 1_000_000;
    let short = year.is_first() && at == REFUSED_PRESALE;
    let invested = if short { 17 } else { draw.between(26, 48) };
    let remark = if short { "申报数未达到25%，已作出不予许可决定" } else { "" };
    let buildings = [at * 2, at * 2 + 1].map(|at| building_key(year, PRESOLD, at));
    let row = year
        .row("presale", presale_key(year, at))
        .evidence(if application.granted_on.is_some() { 2 } else { 1 })
        .remark(remark)
        .with("approval_id", key(presale_key(year, at)))
        .with("development", development(year, PRESOLD, at * 2))
        .with("developer", application.developer)
        .with("location", address(&mut draw))
        .with("land_cert_no", format!("冀（2020）北戴河区不动产权第{:07}号", at + 4_101))
        .with("land_paid", true)
        .with("planning_permit_no", format!("建字第130304{}号", year.number("2021", at + 1, 3)))
        .with("construction_permit_no", format!("1303042021{:06}", year.copy * 100 + at + 1))
        .with("total_investment_fen", fen(total))
        .with("invested_fen", fen(total / 100 * invested))
        .with("progress_note", "主体结构施工至总层数三分之一以上")
        .with("delivery_on", date(2023, draw.between(3, 12), 30))
        .with("building_ids", key(buildings.join("、")))
        .with("unit_count", units)
        .with("area_m2", hundredths(area))
        .with("average_price_fen", fen(7_800 * ring(PRESOLD, at * 2).0))
        .with("escrow_bank", "秦皇岛商业银行北戴河支行")
        .with("escrow_account", format!("130400{:013}", draw.below(10_000_000_000_000)));
    let Some(granted) = application.granted_on else { return row };
    row.with("licence_no", application.licence_no)
        .with("issued_on", granted)
        .with("authority", "北戴河区住房和城乡建设局")
        .with("licensed_units", units)
        .with("licensed_area_m2", hundredths(area))
        .with("licensed_use", "住宅")
}

/// What a presold unit says from the permit on.
fn licensed(year: Year<'_>, at: i64, granted: Date) -> Turn {
    Turn::on(granted, "取得预售许可")
        .with("sale_state", "可售")
        .with("presale_id", key(presale_key(year, at)))
        .with("filed_price_fen", fen(7_800 * ring(PRESOLD, at * 2).0))
}

/// The first unit of a presale and how many there are.
fn units_of(at: i64) -> (i64, i64) {
    (at * 2 * PRESOLD.units, PRESOLD.units * 2)
}

/// The units of a presale that nobody has bought come to the market.
fn listed(year: Year<'_>, at: i64) -> impl Iterator<Item = super::Step> {
    let granted = presale(year, at).granted_on;
    let sold = sold_of(year, at);
    let (first, count) = units_of(at);
    let units = (first + sold..first + count).flat_map(move |place| {
        let turn = granted.map(|on| licensed(year, at, on));
        unit(year, PRESOLD, place).changes(turn.into_iter().collect())
    });
    units.filter(move |_| granted.is_some())
}

/// Whether a presale can still be sold from in the year.
fn is_sold_from(year: Year<'_>, at: i64) -> bool {
    presale(year, at).granted_on.is_some_and(|on| on < LAST.plus(-45))
}

/// How many units of a presale are sold in the year: all alike, the first ones one more.
fn sold_of(year: Year<'_>, at: i64) -> i64 {
    if !is_sold_from(year, at) {
        return 0;
    }
    let sold_from =
        |to: i64| i64::try_from((0..to).filter(|at| is_sold_from(year, *at)).count()).unwrap_or(0);
    let (all, before) = (sold_from(PRESALES).max(1), sold_from(at));
    let wanted = SALES[0] - OF_FINISHED;
    wanted / all + i64::from(before < wanted % all)
}

/// The sales from a presale, with what they change.
fn presold(year: Year<'_>, at: i64) -> impl Iterator<Item = super::Step> {
    let sold = sold_of(year, at);
    let granted = presale(year, at).granted_on.unwrap_or(LAST);
    let spread = Spread::new(granted.plus(3), LAST, |day| {
        if day.is_worked() { of_month(&MONTHS, day) } else { 0 }
    });
    (0..sold).flat_map(move |index| {
        let place = units_of(at).0 + index;
        Sale::of(year, (PRESOLD, place), (index, sold), &spread).steps(year)
    })
}

/// A contract.
struct Sale {
    kind: Kind,
    /// Which unit of the kind.
    unit: i64,
    signed: Date,
    filed: Option<Date>,
    late: bool,
    cancelled: Option<Date>,
}

impl Sale {
    fn of(
        year: Year<'_>,
        (kind, unit): (Kind, i64),
        (at, of): (i64, i64),
        spread: &Spread,
    ) -> Self {
        let mut draw = year.draw(kind.prefix, 20_000 + unit);
        let signed = spread.nth(at, of, &mut draw);
        let late = kind.origin != Origin::Old && draw.permille(LATE);
        let days = if late { draw.between(32, 50) } else { draw.between(1, 24) };
        let filed = signed.plus(days).if_come();
        let cancelled = draw.permille(CANCELLED);
        let cancelled = if cancelled { signed.plus(days + 20).if_come() } else { None };
        Self { kind, unit, signed, filed, late: late && filed.is_some(), cancelled }
    }

    fn steps(&self, year: Year<'_>) -> Vec<super::Step> {
        let mut steps: Vec<super::Step> = self.row(year).enter().into_iter().collect();
        if self.kind.origin != Origin::Old {
            steps.extend(unit(year, self.kind, self.unit).changes(self.turns(year)));
        }
        steps
    }

    fn row<'c>(&self, year: Year<'c>) -> Row<'c> {
        let mut draw = year.draw("sale", self.unit * 10 + self.kind.units % 7);
        let old = self.kind.origin == Origin::Old;
        let area = unit_area(year, self.kind, self.unit);
        let ring = ring(self.kind, self.unit / self.kind.units).0;
        let price = draw.quantile(&PRICES) * ring / 100 * if old { 86 } else { 100 } / 100;
        let number = format!("WQ-{}", unit_key(year, self.kind, self.unit));
        year.row("sale", number.as_str())
            .state(if self.filed.is_some() { "closed" } else { "open" })
            .evidence(1)
            .remark(if self.late { "买受人贷款审批延后，已补办备案" } else { "" })
            .with("contract_no", number)
            .with("market", if old { "存量房" } else { "新建商品房" })
            .with("unit_id", key(unit_key(year, self.kind, self.unit)))
            .with("signed_on", self.signed)
            .with("file_due_on", self.signed.plus(30))
            .with("filed_on", self.filed)
            .with("cancelled_on", self.cancelled)
            .with("area_m2", hundredths(area))
            .with("amount_fen", fen(price * area))
            .with("buyer_kind", draw.weighted(&BUYERS))
            .with("loan", draw.weighted(&LOANS))
            .with("price_reviewed", false)
    }

    fn turns(&self, year: Year<'_>) -> Vec<Turn> {
        let permit = match self.kind.origin {
            Origin::Presold => {
                let at = self.unit / (PRESOLD.units * 2);
                presale(year, at).granted_on.map(|on| licensed(year, at, on))
            }
            Origin::Finished | Origin::Old => None,
        };
        let signed = Turn::on(self.signed, "签订合同").with("sale_state", "已签");
        let filed = self.filed.map(|on| Turn::on(on, "合同备案").with("sale_state", "已备案"));
        let back = self.cancelled.map(|on| Turn::on(on, "合同撤销").with("sale_state", "可售"));
        [permit, Some(signed), filed, back].into_iter().flatten().collect()
    }
}

const BUYERS: [(&str, i64); 5] =
    [("本区", 22), ("本市", 26), ("省内外地", 17), ("省外", 33), ("单位", 2)];
const LOANS: [(&str, i64); 4] =
    [("全款", 41), ("商业贷款", 38), ("公积金贷款", 13), ("组合贷款", 8)];
