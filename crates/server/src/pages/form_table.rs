//! The official form as a page shows it: the layout of the printed form, each cell with its
//! anchor and, where there are issues, a mark.

use documents::write::{Align, CellSource, FormCell, FormPage, FormRow};
use std::collections::BTreeSet;

/// A form ready for a template.
#[derive(Clone, Debug)]
pub(crate) struct FormView {
    /// The title over the form.
    pub(crate) heading: String,
    /// A line below it.
    pub(crate) sub_heading: Option<String>,
    /// Width of each column, `13.25%`.
    pub(crate) columns: Vec<String>,
    /// The form cut where a row names the columns below it, so that a browser can repeat that row
    /// on every page.
    pub(crate) parts: Vec<FormPart>,
}

/// Rows under one heading row.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormPart {
    /// The row that names the columns, where there is one.
    pub(crate) names: Option<Vec<FormViewCell>>,
    /// The rows.
    pub(crate) rows: Vec<Vec<FormViewCell>>,
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) struct FormViewCell {
    /// Its text; line breaks are kept by the style sheet.
    pub(crate) text: String,
    /// How many columns.
    pub(crate) column_span: usize,
    /// How many rows.
    pub(crate) row_span: usize,
    /// Classes of the style sheet.
    pub(crate) class: String,
    /// Its anchor, where it shows a field.
    pub(crate) anchor: Option<String>,
    /// What was found in it.
    pub(crate) mark: Option<CellMark>,
}

/// The mark of a cell in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellMark {
    /// The anchor of the first issue.
    pub(crate) href: String,
    /// The word of the worst severity in style sheets.
    pub(crate) code: &'static str,
    /// How many issues.
    pub(crate) count: usize,
    /// What it says to those who do not see it.
    pub(crate) label: String,
}

/// The field that a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The field by its label.
    pub(crate) field: &'static str,
    /// The first and last indicator row it reaches over, from 1.
    pub(crate) rows: Option<(u32, u32)>,
}

impl Shown {
    fn of(source: CellSource, row_span: usize) -> Self {
        let below = u32::try_from(row_span.saturating_sub(1)).unwrap_or(0);
        let rows = source.row.map(|first| (first, first.saturating_add(below)));
        Self { field: source.field, rows }
    }

    /// Whether something of a field and row stands in this cell.
    pub(crate) fn holds(self, field: &str, row: Option<u32>) -> bool {
        self.field == field
            && match (self.rows, row) {
                (Some((first, last)), Some(row)) => (first..=last).contains(&row),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            }
    }
}

/// The anchor of a field: the same on the form, in lists of issues and in edit mode.
pub(crate) fn anchor(field: &str, row: Option<u32>) -> String {
    match row {
        Some(row) => format!("cell-{row}-{field}"),
        None => format!("cell-{field}"),
    }
}

/// A form with its marks. Where several cells show one field (资金支出计划), the first bears it.
pub(crate) fn view(page: FormPage, mark: impl Fn(Shown) -> Option<CellMark>) -> FormView {
    let total = page.table.columns.iter().sum::<u32>().max(1);
    let columns = page.table.columns.iter().map(|width| {
        let hundredths = width * 10_000 / total;
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    });
    let mut seen = BTreeSet::new();
    let mut parts = vec![FormPart::default()];
    for FormRow { cells, names_columns } in page.table.rows {
        let cells = cells.into_iter().map(|cell| cell_view(cell, &mut seen, &mark)).collect();
        if names_columns {
            parts.push(FormPart { names: Some(cells), rows: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            part.rows.push(cells);
        }
    }
    parts.retain(|part| part.names.is_some() || !part.rows.is_empty());
    FormView {
        heading: page.heading,
        sub_heading: page.sub_heading,
        columns: columns.collect(),
        parts,
    }
}

fn cell_view(
    cell: FormCell,
    seen: &mut BTreeSet<CellSource>,
    mark: &impl Fn(Shown) -> Option<CellMark>,
) -> FormViewCell {
    let align = match cell.align {
        Align::Left => "left",
        Align::Centre => "",
        Align::Right => "right",
    };
    let first = cell.source.filter(|source| seen.insert(*source));
    let mark = first.and_then(|source| mark(Shown::of(source, cell.row_span)));
    let class = [
        align,
        if cell.source.is_some() { "value" } else { "name" },
        mark.as_ref().map_or("", |mark| mark.code),
    ];
    FormViewCell {
        text: cell.text,
        column_span: cell.column_span,
        row_span: cell.row_span,
        class: class.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
        anchor: first.map(|source| anchor(source.field, source.row)),
        mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_of_a_row_is_shown_in_the_merged_cell_over_it() {
        let merged = Shown::of(CellSource { field: "一级指标", row: Some(2) }, 3);
        assert!(merged.holds("一级指标", Some(4)));
        assert!(!merged.holds("一级指标", Some(5)));
        assert!(!merged.holds("二级指标", Some(3)));
        let head = Shown::of(CellSource { field: "预算数", row: None }, 1);
        assert!(head.holds("预算数", None));
        assert!(!head.holds("预算数", Some(1)));
    }

    #[test]
    fn the_row_that_names_the_columns_heads_a_part_of_its_own() {
        let sheet = goals::TargetSheet {
            form: goals::FormKind::HebeiGoalSheet,
            ..goals::TargetSheet::default()
        };
        let view = view(documents::write::form_page(None, &sheet), |_| None);
        let heads: Vec<bool> = view.parts.iter().map(|part| part.names.is_some()).collect();
        assert_eq!(heads, [false, true]);
    }
}
