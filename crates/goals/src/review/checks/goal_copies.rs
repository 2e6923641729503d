//! 目标雷同: goals filed twice, shared by projects, copied from above or from last year.

use crate::review::context::{Context, SheetView};
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::Figure;
use crate::review::wording::{bare, contained, likeness, shortened, triples};
use std::collections::BTreeMap;
use vocabulary::FiledText;

/// How many goals of a sheet are compared with each other.
const GOALS_MAX: usize = 100;
/// Characters of a goal that an explanation repeats.
const QUOTED: usize = 20;

/// R20: the same goal twice in one sheet.
pub(super) fn goal_is_filed_twice(context: &Context<'_>) -> Vec<Found> {
    let least = context.rules.whole_figure(Figure::SameGoalPercent);
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let goals: Vec<(usize, &FiledText, String)> = (1_usize..)
            .zip(sheet.sheet.goals.iter().take(GOALS_MAX))
            .map(|(number, goal)| (number, goal, bare(&goal.text)))
            .filter(|(_, _, key)| !key.is_empty())
            .collect();
        for (position, (number, goal, key)) in goals.iter().enumerate() {
            let earlier = goals.iter().take(position);
            let twin = earlier
                .map(|(other, _, other_key)| (other, likeness(key, other_key)))
                .find(|(_, likeness)| *likeness >= least);
            let Some((other, likeness)) = twin else {
                continue;
            };
            let how =
                if likeness == 100 { "相同".to_owned() } else { format!("有{likeness}%相同") };
            found.push(
                sheet
                    .spot(Field::Goals, goal)
                    .issue(format!("目标{number}与目标{other}{how}，是重复填写")),
            );
        }
    }
    found
}

/// R21: the same goal in two projects.
pub(super) fn goal_is_shared_by_projects(context: &Context<'_>) -> Vec<Found> {
    let mut users: BTreeMap<String, Vec<(&SheetView<'_>, &FiledText)>> = BTreeMap::new();
    for sheet in &context.sheets {
        for (goal, key) in sheet.distinct_goals() {
            users.entry(key).or_default().push((sheet, goal));
        }
    }
    let mut found = Vec::new();
    for sharing in users.into_values().filter(|users| users.len() > 1) {
        for (sheet, goal) in &sharing {
            let others = sharing.iter().map(|(other, _)| *other);
            found.push(sheet.spot(Field::Goals, goal).issue(format!(
                "本目标与{}的目标相同，两个项目不会有同一个目标",
                mention_others(sheet.number, others)
            )));
        }
    }
    found
}

/// R22: a goal copied from the department's or a section's goal.
pub(super) fn goal_is_copied_from_above(context: &Context<'_>) -> Vec<Found> {
    let least_characters = context.rules.whole_figure(Figure::CopiedGoalCharacters);
    let least = context.rules.whole_figure(Figure::CopiedGoalPercent);
    let department = &context.document.department;
    let mut sources: Vec<(String, String, Vec<[char; 3]>)> = Vec::new();
    let mut add = |label: String, text: &str| {
        let text = bare(text);
        let triples = triples(&text);
        sources.push((label, text, triples));
    };
    for section in &department.section_goals {
        for goal in section.goal.iter().chain(&section.indicators) {
            add(format!("分项绩效目标“{}”", section.section.text), &goal.text);
        }
    }
    if let Some(overall) = &department.overall_goal {
        add("部门总体绩效目标".to_owned(), &overall.text);
    }
    let mut found = Vec::new();
    for sheet in &context.sheets {
        for (goal, key) in sheet.distinct_goals() {
            if key.chars().count() < least_characters {
                continue;
            }
            let source = sources.iter().find(|(_, text, triples)| {
                text.contains(&key) || contained(&key, triples) >= least
            });
            if let Some((from, ..)) = source {
                found.push(
                    sheet
                        .spot(Field::Goals, goal)
                        .issue(format!("本目标照搬{from}，没有写出这个项目自己的产出和效果")),
                );
            }
        }
    }
    found
}

/// R101: goals or indicators taken over unchanged from last year's sheet of the same project.
pub(super) fn sheet_is_copied_from_last_year(context: &Context<'_>) -> Vec<Found> {
    let Some(previous) = context.previous else {
        return Vec::new();
    };
    let mut last_year: BTreeMap<String, &crate::TargetSheet> = BTreeMap::new();
    for sheet in &previous.sheets {
        let name = sheet.project_name.as_ref().map(|name| bare(&name.text));
        last_year.extend(name.map(|name| (name, sheet)));
    }
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let Some(before) = last_year.get(&bare(sheet.name())) else {
            continue;
        };
        let old_goals: Vec<String> = before.goals.iter().map(|goal| bare(&goal.text)).collect();
        for (goal, key) in sheet.distinct_goals() {
            if old_goals.contains(&key) {
                found.push(sheet.spot(Field::Goals, goal).issue(format!(
                    "目标“{}”与上年同一项目一字不差",
                    shortened(&goal.text, QUOTED)
                )));
            }
        }
        if same_indicators(sheet, before) {
            found.push(
                sheet
                    .empty_spot(Field::IndicatorTable)
                    .issue(format!("{}条指标的名称、描述和指标值与上年全部相同", sheet.rows.len())),
            );
        }
    }
    found
}

fn same_indicators(sheet: &SheetView<'_>, before: &crate::TargetSheet) -> bool {
    let text = |filed: &Option<FiledText>| filed.as_ref().map_or(String::new(), |f| bare(&f.text));
    !sheet.rows.is_empty()
        && sheet.rows.len() == before.indicators.len()
        && sheet.rows.iter().zip(&before.indicators).all(|(row, old)| {
            row.name_key == text(&old.name)
                && row.definition_key == text(&old.definition)
                && bare(&row.row.target.raw) == bare(&old.target.raw)
        })
}

/// `第7表“人防工程设施维护”`, with the number of further ones.
pub(super) fn mention_others<'a, 'b: 'a>(
    own: u32,
    others: impl Iterator<Item = &'a SheetView<'b>>,
) -> String {
    let mut others = others.filter(|sheet| sheet.number != own);
    let first = others.next().map_or(String::new(), SheetView::mention);
    match others.count() {
        0 => first,
        more => format!("{first}等{}个表", more.saturating_add(1)),
    }
}
