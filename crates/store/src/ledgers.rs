//! 台账: a typed table for each definition, the records in it, and what is asked of them.

mod changes;
mod columns;
mod compile;
mod definitions;
mod entering;
mod faults;
mod leaves;
mod listing;
mod references;
mod seals;
mod tables;

pub(crate) use columns::Kept;
pub(crate) use definitions::shapes;
pub(crate) use seals::{SealedEntry, all_entries, entries};
pub(crate) use tables::TableShape;

pub use changes::{Changing, RecordChange};
pub use definitions::StoredDefinition;
pub use entering::{Entering, NewRecord, RecordFault, Recorded};
pub use listing::{RecordFilter, RecordPage, StoredRecord};
