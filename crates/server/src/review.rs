//! `chengxiao review`: documents to explained issues.

use crate::arguments::ReviewOptions;
use crate::{Outcome, files, intake::one_line, shapes};
use documents::rules::{FormLabels, RuleFileError, review_rules};
use documents::write;
use goals::Document;
use goals::review::{Review, ReviewRules, review};
use std::path::Path;
use vocabulary::{Issue, Severity};

pub(crate) fn run(options: &ReviewOptions) -> Outcome {
    let mut outcome = Outcome::default();
    let writes_report = options.docx.is_some() || options.xlsx.is_some();
    if writes_report && options.files.len() > 1 {
        outcome.failures.push("审核意见一次只能写一个文件：请只给出一个要审核的文件".into());
        return outcome;
    }
    let (labels, rules) = match load_rules() {
        Ok(loaded) => loaded,
        Err(error) => {
            return Outcome { failures: vec![error.to_string()], ..outcome };
        }
    };
    let previous = options.previous.as_deref().map(|path| files::open(path, &labels)).transpose();
    let previous = previous.unwrap_or_else(|failure| {
        outcome.failures.push(failure);
        None
    });
    let mut reviewed = Vec::new();
    for path in &options.files {
        match files::open(path, &labels) {
            Ok(document) => {
                let found = review(&document, previous.as_ref(), &rules);
                outcome.failures.extend(save_reports(options, &document, &found, &rules));
                reviewed.push((path.as_path(), document, found));
            }
            Err(failure) => outcome.failures.push(failure),
        }
    }
    outcome.output = if options.json {
        let shapes: Vec<_> = reviewed
            .iter()
            .flat_map(|(path, _, found)| {
                let file = path.display().to_string();
                found.issues.iter().map(move |issue| shapes::issue(&file, issue))
            })
            .collect();
        shapes::to_json(&shapes)
    } else {
        reviewed.iter().map(|(path, document, found)| listing(path, document, found)).collect()
    };
    outcome
}

fn load_rules() -> Result<(FormLabels, ReviewRules), RuleFileError> {
    Ok((FormLabels::shipped()?, review_rules()?))
}

/// Writes the reports asked for; returns what could not be written.
fn save_reports(
    options: &ReviewOptions,
    document: &Document,
    found: &Review,
    rules: &ReviewRules,
) -> Vec<String> {
    let mut failures = Vec::new();
    if let Some(path) = &options.docx {
        let written = write::review_docx(document, found, rules);
        failures.extend(save_report(path, written));
    }
    if let Some(path) = &options.xlsx {
        let written = write::review_xlsx(document, found, rules);
        failures.extend(save_report(path, written));
    }
    failures
}

fn save_report(path: &Path, written: Result<Vec<u8>, write::WriteError>) -> Option<String> {
    written.map_err(|error| error.to_string()).and_then(|bytes| files::save(path, &bytes)).err()
}

/// The issues, for people.
fn listing(path: &Path, document: &Document, found: &Review) -> String {
    let count = |severity| found.issues.iter().filter(|i| i.severity == severity).count();
    let mut text = format!(
        "{}  强制{}处，提示{}处，参考{}处\n",
        path.display(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info)
    );
    for score in &found.scores {
        text.push_str(&score_line(score, document));
    }
    for issue in &found.issues {
        text.push_str(&issue_lines(issue));
    }
    text
}

fn score_line(score: &goals::review::SheetScore, document: &Document) -> String {
    let position = usize::try_from(score.sheet).unwrap_or(usize::MAX).saturating_sub(1);
    let name = document
        .sheets
        .get(position)
        .and_then(|sheet| sheet.project_name.as_ref())
        .map_or("（未填项目名称）", |name| name.text.as_str());
    let groups: Vec<String> = score
        .groups
        .iter()
        .map(|group| format!("{}{}/{}", group.group.label(), group.points, group.full))
        .collect();
    format!(
        "  第{}表  {:>3}分 {}  {}  {name}\n",
        score.sheet,
        score.total,
        score.grade.label(),
        groups.join(" ")
    )
}

fn issue_lines(issue: &Issue) -> String {
    let place = match (issue.sheet, issue.row) {
        (None, _) => "部门整体".to_owned(),
        (Some(sheet), None) => format!("第{sheet}表"),
        (Some(sheet), Some(row)) => format!("第{sheet}表 指标{row}"),
    };
    let mut lines = vec![
        format!(
            "  [{}] {} {place} {}：{}",
            issue.severity.label(),
            issue.rule,
            issue.field,
            one_line(&issue.text)
        ),
        format!("      {}", issue.explanation),
    ];
    lines.extend(issue.repair.as_ref().map(|repair| match &repair.after {
        Some(after) => format!("      修改：建议改为“{}”。{}", one_line(after), repair.advice),
        None => format!("      修改：{}", repair.advice),
    }));
    lines.push(format!("      依据：{}\n", issue.basis));
    lines.join("\n")
}
