//! 工资发放明细 and 月度工作任务: what agency and dispatched staff are paid, and what they do.
//!
//! `ledgers.md` 7.2: 28 and 13 people, pay day on the 15th. Amounts follow from the budgets of P09
//! and P04, about 5 万元 a head and year (4.3).

use super::Steps;
use super::dates::{Date, on};
use super::payments::salary_key;
use super::people::{Hired, OFFICE};
use super::row::{Row, Year, fen, hundredths, key};

/// What is paid each month, in 元 at least and at most; the fee is for dispatched staff alone.
struct Item {
    name: &'static str,
    /// Of agency staff.
    agency: (i64, i64),
    /// Of dispatched staff.
    dispatched: (i64, i64),
    /// Whether it goes to the social insurance or the agency, not to the person.
    insured: bool,
}

const ITEMS: [Item; 6] = [
    item("岗位工资", (2_350, 2_650), (2_150, 2_380), false),
    item("绩效工资", (560, 820), (380, 520), false),
    item("补贴", (180, 260), (120, 180), false),
    item("社保单位部分", (840, 900), (780, 820), true),
    item("公积金单位部分", (230, 270), (210, 240), true),
    item("派遣管理费", (0, 0), (90, 90), true),
];
/// Planted: of agency staff, one who was paid less than was due in August.
const SHORT: (i64, i64, &str) = (11, 8, "绩效工资");
/// Planted: one who was paid late in May, on the day.
const LATE: (i64, i64, Date) = (18, 5, on(5, 28));

const fn item(
    name: &'static str,
    agency: (i64, i64),
    dispatched: (i64, i64),
    insured: bool,
) -> Item {
    Item { name, agency, dispatched, insured }
}

/// Monthly tasks of the agency staff: what, unit, planned each month.
const TASKS: [(&str, &str, i64); 4] = [
    ("窗口受理", "件", 400),
    ("档案整理", "卷", 150),
    ("资料录入", "条", 200),
    ("现场协管", "人次", 50),
];
/// Planted: what was done beyond the plan or short of it. In the whole year 9,720 of 9,600 were
/// done, 101.25 %; no task beyond its plan counted, 99.58 %.
const DEVIATIONS: [(i64, &str, i64); 4] =
    [(7, "窗口受理", 100), (8, "窗口受理", 60), (7, "资料录入", -25), (8, "现场协管", -15)];

pub(super) fn steps(year: Year<'_>) -> Steps<'_> {
    let lines = [Hired::Agency, Hired::Dispatched].into_iter().flat_map(move |hired| {
        (0..hired.people()).flat_map(move |at| {
            (1..=12).flat_map(move |month| {
                let items = ITEMS.iter().filter(move |item| applies(hired, item));
                items.filter_map(move |item| line(year, (hired, at), month, item).enter())
            })
        })
    });
    let tasks = (1..=12).flat_map(move |month| {
        TASKS.iter().filter_map(move |planned| task(year, month, *planned).enter())
    });
    Box::new(lines.chain(tasks))
}

fn applies(hired: Hired, item: &Item) -> bool {
    hired == Hired::Dispatched || item.name != "派遣管理费"
}

/// What is due to a person in every month, in 分.
fn due(year: Year<'_>, (hired, at): (Hired, i64), item: &Item) -> i64 {
    let mut draw = year.draw(item.name, at * 2 + i64::from(hired == Hired::Agency));
    let (low, high) = if hired == Hired::Agency { item.agency } else { item.dispatched };
    draw.between(low / 10, high / 10) * 1_000
}

/// What was paid, in 分.
fn paid(year: Year<'_>, (hired, at): (Hired, i64), month: i64, item: &Item) -> i64 {
    let due = due(year, (hired, at), item);
    let short = year.is_first() && hired == Hired::Agency && (at, month, item.name) == SHORT;
    if short { due * 7 / 10 } else { due }
}

/// What was paid in a month to people, or for them, in 分.
pub(super) fn paid_in_month(year: Year<'_>, hired: Hired, month: i64, insured: bool) -> i64 {
    let items = ITEMS.iter().filter(|item| item.insured == insured && applies(hired, item));
    let of_item = |item: &Item| -> i64 {
        (0..hired.people()).map(|at| paid(year, (hired, at), month, item)).sum()
    };
    items.map(of_item).sum()
}

/// The 15th of a month.
fn pay_day(month: i64) -> Date {
    on(month, 15)
}

/// The day of the payments of a month: on the pay day, or before it when that is a day off.
pub(super) fn paid_on(month: i64) -> Date {
    pay_day(month).or_last_worked()
}

fn line<'c>(year: Year<'c>, (hired, at): (Hired, i64), month: i64, item: &Item) -> Row<'c> {
    let person = hired.person(year, at);
    let late = year.is_first() && hired == Hired::Agency && (at, month) == (LATE.0, LATE.1);
    let on_day = if late { LATE.2 } else { paid_on(month) };
    let batch = salary_key(year, hired, month, item.insured);
    let row = year
        .row("pay_line", format!("{person}/{month}/{}", item.name))
        .state("registered")
        .evidence(match (item.insured, item.name) {
            (false, _) => 2,
            (true, "派遣管理费") => 0,
            (true, _) => 1,
        })
        .with("person_id", key(person))
        .with("project", hired.project())
        .with("month", on(month, 1))
        .with("item", item.name)
        .with("due_fen", fen(due(year, (hired, at), item)))
        .with("pay_day", pay_day(month))
        .with("paid_fen", fen(paid(year, (hired, at), month, item)))
        .with("paid_on", on_day)
        .with("batch_no", format!("DF-{batch}"))
        .with("payment_id", key(batch));
    if item.insured { row } else { row.with("account", hired.account(year, at)) }
}

fn task<'c>(
    year: Year<'c>,
    month: i64,
    (name, unit, planned): (&'static str, &str, i64),
) -> Row<'c> {
    let more = DEVIATIONS.iter().find(|(of, task, _)| (*of, *task) == (month, name));
    let more = if year.is_first() { more.map_or(0, |(.., more)| *more) } else { 0 };
    let name = if year.is_first() { name.to_owned() } else { year.number(name, 1, 1) };
    let mut draw = year.draw("task", month);
    let remark = match more {
        1.. => "暑期登记量增加，超出计划",
        0 => "",
        _ => "已补录未完成原因",
    };
    year.row("task", format!("P09/{month}/{name}"))
        .state("registered")
        .evidence(1)
        .remark(remark)
        .with("project", "P09")
        .with("month", on(month, 1))
        .with("name", name)
        .with("unit", unit)
        .with("plan_qty", hundredths(planned * 100))
        .with("done_qty", hundredths((planned + more) * 100))
        .with("done_on", on(month, 28))
        .with("responsible", OFFICE.somebody(&mut draw))
        .with("shortfall", if more < 0 { "人员集中支援窗口受理" } else { "" })
}
