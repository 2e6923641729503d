//! 预算绩效目标审核意见: what a review found, as a finance bureau sends it back.

mod issues;
mod scores;

use super::layout::{Block, Paper, TextStyle, money_text};
use super::xlsx::List;
use goals::review::{Review, ReviewRules};
use goals::{Document, TargetSheet};
use vocabulary::{AmountUnit, Money, Severity};

/// The opinion as a paper.
pub(super) fn paper(document: &Document, review: &Review, rules: &ReviewRules) -> Paper {
    let title = "预算绩效目标审核意见";
    let mut blocks = vec![Block::text(TextStyle::Title, title)];
    blocks.extend(summary(document, review));
    let mut numerals = ["一", "二", "三", "四"].into_iter();
    let mut heading = |name: &str| {
        let numeral = numerals.next().unwrap_or_default();
        Block::text(TextStyle::Heading, format!("{numeral}、{name}"))
    };
    if !review.scores.is_empty() && !document.sheets.is_empty() {
        blocks.push(heading("审核得分"));
        blocks.push(Block::Table(scores::table(document, review)));
        blocks.push(Block::text(TextStyle::Remark, scores::REMARK));
    }
    let of_department = issues::of(review, None);
    if !of_department.is_empty() {
        blocks.push(heading("部门整体绩效目标的问题"));
        blocks.push(Block::Table(issues::table(&of_department)));
    }
    blocks.push(heading("各项目绩效目标的问题"));
    for (sheet, number) in document.sheets.iter().zip(1..) {
        blocks.extend(sheet_blocks(sheet, number, review, rules));
    }
    let hints =
        issues::entries(review.issues.iter().filter(|issue| issue.severity == Severity::Info));
    if !hints.is_empty() {
        blocks.push(heading("参考性提示"));
        blocks.push(Block::Table(issues::hint_table(document, &hints)));
    }
    blocks.push(Block::text(
        TextStyle::Signature,
        "审核单位（盖章）：　　　　　　　　\n审核人：　　　　　　复核人：　　　　　　\n　　　　年　　月　　日",
    ));
    Paper { title: title.to_owned(), blocks }
}

/// The opinion as lists.
pub(super) fn lists(document: &Document, review: &Review, rules: &ReviewRules) -> Vec<List> {
    vec![
        scores::list(document, review),
        issues::list(document, review),
        scores::deduction_list(document, review, rules),
    ]
}

/// What was reviewed, how much money, how many issues, and what follows.
fn summary(document: &Document, review: &Review) -> Vec<Block> {
    let unit = document
        .sheets
        .iter()
        .find_map(|sheet| sheet.unit_name.as_ref())
        .map(|name| name.text.as_str());
    let year = document.fiscal_year.map(|year| year.to_string());
    let indicators: usize = document.sheets.iter().map(|sheet| sheet.indicators.len()).sum();
    let filed = format!(
        "{}报送的{}绩效目标共{}个项目、{}条绩效指标，{}。",
        unit.unwrap_or("该单位"),
        year.map_or_else(|| "预算".to_owned(), |year| format!("{year}预算")),
        document.sheets.len(),
        indicators,
        money_in_words(document),
    );
    let count = |severity| review.issues.iter().filter(|issue| issue.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let found = format!(
        "经审核，发现强制性问题{errors}处、提示性问题{warnings}处，另有参考性提示{}处。",
        count(Severity::Info)
    );
    let verdict = if errors > 0 {
        "强制性问题应当修改后重新报送；提示性问题应当修改，不修改的应当逐条说明理由。"
    } else if warnings > 0 {
        "没有强制性问题。提示性问题应当修改，不修改的应当逐条说明理由。"
    } else {
        "没有需要修改的问题，可以进入下一环节。"
    };
    vec![Block::text(TextStyle::Body, filed + &found), Block::text(TextStyle::Body, verdict)]
}

/// The total of the readable amounts, and how many could not be read: a total that leaves some
/// out silently would be false.
fn money_in_words(document: &Document) -> String {
    let totals: Vec<_> = document
        .sheets
        .iter()
        .map(|sheet| sheet.budget.total.as_ref().and_then(|filed| filed.money))
        .collect();
    let sum: Money = totals.iter().copied().flatten().sum();
    let unread = totals.iter().filter(|total| total.is_none()).count();
    let sum = money_text(sum, AmountUnit::WanYuan);
    if unread == 0 {
        format!("预算合计{sum}万元")
    } else {
        format!("可读的预算合计{sum}万元（另有{unread}个项目的预算数缺失或不能识别）")
    }
}

fn sheet_blocks(
    sheet: &TargetSheet,
    number: u32,
    review: &Review,
    rules: &ReviewRules,
) -> Vec<Block> {
    let score = review.scores.iter().find(|score| score.sheet == number);
    let result = score
        .map(|score| format!("（{}分，{}）", score.total.normalize(), score.grade.label()))
        .unwrap_or_default();
    let heading = format!("{number}．{}{result}", project_name(sheet));
    let mut blocks = vec![Block::text(TextStyle::Minor, heading)];
    let found = issues::of(review, Some(number));
    if found.is_empty() {
        blocks.push(Block::text(TextStyle::Remark, "　　未发现需要修改的问题。"));
    } else {
        blocks.push(Block::Table(issues::table(&found)));
    }
    if let Some(line) = score.and_then(|score| scores::deductions(score, rules)) {
        blocks.push(Block::text(TextStyle::Remark, line));
    }
    blocks
}

/// What a sheet is called in the opinion.
fn project_name(sheet: &TargetSheet) -> &str {
    sheet
        .project_name
        .as_ref()
        .or(sheet.title.as_ref())
        .map_or("（未写项目名称）", |filed| filed.text.as_str())
}
