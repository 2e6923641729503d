//! `rules/labels.toml` and `rules/taxonomy.toml`: how forms name their fields.

use super::RuleFileError;
use super::label_file::{LabelFile, TaxonomyFile};
use indicators::{Level1, Level2, Taxonomy};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::matching_key;

const LABELS: (&str, &str) = ("rules/labels.toml", include_str!("../../../../rules/labels.toml"));
const TAXONOMY: (&str, &str) =
    ("rules/taxonomy.toml", include_str!("../../../../rules/taxonomy.toml"));

/// Longest label with its remarks, in bytes: some forty Chinese characters.
const LONGEST_LABEL: usize = 120;

/// Longest label, in characters, of `标签：内容` in one cell.
const LONGEST_INLINE_LABEL: usize = 30;

/// A column of an indicator table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Column {
    /// 一级指标.
    Level1,
    /// 二级指标.
    Level2,
    /// 指标类型: the one level of a form with two.
    Level,
    /// 三级指标.
    Name,
    /// 绩效指标描述.
    Definition,
    /// 指标性质, 计算符号.
    Operator,
    /// 指标值.
    Target,
    /// 计量单位.
    Unit,
    /// 指标值确定依据.
    Basis,
    /// 分值.
    Weight,
    /// 实际完成值.
    Actual,
    /// 得分.
    Score,
    /// 偏差原因.
    Reason,
}

/// A column of a list with many projects in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListColumn {
    /// 单位名称.
    UnitName,
    /// 项目编码.
    ProjectCode,
    /// 项目名称.
    ProjectName,
    /// 预算数.
    Budget,
    /// 年度目标.
    Goal,
}

/// A column of the budget execution of a self-evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExecutionColumn {
    /// 年初预算数.
    Initial,
    /// 全年预算数.
    Adjusted,
    /// 全年执行数.
    Spent,
    /// 分值.
    Weight,
    /// 执行率.
    Rate,
    /// 得分.
    Score,
}

/// A field of the head of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    /// 项目编码.
    ProjectCode,
    /// 项目名称.
    ProjectName,
    /// 单位编码.
    UnitCode,
    /// 单位名称.
    UnitName,
    /// 单位：万元.
    AmountUnit,
    /// 预算数.
    BudgetTotal,
    /// 资金用途.
    Purpose,
    /// 绩效目标.
    Goals,
    /// 中期目标.
    MediumTermGoals,
    /// 实际完成情况.
    Achievement,
    /// 中期资金总额.
    MediumTermBudget,
    /// 总分.
    Total,
}

/// A source of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Funding {
    /// 年度资金总额.
    Total,
    /// 财政拨款.
    Fiscal,
    /// 上年结转资金.
    CarriedOver,
    /// 其他资金.
    Other,
    /// Any other, under its own label.
    Named,
}

/// All that a label can mean; which of it holds, the place in the form decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) column: Option<Column>,
    pub(crate) list: Option<ListColumn>,
    pub(crate) execution: Option<ExecutionColumn>,
    pub(crate) field: Option<Field>,
    pub(crate) funding: Option<Funding>,
    /// A field that is kept under its own label.
    pub(crate) other: bool,
    /// A heading without a text of its own.
    pub(crate) group: bool,
    /// The heading whose second row is the purpose.
    pub(crate) budget_scope: bool,
}

/// The headings of the department part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DepartmentHeading {
    /// 第一部分 部门整体绩效目标.
    Part,
    /// 总体绩效目标.
    OverallGoal,
    /// 分项绩效目标.
    SectionGoals,
    /// 工作保障措施.
    Safeguards,
}

/// The labels by which forms name their fields.
#[derive(Clone, Debug)]
pub struct FormLabels {
    meanings: BTreeMap<String, Meaning>,
    taxonomy: Taxonomy,
    operators: BTreeSet<String>,
    nothing: BTreeSet<String>,
    file: LabelFile,
}

impl FormLabels {
    /// The labels shipped with the program.
    ///
    /// # Errors
    /// When the shipped file is broken, which a test excludes.
    pub fn shipped() -> Result<Self, RuleFileError> {
        Self::parse(LABELS.1, TAXONOMY.1)
    }

