//! 预算: the money side of a target sheet as filed.
//!
//! ```text
//! BudgetLines    预算数, 其中：财政资金, 其他资金       FiledAmount  raw text + Money
//! PlanEntry      资金支出计划 at one Checkpoint          ExecutionLine  预算数/执行数 of a 自评表
//! ```
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)
)]

mod amount;
mod execution;
mod lines;
mod payment_plan;

pub use amount::FiledAmount;
pub use execution::{ExecutionLine, FundingSource};
pub use lines::BudgetLines;
pub use payment_plan::{PlanEntry, PlanFault, check_plan};
