//! Goals: numbered lists in one cell, and headings with the texts below them.

use super::form::{FormReader, Stage};
use super::rows::{Cell, Row, Table};
use crate::rules::Field;
use goals::LabelledText;
use vocabulary::FiledText;

/// A heading of goals whose text is expected in the next row.
#[derive(Clone, Debug)]
pub(super) struct GoalSlot {
    field: Field,
    label: String,
    column: u32,
}

impl<'a> FormReader<'a> {
    /// A row of headings only, such as `年度总体目标 | 预期目标 | 实际完成情况`.
    pub(super) fn take_goal_heading(&mut self, _table: &Table<'a>, row: &Row<'a>) -> bool {
        let is_goal = |cell: &&Cell<'a>| goal_field(cell).is_some();
        let only_labels = row.filled().all(|cell| {
            goal_field(cell).is_some() || cell.meaning.is_some_and(|meaning| meaning.group)
        });
        if !only_labels || !row.filled().any(|cell| is_goal(&cell)) {
            return false;
        }
        let mut slots: Vec<GoalSlot> = row
            .cells
            .iter()
            .filter_map(|cell| {
                Some(GoalSlot {
                    field: goal_field(cell)?,
                    label: cell.text.trim().to_owned(),
                    column: cell.column,
                })
            })
            .collect();
        // 年度总体目标 before 预期目标 is the heading of the group.
        let is_group = slots.split_first().is_some_and(|(first, rest)| {
            first.field == Field::Goals && rest.iter().any(|slot| slot.field == Field::Goals)
        });
        if is_group {
            slots.remove(0);
        }
        for cell in row.filled() {
            self.desk.label(cell);
        }
        self.sheet();
        self.stage = Stage::Goals(slots);
        true
    }

    /// The texts below the headings of goals.
    pub(super) fn take_goal_values(&mut self, table: &Table<'a>, row: &Row<'a>) -> bool {
        let Stage::Goals(slots) = &self.stage else {
            return false;
        };
        if row.is_blank() {
            return true;
        }
        let slots = slots.clone();
        self.stage = Stage::Head;
        // `总体目标 | text | text` under `中期目标 | 年度目标`: the group's label comes second.
        let lead = row
            .filled()
            .take_while(|cell| {
                cell.meaning.is_some_and(|m| m.group || m.field == Some(Field::Goals))
            })
            .count();
        let texts: Vec<&Cell<'a>> = row.filled().skip(lead).collect();
        if texts.is_empty() || texts.iter().any(|cell| cell.meaning.is_some()) {
            return false;
        }
        for cell in row.filled().take(lead) {
            self.desk.label(cell);
        }
        // What has vanished stood on the left, behind the labels: the cells that are there keep
        // their order. An empty first cell and too few texts do not say which is which.
        let unclear = texts.len() != slots.len() && row.cells.first().is_some_and(Cell::is_blank);
        let first = row.cells.iter().position(|cell| !cell.is_blank());
        let first = first.unwrap_or(0).saturating_add(lead);
        for (index, slot) in slots.iter().enumerate() {
            let cell = if table.columns_hold {
                row.covering(slot.column)
            } else if texts.len() == slots.len() {
                texts.get(index).copied()
            } else if unclear && slots.len() > 1 {
                None
            } else {
                row.cells.get(first.saturating_add(index))
            };
            if let Some(cell) = cell {
                self.file_goal(slot.field, &slot.label, cell, None);
            }
        }
        true
    }

    /// Files what stands beside or below a heading of goals. `part` is the text when the cell
    /// holds its label too.
    pub(super) fn file_goal(
        &mut self,
        field: Field,
        label: &str,
        cell: &Cell<'a>,
        part: Option<&str>,
    ) {
        let name = if field == Field::Goals {
            "绩效目标"
        } else if field == Field::Achievement {
            "实际完成情况"
        } else {
            "中长期目标"
        };
        let Some(text) = self.desk.part(cell, name, part.unwrap_or(&cell.text)) else {
            return;
        };
        let sheet = &mut self.sheet().sheet;
        if field == Field::Goals {
            sheet.goals.extend(split_goals(&text));
        } else {
            let label = label.trim_end_matches([':', '：']).to_owned();
            sheet.other_fields.push(LabelledText { label, text });
        }
    }
}

