//! 台账: a typed table for each definition, the records in it, and what is asked of them.

mod columns;
mod compile;
mod definitions;
mod entries;
mod faults;
mod leaves;
mod tables;

pub use definitions::StoredDefinition;
pub use entries::{Entering, NewRecord, RecordFault, Recorded};
