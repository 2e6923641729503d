//! 目标树: department goal, section goals, projects, indicators, and the links that are missing.

use super::document_head::{DocumentHead, DocumentTab};
use super::documents::key;
use super::frame::{Frame, Section};
use super::sheet_links::SheetLinks;
use crate::web::{Answer, App, Door, Problem, Routes, Visit};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use goals::tree::{Answers, Evidence, Gap, GoalTree, goal_tree};
use procedure::Action;

/// The goal tree of a document.
#[derive(Template)]
#[template(path = "tree/page.html")]
pub(crate) struct TreePage<'a> {
    /// Its frame.
    pub(crate) frame: Frame<'a>,
    /// Its head.
    pub(crate) head: DocumentHead,
    /// The tree.
    pub(crate) tree: GoalTree,
    /// The sheets.
    pub(crate) links: SheetLinks,
    /// Whether the viewer sees the whole document, the department part with it.
    pub(crate) whole: bool,
}

/// Missing links of one kind.
pub(crate) struct GapGroup<'p> {
    /// The kind in words.
    pub(crate) label: &'static str,
    /// What is meant, and the remedy.
    pub(crate) advice: &'static str,
    /// The links.
    pub(crate) gaps: Vec<&'p Gap>,
}

impl TreePage<'_> {
    /// The missing links by kind, in the order in which each kind first appears. Of a person who
    /// does not see the department part its lack is not said.
    pub(crate) fn gap_groups(&self) -> Vec<GapGroup<'_>> {
        let mut groups: Vec<GapGroup<'_>> = Vec::new();
        let shown =
            self.tree.gaps.iter().filter(|gap| {
                self.whole || !matches!(gap, Gap::NoOverallGoal | Gap::NoSectionGoals)
            });
        for gap in shown {
            match groups.iter_mut().find(|group| group.label == gap.label()) {
                Some(group) => group.gaps.push(gap),
                None => groups.push(GapGroup {
                    label: gap.label(),
                    advice: gap.advice(),
                    gaps: vec![gap],
                }),
            }
        }
        groups
    }
}

/// How a link was told, in words.
pub(crate) fn told(evidence: &Evidence) -> String {
    match evidence {
        Evidence::SameText => "目标文字相同".to_owned(),
        Evidence::SharedWords(words) if words.is_empty() => "业务用语相近".to_owned(),
        Evidence::SharedWords(words) => format!("共同用语：{}", words.join("、")),
    }
}

/// What an indicator answers, in words.
pub(crate) fn answered(answers: &Answers) -> String {
    match answers {
        Answers::Goal(goal, evidence) => format!("对应目标{}（{}）", goal + 1, told(evidence)),
        Answers::Project(evidence) => format!("只与项目名称或用途相关（{}）", told(evidence)),
        Answers::Satisfaction => "面向项目整体".to_owned(),
        Answers::Nothing => "没有对应的目标".to_owned(),
    }
}

/// The routes of the goal tree.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/documents/{id}/tree", Door::Permits(Action::Read), show)
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let id = key(&id)?;
    let stored = app.store.document(&visit.acting, id).await?;
    let sheets = app.store.sheets_of(&visit.acting, id).await?;
    let frame = visit.frame(&app, "目标树", Section::Documents).await?;
    let head = DocumentHead::of(&stored, DocumentTab::Tree);
    let (document, working) = (stored.document, app.clone());
    // Cutting texts into words is work for a core, not for the runtime.
    let work = move || goal_tree(&document, &working.rules);
    let tree = tokio::task::spawn_blocking(work).await.map_err(|_| Problem::fault())?;
    let page = TreePage {
        frame: frame
            .below("绩效目标文件", "/documents")
            .below(head.title.clone(), format!("/documents/{id}")),
        head,
        tree,
        links: SheetLinks::new(&stored.sheet_ids, &sheets),
        whole: stored.whole,
    };
    Ok(Html(page.render()?))
}
