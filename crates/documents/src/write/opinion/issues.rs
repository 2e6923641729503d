//! Issues as tables and as a list.

use super::project_name;
use crate::write::layout::{Align, Drawn, DrawnCell, FormTable, TEXT_WIDTH, cut};
use crate::write::xlsx::{List, ListColumn, Value};
use goals::Document;
use goals::review::Review;
use vocabulary::{FiledText, Issue, Severity, Span};

/// How much of a text stands around the place at fault, and how much of one that is at fault as a
/// whole.
const CONTEXT_CHARS: usize = 24;
const WHOLE_CHARS: usize = 34;

/// Issues that say the same of several indicators of a sheet; people read them once.
pub(super) struct Entry<'a> {
    first: &'a Issue,
    rows: Vec<u32>,
    texts: Vec<String>,
}

/// The issues of a sheet, or of the department part, that have to be mended or explained, the
/// forcing ones first.
pub(super) fn of(review: &Review, sheet: Option<u32>) -> Vec<Entry<'_>> {
    let issues = review.issues.iter();
    let mut entries =
        entries(issues.filter(|issue| issue.sheet == sheet && issue.severity > Severity::Info));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.first.severity));
    entries
}

/// Puts issues together that differ only in their row and text.
pub(super) fn entries<'a>(issues: impl Iterator<Item = &'a Issue>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for issue in issues {
        let same = entries.iter_mut().find(|entry| says_the_same(entry.first, issue));
        let text = quoted(&issue.text, issue.span);
        match same {
            Some(entry) => {
                entry.rows.extend(issue.row);
                if !entry.texts.contains(&text) {
                    entry.texts.push(text);
                }
            }
            None => entries.push(Entry {
                first: issue,
                rows: issue.row.into_iter().collect(),
                texts: vec![text],
            }),
        }
    }
    entries
}

fn says_the_same(one: &Issue, other: &Issue) -> bool {
    let of = |issue: &Issue| (issue.rule, issue.severity, issue.sheet, issue.field);
    one.row.is_some()
        && other.row.is_some()
        && of(one) == of(other)
        && one.explanation == other.explanation
        && advice(one) == advice(other)
}

impl Entry<'_> {
    /// Where a person looks: which indicators and which column.
    fn position(&self) -> String {
        let field = self.first.field;
        if self.rows.is_empty() {
            field.to_owned()
        } else {
            format!("第{}条指标\n{field}", numbers(&self.rows))
        }
    }

    fn text(&self) -> String {
        self.texts.join("；\n")
    }
}

/// `1、3—5`: three or more that follow each other as a range.
fn numbers(rows: &[u32]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for run in rows.chunk_by(|one, next| one + 1 == *next) {
        match run {
            [first, .., last] if run.len() > 2 => parts.push(format!("{first}—{last}")),
            _ => parts.extend(run.iter().map(u32::to_string)),
        }
    }
    parts.join("、")
}

/// 序号 | 位置 | 原文 | 问题 | 修改建议 | 依据 | 性质.
pub(super) fn table(entries: &[Entry<'_>]) -> FormTable {
    let rows = entries.iter().zip(1_u32..).map(|(entry, number)| {
        let issue = entry.first;
        vec![
            (number.to_string(), Align::Centre),
            (entry.position(), Align::Centre),
            (entry.text(), Align::Left),
            (format!("{}（{}）", issue.explanation, issue.rule), Align::Left),
            (advice(issue), Align::Left),
            (issue.basis.to_string(), Align::Left),
            (issue.severity.label().to_owned(), Align::Centre),
        ]
    });
    let columns = [
        ("序号", 6),
        ("位置", 12),
        ("原文", 18),
        ("问题", 26),
        ("修改建议", 23),
        ("依据", 19),
        ("性质", 6),
    ];
    dense_table(&columns, rows)
}

/// The hints of the whole document: 项目 | 位置 | 提示 | 建议.
pub(super) fn hint_table(document: &Document, entries: &[Entry<'_>]) -> FormTable {
    let rows = entries.iter().zip(1_u32..).map(|(entry, number)| {
        let issue = entry.first;
        vec![
            (number.to_string(), Align::Centre),
            (sheet_name(document, issue), Align::Left),
            (entry.position(), Align::Centre),
            (format!("{}（{}）", issue.explanation, issue.rule), Align::Left),
            (advice(issue), Align::Left),
        ]
    });
    let columns = [("序号", 6), ("项目", 19), ("位置", 14), ("提示", 37), ("建议", 26)];
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
    let reach = if is_whole { WHOLE_CHARS } else { end - start + CONTEXT_CHARS };
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
        Some(after) => format!("{}。{}", change(&repair.before, after), repair.advice),
        None => repair.advice.clone(),
    }
}

/// A change in words: the new text where it is short, else only what differs.
fn change(before: &str, after: &str) -> String {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = (old.len() - head).min(new.len() - head);
    let ends = old.iter().rev().zip(new.iter().rev());
    let tail = ends.take(rest).take_while(|(one, other)| one == other).count();
    let middle =
        |text: &[char]| -> String { text.iter().take(text.len() - tail).skip(head).collect() };
    let (removed, added) = (middle(&old), middle(&new));
    let is_short = new.len() <= CONTEXT_CHARS;
    match (removed.trim().is_empty(), added.is_empty()) {
        _ if is_short => format!("改为“{after}”"),
        (true, true) => "删去多余的空白".to_owned(),
        (false, true) => format!("删去“{removed}”"),
        (true, false) => format!("补入“{added}”"),
        (false, false) => format!("“{removed}”改为“{added}”"),
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
        ("指标行", 900, Align::Centre),
        ("栏目", 1500, Align::Centre),
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
            Value::Text(issue.row.map(|row| row.to_string()).unwrap_or_default()),
            Value::Text(issue.field.to_owned()),
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

    #[test]
    fn of_a_long_text_only_the_change_is_said() {
        let long = "对公房房屋即时维修，确保房屋结构、设施设备基本完好，符合质量规范";
        assert_eq!(change(long, &long.replace("即", "及")), "“即”改为“及”");
        assert_eq!(change(long, &long.replace("公房房屋", "公房")), "删去“房屋”");
        assert_eq!(change(long, &(long.to_owned() + "。")), "补入“。”");
        assert_eq!(change("≥9595%", "≥95%"), "改为“≥95%”");
        assert_eq!(change(&(long.to_owned() + " "), long), "删去多余的空白");
    }

    #[test]
    fn rows_that_follow_each_other_are_a_range() {
        assert_eq!(numbers(&[1, 3, 4, 5]), "1、3—5");
        assert_eq!(numbers(&[1, 2]), "1、2");
    }
}
