//! 绩效目标表 exactly as Hebei publishes it: seven columns, the published merges and order.

use super::amounts::{amount_text, share_text};
use super::grid::{Drawn, DrawnCell, FormTable, cut};
use super::indicators::{self, Wording};
use super::{TEXT_WIDTH, general};
use budget::PlanEntry;
use goals::TargetSheet;
use vocabulary::Checkpoint;

// The right sides of the seven columns in twentieths of a point. A column of five 五号 characters
// and its white space take 1,210, of six 1,420: 满意度指标 and
// 社会效益指标 stand on one line.
const LEVEL1: u32 = 1240;
const LEVEL2: u32 = 2680;
const NAME: u32 = 4280;
const DEFINITION_HALF: u32 = 5950;
const DEFINITION: u32 = 7114;
const TARGET: u32 = 8154;

/// The checkpoints the form prints when the sheet has none of its own.
const CHECKPOINTS: [u8; 4] = [3, 6, 10, 12];

/// The form of one project.
pub(super) fn table(sheet: &TargetSheet) -> FormTable {
    let mut drawn = Drawn::new();
    heading_rows(&mut drawn, sheet);
    drawn.repeat_title_rows(drawn.len());
    budget_rows(&mut drawn, sheet);
    plan_rows(&mut drawn, &sheet.payment_plan);
    drawn.row(vec![
        DrawnCell::new(0, LEVEL1, "绩效目标"),
        DrawnCell::new(LEVEL1, TEXT_WIDTH, numbered_goals(sheet)).left().of("绩效目标"),
    ]);
    general::other_rows(&mut drawn, sheet);
    general::execution_rows(&mut drawn, sheet);
    let sides = [0, LEVEL1, LEVEL2, NAME, DEFINITION, TARGET, TEXT_WIDTH];
    if !indicators::rows_in_columns(&mut drawn, sheet, &sides) {
        indicators::rows(&mut drawn, sheet, Wording::Hebei);
    }
    general::closing_rows(&mut drawn, sheet);
    drawn.finish()
}

fn heading_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    let text = |field: &Option<vocabulary::FiledText>| {
        field.as_ref().map(|filed| filed.text.clone()).unwrap_or_default()
    };
    drawn.row(vec![
        DrawnCell::new(0, DEFINITION_HALF, text(&sheet.unit_code) + &text(&sheet.unit_name))
            .of("单位名称"),
        DrawnCell::new(DEFINITION_HALF, TEXT_WIDTH, format!("单位：{}", sheet.amount_unit.label())),
    ]);
    drawn.row(vec![
        DrawnCell::new(0, LEVEL1, "项目编码"),
        DrawnCell::new(LEVEL1, NAME, text(&sheet.project_code)).of("项目编码"),
        DrawnCell::new(NAME, DEFINITION_HALF, "项目名称"),
        DrawnCell::new(DEFINITION_HALF, TEXT_WIDTH, text(&sheet.project_name)).of("项目名称"),
    ]);
}

fn budget_rows(drawn: &mut Drawn, sheet: &TargetSheet) {
    let amount = |filed| amount_text(filed, sheet.amount_unit);
    drawn.row(vec![
        DrawnCell::new(0, LEVEL1, "预算规模及资金用途").rows(2),
        DrawnCell::new(LEVEL1, LEVEL2, "预算数"),
        DrawnCell::new(LEVEL2, NAME, amount(sheet.budget.total.as_ref())).of("预算数"),
        DrawnCell::new(NAME, DEFINITION_HALF, "其中：财政资金"),
        DrawnCell::new(DEFINITION_HALF, DEFINITION, amount(sheet.budget.fiscal.as_ref()))
            .of("其中：财政资金"),
        DrawnCell::new(DEFINITION, TARGET, "其他资金"),
        DrawnCell::new(TARGET, TEXT_WIDTH, amount(sheet.budget.other.as_ref())).of("其他资金"),
    ]);
    let purpose = sheet.purpose.as_ref().map_or("", |filed| &filed.text);
    drawn.row(vec![DrawnCell::new(LEVEL1, TEXT_WIDTH, purpose).left().of("资金用途")]);
}

/// 资金支出计划 at the checkpoints of the sheet, at those of the form when it has none.
pub(super) fn plan_rows(drawn: &mut Drawn, plan: &[PlanEntry]) {
    let printed: Vec<(String, String)> = if plan.is_empty() {
        CHECKPOINTS
            .into_iter()
            .filter_map(|month| Checkpoint::end_of_month(month).ok())
            .map(|checkpoint| (checkpoint.to_string(), String::new()))
            .collect()
    } else {
        plan.iter().map(|entry| (entry.checkpoint.to_string(), share_text(entry))).collect()
    };
    let sides = if printed.len() == CHECKPOINTS.len() {
        vec![NAME, DEFINITION_HALF, DEFINITION, TARGET, TEXT_WIDTH]
    } else {
        cut(NAME, TEXT_WIDTH, &vec![1; printed.len()])
    };
    let places = || sides.iter().zip(sides.iter().skip(1));
    let mut names = vec![DrawnCell::new(0, NAME, "资金支出计划（%）").rows(2)];
    let mut shares = Vec::new();
    for ((left, right), (name, share)) in places().zip(printed) {
        names.push(DrawnCell::new(*left, *right, name));
        shares.push(DrawnCell::new(*left, *right, share).of("资金支出计划"));
    }
    drawn.row(names);
    drawn.row(shares);
}

/// `1、…`, a line a goal.
pub(super) fn numbered_goals(sheet: &TargetSheet) -> String {
    let lines: Vec<String> = sheet
        .goals
        .iter()
        .zip(1..)
        .map(|(goal, number): (_, u32)| format!("{number}、{}", goal.text))
        .collect();
    lines.join("\n")
}
