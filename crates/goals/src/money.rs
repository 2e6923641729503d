//! 资金: the amounts of all projects of a document, what must be paid by each checkpoint, and
//! amounts and names that occur twice.

use crate::TargetSheet;
use budget::check_plan;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use vocabulary::{Checkpoint, Decimal, Money, Percent, matching_key};

/// The money of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyPicture {
    /// Sum of 预算数.
    pub total: Money,
    /// Sum of 其中：财政资金; `None` when no project states one.
    pub fiscal: Option<Money>,
    /// Sum of 其他资金; `None` when no project states one.
    pub other: Option<Money>,
    /// The projects, the largest first; those without a readable amount last.
    pub projects: Vec<ProjectMoney>,
    /// What must be paid by each checkpoint, all projects together.
    pub schedule: Vec<Due>,
    /// Projects (sheets from 1) that the schedule cannot count: no readable amount or no plan.
    pub unscheduled: Vec<u32>,
    /// Groups of projects with the same amount.
    pub same_amounts: Vec<SameAmount>,
    /// Groups of projects with the same name.
    pub same_names: Vec<SameName>,
}

/// The money of one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectMoney {
    /// Its sheet, from 1 in the order of the document.
    pub sheet: u32,
    /// 项目编码.
    pub code: String,
    /// 项目名称, else the sheet's title.
    pub name: String,
    /// 预算数; `None` when it is empty or unreadable.
    pub total: Option<Money>,
    /// 其中：财政资金.
    pub fiscal: Option<Money>,
    /// 其他资金.
    pub other: Option<Money>,
    /// Its share of the sum; `None` without an amount.
    pub share: Option<Percent>,
    /// What must be paid by each checkpoint of [`MoneyPicture::schedule`]; empty when the schedule
    /// does not count it.
    pub due: Vec<Money>,
    /// Whether its plan falls, does not reach 100 %, or holds what is no share.
    pub plan_is_faulty: bool,
}

/// What must be paid by a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// By when.
    pub by: Checkpoint,
    /// How much in all since the beginning of the year.
    pub amount: Money,
    /// Which share of all amounts that is.
    pub share: Percent,
}

/// Projects with one amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameAmount {
    /// The amount.
    pub amount: Money,
    /// The sheets, from 1.
    pub sheets: Vec<u32>,
}

/// Projects with one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameName {
    /// The name as the first has it.
    pub name: String,
    /// The sheets, from 1.
    pub sheets: Vec<u32>,
}

/// Adds up the money of the sheets.
///
/// Shares of a plan are cumulative. An empty cell leaves the share of the checkpoint before; a
/// share below an earlier one does not take back what had to be paid.
pub fn money_picture(sheets: &[TargetSheet]) -> MoneyPicture {
    let checkpoints = checkpoints(sheets);
    let mut projects: Vec<ProjectMoney> =
        (1..).zip(sheets).map(|(number, sheet)| project(number, sheet, &checkpoints)).collect();
    let sum = |of: fn(&ProjectMoney) -> Option<Money>| {
        let stated: Vec<Money> = projects.iter().filter_map(of).collect();
        (!stated.is_empty()).then(|| stated.into_iter().sum::<Money>())
    };
    let total = sum(|project| project.total).unwrap_or_default();
    let (fiscal, other) = (sum(|project| project.fiscal), sum(|project| project.other));
    for project in &mut projects {
        project.share = project.total.and_then(|amount| share_of(amount, total));
    }
    let schedule = schedule(&projects, &checkpoints, total);
    let unscheduled = projects.iter().filter(|project| project.due.is_empty());
    let unscheduled = unscheduled.map(|project| project.sheet).collect();
    let (same_amounts, same_names) = (same_amounts(&projects), same_names(&projects));
    projects.sort_by_key(|project| (Reverse(project.total), project.sheet));
    MoneyPicture { total, fiscal, other, projects, schedule, unscheduled, same_amounts, same_names }
}

