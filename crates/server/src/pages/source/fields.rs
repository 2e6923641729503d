//! The fields of a sheet as lines: label, text, where it came from, how sure the reading is.

use super::place_key;
use budget::FundingSource;
use goals::{Document, TargetSheet};
use indicators::IndicatorRow;
use vocabulary::{Confidence, FiledText, Place};

/// Fields under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldGroup {
    /// The heading.
    pub(crate) title: String,
    /// The fields, in the order of the form.
    pub(crate) fields: Vec<FieldLine>,
}

/// One recognised field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldLine {
    /// Its number on the page, from 1; 0 until it is given.
    pub(crate) number: usize,
    /// Its label.
    pub(crate) label: String,
    /// The text as printed.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) at: Option<Place>,
    /// Whether a person has to look.
    pub(crate) doubtful: bool,
    /// How sure the reading is, in words.
    pub(crate) confidence: &'static str,
}

impl FieldLine {
    fn of(label: impl Into<String>, text: &FiledText) -> Self {
        Self {
            number: 0,
            label: label.into(),
            text: text.text.clone(),
            at: Some(text.at),
            doubtful: text.confidence == Confidence::Doubtful,
            confidence: text.confidence.label(),
        }
    }

    /// The name of its place within the page.
    pub(crate) fn key(&self) -> Option<String> {
        self.at.map(place_key)
    }
}

/// The fields of 部门整体绩效目标.
pub(crate) fn department_fields(document: &Document) -> Vec<FieldGroup> {
    let part = &document.department;
    let overall = part.overall_goal.iter().map(|text| FieldLine::of("总体绩效目标", text));
    let sections = part.section_goals.iter().flat_map(|section| {
        let lines = [
            Some(FieldLine::of("股室", &section.section)),
            section.goal.as_ref().map(|text| FieldLine::of("绩效目标", text)),
            section.indicators.as_ref().map(|text| FieldLine::of("绩效指标", text)),
        ];
        lines.into_iter().flatten()
    });
    let safeguards = part.safeguards.iter().flat_map(|safeguard| {
        [FieldLine::of("措施", &safeguard.title), FieldLine::of("内容", &safeguard.text)]
    });
    non_empty([
        ("总体绩效目标".into(), overall.collect()),
        ("分项绩效目标".into(), sections.collect()),
        ("工作保障措施".into(), safeguards.collect()),
    ])
}

/// The fields of a target sheet.
pub(crate) fn sheet_fields(sheet: &TargetSheet) -> Vec<FieldGroup> {
    let plan = sheet.payment_plan.iter().filter_map(|entry| {
        let label = format!("{}月底（%）", entry.checkpoint.month());
        entry.raw.as_ref().map(|raw| FieldLine::of(label, raw))
    });
    let goals = sheet.goals.iter().enumerate();
    let goals = goals.map(|(index, goal)| FieldLine::of(format!("目标{}", index + 1), goal));
    let other = sheet.other_fields.iter().map(|field| FieldLine::of(&field.label, &field.text));
    let mut groups = vec![
        ("基本信息".to_owned(), identity(sheet)),
        ("预算规模及资金用途".into(), money(sheet)),
        ("资金支出计划".into(), plan.collect()),
        ("绩效目标".into(), goals.collect()),
        ("其他栏目".into(), other.collect()),
    ];
    groups.extend(
        sheet
            .indicators
            .iter()
            .enumerate()
            .map(|(index, row)| (format!("绩效指标{}", index + 1), indicator(row))),
    );
    non_empty(groups)
}

fn identity(sheet: &TargetSheet) -> Vec<FieldLine> {
    labelled([
        ("标题", &sheet.title),
        ("单位编码", &sheet.unit_code),
        ("单位名称", &sheet.unit_name),
        ("项目编码", &sheet.project_code),
        ("项目名称", &sheet.project_name),
    ])
}

fn money(sheet: &TargetSheet) -> Vec<FieldLine> {
    let amounts = [
        ("预算数", &sheet.budget.total),
        ("其中：财政资金", &sheet.budget.fiscal),
        ("其他资金", &sheet.budget.other),
    ];
    let mut lines: Vec<_> = amounts
        .into_iter()
        .filter_map(|(label, amount)| Some(FieldLine::of(label, &amount.as_ref()?.raw)))
        .collect();
    lines.extend(sheet.purpose.iter().map(|purpose| FieldLine::of("资金用途", purpose)));
    for line in &sheet.execution {
        let source = source_label(&line.source);
        let amounts = [
            ("年初预算数", &line.initial),
            ("全年预算数", &line.adjusted),
            ("全年执行数", &line.spent),
        ];
        lines.extend(amounts.into_iter().filter_map(|(label, amount)| {
            Some(FieldLine::of(format!("{source} {label}"), &amount.as_ref()?.raw))
        }));
    }
    lines
}

fn source_label(source: &FundingSource) -> &str {
    match source {
        FundingSource::Total => "年度资金总额",
        FundingSource::Fiscal => "其中：财政资金",
        FundingSource::CarriedOver => "上年结转资金",
        FundingSource::Other => "其他资金",
        FundingSource::Named(name) => name,
    }
}

fn indicator(row: &IndicatorRow) -> Vec<FieldLine> {
    let mut lines = labelled([
        ("一级指标", &row.level1),
        ("二级指标", &row.level2),
        ("三级指标", &row.name),
        ("绩效指标描述", &row.definition),
    ]);
    lines.push(FieldLine {
        number: 0,
        label: "指标值".into(),
        text: row.target.raw.clone(),
        at: row.target_at,
        doubtful: row.confidence == Confidence::Doubtful,
        confidence: row.confidence.label(),
    });
    lines.extend(labelled([
        ("指标值确定依据", &row.basis),
        ("权重", &row.weight),
        ("实际完成值", &row.actual),
        ("得分", &row.score),
        ("偏差原因及改进措施", &row.reason),
    ]));
    lines.extend(row.extra.iter().map(|extra| FieldLine::of(&extra.label, &extra.text)));
    lines
}

fn labelled<const N: usize>(fields: [(&str, &Option<FiledText>); N]) -> Vec<FieldLine> {
    let lines = fields.into_iter();
    lines.filter_map(|(label, text)| Some(FieldLine::of(label, text.as_ref()?))).collect()
}

fn non_empty(groups: impl IntoIterator<Item = (String, Vec<FieldLine>)>) -> Vec<FieldGroup> {
    groups
        .into_iter()
        .filter(|(_, fields)| !fields.is_empty())
        .map(|(title, fields)| FieldGroup { title, fields })
        .collect()
}
