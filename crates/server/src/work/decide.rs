//! 处理问题: what a person decides on issues, and proposals put into their sheets.

use super::save::{Saving, save_sheet};
use crate::web::{Answer, App, Problem};
use axum::http::StatusCode;
use goals::{Replacement, SheetForm};
use std::collections::BTreeMap;
use store::{
    Acting, Decision, IssueFilter, IssueId, IssueState, Origin, SheetId, SheetSummary, StoredIssue,
};

/// What was decided.
#[derive(Clone, Debug)]
pub(crate) struct Deciding {
    /// What becomes of the issue. `Repaired` puts the proposal in.
    pub(crate) state: IssueState,
    /// The word given.
    pub(crate) reason: String,
    /// Whether every open issue of the document that says the same is meant too.
    pub(crate) with_equals: bool,
}

/// Decides on an issue. Returns how many issues that were.
pub(crate) async fn decide(
    app: &App,
    acting: &Acting,
    id: IssueId,
    deciding: &Deciding,
) -> Answer<usize> {
    let issue = app.store.issue(acting, id).await?;
    let meant = if deciding.with_equals {
        let wanted = IssueFilter {
            rule: Some(issue.rule),
            state: Some(issue.state),
            ..IssueFilter::default()
        };
        let mut found = app.store.issues(acting, issue.document, &wanted).await?;
        found.retain(|other| say_the_same(other, &issue));
        found
    } else {
        vec![issue]
    };
    match deciding.state {
        IssueState::Repaired => put_in(app, acting, &meant).await?,
        IssueState::Accepted | IssueState::Explained => {
            if let Some(stays) = meant.iter().find(|issue| !issue.severity.may_stay()) {
                return Err(Problem::invalid(format!(
                    "{}是强制性问题，须修改后才能消除，不能接受或以说明代替",
                    stays.rule
                )));
            }
            keep(app, acting, &meant, deciding).await?;
        }
        IssueState::Open => keep(app, acting, &meant, deciding).await?,
    }
    Ok(meant.len())
}

/// Whether one decision fits both: the same check found the same thing in the same field and
/// proposes the same.
pub(crate) fn say_the_same(one: &StoredIssue, other: &StoredIssue) -> bool {
    let said = |issue: &StoredIssue| {
        (
            (issue.rule, issue.severity, issue.state),
            (issue.field.clone(), issue.text.clone()),
            (issue.explanation.clone(), issue.proposal.clone()),
        )
    };
    said(one) == said(other)
}

async fn keep(
    app: &App,
    acting: &Acting,
    meant: &[StoredIssue],
    deciding: &Deciding,
) -> Answer<()> {
    let ids: Vec<IssueId> = meant.iter().map(|issue| issue.id).collect();
    let decision = Decision { state: deciding.state, reason: deciding.reason.trim().to_owned() };
    Ok(app.store.decide(acting, &ids, &decision).await?)
}

/// Puts the proposals into their sheets, one new version a sheet.
async fn put_in(app: &App, acting: &Acting, meant: &[StoredIssue]) -> Answer<()> {
    let mut by_sheet: BTreeMap<SheetId, Vec<&StoredIssue>> = BTreeMap::new();
    for issue in meant {
        let sheet = issue
            .sheet
            .ok_or_else(|| Problem::invalid("部门整体部分不能在线修改，请修改原文件后重新导入"))?;
        by_sheet.entry(sheet).or_default().push(issue);
    }
    for (sheet, issues) in by_sheet {
        let stored = app.store.sheet(acting, sheet).await?;
        let mut form = SheetForm::of(&stored.sheet);
        for issue in &issues {
            form.replace(replacement(issue)?).map_err(|refusal| changed(refusal.to_string()))?;
        }
        let content =
            form.onto(&stored.sheet).map_err(|refusal| Problem::invalid(refusal.to_string()))?;
        let saving = Saving {
            base_version: stored.summary.version,
            content,
            origin: Origin::Repair,
            note: note(&issues),
        };
        save_sheet(app, acting, &stored, saving).await?;
    }
    Ok(())
}

fn replacement(issue: &StoredIssue) -> Answer<Replacement<'_>> {
    let after = issue.proposal.as_deref();
    let after = after.ok_or_else(|| Problem::invalid("该问题没有可直接采纳的文字，请手工修改"))?;
    Ok(Replacement { field: &issue.field, row: issue.row, before: &issue.text, after })
}

fn changed(words: String) -> Problem {
    Problem::new(StatusCode::CONFLICT).saying(words)
}

fn note(issues: &[&StoredIssue]) -> String {
    let spots: Vec<String> = issues
        .iter()
        .map(|issue| match issue.row {
            Some(row) => format!("{}第{row}行{}", issue.rule, issue.field),
            None => format!("{}{}", issue.rule, issue.field),
        })
        .collect();
    format!("采纳{}的修改建议", spots.join("、"))
}

/// What was said to issues before they were stored: rule, row, field, and the word.
pub(crate) type SaidWord = (String, Option<u32>, String, String);

/// Puts the words said while a sheet was edited to the issues that its review found. Returns how
/// many found none.
pub(crate) async fn explain_found(
    app: &App,
    acting: &Acting,
    sheet: &SheetSummary,
    words: Vec<SaidWord>,
) -> Answer<usize> {
    let said: Vec<SaidWord> =
        words.into_iter().filter(|(_, _, _, reason)| !reason.trim().is_empty()).collect();
    if said.is_empty() {
        return Ok(0);
    }
    let wanted = IssueFilter {
        sheet: Some(sheet.id),
        state: Some(IssueState::Open),
        ..IssueFilter::default()
    };
    let found = app.store.issues(acting, sheet.document, &wanted).await?;
    let mut lost = 0;
    let mut by_reason: BTreeMap<String, Vec<StoredIssue>> = BTreeMap::new();
    for (rule, row, field, reason) in said {
        let here = |issue: &&StoredIssue| {
            issue.rule.to_string() == rule
                && issue.row == row
                && issue.field == field
                && issue.severity.may_stay()
        };
        let meant: Vec<StoredIssue> = found.iter().filter(here).cloned().collect();
        if meant.is_empty() {
            lost += 1;
        }
        by_reason.entry(reason).or_default().extend(meant);
    }
    for (reason, meant) in by_reason {
        let deciding = Deciding { state: IssueState::Explained, reason, with_equals: false };
        keep(app, acting, &meant, &deciding).await?;
    }
    Ok(lost)
}
