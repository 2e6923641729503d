//! The department part: overall goal, goals of the sections, safeguards.

use super::desk::Desk;
use super::rows::Cell;
use crate::rules::{DepartmentHeading, without_list_number};
use goals::{DepartmentPart, Safeguard, SectionGoal};
use vocabulary::{Confidence, FiledText, matching_key};

/// Longest name of a section or safeguard, in characters.
const LONGEST_NAME: usize = 20;

/// Which text of the part the next paragraph goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Under {
    Nothing,
    OverallGoal,
    SectionGoals,
    Safeguards,
}

/// Reads the paragraphs of the department part.
#[derive(Debug)]
pub(super) struct DepartmentReader {
    pub(super) part: DepartmentPart,
    under: Under,
}

impl DepartmentReader {
    /// A reader that has seen no heading.
    pub(super) fn new() -> Self {
        Self { part: DepartmentPart::default(), under: Under::Nothing }
    }

    /// Ends the part: what follows belongs to the sheets.
    pub(super) fn end(&mut self) {
        self.under = Under::Nothing;
    }

    /// Takes a paragraph of the part; says whether it was one.
    pub(super) fn take(&mut self, desk: &mut Desk<'_>, cell: &Cell<'_>) -> bool {
        if let Some(heading) = desk.labels.department_heading(&cell.key) {
            desk.see_year(&cell.text);
            desk.label(cell);
            self.enter(heading);
            return true;
        }
        if self.take_heading_with_text(desk, cell) {
            return true;
        }
        match self.under {
            Under::Nothing => false,
            Under::OverallGoal => {
                go_on(&mut self.part.overall_goal, desk, cell, "总体绩效目标");
                true
            }
            Under::SectionGoals => self.take_section(desk, cell),
            Under::Safeguards => self.take_safeguard(desk, cell),
        }
    }

    fn enter(&mut self, heading: DepartmentHeading) {
        self.under = match heading {
            DepartmentHeading::Part => Under::Nothing,
            DepartmentHeading::OverallGoal => Under::OverallGoal,
            DepartmentHeading::SectionGoals => Under::SectionGoals,
            DepartmentHeading::Safeguards => Under::Safeguards,
        };
    }

    /// Takes `一、总体绩效目标。凝聚力量…`: heading and text in one paragraph.
    fn take_heading_with_text(&mut self, desk: &mut Desk<'_>, cell: &Cell<'_>) -> bool {
        let text = cell.text.as_ref();
        let stop =
            text.char_indices().take(LONGEST_NAME).find(|(_, c)| matches!(c, '。' | '：' | ':'));
        let Some((offset, stop)) = stop else {
            return false;
        };
        let (heading, rest) = text.split_at(offset);
        let rest = rest.trim_start_matches(stop).trim();
        let has_number = without_list_number(heading).len() < heading.len();
        match desk.labels.department_heading(&matching_key(heading)) {
            Some(DepartmentHeading::OverallGoal) if has_number && !rest.is_empty() => {
                self.under = Under::OverallGoal;
                let part = desk.part(cell, "总体绩效目标", rest);
                append(&mut self.part.overall_goal, part);
                true
            }
            _ => false,
        }
    }

    /// Takes `1.产权交易股`, `绩效目标:…`, `绩效指标：…`, or the rest of such a text.
    fn take_section(&mut self, desk: &mut Desk<'_>, cell: &Cell<'_>) -> bool {
        let text = cell.text.trim();
        if let Some((label, value)) = text.split_once([':', '：']) {
            let key = matching_key(label);
            let (is_goal, is_indicators) =
                (desk.labels.is_section_goal(&key), desk.labels.is_section_indicators(&key));
            if let Some(section) = self.part.section_goals.last_mut() {
                if is_goal && section.goal.is_none() {
                    let (goal, indicators) = split_joined(desk, value);
                    section.goal = desk.part(cell, "分项绩效目标", goal);
                    section.indicators = section.goal.as_ref().zip(indicators).map(joined_part);
                    return true;
                }
                if is_indicators && section.indicators.is_none() {
                    section.indicators = desk.part(cell, "分项绩效指标", value);
                    return true;
                }
            }
        }
        let name = without_list_number(text);
        let is_name = name.len() < text.len()
            && name.chars().count() <= LONGEST_NAME
            && !name.contains(['。', '；', ';', '，']);
        if is_name {
            if let Some(section) = desk.part(cell, "分项名称", name) {
                self.part.section_goals.push(SectionGoal { section, goal: None, indicators: None });
            }
            return true;
        }
        let Some(section) = self.part.section_goals.last_mut() else {
            return false;
        };
        if section.indicators.is_some() {
            go_on(&mut section.indicators, desk, cell, "分项绩效指标");
        } else {
            go_on(&mut section.goal, desk, cell, "分项绩效目标");
        }
        true
    }

    /// Takes `加强组织领导。建立统筹协调…`, or the rest of such a text.
    fn take_safeguard(&mut self, desk: &mut Desk<'_>, cell: &Cell<'_>) -> bool {
        let text = cell.text.trim();
        let bare = without_list_number(text);
        let split = bare.split_once('。').filter(|(title, rest)| {
            title.chars().count() <= LONGEST_NAME
                && !title.contains(['，', '；', '、'])
                && !rest.trim().is_empty()
        });
        if let Some((title, rest)) = split {
            if let Some(whole) = desk.field(cell, "工作保障措施") {
                let part = |text: &str| FiledText { text: text.trim().to_owned(), ..whole.clone() };
                self.part.safeguards.push(Safeguard { title: part(title), text: part(rest) });
            }
            return true;
        }
        let Some(last) = self.part.safeguards.last_mut() else {
            return false;
        };
        if let Some(more) = desk.field(cell, "工作保障措施") {
            last.text.text.push('\n');
            last.text.text.push_str(&more.text);
        }
        true
    }
}

/// Splits off `绩效指标：…` behind a full stop: a PDF joins it to the goal when the goal's last
/// line is full.
fn split_joined<'t>(desk: &Desk<'_>, text: &'t str) -> (&'t str, Option<&'t str>) {
    for (offset, stop) in text.char_indices().filter(|(_, c)| matches!(c, '。' | '\n')) {
        let after = offset.saturating_add(stop.len_utf8());
        let Some((goal, rest)) = text.split_at_checked(after) else {
            continue;
        };
        let Some((label, indicators)) = rest.split_once([':', '：']) else {
            continue;
        };
        if desk.labels.is_section_indicators(&matching_key(label)) {
            return (goal, Some(indicators));
        }
    }
    (text, None)
}

fn joined_part((whole, text): (&FiledText, &str)) -> FiledText {
    FiledText {
        text: text.trim().to_owned(),
        at: whole.at,
        confidence: whole.confidence.min(Confidence::Likely),
    }
}

fn go_on(text: &mut Option<FiledText>, desk: &mut Desk<'_>, cell: &Cell<'_>, name: &'static str) {
    let more = desk.field(cell, name);
    append(text, more);
}

/// Puts a paragraph behind the text it goes on with.
fn append(text: &mut Option<FiledText>, more: Option<FiledText>) {
    match (text, more) {
        (Some(text), Some(more)) => {
            text.text.push('\n');
            text.text.push_str(&more.text);
            text.confidence = text.confidence.min(more.confidence);
        }
        (empty @ None, more) => *empty = more,
        (Some(_), None) => {}
    }
}
