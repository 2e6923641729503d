//! Scores as a table and as lists, every deduction shown.

use super::issues::dense_table;
use super::project_name;
use crate::write::layout::{Align, FormTable, money_text};
use crate::write::xlsx::{List, ListColumn, Value};
use budget::FiledAmount;
use goals::review::{Deduction, Group, Review, ReviewRules, SheetScore};
use goals::{Document, TargetSheet};
use vocabulary::{AmountUnit, Decimal, Severity};

/// What the score is.
pub(super) const REMARK: &str = "注：得分由程序按审核规则从100分起逐项扣减得出，各组扣完为止，供审核人员参考；\
     评定等级以审核人员签署的意见为准。";

fn scored<'a>(
    document: &'a Document,
    review: &'a Review,
) -> impl Iterator<Item = (&'a TargetSheet, &'a SheetScore)> {
    review.scores.iter().filter_map(|score| {
        let index = usize::try_from(score.sheet).ok()?.checked_sub(1)?;
        Some((document.sheets.get(index)?, score))
    })
}

fn points(score: &SheetScore, group: Group) -> Decimal {
    let found = score.groups.iter().find(|found| found.group == group);
    found.map_or(Decimal::ZERO, |found| found.points.normalize())
}

fn issue_count(review: &Review, sheet: u32, severity: Severity) -> usize {
    let issues = review.issues.iter();
    issues.filter(|issue| issue.sheet == Some(sheet) && issue.severity == severity).count()
}

/// 序号 | 项目编码 | 项目名称 | 预算数 | four groups | 总分 | 等级 | 强制 | 提示.
pub(super) fn table(document: &Document, review: &Review) -> FormTable {
    let columns = [
        ("序号", 6),
        ("项目编码", 23),
        ("项目名称", 18),
        ("预算数\n（万元）", 10),
        ("完整性", 8),
        ("相关性", 8),
        ("适当性", 8),
        ("可行性", 8),
        ("总分", 6),
        ("等级", 6),
        ("强制", 6),
        ("提示", 6),
    ];
    let rows = scored(document, review).map(|(sheet, score)| {
        let centre = |text: String| (text, Align::Centre);
        let code = sheet.project_code.as_ref();
        let mut row = vec![
            centre(score.sheet.to_string()),
            centre(code.map(|code| code.text.clone()).unwrap_or_default()),
            (project_name(sheet).to_owned(), Align::Left),
            centre(budget_text(sheet.budget.total.as_ref())),
        ];
        row.extend(Group::ALL.map(|group| centre(points(score, group).to_string())));
        row.push(centre(score.total.normalize().to_string()));
        row.push(centre(score.grade.label().to_owned()));
        for severity in [Severity::Error, Severity::Warning] {
            row.push(centre(issue_count(review, score.sheet, severity).to_string()));
        }
        row
    });
    dense_table(&columns, rows)
}

/// The amount in 万元, as the head of the column says, whatever the form's unit.
fn budget_text(filed: Option<&FiledAmount>) -> String {
    match filed {
        Some(FiledAmount { money: Some(money), .. }) => money_text(*money, AmountUnit::WanYuan),
        Some(FiledAmount { raw, .. }) => raw.text.clone(),
        None => String::new(),
    }
}

/// `扣分：完整性 −2（R12 1处 −2）；…`; `None` when nothing was taken off.
pub(super) fn deductions(score: &SheetScore, rules: &ReviewRules) -> Option<String> {
    let groups: Vec<String> = score
        .groups
        .iter()
        .filter(|group| !group.deductions.is_empty())
        .map(|group| {
            let each: Vec<String> =
                group.deductions.iter().map(|deduction| deduction_text(deduction, rules)).collect();
            let taken = (group.full - group.points).normalize();
            format!("{}扣{taken}分（{}）", group.group.label(), each.join("，"))
        })
        .collect();
    (!groups.is_empty()).then(|| format!("扣分明细：{}。", groups.join("；")))
}

