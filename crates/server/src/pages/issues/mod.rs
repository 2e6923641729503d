//! 审核: everything the review found in a document, by check and severity, and what is decided.

mod decide;

use super::document_head::{DocumentHead, DocumentTab};
use super::documents::{IssueCounts, key};
use super::frame::{Frame, Section, Tone};
use super::issue_view::IssueView;
use super::sheet::Done;
use super::sheet_links::SheetLinks;
use crate::web::{Answer, App, Door, Routes, Visit};
use crate::work::decide::say_the_same;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use goals::review::ReviewRules;
use procedure::Action;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{IssueFilter, IssueState, SheetId, SheetSummary, StoredIssue};
use vocabulary::{RuleCode, Severity};

/// The review of a document.
#[derive(Template)]
#[template(path = "issues/page.html")]
pub(crate) struct IssuesPage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its head.
    pub(crate) head: DocumentHead,
    /// The checks that found something.
    pub(crate) checks: Vec<CheckLine>,
    /// How far the work is.
    pub(crate) progress: Progress,
    /// What is asked for.
    pub(crate) wanted: Wanted,
    /// The issues asked for, those that say the same together.
    pub(crate) groups: Vec<IssueGroup>,
    /// How many groups there are on other pages.
    pub(crate) pages: usize,
    /// The sheets to choose from.
    pub(crate) links: SheetLinks,
}

/// What a check found in the document.
#[derive(Clone, Debug)]
pub(crate) struct CheckLine {
    /// Its code.
    pub(crate) rule: String,
    /// What it is about.
    pub(crate) title: String,
    /// Open issues.
    pub(crate) open: IssueCounts,
    /// Issues decided on.
    pub(crate) decided: usize,
}

/// How many issues were dealt with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    /// All.
    pub(crate) all: usize,
    /// Decided on.
    pub(crate) decided: usize,
    /// Open ones.
    pub(crate) open: IssueCounts,
}

/// Issues that say the same.
#[derive(Clone, Debug)]
pub(crate) struct IssueGroup {
    /// The first of them.
    pub(crate) first: IssueView,
    /// Where all of them are.
    pub(crate) places: Vec<IssuePlace>,
}

/// Where an issue is.
#[derive(Clone, Debug)]
pub(crate) struct IssuePlace {
    /// Its cell, or the overview of the department part.
    pub(crate) href: String,
    /// `第3张 第2行`.
    pub(crate) label: String,
    /// 项目名称.
    pub(crate) name: String,
}

/// What is asked for, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// Code of a severity.
    #[serde(default)]
    pub(crate) severity: String,
    /// Code of a check, `R50`.
    #[serde(default)]
    pub(crate) rule: String,
    /// Key of a sheet; `department` for what stands in no sheet.
    #[serde(default)]
    pub(crate) sheet: String,
    /// Code of a state; `all` for every one. Open ones when it is empty.
    #[serde(default)]
    pub(crate) state: String,
    /// 单位编码, or its beginning.
    #[serde(default)]
    pub(crate) unit: String,
    /// The page, from 1.
    #[serde(default)]
    pub(crate) page: Option<usize>,
}

/// The severities to choose from, the worst first.
pub(crate) const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];
/// Groups on a page.
const PAGE: usize = 40;
/// Places of a group that are shown at once; the rest folds.
const PLACES_SHOWN: usize = 8;
/// The word for what stands in no sheet.
const DEPARTMENT: &str = "department";

impl Wanted {
    /// The page, from 1.
    pub(crate) fn number(&self) -> usize {
        self.page.unwrap_or(1).max(1)
    }

    fn takes(&self, issue: &StoredIssue, units: &BTreeMap<SheetId, String>) -> bool {
        let sheet = match (self.sheet.as_str(), issue.sheet) {
            ("", _) => true,
            (DEPARTMENT, sheet) => sheet.is_none(),
            (wanted, sheet) => sheet.is_some_and(|sheet| sheet.to_string() == wanted),
        };
        let unit = self.unit.is_empty()
            || issue
                .sheet
                .and_then(|sheet| units.get(&sheet))
                .is_some_and(|unit| unit.starts_with(&self.unit));
        let state = match self.state.as_str() {
            "" => issue.state == IssueState::Open,
            "all" => true,
            wanted => issue.state.code() == wanted,
        };
        sheet
            && unit
            && state
            && (self.severity.is_empty() || issue.severity.code() == self.severity)
            && (self.rule.is_empty() || issue.rule.to_string() == self.rule)
    }

    /// The address of this page with another page number.
    pub(crate) fn at_page(&self, number: usize) -> String {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let number = number.to_string();
        super::address::with_query(
            "",
            &[
                ("severity", some(&self.severity).as_deref()),
                ("rule", some(&self.rule).as_deref()),
                ("sheet", some(&self.sheet).as_deref()),
                ("state", some(&self.state).as_deref()),
                ("unit", some(&self.unit).as_deref()),
                ("page", Some(number.as_str())),
            ],
        )
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_narrowed(&self) -> bool {
        [&self.severity, &self.rule, &self.sheet, &self.state, &self.unit]
            .into_iter()
            .any(|word| !word.is_empty())
    }
}

impl Progress {
    /// Open ones of every severity.
    pub(crate) fn all_open(&self) -> u64 {
        self.open.errors + self.open.warnings + self.open.infos
    }
}

impl IssueGroup {
    /// The places shown at once.
    pub(crate) fn shown(&self) -> &[IssuePlace] {
        self.places.get(..PLACES_SHOWN).unwrap_or(&self.places)
    }

