//! Everything that an expression speaks of, in its sources and conditions too.

use super::typed::{Node, Typed};
use crate::Name;
use std::collections::BTreeSet;

/// The ledger of 基准数, from which `ref` takes its figures.
pub const REFERENCE_LEDGER: &str = "ref_value";

/// What an expression reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The ledgers: those of its sources, those that references lead to, that of 基准数.
    pub ledgers: BTreeSet<Name>,
    /// The zones whose outline it needs.
    pub zones: BTreeSet<String>,
}

impl Typed {
    /// What the expression reads.
    pub fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        self.visit(&mut |node| reach.add(node));
        reach
    }

    fn visit(&self, look: &mut dyn FnMut(&Node)) {
        look(&self.node);
        for part in self.node.parts().into_iter().chain(self.node.of_records()) {
            part.visit(look);
        }
    }
}

impl Node {
    /// The expressions about the records of a source of this node.
    fn of_records(&self) -> Vec<&Typed> {
        let condition = self.source().and_then(|source| source.condition.as_deref());
        let mut parts: Vec<&Typed> = condition.into_iter().collect();
        if let Self::Aggregate(_, _, of) | Self::Each { of, .. } | Self::Per { of, .. } = self {
            parts.extend(of.as_deref());
        }
        if let Self::Each { key, .. } = self {
            parts.push(key);
        }
        if let Self::Covered { radius, .. } = self {
            parts.push(radius);
        }
        parts
    }
}

impl Reach {
    fn add(&mut self, node: &Node) {
        self.ledgers.extend(node.source().map(|source| source.ledger.clone()));
        if let Node::Column(column) = node {
            self.ledgers.extend(column.steps.iter().map(|step| step.ledger.clone()));
        }
        if let Node::Reference(_) = node {
            self.ledgers.insert(Name::fixed(REFERENCE_LEDGER));
        }
        if let Node::Covered { zone, .. } | Node::Area(zone) = node {
            self.zones.insert(zone.clone());
        }
    }
}
