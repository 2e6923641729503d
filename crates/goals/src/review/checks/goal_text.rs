//! 目标内容: figures, fit to the project, promises without indicator, grand words, years.

use crate::review::business::{as_read, row_text, share_a_word};
use crate::review::context::{Context, SheetView};
use crate::review::field::Field;
use crate::review::found::Found;
use crate::review::rules::{Figure, WordList};
use crate::review::wording::{has_figure, shortened, span_of};
use vocabulary::fold_width;

/// Characters of a promise that an explanation repeats.
const QUOTED: usize = 24;

/// R23: no figure, date or grade in any goal of the sheet.
pub(super) fn goal_has_no_measure(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let Some(first) = sheet.sheet.goals.first() else {
            continue;
        };
        let measured = sheet.sheet.goals.iter().any(|goal| {
            has_figure(&goal.text, rules.words(WordList::MeasureCounters))
                || rules.mentions(WordList::GradeWords, &goal.text)
        });
        if !measured {
            found.push(
                sheet
                    .spot(Field::Goals, first)
                    .issue("绩效目标中没有数量、时间或等级，年底无法判断是否完成"),
            );
        }
    }
    found
}

/// R24: no word that tells the project from others stands in its goals.
pub(super) fn goal_is_not_about_the_project(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let Some(first) = sheet.sheet.goals.first() else {
            continue;
        };
        let name = context.business.name_words(sheet.number);
        let goals: String = sheet.sheet.goals.iter().map(|goal| goal.text.as_str()).collect();
        let words = context.business.words(&goals);
        let about = share_a_word(name, &words) || name.iter().any(|word| goals.contains(word));
        let nameless = sheet.sheet.project_name.is_none() || name.is_empty();
        if nameless || words.is_empty() || about {
            continue;
        }
        found.push(sheet.spot(Field::Goals, first).issue(format!(
            "绩效目标没有提到项目名称中的{}，与项目“{}”对不上",
            quoted_list(name),
            sheet.name()
        )));
    }
    found
}

/// R25: parts of a goal that no indicator measures.
pub(super) fn promise_has_no_indicator(context: &Context<'_>) -> Vec<Found> {
    let least = context.rules.whole_figure(Figure::PromiseCharacters);
    let supporting = context.rules.words(WordList::SupportingWords);
    let mut found = Vec::new();
    for sheet in &context.sheets {
        if sheet.rows.is_empty() {
            continue;
        }
        let measured: String = sheet.rows.iter().map(|row| row_text(row) + " ").collect();
        for (goal, _) in sheet.distinct_goals() {
            let promises: Vec<&str> = goal
                .text
                .split(['，', '；', '。', ',', ';', '\n'])
                .map(str::trim)
                .filter(|part| {
                    let words = context.business.object_words(part);
                    let read = as_read(&words, part);
                    let telling: usize = read.iter().map(|word| word.chars().count()).sum();
                    let tied = words.iter().chain(supporting.iter().filter(|w| part.contains(*w)));
                    telling >= least && tied.into_iter().all(|word| !measured.contains(word))
                })
                .collect();
            let Some(first) = promises.first() else {
                continue;
            };
            let list: Vec<String> = promises
                .iter()
                .map(|promise| format!("“{}”", shortened(promise, QUOTED)))
                .collect();
            found.push(
                sheet
                    .spot(Field::Goals, goal)
                    .issue(format!("目标承诺了{}，但没有指标衡量", list.join("、")))
                    .at_span(span_of(&goal.text, first)),
            );
        }
    }
    found
}

/// R26: a statement of duty instead of a result.
pub(super) fn goal_is_a_duty(context: &Context<'_>) -> Vec<Found> {
    let openings = context.rules.words(WordList::DutyOpenings);
    let mut found = Vec::new();
    for sheet in &context.sheets {
        for (goal, _) in sheet.distinct_goals() {
            let text = goal.text.trim();
            let opening = openings.iter().find(|word| text.starts_with(word.as_str()));
            if let Some(opening) = opening {
                found.push(
                    sheet
                        .spot(Field::Goals, goal)
                        .issue(format!("目标以“{opening}”开头，写的是职责，不是要达到的结果"))
                        .at_span(span_of(&goal.text, opening)),
                );
            }
        }
    }
    found
}

