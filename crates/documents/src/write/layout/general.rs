//! The layout of every other form: what the sheet holds, each under its label, nothing left out.

use super::TEXT_WIDTH;
use super::amounts::amount_text;
use super::grid::{Drawn, DrawnCell, FormTable, cut};
use super::hebei;
use super::indicators::{self, Wording};
use budget::{ExecutionLine, FundingSource};
use goals::{FormKind, LabelledText, TargetSheet};
use vocabulary::{FiledText, matching_key};

/// Right side of the label column: six 五号 characters.
const LABEL: u32 = 1460;
const MIDDLE: u32 = TEXT_WIDTH / 2;
/// Right side of the label of a second pair in one row.
const SECOND_LABEL: u32 = MIDDLE + LABEL;

/// A text longer than this gets a row of its own.
const SHORT_CHARS: usize = 26;

/// Labels that close a form instead of heading it.
const CLOSING: [&str; 3] = ["总分", "合计", "总得分"];

/// The form of one project.
pub(super) fn table(sheet: &TargetSheet) -> FormTable {
    let mut drawn = Drawn::new();
    let mut pairs = Vec::new();
    identity_pairs(&mut pairs, sheet);
    pair_rows(&mut drawn, pairs);
    other_rows(&mut drawn, sheet);
    drawn.repeat_title_rows(0);
    funding_rows(&mut drawn, sheet);
    execution_rows(&mut drawn, sheet);
    if !sheet.payment_plan.is_empty() {
        hebei::plan_rows(&mut drawn, &sheet.payment_plan);
    }
    goal_rows(&mut drawn, sheet);
    let wording = match sheet.form {
        FormKind::SelfEvaluation | FormKind::DepartmentWide => Wording::SelfEvaluation,
        FormKind::HebeiGoalSheet
        | FormKind::GoalApplication
        | FormKind::IndicatorList
        | FormKind::Narrative
        | FormKind::Unknown => Wording::Application,
    };
    indicators::rows(&mut drawn, sheet, wording);
    closing_rows(&mut drawn, sheet);
    drawn.finish()
}

/// A label, the text beside it, and the field that is.
struct Pair {
    label: String,
    text: String,
    field: &'static str,
}

fn identity_pairs(pairs: &mut Vec<Pair>, sheet: &TargetSheet) {
    let fields: [(&str, &Option<FiledText>); 4] = [
        ("项目名称", &sheet.project_name),
        ("项目编码", &sheet.project_code),
        ("单位编码", &sheet.unit_code),
        ("单位名称", &sheet.unit_name),
    ];
    pairs.extend(fields.into_iter().filter_map(|(field, filed)| {
        let text = filed.as_ref()?.text.clone();
        Some(Pair { label: field.to_owned(), text, field })
    }));
}

/// Label and text side by side, two pairs a row where both are short.
fn pair_rows(drawn: &mut Drawn, pairs: Vec<Pair>) {
    let is_short = |text: &str| text.chars().count() <= SHORT_CHARS && !text.contains('\n');
    let mut pairs = pairs.into_iter().peekable();
    while let Some(pair) = pairs.next() {
        let second = if is_short(&pair.text) {
            pairs.next_if(|second| is_short(&second.text))
        } else {
            None
        };
        let label = DrawnCell::new(0, LABEL, pair.label);
        match second {
            Some(second) => drawn.row(vec![
                label,
                DrawnCell::new(LABEL, MIDDLE, pair.text).of(pair.field),
                DrawnCell::new(MIDDLE, SECOND_LABEL, second.label),
                DrawnCell::new(SECOND_LABEL, TEXT_WIDTH, second.text).of(second.field),
            ]),
            None => drawn.row(vec![
                label,
                DrawnCell::new(LABEL, TEXT_WIDTH, pair.text).left().of(pair.field),
            ]),
        }
    }
}

/// A field without a field of ours.
fn other_pair(field: &LabelledText) -> Pair {
    Pair { label: field.label.clone(), text: field.text.text.clone(), field: "其他栏目" }
}

fn is_closing(field: &LabelledText) -> bool {
    CLOSING.contains(&matching_key(&field.label).as_str())
}

/// Where a 自评表 prints what was achieved, beside the goals.
fn is_achievement(field: &LabelledText) -> bool {
    matching_key(&field.label).ends_with("实际完成情况")
}

fn stands_beside_goals(sheet: &TargetSheet, field: &LabelledText) -> bool {
    sheet.form == FormKind::SelfEvaluation && !sheet.goals.is_empty() && is_achievement(field)
}

/// Adds the fields without a field of ours, except those that close the form.
pub(super) fn other_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    let pairs = sheet
        .other_fields
        .iter()
        .filter(|field| !is_closing(field) && !stands_beside_goals(sheet, field))
        .map(other_pair)
        .collect();
    pair_rows(drawn, pairs);
}

