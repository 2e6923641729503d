//! The goal tree of the published document.
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]

use documents::recognise::recognise;
use documents::rules::{FormLabels, review_rules};
use documents::{Limits, read};
use goals::Document;
use goals::tree::{Answers, Evidence, Gap, GoalTree, goal_tree};

fn sample() -> Document {
    let source = read(fixtures::SAMPLE_DOCX, &Limits::default()).unwrap();
    recognise(&source, &FormLabels::shipped().unwrap()).document
}

fn sample_tree() -> GoalTree {
    goal_tree(&sample(), &review_rules().unwrap())
}

#[test]
fn the_projects_of_the_sample_hang_under_the_sections_that_speak_of_them() {
    let tree = sample_tree();
    let shown: Vec<String> = tree
        .sections
        .iter()
        .map(|section| {
            let sheets: Vec<u32> = section.projects.iter().map(|project| project.sheet).collect();
            format!("{}{sheets:?}", section.section)
        })
        .collect();
    let unsupported: Vec<u32> = tree.unsupported.iter().map(|project| project.sheet).collect();
    assert_eq!(
        (shown.join(" "), unsupported),
        (
            "产权交易股[1] 房产管理股[5] 人防办[2, 7, 8] 城乡建设股[3, 6, 13]".to_owned(),
            vec![4, 9, 10, 11, 12, 14]
        )
    );
}

#[test]
fn every_link_says_how_it_was_told() {
    let tree = sample_tree();
    let told =
        |section: usize, project: usize| tree.sections[section].projects[project].told_by.clone();
    assert_eq!(told(0, 0), Some(Evidence::SameText));
    assert_eq!(told(3, 2), Some(Evidence::SharedWords(vec!["道路".to_owned()])));
}

#[test]
fn the_missing_links_of_the_sample_are_named() {
    let tree = sample_tree();
    let projects: Vec<u32> = tree
        .gaps
        .iter()
        .filter(|gap| matches!(gap, Gap::ProjectWithoutSection { .. }))
        .filter_map(Gap::sheet)
        .collect();
    assert_eq!(projects, [4, 9, 10, 11, 12, 14], "as R80 says of the same document");
    let copied_from_road_repair = |gap: &&Gap| matches!(gap, Gap::IndicatorWithoutGoal { sheet: 14, name, .. } if name.contains("城市"));
    assert_eq!(tree.gaps.iter().filter(copied_from_road_repair).count(), 3);
    assert!(
        tree.gaps
            .contains(&Gap::GoalWithoutIndicator {
                sheet: 13, goal: "方便民众出行".to_owned()
            })
    );
}

#[test]
fn every_indicator_stands_in_the_tree_once() {
    let tree = sample_tree();
    let projects = tree.sections.iter().flat_map(|section| &section.projects);
    let leaves = projects.chain(&tree.unsupported).flat_map(|project| &project.indicators);
    let answers: Vec<&Answers> = leaves.map(|leaf| &leaf.answers).collect();
    let lost = answers.iter().filter(|answers| ***answers == Answers::Nothing).count();
    let named = tree.gaps.iter().filter(|gap| matches!(gap, Gap::IndicatorWithoutGoal { .. }));
    assert_eq!((answers.len(), lost), (52, named.count()));
}

#[test]
fn a_document_without_a_department_part_lacks_its_goals_not_its_projects() {
    let document = Document { department: goals::DepartmentPart::default(), ..sample() };
    let tree = goal_tree(&document, &review_rules().unwrap());
    assert_eq!(tree.gaps[..2], [Gap::NoOverallGoal, Gap::NoSectionGoals]);
    assert_eq!(tree.unsupported.len(), 14);
    assert!(!tree.gaps.iter().any(|gap| matches!(gap, Gap::ProjectWithoutSection { .. })));
}
