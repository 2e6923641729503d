//! 预算执行: the arithmetic of the execution table of a self-evaluation.

use crate::review::context::{Context, SheetView, cell_number};
use crate::review::field::Field;
use crate::review::found::{Found, Spot};
use crate::review::rules::Figure;
use budget::{ExecutionLine, FiledAmount, FundingSource};
use vocabulary::{Decimal, FiledText, Money, Ratio};

/// By how many 分 printed amounts may differ from their sum: one unit of the second decimal.
const ROUNDING: i64 = 10_000;

/// R200: the stated rate is not spent over budget.
pub(super) fn rate_is_not_spent_over_budget(context: &Context<'_>) -> Vec<Found> {
    let tolerance = context.rules.figure(Figure::RateTolerance);
    each_line(context, |sheet, line| {
        let rate = line.rate.as_ref()?;
        let stated = cell_number(&rate.text)?;
        let (budget, spent) = (money(line.adjusted.as_ref())?, money(line.spent.as_ref())?);
        let spot = sheet.spot(Field::Execution, rate);
        if budget == Money::ZERO {
            let by_parts = rates_by_parts(sheet).filter(|_| line.source == FundingSource::Total);
            // A source without budget, spending and rate is simply not used.
            if spent == Money::ZERO && stated == Decimal::ZERO && by_parts.is_none() {
                return None;
            }
            let parts = by_parts.map_or(String::new(), |rates| format!("；按分项合计，{rates}"));
            return Some(spot.issue(format!(
                "{}的全年预算数是0，执行率填“{}”没有意义{parts}",
                source(line),
                rate.text.trim()
            )));
        }
        let computed = percent(spent, budget)?;
        (computed.checked_sub(stated)?.abs() > tolerance).then(|| {
            spot.issue(format!(
                "执行率填“{}”，按执行数{spent}÷全年预算数{budget}应为{computed}%",
                rate.text.trim()
            ))
            .mended(format!("{computed}%"))
        })
    })
}

/// R201: the total row is not the sum of its parts.
pub(super) fn execution_total_is_not_its_parts(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let total = line_of(sheet, &FundingSource::Total);
        let Some(total) = total else { continue };
        let columns: [(&str, Column); 3] = [
            ("年初预算数", |line| line.initial.as_ref()),
            ("全年预算数", |line| line.adjusted.as_ref()),
            ("全年执行数", |line| line.spent.as_ref()),
        ];
        for (label, column) in columns {
            let Some(stated) = column(total) else {
                continue;
            };
            let (Some(money), Some(sum)) = (stated.money, sum_of_parts(sheet, column)) else {
                continue;
            };
            let difference = money.fen().saturating_sub(sum.fen()).saturating_abs();
            if difference > ROUNDING {
                found.push(
                    sheet
                        .spot(Field::Execution, &stated.raw)
                        .issue(format!(
                            "年度资金总额的{label}填{money}，而其中各项合计是{sum}，两者不相等"
                        ))
                        .mended(sum.to_string()),
                );
            }
        }
    }
    found
}

/// R202: more spent than budgeted.
pub(super) fn more_is_spent_than_budgeted(context: &Context<'_>) -> Vec<Found> {
    each_line(context, |sheet, line| {
        // The parts repeat the total's rate; one issue is enough.
        if line.source != FundingSource::Total {
            return None;
        }
        let stated = line.rate.as_ref().and_then(|rate| cell_number(&rate.text));
        let computed = money(line.spent.as_ref())
            .zip(money(line.adjusted.as_ref()))
            .and_then(|(spent, budget)| percent(spent, budget));
        let rate = computed.or(stated)?;
        let filed = line.rate.as_ref().or(line.spent.as_ref().map(|spent| &spent.raw))?;
        (rate > Decimal::ONE_HUNDRED).then(|| {
            sheet
                .spot(Field::Execution, filed)
                .issue(format!("执行率{rate}%超过100%，支出超过了预算，应说明追加或超支的原因"))
        })
    })
}

