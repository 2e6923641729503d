//! 词汇: the words every other crate speaks.
//!
//! ```text
//! Money      分, shown in 万元            Percent  a share of a whole, hundredths of a percent
//! Ratio      exact fraction               Day, Period, FiscalYear, Checkpoint   when
//! UnitCode, ProjectCode   who and what    Place    where a text stands in its document
//! FiledText  a text as printed + Place    Basis    the regulation behind a rule
//! Issue      a defect of a document: place, explanation, repair, basis
//! ```
//!
//! Nothing here reads a file, a clock or a random number, and no number is a float.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

mod basis;
mod codes;
mod day;
mod issue;
mod money;
mod numeral;
mod percent;
mod periods;
mod place;
mod ratio;
mod text;

pub use basis::Basis;
pub use codes::{CodeError, ProjectCode, UnitCode};
pub use day::{Day, DayError};
pub use issue::{Issue, Repair, RuleCode, Severity, Span};
pub use money::{AmountUnit, Money, MoneyError};
pub use numeral::chinese_number;
pub use percent::{Percent, PercentError};
pub use periods::{Checkpoint, FiscalYear, Period, PeriodError};
pub use place::{Confidence, FiledText, Place};
pub use ratio::{Ratio, RatioError};
pub use rust_decimal::{Decimal, RoundingStrategy};
pub use text::{fold_width, is_blank, matching_key};
