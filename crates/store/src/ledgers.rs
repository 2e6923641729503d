//! 台账: a typed table for each definition, the records in it, and what is asked of them.

mod changes;
mod columns;
mod compile;
mod definitions;
mod entering;
mod evidence;
mod expecting;
mod explaining;
mod faults;
mod hidden;
mod intake;
mod leaves;
mod listing;
mod moving;
mod naming;
mod readable;
mod references;
mod seals;
mod suspects;
mod tables;

pub(crate) use columns::Kept;
pub(crate) use definitions::shapes;
pub(crate) use seals::{SealedEntry, all_entries, entries};
pub(crate) use tables::TableShape;

pub use changes::{Changing, RecordChange};
pub use definitions::{DefinitionVersion, LedgerChange, StoredDefinition};
pub use entering::{Entering, NewRecord, RecordFault, Recorded};
pub use evidence::{Evidence, NewEvidence};
pub use expecting::Expecting;
pub use explaining::{Asked, Explained, ExplainedPage, Side};
pub use intake::{Intake, IntakeTerms};
pub use leaves::FoundLeaves;
pub use listing::{RecordFilter, RecordPage, StoredRecord};
pub use naming::{LedgerCount, Referring, referred};
pub use readable::unreadable;
