//! 部门与项目: what the department part promises, and which projects it covers.

use crate::review::context::Context;
use crate::review::field::Field;
use crate::review::found::{Found, Spot};
use crate::review::rules::WordList;
use crate::review::support;
use crate::review::wording::{has_figure, span_of};

/// R80: a project no section goal speaks of.
pub(super) fn project_has_no_section_goal(context: &Context<'_>) -> Vec<Found> {
    let sections = &context.document.department.section_goals;
    if sections.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let supported =
            sections.iter().any(|section| support::of_project(context, sheet, section).is_some());
        let Some(name) = sheet.sheet.project_name.as_ref() else {
            continue;
        };
        if !supported {
            found.push(sheet.spot(Field::ProjectName, name).issue(format!(
                "各股室的分项绩效目标都没有提到“{}”，项目目标没有上级目标支撑",
                sheet.name()
            )));
        }
    }
    found
}

/// R81: a section whose goal and indicators hold no figure.
pub(super) fn section_goal_has_no_measure(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let counters = rules.words(WordList::MeasureCounters);
    let mut found = Vec::new();
    for section in &context.document.department.section_goals {
        let mut texts = section.goal.iter().chain(&section.indicators);
        let measured = texts.any(|text| {
            has_figure(&text.text, counters) || rules.mentions(WordList::GradeWords, &text.text)
        });
        if measured {
            continue;
        }
        let filed = section.indicators.as_ref().or(section.goal.as_ref());
        let spot = Spot::of_document(Field::SectionIndicators, filed.unwrap_or(&section.section));
        found.push(
            spot.issue(format!(
                "“{}”的绩效目标和绩效指标没有任何可衡量的数值",
                section.section.text
            )),
        );
    }
    found
}

/// R83: personnel or basic spending filed as a project; once a sheet.
pub(super) fn project_is_basic_spending(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let fields = [
            (Field::ProjectName, sheet.sheet.project_name.as_ref()),
            (Field::Purpose, sheet.sheet.purpose.as_ref()),
        ];
        let hit = fields.into_iter().find_map(|(field, filed)| {
            let filed = filed?;
            let word = rules.first_mentioned(WordList::PersonnelWords, &filed.text)?;
            Some((sheet.spot(field, filed), word))
        });
        if let Some((spot, word)) = hit {
            found.push(
                spot.issue(format!("“{word}”属于人员或公用经费，一般列入基本支出，不作项目支出"))
                    .at_span(span_of(spot.text, word)),
            );
        }
    }
    found
}

/// R84: business of another authority.
pub(super) fn business_belongs_to_another_authority(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let unit = sheet.sheet.unit_name.as_ref().map_or("", |unit| unit.text.as_str());
        for duty in &context.rules.foreign_duties {
            if !duty.units.iter().any(|name| unit.contains(name.as_str())) {
                continue;
            }
            let mut spots: Vec<Spot<'_>> = Vec::new();
            let name = sheet.sheet.project_name.as_ref();
            spots.extend(name.map(|name| sheet.spot(Field::ProjectName, name)));
            spots.extend(sheet.rows.iter().map(|row| row.spot(Field::Name)));
            for spot in spots {
                let word = duty.business.iter().find(|word| spot.text.contains(word.as_str()));
                if let Some(word) = word {
                    found.push(
                        spot.issue(format!(
                            "“{word}”一般是{}的职责，不在“{unit}”的职责内",
                            duty.owner
                        ))
                        .at_span(span_of(spot.text, word)),
                    );
                }
            }
        }
    }
    found
}

/// R85: a category of goals promised in the text, absent from the document.
pub(super) fn promised_category_is_absent(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for spot in context.department_texts() {
        for category in &context.rules.promised_categories {
            let kept = context.sheets.iter().any(|sheet| {
                let title = sheet.sheet.title.as_ref().map_or("", |title| title.text.as_str());
                title.contains(&category.kept_by) || sheet.name().contains(&category.kept_by)
            });
            if spot.text.contains(&category.promise) && !kept {
                found.push(
                    spot.issue(format!("文中说要设定“{}”，文件里没有", category.promise))
                        .at_span(span_of(spot.text, &category.promise)),
                );
            }
        }
    }
    found
}