fn checkpoints(sheets: &[TargetSheet]) -> Vec<Checkpoint> {
    let mut all: Vec<Checkpoint> =
        sheets.iter().flat_map(|sheet| &sheet.payment_plan).map(|entry| entry.checkpoint).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn project(number: u32, sheet: &TargetSheet, checkpoints: &[Checkpoint]) -> ProjectMoney {
    let money = |filed: &Option<budget::FiledAmount>| filed.as_ref().and_then(|filed| filed.money);
    let name = sheet.project_name.as_ref().or(sheet.title.as_ref());
    let total = money(&sheet.budget.total);
    let is_planned = sheet.payment_plan.iter().any(|entry| entry.percent.is_some());
    let due = match total {
        Some(total) if is_planned => {
            checkpoints.iter().map(|by| total.share(paid_by(sheet, *by))).collect()
        }
        _ => Vec::new(),
    };
    ProjectMoney {
        sheet: number,
        code: sheet.project_code.as_ref().map(|code| code.text.clone()).unwrap_or_default(),
        name: name.map(|name| name.text.clone()).unwrap_or_default(),
        total,
        fiscal: money(&sheet.budget.fiscal),
        other: money(&sheet.budget.other),
        share: None,
        due,
        plan_is_faulty: !check_plan(&sheet.payment_plan).is_empty(),
    }
}

/// The highest share that the plan states up to a checkpoint.
fn paid_by(sheet: &TargetSheet, by: Checkpoint) -> Percent {
    let stated = sheet.payment_plan.iter().filter(|entry| entry.checkpoint <= by);
    stated.filter_map(|entry| entry.percent).max().unwrap_or(Percent::NONE)
}

fn schedule(projects: &[ProjectMoney], checkpoints: &[Checkpoint], total: Money) -> Vec<Due> {
    let amount_by = |index: usize| -> Money {
        projects.iter().filter_map(|project| project.due.get(index)).copied().sum()
    };
    checkpoints
        .iter()
        .enumerate()
        .map(|(index, by)| {
            let amount = amount_by(index);
            Due { by: *by, amount, share: share_of(amount, total).unwrap_or(Percent::NONE) }
        })
        .collect()
}

/// Which share one amount is of another, rounded half up to a hundredth of a percent; `None` of
/// nothing or when it is no share.
fn share_of(part: Money, whole: Money) -> Option<Percent> {
    let quotient = Decimal::from(part.fen()).checked_div(Decimal::from(whole.fen()))?;
    let percent = quotient.checked_mul(Decimal::ONE_HUNDRED)?;
    let half_up = vocabulary::RoundingStrategy::MidpointAwayFromZero;
    Percent::try_from(percent.round_dp_with_strategy(2, half_up)).ok()
}

fn same_amounts(projects: &[ProjectMoney]) -> Vec<SameAmount> {
    let mut by_amount: BTreeMap<Money, Vec<u32>> = BTreeMap::new();
    for project in projects {
        if let Some(total) = project.total.filter(|total| *total > Money::ZERO) {
            by_amount.entry(total).or_default().push(project.sheet);
        }
    }
    let groups = by_amount.into_iter().rev().filter(|(_, sheets)| sheets.len() > 1);
    groups.map(|(amount, sheets)| SameAmount { amount, sheets }).collect()
}

fn same_names(projects: &[ProjectMoney]) -> Vec<SameName> {
    let mut by_name: BTreeMap<String, SameName> = BTreeMap::new();
    for project in projects.iter().filter(|project| !project.name.is_empty()) {
        let group = by_name.entry(matching_key(&project.name));
        let empty = || SameName { name: project.name.clone(), sheets: Vec::new() };
        group.or_insert_with(empty).sheets.push(project.sheet);
    }
    let mut groups: Vec<SameName> =
        by_name.into_values().filter(|group| group.sheets.len() > 1).collect();
    groups.sort_by(|one, other| one.sheets.cmp(&other.sheets));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use budget::{BudgetLines, FiledAmount, PlanEntry};
    use vocabulary::{AmountUnit, FiledText, Place};

    fn sheet(name: &str, amount: &str, plan: [&str; 4]) -> TargetSheet {
        let filed = |text: &str| {
            (!text.is_empty())
                .then(|| FiledText::certain(text, Place::Paragraph { page: None, paragraph: 1 }))
        };
        TargetSheet {
            project_name: filed(name),
            budget: BudgetLines {
                total: filed(amount).map(|raw| FiledAmount::read(raw, AmountUnit::WanYuan)),
                ..BudgetLines::default()
            },
            payment_plan: [3, 6, 10, 12]
                .into_iter()
                .zip(plan)
                .map(|(month, text)| PlanEntry {
                    checkpoint: Checkpoint::end_of_month(month).unwrap(),
                    raw: filed(text),
                    percent: Percent::parse(text).ok(),
                })
                .collect(),
            ..TargetSheet::default()
        }
    }

    fn due(sheets: &[TargetSheet]) -> Vec<String> {
        let schedule = money_picture(sheets).schedule;
        schedule.iter().map(|due| format!("{} {} {}", due.by, due.amount, due.share)).collect()
    }

    #[test]
    fn what_is_due_is_weighted_by_the_amounts() {
        let sheets =
            [sheet("大", "300", ["0", "50", "", "100"]), sheet("小", "100", ["100", "", "", ""])];
        assert_eq!(
            due(&sheets),
            [
                "3月底 100.00 25.00%",
                "6月底 250.00 62.50%",
                "10月底 250.00 62.50%",
                "12月底 400.00 100.00%"
            ]
        );
    }

    #[test]
    fn a_falling_plan_takes_nothing_back_and_is_marked() {
        let sheets = [sheet("路", "100", ["50", "25", "75", "100"])];
        assert_eq!(due(&sheets)[1], "6月底 50.00 50.00%");
        assert!(money_picture(&sheets).projects[0].plan_is_faulty);
    }

    #[test]
    fn projects_without_amount_or_plan_are_named_not_counted_as_nothing() {
        let sheets = [
            sheet("甲", "约十万", ["25", "50", "75", "100"]),
            sheet("乙", "10", ["", "", "", ""]),
            sheet("丙", "30", ["25", "50", "75", "100"]),
        ];
        let picture = money_picture(&sheets);
        assert_eq!(picture.unscheduled, [1, 2]);
        assert_eq!(picture.other, None, "an amount that nobody states is not nothing");
        let order: Vec<u32> = picture.projects.iter().map(|project| project.sheet).collect();
        assert_eq!(order, [3, 2, 1], "the largest first, those without an amount last");
        assert_eq!(picture.projects[0].share, Some(Percent::parse("75").unwrap()));
    }

    #[test]
    fn equal_amounts_and_names_are_grouped() {
        let plan = ["", "", "", "100"];
        let sheets = [sheet("路", "10", plan), sheet("桥", "10.00", plan), sheet("路 ", "3", plan)];
        let picture = money_picture(&sheets);
        assert_eq!(picture.same_amounts.len(), 1);
        assert_eq!(picture.same_amounts[0].sheets, [1, 2]);
        assert_eq!(picture.same_names[0].sheets, [1, 3]);
    }
}
