//! 指标: what a level-3 indicator of a target sheet is.
//!
//! ```text
//! IndicatorRow   one row of a sheet as filed: level 1, level 2, name, definition, target, …
//! Target         operator, exact value(s), unit, and the raw text that says them
//! Level1, Level2 the taxonomy (产出/效益/满意度/成本), with the aliases of years and regions
//! Formula        a checked expression over the ledgers, and the figures it needs of them
//! Measured       what came out, or why nothing did, and by which versions; never a bare number
//! IndicatorDefinition    an indicator of the library: formulas, unit, direction, served rows
//! integrity      what a library lacks or says twice
//! ScoringRule    how a value becomes points
//! ```
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

mod attainment;
mod formula;
mod integrity;
mod library;
mod measure;
mod row;
mod scoring;
mod target;
mod taxonomy;
mod versions;

pub use formula::{Formula, FormulaError, is_leaf};
pub use integrity::{
    IntegrityFinding, IntegrityRule, LibraryEntry, ReferringRow, Subject, integrity, rings,
};
pub use library::{
    Accumulation, Correction, Direction, FormulaVariant, IndicatorCode, IndicatorCodeError,
    IndicatorDefinition, ServedRow, WhenNothing, WordingFault,
};
pub use measure::{Figure, LeafValue, Measured, Missing, Outcome, Share, measure};
pub use row::{Extra, IndicatorRow};
pub use scoring::ScoringRule;
pub use target::{Comparison, Damage, Target, TargetParts};
pub use taxonomy::{Level1, Level2, Taxonomy};
pub use versions::Versions;
