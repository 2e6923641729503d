//! The states of a record.

use super::Name;

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
