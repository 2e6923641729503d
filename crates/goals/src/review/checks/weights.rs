//! 分值与得分: weights, scores, totals and ratings of a filled table.

use super::execution::total_score_field;
use crate::FormKind;
use crate::review::context::{Context, RowView, SheetView, cell_number, is_empty_cell};
use crate::review::field::Field;
use crate::review::found::{Found, Spot};
use crate::review::rules::Figure;
use crate::review::score::Grade;
use budget::FundingSource;
use vocabulary::{Decimal, FiledText, fold_width, matching_key};

/// R203: the weights below a first level are not what the level states, `产出指标（50分）`.
pub(super) fn level_weights_do_not_add_up(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        for group in level_groups(sheet) {
            let Some(first) = group.first() else { continue };
            let label = first.row.level1.as_ref().map_or("", |level| level.text.as_str());
            let (Some(stated), Some(sum)) = (points_in(label), sum_of_weights(&group)) else {
                continue;
            };
            if stated != sum {
                found.push(first.spot(Field::Level1).issue(format!(
                    "“{}”下各指标分值合计{sum}分，与标明的{stated}分不符",
                    label.trim()
                )));
            }
        }
    }
    found
}

/// R204: all weights of the sheet, that of budget execution included, are not 100.
pub(super) fn weights_are_not_the_whole(context: &Context<'_>) -> Vec<Found> {
    let whole = context.rules.figure(Figure::WeightTotal);
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let groups = level_groups(sheet);
        let sums: Option<Vec<(String, Decimal)>> = groups
            .iter()
            .map(|group| {
                let level = group.first()?.row.level1.as_ref()?.text.trim();
                let sum = sum_of_weights(group).or_else(|| points_in(level))?;
                Some((matching_key(level), sum))
            })
            .collect();
        let Some(mut sums) = sums.filter(|sums| !sums.is_empty()) else {
            continue;
        };
        sums.extend(execution_weight(sheet).map(|weight| ("预算执行率".to_owned(), weight)));
        let total: Decimal = sums.iter().map(|(_, sum)| *sum).sum();
        // A table cut off in the middle has less; only one that says its total is held to it.
        let short = total < whole && total_score_field(sheet).is_some() && has_execution(sheet);
        if total > whole || short {
            found.push(weights_issue(sheet.empty_spot(Field::Weight), &sums, total));
        }
    }
    for spot in context.running_texts() {
        let sums = points_of_sections(spot.text);
        let total: Decimal = sums.iter().map(|(_, points)| *points).sum();
        if sums.len() > 2 && total > whole {
            found.push(weights_issue(spot, &sums, total));
        }
    }
    found
}

fn weights_issue(spot: Spot<'_>, sums: &[(String, Decimal)], total: Decimal) -> Found {
    let parts: Vec<String> = sums.iter().map(|(label, sum)| format!("{label}{sum}")).collect();
    spot.issue(format!("{}，分值合计{total}，应为100", parts.join(" + ")))
}

/// R206: points lost without a reason.
pub(super) fn lost_points_have_no_reason(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (sheet, row) in context.rows() {
        let (Some(weight), Some(score)) =
            (number(row.row.weight.as_ref()), number(row.row.score.as_ref()))
        else {
            continue;
        };
        let unexplained = is_empty_cell(row.row.reason.as_ref(), context.rules);
        if sheet.sheet.form == FormKind::SelfEvaluation && score < weight && unexplained {
            found.push(
                row.spot(Field::Score)
                    .issue(format!("分值{weight}、得分{score}，扣了分却没有写偏差原因和改进措施")),
            );
        }
    }
    found
}

/// R207: a score above its weight.
pub(super) fn score_exceeds_weight(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (_, row) in context.rows() {
        if let (Some(weight), Some(score)) =
            (number(row.row.weight.as_ref()), number(row.row.score.as_ref()))
            && score > weight
        {
            found.push(row.spot(Field::Score).issue(format!("得分{score}超过了分值{weight}")));
        }
    }
    found
}

/// R208: the stated total is not the sum of the scores.
pub(super) fn total_score_does_not_add_up(context: &Context<'_>) -> Vec<Found> {
    let tolerance = context.rules.figure(Figure::ScoreTolerance);
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let Some((spot, stated)) = total_score_field(sheet) else {
            continue;
        };
        let rows: Vec<&RowView<'_>> = sheet.rows.iter().filter(|row| !row.is_unused()).collect();
        let scores: Option<Vec<Decimal>> =
            rows.iter().map(|row| number(row.row.score.as_ref())).collect();
        let Some(scores) = scores.filter(|scores| !scores.is_empty()) else {
            continue;
        };
        let indicators: Decimal = scores.into_iter().sum();
        let execution = total_line(sheet).and_then(|line| number(line.score.as_ref()));
        let sum = indicators.saturating_add(execution.unwrap_or_default());
        if sum.saturating_sub(stated).abs() > tolerance {
            found.push(spot.issue(format!(
                "总分填{stated}，各指标得分{indicators}加预算执行得分{}合计{sum}",
                execution.unwrap_or_default()
            )));
        }
    }
    found
}

