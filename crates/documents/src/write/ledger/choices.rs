//! What may be written into a column, and the lists that are too long to stand in a rule.

use super::cells;
use crate::write::WriteError;
use crate::write::xlsx::{Allowed, FieldLook, Look, Sheet, Validation, area_formula, list_formula};
use ledgers::{FieldDefinition, FieldKind, TableColumn};

/// Lists of options on a sheet of their own, a column each.
pub(super) struct Lists {
    sheet: String,
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// None yet; `sheet` is the name that their sheet will have.
    pub(super) fn new(sheet: String) -> Self {
        Self { sheet, columns: Vec::new() }
    }

    fn formula(&mut self, options: &[String]) -> String {
        if let Some(formula) = list_formula(options) {
            return formula;
        }
        let at = self.columns.iter().position(|column| column == options).unwrap_or_else(|| {
            self.columns.push(options.to_vec());
            self.columns.len() - 1
        });
        area_formula(&self.sheet, at, options.len())
    }

    /// The sheet with its name; none when every list stands in its rule.
    pub(super) fn into_sheet(self) -> Result<Option<(String, Sheet)>, WriteError> {
        let rows = self.columns.iter().map(Vec::len).max().unwrap_or_default();
        if rows == 0 {
            return Ok(None);
        }
        let mut sheet = Sheet::hidden(vec![160; self.columns.len()])?;
        for row in 0..rows {
            sheet.plain_row(|cells| {
                for (at, options) in self.columns.iter().enumerate() {
                    if let Some(option) = options.get(row) {
                        cells.text(at, Look::Field(FieldLook::text(option)), option)?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(Some((self.sheet, sheet)))
    }
}

/// The rules of the columns, each with what it says to who fills the table in.
pub(super) fn validations(columns: &[TableColumn<'_>], lists: &mut Lists) -> Vec<Validation> {
    columns.iter().enumerate().map(|(at, column)| validation(at, *column, lists)).collect()
}

fn validation(column: usize, of: TableColumn<'_>, lists: &mut Lists) -> Validation {
    let (allowed, refuses, refusal) = match of {
        TableColumn::Unit | TableColumn::Remark => (Allowed::Anything, false, String::new()),
        TableColumn::ValidFrom => (Allowed::Day, true, DAY_WORDS.to_owned()),
        TableColumn::Field(field) => of_field(field, of.measure(), lists),
    };
    let prompt = match of {
        TableColumn::Field(FieldDefinition { hint: Some(hint), .. }) => hint.clone(),
        TableColumn::Unit | TableColumn::ValidFrom | TableColumn::Remark => {
            super::guide::explanation(of).to_owned()
        }
        TableColumn::Field(_) => String::new(),
    };
    Validation { column, allowed, refuses, refusal, prompt: (of.label().to_owned(), prompt) }
}

const DAY_WORDS: &str = "请填写日期，如 2026-06-30";
const MOMENT_WORDS: &str = "请填写日期和时间，如 2026-06-30 09:30";

fn of_field(field: &FieldDefinition, unit: &str, lists: &mut Lists) -> (Allowed, bool, String) {
    let in_unit = if unit.is_empty() { String::new() } else { format!("，单位为{unit}") };
    match &field.kind {
        FieldKind::Choice { options, open } => {
            let formula = Allowed::List(lists.formula(options));
            (formula, !open, "请从下拉选项中选择".to_owned())
        }
        FieldKind::YesNo => {
            let formula = lists.formula(&["是".to_owned(), "否".to_owned()]);
            (Allowed::List(formula), true, "请选择“是”或“否”".to_owned())
        }
        FieldKind::Integer { .. } => (Allowed::Whole, true, format!("请填写整数{in_unit}")),
        FieldKind::Decimal { digits, .. } => {
            (Allowed::Number, true, format!("请填写数字，最多{digits}位小数{in_unit}"))
        }
        FieldKind::Money => (Allowed::Number, true, format!("请填写金额，最多两位小数{in_unit}")),
        FieldKind::Day => (Allowed::Day, true, DAY_WORDS.to_owned()),
        FieldKind::Moment => (Allowed::Day, true, MOMENT_WORDS.to_owned()),
        FieldKind::Text { characters_max } => {
            let words = format!("最多{characters_max}个字，请精简");
            (Allowed::Characters(*characters_max), true, words)
        }
        FieldKind::Point
        | FieldKind::Line
        | FieldKind::Outline
        | FieldKind::Person
        | FieldKind::Reference { .. }
        | FieldKind::References { .. }
        | FieldKind::File
        | FieldKind::Computed { .. } => (Allowed::Anything, false, String::new()),
    }
}

/// The looks of the columns of an empty table.
pub(super) fn looks(columns: &[TableColumn<'_>]) -> Vec<Look> {
    columns.iter().map(|column| cells::look(*column)).collect()
}
