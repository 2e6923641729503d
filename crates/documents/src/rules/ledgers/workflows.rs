//! `rules/ledgers/_workflows.toml`: how records are handled.

use crate::rules::faults::Faults;
use crate::rules::{RuleFileError, toml_faults};
use ledgers::{State, StateMove, Workflow};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkflowsFile {
    #[serde(rename = "in_force_from")]
    _in_force_from: String,
    workflow: Vec<WorkflowEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkflowEntry {
    code: String,
    states: Vec<StateEntry>,
    moves: Vec<MoveEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateEntry {
    code: String,
    label: String,
    counts: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveEntry {
    from: String,
    to: String,
    label: String,
    #[serde(default)]
    by_reviewer: bool,
    #[serde(default)]
    with_reason: bool,
    guard: Option<String>,
}

/// Reads workflows.
///
/// # Errors
/// Everything that is wrong with the text: states of one name, ways that lead nowhere, states
/// that no way leads to.
pub(super) fn read_workflows(file: &str, text: &str) -> Result<Vec<Workflow>, RuleFileError> {
    let refused = |problem: String| RuleFileError { file: file.to_owned(), problem };
    let entries: WorkflowsFile =
        toml::from_str(text).map_err(|error| refused(toml_faults::in_words(&error, text)))?;
    let mut faults = Faults::default();
    let workflows: Vec<_> =
        entries.workflow.into_iter().map(|entry| workflow(entry, &mut faults)).collect();
    let workflows: Option<Vec<Workflow>> = workflows.into_iter().collect();
    for workflow in workflows.iter().flatten() {
        let place = format!("办理流程“{}”：", workflow.code);
        for fault in unsound(workflow) {
            faults.tell(format!("{place}{fault}"));
        }
        let same = |other: &&Workflow| other.code == workflow.code;
        if workflows.iter().flatten().filter(same).count() > 1 {
            faults.tell(format!("{place}写了两次，请删去一处"));
        }
    }
    faults.judge(workflows).map_err(|faults| refused(faults.join("；")))
}

fn workflow(entry: WorkflowEntry, faults: &mut Faults) -> Option<Workflow> {
    let code = faults.name(&entry.code);
    let states: Vec<_> = entry
        .states
        .into_iter()
        .map(|state| {
            let code = faults.name(&state.code)?;
            Some(State { code, label: state.label, counts: state.counts })
        })
        .collect();
    let moves: Vec<_> = entry.moves.into_iter().map(|step| state_move(step, faults)).collect();
    Some(Workflow {
        code: code?,
        states: states.into_iter().collect::<Option<_>>()?,
        moves: moves.into_iter().collect::<Option<_>>()?,
    })
}

fn state_move(entry: MoveEntry, faults: &mut Faults) -> Option<StateMove> {
    let (from, to) = (faults.name(&entry.from), faults.name(&entry.to));
    Some(StateMove {
        from: from?,
        to: to?,
        label: entry.label,
        by_reviewer: entry.by_reviewer,
        with_reason: entry.with_reason,
        guard: entry.guard,
    })
}

/// What does not hold of a workflow.
fn unsound(workflow: &Workflow) -> Vec<String> {
    let mut faults = Vec::new();
    let codes: BTreeSet<&str> = workflow.states.iter().map(|state| state.code.as_str()).collect();
    let labels: BTreeSet<&str> = workflow.states.iter().map(|state| state.label.as_str()).collect();
    if codes.len() != workflow.states.len() || labels.len() != workflow.states.len() {
        faults.push("有两个状态同名，请分别命名".to_owned());
    }
    if workflow.counting().next().is_none() {
        faults.push("没有一个状态计入指标，请至少指定一个".to_owned());
    }
    for step in &workflow.moves {
        for end in [&step.from, &step.to] {
            if !codes.contains(end.as_str()) {
                faults.push(format!("“{}”所用的状态“{end}”不存在", step.label));
            }
        }
        let twin = |other: &&StateMove| other.from == step.from && other.to == step.to;
        if workflow.moves.iter().filter(twin).count() > 1 {
            faults.push(format!("从“{}”到“{}”写了两次", step.from, step.to));
        }
    }
    for state in workflow.states.iter().skip(1) {
        if !workflow.moves.iter().any(|step| step.to == state.code) {
            faults.push(format!("没有办法到达状态“{}”，请补充或删去", state.label));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"
in_force_from = "2026-01-01"
[[workflow]]
code = "usual"
states = [
    { code = "new", label = "已登记", counts = true },
    { code = "void", label = "已作废", counts = false },
]
moves = [{ from = "new", to = "void", label = "作废", with_reason = true }]
"#;

    #[test]
    fn a_spoilt_workflow_is_refused_in_words() {
        assert_eq!(read_workflows("w", SOUND).unwrap().len(), 1);
        let spoilt = [
            ("counts = true", "counts = false", "没有一个状态计入指标"),
            ("label = \"已作废\"", "label = \"已登记\"", "有两个状态同名"),
            ("to = \"void\"", "to = \"gone\"", "“作废”所用的状态“gone”不存在"),
            ("to = \"void\"", "to = \"new\"", "没有办法到达状态“已作废”"),
            ("code = \"usual\"", "code = \"Usual\"", "“Usual”不能作代码"),
            ("code = \"usual\"", "code = \"usual\"\nkind = \"a\"", "不认识的项目“kind”"),
        ];
        for (from, to, told) in spoilt {
            let error = read_workflows("w", &SOUND.replace(from, to)).unwrap_err();
            assert!(error.problem.contains(told), "{to}: {error}");
        }
        let step = "moves = [{ from = \"new\", to = \"void\", label = \"再作废\" }, ";
        let error = read_workflows("w", &SOUND.replace("moves = [", step)).unwrap_err();
        assert!(error.problem.contains("从“new”到“void”写了两次"), "{error}");
    }

    #[test]
    fn two_workflows_of_one_code_are_refused() {
        let again = SOUND.replace("in_force_from = \"2026-01-01\"", "");
        let error = read_workflows("w", &format!("{SOUND}{again}")).unwrap_err();
        assert!(error.problem.contains("办理流程“usual”：写了两次"), "{error}");
    }
}
