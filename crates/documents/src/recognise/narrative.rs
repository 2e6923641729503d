//! Indicators outside tables: bracketed lists are read, running and glued text is not, and says so.

use super::desk::Desk;
use super::form::{FormReader, Level};
use super::indicator_rows::empty_row;
use super::rows::Cell;
use crate::rules::without_list_number;
use indicators::{IndicatorRow, Target};
use vocabulary::{Confidence, FiledText, matching_key};

impl<'a> FormReader<'a> {
    /// Takes `【产出指标-数量指标】`, the heading of a bracketed list (安徽).
    pub(super) fn take_bracketed_heading(&mut self, cell: &Cell<'a>) -> bool {
        let levels = cell
            .key
            .strip_prefix('【')
            .and_then(|rest| rest.strip_suffix('】'))
            .and_then(|inner| inner.split_once(['-', '—', '－']));
        let Some((outer, inner)) = levels else {
            return false;
        };
        let taxonomy = self.desk.labels.taxonomy();
        if taxonomy.level1(outer).is_none() || taxonomy.level2(inner).is_none() {
            return false;
        }
        let part = |text: &str| {
            Some(FiledText { text: text.to_owned(), at: cell.at, confidence: Confidence::Likely })
        };
        let (first, second) = (part(outer), part(inner));
        self.desk.field(cell, "一级指标、二级指标");
        self.level1 = Some(Level { cell: cell.clone(), text: first });
        self.level2 = [Some(Level { cell: cell.clone(), text: second }), None];
        true
    }

    /// Takes `指标1:名称(≥77台)` below such a heading.
    pub(super) fn take_bracketed_row(&mut self, cell: &Cell<'a>) -> bool {
        let text = cell.text.clone();
        let Some((name, target)) = bracketed(&text) else {
            return false;
        };
        let levels = |level: Option<&Level<'_>>| level.and_then(|level| level.text.clone());
        let first = levels(self.level1.as_ref());
        let second = levels(self.level2.first().and_then(Option::as_ref));
        if first.is_none() || second.is_none() {
            return false;
        }
        let Some(whole) = self.desk.part(cell, "三级指标、指标值", name) else {
            return false;
        };
        self.sheet().sheet.indicators.push(IndicatorRow {
            level1: first,
            level2: second,
            name: Some(FiledText { confidence: Confidence::Likely, ..whole }),
            target: Target::parse(target),
            target_at: Some(cell.at),
            ..empty_row(cell.at, Confidence::Likely)
        });
        true
    }
}

/// Splits `指标1:名称(≥77台)` into name and target, when the bracket ends the text.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.trim().split_once([':', '：'])?;
    let number = matching_key(label);
    let number = number.strip_prefix("指标")?;
    if !number.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let inner = rest.trim_end_matches(['；', ';', '。']).strip_suffix([')', '）'])?;
    let (name, target) = inner.rsplit_once(['(', '（'])?;
    let name = name.trim();
    (!name.is_empty() && !target.trim().is_empty()).then(|| (name, target.trim()))
}

/// Notes why a paragraph that holds a form or indicators was not taken apart.
pub(super) fn note_unseparated(desk: &mut Desk<'_>, cell: &Cell<'_>) {
    let key = matching_key(&cell.text);
    if desk.labels.is_glued(&key) {
        desk.note(format!("{}文字粘连，无法可靠拆分，已放入未归类内容，请对照原件录入", cell.at));
    } else if key.contains(['≥', '≤']) && without_list_number(&key).chars().count() > 10 {
        desk.note("正文中有用文字叙述的指标，没有拆分，已放入未归类内容，请对照原件录入");
    }
}