/// R209: the stated rating is not the one the total earns.
pub(super) fn rating_does_not_fit_the_total(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let Some((_, total)) = total_score_field(sheet) else {
            continue;
        };
        let fields = sheet.sheet.other_fields.iter();
        let rating = fields.filter(|field| field.label.contains("等级")).find_map(|field| {
            let stated =
                Grade::ALL.into_iter().find(|grade| field.text.text.trim() == grade.label())?;
            Some((&field.text, stated))
        });
        let earned = context.rules.scoring.grade(total);
        if let Some((filed, stated)) = rating
            && stated != earned
        {
            found.push(
                sheet
                    .spot(Field::Other, filed)
                    .issue(format!(
                        "总分{total}应评为“{}”，却填“{}”",
                        earned.label(),
                        stated.label()
                    ))
                    .mended(earned.label()),
            );
        }
    }
    found
}

/// Neighbouring rows of one first level, as it is printed.
fn level_groups<'v, 'a>(sheet: &'v SheetView<'a>) -> Vec<Vec<&'v RowView<'a>>> {
    let mut groups: Vec<(String, Vec<&RowView<'a>>)> = Vec::new();
    for row in sheet.rows.iter().filter(|row| !row.is_unused()) {
        let label = row.row.level1.as_ref().map_or("", |level| level.text.as_str());
        let key = matching_key(label);
        match groups.last_mut() {
            Some((last, rows)) if *last == key => rows.push(row),
            _ => groups.push((key, vec![row])),
        }
    }
    groups.into_iter().map(|(_, rows)| rows).collect()
}

/// The sum of the rows' weights; `None` when one has none.
fn sum_of_weights(rows: &[&RowView<'_>]) -> Option<Decimal> {
    rows.iter().map(|row| number(row.row.weight.as_ref())).sum()
}

/// The points a label states, `产出指标（50分）`.
fn points_in(label: &str) -> Option<Decimal> {
    let folded = fold_width(label);
    let (_, inside) = folded.split_once('(')?;
    let (points, _) = inside.split_once('分')?;
    points.trim().parse().ok()
}

/// The points running text states for the parts of a table whose cells ran together.
fn points_of_sections(text: &str) -> Vec<(String, Decimal)> {
    const SECTIONS: [(&str, &[&str]); 5] = [
        ("预算执行", &["预算执行", "资金执行率"]),
        ("成本指标", &["成本指标"]),
        ("产出指标", &["产出指标"]),
        ("效益指标", &["效益指标", "效果指标"]),
        ("满意度指标", &["满意度指标"]),
    ];
    let key = matching_key(text);
    SECTIONS
        .into_iter()
        .filter_map(|(section, labels)| {
            let mut places = labels.iter().flat_map(|label| key.match_indices(label));
            let points = places.find_map(|(at, label)| {
                points_behind(key.get(at.saturating_add(label.len())..)?)
            })?;
            Some((section.to_owned(), points))
        })
        .collect()
}

/// `(60分)` or `10分` directly behind a section's name, `情况(万元)(20分)` near it.
fn points_behind(behind: &str) -> Option<Decimal> {
    /// Characters between a section's name and its points.
    const NEAR: usize = 14;
    let near: String = behind.chars().take(NEAR).collect();
    let points = |part: &str| part.split_once('分').and_then(|(number, _)| number.parse().ok());
    points(&near).or_else(|| near.split('(').skip(1).find_map(points))
}

fn number(filed: Option<&FiledText>) -> Option<Decimal> {
    filed.and_then(|filed| cell_number(&filed.text))
}

fn total_line<'a>(sheet: &SheetView<'a>) -> Option<&'a budget::ExecutionLine> {
    let mut lines = sheet.sheet.execution.iter();
    lines.find(|line| line.source == FundingSource::Total)
}

fn execution_weight(sheet: &SheetView<'_>) -> Option<Decimal> {
    total_line(sheet).and_then(|line| number(line.weight.as_ref()))
}

fn has_execution(sheet: &SheetView<'_>) -> bool {
    execution_weight(sheet).is_some()
}
