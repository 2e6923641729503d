//! 在建工程: sites, when they stand still, patrols and inspections of them.
//!
//! `ledgers.md` 7.2: 34 sites and 727 patrols, about 14 a week; earthworks rest in winter, noisy
//! works in July and August. Fewer than ten in a week happen at Spring Festival and, planted, in
//! one ordinary week.

use super::Steps;
use super::dates::{Date, FIRST, LAST, Minute, date, on};
use super::hazards::{Hazard, finding};
use super::people::SITES as SECTION;
use super::places::{Place, address, firm_name, somewhere};
use super::row::{Row, SITES_OFFICE, Turn, Year, fen, hundredths, key, tenths};

/// Sites in the register of the year.
const SITES: i64 = 34;
/// Sites that were finished in the year.
const FINISHED: [(i64, Date); 3] = [(28, on(6, 30)), (29, on(9, 15)), (30, on(10, 20))];
/// Sites that were begun in it.
const BEGUN: [(i64, Date); 3] = [(31, on(4, 20)), (32, on(7, 6)), (NOT_INSPECTED, on(12, 6))];
/// Planted: begun in December and not inspected by the end of the year.
const NOT_INSPECTED: i64 = 33;
/// Patrols of a thousand that find something.
const WITH_FINDINGS: i64 = 520;
/// Planted: a patrol of October that was written down after the checkpoint of October.
const WRITTEN_LATE: (Date, i64, Date) = (on(10, 25), 3, on(11, 19));

/// Patrols of the weeks that begin on the days from one to the next: 727 in the year.
const WEEKS: [(Date, i64); 19] = [
    (date(2020, 12, 28), 0),
    (on(1, 4), 13),
    // Spring Festival, and the week after it.
    (on(2, 8), 2),
    (on(2, 15), 10),
    (on(2, 22), 16),
    (on(4, 5), 13),
    (on(4, 12), 17),
    (on(5, 3), 11),
    (on(5, 10), 17),
    (on(6, 14), 14),
    (on(6, 21), 17),
    // Noisy works rest.
    (on(7, 5), 11),
    (on(8, 30), 16),
    // Planted: an ordinary week with too few.
    (on(9, 6), 8),
    (on(9, 13), 16),
    (on(10, 4), 10),
    (on(10, 11), 16),
    // Earthworks rest.
    (on(11, 15), 14),
    (on(12, 27), 12),
];

/// The items of JGJ 59-2011 with their full scores in tenths.
const ITEMS: [(&str, i64); 10] = [
    ("安全管理", 100),
    ("文明施工", 150),
    ("脚手架", 100),
    ("基坑工程", 100),
    ("模板支架", 100),
    ("高处作业", 100),
    ("施工用电", 100),
    ("物料提升机与施工升降机", 100),
    ("塔式起重机与起重吊装", 100),
    ("施工机具", 50),
];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let stock = (0..SITES).filter_map(move |at| site(year, at).enter());
    let stops = (0..SITES).flat_map(move |at| stops(year, at));
    let weeks = (0..=LAST.since(WEEKS[0].0) / 7).map(|week| WEEKS[0].0.plus(week * 7));
    let patrols = weeks.flat_map(move |monday| {
        (0..visits(monday)).flat_map(move |visit| Patrol::of(year, monday, visit).steps(year))
    });
    let inspections = (0..SITES * 4).flat_map(move |at| inspection(year, at % SITES, at / SITES));
    let changes = (0..SITES).flat_map(move |at| site(year, at).changes(turns(year, at)));
    let ends =
        FINISHED.iter().filter_map(move |(at, on)| site(year, *at).ends(*on, "竣工验收合格"));
    let all = stock.chain(stops).chain(patrols).chain(inspections);
    Box::new(all.chain(changes).chain(ends))
}

/// How many patrols there are in the week that begins on a day.
fn visits(monday: Date) -> i64 {
    WEEKS.iter().rev().find(|(from, _)| *from <= monday).map_or(0, |(_, visits)| *visits)
}

fn site_key(year: Year<'_>, at: i64) -> String {
    format!("1303042020{:06}", year.copy * 1_000 + at + 1)
}

fn begun(year: Year<'_>, at: i64) -> Date {
    let in_year = BEGUN.iter().find(|(begun, _)| *begun == at).map(|(_, on)| *on);
    in_year.unwrap_or_else(|| date(2020, year.draw("site begun", at).between(3, 11), 10))
}

