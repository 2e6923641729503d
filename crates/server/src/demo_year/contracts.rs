//! 采购、合同 and 重大支出决策: what was bought, how it was contracted, what the leadership decided.
//!
//! `ledgers.md` 4: 15 to 40 purchases and contracts, 10 to 30 decisions a year. A contract is
//! announced within 2 working days and filed within 7 (5.3).

use super::Steps;
use super::dates::{Date, on};
use super::places::{credit_code, firm_name};
use super::row::{BUREAU, MUNICIPAL_OFFICE, Row, SITES_OFFICE, Year, fen, key};

/// A purchase: what for, by whom it is paid, how, for how many 元, and when it was planned.
struct Purchase {
    title: &'static str,
    project: &'static str,
    category: &'static str,
    /// How it was bought and how it had to be.
    method: &'static str,
    required: &'static str,
    budget: i64,
    planned: Date,
}

const OPEN: &str = "公开招标";
const TALKS: &str = "竞争性磋商";
const SMALL: &str = "限额以下";

/// The purchases. Planted: the twelfth was bought by another method than it had to be.
const PURCHASES: [Purchase; 20] = [
    purchase(("城区道路维修工程（一标段）", "P13", "道路工程"), (OPEN, OPEN), 3_600_000, on(1, 18)),
    purchase(("城区道路维修工程（二标段）", "P13", "道路养护"), (OPEN, OPEN), 2_400_000, on(2, 1)),
    purchase(("雨水排放设施维修", "P13", "排水设施维修"), (TALKS, TALKS), 680_000, on(2, 22)),
    purchase(("沥青混合料供应", "P13", "建筑材料"), ("询价", "询价"), 460_000, on(3, 1)),
    purchase(("管道检测服务", "P13", "检测服务"), (SMALL, SMALL), 145_000, on(5, 10)),
    purchase(("沿海沟口保洁服务", "P14", "保洁服务"), (OPEN, OPEN), 720_000, on(1, 11)),
    purchase(("保洁工具和防护用品", "P14", "日用品"), (SMALL, SMALL), 86_000, on(3, 22)),
    purchase(("景观设备运行维护服务", "P03", "设备维护"), (TALKS, TALKS), 420_000, on(3, 8)),
    purchase(("水泵和水下灯采购", "P03", "机电设备"), (SMALL, SMALL), 68_000, on(6, 1)),
    purchase(("公房屋面维修工程", "P05", "房屋修缮"), (TALKS, TALKS), 220_000, on(3, 15)),
    purchase(("公房安全鉴定服务", "P05", "鉴定服务"), (SMALL, SMALL), 48_000, on(4, 6)),
    purchase(("警报器更新", "P02", "通信设备"), ("询价", TALKS), 96_000, on(4, 19)),
    purchase(("警报设施维护服务", "P02", "设备维保"), (SMALL, SMALL), 62_000, on(2, 24)),
    purchase(("人防工程设备维护", "P07", "人防设备维护"), (SMALL, SMALL), 45_000, on(4, 26)),
    purchase(("人防宣传品制作", "P08", "印刷服务"), (SMALL, SMALL), 24_000, on(5, 17)),
    purchase(("劳务派遣服务", "P04", "劳务派遣"), (OPEN, OPEN), 600_000, on(1, 6)),
    purchase(("人事代理服务", "P09", "人力资源服务"), (OPEN, OPEN), 1_500_000, on(1, 6)),
    purchase(("燃气安全检查技术服务", "P06", "安全评价"), (SMALL, SMALL), 78_000, on(4, 12)),
    purchase(("招商活动会务服务", "P11", "会议服务"), (SMALL, SMALL), 120_000, on(4, 20)),
    purchase(("房产信息系统运维", "P01", "软件运维"), (SMALL, SMALL), 54_000, on(9, 6)),
];
/// Planted: contracts announced and filed late.
const ANNOUNCED_LATE: i64 = 3;
const FILED_LATE: i64 = 10;
/// Planted: accepted only after its last payment.
const ACCEPTED_LATE: i64 = 12;
/// The day of that acceptance.
const ACCEPTED_LATE_ON: Date = on(12, 31);

