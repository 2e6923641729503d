//! `rules/indicators/*.toml` to the indicators of the library.

mod written;

use super::faults::Faults;
use super::{RuleFileError, toml_faults};
use indicators::{
    Accumulation, Correction, Direction, FormulaVariant, IndicatorCode, IndicatorDefinition,
    ScoringRule, ServedRow, WhenNothing, WordingFault,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use vocabulary::{Basis, Day};

pub use written::write_indicator;

/// Names a file of the folder and takes its text.
macro_rules! indicator_file {
    ($name:literal) => {
        (
            concat!("rules/indicators/", $name, ".toml"),
            include_str!(concat!("../../../../rules/indicators/", $name, ".toml")),
        )
    };
}

/// Every indicator file with its text. A test compares the list with the folder.
const FILES: [(&str, &str); 15] = [
    indicator_file!("P01"),
    indicator_file!("P02"),
    indicator_file!("P03"),
    indicator_file!("P04"),
    indicator_file!("P05"),
    indicator_file!("P06"),
    indicator_file!("P07"),
    indicator_file!("P08"),
    indicator_file!("P09"),
    indicator_file!("P10"),
    indicator_file!("P11"),
    indicator_file!("P12"),
    indicator_file!("P13"),
    indicator_file!("P14"),
    indicator_file!("department"),
];

/// The indicators shipped with the program, in the order of the document that promises them; last
/// those of the department as a whole, which serve no row.
///
/// # Errors
/// When a shipped file is broken, which a test excludes.
pub fn shipped_indicators() -> Result<Vec<IndicatorDefinition>, RuleFileError> {
    read_library(&FILES)
}

/// Reads one file of indicators. `file` is its name in messages.
///
/// Formulas are kept as texts: the language of `ledgers` reads them against the ledgers.
///
/// # Errors
/// Everything that is wrong with the text, in words.
pub fn read_indicators(file: &str, text: &str) -> Result<Vec<IndicatorDefinition>, RuleFileError> {
    let refused = |problem: String| RuleFileError { file: file.to_owned(), problem };
    let entries: IndicatorFile =
        toml::from_str(text).map_err(|error| refused(toml_faults::in_words(&error, text)))?;
    let day = Day::parse(&entries.in_force_from);
    let in_force_from = day.map_err(|error| refused(format!("in_force_from：{error}")))?;
    let mut faults = Vec::new();
    let mut definitions = Vec::new();
    for entry in entries.indicator {
        let name = entry.name.clone();
        match entry.typed(&entries.title, in_force_from) {
            Ok(definition) => definitions.push(definition),
            Err(own) => faults.extend(own.into_iter().map(|f| format!("指标“{name}”：{f}"))),
        }
    }
    if faults.is_empty() { Ok(definitions) } else { Err(refused(faults.join("；"))) }
}

/// Reads files that make up one library: codes and names are its own, a row is served once.
fn read_library(files: &[(&str, &str)]) -> Result<Vec<IndicatorDefinition>, RuleFileError> {
    let mut library: Vec<IndicatorDefinition> = Vec::new();
    for (file, text) in files {
        for definition in read_indicators(file, text)? {
            if let Some(problem) = clash(&definition, &library) {
                return Err(RuleFileError { file: (*file).to_owned(), problem });
            }
            library.push(definition);
        }
    }
    Ok(library)
}

/// What an indicator has in common with another of its library, and may not: code, name, or a row
/// that is measured.
pub fn clash(definition: &IndicatorDefinition, library: &[IndicatorDefinition]) -> Option<String> {
    let name = &definition.name;
    if library.iter().any(|other| other.code == definition.code) {
        return Some(format!("指标“{name}”的编码“{}”已被使用，请另取编码", definition.code));
    }
    if library.iter().any(|other| other.name == *name) {
        return Some(format!("已有名为“{name}”的指标，请另取名称"));
    }
    let mut served: BTreeSet<&ServedRow> = library.iter().flat_map(|other| &other.serves).collect();
    let twice = definition.serves.iter().find(|row| !served.insert(row))?;
    Some(format!("指标“{name}”所列的第{}行已由别的指标计量，请删去一处", twice.row))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorFile {
    title: String,
    in_force_from: String,
    indicator: Vec<IndicatorEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorEntry {
    code: String,
    name: String,
    definition: String,
    unit: String,
    direction: String,
    accumulation: String,
    basis: Option<String>,
    sources: String,
    method: String,
    evidence: String,
    scoring: Option<String>,
    version: u32,
    formula: String,
    zero: Option<ZeroTable>,
    #[serde(default)]
    serves: Vec<ServedEntry>,
    corrected: Option<CorrectedTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZeroTable {
    policy: String,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServedEntry {
    project: u16,
    row: u16,
    name: String,
    definition: String,
}

/// Unit and direction are those of the literal formula unless they are given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectedTable {
    fault: String,
    reason: String,
    formula: String,
    unit: Option<String>,
    direction: Option<String>,
    zero: Option<ZeroTable>,
}

const DIRECTIONS: [(&str, Direction); 3] = [
    ("higher", Direction::HigherIsBetter),
    ("lower", Direction::LowerIsBetter),
    ("neutral", Direction::Neutral),
];

const ACCUMULATIONS: [(&str, Accumulation); 3] = [
    ("cumulative", Accumulation::Cumulative),
    ("point_in_time", Accumulation::PointInTime),
    ("period_average", Accumulation::PeriodAverage),
];

const SCORINGS: [(&str, ScoringRule); 6] = [
    ("ratio", ScoringRule::Ratio),
    ("ratio_with_floor", ScoringRule::RatioWithFloor),
    ("direct", ScoringRule::Direct),
    ("graded", ScoringRule::Graded),
    ("satisfaction_bands", ScoringRule::SatisfactionBands),
    ("reverse_linear", ScoringRule::ReverseLinear),
];

const FAULTS: [(&str, WordingFault); 4] = [
    ("perverse", WordingFault::Perverse),
    ("unmeasurable", WordingFault::Unmeasurable),
    ("other_business", WordingFault::OtherBusiness),
    ("imprecise", WordingFault::Imprecise),
];

impl IndicatorEntry {
    /// The indicator, or everything that is wrong with it.
    fn typed(self, theme: &str, in_force_from: Day) -> Result<IndicatorDefinition, Vec<String>> {
        let mut faults = Faults::default();
        self.blanks(&mut faults);
        let definition = self.definition(theme, in_force_from, &mut faults);
        faults.judge(definition)
    }

    /// What could be made of the entry; of use only when nothing was told.
    fn definition(
        self,
        theme: &str,
        in_force_from: Day,
        faults: &mut Faults,
    ) -> Option<IndicatorDefinition> {
        let code = IndicatorCode::parse(&self.code);
        let code = code.map_err(|error| faults.tell(error.to_string())).ok();
        let direction = faults.word("方向", &self.direction, &DIRECTIONS);
        let accumulation = faults.word("累计方式", &self.accumulation, &ACCUMULATIONS);
        let scoring = match &self.scoring {
            None => direction.map(ScoringRule::usual),
            Some(scoring) => faults.word("计分规则", scoring, &SCORINGS),
        };
        let when_nothing = zero(self.zero, faults);
        let corrected = self.corrected.and_then(|table| table.typed(&self.unit, direction, faults));
        Some(IndicatorDefinition {
            code: code?,
            name: self.name,
            definition: self.definition,
            theme: theme.to_owned(),
            accumulation: accumulation?,
            basis: self.basis.map(Basis::new),
            sources: self.sources,
            method: self.method,
            evidence: self.evidence,
            scoring: scoring?,
            literal: FormulaVariant {
                formula: self.formula.trim().to_owned(),
                unit: self.unit,
                direction: direction?,
                when_nothing: when_nothing?,
            },
            corrected,
            serves: self.serves.into_iter().map(ServedEntry::typed).collect(),
            in_force_from,
            version: self.version,
        })
    }

    /// Tells what was left empty and must not be.
    fn blanks(&self, faults: &mut Faults) {
        let texts = [
            ("名称", &self.name),
            ("解释", &self.definition),
            ("计量单位", &self.unit),
            ("数据来源", &self.sources),
            ("取值方法", &self.method),
            ("佐证资料", &self.evidence),
            ("公式", &self.formula),
        ];
        for (what, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
            faults.tell(format!("{what}为空，请填写"));
        }
    }
}

impl CorrectedTable {
    fn typed(
        self,
        unit: &str,
        literal: Option<Direction>,
        faults: &mut Faults,
    ) -> Option<Correction> {
        let fault = faults.word("问题类别", &self.fault, &FAULTS);
        let direction = match &self.direction {
            None => literal,
            Some(direction) => faults.word("方向", direction, &DIRECTIONS),
        };
        let when_nothing = zero(self.zero, faults);
        if self.reason.trim().is_empty() || self.formula.trim().is_empty() {
            faults.tell("修正口径应写明理由和公式".to_owned());
        }
        Some(Correction {
            fault: fault?,
            reason: self.reason,
            variant: FormulaVariant {
                formula: self.formula.trim().to_owned(),
                unit: self.unit.unwrap_or_else(|| unit.to_owned()),
                direction: direction?,
                when_nothing: when_nothing?,
            },
        })
    }
}

impl ServedEntry {
    fn typed(self) -> ServedRow {
        ServedRow {
            project: self.project,
            row: self.row,
            name: self.name,
            definition: self.definition,
        }
    }
}

/// The policy when the denominator is nothing; not applicable when the file is silent.
fn zero(table: Option<ZeroTable>, faults: &mut Faults) -> Option<WhenNothing> {
    let Some(table) = table else { return Some(WhenNothing::NotApplicable) };
    match (table.policy.as_str(), table.reason) {
        ("not_applicable", None) => Some(WhenNothing::NotApplicable),
        ("full_if_no_event", Some(reason)) if !reason.trim().is_empty() => {
            Some(WhenNothing::Full { reason })
        }
        ("full_if_no_event", _) => {
            faults.tell("无事项按满分计的，应写明理由".to_owned());
            None
        }
        ("not_applicable", Some(_)) => {
            faults.tell("分母为零不适用的，不写理由，请删去".to_owned());
            None
        }
        (other, _) => {
            faults.tell(format!(
                "分母为零的处理“{other}”不可用，可用的有：not_applicable、full_if_no_event"
            ));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sound file to be spoilt.
    const SOUND: &str = r#"
title = "警报设施"
in_force_from = "2026-01-01"
[[indicator]]
code = "sirens"
name = "警报器更新率"
definition = "已更换的新型设备与总的使用设备的比值"
unit = "%"
direction = "higher"
accumulation = "point_in_time"
sources = "设施设备台账"
method = "期末台数之比。"
evidence = "验收单"
version = 1
formula = "count(facility@end)"
serves = [{ project = 2, row = 7, name = "更新率", definition = "比值" }]
[indicator.corrected]
fault = "perverse"
reason = "历年累计占比。"
formula = "count(fault@in)"
unit = "起"
zero = { policy = "full_if_no_event", reason = "没有故障" }
"#;

    #[test]
    fn a_correction_takes_over_what_it_does_not_say() {
        let indicators = read_indicators("P02.toml", SOUND).unwrap();
        let [indicator] = indicators.as_slice() else { panic!("one indicator") };
        let correction = indicator.corrected.as_ref().unwrap();
        assert_eq!(indicator.literal.when_nothing, WhenNothing::NotApplicable);
        assert_eq!(correction.variant.direction, indicator.literal.direction);
        assert_eq!(correction.variant.unit, "起");
        assert_eq!(
            correction.variant.when_nothing,
            WhenNothing::Full { reason: "没有故障".to_owned() }
        );
    }

    #[test]
    fn an_indicator_that_is_written_reads_back_the_same() {
        let basis = "basis = \"《人民防空法》第三十五条\"\nscoring = \"direct\"\nversion = 7";
        let texts = [SOUND.to_owned(), SOUND.replace("version = 1", basis)];
        for indicator in texts.iter().flat_map(|text| read_indicators("P02.toml", text).unwrap()) {
            let again = read_indicators("again", &write_indicator(&indicator)).unwrap();
            assert_eq!(again, [indicator]);
        }
        for indicator in shipped_indicators().unwrap() {
            let again = read_indicators("again", &write_indicator(&indicator)).unwrap();
            assert_eq!(again, [indicator]);
        }
    }

    #[test]
    fn a_spoilt_file_is_refused_with_the_indicator_and_the_remedy() {
        let spoilt = [
            ("version = 1", "version = 1\nspare = 1", "不认识的项目“spare”"),
            ("unit = \"%\"\n", "", "缺少项目“unit”"),
            ("2026-01-01", "2026-02-30", "in_force_from：“2026-02-30”这一天不存在"),
            ("code = \"sirens\"", "code = \"警报\"", "“警报器更新率”：“警报”不能作指标编码"),
            ("\"higher\"", "\"up\"", "方向“up”不可用，可用的有：higher、lower、neutral"),
            (
                "version = 1",
                "version = 1\nscoring = \"all\"",
                "计分规则“all”不可用，可用的有：ratio",
            ),
            ("\"point_in_time\"", "\"now\"", "累计方式“now”不可用"),
            ("\"perverse\"", "\"bad\"", "问题类别“bad”不可用，可用的有：perverse"),
            ("method = \"期末台数之比。\"", "method = \"\"", "取值方法为空，请填写"),
            ("reason = \"历年累计占比。\"", "reason = \" \"", "修正口径应写明理由和公式"),
            (", reason = \"没有故障\"", "", "无事项按满分计的，应写明理由"),
            ("\"full_if_no_event\"", "\"not_applicable\"", "分母为零不适用的，不写理由"),
            ("\"full_if_no_event\"", "\"half\"", "分母为零的处理“half”不可用"),
        ];
        for (from, to, told) in spoilt {
            assert_eq!(SOUND.matches(from).count(), 1, "{from}");
            let error = read_indicators("P02.toml", &SOUND.replace(from, to)).unwrap_err();
            assert_eq!(error.file, "P02.toml");
            assert!(error.problem.contains(told), "{to}: {error}");
        }
    }

    #[test]
    fn codes_names_and_served_rows_are_used_once_in_a_library() {
        let second = SOUND.replace("\"sirens\"", "\"others\"");
        let third = second.replace("\"警报器更新率\"", "\"其他更新率\"");
        let cases = [
            (SOUND, "编码“sirens”已被使用，请另取编码"),
            (second.as_str(), "已有名为“警报器更新率”的指标，请另取名称"),
            (third.as_str(), "指标“其他更新率”所列的第7行已由别的指标计量"),
        ];
        for (text, told) in cases {
            let error = read_library(&[("a", SOUND), ("b", text)]).unwrap_err();
            assert_eq!(error.file, "b");
            assert!(error.problem.contains(told), "{error}");
        }
    }
}
