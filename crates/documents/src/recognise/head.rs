//! The head of a form: labels with their texts beside them.

use super::form::{FormReader, Stage, is_head_label};
use super::rows::{Cell, Row};
use crate::rules::{Field, Funding, Meaning};
use budget::{BudgetLines, FiledAmount};
use goals::{LabelledText, TargetSheet};
use vocabulary::{AmountUnit, Confidence, FiledText, matching_key};

/// Longest unknown label, in characters, that is paired with the text beside it.
const LONGEST_UNKNOWN_LABEL: usize = 16;

impl<'a> FormReader<'a> {
    /// Takes the labels of a row, each with the text in the cell beside it.
    pub(super) fn take_pairs(&mut self, row: &Row<'a>) {
        if self.begins_sheet(row) {
            self.close();
        } else if !matches!(self.stage, Stage::Head) && row.has_label() {
            self.stage = Stage::Head;
            self.forget_levels();
        }
        let mut rest = row.cells.as_slice();
        let mut known = false;
        while let Some((cell, after)) = rest.split_first() {
            rest = after;
            if cell.is_blank() {
                continue;
            }
            if let Some(meaning) = cell.meaning.filter(|m| is_head_label(m)) {
                known = true;
                rest = self.take_pair(cell, meaning, after);
            } else if self.take_inline(cell) || self.take_unit(cell, row) {
                known = true;
            } else if self.take_unknown_pair(cell, after, known) {
                rest = after.get(1..).unwrap_or_default();
            } else if self.desk.labels.says_nothing(&cell.key) && row.only_filled().is_some() {
                self.desk.label(cell);
            }
        }
    }

    /// Whether a row begins another sheet: it names a project, and the open one has its own.
    fn begins_sheet(&self, row: &Row<'a>) -> bool {
        let Some(open) = &self.open else {
            return false;
        };
        let names = |field: Field| {
            row.filled().any(|cell| {
                cell.meaning.and_then(|meaning| meaning.field) == Some(field)
                    || self
                        .desk
                        .inline(&cell.text)
                        .is_some_and(|(meaning, ..)| meaning.field == Some(field))
            })
        };
        let sheet = &open.sheet;
        let is_full = !sheet.indicators.is_empty();
        (names(Field::ProjectName) && (is_full || sheet.project_name.is_some()))
            || (names(Field::ProjectCode) && (is_full || sheet.project_code.is_some()))
            || (is_full && row.filled().any(|cell| split_unit(&cell.text).is_some()))
    }

