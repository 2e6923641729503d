//! 预算规模: total, fiscal, other.

use crate::FiledAmount;
use vocabulary::Money;

/// 预算规模: the amounts of a target sheet as filed. An empty cell is `None`, not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetLines {
    /// 预算数.
    pub total: Option<FiledAmount>,
    /// 其中：财政资金.
    pub fiscal: Option<FiledAmount>,
    /// 其他资金.
    pub other: Option<FiledAmount>,
}

impl BudgetLines {
    /// 财政资金 + 其他资金, an empty cell counted as nothing; `None` when both are empty, or one
    /// is filled but unreadable.
    pub fn sum_of_parts(&self) -> Option<Money> {
        let parts = [self.fiscal.as_ref(), self.other.as_ref()];
        if parts.iter().all(Option::is_none) {
            return None;
        }
        parts
            .into_iter()
            .flatten()
            .try_fold(Money::ZERO, |sum, part| part.money.and_then(|money| sum.checked_add(money)))
    }
}