    /// Reads the labels and the aliases of the taxonomy from their TOML.
    ///
    /// # Errors
    /// When a file is no TOML, has a key that the program does not know, or lacks one.
    pub fn parse(labels: &str, taxonomy: &str) -> Result<Self, RuleFileError> {
        let file: LabelFile = toml::from_str(labels).map_err(|e| broken(LABELS.0, &e))?;
        let taxonomy = parse_taxonomy(taxonomy)?;
        let mut meanings = BTreeMap::new();
        add(&mut meanings, &file.columns, |m, v| m.column = Some(v));
        add(&mut meanings, &file.list_columns, |m, v| m.list = Some(v));
        add(&mut meanings, &file.execution_columns, |m, v| {
            m.execution = Some(v);
        });
        add(&mut meanings, &file.fields, |m, v| m.field = Some(v));
        add(&mut meanings, &file.funding, |m, v| m.funding = Some(v));
        for label in &file.other_fields.labels {
            meaning_of(&mut meanings, label).other = true;
        }
        for label in &file.groups.labels {
            meaning_of(&mut meanings, label).group = true;
        }
        for label in &file.budget_scope.labels {
            meaning_of(&mut meanings, label).budget_scope = true;
        }
        Ok(Self {
            meanings,
            taxonomy,
            operators: keys(&file.operators.texts),
            nothing: keys(&file.nothing.texts),
            file,
        })
    }

    /// The labels of the two upper levels of indicators.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// What a label (as [`matching_key`] gives it) can mean.
    pub(crate) fn meaning(&self, key: &str) -> Option<&Meaning> {
        if key.is_empty() {
            return None;
        }
        if let Some(found) = self.meanings.get(key) {
            return Some(found);
        }
        // Sentences are no labels; most cells of a form end here.
        if key.len() > LONGEST_LABEL {
            return None;
        }
        let bare = without_list_number(key.trim_end_matches(':'));
        let source = bare.strip_prefix("其中").map(|rest| rest.trim_start_matches(':'));
        self.meanings.get(bare).or_else(|| {
            let short = without_remark(bare);
            self.meanings
                .get(short)
                .or_else(|| self.meanings.get(short.trim_end_matches(|c: char| c.is_ascii_digit())))
                .or_else(|| source.and_then(|label| self.meanings.get(without_remark(label))))
        })
    }