const fn purchase(
    (title, project, category): (&'static str, &'static str, &'static str),
    (method, required): (&'static str, &'static str),
    budget: i64,
    planned: Date,
) -> Purchase {
    Purchase { title, project, category, method, required, budget, planned }
}

/// What was decided, on which day, about how many 元, and whether it passed.
const DECISIONS: [(&str, Date, i64, bool); 12] = [
    ("2021年预算项目资金安排", on(1, 25), 13_365_700, true),
    (ROADS, on(3, 10), 1_800_000, true),
    ("老旧公房维修计划和资金安排", on(3, 29), 300_000, true),
    ("景观设备维护资金安排", on(4, 8), 500_000, true),
    (ROADS, on(5, 8), 1_600_000, true),
    ("暑期市容环境保障资金安排", on(6, 3), 720_000, true),
    (ROADS, on(7, 15), 1_300_000, true),
    ("城区雨水管网改造追加资金", on(8, 12), 900_000, false),
    ("警报设施更新资金安排", on(8, 20), 96_000, true),
    (ROADS, on(10, 14), 1_900_000, true),
    ("年末资金支付计划", on(11, 18), 3_300_000, true),
    ("报废资产处置", on(12, 2), 186_000, true),
];
const ROADS: &str = "道路维修工程进度款支付";
/// Who is entitled to vote.
const ENTITLED: i64 = 9;

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let decisions =
        (0..).zip(DECISIONS).filter_map(move |(at, decided)| decision(year, at, decided).enter());
    let bought = PURCHASES.iter().zip(0_i64..).flat_map(move |(purchase, at)| {
        let deal = Deal::of(year, purchase, at);
        [deal.procurement(year), deal.contract(year)].into_iter().filter_map(Row::enter)
    });
    Box::new(decisions.chain(bought))
}

fn decision_key(year: Year<'_>, at: i64) -> String {
    year.copy(0).number("HYJY-2021", at + 1, 2)
}

/// The last decision on payments for roads before a day.
pub(super) fn road_decision(year: Year<'_>, before: Date) -> Option<String> {
    let decided = (0_i64..).zip(DECISIONS);
    let roads = decided.filter(|(_, (topic, held, ..))| *topic == ROADS && *held <= before);
    roads.last().map(|(at, _)| decision_key(year, at))
}

/// The decision on the disposal of assets and its day.
pub(super) fn disposal_decision(year: Year<'_>) -> (String, Date) {
    (decision_key(year, 11), on(12, 2))
}

fn decision<'c>(
    year: Year<'c>,
    at: i64,
    (topic, held, amount, passed): (&str, Date, i64, bool),
) -> Row<'c> {
    let mut draw = year.draw("decision", at);
    let attended = draw.between(7, ENTITLED);
    let votes_for = if passed { attended } else { 3 };
    year.row("decision", decision_key(year, at))
        .state("reviewed")
        .evidence(1)
        .with("number", decision_key(year, at))
        .with("meeting", draw.pick(&["党组会", "局长办公会", "三重一大专题会"]))
        .with("held_on", held)
        .with("topic", topic)
        .with("amount_fen", fen(amount * 100))
        .with("entitled", ENTITLED)
        .with("attended", attended)
        .with("votes_for", votes_for)
        .with("votes_against", attended - votes_for)
        .with("dissent", if passed { "" } else { "资金来源未落实，建议列入下年度预算" })
        .with("legality_checked", true)
        .with("passed", passed)
}

fn contract_key(year: Year<'_>, at: i64) -> String {
    year.copy(0).number("HT-2021", at + 1, 3)
}

/// A purchase and the contract on it.
struct Deal {
    purchase: &'static Purchase,
    at: i64,
    notice: Date,
    award: Date,
    signed: Date,
    accepted: Option<Date>,
    /// What it was won for, in 分.
    price: i64,
    supplier: String,
    supplier_code: String,
}

impl Deal {
    fn of(year: Year<'_>, purchase: &'static Purchase, at: i64) -> Self {
        let mut draw = year.copy(0).draw("deal", at);
        let notice = purchase.planned.plus_worked(draw.between(3, 6));
        let award = notice.plus_worked(if purchase.method == OPEN { 15 } else { 7 });
        let signed = award.plus_worked(draw.between(3, 12));
        let accepted = signed.plus(draw.between(60, 190)).or_next_worked();
        let accepted = if at == ACCEPTED_LATE { ACCEPTED_LATE_ON } else { accepted };
        // Services by the year are accepted when the year is over.
        let by_year = purchase.title.ends_with("服务") && purchase.budget >= 400_000;
        Self {
            purchase,
            at,
            notice,
            award,
            signed,
            accepted: if by_year { None } else { accepted.if_come() },
            price: purchase.budget * draw.between(91, 99),
            supplier: firm_name(purchase.category, &mut draw),
            supplier_code: credit_code(&mut draw),
        }
    }

