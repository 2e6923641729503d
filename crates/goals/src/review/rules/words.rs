//! The lists of words the checks go by.

/// A list of words. The words are data of `rules/review.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordList {
    /// Words of kinds of cost; a purpose of these alone conflicts with nothing (R11).
    CostWords,
    /// Words of personnel and basic spending (R11, R83).
    PersonnelWords,
    /// Openings of a duty statement (R26).
    DutyOpenings,
    /// Promises beyond a single small project (R27).
    GrandPromises,
    /// Counters behind a Chinese numeral that make it a figure (R23, R81).
    MeasureCounters,
    /// Words that grade a result (R23, R81).
    GradeWords,
    /// Words of works and purchases, where cost indicators are compulsory (R32).
    WorksWords,
    /// Rates that are outputs wherever they are filed (R35).
    OutputRates,
    /// What a satisfaction indicator's name contains (R36, R62).
    SatisfactionWords,
    /// Verbs an indicator's name may not begin with (R40).
    NameOpenings,
    /// Names that do not say of what (R103).
    BareNames,
    /// Endings of the names of rates (R41, R47, R54).
    RateEndings,
    /// Endings of the names of counts (R54).
    CountEndings,
    /// Endings that look like counts and are none (R54).
    CountEndingExceptions,
    /// Units of counts (R54).
    CountUnits,
    /// What the numerator of a rate may end with (R45).
    CountableEndings,
    /// Measures of which more is worse (R46).
    AdverseMeasures,
    /// Words that turn an adverse measure into a good one (R46).
    AdverseNegations,
    /// Rates that may exceed 100 % (R52).
    UnboundedRates,
    /// Words of things that are to stay below a limit (R210).
    LimitWords,
    /// Words of outputs that are to be reached (R210).
    OutputCounts,
    /// Words of a period shorter than the year (R59).
    Periods,
    /// Words of the whole year (R59).
    AnnualWords,
    /// Words of a survey (R60).
    SurveyWords,
    /// Names of satisfaction indicators that name nobody in particular (R61).
    GenericPublic,
    /// What a basis says that says nothing (R02).
    UninformativeBasis,
    /// Signs that stand for an empty cell.
    EmptyCells,
    /// Words every project uses: they tell no business from another.
    StopWords,
    /// Common words that still tie a promise to an indicator (R25).
    SupportingWords,
    /// Words of measures: they say how, not what (R43).
    MeasureWords,
    /// Labels of which a text gives one amount (R214).
    AmountLabels,
    /// Endings of the names of governments (R213).
    PlaceSuffixes,
}

impl WordList {
    /// Every list.
    pub const ALL: [Self; 32] = [
        Self::CostWords,
        Self::PersonnelWords,
        Self::DutyOpenings,
        Self::GrandPromises,
        Self::MeasureCounters,
        Self::GradeWords,
        Self::WorksWords,
        Self::OutputRates,
        Self::SatisfactionWords,
        Self::NameOpenings,
        Self::BareNames,
        Self::RateEndings,
        Self::CountEndings,
        Self::CountEndingExceptions,
        Self::CountUnits,
        Self::CountableEndings,
        Self::AdverseMeasures,
        Self::AdverseNegations,
        Self::UnboundedRates,
        Self::LimitWords,
        Self::OutputCounts,
        Self::Periods,
        Self::AnnualWords,
        Self::SurveyWords,
        Self::GenericPublic,
        Self::UninformativeBasis,
        Self::EmptyCells,
        Self::StopWords,
        Self::SupportingWords,
        Self::MeasureWords,
        Self::AmountLabels,
        Self::PlaceSuffixes,
    ];

    /// The key in the rule file.
    pub fn code(self) -> &'static str {
        match self {
            Self::CostWords => "cost_words",
            Self::PersonnelWords => "personnel_words",
            Self::DutyOpenings => "duty_openings",
            Self::GrandPromises => "grand_promises",
            Self::MeasureCounters => "measure_counters",
            Self::GradeWords => "grade_words",
            Self::WorksWords => "works_words",
            Self::OutputRates => "output_rates",
            Self::SatisfactionWords => "satisfaction_words",
            Self::NameOpenings => "name_openings",
            Self::BareNames => "bare_names",
            Self::RateEndings => "rate_endings",
            Self::CountEndings => "count_endings",
            Self::CountEndingExceptions => "count_ending_exceptions",
            Self::CountUnits => "count_units",
            Self::CountableEndings => "countable_endings",
            Self::AdverseMeasures => "adverse_measures",
            Self::AdverseNegations => "adverse_negations",
            Self::UnboundedRates => "unbounded_rates",
            Self::LimitWords => "limit_words",
            Self::OutputCounts => "output_counts",
            Self::Periods => "periods",
            Self::AnnualWords => "annual_words",
            Self::SurveyWords => "survey_words",
            Self::GenericPublic => "generic_public",
            Self::UninformativeBasis => "uninformative_basis",
            Self::EmptyCells => "empty_cells",
            Self::StopWords => "stop_words",
            Self::SupportingWords => "supporting_words",
            Self::MeasureWords => "measure_words",
            Self::AmountLabels => "amount_labels",
            Self::PlaceSuffixes => "place_suffixes",
        }
    }
}
