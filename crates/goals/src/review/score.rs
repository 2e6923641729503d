//! 审核得分: four groups, each deduction shown.

use super::context::Context;
use super::rules::ReviewRules;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use vocabulary::{Decimal, Issue, RuleCode};

/// The four groups of 项目支出绩效目标审核表.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 完整性.
    Completeness,
    /// 相关性.
    Relevance,
    /// 适当性.
    Appropriateness,
    /// 可行性.
    Feasibility,
}

impl Group {
    /// The four groups in the order of the form.
    pub const ALL: [Self; 4] =
        [Self::Completeness, Self::Relevance, Self::Appropriateness, Self::Feasibility];

    /// The name in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Completeness => "completeness",
            Self::Relevance => "relevance",
            Self::Appropriateness => "appropriateness",
            Self::Feasibility => "feasibility",
        }
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Completeness => "完整性",
            Self::Relevance => "相关性",
            Self::Appropriateness => "适当性",
            Self::Feasibility => "可行性",
        }
    }
}

/// 评定等级.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// 差.
    Poor,
    /// 中.
    Fair,
    /// 良.
    Good,
    /// 优.
    Excellent,
}

impl Grade {
    /// The four grades from the highest down.
    pub const ALL: [Self; 4] = [Self::Excellent, Self::Good, Self::Fair, Self::Poor];

    /// The name in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Fair => "fair",
            Self::Good => "good",
            Self::Excellent => "excellent",
        }
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Poor => "差",
            Self::Fair => "中",
            Self::Good => "良",
            Self::Excellent => "优",
        }
    }
}

/// Points taken off for one check of one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deduction {
    /// The check.
    pub rule: RuleCode,
    /// How many issues it found on this sheet.
    pub count: u32,
    /// Points taken off, positive.
    pub points: Decimal,
}

/// The points of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupScore {
    /// Which group.
    pub group: Group,
    /// Full points.
    pub full: Decimal,
    /// Points left, never below zero.
    pub points: Decimal,
    /// Why.
    pub deductions: Vec<Deduction>,
}

/// The review score of one target sheet, from 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetScore {
    /// Which sheet, from 1 in the order of the document.
    pub sheet: u32,
    /// The four groups in the order of the form.
    pub groups: Vec<GroupScore>,
    /// The sum of the groups.
    pub total: Decimal,
    /// The grade the total earns.
    pub grade: Grade,
}

/// Scores every sheet of a document by its issues. Issues outside the sheets cost no sheet points.
pub(super) fn score(context: &Context<'_>, issues: &[Issue]) -> Vec<SheetScore> {
    let mut by_sheet: BTreeMap<u32, Vec<&Issue>> = BTreeMap::new();
    for issue in issues {
        if let Some(sheet) = issue.sheet {
            by_sheet.entry(sheet).or_default().push(issue);
        }
    }
    context
        .sheets
        .iter()
        .map(|sheet| {
            let issues = by_sheet.get(&sheet.number).map_or(&[][..], Vec::as_slice);
            sheet_score(sheet.number, issues, context.rules)
        })
        .collect()
}

fn sheet_score(sheet: u32, issues: &[&Issue], rules: &ReviewRules) -> SheetScore {
    let mut by_rule: BTreeMap<RuleCode, Vec<&Issue>> = BTreeMap::new();
    for issue in issues {
        by_rule.entry(issue.rule).or_default().push(issue);
    }
    let groups: Vec<GroupScore> = Group::ALL
        .into_iter()
        .map(|group| {
            let of_group =
                |code: &RuleCode| rules.checks.get(code).is_some_and(|rule| rule.group == group);
            let deductions: Vec<Deduction> = by_rule
                .iter()
                .filter(|(code, _)| of_group(code))
                .map(|(code, issues)| deduction(*code, issues, rules))
                .filter(|deduction| deduction.points > Decimal::ZERO)
                .collect();
            let full = rules.scoring.full.get(&group).copied().unwrap_or_default();
            let off: Decimal = deductions.iter().map(|deduction| deduction.points).sum();
            GroupScore {
                group,
                full,
                points: full.saturating_sub(off).max(Decimal::ZERO),
                deductions,
            }
        })
        .collect();
    let total: Decimal = groups.iter().map(|group| group.points).sum();
    SheetScore { sheet, groups, total, grade: rules.scoring.grade(total) }
}

/// What the issues of one check cost: the heaviest first, as many as the rules count.
fn deduction(rule: RuleCode, issues: &[&Issue], rules: &ReviewRules) -> Deduction {
    let mut severities: Vec<_> = issues.iter().map(|issue| issue.severity).collect();
    severities.sort_unstable_by_key(|severity| Reverse(*severity));
    let points = severities
        .into_iter()
        .take(rules.scoring.counted_at_most)
        .filter_map(|severity| rules.scoring.deductions.get(&severity))
        .sum();
    Deduction { rule, count: u32::try_from(issues.len()).unwrap_or(u32::MAX), points }
}