    /// Splits `项目名称：道路维修` into what the label means, the label and the text, when the
    /// label is known and the text is not empty.
    pub(crate) fn inline<'t>(&self, text: &'t str) -> Option<(&Meaning, &'t str, &'t str)> {
        for (index, (offset, character)) in text.char_indices().enumerate() {
            if index > LONGEST_INLINE_LABEL {
                break;
            }
            if !matches!(character, ':' | '：') {
                continue;
            }
            let (label, rest) = text.split_at(offset);
            let value = rest.trim_start_matches([':', '：']).trim();
            let label = label.trim();
            if value.is_empty() {
                continue;
            }
            if let Some(meaning) = self.meaning(&matching_key(label)) {
                return Some((meaning, label, value));
            }
        }
        None
    }

    /// Whether a text is a table whose cells have run together.
    pub(crate) fn is_glued(&self, key: &str) -> bool {
        let glued = &self.file.glued;
        let words = glued.words.iter();
        words.filter(|word| key.contains(word.as_str())).count() >= glued.at_least
    }

    /// Whether the cell of an operator may say this.
    pub(crate) fn is_operator(&self, key: &str) -> bool {
        self.operators.contains(key)
    }

    /// Whether the operator's cell says that the target is a text.
    pub(crate) fn is_qualitative(&self, key: &str) -> bool {
        let words = &self.file.operators.qualitative;
        words.iter().any(|word| word == key)
    }

    /// Whether a cell says that there is nothing.
    pub(crate) fn says_nothing(&self, key: &str) -> bool {
        self.nothing.contains(key)
    }

    /// Whether a text under a definition's heading is a kind of standard, thus a basis.
    pub(crate) fn is_basis_text(&self, key: &str) -> bool {
        self.file.definition_column.basis_texts.iter().any(|word| word == key)
    }

    /// Whether a heading speaks of several years.
    pub(crate) fn is_medium_term(&self, key: &str) -> bool {
        self.file.medium_term.marks.iter().any(|mark| key.contains(mark.as_str()))
    }

    /// The label and text that mark a row as one of several years.
    pub(crate) fn medium_term_extra(&self) -> (&str, &str) {
        (&self.file.medium_term.extra_label, &self.file.medium_term.extra_text)
    }

    /// Whether a text is the title of a form: it ends as titles do, a year in brackets aside.
    pub(crate) fn is_title(&self, key: &str) -> bool {
        let bare = without_remark(key);
        self.file
            .titles
            .endings
            .iter()
            .any(|ending| key.ends_with(ending.as_str()) || bare.ends_with(ending.as_str()))
    }

    /// Whether a title is one of a whole department.
    pub(crate) fn is_department_wide(&self, title: &str) -> bool {
        self.file.titles.department_wide.iter().any(|word| title.contains(word.as_str()))
    }

    /// Whether a title is one of a self-evaluation.
    pub(crate) fn is_self_evaluation(&self, title: &str) -> bool {
        self.file.titles.self_evaluation.iter().any(|word| title.contains(word.as_str()))
    }

    /// The heading of the department part that a paragraph is.
    pub(crate) fn department_heading(&self, key: &str) -> Option<DepartmentHeading> {
        let names = &self.file.department;
        let bare = without_part_number(key);
        if bare.is_empty() || names.parts.iter().any(|name| name == bare) {
            return (!key.is_empty()).then_some(DepartmentHeading::Part);
        }
        let heading = without_list_number(bare).trim_end_matches([':', '。']);
        [
            (&names.overall_goal, DepartmentHeading::OverallGoal),
            (&names.section_goals, DepartmentHeading::SectionGoals),
            (&names.safeguards, DepartmentHeading::Safeguards),
        ]
        .into_iter()
        .find(|(labels, _)| labels.iter().any(|label| label == heading))
        .map(|(_, heading)| heading)
    }

    /// Whether a label introduces the goal of a section.
    pub(crate) fn is_section_goal(&self, key: &str) -> bool {
        self.file.department.section_goal.iter().any(|name| name == key)
    }

    /// Whether a label introduces the indicators of a section.
    pub(crate) fn is_section_indicators(&self, key: &str) -> bool {
        self.file.department.section_indicators.iter().any(|name| name == key)
    }
}

/// Reads the aliases of the taxonomy.
fn parse_taxonomy(text: &str) -> Result<Taxonomy, RuleFileError> {
    let file: TaxonomyFile = toml::from_str(text).map_err(|e| broken(TAXONOMY.0, &e))?;
    let unknown = |code: &str| RuleFileError {
        file: TAXONOMY.0.to_owned(),
        problem: format!("没有名为“{code}”的指标层级"),
    };
    let mut level1 = Vec::new();
    for (code, labels) in file.level1 {
        let level = Level1::ALL.into_iter().find(|level| level.code() == code);
        let level = level.ok_or_else(|| unknown(&code))?;
        level1.extend(labels.into_iter().map(|label| (label, level)));
    }
    let mut level2 = Vec::new();
    for (code, labels) in file.level2 {
        let level = Level2::ALL.into_iter().find(|level| level.code() == code);
        let level = level.ok_or_else(|| unknown(&code))?;
        level2.extend(labels.into_iter().map(|label| (label, level)));
    }
    Ok(Taxonomy::new(level1, level2))
}

fn broken(file: &str, error: &toml::de::Error) -> RuleFileError {
    RuleFileError { file: file.to_owned(), problem: error.to_string() }
}

fn meaning_of<'m>(meanings: &'m mut BTreeMap<String, Meaning>, label: &str) -> &'m mut Meaning {
    meanings.entry(matching_key(label)).or_default()
}