fn goal_field(cell: &Cell<'_>) -> Option<Field> {
    cell.meaning?
        .field
        .filter(|field| matches!(field, Field::Goals | Field::MediumTermGoals | Field::Achievement))
}

/// Splits `1、…⏎2、…` into goals without their list numbers. Numbers within a line part goals
/// only when they count 1, 2, 3 … after a stop; any other line goes on with the goal before it.
pub(super) fn split_goals(filed: &FiledText) -> Vec<FiledText> {
    let mut goals: Vec<String> = Vec::new();
    for line in filed.text.lines() {
        let parts = split_line(line);
        for (number, text) in parts {
            match goals.last_mut() {
                Some(goal) if !number => {
                    goal.push('\n');
                    goal.push_str(text);
                }
                _ => goals.push(text.to_owned()),
            }
        }
    }
    goals
        .into_iter()
        .map(|goal| FiledText { text: goal.trim().to_owned(), ..filed.clone() })
        .filter(|goal| !goal.text.is_empty())
        .collect()
}

/// The parts of a line: whether a list number stood before it, and the text.
fn split_line(line: &str) -> Vec<(bool, &str)> {
    let Some((first, mut rest)) = list_number(line.trim_start()) else {
        return vec![(false, line)];
    };
    let mut parts = Vec::new();
    let mut next = first.saturating_add(1);
    let mut searched = 0;
    while let Some((offset, _)) =
        rest.char_indices().find(|(offset, c)| *offset >= searched && is_stop(*c))
    {
        let after = rest
            .char_indices()
            .map(|(start, _)| start)
            .find(|start| *start > offset)
            .unwrap_or(rest.len());
        searched = after;
        let (goal, tail) = rest.split_at(after);
        if let Some((number, text)) = list_number(tail.trim_start())
            && number == next
        {
            parts.push((true, goal.trim()));
            rest = text;
            next = next.saturating_add(1);
            searched = 0;
        }
    }
    parts.push((true, rest.trim()));
    parts
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | '；' | '。' | ',' | '，' | '！')
}

/// The list number at the start of a text, `1、` or `（1）`, and what follows it; `1.5万元` has none.
fn list_number(text: &str) -> Option<(u32, &str)> {
    let inner = text.strip_prefix(['(', '（']);
    let digits = inner.unwrap_or(text);
    let after = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = digits.get(..digits.len().checked_sub(after.len())?)?.parse().ok()?;
    let rest = if inner.is_some() {
        after.strip_prefix([')', '）'])?
    } else {
        after.strip_prefix(['、', '.', '．', ')', '）'])?
    };
    let plausible = (1..=99).contains(&number) && !rest.starts_with(|c: char| c.is_ascii_digit());
    plausible.then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Place;

    fn split(text: &str) -> Vec<String> {
        let at = Place::Paragraph { page: None, paragraph: 1 };
        split_goals(&FiledText::certain(text, at)).into_iter().map(|goal| goal.text).collect()
    }

    #[test]
    fn numbered_goals_lose_their_numbers_and_nothing_else() {
        for (text, goals) in [
            ("1、沟体设施干净.\n2、及时上报 。", vec!["沟体设施干净.", "及时上报 。"]),
            ("1、负责推介宣传", vec!["负责推介宣传"]),
            ("保证正常运行", vec!["保证正常运行"]),
            ("1.建设乡村;2.整治村庄;3.改厕。", vec!["建设乡村;", "整治村庄;", "改厕。"]),
            (
                "1、投入1.5万元，2.4公里道路\n按期完工\n2、验收",
                vec!["投入1.5万元，2.4公里道路\n按期完工", "验收"],
            ),
            ("总体要求：\n（1）甲\n（2）乙", vec!["总体要求：", "甲", "乙"]),
            ("1、先做2、后做", vec!["先做2、后做"]),
        ] {
            assert_eq!(split(text), goals, "{text}");
        }
    }
}
