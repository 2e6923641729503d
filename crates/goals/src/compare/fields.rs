//! The fields of both sides, pair by pair.

use super::pairing::{Item, pair};
use super::{FieldPair, text};
use crate::review::wording::bare;
use crate::{Document, LabelledText, TargetSheet};
use budget::{ExecutionLine, FiledAmount, FundingSource, PlanEntry};
use indicators::IndicatorRow;
use vocabulary::{FiledText, matching_key};

fn field(label: impl Into<String>, before: String, after: String) -> FieldPair {
    FieldPair { label: label.into(), before, after }
}

/// The fields of a sheet outside its indicator rows, in the order of the form.
pub(super) fn sheet(before: &TargetSheet, after: &TargetSheet) -> Vec<FieldPair> {
    type Text = fn(&TargetSheet) -> Option<&FiledText>;
    type Amount = fn(&TargetSheet) -> Option<&FiledAmount>;
    let texts: [(&str, Text); 5] = [
        ("表名", |sheet| sheet.title.as_ref()),
        ("单位编码", |sheet| sheet.unit_code.as_ref()),
        ("单位名称", |sheet| sheet.unit_name.as_ref()),
        ("项目编码", |sheet| sheet.project_code.as_ref()),
        ("项目名称", |sheet| sheet.project_name.as_ref()),
    ];
    let amounts: [(&str, Amount); 3] = [
        ("预算数", |sheet| sheet.budget.total.as_ref()),
        ("其中：财政资金", |sheet| sheet.budget.fiscal.as_ref()),
        ("其他资金", |sheet| sheet.budget.other.as_ref()),
    ];
    let unit = |sheet: &TargetSheet| sheet.amount_unit.label().to_owned();
    let mut fields: Vec<FieldPair> = texts
        .into_iter()
        .map(|(label, of)| field(label, text(of(before)), text(of(after))))
        .collect();
    fields.push(field("金额单位", unit(before), unit(after)));
    fields.extend(
        amounts.into_iter().map(|(label, of)| field(label, amount(of(before)), amount(of(after)))),
    );
    let purpose = |sheet: &TargetSheet| text(sheet.purpose.as_ref());
    fields.push(field("资金用途", purpose(before), purpose(after)));
    fields.extend(labelled(&plan(&before.payment_plan), &plan(&after.payment_plan)));
    fields.extend(numbered("绩效目标", &before.goals, &after.goals));
    fields.extend(labelled(&others(&before.other_fields), &others(&after.other_fields)));
    fields.extend(labelled(&execution(&before.execution), &execution(&after.execution)));
    fields
}

/// The cells of an indicator row; columns empty on both sides are left out, except those of
/// every form.
pub(super) fn row(before: Option<&IndicatorRow>, after: Option<&IndicatorRow>) -> Vec<FieldPair> {
    type Pick = fn(&IndicatorRow) -> Option<&FiledText>;
    let cell = |label: &str, pick: Pick| {
        field(label, text(before.and_then(pick)), text(after.and_then(pick)))
    };
    let target =
        |row: Option<&IndicatorRow>| row.map(|row| row.target.raw.clone()).unwrap_or_default();
    let mut fields = vec![
        cell("一级指标", |row| row.level1.as_ref()),
        cell("二级指标", |row| row.level2.as_ref()),
        cell("三级指标", |row| row.name.as_ref()),
        cell("绩效指标描述", |row| row.definition.as_ref()),
        field("指标值", target(before), target(after)),
        cell("指标值确定依据", |row| row.basis.as_ref()),
    ];
    let optional = [
        cell("分值", |row| row.weight.as_ref()),
        cell("实际完成值", |row| row.actual.as_ref()),
        cell("得分", |row| row.score.as_ref()),
        cell("偏差原因分析及改进措施", |row| row.reason.as_ref()),
    ];
    let extra = |row: Option<&IndicatorRow>| -> Vec<(String, String)> {
        let columns = row.into_iter().flat_map(|row| &row.extra);
        columns.map(|extra| (extra.label.clone(), extra.text.text.clone())).collect()
    };
    fields.extend(
        optional
            .into_iter()
            .chain(labelled(&extra(before), &extra(after)))
            .filter(|field| !(field.before.is_empty() && field.after.is_empty())),
    );
    fields
}

