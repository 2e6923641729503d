//! `rules/review.toml` and `rules/lexicon.toml`: the review checks as data.

use super::{FormLabels, RuleFileError};
use goals::review::rules::{
    CheckKind, CheckRule, CostlyPromise, ExpectedDenominator, Fault, Figure, ForeignDuty,
    GradeBand, Misprint, Position, PromisedCategory, SameWord, ScoringRules, Season, WordList,
};
use goals::review::{Grade, Group, ReviewRules};
use indicators::Taxonomy;
use serde::Deserialize;
use std::collections::BTreeMap;
use vocabulary::{AmountUnit, Basis, Decimal, Money, RuleCode, Severity};

const REVIEW_FILE: &str = "rules/review.toml";
const REVIEW: &str = include_str!("../../../../rules/review.toml");
const LEXICON_FILE: &str = "rules/lexicon.toml";
const LEXICON: &str = include_str!("../../../../rules/lexicon.toml");

/// The review rules shipped with the program.
///
/// # Errors
/// When the shipped file is broken, which a test excludes.
pub fn review_rules() -> Result<ReviewRules, RuleFileError> {
    let labels = FormLabels::shipped()?;
    read_review_rules(REVIEW, LEXICON, labels.taxonomy().clone())
}

/// Reads review rules from the texts of the two files. A code, word list or figure that is
/// unknown, missing or there twice is an error.
fn read_review_rules(
    review: &str,
    lexicon: &str,
    taxonomy: Taxonomy,
) -> Result<ReviewRules, RuleFileError> {
    let file: ReviewFile = toml::from_str(review).map_err(|e| broken(e.to_string()))?;
    let lexicon: LexiconFile = toml::from_str(lexicon)
        .map_err(|e| RuleFileError { file: LEXICON_FILE.to_owned(), problem: e.to_string() })?;
    Ok(ReviewRules {
        checks: checks(file.check)?,
        words: words(file.words)?,
        figures: figures(&file.figures)?,
        seasons: file.season.into_iter().map(SeasonEntry::typed).collect(),
        denominators: file.denominator.into_iter().map(DenominatorEntry::typed).collect(),
        costly_promises: file
            .costly_promise
            .into_iter()
            .map(PromiseEntry::typed)
            .collect::<Result<_, _>>()?,
        foreign_duties: file.foreign_duty.into_iter().map(DutyEntry::typed).collect(),
        promised_categories: file.promised_category.into_iter().map(CategoryEntry::typed).collect(),
        same_words: file.same_word.into_iter().map(SameWordEntry::typed).collect(),
        lexicon: lexicon.entry.into_iter().map(LexiconEntry::typed).collect(),
        scoring: scoring(file.scoring)?,
        taxonomy,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewFile {
    #[serde(rename = "in_force_from")]
    _in_force_from: String,
    #[serde(rename = "region")]
    _region: String,
    scoring: ScoringTable,
    figures: BTreeMap<String, String>,
    words: BTreeMap<String, Vec<String>>,
    season: Vec<SeasonEntry>,
    denominator: Vec<DenominatorEntry>,
    costly_promise: Vec<PromiseEntry>,
    foreign_duty: Vec<DutyEntry>,
    promised_category: Vec<CategoryEntry>,
    same_word: Vec<SameWordEntry>,
    check: Vec<CheckEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckEntry {
    code: String,
    title: String,
    severity: SeverityWord,
    milder: Option<SeverityWord>,
    group: String,
    kind: KindWord,
    checks: String,
    why: String,
    basis: String,
    mend: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SeverityWord {
    Error,
    Warning,
    Info,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindWord {
    Mechanical,
    Semantic,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoringTable {
    basis: String,
    full: BTreeMap<String, String>,
    deductions: DeductionTable,
    counted_at_most: usize,
    bands: Vec<BandEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeductionTable {
    error: String,
    warning: String,
    info: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandEntry {
    from: String,
    grade: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeasonEntry {
    word: String,
    month: u8,
}

impl SeasonEntry {
    fn typed(self) -> Season {
        Season { word: self.word, month: self.month }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DenominatorEntry {
    names: Vec<String>,
    numerators: Vec<String>,
    denominators: Vec<String>,
    suggestion: String,
}

impl DenominatorEntry {
    fn typed(self) -> ExpectedDenominator {
        ExpectedDenominator {
            names: self.names,
            numerators: self.numerators,
            denominators: self.denominators,
            suggestion: self.suggestion,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromiseEntry {
    words: Vec<String>,
    at_least: String,
    budget_below_wan_yuan: String,
}

impl PromiseEntry {
    fn typed(self) -> Result<CostlyPromise, RuleFileError> {
        let budget = Money::parse(&self.budget_below_wan_yuan, AmountUnit::WanYuan);
        Ok(CostlyPromise {
            words: self.words,
            at_least: decimal(&self.at_least)?,
            budget_below: budget.map_err(|e| broken(e.to_string()))?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyEntry {
    units: Vec<String>,
    business: Vec<String>,
    owner: String,
}

impl DutyEntry {
    fn typed(self) -> ForeignDuty {
        ForeignDuty { units: self.units, business: self.business, owner: self.owner }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryEntry {
    promise: String,
    kept_by: String,
}

impl CategoryEntry {
    fn typed(self) -> PromisedCategory {
        PromisedCategory { promise: self.promise, kept_by: self.kept_by }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SameWordEntry {
    written: String,
    means: String,
}

impl SameWordEntry {
    fn typed(self) -> SameWord {
        SameWord { written: self.written, means: self.means }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LexiconFile {
    #[serde(rename = "basis")]
    _basis: String,
    #[serde(rename = "in_force_from")]
    _in_force_from: String,
    entry: Vec<LexiconEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LexiconEntry {
    fault: FaultWord,
    printed: String,
    meant: Option<String>,
    #[serde(default)]
    position: PositionWord,
    #[serde(default)]
    right_before: Vec<String>,
    note: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum FaultWord {
    Misprint,
    Outdated,
    Redundant,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PositionWord {
    #[default]
    Anywhere,
    Start,
    End,
}

impl LexiconEntry {
    fn typed(self) -> Misprint {
        Misprint {
            fault: match self.fault {
                FaultWord::Misprint => Fault::Misprint,
                FaultWord::Outdated => Fault::Outdated,
                FaultWord::Redundant => Fault::Redundant,
            },
            printed: self.printed,
            meant: self.meant,
            position: match self.position {
                PositionWord::Anywhere => Position::Anywhere,
                PositionWord::Start => Position::Start,
                PositionWord::End => Position::End,
            },
            right_before: self.right_before,
            note: self.note,
        }
    }
}

fn checks(entries: Vec<CheckEntry>) -> Result<BTreeMap<RuleCode, CheckRule>, RuleFileError> {
    let mut checks = BTreeMap::new();
    for entry in entries {
        let number = entry.code.strip_prefix('R').and_then(|number| number.parse().ok());
        let code = RuleCode(number.ok_or_else(|| broken(format!("编号“{}”不成立", entry.code)))?);
        let group = Group::ALL
            .into_iter()
            .find(|group| group.code() == entry.group)
            .ok_or_else(|| broken(format!("{code}的分组“{}”不存在", entry.group)))?;
        let rule = CheckRule {
            title: entry.title,
            severity: severity(entry.severity),
            milder: entry.milder.map(severity),
            group,
            kind: match entry.kind {
                KindWord::Mechanical => CheckKind::Mechanical,
                KindWord::Semantic => CheckKind::Semantic,
            },
            checks: entry.checks,
            why: entry.why,
            mend: entry.mend,
            basis: Basis::new(entry.basis),
        };
        if checks.insert(code, rule).is_some() {
            return Err(broken(format!("{code}出现了两次")));
        }
    }
    Ok(checks)
}

fn severity(word: SeverityWord) -> Severity {
    match word {
        SeverityWord::Error => Severity::Error,
        SeverityWord::Warning => Severity::Warning,
        SeverityWord::Info => Severity::Info,
    }
}

fn words(
    mut lists: BTreeMap<String, Vec<String>>,
) -> Result<BTreeMap<WordList, Vec<String>>, RuleFileError> {
    let mut words = BTreeMap::new();
    for list in WordList::ALL {
        let entries =
            lists.remove(list.code()).ok_or_else(|| broken(format!("缺少词表{}", list.code())))?;
        words.insert(list, entries);
    }
    match lists.into_keys().next() {
        Some(unknown) => Err(broken(format!("词表{unknown}没有用处"))),
        None => Ok(words),
    }
}

fn figures(entries: &BTreeMap<String, String>) -> Result<BTreeMap<Figure, Decimal>, RuleFileError> {
    if let Some(unknown) =
        entries.keys().find(|key| Figure::ALL.iter().all(|figure| figure.code() != key.as_str()))
    {
        return Err(broken(format!("数值{unknown}没有用处")));
    }
    Figure::ALL
        .into_iter()
        .map(|figure| {
            let text = entries
                .get(figure.code())
                .ok_or_else(|| broken(format!("缺少数值{}", figure.code())))?;
            Ok((figure, decimal(text)?))
        })
        .collect()
}

fn scoring(table: ScoringTable) -> Result<ScoringRules, RuleFileError> {
    let full = Group::ALL
        .into_iter()
        .map(|group| {
            let text = table
                .full
                .get(group.code())
                .ok_or_else(|| broken(format!("缺少{}的满分", group.label())))?;
            Ok((group, decimal(text)?))
        })
        .collect::<Result<_, RuleFileError>>()?;
    let bands = table
        .bands
        .into_iter()
        .map(|band| {
            let grade = Grade::ALL
                .into_iter()
                .find(|grade| grade.code() == band.grade)
                .ok_or_else(|| broken(format!("等级{}不存在", band.grade)))?;
            Ok(GradeBand { from: decimal(&band.from)?, grade })
        })
        .collect::<Result<_, RuleFileError>>()?;
    Ok(ScoringRules {
        full,
        deductions: BTreeMap::from([
            (Severity::Error, decimal(&table.deductions.error)?),
            (Severity::Warning, decimal(&table.deductions.warning)?),
            (Severity::Info, decimal(&table.deductions.info)?),
        ]),
        counted_at_most: table.counted_at_most,
        bands,
        basis: Some(Basis::new(table.basis)),
    })
}

fn decimal(text: &str) -> Result<Decimal, RuleFileError> {
    text.parse().map_err(|_| broken(format!("“{text}”不是数")))
}

fn broken(problem: String) -> RuleFileError {
    RuleFileError { file: REVIEW_FILE.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_in_code_has_an_entry_and_every_entry_a_check() {
        let rules = review_rules().unwrap();
        let entries: Vec<RuleCode> = rules.checks.keys().copied().collect();
        assert_eq!(goals::review::codes(), entries);
    }

    #[test]
    fn a_code_given_twice_is_refused() {
        let entry = "[[check]]\ncode = \"R01\"\ntitle = \"甲\"\nseverity = \"info\"\n\
            group = \"relevance\"\nkind = \"mechanical\"\nchecks = \"\"\nwhy = \"\"\n\
            basis = \"\"\nmend = \"\"\n";
        let doubled = format!("{REVIEW}\n{entry}");
        let error = read_review_rules(&doubled, LEXICON, Taxonomy::default()).unwrap_err();
        assert_eq!(error.problem, "R01出现了两次");
    }

    #[test]
    fn a_list_nobody_uses_is_refused() {
        let more = REVIEW.replace("[words]", "[words]\nspare = [\"甲\"]");
        let error = read_review_rules(&more, LEXICON, Taxonomy::default()).unwrap_err();
        assert_eq!(error.problem, "词表spare没有用处");
    }
}