/// R27: grand words for little money.
pub(super) fn goal_is_grander_than_its_money(context: &Context<'_>) -> Vec<Found> {
    let rules = context.rules;
    let limit = rules.figure(Figure::GrandPromiseBudget);
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let budget = sheet.sheet.budget.total.as_ref().and_then(|total| total.money);
        let Some(budget) = budget.filter(|budget| budget.wan_yuan() < limit) else {
            continue;
        };
        for (goal, _) in sheet.distinct_goals() {
            if let Some(words) = rules.first_mentioned(WordList::GrandPromises, &goal.text) {
                found.push(
                    sheet
                        .spot(Field::Goals, goal)
                        .issue(format!("预算只有{budget}万元，却承诺“{words}”，目标过大"))
                        .at_span(span_of(&goal.text, words)),
                );
            }
        }
    }
    found
}

/// R28: a year that is not the budget year.
pub(super) fn goal_names_another_year(context: &Context<'_>) -> Vec<Found> {
    let Some(year) = context.document.fiscal_year else {
        return Vec::new();
    };
    let own = year.number().to_string();
    let mut found = Vec::new();
    for sheet in &context.sheets {
        for (goal, _) in sheet.distinct_goals() {
            let years = years_of(&goal.text);
            let Some(other) = years.iter().find(|other| **other != own) else {
                continue;
            };
            if !years.contains(&own) {
                found.push(
                    sheet
                        .spot(Field::Goals, goal)
                        .issue(format!("目标所说的{other}年不在本预算年度（{year}）内"))
                        .at_span(span_of(&fold_width(&goal.text), other)),
                );
            }
        }
    }
    found
}

/// R56: an indicator that the budget cannot pay for.
pub(super) fn target_costs_more_than_the_budget(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (sheet, row) in context.rows() {
        let total = sheet.sheet.budget.total.as_ref();
        let (Some(budget), Some(value)) =
            (total.and_then(|total| total.money), row.row.target.value_or_likely())
        else {
            continue;
        };
        let text = row_text(row);
        for promise in &context.rules.costly_promises {
            let word = promise.words.iter().find(|word| text.contains(word.as_str()));
            if let Some(word) = word
                && value >= promise.at_least
                && budget < promise.budget_below
            {
                found.push(row.spot(Field::TargetValue).issue(format!(
                    "预算{budget}万元，指标“{}”涉及“{word}”却要求{}，金额与目标不匹配",
                    row.name, row.row.target.raw
                )));
            }
        }
    }
    found
}

/// R82: the plan pays after the time the goal has to be met.
pub(super) fn plan_pays_after_the_season(context: &Context<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for sheet in &context.sheets {
        let plan = &sheet.sheet.payment_plan;
        if plan.iter().all(|entry| entry.raw.is_none()) {
            continue;
        }
        let late = context.rules.seasons.iter().find_map(|season| {
            let source =
                texts_on(context, sheet).into_iter().find(|(_, t)| t.contains(&season.word))?;
            let in_time = plan.iter().filter(|entry| entry.checkpoint.month() <= season.month);
            let paid = in_time.filter_map(|entry| entry.percent).any(|p| p.hundredths() > 0);
            (!paid).then_some((season, source.0))
        });
        if let Some((season, source)) = late {
            found.push(sheet.empty_spot(Field::PaymentPlan).issue(format!(
                "{source}提到“{}”，应在{}月底前完成，而资金支出计划到那时还没有支出",
                season.word, season.month
            )));
        }
    }
    found
}

/// The texts that say when a project's work has to be done: its own goals, and the section goal
/// that speaks of it.
fn texts_on<'a>(context: &Context<'a>, sheet: &SheetView<'a>) -> Vec<(String, &'a str)> {
    let goals = sheet.sheet.goals.iter();
    let mut texts: Vec<(String, &'a str)> =
        goals.map(|goal| ("绩效目标".to_owned(), goal.text.as_str())).collect();
    let own = sheet.sheet.goals.iter().map(|goal| goal.text.trim_end_matches('。'));
    let own: Vec<&str> = own.filter(|goal| goal.chars().count() > 8).collect();
    for section in &context.document.department.section_goals {
        let goal = section.goal.as_ref().map_or("", |goal| goal.text.as_str());
        if own.iter().any(|own| goal.contains(own)) {
            let said = section.indicators.iter().map(|text| text.text.as_str());
            texts
                .extend(said.map(|text| (format!("分项绩效目标“{}”", section.section.text), text)));
        }
    }
    texts
}

fn years_of(text: &str) -> Vec<String> {
    let folded = fold_width(text);
    let mut years: Vec<String> = folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4 && run.starts_with("20"))
        .map(ToOwned::to_owned)
        .collect();
    years.retain(|year| folded.contains(&format!("{year}年")));
    years.dedup();
    years
}

fn quoted_list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().take(3).map(|word| format!("“{word}”")).collect();
    quoted.join("、")
}
