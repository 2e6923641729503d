//! 依据: the regulation behind a rule.

use std::fmt;

/// The document number and, where known, the clause that a rule rests on (依据).
///
/// It is shown as a reference, never as if it were a quotation of the document's words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Basis(String);

impl Basis {
    /// A basis such as `财预〔2015〕88号 细化量化`.
    pub fn new(reference: impl Into<String>) -> Self {
        Self(reference.into())
    }

    /// The reference as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
