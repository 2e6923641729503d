//! 一级、二级指标: the taxonomy of indicators.

use std::collections::BTreeMap;
use vocabulary::matching_key;

/// 一级指标.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level1 {
    /// 成本指标 (101号 frame).
    Cost,
    /// 产出指标.
    Output,
    /// 效益指标; Hebei prints 效果指标.
    Outcome,
    /// 满意度指标.
    Satisfaction,
}

impl Level1 {
    /// Every first level, in the order of the forms.
    pub const ALL: [Self; 4] = [Self::Cost, Self::Output, Self::Outcome, Self::Satisfaction];

    /// The standard label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cost => "成本指标",
            Self::Output => "产出指标",
            Self::Outcome => "效益指标",
            Self::Satisfaction => "满意度指标",
        }
    }

    /// The name in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Output => "output",
            Self::Outcome => "outcome",
            Self::Satisfaction => "satisfaction",
        }
    }
}

/// 二级指标.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level2 {
    /// 数量指标.
    Quantity,
    /// 质量指标.
    Quality,
    /// 时效指标.
    Timeliness,
    /// 成本指标 below 产出 (88号 frame).
    Cost,
    /// 经济成本指标.
    EconomicCost,
    /// 社会成本指标.
    SocialCost,
    /// 生态环境成本指标.
    EnvironmentalCost,
    /// 经济效益指标.
    EconomicBenefit,
    /// 社会效益指标.
    SocialBenefit,
    /// 生态效益指标.
    EnvironmentalBenefit,
    /// 可持续影响指标.
    SustainedImpact,
    /// 服务对象满意度指标.
    ServiceUserSatisfaction,
}

impl Level2 {
    /// Every second level.
    pub const ALL: [Self; 12] = [
        Self::Quantity,
        Self::Quality,
        Self::Timeliness,
        Self::Cost,
        Self::EconomicCost,
        Self::SocialCost,
        Self::EnvironmentalCost,
        Self::EconomicBenefit,
        Self::SocialBenefit,
        Self::EnvironmentalBenefit,
        Self::SustainedImpact,
        Self::ServiceUserSatisfaction,
    ];

    /// The standard label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Quantity => "数量指标",
            Self::Quality => "质量指标",
            Self::Timeliness => "时效指标",
            Self::Cost => "成本指标",
            Self::EconomicCost => "经济成本指标",
            Self::SocialCost => "社会成本指标",
            Self::EnvironmentalCost => "生态环境成本指标",
            Self::EconomicBenefit => "经济效益指标",
            Self::SocialBenefit => "社会效益指标",
            Self::EnvironmentalBenefit => "生态效益指标",
            Self::SustainedImpact => "可持续影响指标",
            Self::ServiceUserSatisfaction => "服务对象满意度指标",
        }
    }

    /// The name in rule files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Quality => "quality",
            Self::Timeliness => "timeliness",
            Self::Cost => "cost",
            Self::EconomicCost => "economic_cost",
            Self::SocialCost => "social_cost",
            Self::EnvironmentalCost => "environmental_cost",
            Self::EconomicBenefit => "economic_benefit",
            Self::SocialBenefit => "social_benefit",
            Self::EnvironmentalBenefit => "environmental_benefit",
            Self::SustainedImpact => "sustained_impact",
            Self::ServiceUserSatisfaction => "service_user_satisfaction",
        }
    }

    /// The first level it belongs to.
    pub fn level1(self) -> Level1 {
        match self {
            Self::Quantity | Self::Quality | Self::Timeliness | Self::Cost => Level1::Output,
            Self::EconomicCost | Self::SocialCost | Self::EnvironmentalCost => Level1::Cost,
            Self::EconomicBenefit
            | Self::SocialBenefit
            | Self::EnvironmentalBenefit
            | Self::SustainedImpact => Level1::Outcome,
            Self::ServiceUserSatisfaction => Level1::Satisfaction,
        }
    }
}

/// The labels by which documents name the levels. The aliases (效果指标 = 效益指标) are data of
/// `rules/taxonomy.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomy {
    level1: BTreeMap<String, Level1>,
    level2: BTreeMap<String, Level2>,
}

impl Taxonomy {
    /// A taxonomy of the standard labels and the aliases given.
    pub fn new(
        level1: impl IntoIterator<Item = (String, Level1)>,
        level2: impl IntoIterator<Item = (String, Level2)>,
    ) -> Self {
        let standard1 = Level1::ALL.into_iter().map(|level| (level.label().to_owned(), level));
        let standard2 = Level2::ALL.into_iter().map(|level| (level.label().to_owned(), level));
        Self {
            level1: level1.into_iter().chain(standard1).map(key1).collect(),
            level2: level2.into_iter().chain(standard2).map(key1).collect(),
        }
    }

    /// The first level a label names; points such as `产出指标（50分）` are left out of account.
    pub fn level1(&self, label: &str) -> Option<Level1> {
        self.level1.get(&bare_label(label)).copied()
    }

    /// The second level a label names.
    pub fn level2(&self, label: &str) -> Option<Level2> {
        self.level2.get(&bare_label(label)).copied()
    }
}

fn key1<T>((label, level): (String, T)) -> (String, T) {
    (matching_key(&label), level)
}

/// The label without blanks and without points in brackets.
fn bare_label(label: &str) -> String {
    let key = matching_key(label);
    match key.find(['(', '（']) {
        Some(bracket) => key.get(..bracket).unwrap_or(&key).to_owned(),
        None => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_known_by_its_label_its_alias_and_with_points_in_brackets() {
        let taxonomy = Taxonomy::new([("效果指标".to_owned(), Level1::Outcome)], []);
        let cases = [
            ("产出指标", Some(Level1::Output)),
            ("产 出\n指标（50分）", Some(Level1::Output)),
            ("效果指标", Some(Level1::Outcome)),
            ("效益指标(30分)", Some(Level1::Outcome)),
            ("效率指标", None),
            ("", None),
        ];
        for (label, level) in cases {
            assert_eq!(taxonomy.level1(label), level, "{label}");
        }
        assert_eq!(taxonomy.level2("服务对象\n满意度指标"), Some(Level2::ServiceUserSatisfaction));
    }

    #[test]
    fn every_second_level_has_a_label_and_a_code_of_its_own() {
        let labels: std::collections::BTreeSet<_> = Level2::ALL.map(Level2::label).into();
        let codes: std::collections::BTreeSet<_> = Level2::ALL.map(Level2::code).into();
        assert_eq!((labels.len(), codes.len()), (Level2::ALL.len(), Level2::ALL.len()));
    }
}
