//! 目标: department goals, target sheets, and their review.
//!
//! ```text
//! Document
//!   DepartmentPart   overall goal, SectionGoal…, Safeguard…
//!   TargetSheet…     project, BudgetLines, PlanEntry…, goals, IndicatorRow…
//!   unplaced         every text that found no field
//! review::review(Document, rules) -> Review { issues, sheet scores }
//! compare, tree, money    documents and sheets side by side, as a tree, by their amounts
//! SheetForm               a sheet as texts to be typed over, and back
//! ```
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

pub mod compare;
mod document;
pub mod money;
pub mod review;
mod sheet;
mod sheet_form;
pub mod tree;

pub use document::{DepartmentPart, Document, FormKind, Safeguard, SectionGoal};
pub use sheet::{LabelledText, TargetSheet};
pub use sheet_form::{
    FormConflict, FormRefusal, IndicatorCells, Merged, PlanCell, RepairRefusal, Replacement,
    SheetForm,
};
