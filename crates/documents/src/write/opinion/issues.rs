//! Issues as tables and as a list.

use super::project_name;
use crate::write::layout::{Align, Drawn, DrawnCell, FormTable, TEXT_WIDTH, cut};
use crate::write::xlsx::{List, ListColumn, Value};
use goals::Document;
use goals::review::Review;
use vocabulary::{FiledText, Issue, Severity, Span};

/// How much of a text stands around the place at fault.
const CONTEXT_CHARS: usize = 36;

/// The issues of a sheet, or of the department part, that have to be mended or explained, the
/// forcing ones first.
pub(super) fn of(review: &Review, sheet: Option<u32>) -> Vec<&Issue> {
    let mut issues: Vec<&Issue> = review
        .issues
        .iter()
        .filter(|issue| issue.sheet == sheet && issue.severity > Severity::Info)
        .collect();
    issues.sort_by_key(|issue| std::cmp::Reverse(issue.severity));
    issues
}

/// 序号 | 位置 | 原文 | 问题 | 修改建议 | 依据 | 性质.
pub(super) fn table(issues: &[&Issue]) -> FormTable {
    let rows = issues.iter().zip(1_u32..).map(|(issue, number)| {
        vec![
            (number.to_string(), Align::Centre),
            (position(issue), Align::Centre),
            (quoted(&issue.text, issue.span), Align::Left),
            (format!("{}（{}）", issue.explanation, issue.rule), Align::Left),
            (advice(issue), Align::Left),
            (issue.basis.to_string(), Align::Left),
            (issue.severity.label().to_owned(), Align::Centre),
        ]
    });
    let columns = [
        ("序号", 5),
        ("位置", 11),
        ("原文", 19),
        ("问题", 26),
        ("修改建议", 21),
        ("依据", 12),
        ("性质", 6),
    ];
    dense_table(&columns, rows)
}

/// The hints of the whole document: 项目 | 位置 | 提示 | 建议.
pub(super) fn hint_table(document: &Document, issues: &[&Issue]) -> FormTable {
    let rows = issues.iter().zip(1_u32..).map(|(issue, number)| {
        vec![
            (number.to_string(), Align::Centre),
            (sheet_name(document, issue), Align::Left),
            (position(issue), Align::Centre),
            (format!("{}（{}）", issue.explanation, issue.rule), Align::Left),
            (advice(issue), Align::Left),
        ]
    });
    let columns = [("序号", 5), ("项目", 19), ("位置", 12), ("提示", 38), ("建议", 26)];
    dense_table(&columns, rows)
}

/// A table with its head repeated on every page.
pub(super) fn dense_table(
    columns: &[(&str, u32)],
    rows: impl Iterator<Item = Vec<(String, Align)>>,
) -> FormTable {
    let weights: Vec<u32> = columns.iter().map(|(_, weight)| *weight).collect();
    let sides = cut(0, TEXT_WIDTH, &weights);
    let places = || sides.iter().copied().zip(sides.iter().skip(1).copied());
    let mut drawn = Drawn::new();
    drawn.set_dense();
    drawn.column_names(
        places()
            .zip(columns)
            .map(|((left, right), (label, _))| DrawnCell::new(left, right, *label).bold())
            .collect(),
    );
    drawn.repeat_title_rows(1);
    for row in rows {
        let cells = places().zip(row).map(|((left, right), (text, align))| {
            let cell = DrawnCell::new(left, right, text);
            if align == Align::Left { cell.left() } else { cell }
        });
        drawn.row(cells.collect());
    }
    drawn.finish()
}

/// Where a person looks: which indicator and which column.
fn position(issue: &Issue) -> String {
    match issue.row {
        Some(row) => format!("第{row}条指标\n{}", issue.field),
        None => issue.field.to_owned(),
    }
}

