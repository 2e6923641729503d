//! 指标结构: which levels a sheet has, and what is filed under the wrong one.

use crate::review::context::{Context, RowView, SheetView};
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::WordList;
use indicators::{Level1, Level2};

/// R30: a compulsory first level is missing; milder: no satisfaction indicator.
pub(super) fn level1_is_missing(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in with_levels(context) {
        for level in [Level1::Output, Level1::Outcome, Level1::Satisfaction] {
            let has = |row: &RowView<'_>| {
                row.level1 == Some(level)
                    || (level == Level1::Satisfaction && row.is_satisfaction())
            };
            if sheet.rows.iter().any(|row| !row.is_unused() && has(row)) {
                continue;
            }
            let spot = sheet.empty_spot(Field::IndicatorTable);
            let issue = spot.issue(format!("没有{}", level.label()));
            found.push(if level == Level1::Satisfaction { issue.milder() } else { issue });
        }
    }
    found
}

/// R31: no quantity or no quality indicator among the outputs.
pub(super) fn quantity_or_quality_is_missing(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in with_levels(context) {
        let missing: Vec<&str> = [Level2::Quantity, Level2::Quality]
            .into_iter()
            .filter(|level| !has_level2(sheet, *level))
            .map(Level2::label)
            .collect();
        if !missing.is_empty() {
            found.push(
                sheet
                    .empty_spot(Field::IndicatorTable)
                    .issue(format!("产出指标中没有{}", missing.join("和"))),
            );
        }
    }
    found
}

/// R32: no cost indicator; milder where the project is no works or purchase.
pub(super) fn cost_is_missing(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in with_levels(context) {
        let has_cost = sheet
            .rows
            .iter()
            .any(|row| row.level1 == Some(Level1::Cost) || row.level2 == Some(Level2::Cost));
        if has_cost {
            continue;
        }
        let spot = sheet.empty_spot(Field::IndicatorTable);
        found.push(match context.rules.first_mentioned(WordList::WorksWords, sheet.name()) {
            Some(word) => spot.issue(format!(
                "项目名称含“{word}”，属于工程、修缮或购置类，应设成本指标，表中没有"
            )),
            None => spot.issue("没有成本指标").milder(),
        });
    }
    found
}

/// R33: no timeliness indicator.
pub(super) fn timeliness_is_missing(context: &Context<'_>) -> Vec<Found> {
    with_levels(context)
        .filter(|sheet| !has_level2(sheet, Level2::Timeliness))
        .map(|sheet| sheet.empty_spot(Field::IndicatorTable).issue("产出指标中没有时效指标"))
        .collect()
}

/// R34: a quantity indicator valued in per cent.
pub(super) fn quantity_is_a_percentage(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let wrong = row.level2 == Some(Level2::Quantity) && row.is_percentage();
        wrong.then(|| {
            row.spot(Field::Level2).issue(format!(
                "“{}”是百分比（{}），却列在数量指标下；数量指标应填绝对数",
                row.name, row.row.target.raw
            ))
        })
    })
}

/// R35: an output filed as effect.
pub(super) fn output_is_filed_as_effect(context: &Context<'_>) -> Vec<Found> {
    let rates = context.rules.words(WordList::OutputRates);
    each_row(context, |row| {
        if row.level1 != Some(Level1::Outcome) || row.is_satisfaction() {
            return None;
        }
        let rate = rates.iter().find(|rate| row.name.contains(rate.as_str()))?;
        let filed = row.row.level2.as_ref().map_or("效益指标", |level| level.text.trim());
        Some(
            row.spot(Field::Name)
                .issue(format!("“{rate}”说的是做了多少、做得怎样，是产出，却列在{filed}下")),
        )
    })
}

/// R36: filed as satisfaction, but asks nobody.
pub(super) fn satisfaction_is_something_else(context: &Context<'_>) -> Vec<Found> {
    each_row(context, |row| {
        let wrong = row.is_satisfaction()
            && !row.name.is_empty()
            && !context.rules.mentions(WordList::SatisfactionWords, row.name)
            && !context.rules.mentions(WordList::SatisfactionWords, row.definition);
        wrong.then(|| {
            row.spot(Field::Name).issue(format!("“{}”不是满意度，却列在满意度指标下", row.name))
        })
    })
}

/// R100: a level we do not know.
pub(super) fn level_is_unknown(context: &Context<'_>) -> Vec<Found> {
    let taxonomy = &context.rules.taxonomy;
    let mut found = Vec::new();
    for (_, row) in context.rows() {
        let known1 =
            |text: &str| taxonomy.level1(text).is_some() || taxonomy.level2(text).is_some();
        let level1 = row.row.level1.as_ref().filter(|level| !known1(&level.text));
        let level2 = row
            .row
            .level2
            .as_ref()
            .filter(|level| taxonomy.level2(&level.text).is_none() && !known1(&level.text));
        for (field, level) in [(Field::Level1, level1), (Field::Level2, level2)] {
            if let Some(level) = level {
                let text = level.text.trim();
                found.push(row.spot(field).issue(format!("“{text}”不是通用的指标类别名称")));
            }
        }
    }
    found
}

/// R102: a sheet without any indicator.
pub(super) fn table_is_empty(context: &Context<'_>) -> Vec<Found> {
    context
        .sheets
        .iter()
        .filter(|sheet| sheet.rows.iter().all(RowView::is_unused))
        .map(|sheet| sheet.empty_spot(Field::IndicatorTable).issue("表中一条指标也没有"))
        .collect()
}

/// R106: a sheet without a goal.
pub(super) fn goal_is_missing(context: &Context<'_>) -> Vec<Found> {
    context
        .sheets
        .iter()
        .filter(|sheet| sheet.sheet.goals.iter().all(|goal| vocabulary::is_blank(&goal.text)))
        .map(|sheet| sheet.empty_spot(Field::Goals).issue("没有填写绩效目标"))
        .collect()
}

/// The sheets that sort their indicators by levels and have some.
fn with_levels<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = &'c SheetView<'a>> {
    context.sheets.iter().filter(|sheet| sheet.has_levels())
}

fn has_level2(sheet: &SheetView<'_>, level: Level2) -> bool {
    sheet.rows.iter().any(|row| row.level2 == Some(level))
}

fn each_row(context: &Context<'_>, check: impl Fn(&RowView<'_>) -> Option<Found>) -> Vec<Found> {
    context.rows().filter_map(|(_, row)| check(row)).collect()
}
