//! How issues become points of the review score.

use crate::review::score::{Grade, Group};
use std::collections::BTreeMap;
use vocabulary::{Basis, Decimal, Severity};

/// The points from which on a grade is earned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeBand {
    /// The lowest total, included.
    pub from: Decimal,
    /// The grade.
    pub grade: Grade,
}

/// Full points, deductions and grades of the review score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoringRules {
    /// Full points of each group.
    pub full: BTreeMap<Group, Decimal>,
    /// Points one issue takes off, by severity.
    pub deductions: BTreeMap<Severity, Decimal>,
    /// How many issues of one check take points off one sheet: the same slip in every row is one
    /// habit, and must not empty a whole group.
    pub counted_at_most: usize,
    /// The grades from the highest down.
    pub bands: Vec<GradeBand>,
    /// The regulation of groups and grades.
    pub basis: Option<Basis>,
}

impl ScoringRules {
    /// The grade a total earns; the lowest when no band is reached.
    pub fn grade(&self, total: Decimal) -> Grade {
        self.bands
            .iter()
            .filter(|band| total >= band.from)
            .map(|band| band.grade)
            .max()
            .unwrap_or(Grade::Poor)
    }
}