/// The words at fault in 【】 with what stands around them; a long text is cut to that.
fn quoted(text: &str, span: Option<Span>) -> String {
    let characters: Vec<char> = text.chars().collect();
    let length = characters.len();
    let (start, end) = match span {
        Some(span) if span.start < span.end && span.end <= length => (span.start, span.end),
        _ => (0, length),
    };
    let is_whole = (start, end) == (0, length);
    let from = start.saturating_sub(CONTEXT_CHARS / 2);
    let reach = if is_whole { 2 * CONTEXT_CHARS } else { end - start + CONTEXT_CHARS };
    let to = (from + reach).min(length);
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    for (place, c) in characters.iter().enumerate().take(to).skip(from) {
        if !is_whole && place == start {
            out.push('【');
        }
        out.push(*c);
        if !is_whole && place + 1 == end {
            out.push('】');
        }
    }
    if to < length {
        out.push('…');
    }
    out
}

fn advice(issue: &Issue) -> String {
    let Some(repair) = &issue.repair else {
        return String::new();
    };
    match &repair.after {
        Some(after) if repair.advice.contains(after.as_str()) => repair.advice.clone(),
        Some(after) => format!("改为“{after}”。{}", repair.advice),
        None => repair.advice.clone(),
    }
}

fn sheet_name(document: &Document, issue: &Issue) -> String {
    let sheet = issue
        .sheet
        .and_then(|number| usize::try_from(number).ok()?.checked_sub(1))
        .and_then(|index| document.sheets.get(index));
    sheet.map_or_else(|| "部门整体".to_owned(), |sheet| project_name(sheet).to_owned())
}

/// 问题清单: every issue, also the hints, a row each.
pub(super) fn list(document: &Document, review: &Review) -> List {
    let columns = [
        ("序号", 800, Align::Centre),
        ("项目编码", 2500, Align::Centre),
        ("项目名称", 2800, Align::Left),
        ("位置", 1600, Align::Centre),
        ("出处", 1900, Align::Centre),
        ("原文", 3200, Align::Left),
        ("问题", 4400, Align::Left),
        ("修改建议", 3600, Align::Left),
        ("依据", 2400, Align::Left),
        ("性质", 900, Align::Centre),
        ("编号", 900, Align::Centre),
    ];
    let code = |issue: &Issue| {
        let index = usize::try_from(issue.sheet?).ok()?.checked_sub(1)?;
        let filed: &FiledText = document.sheets.get(index)?.project_code.as_ref()?;
        Some(filed.text.clone())
    };
    let rows = review.issues.iter().zip(1_u32..).map(|(issue, number)| {
        vec![
            Value::Number(number.into()),
            Value::Text(code(issue).unwrap_or_default()),
            Value::Text(sheet_name(document, issue)),
            Value::Text(position(issue)),
            Value::Text(issue.at.map(|at| at.to_string()).unwrap_or_default()),
            Value::Text(quoted(&issue.text, issue.span)),
            Value::Text(issue.explanation.clone()),
            Value::Text(advice(issue)),
            Value::Text(issue.basis.to_string()),
            Value::Text(issue.severity.label().to_owned()),
            Value::Text(issue.rule.to_string()),
        ]
    });
    List {
        name: "问题清单".to_owned(),
        heading: "预算绩效目标审核问题清单".to_owned(),
        remark: None,
        columns: columns.into_iter().map(ListColumn::plain).collect(),
        rows: rows.collect(),
        totals: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_at_fault_are_marked_and_a_long_text_is_cut_around_them() {
        let span = |start, end| Some(Span { start, end });
        assert_eq!(quoted("≥9595%及以上", span(1, 5)), "≥【9595】%及以上");
        assert_eq!(quoted("≥90%", None), "≥90%");
        assert_eq!(quoted("abc", span(2, 9)), "abc", "a span beyond the text marks nothing");
        let long = "前".repeat(100) + "错" + &"后".repeat(100);
        let shown = quoted(&long, span(100, 101));
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("前【错】后"));
        assert!(shown.chars().count() < 50);
    }
}
