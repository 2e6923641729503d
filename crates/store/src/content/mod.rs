//! The stored form of documents and sheets: JSON of its own, so that the domain types stay free
//! to change. Everything the domain knows is in it; reading it back gives the same value.

mod parts;
mod text;

use crate::StoreError;
use goals::{DepartmentPart, Document, FormKind, Safeguard, SectionGoal, TargetSheet};
use parts::{AmountShape, ExecutionShape, PlanShape, RowShape, amount_unit, amount_unit_word};
use serde::{Deserialize, Serialize};
use text::TextShape;
use vocabulary::{FiledText, FiscalYear};

/// A document without its sheets.
#[derive(Serialize, Deserialize)]
struct DocumentShape {
    form: String,
    year: Option<u16>,
    overall_goal: Option<TextShape>,
    section_goals: Vec<(TextShape, Option<TextShape>, Option<TextShape>)>,
    safeguards: Vec<(TextShape, TextShape)>,
    unplaced: Vec<TextShape>,
    notes: Vec<String>,
    /// Only in the frozen content of a revision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sheets: Vec<SheetShape>,
}

#[derive(Serialize, Deserialize)]
struct SheetShape {
    form: String,
    number: Option<u32>,
    title: Option<TextShape>,
    unit_code: Option<TextShape>,
    unit_name: Option<TextShape>,
    amount_unit: String,
    project_code: Option<TextShape>,
    project_name: Option<TextShape>,
    total: Option<AmountShape>,
    fiscal: Option<AmountShape>,
    other: Option<AmountShape>,
    purpose: Option<TextShape>,
    plan: Vec<PlanShape>,
    goals: Vec<TextShape>,
    execution: Vec<ExecutionShape>,
    indicators: Vec<RowShape>,
    other_fields: Vec<(String, TextShape)>,
}

/// A document with every sheet, as one import read it.
pub(crate) fn write_revision(document: &Document) -> Result<String, StoreError> {
    let mut shape = document_shape(document);
    shape.sheets = document.sheets.iter().map(sheet_shape).collect();
    to_json(&shape)
}

/// A document without its sheets, which are stored one by one.
pub(crate) fn write_document(document: &Document) -> Result<String, StoreError> {
    to_json(&document_shape(document))
}

/// A sheet.
pub(crate) fn write_sheet(sheet: &TargetSheet) -> Result<String, StoreError> {
    to_json(&sheet_shape(sheet))
}

/// What [`write_revision`] or [`write_document`] wrote.
pub(crate) fn read_document(json: &str) -> Result<Document, StoreError> {
    let shape: DocumentShape = from_json(json)?;
    document(shape).ok_or_else(|| StoreError::Damaged("文件内容".into()))
}

/// What [`write_sheet`] wrote.
pub(crate) fn read_sheet(json: &str) -> Result<TargetSheet, StoreError> {
    let shape: SheetShape = from_json(json)?;
    sheet(shape).ok_or_else(|| StoreError::Damaged("目标表内容".into()))
}

fn to_json(shape: &impl Serialize) -> Result<String, StoreError> {
    let json =
        serde_json::to_string(shape).map_err(|error| StoreError::Damaged(error.to_string()))?;
    if has_escaped_nul(&json) { Err(StoreError::nul()) } else { Ok(json) }
}

/// JSON could carry a NUL as an escape; the columns beside it could not, so none is taken.
fn has_escaped_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(at, _)| {
        let before = json.get(..at).unwrap_or_default();
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        backslashes.is_multiple_of(2)
    })
}

fn from_json<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn document_shape(document: &Document) -> DocumentShape {
    let department = &document.department;
    DocumentShape {
        form: document.form.code().into(),
        year: document.fiscal_year.map(FiscalYear::number),
        overall_goal: TextShape::maybe(department.overall_goal.as_ref()),
        section_goals: department
            .section_goals
            .iter()
            .map(|goal| {
                (
                    TextShape::of(&goal.section),
                    TextShape::maybe(goal.goal.as_ref()),
                    TextShape::maybe(goal.indicators.as_ref()),
                )
            })
            .collect(),
        safeguards: department
            .safeguards
            .iter()
            .map(|safeguard| (TextShape::of(&safeguard.title), TextShape::of(&safeguard.text)))
            .collect(),
        unplaced: document.unplaced.iter().map(TextShape::of).collect(),
        notes: document.notes.clone(),
        sheets: Vec::new(),
    }
}

