//! 采纳修改建议: one proposed text put into a form.

use super::{IndicatorCells, SheetForm};

/// A text to be put in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement<'a> {
    /// The field by its label, as an issue names it.
    pub field: &'a str,
    /// The indicator row, from 1.
    pub row: Option<u32>,
    /// The text as the issue found it.
    pub before: &'a str,
    /// The text proposed.
    pub after: &'a str,
}

/// Why a proposed text was not put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepairRefusal {
    /// The form has no such field.
    #[error("该处文字不在表格的可修改栏目内，请打开目标表手工修改")]
    NoSuchField,
    /// The field says something else by now.
    #[error("该处文字已被修改，与审核时不同，请重新核对后再处理")]
    TextHasChanged,
}

impl SheetForm {
    /// Puts a proposed text in the place of the text it was proposed for.
    ///
    /// # Errors
    /// When the form has no such field, or it no longer says what the issue found.
    pub fn replace(&mut self, wanted: Replacement<'_>) -> Result<(), RepairRefusal> {
        let cells = match wanted.row {
            Some(row) => self.row_cell(row, wanted.field).into_iter().collect(),
            None => self.head_cells(wanted.field),
        };
        if cells.is_empty() {
            return Err(RepairRefusal::NoSuchField);
        }
        let is_it = |cell: &&mut String| cell.trim() == wanted.before.trim();
        let cell = cells.into_iter().find(is_it).ok_or(RepairRefusal::TextHasChanged)?;
        wanted.after.clone_into(cell);
        Ok(())
    }

    /// The cells outside the rows that bear a label.
    fn head_cells(&mut self, field: &str) -> Vec<&mut String> {
        match field {
            "表名" => vec![&mut self.title],
            "单位编码" => vec![&mut self.unit_code],
            "单位名称" => vec![&mut self.unit_name],
            "项目编码" => vec![&mut self.project_code],
            "项目名称" => vec![&mut self.project_name],
            "预算数" => vec![&mut self.budget_total],
            "其中：财政资金" => vec![&mut self.budget_fiscal],
            "其他资金" => vec![&mut self.budget_other],
            "资金用途" => vec![&mut self.purpose],
            "资金支出计划" => self.plan.iter_mut().map(|cell| &mut cell.text).collect(),
            "绩效目标" => self.goals.iter_mut().collect(),
            _ => Vec::new(),
        }
    }

    fn row_cell(&mut self, row: u32, field: &str) -> Option<&mut String> {
        let index = usize::try_from(row).ok()?.checked_sub(1)?;
        self.indicators.get_mut(index)?.cell(field)
    }
}

impl IndicatorCells {
    fn cell(&mut self, field: &str) -> Option<&mut String> {
        match field {
            "一级指标" => Some(&mut self.level1),
            "二级指标" => Some(&mut self.level2),
            "三级指标" => Some(&mut self.name),
            "绩效指标描述" => Some(&mut self.definition),
            "指标值" => Some(&mut self.target),
            "指标值确定依据" => Some(&mut self.basis),
            "分值" => Some(&mut self.weight),
            "实际完成值" => Some(&mut self.actual),
            "得分" => Some(&mut self.score),
            "偏差原因分析及改进措施" => Some(&mut self.reason),
            _ => None,
        }
    }
}
