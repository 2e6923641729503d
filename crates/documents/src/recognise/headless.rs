//! Indicator rows of a page that begins in the middle of a table, without its heading.

use super::desk::Desk;
use super::form::{FormReader, Stage};
use super::indicator_rows::empty_row;
use super::rows::{Cell, Row};
use indicators::{Extra, IndicatorRow, Target, TargetParts};
use vocabulary::{Confidence, FiledText, matching_key};

/// Whether a row without a heading can be told to be an indicator row: exactly one cell is an
/// operator, and the name, perhaps with its levels, stands before it.
pub(super) fn is_headless_row(desk: &Desk<'_>, row: &Row<'_>) -> bool {
    operator_at(desk, row).is_some()
}

fn operator_at(desk: &Desk<'_>, row: &Row<'_>) -> Option<usize> {
    let mut found = row
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| desk.labels.is_operator(&cell.key))
        .map(|(index, _)| index);
    let at = found.next().filter(|at| (1..=3).contains(at))?;
    let (before, _) = row.cells.split_at_checked(at)?;
    let named = before.iter().all(|cell| !cell.is_blank() && cell.meaning.is_none());
    let (_, levels) = before.split_last()?;
    let taxonomy = desk.labels.taxonomy();
    let levels_ok = levels
        .iter()
        .all(|cell| taxonomy.level1(&cell.key).is_some() || taxonomy.level2(&cell.key).is_some());
    (found.next().is_none() && named && levels_ok).then_some(at)
}

impl<'a> FormReader<'a> {
    /// Takes a row that has lost its heading: level, name, operator, value and unit are told by
    /// the operator between them; what stands behind is kept under the number of its column.
    pub(super) fn take_headless(&mut self, row: &Row<'a>) -> bool {
        if !matches!(self.stage, Stage::Head) {
            return false;
        }
        let fits = self
            .open
            .as_ref()
            .is_none_or(|open| open.sheet.project_name.is_none() && open.sheet.title.is_none());
        let Some(at) = operator_at(&self.desk, row).filter(|_| fits) else {
            return false;
        };
        let (before, rest) = row.cells.split_at(at);
        let Some((name, levels)) = before.split_last() else {
            return false;
        };
        self.desk.note("表格从中间开始，缺少表头，部分栏目只能按列号保留，请人工核对");
        let (first, second) = self.headless_levels(levels);
        let mut parts = rest.iter();
        let mut part = |desk: &mut Desk<'a>| {
            let cell = parts.next()?;
            desk.field(cell, "指标值").map(doubtful)
        };
        let operator = part(&mut self.desk);
        let value = part(&mut self.desk);
        let is_text = operator
            .as_ref()
            .is_some_and(|text| self.desk.labels.is_qualitative(&matching_key(&text.text)));
        // A target in words has no unit.
        let unit = if is_text { None } else { part(&mut self.desk) };
        let extra = parts
            .filter_map(|cell| {
                let text = doubtful(self.desk.field(cell, "其他栏目")?);
                let label = format!("第{}列", cell.column);
                Some(Extra { label, text })
            })
            .collect();
        let text =
            |part: &Option<FiledText>| part.as_ref().map_or("", |p| p.text.as_str()).to_owned();
        let (operator_text, value_text, unit_text) = (text(&operator), text(&value), text(&unit));
        let name_text = self.desk.field(name, "三级指标").map(doubtful);
        let filed = IndicatorRow {
            level1: first,
            level2: second,
            name: name_text,
            target: Target::from_parts(TargetParts {
                operator: &operator_text,
                value: &value_text,
                unit: &unit_text,
            }),
            target_at: value.or(operator).map(|text| text.at),
            extra,
            ..empty_row(name.at, Confidence::Doubtful)
        };
        let open = self.sheet();
        open.seen.headless = true;
        open.sheet.indicators.push(filed);
        true
    }

    fn headless_levels(&mut self, levels: &[Cell<'a>]) -> (Option<FiledText>, Option<FiledText>) {
        match levels {
            [first, second] => (
                self.desk.field(first, "一级指标").map(doubtful),
                self.desk.field(second, "二级指标").map(doubtful),
            ),
            [level] if self.desk.labels.taxonomy().level2(&level.key).is_some() => {
                (None, self.desk.field(level, "二级指标").map(doubtful))
            }
            [level] => (self.desk.field(level, "一级指标").map(doubtful), None),
            _ => (None, None),
        }
    }
}

fn doubtful(text: FiledText) -> FiledText {
    FiledText { confidence: Confidence::Doubtful, ..text }
}
