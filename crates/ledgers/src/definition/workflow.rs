//! The states of a record.

use super::{LedgerDefinition, Name, RecordKind};

/// The code of the state in which possible doubles wait.
const SUSPECT: &str = "suspect";

/// 记录状态: where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its name in tables.
    pub code: Name,
    /// Its name for people: `已登记`.
    pub label: String,
    /// Whether records in it count in indicators.
    pub counts: bool,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateMove {
    /// From which.
    pub from: Name,
    /// To which.
    pub to: Name,
    /// What the button says: `审核通过`.
    pub label: String,
    /// Whether a reviewer does it, and not whoever keeps the ledger.
    pub by_reviewer: bool,
    /// Whether a reason has to be given.
    pub with_reason: bool,
    /// What must hold of the record, in the language of formulas.
    pub guard: Option<String>,
}

/// 办理流程: states and the ways between them. Shared by ledgers that work alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// Its name in definitions: `usual`.
    pub code: Name,
    /// The states; a new record takes the first, a row of a plan takes it too.
    pub states: Vec<State>,
    /// The ways.
    pub moves: Vec<StateMove>,
}

impl Workflow {
    /// One state, in which records count.
    pub fn plain() -> Self {
        let (code, label) = (Name::fixed("recorded"), "已登记".to_owned());
        let states = vec![State { code: code.clone(), label, counts: true }];
        Self { code: Name::fixed("plain"), states, moves: Vec::new() }
    }

    /// The codes of the states whose records count.
    pub fn counting(&self) -> impl Iterator<Item = &Name> {
        self.states.iter().filter(|state| state.counts).map(|state| &state.code)
    }

    /// A state by its code.
    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|state| state.code.as_str() == code)
    }
}

impl LedgerDefinition {
    /// The state of rows that are demanded and that nobody filled in yet; none of ledgers whose
    /// records are not demanded beforehand.
    pub fn demanded(&self) -> Option<&State> {
        self.workflow.states.first().filter(|_| self.kind == RecordKind::Grid)
    }

    /// The state that a record takes when a person enters it. Where a plan makes the rows, to enter
    /// one is to fill it in, so it goes the way of the keeper from the first state; everywhere else
    /// it begins in the first.
    pub fn entered(&self) -> Option<&State> {
        let first = self.workflow.states.first()?;
        let filled = self
            .workflow
            .moves
            .iter()
            .find(|step| step.from == first.code && !step.by_reviewer && !step.with_reason);
        let filled = filled.filter(|_| self.expected.is_some());
        filled.and_then(|step| self.workflow.state(step.to.as_str())).or(Some(first))
    }

    /// Whether a record in a state is given up: it does not count, and nothing leads out of it
    /// (已作废). A row that a plan demands is demanded again when its log was given up.
    pub fn is_given_up(&self, state: &State) -> bool {
        !state.counts && self.workflow.moves.iter().all(|step| step.from != state.code)
    }

    /// The state of records that are held back because they may be doubles; none of a ledger that
    /// does not look for any. It is the one of the code `suspect`, to which a way leads from where
    /// records are entered.
    pub fn held_back(&self) -> Option<&State> {
        let entered = self.entered().filter(|_| !self.suspects.is_empty())?;
        let to = |step: &&StateMove| step.from == entered.code && step.to.as_str() == SUSPECT;
        let step = self.workflow.moves.iter().find(to)?;
        self.workflow.state(step.to.as_str()).filter(|state| !state.counts)
    }
}
