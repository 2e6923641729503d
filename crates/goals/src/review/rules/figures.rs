//! The thresholds of the checks.

/// A figure that a check compares with. Its value is data of `rules/review.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// From how many per cent of common character triples on two goals are one (R20).
    SameGoalPercent,
    /// From how many per cent on a goal's triples standing in another text it is copied (R22).
    CopiedGoalPercent,
    /// Characters a goal must have before it can be called copied (R22).
    CopiedGoalCharacters,
    /// Characters from which on an indicator's name is a sentence (R40).
    NameCharacters,
    /// Budget in 万元 below which grand promises are not believed (R27).
    GrandPromiseBudget,
    /// Per cent of an indicator's words in another project from which on it belongs there (R44).
    OtherBusinessPercent,
    /// Per cent of an indicator's words in its own project up to which it is a stranger (R44).
    OwnBusinessPercent,
    /// Distinct words a definition must have before it is called strange to everything (R44).
    StrangeDefinitionWords,
    /// Characters the telling words of a part of a goal must have before it is a promise (R25).
    PromiseCharacters,
    /// Percentage points by which a stated rate may differ from the computed one (R200).
    RateTolerance,
    /// Points by which a stated score may differ from the computed one (R205, R207, R208).
    ScoreTolerance,
    /// What all weights of a sheet come to, the weight of budget execution included (R204).
    WeightTotal,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 12] = [
        Self::SameGoalPercent,
        Self::CopiedGoalPercent,
        Self::CopiedGoalCharacters,
        Self::NameCharacters,
        Self::GrandPromiseBudget,
        Self::OtherBusinessPercent,
        Self::OwnBusinessPercent,
        Self::StrangeDefinitionWords,
        Self::PromiseCharacters,
        Self::RateTolerance,
        Self::ScoreTolerance,
        Self::WeightTotal,
    ];

    /// The key in the rule file.
    pub fn code(self) -> &'static str {
        match self {
            Self::SameGoalPercent => "same_goal_percent",
            Self::CopiedGoalPercent => "copied_goal_percent",
            Self::CopiedGoalCharacters => "copied_goal_characters",
            Self::NameCharacters => "name_characters",
            Self::GrandPromiseBudget => "grand_promise_budget_wan_yuan",
            Self::OtherBusinessPercent => "other_business_percent",
            Self::OwnBusinessPercent => "own_business_percent",
            Self::StrangeDefinitionWords => "strange_definition_words",
            Self::PromiseCharacters => "promise_characters",
            Self::RateTolerance => "rate_tolerance_points",
            Self::ScoreTolerance => "score_tolerance_points",
            Self::WeightTotal => "weight_total",
        }
    }
}