/// Adds 总分 and the like.
pub(super) fn closing_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    let pairs =
        sheet.other_fields.iter().filter(|field| is_closing(field)).map(other_pair).collect();
    pair_rows(drawn, pairs);
}

/// 项目资金 of an application: total, fiscal, other, and what it is for.
fn funding_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    let lines: Vec<(&str, &'static str, String)> = [
        ("年度资金总额", "预算数", &sheet.budget.total),
        ("其中：财政拨款", "其中：财政资金", &sheet.budget.fiscal),
        ("其他资金", "其他资金", &sheet.budget.other),
    ]
    .into_iter()
    .filter_map(|(label, field, filed)| {
        let filed = filed.as_ref()?;
        Some((label, field, amount_text(Some(filed), sheet.amount_unit)))
    })
    .collect();
    let count = lines.len();
    for (number, (label, field, text)) in lines.into_iter().enumerate() {
        let mut cells = Vec::new();
        if number == 0 {
            let heading = format!("项目资金（{}）", sheet.amount_unit.label());
            cells.push(DrawnCell::new(0, LABEL, heading).rows(count));
        }
        cells.push(DrawnCell::new(LABEL, MIDDLE, label));
        cells.push(DrawnCell::new(MIDDLE, TEXT_WIDTH, text).of(field));
        drawn.row(cells);
    }
    if let Some(purpose) = &sheet.purpose {
        drawn.row(vec![
            DrawnCell::new(0, LABEL, "资金用途"),
            DrawnCell::new(LABEL, TEXT_WIDTH, &purpose.text).left().of("资金用途"),
        ]);
    }
}

/// Adds 预算执行 of a 自评表 with its six columns.
pub(super) fn execution_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    if sheet.execution.is_empty() {
        return;
    }
    let sides = cut(LABEL, TEXT_WIDTH, &[19, 14, 15, 15, 8, 14, 9]);
    let places: Vec<(u32, u32)> =
        sides.iter().copied().zip(sides.iter().skip(1).copied()).collect();
    let labels =
        ["", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"];
    let heading = format!("项目资金（{}）", sheet.amount_unit.label());
    let mut names = vec![DrawnCell::new(0, LABEL, heading).rows(sheet.execution.len() + 1)];
    names.extend(
        places
            .iter()
            .zip(labels)
            .map(|((left, right), label)| DrawnCell::new(*left, *right, label)),
    );
    drawn.row(names);
    for line in &sheet.execution {
        let texts = execution_texts(line, sheet);
        drawn.row(
            places
                .iter()
                .zip(texts)
                .map(|((left, right), text)| DrawnCell::new(*left, *right, text).of("预算执行"))
                .collect(),
        );
    }
}

fn execution_texts(line: &ExecutionLine, sheet: &TargetSheet) -> [String; 7] {
    let amount = |filed: &Option<_>| amount_text(filed.as_ref(), sheet.amount_unit);
    let text = |filed: &Option<FiledText>| {
        filed.as_ref().map(|filed| filed.text.clone()).unwrap_or_default()
    };
    let source = match &line.source {
        FundingSource::Total => "年度资金总额",
        FundingSource::Fiscal => "其中：当年财政拨款",
        FundingSource::CarriedOver => "上年结转资金",
        FundingSource::Other => "其他资金",
        FundingSource::Named(label) => label,
    };
    [
        source.to_owned(),
        amount(&line.initial),
        amount(&line.adjusted),
        amount(&line.spent),
        text(&line.weight),
        text(&line.rate),
        text(&line.score),
    ]
}

/// 年度总体目标; in a 自评表 beside what was achieved.
fn goal_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    if sheet.goals.is_empty() {
        return;
    }
    let goals = match sheet.goals.as_slice() {
        [only] => only.text.clone(),
        _ => hebei::numbered_goals(sheet),
    };
    let achieved = sheet.other_fields.iter().find(|field| stands_beside_goals(sheet, field));
    let Some(achieved) = achieved else {
        drawn.row(vec![
            DrawnCell::new(0, LABEL, "年度总体目标"),
            DrawnCell::new(LABEL, TEXT_WIDTH, goals).left().of("绩效目标"),
        ]);
        return;
    };
    let half = LABEL.midpoint(TEXT_WIDTH);
    drawn.row(vec![
        DrawnCell::new(0, LABEL, "年度总体目标").rows(2),
        DrawnCell::new(LABEL, half, "预期目标"),
        DrawnCell::new(half, TEXT_WIDTH, &achieved.label),
    ]);
    drawn.row(vec![
        DrawnCell::new(LABEL, half, goals).left().of("绩效目标"),
        DrawnCell::new(half, TEXT_WIDTH, &achieved.text.text).left().of("其他栏目"),
    ]);
}
