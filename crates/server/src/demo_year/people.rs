//! 人员: the staff of the bureau and those hired through agencies. Stock.
//!
//! `ledgers.md` 4 estimates 120 to 200 persons; 28 agency and 13 dispatched staff follow from
//! their budgets at about 5 万元 a head (4.3). Nine at 人防办, so that one who does not excel
//! fails the target of 95 % (3, P8 #26).

use super::Steps;
use super::dates::{Date, FIRST, date, on};
use super::draw::Draw;
use super::places::person_name;
use super::row::{BUREAU, MUNICIPAL_OFFICE, Row, SITES_OFFICE, Value, Year};

/// A section: how its people are numbered, and how many they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    name: &'static str,
    prefix: &'static str,
    unit: &'static str,
    people: i64,
    /// Of them so many are 业务骨干.
    backbone: i64,
}

/// 产权交易股.
pub(super) const PROPERTY: Section = section("产权交易股", "CQ", BUREAU, (10, 4));
/// 房产管理股.
pub(super) const HOUSES: Section = section("房产管理股", "FG", BUREAU, (10, 4));
/// 人防办.
pub(super) const DEFENCE: Section = section("人防办", "RF", BUREAU, (9, 4));
/// 城乡建设股.
pub(super) const BUILDING: Section = section("城乡建设股", "CJ", BUREAU, (12, 5));
/// 办公室. Its last leaves in August.
pub(super) const OFFICE: Section = section("办公室", "BG", BUREAU, (8, 3));
/// 财务室.
pub(super) const FINANCE: Section = section("财务室", "CW", BUREAU, (6, 6));
/// 招商办.
pub(super) const INVESTMENT: Section = section("招商办", "ZS", BUREAU, (5, 3));
/// 工程管理处.
pub(super) const SITES: Section = section("工程管理处", "GC", SITES_OFFICE, (14, 5));
/// 市政维修管理处; its last twelve clean the outfalls.
pub(super) const MUNICIPAL: Section = section("市政维修管理处", "SZ", MUNICIPAL_OFFICE, (30, 6));

/// Every section.
const SECTIONS: [Section; 9] =
    [PROPERTY, HOUSES, DEFENCE, BUILDING, OFFICE, FINANCE, INVESTMENT, SITES, MUNICIPAL];

/// The cleaners of the outfalls, among the people of 市政维修管理处.
pub(super) const CLEANERS: i64 = 12;
/// 人事代理.
pub(super) const AGENCY: i64 = 28;
/// 劳务派遣.
pub(super) const DISPATCHED: i64 = 13;

const fn section(
    name: &'static str,
    prefix: &'static str,
    unit: &'static str,
    (people, backbone): (i64, i64),
) -> Section {
    Section { name, prefix, unit, people, backbone }
}

impl Section {
    /// A person of the section, by the place in it.
    pub(super) fn person(&self, index: i64) -> String {
        format!("{}-{:02}", self.prefix, index + 1)
    }

    /// Somebody who is there all the year.
    pub(super) fn somebody(&self, draw: &mut Draw) -> Value {
        super::row::key(self.person(draw.below(self.people - 1)))
    }

    /// Two of them, as enforcement needs.
    pub(super) fn two(&self, draw: &mut Draw) -> Value {
        let first = draw.below(self.people - 1);
        let second = (first + 1) % (self.people - 1);
        super::row::key(format!("{}、{}", self.person(first), self.person(second)))
    }

    /// The unit that it belongs to.
    pub(super) fn unit(&self) -> &'static str {
        self.unit
    }

    /// How many they are.
    pub(super) fn people(&self) -> i64 {
        self.people
    }
}

/// A cleaner of outfalls.
pub(super) fn cleaner(index: i64) -> String {
    MUNICIPAL.person(MUNICIPAL.people - CLEANERS + index % CLEANERS)
}

/// 业务骨干 in the order of the sections, by their keys.
pub(super) fn backbone() -> impl Iterator<Item = String> {
    SECTIONS.iter().flat_map(|section| (0..section.backbone).map(|at| section.person(at)))
}