fn add<T: Copy>(
    meanings: &mut BTreeMap<String, Meaning>,
    labels: &BTreeMap<T, Vec<String>>,
    set: impl Fn(&mut Meaning, T),
) {
    for (value, names) in labels {
        for name in names {
            set(meaning_of(meanings, name), *value);
        }
    }
}

fn keys(texts: &[String]) -> BTreeSet<String> {
    texts.iter().map(|text| matching_key(text)).collect()
}

/// A label without the number or star before it: `1.`, `2、`, `(一)`, `三、`, `★`.
pub(crate) fn without_list_number(key: &str) -> &str {
    let key = key.trim_start_matches(['★', '☆', '*']);
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    if let Some(rest) = key.strip_prefix('(')
        && let Some((number, label)) = rest.split_once(')')
        && !number.is_empty()
        && number.chars().all(is_number)
    {
        return label;
    }
    let label = key.trim_start_matches(is_number);
    if label.len() == key.len() {
        return key;
    }
    label.strip_prefix(['.', '、', '．', ')']).unwrap_or(key)
}

/// A label without remarks in brackets at its end.
pub(crate) fn without_remark(key: &str) -> &str {
    let mut label = key;
    while let Some(inner) = label.strip_suffix([')', '〕']) {
        let Some(open) = inner.rfind(['(', '〔']) else {
            break;
        };
        match label.get(..open) {
            Some(rest) if !rest.is_empty() => label = rest,
            _ => break,
        }
    }
    label
}

/// A heading without `第一部分` before it; empty when there is nothing else.
fn without_part_number(key: &str) -> &str {
    let Some((number, rest)) = key.strip_prefix('第').and_then(|rest| rest.split_once("部分"))
    else {
        return key;
    };
    if number.chars().count() <= 2 { rest } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_labels_are_read() {
        let labels = FormLabels::shipped().unwrap();
        let column = |text: &str| labels.meaning(&matching_key(text)).and_then(|m| m.column);
        for (text, expected) in [
            ("一级\n指标", Column::Level1),
            ("指标名称（三级指标）", Column::Name),
            ("年初目标值(A)", Column::Target),
            ("权　重", Column::Weight),
            ("得分(20分*执行率)", Column::Score),
        ] {
            assert_eq!(column(text), Some(expected), "{text}");
        }
        assert_eq!(column("指标方向性"), None);
    }

    #[test]
    fn list_numbers_remarks_and_the_word_of_which_do_not_change_a_label() {
        let labels = FormLabels::shipped().unwrap();
        let meaning = |text: &str| labels.meaning(&matching_key(text)).cloned().unwrap();
        assert_eq!(meaning("其中：本年财政拨款").funding, Some(Funding::Fiscal));
        assert_eq!(meaning("年度资金总额：").funding, Some(Funding::Total));
        assert!(meaning("1.项目年度目标完成情况").group);
        assert!(meaning("年度绩效目标1 (80分)").group);
        assert!(meaning("实施单位 (盖章)").other);
    }

    #[test]
    fn a_key_the_program_does_not_know_is_an_error() {
        let with_slip =
            LABELS.1.replace("project_name = [\"项目名称\", ", "projct_name = [\"项目名称\", ");
        let error = FormLabels::parse(&with_slip, TAXONOMY.1).unwrap_err();
        assert!(error.problem.contains("projct_name"), "{error}");
        let error = FormLabels::parse(
            LABELS.1,
            "basis=\"\"\nin_force_from=\"2015-05-21\"\n[level1]\nresult=[]\n[level2]\n",
        );
        assert!(error.unwrap_err().problem.contains("result"));
    }

    #[test]
    fn the_headings_of_the_department_part_are_told_from_goals() {
        let labels = FormLabels::shipped().unwrap();
        let heading = |text: &str| labels.department_heading(&matching_key(text));
        assert_eq!(heading("第一部分"), Some(DepartmentHeading::Part));
        assert_eq!(heading("第二部分 预算项目绩效目标"), Some(DepartmentHeading::Part));
        assert_eq!(heading("二、分项绩效目标"), Some(DepartmentHeading::SectionGoals));
        assert_eq!(heading("1.产权交易股"), None);
    }
}
