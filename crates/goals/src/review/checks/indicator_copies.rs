//! 指标雷同: the same indicator twice, in one sheet or in two.

use super::goal_copies::mention_others;
use crate::review::context::{Context, RowView, SheetView};
use crate::review::field::Field;
use crate::review::found::Found;
use std::collections::BTreeMap;

/// R37: the same indicator twice in one sheet.
pub(super) fn indicator_is_filed_twice(context: &Context<'_>) -> Vec<Found> {
    repeated_rows(context, |row, first| {
        let issue = row
            .spot(Field::Name)
            .issue(format!("与第{}行的“{}”名称和描述都相同，是重复填写", first.number, first.name));
        Some(issue)
    })
}

/// R39: the same indicator below two second levels.
pub(super) fn indicator_is_filed_under_two_levels(context: &Context<'_>) -> Vec<Found> {
    repeated_rows(context, |row, first| {
        let level = |row: &RowView<'_>| row.row.level2.as_ref().map(|l| l.text.trim().to_owned());
        let (own, other) = (level(row)?, level(first)?);
        (own != other).then(|| {
            row.spot(Field::Level2)
                .issue(format!("“{}”在第{}行列为{other}，在本行列为{own}", row.name, first.number))
        })
    })
}

/// R58: the same indicator with two operators.
pub(super) fn indicator_has_two_operators(context: &Context<'_>) -> Vec<Found> {
    repeated_rows(context, |row, first| {
        let (own, other) = (&row.row.target, &first.row.target);
        let differ = own.comparison.is_some()
            && other.comparison.is_some()
            && own.comparison != other.comparison;
        differ.then(|| {
            row.spot(Field::TargetValue).issue(format!(
                "同一指标在第{}行要求“{}”，在本行要求“{}”，比较符号不一致",
                first.number, other.raw, own.raw
            ))
        })
    })
}

/// R38: the same indicator in two projects. Satisfaction indicators are R61's matter.
pub(super) fn indicator_is_shared_by_projects(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sharing in shared_rows(context) {
        for (sheet, row) in &sharing {
            let Some((other, twin)) =
                sharing.iter().find(|(other, _)| other.number != sheet.number)
            else {
                continue;
            };
            let more = sharing.iter().map(|(other, _)| *other);
            let elsewhere = if sharing.len() > 2 {
                mention_others(sheet.number, more)
            } else {
                other.mention()
            };
            found.push(row.spot(Field::Name).issue(format!(
                "本指标的名称和描述与{elsewhere}第{}行相同，不同项目应有各自的指标",
                twin.number
            )));
        }
    }
    found
}

/// R57: one measure, two targets.
pub(super) fn shared_indicator_has_two_targets(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sharing in shared_rows(context) {
        for (sheet, row) in &sharing {
            let Some(own) = row.row.target.value_or_likely() else {
                continue;
            };
            let other = sharing.iter().find(|(other, twin)| {
                other.number != sheet.number
                    && twin.row.target.value_or_likely().is_some_and(|value| value != own)
            });
            if let Some((other, twin)) = other {
                found.push(row.spot(Field::TargetValue).issue(format!(
                    "同一指标在{}第{}行的指标值是“{}”，在本表是“{}”，口径不一致",
                    other.mention(),
                    twin.number,
                    twin.row.target.raw,
                    row.row.target.raw
                )));
            }
        }
    }
    found
}

/// Rows of one sheet whose name and definition stand in an earlier row, with that row.
fn repeated_rows(
    context: &Context<'_>,
    check: impl Fn(&RowView<'_>, &RowView<'_>) -> Option<Found>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let mut first: BTreeMap<(&str, &str), &RowView<'_>> = BTreeMap::new();
        for row in sheet.rows.iter().filter(|row| !row.name_key.is_empty()) {
            let key = (row.name_key.as_str(), row.definition_key.as_str());
            match first.get(&key) {
                Some(earlier) => found.extend(check(row, earlier)),
                None => {
                    first.insert(key, row);
                }
            }
        }
    }
    found
}

/// Groups of rows with one name and definition in more than one sheet.
fn shared_rows<'c, 'a>(context: &'c Context<'a>) -> Vec<Vec<(&'c SheetView<'a>, &'c RowView<'a>)>> {
    let mut groups: BTreeMap<(&str, &str), Vec<(&SheetView<'a>, &RowView<'a>)>> = BTreeMap::new();
    for (sheet, row) in context.rows() {
        let telling = !row.name_key.is_empty() && !row.definition_key.is_empty();
        if telling && !row.is_satisfaction() {
            let key = (row.name_key.as_str(), row.definition_key.as_str());
            groups.entry(key).or_default().push((sheet, row));
        }
    }
    groups
        .into_values()
        .filter(|group| {
            let first = group.first().map(|(sheet, _)| sheet.number);
            group.iter().any(|(sheet, _)| Some(sheet.number) != first)
        })
        .collect()
}
