//! Rows that wait until there are enough of them.

use ledgers::language::{Checker, Node, REFERENCE_LEDGER, Scope, Typed, parse};
use ledgers::{Catalogue, LedgerDefinition, Name};
use std::collections::{BTreeMap, BTreeSet};
use store::NewRecord;
use vocabulary::Day;

/// Rows that are entered at a time: enough for the cost of a commit to be shared by many, few
/// enough for a statement and for memory.
const AT_ONCE: usize = 1_000;

/// A row about to be entered.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) record: NewRecord,
    /// How many files of evidence it has.
    pub(super) evidence: u16,
    /// The state that it is to stand in.
    pub(super) state: Option<Name>,
    /// The day on which it is written.
    pub(super) today: Day,
}

/// Rows by ledger.
pub(super) struct WaitingRows {
    rows: BTreeMap<Name, Vec<Row>>,
    /// The ledgers that the checks of a ledger ask about, itself among them.
    asked: BTreeMap<Name, BTreeSet<Name>>,
}

impl WaitingRows {
    /// None yet.
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let asked = catalogue.ledgers().map(|one| (one.code.clone(), asked_by(catalogue, one)));
        Self { rows: BTreeMap::new(), asked: asked.collect() }
    }

    /// The ledgers of which rows wait.
    pub(super) fn ledgers(&self) -> Vec<Name> {
        self.rows.keys().cloned().collect()
    }

    /// Whether those that wait have to be entered before this one waits with them: they were
    /// written on another day, or this one is explained to be like one of them, which then must
    /// not be found to be like this one.
    pub(super) fn must_go_before(&self, ledger: &Name, row: &Row) -> bool {
        let Some(last) = self.rows.get(ledger).and_then(|rows| rows.last()) else { return false };
        let asks_itself = self.asked.get(ledger).is_some_and(|asked| asked.contains(ledger));
        last.today != row.today || (asks_itself && !row.record.remark.is_empty())
    }

    /// Lets a row wait; says whether there are enough now.
    pub(super) fn put(&mut self, ledger: &Name, row: Row) -> bool {
        let rows = self.rows.entry(ledger.clone()).or_default();
        rows.push(row);
        rows.len() >= AT_ONCE
    }

    /// The rows of a ledger, which wait no longer.
    pub(super) fn take(&mut self, ledger: &Name) -> Vec<Row> {
        self.rows.remove(ledger).unwrap_or_default()
    }

    /// A ledger after all that its checks ask about, and theirs.
    pub(super) fn in_order(&self, ledger: &Name) -> Vec<Name> {
        let mut order = vec![ledger.clone()];
        let mut at = 0;
        while let Some(name) = order.get(at).cloned() {
            for asked in self.asked.get(&name).into_iter().flatten() {
                if !order.contains(asked) {
                    order.push(asked.clone());
                }
            }
            at += 1;
        }
        order.reverse();
        order
    }
}

/// The ledgers that the checks of one ask about.
fn asked_by(catalogue: &Catalogue, ledger: &LedgerDefinition) -> BTreeSet<Name> {
    let mut asked = BTreeSet::new();
    for check in &ledger.checks {
        let Ok(parsed) = parse(&check.expression) else { continue };
        let proved = Checker::check_truth(catalogue, &parsed, Scope::Record(ledger));
        if let Ok(typed) = proved {
            add_asked(catalogue, &typed, &mut asked);
        }
    }
    asked
}

fn add_asked(catalogue: &Catalogue, typed: &Typed, asked: &mut BTreeSet<Name>) {
    if let Node::Exists(source) = &typed.node {
        asked.insert(source.ledger.clone());
        if let Some(condition) = &source.condition {
            add_asked(catalogue, condition, asked);
        }
    }
    if let Node::Reference(_) = &typed.node {
        asked.extend(catalogue.ledger(REFERENCE_LEDGER).map(|ledger| ledger.code.clone()));
    }
    for part in typed.node.parts() {
        add_asked(catalogue, part, asked);
    }
}
