//! 目标树: department goal, section goals, projects, indicators, and the links that are missing.
//!
//! Which goal stands behind which is nowhere filed; it is told by the words that the texts share,
//! by the same functions as the checks of the review, and every link says how it was told.

pub use crate::review::Evidence;
use crate::review::business::as_read;
use crate::review::context::{Context, RowView, SheetView};
use crate::review::{ReviewRules, support};
use crate::{Document, SectionGoal};
use std::cmp::Reverse;
use vocabulary::{FiledText, Money};

/// The goals of a department as a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoalTree {
    /// 总体绩效目标.
    pub overall: Option<String>,
    /// 分项绩效目标 in the order of the document, each with the projects it stands behind.
    pub sections: Vec<SectionBranch>,
    /// Projects that no section goal speaks of.
    pub unsupported: Vec<ProjectBranch>,
    /// What is missing, in the order of the document.
    pub gaps: Vec<Gap>,
}

/// A section goal and the projects below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionBranch {
    /// 股室.
    pub section: String,
    /// 绩效目标.
    pub goal: String,
    /// 绩效指标.
    pub indicators: String,
    /// Its projects in the order of the document.
    pub projects: Vec<ProjectBranch>,
}

/// A project and its indicators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectBranch {
    /// Its sheet, from 1 in the order of the document.
    pub sheet: u32,
    /// 项目编码.
    pub code: String,
    /// 项目名称, else the sheet's title.
    pub name: String,
    /// 预算数.
    pub budget: Option<Money>,
    /// How its section goal was told; `None` when there is none.
    pub told_by: Option<Evidence>,
    /// 绩效目标, each text once.
    pub goals: Vec<String>,
    /// Its indicators.
    pub indicators: Vec<IndicatorLeaf>,
}

/// What an indicator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// A goal of its sheet, from 0 in [`ProjectBranch::goals`].
    Goal(usize, Evidence),
    /// The project's name or purpose, but none of its goals.
    Project(Evidence),
    /// The project as a whole: 满意度.
    Satisfaction,
    /// Nothing that is said of the project.
    Nothing,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorLeaf {
    /// Its row, from 1.
    pub row: u32,
    /// 二级指标, else 一级指标, as printed.
    pub level: String,
    /// 三级指标.
    pub name: String,
    /// 指标值 as printed.
    pub target: String,
    /// What it answers.
    pub answers: Answers,
}

/// A link that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The document has no overall goal.
    NoOverallGoal,
    /// The document has no section goals.
    NoSectionGoals,
    /// A section goal behind which stands no project.
    SectionWithoutProject {
        /// 股室.
        section: String,
    },
    /// A project that no section goal speaks of.
    ProjectWithoutSection {
        /// The sheet.
        sheet: u32,
        /// 项目名称.
        name: String,
    },
    /// A sheet without a goal.
    SheetWithoutGoal {
        /// The sheet.
        sheet: u32,
        /// 项目名称.
        name: String,
    },
    /// A sheet without an indicator.
    SheetWithoutIndicator {
        /// The sheet.
        sheet: u32,
        /// 项目名称.
        name: String,
    },
    /// A goal that no indicator answers.
    GoalWithoutIndicator {
        /// The sheet.
        sheet: u32,
        /// The goal.
        goal: String,
    },
    /// An indicator that answers nothing said of its project.
    IndicatorWithoutGoal {
        /// The sheet.
        sheet: u32,
        /// The row.
        row: u32,
        /// 三级指标.
        name: String,
    },
}

impl Gap {
    /// The sheet it is about.
    pub fn sheet(&self) -> Option<u32> {
        match self {
            Self::NoOverallGoal | Self::NoSectionGoals | Self::SectionWithoutProject { .. } => None,
            Self::ProjectWithoutSection { sheet, .. }
            | Self::SheetWithoutGoal { sheet, .. }
            | Self::SheetWithoutIndicator { sheet, .. }
            | Self::GoalWithoutIndicator { sheet, .. }
            | Self::IndicatorWithoutGoal { sheet, .. } => Some(*sheet),
        }
    }