    /// Takes a known label and the cell beside it; returns the cells after them.
    fn take_pair<'r>(
        &mut self,
        label: &Cell<'a>,
        meaning: &Meaning,
        after: &'r [Cell<'a>],
    ) -> &'r [Cell<'a>] {
        self.desk.label(label);
        self.see_amount_unit(label);
        if meaning.budget_scope {
            self.sheet().purpose_follows = true;
        }
        if meaning.group && meaning.field.is_none() && meaning.funding.is_none() {
            return after;
        }
        let Some((value, rest)) = after.split_first() else {
            return after;
        };
        let is_label = value.meaning.is_some_and(is_head_label);
        if value.is_blank()
            || is_label
            || self.desk.inline(&value.text).is_some_and(|(m, ..)| is_head_label(m))
        {
            return after;
        }
        // 总分 is followed by every figure of its row, each under the same label.
        if meaning.field == Some(Field::Total) {
            for cell in after {
                self.file_other(label.text.trim(), cell, None, "总分");
            }
            return &[];
        }
        let repeated = rest.iter().any(|cell| {
            cell.meaning.and_then(|m| m.funding) == meaning.funding && meaning.funding.is_some()
        });
        if repeated {
            // Two blocks side by side: the first is for several years.
            self.file_other(label.text.trim(), value, None, "中长期资金");
        } else {
            self.file(meaning, label.text.trim(), value, None);
        }
        rest
    }

    /// Takes `项目名称：道路维修` in one cell.
    fn take_inline(&mut self, cell: &Cell<'a>) -> bool {
        let text = cell.text.clone();
        let Some((meaning, label, value)) = self.desk.inline(&text) else {
            return false;
        };
        if !is_head_label(meaning) {
            return false;
        }
        self.file(meaning, label, cell, Some(value));
        true
    }

    /// Takes `333002秦皇岛市…局` in the row that states the unit of amounts, or alone.
    fn take_unit(&mut self, cell: &Cell<'a>, row: &Row<'a>) -> bool {
        let states_unit = row.filled().any(|cell| {
            self.desk
                .inline(&cell.text)
                .is_some_and(|(meaning, ..)| meaning.field == Some(Field::AmountUnit))
        });
        let Some((code, name)) = split_unit(&cell.text) else {
            return false;
        };
        let sheet = &self.sheet().sheet;
        if !states_unit || sheet.unit_code.is_some() || sheet.unit_name.is_some() {
            return false;
        }
        if let Some(whole) = self.desk.field(cell, "单位编码、单位名称") {
            let part = |text: &str| FiledText { text: text.to_owned(), ..whole.clone() };
            let (code, name) = (part(code), part(name));
            let sheet = &mut self.sheet().sheet;
            sheet.unit_code = Some(code);
            sheet.unit_name = Some(name);
        }
        true
    }

    /// Keeps a label that we do not know with the text beside it, in a sheet that is open.
    fn take_unknown_pair(&mut self, cell: &Cell<'a>, after: &[Cell<'a>], known: bool) -> bool {
        let Some(value) = after.first() else {
            return false;
        };
        let alone = after.iter().filter(|cell| !cell.is_blank()).count() == 1;
        let in_form = self
            .open
            .as_ref()
            .is_some_and(|open| open.sheet.project_name.is_some() || open.sheet.title.is_some());
        let is_value = !value.is_blank()
            && !value.meaning.is_some_and(is_head_label)
            && self.desk.is_free(value);
        if !in_form || !is_value || !(alone || known) || !looks_like_label(cell) {
            return false;
        }
        self.desk.label(cell);
        if let Some(text) = self.desk.field(value, "其他栏目") {
            self.sheet().sheet.other_fields.push(LabelledText {
                label: cell.text.trim().to_owned(),
                text: FiledText { confidence: text.confidence.min(Confidence::Likely), ..text },
            });
        }
        true
    }

    /// Files a text under the field its label names. `part` is the text when the cell holds its
    /// label too.
    fn file(&mut self, meaning: &Meaning, label: &str, cell: &Cell<'a>, part: Option<&str>) {
        if let Some(funding) = meaning.funding
            && meaning.field.is_none()
        {
            return self.file_funding(funding, label, cell, part);
        }
        let Some(field) = meaning.field else {
            return self.file_other(label, cell, part, "其他栏目");
        };
        match field {
            Field::Goals | Field::MediumTermGoals | Field::Achievement => {
                self.file_goal(field, label, cell, part);
            }
            Field::AmountUnit => self.file_amount_unit(label, cell, part),
            Field::BudgetTotal => self.file_funding(Funding::Total, label, cell, part),
            Field::MediumTermBudget => self.file_other(label, cell, part, "中长期资金"),
            Field::Total => self.file_other(label, cell, part, "总分"),
            Field::ProjectCode
            | Field::ProjectName
            | Field::UnitCode
            | Field::UnitName
            | Field::Purpose => self.file_name(field, label, cell, part),
        }
    }

    /// Files a text of the head; one that is there already goes to the other fields.
    fn file_name(&mut self, field: Field, label: &str, cell: &Cell<'a>, part: Option<&str>) {
        let free = name_of(&mut self.sheet().sheet, field)
            .and_then(|(name, place)| place.is_none().then_some(name));
        let Some(name) = free else {
            return self.file_other(label, cell, part, "其他栏目");
        };
        let text = self.desk.part(cell, name, part.unwrap_or(&cell.text));
        if let Some((_, place)) = name_of(&mut self.sheet().sheet, field) {
            *place = text;
        }
    }

    /// Files an amount of the budget. Beside a table of execution, further amounts are remarks.
    fn file_funding(&mut self, funding: Funding, label: &str, cell: &Cell<'a>, part: Option<&str>) {
        let sheet = &mut self.sheet().sheet;
        let unit = sheet.amount_unit;
        let is_remark = !sheet.execution.is_empty();
        let free = amount_of(&mut sheet.budget, funding)
            .and_then(|(name, place)| (place.is_none() && !is_remark).then_some(name));
        let Some(name) = free else {
            return self.file_other(label, cell, part, "其他栏目");
        };
        if part.is_none() && self.desk.labels.says_nothing(&cell.key) {
            return self.desk.label(cell);
        }
        let text = self.desk.part(cell, name, part.unwrap_or(&cell.text));
        if let Some((_, place)) = amount_of(&mut self.sheet().sheet.budget, funding) {
            *place = text.map(|text| FiledAmount::read(text, unit));
        }
    }

    fn file_amount_unit(&mut self, label: &str, cell: &Cell<'a>, part: Option<&str>) {
        let Some(unit) = amount_unit(part.unwrap_or(&cell.text)) else {
            return self.file_other(label, cell, part, "其他栏目");
        };
        self.desk.field(cell, "金额单位");
        self.sheet().sheet.amount_unit = unit;
    }

    fn file_other(&mut self, label: &str, cell: &Cell<'a>, part: Option<&str>, name: &'static str) {
        if let Some(text) = self.desk.part(cell, name, part.unwrap_or(&cell.text)) {
            let label = label.trim_end_matches([':', '：']).to_owned();
            self.sheet().sheet.other_fields.push(LabelledText { label, text });
        }
    }
}

