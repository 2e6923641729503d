//! 台账: a typed table for each definition, the records in it, and what is asked of them.

mod changes;
mod columns;
mod compile;
mod definitions;
mod entries;
mod faults;
mod leaves;
mod listing;
mod references;
mod tables;

pub use changes::{Changing, RecordChange};
pub use definitions::StoredDefinition;
pub use entries::{Entering, NewRecord, RecordFault, Recorded};
pub use listing::{RecordFilter, RecordPage, StoredRecord};