/// R205: the score of the execution rate is not rate × weight.
pub(super) fn execution_score_does_not_follow(context: &Context<'_>) -> Vec<Found> {
    let tolerance = context.rules.figure(Figure::ScoreTolerance);
    each_line(context, |sheet, line| {
        let filed = line.score.as_ref()?;
        let score = cell_number(&filed.text)?;
        let weight = cell_number(&line.weight.as_ref()?.text)?;
        let (budget, spent) = (money(line.adjusted.as_ref())?, money(line.spent.as_ref())?);
        let rate = Ratio::of_decimals(spent.wan_yuan(), budget.wan_yuan()).ok()?;
        let earned = rate.percent(4).ok()?.checked_mul(weight)?;
        let earned = earned.checked_div(Decimal::ONE_HUNDRED)?.min(weight).round_dp(2);
        (earned.checked_sub(score)?.abs() > tolerance).then(|| {
            sheet
                .spot(Field::Execution, filed)
                .issue(format!(
                    "预算执行得分填{score}，按执行率{}%×{weight}分应为{earned}",
                    rate.percent(2).unwrap_or_default()
                ))
                .mended(earned.normalize().to_string())
        })
    })
}

type Column = fn(&ExecutionLine) -> Option<&FiledAmount>;

fn each_line<'a>(
    context: &Context<'a>,
    check: impl Fn(&SheetView<'a>, &'a ExecutionLine) -> Option<Found>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let lines: &'a [ExecutionLine] = &sheet.sheet.execution;
        found.extend(lines.iter().filter_map(|line| check(sheet, line)));
    }
    found
}

fn line_of<'a>(sheet: &SheetView<'a>, source: &FundingSource) -> Option<&'a ExecutionLine> {
    sheet.sheet.execution.iter().find(|line| line.source == *source)
}

fn money(amount: Option<&FiledAmount>) -> Option<Money> {
    amount.and_then(|amount| amount.money)
}

/// The sum of a column over the parts of the total. Named sources stand below 财政拨款 as often
/// as beside it, so they count only when no standard part is there.
fn sum_of_parts(sheet: &SheetView<'_>, column: Column) -> Option<Money> {
    let standard = [FundingSource::Fiscal, FundingSource::CarriedOver, FundingSource::Other];
    let lines = || sheet.sheet.execution.iter();
    let amounts: Vec<&FiledAmount> =
        lines().filter(|line| standard.contains(&line.source)).filter_map(column).collect();
    let amounts = if amounts.is_empty() {
        lines()
            .filter(|line| matches!(line.source, FundingSource::Named(_)))
            .filter_map(column)
            .collect()
    } else {
        amounts
    };
    let sum: Option<Vec<Money>> = amounts.iter().map(|amount| amount.money).collect();
    sum.filter(|parts| !parts.is_empty()).map(|parts| parts.into_iter().sum())
}

fn rates_by_parts(sheet: &SheetView<'_>) -> Option<String> {
    let spent = sum_of_parts(sheet, |line| line.spent.as_ref())?;
    let adjusted = sum_of_parts(sheet, |line| line.adjusted.as_ref())?;
    let said = format!("执行数{spent}÷全年预算数{adjusted}={}%", percent(spent, adjusted)?);
    let initial = sum_of_parts(sheet, |line| line.initial.as_ref()).filter(|sum| *sum != adjusted);
    Some(match initial.and_then(|sum| Some((sum, percent(spent, sum)?))) {
        Some((initial, rate)) => format!("{said}，÷年初预算数{initial}={rate}%"),
        None => said,
    })
}

fn percent(part: Money, whole: Money) -> Option<Decimal> {
    let ratio = Ratio::of_decimals(part.wan_yuan(), whole.wan_yuan()).ok()?;
    ratio.percent(2).ok()
}

fn source(line: &ExecutionLine) -> String {
    match &line.source {
        FundingSource::Total => "年度资金总额".to_owned(),
        FundingSource::Fiscal => "财政拨款".to_owned(),
        FundingSource::CarriedOver => "上年结转资金".to_owned(),
        FundingSource::Other => "其他资金".to_owned(),
        FundingSource::Named(label) => label.clone(),
    }
}

/// The field of a sheet that states the total score.
pub(super) fn total_score_field<'a>(sheet: &SheetView<'a>) -> Option<(Spot<'a>, Decimal)> {
    let labels = ["总分", "总得分", "自评得分", "自评总分", "合计得分"];
    let fields: &'a [crate::LabelledText] = &sheet.sheet.other_fields;
    fields.iter().find_map(|field| {
        let label = vocabulary::matching_key(&field.label);
        let text: &'a FiledText = &field.text;
        let number = cell_number(&text.text).filter(|_| labels.contains(&label.as_str()))?;
        Some((sheet.spot(Field::Other, text), number))
    })
}