fn finished(at: i64) -> Option<Date> {
    FINISHED.iter().find(|(finished, _)| *finished == at).map(|(_, on)| *on)
}

fn place(year: Year<'_>, at: i64) -> Place {
    let mut draw = year.draw("site place", at);
    somewhere(&mut draw).place(&mut draw)
}

fn site(year: Year<'_>, at: i64) -> Row<'_> {
    let mut draw = year.draw("site", at);
    let area = draw.between(1_800, 42_000);
    let large = area >= 5_000;
    let works = draw.pick(&["住宅楼", "康养中心", "学校扩建", "商业综合楼", "管网改造", "卫生院"]);
    let name = format!("{}{works}工程", somewhere(&mut draw).village(&mut draw));
    year.row("site", site_key(year, at))
        .from(begun(year, at).max(FIRST))
        .evidence(1)
        .with("permit_no", site_key(year, at))
        .with("name", format!("{name}{}标段", at + 1))
        .with("builder", firm_name("建设", &mut draw))
        .with("contractor", firm_name("建筑工程", &mut draw))
        .with("supervisor", firm_name("工程监理", &mut draw))
        .with("address", address(&mut draw))
        .with("place", place(year, at))
        .with("area_m2", hundredths(area * 100))
        .with("cost_fen", fen(area * 280_000))
        .with("started_on", begun(year, at))
        .with("planned_finish_on", date(2022, draw.between(3, 12), 30))
        .with("stage", if begun(year, at) < FIRST { "基础" } else { "土方" })
        .with("dust_class", draw.pick(&["A", "B", "C"]))
        .with("video_id", large.then(|| year.number("SP", at + 1, 4)))
        .with("pm10_id", large.then(|| year.number("PM", at + 1, 4)))
}

fn turns(year: Year<'_>, at: i64) -> Vec<Turn> {
    let raised = begun(year, at).max(FIRST).plus(110 + at * 2);
    let topped = raised.plus(130);
    let last = finished(at).unwrap_or(LAST);
    let stages = [(raised, "进入主体施工", "主体"), (topped, "进入装饰施工", "装饰")];
    let stages = stages.into_iter().filter(|(on, ..)| *on < last);
    let stages = stages.map(|(on, why, stage)| Turn::on(on, why).with("stage", stage));
    let done = finished(at)
        .map(|on| Turn::on(on, "竣工验收").with("stage", "收尾").with("finished_on", on));
    stages.chain(done).collect()
}

/// Earthworks of some sites rest in winter, noisy works of others in the season.
fn rests(at: i64) -> Vec<(&'static str, Date, Option<Date>)> {
    let winter = at % 4 == 1;
    let summer = at % 5 == 2;
    let smog = at % 6 == 0;
    let rests = [
        (winter, ("冬期停工", date(2020, 11, 15), Some(on(3, 15)))),
        (true, ("春节放假", on(2, 6), Some(on(2, 22)))),
        (summer, ("暑期停工", on(7, 1), Some(on(8, 31)))),
        (winter, ("冬期停工", on(11, 15), None)),
        (smog, ("重污染天气停工", on(12, 9), Some(on(12, 13)))),
    ];
    rests.into_iter().filter(|(rest, _)| *rest).map(|(_, rest)| rest).collect()
}

fn is_there(year: Year<'_>, at: i64, day: Date) -> bool {
    begun(year, at) <= day && finished(at).is_none_or(|finished| day <= finished)
}

fn stops(year: Year<'_>, at: i64) -> impl Iterator<Item = super::Step> {
    let rests = rests(at).into_iter().filter(move |(_, from, _)| is_there(year, at, *from));
    rests.filter_map(move |(reason, from, to)| {
        let document = match reason {
            "春节放假" => "春节放假安全管理通知",
            "冬期停工" => "扬尘防治冬期停工通知",
            "暑期停工" => "暑期施工噪声管控通告",
            _ => "重污染天气Ⅱ级应急响应通知",
        };
        year.row("site_stop", format!("{}/{}", site_key(year, at), from.number()))
            .unit(SITES_OFFICE)
            .state("reviewed")
            .evidence(1)
            .with("site_id", key(site_key(year, at)))
            .with("reason", reason)
            .with("stopped_on", from)
            .with("resumed_on", to)
            .with("document", document)
            .enter()
    })
}

/// Where patrols go in a week: sites that are there all the week and do not rest for long.
fn visited(year: Year<'_>, monday: Date) -> Vec<i64> {
    let rests_long = |at: i64| {
        rests(at).into_iter().any(|(reason, from, to)| {
            let during = from <= monday && to.is_none_or(|to| monday < to);
            during && matches!(reason, "冬期停工" | "暑期停工")
        })
    };
    let there = |at: &i64| is_there(year, *at, monday) && is_there(year, *at, monday.plus(6));
    (0..SITES).filter(|at| there(at) && !rests_long(*at)).collect()
}

/// A patrol of a site by a team on a day.
struct Patrol {
    number: String,
    index: i64,
    site: i64,
    day: Date,
    findings: i64,
    written_late_on: Option<Date>,
}

impl Patrol {
    fn of(year: Year<'_>, monday: Date, visit: i64) -> Self {
        let week = monday.since(WEEKS[0].0) / 7;
        let index = week * 100 + visit;
        let mut draw = year.draw("patrol", index);
        // No site twice in a week; the round goes on from week to week.
        let visited = visited(year, monday);
        let turn = week * 5 + visit;
        let site = usize::try_from(turn).ok().and_then(|turn| visited.get(turn % visited.len()));
        let worked: Vec<Date> =
            (0..7).map(|at| monday.plus(at)).filter(|day| is_office(*day)).collect();
        let day = usize::try_from(visit).ok().and_then(|visit| worked.get(visit % worked.len()));
        let found = draw.permille(WITH_FINDINGS);
        let findings = if found { draw.weighted(&[(1_i64, 60), (2, 30), (3, 10)]) } else { 0 };
        let late = year.is_first() && (monday, visit) == (WRITTEN_LATE.0, WRITTEN_LATE.1);
        Self {
            number: year.number("XC-2021", index, 4),
            index,
            site: site.copied().unwrap_or_default(),
            day: day.copied().unwrap_or(monday),
            findings,
            written_late_on: late.then_some(WRITTEN_LATE.2),
        }
    }

    fn steps(&self, year: Year<'_>) -> Vec<super::Step> {
        let hazards = (0..self.findings).filter_map(|at| {
            let index = self.index * 10 + at;
            let hazard = Hazard {
                number: format!("{}-{}", self.number, at + 1),
                source: ("inspection_id", self.number.clone()),
                subject: Some(("site_id", site_key(year, self.site))),
                description: year.draw("site hazard", index).pick(&HAZARDS),
                found: self.day,
                section: SECTION,
                unit: SITES_OFFICE,
            };
            finding(year, hazard, index).enter()
        });
        self.row(year).enter().into_iter().chain(hazards).collect()
    }

    fn row<'c>(&self, year: Year<'c>) -> Row<'c> {
        let mut draw = year.draw("patrol row", self.index);
        let begun = Minute::of(self.day, draw.between(505, 990));
        let row = year
            .row("inspection", self.number.as_str())
            .unit(SITES_OFFICE)
            .evidence(1)
            .with("number", self.number.as_str())
            .with("kind", "巡查")
            .with("checked_on", self.day)
            .with("started_at", begun)
            .with("ended_at", Minute(begun.0 + draw.between(20, 70)))
            .with("team", if self.index % 2 == 0 { "巡查一组" } else { "巡查二组" })
            .with("inspectors", SECTION.two(&mut draw))
            .with("inspector_count", 2_i64)
            .with("target_id", key(site_key(year, self.site)))
            .with("findings", self.findings)
            .with("place", place(year, self.site).near(800, &mut draw))
            .with("notice_no", (self.findings > 0).then(|| format!("整改〔{}〕", self.number)))
            .with("conclusion", if self.findings > 0 { "已下发整改通知单" } else { "未见异常" });
        match self.written_late_on {
            Some(day) => row.entered_late_on(day).remark("巡查记录本补录"),
            None => row,
        }
    }
}