fn deduction_text(deduction: &Deduction, rules: &ReviewRules) -> String {
    let Deduction { rule, count, points } = deduction;
    let title = title(deduction, rules);
    format!("{title}（{rule}）{count}处扣{}分", points.normalize())
}

/// What a check is called in the catalogue.
fn title<'a>(deduction: &Deduction, rules: &'a ReviewRules) -> &'a str {
    rules.checks.get(&deduction.rule).map_or("", |check| check.title.as_str())
}

/// 审核得分, a row a sheet.
pub(super) fn list(document: &Document, review: &Review) -> List {
    let mut columns: Vec<ListColumn> = [
        ("序号", 800, Align::Centre),
        ("项目编码", 2500, Align::Centre),
        ("项目名称", 4200, Align::Left),
        ("预算数（万元）", 1800, Align::Right),
    ]
    .map(ListColumn::plain)
    .into();
    columns.extend(Group::ALL.map(|group| ListColumn::plain((group.label(), 1100, Align::Centre))));
    columns.extend(
        ["总分", "等级", "强制", "提示", "参考"]
            .map(|label| ListColumn::plain((label, 900, Align::Centre))),
    );
    let rows = scored(document, review).map(|(sheet, score)| {
        let code = sheet.project_code.as_ref();
        let budget = match sheet.budget.total.as_ref().and_then(|filed| filed.money) {
            Some(money) => Value::Amount(money.wan_yuan()),
            None => Value::Text(budget_text(sheet.budget.total.as_ref())),
        };
        let mut row = vec![
            Value::Number(score.sheet.into()),
            Value::Text(code.map(|code| code.text.clone()).unwrap_or_default()),
            Value::Text(project_name(sheet).to_owned()),
            budget,
        ];
        row.extend(Group::ALL.map(|group| Value::Number(points(score, group))));
        row.push(Value::Number(score.total.normalize()));
        row.push(Value::Text(score.grade.label().to_owned()));
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            row.push(Value::Number(issue_count(review, score.sheet, severity).into()));
        }
        row
    });
    List {
        name: "审核得分".to_owned(),
        heading: "预算绩效目标审核得分表".to_owned(),
        remark: Some(REMARK.to_owned()),
        columns,
        rows: rows.collect(),
        totals: false,
    }
}

/// 扣分明细, a row a deduction.
pub(super) fn deduction_list(document: &Document, review: &Review, rules: &ReviewRules) -> List {
    let columns = [
        ("序号", 800, Align::Centre),
        ("项目编码", 2500, Align::Centre),
        ("项目名称", 4200, Align::Left),
        ("审核内容", 1400, Align::Centre),
        ("编号", 1000, Align::Centre),
        ("检查事项", 4800, Align::Left),
        ("处数", 900, Align::Centre),
        ("扣分", 900, Align::Centre),
    ];
    let rows = scored(document, review)
        .flat_map(|(sheet, score)| {
            score.groups.iter().flat_map(move |group| {
                group.deductions.iter().map(move |deduction| (sheet, group, deduction))
            })
        })
        .zip(1_u32..)
        .map(|((sheet, group, deduction), number)| {
            let code = sheet.project_code.as_ref();
            vec![
                Value::Number(number.into()),
                Value::Text(code.map(|code| code.text.clone()).unwrap_or_default()),
                Value::Text(project_name(sheet).to_owned()),
                Value::Text(group.group.label().to_owned()),
                Value::Text(deduction.rule.to_string()),
                Value::Text(title(deduction, rules).to_owned()),
                Value::Number(deduction.count.into()),
                Value::Number(deduction.points.normalize()),
            ]
        });
    List {
        name: "扣分明细".to_owned(),
        heading: "预算绩效目标审核扣分明细".to_owned(),
        remark: None,
        columns: columns.into_iter().map(ListColumn::plain).collect(),
        rows: rows.collect(),
        totals: false,
    }
}