    /// The places that fold.
    pub(crate) fn folded(&self) -> &[IssuePlace] {
        self.places.get(PLACES_SHOWN..).unwrap_or(&[])
    }
}

impl IssuesPage<'_> {
    /// The checks in two tables beside each other.
    pub(crate) fn check_halves(&self) -> [&[CheckLine]; 2] {
        let (first, second) = self.checks.split_at(self.checks.len().div_ceil(2));
        [first, second]
    }
}

/// The routes of issues.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes.get("/documents/{id}/issues", Door::Permits(Action::Read), show);
    decide::routes(routes)
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    Query(done): Query<Done>,
) -> Answer {
    let id = key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let sheets = app.store.sheets_of(&visit.acting, id).await?;
    let all = app.store.issues(&visit.acting, id, &IssueFilter::default()).await?;
    let mut frame = visit.frame(&app, "审核", Section::Documents).await?;
    if let Some(sentence) = done.sentence() {
        frame = frame.saying(Tone::Done, sentence);
    }
    let head = DocumentHead::of(&stored, DocumentTab::Issues);
    let units = sheets.iter().map(|sheet| (sheet.id, sheet.unit_code.clone())).collect();
    let taken: Vec<&StoredIssue> = all.iter().filter(|issue| wanted.takes(issue, &units)).collect();
    let groups = grouped(&taken);
    let pages = groups.len().div_ceil(PAGE).max(1);
    let first = wanted.number().min(pages).saturating_sub(1) * PAGE;
    let shown = groups.iter().skip(first).take(PAGE);
    let page = IssuesPage {
        groups: shown
            .filter_map(|group| view(group, (&id.to_string(), &sheets), &frame, &app.rules))
            .collect(),
        frame: frame
            .below("绩效目标文件", "/documents")
            .below(head.title.clone(), format!("/documents/{id}")),
        head,
        checks: check_lines(&all, &app.rules),
        progress: progress(&all),
        wanted,
        pages,
        links: SheetLinks::new(&stored.sheet_ids, &sheets),
    };
    Ok(Html(page.render()?))
}

/// Issues that say the same together, in the order of their first.
fn grouped<'i>(issues: &[&'i StoredIssue]) -> Vec<Vec<&'i StoredIssue>> {
    let mut groups: Vec<Vec<&StoredIssue>> = Vec::new();
    let mut by_rule: BTreeMap<RuleCode, Vec<usize>> = BTreeMap::new();
    for issue in issues {
        let candidates = by_rule.entry(issue.rule).or_default();
        let same = candidates.iter().copied().find(|index| {
            let first = groups.get(*index).and_then(|group| group.first());
            first.is_some_and(|first| say_the_same(first, issue))
        });
        if let Some(group) = same.and_then(|index| groups.get_mut(index)) {
            group.push(issue);
        } else {
            candidates.push(groups.len());
            groups.push(vec![issue]);
        }
    }
    // The worst first; within a severity the order of the document.
    groups.sort_by_key(|group| std::cmp::Reverse(group.first().map(|issue| issue.severity)));
    groups
}

fn view(
    group: &[&StoredIssue],
    (document, sheets): (&str, &[SheetSummary]),
    frame: &Frame<'_>,
    rules: &ReviewRules,
) -> Option<IssueGroup> {
    let first = group.first().map(|issue| IssueView::of(issue, frame, rules))?;
    let place = |issue: &&StoredIssue| {
        let sheet = sheets.iter().find(|sheet| Some(sheet.id) == issue.sheet);
        let row = issue.row.map(|row| format!("第{row}行")).unwrap_or_default();
        match (issue.sheet, issue.sheet_position) {
            (Some(id), Some(position)) => IssuePlace {
                href: format!(
                    "/sheets/{id}#{}",
                    super::form_table::anchor(&issue.field, issue.row)
                ),
                label: format!("第{position}张 {row}").trim_end().to_owned(),
                name: sheet.map(|sheet| sheet.project_name.clone()).unwrap_or_default(),
            },
            _ => IssuePlace {
                href: format!("/documents/{document}#department"),
                label: "部门整体".to_owned(),
                name: issue.field.clone(),
            },
        }
    };
    Some(IssueGroup { places: group.iter().map(place).collect(), first })
}

fn add(counts: &mut IssueCounts, severity: Severity) {
    match severity {
        Severity::Error => counts.errors += 1,
        Severity::Warning => counts.warnings += 1,
        Severity::Info => counts.infos += 1,
    }
}

fn check_lines(issues: &[StoredIssue], rules: &ReviewRules) -> Vec<CheckLine> {
    let mut lines: BTreeMap<RuleCode, CheckLine> = BTreeMap::new();
    for issue in issues {
        let title = || rules.checks.get(&issue.rule).map(|rule| rule.title.clone());
        let line = lines.entry(issue.rule).or_insert_with(|| CheckLine {
            rule: issue.rule.to_string(),
            title: title().unwrap_or_default(),
            open: IssueCounts::default(),
            decided: 0,
        });
        if issue.state == IssueState::Open {
            add(&mut line.open, issue.severity);
        } else {
            line.decided += 1;
        }
    }
    lines.into_values().collect()
}

fn progress(issues: &[StoredIssue]) -> Progress {
    let mut progress = Progress { all: issues.len(), ..Progress::default() };
    for issue in issues {
        if issue.state == IssueState::Open {
            add(&mut progress.open, issue.severity);
        } else {
            progress.decided += 1;
        }
    }
    progress
}