    /// The kind, in a few words for people.
    pub fn label(&self) -> &'static str {
        match self {
            Self::NoOverallGoal => "缺少总体绩效目标",
            Self::NoSectionGoals => "缺少分项绩效目标",
            Self::SectionWithoutProject { .. } => "股室目标没有项目支撑",
            Self::ProjectWithoutSection { .. } => "项目没有上级目标",
            Self::SheetWithoutGoal { .. } => "项目没有绩效目标",
            Self::SheetWithoutIndicator { .. } => "项目没有绩效指标",
            Self::GoalWithoutIndicator { .. } => "目标没有指标衡量",
            Self::IndicatorWithoutGoal { .. } => "指标没有对应的目标",
        }
    }

    /// What the link is missing of, as printed; empty where the document as a whole lacks it.
    pub fn subject(&self) -> &str {
        match self {
            Self::NoOverallGoal | Self::NoSectionGoals => "",
            Self::SectionWithoutProject { section } => section,
            Self::ProjectWithoutSection { name, .. }
            | Self::SheetWithoutGoal { name, .. }
            | Self::SheetWithoutIndicator { name, .. }
            | Self::IndicatorWithoutGoal { name, .. } => name,
            Self::GoalWithoutIndicator { goal, .. } => goal,
        }
    }

    /// What is meant, and the remedy, for people.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoOverallGoal => "请补充部门整体要达到的效果",
            Self::NoSectionGoals => "请按股室补充分项绩效目标",
            Self::SectionWithoutProject { .. } => {
                "没有项目落实该股室的目标，请核对项目归口或补充项目"
            }
            Self::ProjectWithoutSection { .. } => {
                "各股室的分项目标都没有提到该项目，请在归口股室的目标中写明"
            }
            Self::SheetWithoutGoal { .. } => "请补充绩效目标",
            Self::SheetWithoutIndicator { .. } => "请补充绩效指标",
            Self::GoalWithoutIndicator { .. } => {
                "没有指标与该目标有共同的业务用语，请补充指标或修改目标"
            }
            Self::IndicatorWithoutGoal { .. } => {
                "指标与本项目的目标、名称和用途没有共同的业务用语，请核对指标或补写目标"
            }
        }
    }
}

/// The goal tree of a document under the rules of the review.
pub fn goal_tree(document: &Document, rules: &ReviewRules) -> GoalTree {
    let context = Context::new(document, None, rules);
    let department = &document.department;
    let mut tree = GoalTree {
        overall: department.overall_goal.as_ref().map(|goal| goal.text.clone()),
        sections: department.section_goals.iter().map(section_branch).collect(),
        ..GoalTree::default()
    };
    if tree.overall.is_none() {
        tree.gaps.push(Gap::NoOverallGoal);
    }
    if tree.sections.is_empty() {
        tree.gaps.push(Gap::NoSectionGoals);
    }
    let mut project_gaps = Vec::new();
    for sheet in &context.sheets {
        let section = best_section(&context, sheet);
        let (index, told_by) = section.map_or((None, None), |(index, by)| (Some(index), Some(by)));
        let branch = project_branch(&context, sheet, told_by);
        // Without any section goals their lack has been said once already.
        if index.is_none() && !tree.sections.is_empty() {
            let (sheet, name) = (branch.sheet, branch.name.clone());
            project_gaps.push(Gap::ProjectWithoutSection { sheet, name });
        }
        project_gaps.extend(gaps_of(&branch));
        match index.and_then(|index| tree.sections.get_mut(index)) {
            Some(section) => section.projects.push(branch),
            None => tree.unsupported.push(branch),
        }
    }
    let idle = tree.sections.iter().filter(|section| section.projects.is_empty());
    tree.gaps.extend(
        idle.map(|section| Gap::SectionWithoutProject { section: section.section.clone() }),
    );
    tree.gaps.extend(project_gaps);
    tree
}

fn section_branch(section: &SectionGoal) -> SectionBranch {
    SectionBranch {
        section: section.section.text.clone(),
        goal: text(section.goal.as_ref()),
        indicators: text(section.indicators.as_ref()),
        projects: Vec::new(),
    }
}

