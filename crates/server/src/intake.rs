//! `chengxiao intake`: documents to structured targets.

use crate::arguments::IntakeOptions;
use crate::{Outcome, files, shapes};
use documents::rules::FormLabels;
use goals::Document;
use std::fmt::Write;
use vocabulary::{AmountUnit, Money};

pub(crate) fn run(options: &IntakeOptions) -> Outcome {
    let mut outcome = Outcome::default();
    let labels = match FormLabels::shipped() {
        Ok(labels) => labels,
        Err(error) => {
            return Outcome { failures: vec![error.to_string()], ..outcome };
        }
    };
    let mut read = Vec::new();
    for path in &options.files {
        match files::open(path, &labels) {
            Ok(document) => read.push((path.display().to_string(), document)),
            Err(failure) => outcome.failures.push(failure),
        }
    }
    if options.json {
        let shapes: Vec<_> =
            read.iter().map(|(file, document)| shapes::document(file, document)).collect();
        outcome.output = shapes::to_json(&shapes);
    } else {
        for (file, document) in &read {
            outcome.output.push_str(&summary(file, document));
        }
    }
    outcome
}

/// What was read, for people.
fn summary(file: &str, document: &Document) -> String {
    let rows: usize = document.sheets.iter().map(|sheet| sheet.indicators.len()).sum();
    let total: Money =
        document.sheets.iter().filter_map(|sheet| sheet.budget.total.as_ref()?.money).sum();
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    line(format!("{file}  [{}]", document.form.label()));
    if let Some(year) = document.fiscal_year {
        line(format!("  预算年度    {year}"));
    }
    let department = &document.department;
    line(format!(
        "  部门目标    分项目标{}个，保障措施{}条",
        department.section_goals.len(),
        department.safeguards.len()
    ));
    line(format!(
        "  项目目标表  {}张，三级指标{rows}个，预算合计{total}{}",
        document.sheets.len(),
        AmountUnit::WanYuan.label()
    ));
    for (position, sheet) in document.sheets.iter().enumerate() {
        line(sheet_line(position + 1, sheet));
    }
    line(format!("  未归位文字  {}处", document.unplaced.len()));
    for unplaced in &document.unplaced {
        line(format!("    {}：{}", unplaced.at, one_line(&unplaced.text)));
    }
    for note in &document.notes {
        line(format!("  说明：{note}"));
    }
    text
}

fn sheet_line(position: usize, sheet: &goals::TargetSheet) -> String {
    let words = |text: &Option<vocabulary::FiledText>| {
        text.as_ref().map_or("（空）".to_owned(), |text| one_line(&text.text))
    };
    let mut line = format!("    {position:>3}  ");
    let amount = sheet.budget.total.as_ref().and_then(|total| total.money);
    let amount = amount.map_or("—".to_owned(), |money| money.to_string());
    // Writing to a String cannot fail.
    let _ok = write!(
        line,
        "{}  {amount:>10}  指标{:>2}个  {}",
        words(&sheet.project_code),
        sheet.indicators.len(),
        words(&sheet.project_name)
    );
    line
}

/// The text on one line, shortened for a list.
pub(crate) fn one_line(text: &str) -> String {
    const CHARACTERS_MAX: usize = 60;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = flat.chars().take(CHARACTERS_MAX).collect();
    if short.len() < flat.len() {
        short.push('…');
    }
    short
}
