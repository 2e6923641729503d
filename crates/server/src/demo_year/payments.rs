//! 资金支付: what the fourteen projects paid in the year.
//!
//! `ledgers.md` 7.2: 300 payments in the steps of the plan at the ends of March, June, October and
//! December, a quarter of them in December. Together they come to about 97 % of the budgets, which
//! are those of the sample's sheets.

use super::Steps;
use super::contracts::{Contracted, of_project, road_decision, unit_of};
use super::dates::{Date, Spread, on};
use super::payroll::{paid_in_month, paid_on};
use super::people::Hired;
use super::places::firm_name;
use super::references::MAJOR_PAYMENT_YUAN;
use super::row::{Row, Year, fen, key};

/// A project: its budget in 元 and its ordinary payments.
struct Project {
    code: &'static str,
    budget: i64,
    payments: i64,
    purpose: &'static str,
}

/// All but the two that pay people, which pay twice a month, and the major payments of P13: 242.
const PROJECTS: [Project; 12] = [
    project("P01", 54_000, 3, "房产信息系统维护"),
    project("P02", 180_000, 10, "警报设施维护和更新"),
    project("P03", 500_000, 24, "景观设备运行维护"),
    project("P05", 300_000, 24, "公房维修"),
    project("P06", 100_000, 8, "燃气监管"),
    project("P07", 50_000, 6, "人防工程维护"),
    project("P08", 32_000, 8, "人防宣传培训"),
    project("P10", 25_000, 3, "预售审批系统运维"),
    project("P11", 214_000, 14, "招商活动"),
    project("P12", 12_500, 6, "工程管理"),
    project("P13", 2_513_000, 100, "道路维修"),
    project("P14", 1_385_800, 36, "沟口保洁"),
];
/// Major payments of P13: the rest of its 8,363,000 元, each over the line.
const MAJOR: [Date; 10] = [
    on(3, 26),
    on(5, 14),
    on(6, 18),
    on(6, 25),
    on(7, 30),
    on(9, 10),
    on(10, 22),
    on(10, 29),
    on(12, 10),
    on(12, 24),
];
/// By month, in percent: the steps of the plan, a quarter in December.
const MONTHS: [i64; 12] = [3, 3, 11, 4, 5, 17, 5, 6, 6, 12, 3, 25];
/// Of a budget so many percent are paid.
const PAID: i64 = 97;

/// Planted: stopped by monitoring, approved and not paid.
const SUSPENDED: (&str, i64) = ("P11", 9);
/// Planted: returned in full, and returned in part.
const RETURNED: (&str, i64) = ("P05", 5);
const RETURNED_IN_PART: (&str, i64) = ("P03", 11);
/// Planted: the project whose last contract is paid to the end before it is accepted.
const BEFORE_ACCEPTANCE: &str = "P02";

const fn project(code: &'static str, budget: i64, payments: i64, purpose: &'static str) -> Project {
    Project { code, budget, payments, purpose }
}

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let salaries = [Hired::Agency, Hired::Dispatched].into_iter().flat_map(move |hired| {
        (1..=12).flat_map(move |month| {
            [false, true]
                .into_iter()
                .filter_map(move |insured| salary(year, hired, month, insured).enter())
        })
    });
    let major = (0_i64..).zip(MAJOR).filter_map(move |(at, on)| major(year, at, on).enter());
    let ordinary = PROJECTS.iter().flat_map(move |project| {
        let spread = spread_of(project);
        let contracts = of_project(year, project.code);
        (0..project.payments)
            .filter_map(move |at| ordinary(year, project, at, (&spread, &contracts)).enter())
    });
    let refused = if year.is_first() { undecided(year) } else { None };
    Box::new(salaries.chain(major).chain(ordinary).chain(refused))
}

/// 房产信息系统 pays in December alone; the others by the plan.
fn spread_of(project: &Project) -> Spread {
    if project.code == "P01" {
        return Spread::new(on(12, 1), on(12, 31), |day| i64::from(day.is_worked()));
    }
    Spread::by_month_worked(MONTHS)
}

/// The payment to the staff of a month, or to the insurance of it.
pub(super) fn salary_key(year: Year<'_>, hired: Hired, month: i64, insured: bool) -> String {
    let of_month = month * 2 - i64::from(!insured);
    year.number(&format!("ZF-2021-{}", hired.project()), of_month, 3)
}