/// Whether patrols go: on working days of the year.
fn is_office(day: Date) -> bool {
    day.is_worked() && (FIRST..=LAST).contains(&day)
}

const HAZARDS: [&str; 8] = [
    "临边防护缺失",
    "裸土未覆盖",
    "配电箱未上锁",
    "脚手架连墙件缺失",
    "出入车辆未冲洗",
    "作业人员未系安全带",
    "灭火器过期",
    "起重机械检查记录不全",
];

/// The inspection of a site in a quarter by the score card of JGJ 59, with its items and what it
/// found. The second is one of 稽查.
fn inspection(year: Year<'_>, at: i64, quarter: i64) -> Vec<super::Step> {
    let day = on(quarter * 3 + 3, 1).plus(at * 27 / SITES).or_next_worked();
    if !is_there(year, at, day) || at == NOT_INSPECTED {
        return Vec::new();
    }
    let number = format!("AQ-{}-{}", year.number("2021", at + 1, 3), quarter + 1);
    let scores: Vec<i64> =
        (0..10).map(|item| scored(year, (at * 4 + quarter) * 10 + item, item)).collect();
    let items = ITEMS.iter().zip(&scores).enumerate();
    let items = items.filter_map(|(index, ((item, full), score))| {
        let poor = score * 10 < full * 6;
        year.row("inspection_item", format!("{number}/{}", index + 1))
            .unit(SITES_OFFICE)
            .with("inspection_id", key(number.as_str()))
            .with("item_no", format!("{}", index + 1))
            .with("item", *item)
            .with("result", if poor { "不合格" } else { "合格" })
            .with("full_score", tenths(*full))
            .with("score", tenths(*score))
            .with("note", if poor { "防护和管理措施不到位" } else { "" })
            .enter()
    });
    let poor = ITEMS.iter().zip(&scores).filter(|((_, full), score)| **score * 10 < full * 6);
    let poor: Vec<&str> = poor.map(|((item, _), _)| *item).collect();
    let hazards = poor.iter().zip(0_i64..).filter_map(|(item, index)| {
        let hazard = Hazard {
            number: format!("{number}-{}", index + 1),
            source: ("inspection_id", number.clone()),
            subject: Some(("site_id", site_key(year, at))),
            description: item,
            found: day,
            section: SECTION,
            unit: SITES_OFFICE,
        };
        finding(year, hazard, 1_000_000 + (at * 4 + quarter) * 10 + index).enter()
    });
    let findings = i64::try_from(poor.len()).unwrap_or(0);
    let card = score_card(year, (at, quarter, day), (&number, findings, &scores));
    card.enter().into_iter().chain(items).chain(hazards).collect()
}

