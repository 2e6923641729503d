//! The cells of a worksheet to a grid.

use super::formats::NumberFormat;
use super::numbers;
use crate::{CellGrid, GridCell, Limits, ReadError};
use calamine::{Data, Dimensions};
use std::collections::BTreeMap;
use vocabulary::{Confidence, is_blank};

/// The filled cells of a worksheet by row and column, from 0.
pub(super) struct Worksheet {
    cells: BTreeMap<(u32, u32), String>,
    cells_max: usize,
}

impl Worksheet {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { cells: BTreeMap::new(), cells_max: limits.cells }
    }

    /// Puts a value at its row and column; blank ones are passed over.
    pub(super) fn put(
        &mut self,
        position: (u32, u32),
        value: &Data,
        format: &NumberFormat,
    ) -> Result<(), ReadError> {
        let text = numbers::shown(value, format);
        let text = text.trim();
        if is_blank(text) {
            return Ok(());
        }
        self.cells.insert(position, text.replace("\r\n", "\n"));
        if self.cells.len() > self.cells_max {
            return Err(too_many_cells(self.cells_max));
        }
        Ok(())
    }

    /// The grid from the worksheet's first cell to the last filled one; `None` when nothing is
    /// filled. Text that a merged area hides is kept in a cell of its own.
    pub(super) fn into_grid(
        mut self,
        table: u32,
        merged: &[Dimensions],
        limits: &Limits,
    ) -> Result<Option<CellGrid>, ReadError> {
        let Some(last_row) = self.cells.keys().map(|(row, _)| *row).max() else {
            return Ok(None);
        };
        let last_column = self.cells.keys().map(|(_, column)| *column).max().unwrap_or_default();
        let (rows, columns) = (last_row.saturating_add(1), last_column.saturating_add(1));
        if usize::try_from(columns).unwrap_or(usize::MAX) > limits.columns {
            return Err(ReadError::TooLarge(format!("工作表超过{}列", limits.columns)));
        }
        let area = u64::from(rows).saturating_mul(u64::from(columns));
        if area > u64::try_from(limits.cells).unwrap_or(u64::MAX) {
            return Err(too_many_cells(limits.cells));
        }
        let areas = self.areas(merged, (last_row, last_column))?;
        let mut cells = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let area = areas.get(&(row, column)).copied();
                if area.is_some_and(|area| area.first != (row, column)) {
                    continue;
                }
                let (row_span, column_span) = area.map_or((1, 1), |area| area.span);
                cells.push(GridCell {
                    row: row.saturating_add(1),
                    column: column.saturating_add(1),
                    row_span,
                    column_span,
                    text: self.cells.remove(&(row, column)).unwrap_or_default(),
                    page: None,
                });
            }
        }
        Ok(Some(CellGrid {
            table,
            page: None,
            rows,
            columns,
            cells,
            within: None,
            confidence: Confidence::Certain,
        }))
    }

    /// The merged area that each position belongs to. An area that overlaps another, or hides
    /// text, is not merged, so that nothing in it is lost.
    fn areas(
        &self,
        merged: &[Dimensions],
        last: (u32, u32),
    ) -> Result<BTreeMap<(u32, u32), Area>, ReadError> {
        let mut areas = BTreeMap::new();
        // Areas of a sound sheet do not overlap, so together they are no larger than the sheet.
        let mut left = self.cells_max.saturating_mul(2);
        for dimensions in merged {
            let (first, end) = (dimensions.start, dimensions.end);
            let end = (end.0.min(last.0), end.1.min(last.1));
            if end.0 < first.0 || end.1 < first.1 {
                continue;
            }
            let span = (
                end.0.saturating_sub(first.0).saturating_add(1),
                end.1.saturating_sub(first.1).saturating_add(1),
            );
            let size = usize::try_from(u64::from(span.0).saturating_mul(u64::from(span.1)));
            left = size
                .ok()
                .and_then(|size| left.checked_sub(size))
                .ok_or_else(|| ReadError::Broken("工作表的合并区域互相重叠".to_owned()))?;
            let positions =
                || (first.0..=end.0).flat_map(move |row| (first.1..=end.1).map(move |c| (row, c)));
            let hides = positions().skip(1).any(|position| self.cells.contains_key(&position));
            if hides || positions().any(|position| areas.contains_key(&position)) {
                continue;
            }
            areas.extend(positions().map(|position| (position, Area { first, span })));
        }
        Ok(areas)
    }
}

/// A merged area: its first position, rows and columns.
#[derive(Clone, Copy)]
struct Area {
    first: (u32, u32),
    span: (u32, u32),
}

/// The refusal of a sheet whose cells are too many, or lie too far apart.
pub(super) fn too_many_cells(limit: usize) -> ReadError {
    ReadError::TooLarge(format!("工作表超过{limit}个单元格，请删除数据区以外的零散内容"))
}