    fn unit(&self) -> &'static str {
        unit_of(self.purchase.project)
    }

    fn plan_no(&self, year: Year<'_>) -> String {
        year.copy(0).number("CGJH-2021", self.at + 1, 3)
    }

    fn procurement<'c>(&self, year: Year<'c>) -> Row<'c> {
        let purchase = self.purchase;
        let other = purchase.method != purchase.required;
        year.row("procurement", self.plan_no(year))
            .unit(self.unit())
            .state("closed")
            .evidence(1)
            .remark(if other {
                "未取得变更采购方式的批准，已列入内部整改"
            } else {
                ""
            })
            .with("plan_no", self.plan_no(year))
            .with("title", purchase.title)
            .with("project", purchase.project)
            .with("category", purchase.category)
            .with("method", purchase.method)
            .with("required_method", purchase.required)
            .with("budget_fen", fen(purchase.budget * 100))
            .with("planned_on", purchase.planned)
            .with("notice_on", self.notice)
            .with("award_on", self.award)
            .with("notified_on", self.award.plus_worked(1))
            .with("award_fen", fen(self.price))
            .with("supplier", self.supplier.as_str())
            .with("supplier_uscc", self.supplier_code.as_str())
            .with("complaints", 0_i64)
    }

    fn contract<'c>(&self, year: Year<'c>) -> Row<'c> {
        let announced = if self.at == ANNOUNCED_LATE { 5 } else { 1 };
        let filed = if self.at == FILED_LATE { 11 } else { 4 };
        let public = matches!(self.purchase.project, "P13" | "P14");
        year.row("contract", contract_key(year, self.at))
            .unit(self.unit())
            .state(if self.accepted.is_some() { "closed" } else { "open" })
            .evidence(if self.accepted.is_some() { 2 } else { 1 })
            .with("number", contract_key(year, self.at))
            .with("title", format!("{}合同", self.purchase.title))
            .with("procurement_id", key(self.plan_no(year)))
            .with("supplier", self.supplier.as_str())
            .with("supplier_uscc", self.supplier_code.as_str())
            .with("amount_fen", fen(self.price))
            .with("signed_on", self.signed)
            .with("announce_due_on", self.signed.plus_worked(2))
            .with("announced_on", self.signed.plus_worked(announced))
            .with("file_due_on", self.signed.plus_worked(7))
            .with("filed_on", self.signed.plus_worked(filed))
            .with("finish_due_on", on(12, 31))
            .with("accepted_on", self.accepted)
            .with("acceptance_result", self.accepted.map(|_| "合格"))
            .with("users_invited", (public && self.accepted.is_some()).then_some(true))
            .with("public_service", public)
    }
}

/// The unit that a project belongs to.
pub(super) fn unit_of(project: &str) -> &'static str {
    match project {
        "P12" => SITES_OFFICE,
        "P13" | "P14" => MUNICIPAL_OFFICE,
        _ => BUREAU,
    }
}

/// What a payment of a project pays for.
pub(super) struct Contracted {
    /// The contract.
    pub(super) key: String,
    /// Who is paid.
    pub(super) supplier: String,
    /// When the works were signed for, and accepted.
    pub(super) signed: Date,
    pub(super) accepted: Option<Date>,
}

/// The contracts of a project.
pub(super) fn of_project(year: Year<'_>, project: &str) -> Vec<Contracted> {
    let bought = PURCHASES.iter().zip(0_i64..).filter(|(one, _)| one.project == project);
    let deals = bought.map(|(purchase, at)| Deal::of(year, purchase, at));
    let contracted = deals.map(|deal| Contracted {
        key: contract_key(year, deal.at),
        supplier: deal.supplier,
        signed: deal.signed,
        accepted: deal.accepted,
    });
    contracted.collect()
}