/// 行政 and 事业 staff, and the cleaners.
pub(super) fn staff(year: Year<'_>) -> Steps<'_> {
    let rows = SECTIONS.iter().flat_map(move |section| {
        (0..section.people).filter_map(move |at| member(year, section, at).enter())
    });
    // One leaves, so that a stock of persons differs from day to day.
    let left = member(year, &OFFICE, OFFICE.people - 1);
    Box::new(rows.chain(left.ends(on(8, 31), "调离")))
}

fn member<'c>(year: Year<'c>, section: &Section, at: i64) -> Row<'c> {
    let mut draw = year.draw(section.prefix, at);
    let cleaner = section.name == MUNICIPAL.name && at >= MUNICIPAL.people - CLEANERS;
    let kind = match at {
        _ if cleaner => "公益岗",
        at if section.unit == BUREAU && at * 2 < section.people => "行政",
        _ => "事业",
    };
    let post = match at {
        _ if cleaner => "沟口保洁员",
        0 => "负责人",
        1 => "副职",
        _ => "科员",
    };
    let leaves = section.name == OFFICE.name && at == OFFICE.people - 1;
    year.row("person", section.person(at))
        .unit(section.unit)
        .from(FIRST)
        .with("staff_no", section.person(at))
        .with("name", person_name(&mut draw))
        .with("unit", section.name)
        .with("kind", kind)
        .with("post", post)
        .with("cadre", !cleaner)
        .with("business_backbone", at < section.backbone)
        .with("entry_on", date(draw.between(1998, 2019), draw.between(1, 12), 1))
        .with("leave_on", leaves.then(|| on(8, 31)))
}

/// 人事代理 or 劳务派遣.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hired {
    /// Paid by P09.
    Agency,
    /// Paid by P04.
    Dispatched,
}

impl Hired {
    /// The project that pays.
    pub(super) fn project(self) -> &'static str {
        match self {
            Self::Agency => "P09",
            Self::Dispatched => "P04",
        }
    }

    /// How many they are in one copy of the district.
    pub(super) fn people(self) -> i64 {
        match self {
            Self::Agency => AGENCY,
            Self::Dispatched => DISPATCHED,
        }
    }

    /// One of them.
    pub(super) fn person(self, year: Year<'_>, index: i64) -> String {
        match self {
            Self::Agency => year.number("DL", index + 1, 2),
            Self::Dispatched => year.number("PQ", index + 1, 2),
        }
    }

    /// Where the pay goes.
    pub(super) fn account(self, year: Year<'_>, index: i64) -> String {
        let mut draw = year.draw(self.project(), index);
        format!("622200{:013}", draw.below(10_000_000_000_000))
    }
}

/// Agency and dispatched staff.
pub(super) fn hired(year: Year<'_>) -> Steps<'_> {
    let rows = [Hired::Agency, Hired::Dispatched].into_iter().flat_map(move |hired| {
        (0..hired.people()).filter_map(move |at| hired_person(year, hired, at).enter())
    });
    Box::new(rows)
}

fn hired_person(year: Year<'_>, hired: Hired, at: i64) -> Row<'_> {
    let mut draw = year.draw("hired", at);
    let (kind, section, dispatcher) = match hired {
        Hired::Agency => {
            ("人事代理", draw.pick(&["产权交易股", "房产管理股", "城乡建设股"]), "代理")
        }
        Hired::Dispatched => ("劳务派遣", draw.pick(&["产权交易股", "办公室"]), "派遣"),
    };
    let begun: Date = date(draw.between(2015, 2020), draw.between(1, 12), 1);
    year.row("person", hired.person(year, at))
        .from(FIRST)
        .with("staff_no", hired.person(year, at))
        .with("name", person_name(&mut draw))
        .with("unit", section)
        .with("kind", kind)
        .with("post", draw.pick(&["窗口受理", "档案整理", "资料录入", "现场协管"]))
        .with("cadre", false)
        .with("business_backbone", false)
        .with("entry_on", begun)
        .with("dispatcher", format!("秦皇岛人力资源{dispatcher}服务中心"))
        .with("contract_no", format!("HT-{}", hired.person(year, at)))
        .with("contract_until", date(draw.between(2022, 2024), 12, 31))
        .with("project", hired.project())
        .with("bank_account", hired.account(year, at))
}