/// The section whose goal holds a goal of the project, else the one that speaks most of it; the
/// first of equals.
fn best_section(context: &Context<'_>, sheet: &SheetView<'_>) -> Option<(usize, Evidence)> {
    let sections = context.document.department.section_goals.iter().enumerate();
    let supporting = sections.filter_map(|(index, section)| {
        let evidence = support::of_project(context, sheet, section)?;
        let copied = evidence == Evidence::SameText;
        let strength = support::strength(context, sheet, section);
        Some(((copied, strength, Reverse(index)), evidence))
    });
    supporting
        .max_by_key(|(rank, _)| *rank)
        .map(|((_, _, Reverse(index)), evidence)| (index, readable(evidence, sheet.name())))
}

fn project_branch(
    context: &Context<'_>,
    sheet: &SheetView<'_>,
    told_by: Option<Evidence>,
) -> ProjectBranch {
    let distinct = sheet.distinct_goals();
    let goals: Vec<String> = distinct.iter().map(|(goal, _)| goal.text.clone()).collect();
    let rows = sheet.rows.iter().filter(|row| !row.is_unused());
    ProjectBranch {
        sheet: sheet.number,
        code: text(sheet.sheet.project_code.as_ref()),
        name: sheet.name().to_owned(),
        budget: sheet.sheet.budget.total.as_ref().and_then(|total| total.money),
        told_by,
        indicators: rows.map(|row| leaf(context, sheet, row, &goals)).collect(),
        goals,
    }
}

fn leaf(
    context: &Context<'_>,
    sheet: &SheetView<'_>,
    row: &RowView<'_>,
    goals: &[String],
) -> IndicatorLeaf {
    let row_text = format!("{} {}", row.name, row.definition);
    let answers = if row.is_satisfaction() {
        Answers::Satisfaction
    } else if let Some((goal, by)) = support::of_indicator(context, row, goals) {
        Answers::Goal(goal, readable(by, &row_text))
    } else if let Some(by) = support::of_indicator_by_project(context, sheet, row) {
        Answers::Project(readable(by, &row_text))
    } else {
        Answers::Nothing
    };
    IndicatorLeaf {
        row: row.number,
        level: text(row.row.level2.as_ref().or(row.row.level1.as_ref())),
        name: row.name.to_owned(),
        target: row.row.target.raw.clone(),
        answers,
    }
}

/// The words as a reader would name them: in the order of the text, no word that is part of
/// another.
fn readable(evidence: Evidence, text: &str) -> Evidence {
    match evidence {
        Evidence::SameText => Evidence::SameText,
        Evidence::SharedWords(words) => {
            Evidence::SharedWords(as_read(&words, text).into_iter().map(str::to_owned).collect())
        }
    }
}

fn gaps_of(branch: &ProjectBranch) -> Vec<Gap> {
    let (sheet, name) = (branch.sheet, &branch.name);
    let mut gaps = Vec::new();
    if branch.goals.is_empty() {
        gaps.push(Gap::SheetWithoutGoal { sheet, name: name.clone() });
    }
    if branch.indicators.is_empty() {
        gaps.push(Gap::SheetWithoutIndicator { sheet, name: name.clone() });
        return gaps;
    }
    for (index, goal) in branch.goals.iter().enumerate() {
        let answers =
            |leaf: &IndicatorLeaf| matches!(leaf.answers, Answers::Goal(of, _) if of == index);
        if !branch.indicators.iter().any(answers) {
            gaps.push(Gap::GoalWithoutIndicator { sheet, goal: goal.clone() });
        }
    }
    let lost = branch.indicators.iter().filter(|leaf| leaf.answers == Answers::Nothing);
    gaps.extend(lost.map(|leaf| Gap::IndicatorWithoutGoal {
        sheet,
        row: leaf.row,
        name: leaf.name.clone(),
    }));
    gaps
}

fn text(filed: Option<&FiledText>) -> String {
    filed.map(|filed| filed.text.clone()).unwrap_or_default()
}