fn salary(year: Year<'_>, hired: Hired, month: i64, insured: bool) -> Row<'_> {
    let payee = if insured {
        "秦皇岛市社会保险和公积金经办机构"
    } else {
        "人力资源服务中心代发户"
    };
    let purpose = if insured { "单位缴纳部分" } else { "工资代发" };
    let amount = paid_in_month(year, hired, month, insured);
    paid(year, (salary_key(year, hired, month, insured), hired.project()), paid_on(month), amount)
        .with("payee", payee)
        .with("purpose", format!("{month}月{purpose}"))
        .with("item_class", "30226劳务费")
        .with("final_payment", false)
}

/// A payment made, without what is particular.
fn paid<'c>(
    year: Year<'c>,
    (voucher, project): (String, &'static str),
    on: Date,
    amount: i64,
) -> Row<'c> {
    year.row("payment", voucher.as_str())
        .unit(unit_of(project))
        .state("reviewed")
        .evidence(1)
        .with("voucher_no", voucher)
        .with("project", project)
        .with("amount_fen", fen(amount))
        .with("funding", "财政资金")
        .with("fund_year", 2021_i64)
        .with("status", "已支付")
        .with("applied_on", on.plus(-10).or_last_worked())
        .with("approved_on", on.plus(-4).or_last_worked())
        .with("paid_on", on)
        .with("method", if amount >= 5_000_000 { "直接支付" } else { "授权支付" })
}

fn major(year: Year<'_>, at: i64, on: Date) -> Row<'_> {
    let mut draw = year.draw("major payment", at);
    let amount = draw.between(535_000, 590_000) * 100;
    let decision = road_decision(year, on.plus(-5).or_last_worked());
    let contract = of_project(year, "P13").into_iter().next();
    let row = paid(year, (year.number("ZF-2021-P13Z", at + 1, 3), "P13"), on, amount)
        .with("payee", contract.as_ref().map(|contract| contract.supplier.clone()))
        .with("purpose", "道路维修工程进度款")
        .with("item_class", "30213维修（护）费")
        .with("decision_id", decision.map(key))
        .with("final_payment", false);
    match contract {
        Some(contract) => row.with("contract_id", key(contract.key)),
        None => row,
    }
}

/// What an ordinary payment comes to, in 分: the budget cut into parts that differ.
fn amount(year: Year<'_>, project: &Project, at: i64) -> i64 {
    let all = project.budget * PAID;
    let cut = |at: i64| {
        let inside = at > 0 && at < project.payments;
        let moved = if inside { year.draw(project.code, at).between(-300, 300) } else { 0 };
        all / (project.payments * 1_000) * (at * 1_000 + moved)
    };
    cut(at + 1) - cut(at)
}

fn ordinary<'c>(
    year: Year<'c>,
    project: &Project,
    at: i64,
    (spread, contracts): (&Spread, &[Contracted]),
) -> Row<'c> {
    let mut draw = year.draw("payment", at * 100 + project.payments);
    let day = spread.nth(at, project.payments, &mut draw);
    let voucher = year.number(&format!("ZF-2021-{}", project.code), at + 1, 3);
    let amount = amount(year, project, at);
    let last = at == project.payments - 1;
    // The last payment closes the last contract that was accepted; the others go where they may.
    let contract = if last {
        let early = project.code == BEFORE_ACCEPTANCE && year.is_first();
        let accepted = |contract: &&Contracted| contract.accepted.is_some_and(|on| on <= day);
        contracts.iter().rfind(|contract| early || accepted(contract))
    } else {
        let turn = usize::try_from(at).unwrap_or(0) % contracts.len().max(1);
        contracts.get(turn).filter(|contract| contract.signed <= day)
    };
    let payee = match contract {
        Some(contract) => contract.supplier.clone(),
        None => firm_name("商贸", &mut draw),
    };
    let row = paid(year, (voucher, project.code), day, amount)
        .with("payee", payee)
        .with("purpose", project.purpose)
        .with("item_class", "30213维修（护）费")
        .with("final_payment", last && contract.is_some());
    let row = match contract {
        Some(contract) => row.with("contract_id", key(contract.key.as_str())),
        None => row,
    };
    if year.is_first() { disturbed(row, (project.code, at), day, amount) } else { row }
}

/// What did not go as it should.
fn disturbed<'c>(row: Row<'c>, place: (&str, i64), day: Date, amount: i64) -> Row<'c> {
    let back = day.plus(6).or_next_worked();
    match place {
        SUSPENDED => row
            .remark("绩效监控发现目标偏离，暂停支付，整改后拨付")
            .evidence(0)
            .with("status", "审批")
            .with("paid_on", None::<Date>)
            .with("method", None::<&str>),
        RETURNED => row
            .remark("收款账号有误，已全额退回")
            .with("status", "退回")
            .with("returned_on", back)
            .with("returned_fen", fen(amount)),
        RETURNED_IN_PART => row
            .remark("结算审核核减，退回多付部分")
            .with("returned_on", back)
            .with("returned_fen", fen(amount / 5)),
        _ => row,
    }
}

/// Planted: a major payment without a decision. It is refused.
fn undecided(year: Year<'_>) -> Option<super::Step> {
    paid(
        year,
        ("ZF-2021-P13Z-900".to_owned(), "P13"),
        on(8, 18),
        (MAJOR_PAYMENT_YUAN + 62_000) * 100,
    )
    .with("payee", firm_name("市政工程", &mut year.draw("undecided", 0)))
    .with("purpose", "雨水管网改造追加工程款")
    .refused()
}
