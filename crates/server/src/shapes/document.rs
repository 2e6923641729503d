//! A document in JSON.

use super::PlaceShape;
use budget::{BudgetLines, ExecutionLine, FiledAmount, FundingSource, PlanEntry};
use goals::{DepartmentPart, Document, TargetSheet};
use indicators::{IndicatorRow, Target};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::{Confidence, FiledText};

/// One file as read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub(crate) struct DocumentShape {
    file: String,
    form: &'static str,
    fiscal_year: Option<u16>,
    department: DepartmentShape,
    sheets: Vec<SheetShape>,
    unplaced: Vec<UnplacedShape>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Department)]
struct DepartmentShape {
    overall_goal: Option<String>,
    section_goals: Vec<SectionGoalShape>,
    safeguards: Vec<SafeguardShape>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SectionGoal)]
struct SectionGoalShape {
    section: String,
    goal: Option<String>,
    indicators: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Safeguard)]
struct SafeguardShape {
    title: String,
    text: String,
}

/// A target sheet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sheet)]
pub(crate) struct SheetShape {
    form: &'static str,
    number: Option<u32>,
    title: Option<String>,
    unit_code: Option<String>,
    unit_name: Option<String>,
    amount_unit: &'static str,
    project_code: Option<String>,
    project_name: Option<String>,
    budget_fen: AmountsShape,
    budget_raw: PrintedAmountsShape,
    purpose: Option<String>,
    payment_plan: Vec<PlanShape>,
    goals: Vec<String>,
    execution: Vec<ExecutionShape>,
    indicators: Vec<IndicatorShape>,
    other_fields: Vec<FieldShape>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmountsInFen)]
struct AmountsShape {
    total: Option<i64>,
    fiscal: Option<i64>,
    other: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmountsAsPrinted)]
struct PrintedAmountsShape {
    total: Option<String>,
    fiscal: Option<String>,
    other: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
struct PlanShape {
    checkpoint: String,
    percent: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Execution)]
struct ExecutionShape {
    source: String,
    initial: Option<String>,
    adjusted: Option<String>,
    spent: Option<String>,
    weight: Option<String>,
    rate: Option<String>,
    score: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
struct IndicatorShape {
    level1: Option<String>,
    level2: Option<String>,
    name: Option<String>,
    definition: Option<String>,
    target: TargetShape,
    basis: Option<String>,
    weight: Option<String>,
    actual: Option<String>,
    score: Option<String>,
    reason: Option<String>,
    extra: BTreeMap<String, String>,
    confidence: &'static str,
    at: PlaceShape,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Target)]
struct TargetShape {
    raw: Option<String>,
    operator: Option<&'static str>,
    value: Option<String>,
    unit: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Field)]
struct FieldShape {
    label: String,
    text: String,
    at: PlaceShape,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Unplaced)]
struct UnplacedShape {
    text: String,
    at: PlaceShape,
}

pub(crate) fn document(file: &str, document: &Document) -> DocumentShape {
    DocumentShape {
        file: file.to_owned(),
        form: document.form.code(),
        fiscal_year: document.fiscal_year.map(vocabulary::FiscalYear::number),
        department: department(&document.department),
        sheets: document.sheets.iter().map(sheet).collect(),
        unplaced: document
            .unplaced
            .iter()
            .map(|left| UnplacedShape { text: left.text.clone(), at: left.at.into() })
            .collect(),
        notes: document.notes.clone(),
    }
}

fn department(part: &DepartmentPart) -> DepartmentShape {
    DepartmentShape {
        overall_goal: text(part.overall_goal.as_ref()),
        section_goals: part
            .section_goals
            .iter()
            .map(|section| SectionGoalShape {
                section: section.section.text.clone(),
                goal: text(section.goal.as_ref()),
                indicators: text(section.indicators.as_ref()),
            })
            .collect(),
        safeguards: part
            .safeguards
            .iter()
            .map(|safeguard| SafeguardShape {
                title: safeguard.title.text.clone(),
                text: safeguard.text.text.clone(),
            })
            .collect(),
    }
}