fn document(shape: DocumentShape) -> Option<Document> {
    let section_goals = shape
        .section_goals
        .into_iter()
        .map(|(section, goal, indicators)| {
            Some(SectionGoal {
                section: section.back()?,
                goal: back(goal)?,
                indicators: back(indicators)?,
            })
        })
        .collect::<Option<_>>()?;
    let safeguards = shape
        .safeguards
        .into_iter()
        .map(|(title, text)| Some(Safeguard { title: title.back()?, text: text.back()? }))
        .collect::<Option<_>>()?;
    Some(Document {
        form: FormKind::from_code(&shape.form)?,
        fiscal_year: shape.year.map(FiscalYear::new).transpose().ok()?,
        department: DepartmentPart {
            overall_goal: back(shape.overall_goal)?,
            section_goals,
            safeguards,
        },
        sheets: shape.sheets.into_iter().map(sheet).collect::<Option<_>>()?,
        unplaced: all_back(shape.unplaced)?,
        notes: shape.notes,
    })
}

fn sheet_shape(sheet: &TargetSheet) -> SheetShape {
    let text = |text: &Option<FiledText>| TextShape::maybe(text.as_ref());
    SheetShape {
        form: sheet.form.code().into(),
        number: sheet.number,
        title: text(&sheet.title),
        unit_code: text(&sheet.unit_code),
        unit_name: text(&sheet.unit_name),
        amount_unit: amount_unit_word(sheet.amount_unit).into(),
        project_code: text(&sheet.project_code),
        project_name: text(&sheet.project_name),
        total: sheet.budget.total.as_ref().map(AmountShape::of),
        fiscal: sheet.budget.fiscal.as_ref().map(AmountShape::of),
        other: sheet.budget.other.as_ref().map(AmountShape::of),
        purpose: text(&sheet.purpose),
        plan: sheet.payment_plan.iter().map(PlanShape::of).collect(),
        goals: sheet.goals.iter().map(TextShape::of).collect(),
        execution: sheet.execution.iter().map(ExecutionShape::of).collect(),
        indicators: sheet.indicators.iter().map(RowShape::of).collect(),
        other_fields: sheet
            .other_fields
            .iter()
            .map(|field| (field.label.clone(), TextShape::of(&field.text)))
            .collect(),
    }
}

fn sheet(shape: SheetShape) -> Option<TargetSheet> {
    let amount = |shape: Option<AmountShape>| match shape {
        None => Some(None),
        Some(shape) => shape.back().map(Some),
    };
    Some(TargetSheet {
        form: FormKind::from_code(&shape.form)?,
        number: shape.number,
        title: back(shape.title)?,
        unit_code: back(shape.unit_code)?,
        unit_name: back(shape.unit_name)?,
        amount_unit: amount_unit(&shape.amount_unit)?,
        project_code: back(shape.project_code)?,
        project_name: back(shape.project_name)?,
        budget: budget::BudgetLines {
            total: amount(shape.total)?,
            fiscal: amount(shape.fiscal)?,
            other: amount(shape.other)?,
        },
        purpose: back(shape.purpose)?,
        payment_plan: shape.plan.into_iter().map(PlanShape::back).collect::<Option<_>>()?,
        goals: all_back(shape.goals)?,
        execution: shape.execution.into_iter().map(ExecutionShape::back).collect::<Option<_>>()?,
        indicators: shape.indicators.into_iter().map(RowShape::back).collect::<Option<_>>()?,
        other_fields: shape
            .other_fields
            .into_iter()
            .map(|(label, text)| Some(goals::LabelledText { label, text: text.back()? }))
            .collect::<Option<_>>()?,
    })
}

fn all_back(texts: Vec<TextShape>) -> Option<Vec<FiledText>> {
    texts.into_iter().map(TextShape::back).collect()
}

/// Reads a text that may be absent; `None` when it is there and does not read.
#[expect(clippy::option_option, reason = "absent and unreadable are two things")]
fn back(text: Option<TextShape>) -> Option<Option<FiledText>> {
    match text {
        None => Some(None),
        Some(text) => text.back().map(Some),
    }
}