/// The fiscal year and the department part.
pub(super) fn department(before: &Document, after: &Document) -> Vec<FieldPair> {
    let year =
        |document: &Document| document.fiscal_year.map(|year| year.to_string()).unwrap_or_default();
    let overall = |document: &Document| text(document.department.overall_goal.as_ref());
    let sections = |document: &Document| -> Vec<(String, String)> {
        let goals = document.department.section_goals.iter();
        goals
            .flat_map(|section| {
                [("绩效目标", &section.goal), ("绩效指标", &section.indicators)].map(
                    |(label, filed)| {
                        (format!("{}·{label}", section.section.text), text(filed.as_ref()))
                    },
                )
            })
            .collect()
    };
    let safeguards = |document: &Document| -> Vec<(String, String)> {
        let measures = document.department.safeguards.iter();
        measures
            .map(|measure| (format!("保障措施·{}", measure.title.text), measure.text.text.clone()))
            .collect()
    };
    let mut fields = vec![
        field("预算年度", year(before), year(after)),
        field("总体绩效目标", overall(before), overall(after)),
    ];
    fields.extend(labelled(&sections(before), &sections(after)));
    fields.extend(labelled(&safeguards(before), &safeguards(after)));
    fields
}

fn amount(filed: Option<&FiledAmount>) -> String {
    filed.map(|filed| filed.raw.text.clone()).unwrap_or_default()
}

fn plan(plan: &[PlanEntry]) -> Vec<(String, String)> {
    let cell =
        |entry: &PlanEntry| (format!("支出计划{}", entry.checkpoint), text(entry.raw.as_ref()));
    plan.iter().map(cell).collect()
}

fn others(fields: &[LabelledText]) -> Vec<(String, String)> {
    fields.iter().map(|field| (field.label.clone(), field.text.text.clone())).collect()
}

fn execution(lines: &[ExecutionLine]) -> Vec<(String, String)> {
    let cells = |line: &ExecutionLine| {
        let source = match &line.source {
            FundingSource::Total => "年度资金总额",
            FundingSource::Fiscal => "财政拨款",
            FundingSource::CarriedOver => "上年结转资金",
            FundingSource::Other => "其他资金",
            FundingSource::Named(label) => label,
        };
        [
            ("年初预算数", amount(line.initial.as_ref())),
            ("全年预算数", amount(line.adjusted.as_ref())),
            ("全年执行数", amount(line.spent.as_ref())),
            ("分值", text(line.weight.as_ref())),
            ("执行率", text(line.rate.as_ref())),
            ("得分", text(line.score.as_ref())),
        ]
        .map(|(label, text)| (format!("{source}·{label}"), text))
    };
    lines.iter().flat_map(cells).collect()
}

/// Pairs texts under equal labels, the first with the first; in the order of the later side, what
/// only the earlier has after what it followed.
fn labelled(before: &[(String, String)], after: &[(String, String)]) -> Vec<FieldPair> {
    let items = |list: &[(String, String)]| -> Vec<Item> {
        let item = |label: &String| Item { keys: vec![matching_key(label)], ..Item::default() };
        list.iter().map(|(label, _)| item(label)).collect()
    };
    let nth = |list: &[(String, String)], index: Option<usize>| {
        index.and_then(|index| list.get(index)).cloned()
    };
    pair(&items(before), &items(after))
        .into_iter()
        .map(|pair| {
            let (one, other) = (nth(before, pair.before), nth(after, pair.after));
            let label = other.as_ref().or(one.as_ref()).map(|(label, _)| label.clone());
            let said = |side: Option<(String, String)>| side.map(|(_, text)| text);
            field(
                label.unwrap_or_default(),
                said(one).unwrap_or_default(),
                said(other).unwrap_or_default(),
            )
        })
        .collect()
}

/// Pairs the texts of a numbered list: equal ones first, then much alike ones, then those at the
/// same place. They are numbered as the later side numbers them.
fn numbered(label: &str, before: &[FiledText], after: &[FiledText]) -> Vec<FieldPair> {
    let items = |list: &[FiledText]| -> Vec<Item> {
        let item = |filed: &FiledText| {
            let key = bare(&filed.text);
            Item { keys: vec![filed.text.clone(), key.clone()], text: key, slot: label.to_owned() }
        };
        list.iter().map(item).collect()
    };
    pair(&items(before), &items(after))
        .into_iter()
        .map(|pair| {
            let side = |list: &[FiledText], index: Option<usize>| {
                text(index.and_then(|index| list.get(index)))
            };
            let name = match pair.after {
                Some(index) => format!("{label}{}", index.saturating_add(1)),
                None => format!("{label}（原第{}条）", pair.before.unwrap_or(0).saturating_add(1)),
            };
            field(name, side(before, pair.before), side(after, pair.after))
        })
        .collect()
}
