//! 审核得分: four groups, each deduction shown.

use vocabulary::{Decimal, RuleCode};

/// The four groups of 项目支出绩效目标审核表.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 完整性.
    Completeness,
    /// 相关性.
    Relevance,
    /// 适当性.
    Appropriateness,
    /// 可行性.
    Feasibility,
}

impl Group {
    /// The four groups in the order of the form.
    pub const ALL: [Self; 4] =
        [Self::Completeness, Self::Relevance, Self::Appropriateness, Self::Feasibility];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Completeness => "完整性",
            Self::Relevance => "相关性",
            Self::Appropriateness => "适当性",
            Self::Feasibility => "可行性",
        }
    }
}

/// 评定等级.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// 差.
    Poor,
    /// 中.
    Fair,
    /// 良.
    Good,
    /// 优.
    Excellent,
}

impl Grade {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Poor => "差",
            Self::Fair => "中",
            Self::Good => "良",
            Self::Excellent => "优",
        }
    }
}

/// Points taken off for one check of one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deduction {
    /// The check.
    pub rule: RuleCode,
    /// How many issues it found on this sheet.
    pub count: u32,
    /// Points taken off, positive.
    pub points: Decimal,
}

/// The points of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupScore {
    /// Which group.
    pub group: Group,
    /// Full points.
    pub full: Decimal,
    /// Points left, never below zero.
    pub points: Decimal,
    /// Why.
    pub deductions: Vec<Deduction>,
}

/// The review score of one target sheet, from 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetScore {
    /// Which sheet, from 1 in the order of the document.
    pub sheet: u32,
    /// The four groups in the order of the form.
    pub groups: Vec<GroupScore>,
    /// The sum of the groups.
    pub total: Decimal,
    /// The grade the total earns.
    pub grade: Grade,
}