/// A target sheet in JSON.
pub(crate) fn sheet(sheet: &TargetSheet) -> SheetShape {
    SheetShape {
        form: sheet.form.code(),
        number: sheet.number,
        title: text(sheet.title.as_ref()),
        unit_code: text(sheet.unit_code.as_ref()),
        unit_name: text(sheet.unit_name.as_ref()),
        amount_unit: sheet.amount_unit.label(),
        project_code: text(sheet.project_code.as_ref()),
        project_name: text(sheet.project_name.as_ref()),
        budget_fen: amounts(&sheet.budget),
        budget_raw: printed_amounts(&sheet.budget),
        purpose: text(sheet.purpose.as_ref()),
        payment_plan: sheet.payment_plan.iter().map(plan_entry).collect(),
        goals: sheet.goals.iter().map(|goal| goal.text.clone()).collect(),
        execution: sheet.execution.iter().map(execution_line).collect(),
        indicators: sheet.indicators.iter().map(indicator).collect(),
        other_fields: sheet
            .other_fields
            .iter()
            .map(|field| FieldShape {
                label: field.label.clone(),
                text: field.text.text.clone(),
                at: field.text.at.into(),
            })
            .collect(),
    }
}

fn amounts(lines: &BudgetLines) -> AmountsShape {
    let fen = |amount: &Option<FiledAmount>| Some(amount.as_ref()?.money?.fen());
    AmountsShape { total: fen(&lines.total), fiscal: fen(&lines.fiscal), other: fen(&lines.other) }
}

fn printed_amounts(lines: &BudgetLines) -> PrintedAmountsShape {
    let raw = |amount: &Option<FiledAmount>| Some(amount.as_ref()?.raw.text.clone());
    PrintedAmountsShape {
        total: raw(&lines.total),
        fiscal: raw(&lines.fiscal),
        other: raw(&lines.other),
    }
}

fn plan_entry(entry: &PlanEntry) -> PlanShape {
    PlanShape { checkpoint: entry.checkpoint.to_string(), percent: text(entry.raw.as_ref()) }
}

fn execution_line(line: &ExecutionLine) -> ExecutionShape {
    let amount =
        |amount: &Option<FiledAmount>| amount.as_ref().map(|amount| amount.raw.text.clone());
    ExecutionShape {
        source: match &line.source {
            FundingSource::Total => "total".to_owned(),
            FundingSource::Fiscal => "fiscal".to_owned(),
            FundingSource::CarriedOver => "carried_over".to_owned(),
            FundingSource::Other => "other".to_owned(),
            FundingSource::Named(label) => label.clone(),
        },
        initial: amount(&line.initial),
        adjusted: amount(&line.adjusted),
        spent: amount(&line.spent),
        weight: text(line.weight.as_ref()),
        rate: text(line.rate.as_ref()),
        score: text(line.score.as_ref()),
    }
}

fn indicator(row: &IndicatorRow) -> IndicatorShape {
    IndicatorShape {
        level1: text(row.level1.as_ref()),
        level2: text(row.level2.as_ref()),
        name: text(row.name.as_ref()),
        definition: text(row.definition.as_ref()),
        target: target(&row.target),
        basis: text(row.basis.as_ref()),
        weight: text(row.weight.as_ref()),
        actual: text(row.actual.as_ref()),
        score: text(row.score.as_ref()),
        reason: text(row.reason.as_ref()),
        extra: row
            .extra
            .iter()
            .map(|extra| (extra.label.clone(), extra.text.text.clone()))
            .collect(),
        confidence: match row.confidence {
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
            Confidence::Doubtful => "doubtful",
        },
        at: row.at.into(),
    }
}

fn target(target: &Target) -> TargetShape {
    TargetShape {
        raw: (!target.raw.is_empty()).then(|| target.raw.clone()),
        operator: target.comparison.map(indicators::Comparison::sign),
        value: target.value.map(|low| match target.upper {
            Some(high) => format!("{low}-{high}"),
            None => low.to_string(),
        }),
        unit: target.unit.clone(),
    }
}

fn text(filed: Option<&FiledText>) -> Option<String> {
    filed.map(|filed| filed.text.clone())
}
