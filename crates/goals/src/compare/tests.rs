//! What a comparison says of documents and sheets that differ in one known way.

use super::*;
use indicators::Target;
use vocabulary::{Confidence, Place};

const AT: Place = Place::Paragraph { page: None, paragraph: 1 };

fn filed(text: &str) -> Option<FiledText> {
    (!text.is_empty()).then(|| FiledText::certain(text, AT))
}

fn row(name: &str, definition: &str, target: &str) -> IndicatorRow {
    IndicatorRow {
        level1: filed("产出指标"),
        level2: filed("质量指标"),
        name: filed(name),
        definition: filed(definition),
        target: Target::parse(target),
        target_at: None,
        basis: None,
        weight: None,
        actual: None,
        score: None,
        reason: None,
        extra: Vec::new(),
        at: AT,
        confidence: Confidence::Certain,
    }
}

fn sheet(code: &str, name: &str, rows: Vec<IndicatorRow>) -> TargetSheet {
    TargetSheet {
        project_code: filed(code),
        project_name: filed(name),
        goals: filed("道路完好").into_iter().collect(),
        indicators: rows,
        ..TargetSheet::default()
    }
}

fn changed(fields: &[FieldPair]) -> Vec<(&str, &str, &str)> {
    let changed = fields.iter().filter(|field| field.change() != Change::Same);
    changed
        .map(|field| (field.label.as_str(), field.before.as_str(), field.after.as_str()))
        .collect()
}

#[test]
fn a_sheet_compared_with_itself_has_no_change() {
    let one =
        sheet("a", "道路", vec![row("完好率", "比值", "≥90%"), row("完好率", "比值", "≥90%")]);
    let found = sheets(&one, &one);
    assert!(!found.is_changed());
    assert_eq!(found.rows.len(), 2);
}

#[test]
fn a_mended_target_is_one_changed_cell() {
    let before = sheet("a", "道路", vec![row("完好率", "比值", "≥9595%")]);
    let after = sheet("a", "道路", vec![row("完好率", "比值", "≥95%")]);
    let found = sheets(&before, &after);
    assert_eq!(found.changes(), 1);
    assert_eq!(found.rows[0].change(), Change::Changed);
    assert_eq!(changed(&found.rows[0].fields), [("指标值", "≥9595%", "≥95%")]);
}

#[test]
fn rows_moved_added_and_removed_are_said_apart() {
    let before = sheet(
        "a",
        "道路",
        vec![row("甲率", "甲", "1"), row("乙数", "乙", "2"), row("丙值", "丙", "3")],
    );
    let after = sheet(
        "a",
        "道路",
        vec![row("丙值", "丙", "3"), row("甲率", "甲", "1"), row("丁", "", "4")],
    );
    let found = sheets(&before, &after);
    let said: Vec<_> =
        found.rows.iter().map(|row| (row.before, row.after, row.moved, row.change())).collect();
    assert_eq!(
        said,
        [
            (Some(3), Some(1), true, Change::Same),
            (Some(1), Some(2), false, Change::Same),
            (Some(2), None, false, Change::Removed),
            (None, Some(3), false, Change::Added),
        ]
    );
}

#[test]
fn an_indicator_renamed_at_its_place_is_a_change_not_a_loss() {
    let before = sheet("a", "道路", vec![row("招商引资完成率", "管道清淤", "≥90%")]);
    let after = sheet("a", "道路", vec![row("清淤长度", "米", "≥500米")]);
    assert_eq!(sheets(&before, &after).rows[0].change(), Change::Changed);
}

#[test]
fn sheets_are_one_by_code_before_name() {
    let document = |sheets| Document { sheets, ..Document::default() };
    let before = document(vec![
        sheet("a", "道路", vec![]),
        sheet("b", "绿化", vec![]),
        sheet("", "照明", vec![]),
    ]);
    let after = document(vec![
        sheet("b", "道路", vec![]),
        sheet("a", "绿化", vec![]),
        sheet("c", "照明", vec![]),
        sheet("d", "供热", vec![]),
    ]);
    let found = documents(&before, &after);
    let said: Vec<_> =
        found.sheets.iter().map(|pair| (pair.before, pair.after, pair.change())).collect();
    assert_eq!(
        said,
        [
            (Some(2), Some(1), Change::Changed),
            (Some(1), Some(2), Change::Changed),
            (Some(3), Some(3), Change::Changed),
            (None, Some(4), Change::Added),
        ]
    );
    assert_eq!(changed(&found.sheets[0].comparison.fields), [("项目名称", "绿化", "道路")]);
    assert_eq!(found.count(Change::Added), 1);
}

#[test]
fn one_of_two_equal_goals_taken_out_is_one_removal() {
    let mut before = sheet("a", "道路", vec![]);
    before.goals.push(FiledText::certain("道路完好", AT));
    let after = sheet("a", "道路", vec![]);
    assert_eq!(changed(&sheets(&before, &after).fields), [("绩效目标（原第2条）", "道路完好", "")]);
}