/// The name and the place of a text of the head.
fn name_of(
    sheet: &mut TargetSheet,
    field: Field,
) -> Option<(&'static str, &mut Option<FiledText>)> {
    match field {
        Field::ProjectCode => Some(("项目编码", &mut sheet.project_code)),
        Field::ProjectName => Some(("项目名称", &mut sheet.project_name)),
        Field::UnitCode => Some(("单位编码", &mut sheet.unit_code)),
        Field::UnitName => Some(("单位名称", &mut sheet.unit_name)),
        Field::Purpose => Some(("资金用途", &mut sheet.purpose)),
        Field::AmountUnit
        | Field::BudgetTotal
        | Field::Goals
        | Field::MediumTermGoals
        | Field::Achievement
        | Field::MediumTermBudget
        | Field::Total => None,
    }
}

/// The name and the place of an amount; a source without a place of ours has none.
fn amount_of(
    lines: &mut BudgetLines,
    funding: Funding,
) -> Option<(&'static str, &mut Option<FiledAmount>)> {
    match funding {
        Funding::Total => Some(("预算数", &mut lines.total)),
        Funding::Fiscal => Some(("财政资金", &mut lines.fiscal)),
        Funding::Other => Some(("其他资金", &mut lines.other)),
        Funding::CarriedOver | Funding::Named => None,
    }
}

/// The unit that a text names.
pub(super) fn amount_unit(text: &str) -> Option<AmountUnit> {
    match matching_key(text).as_str() {
        "万元" | "人民币万元" => Some(AmountUnit::WanYuan),
        "元" | "人民币元" => Some(AmountUnit::Yuan),
        _ => None,
    }
}

/// Splits `333002秦皇岛市…局` into code and name.
fn split_unit(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let (code, name) = text.split_at_checked(6)?;
    let is_name = name
        .trim_start_matches(['-', ' ', '\u{3000}'])
        .starts_with(|c: char| !c.is_ascii() && c != '年');
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    (digits && is_name).then(|| (code, name.trim_start_matches(['-', ' ', '\u{3000}'])))
}

/// Whether a text can be a label: short, with Chinese words, no sentence, no number.
fn looks_like_label(cell: &Cell<'_>) -> bool {
    !cell.key.is_empty()
        && cell.key.chars().count() <= LONGEST_UNKNOWN_LABEL
        && !cell.key.contains(['。', ';', '；', '%', '≥', '≤'])
        && cell.key.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        && !cell.key.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_s_code_is_split_from_its_name() {
        assert_eq!(
            split_unit("333002秦皇岛市北戴河区住房和城乡建设局"),
            Some(("333002", "秦皇岛市北戴河区住房和城乡建设局"))
        );
        assert_eq!(split_unit("3330021局"), None);
        assert_eq!(split_unit("202101年度"), None);
    }
}
