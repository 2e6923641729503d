//! 台账: the business records behind the indicators.
//!
//! ```text
//! LedgerDefinition   what a ledger holds: fields, key, times, states, checks, evidence, plan
//! Catalogue          all definitions together, checked against each other
//! ExpectedRow        what a plan demands day by day, filled in or not
//! Cell, Header       what people write in forms and tables, read and printed
//! language           the small typed language of checks, computed fields and formulas
//! ```
//!
//! A definition is data (`rules/ledgers/*.toml`, or what an administrator wrote); the store makes
//! a typed table of it. Nothing here reads a file, a table or a clock.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

mod catalogue;
mod cell;
mod definition;
mod expected;
pub mod language;
mod table;

pub use catalogue::{Catalogue, DefinitionFault};
pub use cell::{Cell, CellError, masked, print_cell, read_cell};
pub use definition::{
    Check, ComputedKind, EvidenceNeed, EvidenceRule, ExpectedPlan, FieldDefinition, FieldKind,
    LedgerDefinition, MeasureUnit, Name, NameError, PlanDue, PlanRhythm, RecordKind, State,
    StateMove, TimeFields, Workflow,
};
pub use expected::{ExpectedRow, PlanSubject};
pub use table::{CellFault, Header, HeaderFault, TableColumn, TableRow};
