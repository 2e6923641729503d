//! 版本: by what a value was worked out, so that it can be worked out again.

use ledgers::Name;
use std::collections::BTreeMap;

/// The versions of everything that a measured value rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// Version of the indicator, and with it of the formula, in the library; 0 while it is tried
    /// out and not in the library.
    pub formula: u32,
    /// 测算规则: which states count, which limits apply.
    pub rules: String,
    /// 工作日历: the holiday notices by which days were counted.
    pub calendar: String,
    /// 区域边界: of each zone whose outline was needed the version of the outline; none while no
    /// outline of it is registered.
    pub boundaries: BTreeMap<String, Option<String>>,
    /// 台账定义: of each ledger that was read the version of its definition.
    pub ledgers: BTreeMap<Name, u32>,
    /// The number of the last entry of the trail when the records were read: what came with it or
    /// before was seen, what came later was not.
    pub seen: u64,
}
