//! A breach of the workspace's own law: where, what, and what to do instead.

use std::fmt;

/// One place that breaks a rule of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Breach {
    /// The file, relative to the root of the workspace; a package's name for rules about packages.
    pub(crate) place: String,
    /// The line, from 1, where the rule is about a line.
    pub(crate) line: Option<usize>,
    /// What is wrong and what to do instead.
    pub(crate) problem: String,
}

impl Breach {
    /// A breach of a rule about a whole file or package.
    pub(crate) fn of(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), line: None, problem: problem.into() }
    }

    /// A breach in one line, counted from 1.
    pub(crate) fn at(place: impl Into<String>, line: usize, problem: impl Into<String>) -> Self {
        Self { place: place.into(), line: Some(line), problem: problem.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place, self.problem),
            None => write!(f, "{}: {}", self.place, self.problem),
        }
    }
}
