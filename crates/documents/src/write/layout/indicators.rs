//! The indicator rows of a form: which columns there are, and level 1 merged downward.

use super::TEXT_WIDTH;
use super::grid::{Drawn, DrawnCell, cut};
use goals::TargetSheet;
use indicators::IndicatorRow;
use vocabulary::FiledText;

/// By which words a form names its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    /// As Hebei's 绩效目标表.
    Hebei,
    /// As the national 申报表.
    Application,
    /// As the national 自评表.
    SelfEvaluation,
}

/// A column of the indicator block.
struct Column {
    label: String,
    /// The field by the name an issue gives it.
    field: &'static str,
    weight: u32,
    left: bool,
    texts: Vec<String>,
}

/// Adds the six published columns between the sides given. Adds nothing and says `false` when
/// the sheet holds more than these, so that nothing is lost.
pub(super) fn rows_in_columns(drawn: &mut Drawn, sheet: &TargetSheet, sides: &[u32]) -> bool {
    let columns = columns(sheet, Wording::Hebei);
    if columns.len() + 1 != sides.len() {
        return false;
    }
    draw(drawn, sides, columns, sheet);
    true
}

/// Adds every filled column, its width by how much its texts need.
pub(super) fn rows(drawn: &mut Drawn, sheet: &TargetSheet, wording: Wording) {
    if sheet.indicators.is_empty() {
        return;
    }
    let columns = columns(sheet, wording);
    let weights: Vec<u32> = columns.iter().map(|column| column.weight).collect();
    let sides = cut(0, TEXT_WIDTH, &weights);
    draw(drawn, &sides, columns, sheet);
}

/// What a column takes from a row.
type Pick = fn(&IndicatorRow) -> Option<&FiledText>;

fn columns(sheet: &TargetSheet, wording: Wording) -> Vec<Column> {
    let rows = &sheet.indicators;
    let filed = |field: &'static str, weight, pick: Pick| Column {
        label: field.to_owned(),
        field,
        weight,
        left: weight >= 16,
        texts: rows
            .iter()
            .map(|row| pick(row).map(|filed| filed.text.clone()).unwrap_or_default())
            .collect(),
    };
    let hebei = wording == Wording::Hebei;
    let target = Column {
        label: match wording {
            Wording::SelfEvaluation => "年度指标值",
            Wording::Hebei | Wording::Application => "指标值",
        }
        .to_owned(),
        field: "指标值",
        weight: 11,
        left: false,
        texts: rows.iter().map(|row| row.target.raw.clone()).collect(),
    };
    let definition = if hebei { "绩效指标描述" } else { "指标解释" };
    let mut columns = vec![
        filed("一级指标", 10, |row| row.level1.as_ref()),
        filed("二级指标", 11, |row| row.level2.as_ref()),
        filed("三级指标", 15, |row| row.name.as_ref()),
    ];
    // The form always has these two; other forms print them where a row fills them.
    let unless_empty = |column: Column| (hebei || column.is_filled()).then_some(column);
    let described = filed("绩效指标描述", 24, |row| row.definition.as_ref());
    columns.extend(unless_empty(Column { label: definition.to_owned(), ..described }));
    columns.push(target);
    columns.extend(unless_empty(filed("指标值确定依据", 13, |row| row.basis.as_ref())));
    columns.extend(
        [
            filed("实际完成值", 11, |row| row.actual.as_ref()),
            filed("分值", 6, |row| row.weight.as_ref()),
            filed("得分", 6, |row| row.score.as_ref()),
            filed("偏差原因分析及改进措施", 16, |row| row.reason.as_ref()),
        ]
        .into_iter()
        .filter(Column::is_filled),
    );
    columns.extend(extra_columns(rows));
    columns
}

impl Column {
    fn is_filled(&self) -> bool {
        self.texts.iter().any(|text| !text.is_empty())
    }
}

/// The columns without a field of ours under their own labels, in order of first appearance. A
/// row that has one label twice gets both texts, one below the other.
fn extra_columns(rows: &[IndicatorRow]) -> Vec<Column> {
    let mut labels: Vec<&str> = Vec::new();
    for extra in rows.iter().flat_map(|row| &row.extra) {
        if !labels.contains(&extra.label.as_str()) {
            labels.push(&extra.label);
        }
    }
    let column = |label: &str| Column {
        label: label.to_owned(),
        field: "其他栏目",
        weight: 9,
        left: false,
        texts: rows
            .iter()
            .map(|row| {
                let texts: Vec<&str> = row
                    .extra
                    .iter()
                    .filter(|extra| extra.label == label)
                    .map(|extra| extra.text.text.as_str())
                    .collect();
                texts.join("\n")
            })
            .collect(),
    };
    labels.into_iter().map(column).collect()
}

fn draw(drawn: &mut Drawn, sides: &[u32], columns: Vec<Column>, sheet: &TargetSheet) {
    let places: Vec<(u32, u32)> =
        sides.iter().copied().zip(sides.iter().skip(1).copied()).collect();
    drawn.column_names(
        places
            .iter()
            .zip(&columns)
            .map(|((left, right), column)| DrawnCell::new(*left, *right, &column.label).bold())
            .collect(),
    );
    let runs = level1_runs(&sheet.indicators);
    let mut lines: Vec<Vec<DrawnCell>> = sheet.indicators.iter().map(|_| Vec::new()).collect();
    for (number, ((left, right), column)) in places.into_iter().zip(columns).enumerate() {
        let rows = lines.iter_mut().zip(column.texts).zip(&runs).zip(1..);
        for (((line, text), run), row) in rows {
            let cell = DrawnCell::new(left, right, text).of_row(column.field, row);
            let cell = if column.left { cell.left() } else { cell };
            match (number, run) {
                (0, None) => {}
                (0, Some(rows)) => line.push(cell.rows(*rows)),
                _ => line.push(cell),
            }
        }
    }
    for line in lines {
        drawn.row(line);
    }
}

/// For each row: over how many rows its level-1 cell reaches, or `None` when the cell above
/// reaches over it. Rows that follow each other under one level 1 share a cell.
fn level1_runs(rows: &[IndicatorRow]) -> Vec<Option<usize>> {
    let level1 = |row: &IndicatorRow| row.level1.as_ref().map(|filed| filed.text.clone());
    let mut runs = Vec::with_capacity(rows.len());
    let groups =
        rows.chunk_by(|above, below| above.level1.is_some() && level1(above) == level1(below));
    for group in groups {
        runs.push(Some(group.len()));
        runs.extend(group.iter().skip(1).map(|_| None));
    }
    runs
}