/// What an item is given, in tenths.
fn scored(year: Year<'_>, index: i64, item: i64) -> i64 {
    let mut draw = year.draw("item score", index);
    let full =
        usize::try_from(item).ok().and_then(|item| ITEMS.get(item)).map_or(0, |(_, full)| *full);
    let share = if draw.permille(60) { draw.between(3, 5) } else { draw.between(7, 10) };
    if draw.permille(4) { 0 } else { full * share / 10 }
}

fn score_card<'c>(
    year: Year<'c>,
    (at, quarter, day): (i64, i64, Date),
    (number, findings, scores): (&str, i64, &[i64]),
) -> Row<'c> {
    let mut draw = year.draw("score card", at * 4 + quarter);
    let score: i64 = scores.iter().sum();
    let zero = scores.contains(&0);
    let grade = match score {
        _ if zero => "不合格",
        800.. => "优良",
        700.. => "合格",
        _ => "不合格",
    };
    let begun = Minute::of(day, draw.between(520, 900));
    year.row("inspection", number)
        .unit(SITES_OFFICE)
        .evidence(2)
        .with("number", number)
        .with("kind", if quarter == 1 { "稽查" } else { "安全" })
        .with("checked_on", day)
        .with("started_at", begun)
        .with("ended_at", Minute(begun.0 + 120))
        .with("inspectors", SECTION.two(&mut draw))
        .with("inspector_count", 2_i64)
        .with("target_id", key(site_key(year, at)))
        .with("checklist", "建筑施工安全检查评分汇总表（JGJ 59—2011）")
        .with("findings", findings)
        .with("score", tenths(score))
        .with("zero_item", zero)
        .with("grade", grade)
        .with("place", place(year, at))
        .with("notice_no", (findings > 0).then(|| format!("整改〔{number}〕")))
}
