//! The department part: 总体绩效目标, 分项绩效目标, 工作保障措施.

use super::{Block, TextStyle};
use goals::Document;

/// The department part as headings and paragraphs, with the heading of the second part at its
/// end; nothing when the document has none.
pub(crate) fn department_blocks(document: &Document) -> Vec<Block> {
    let part = &document.department;
    let mut blocks = Vec::new();
    if part.overall_goal.is_none() && part.section_goals.is_empty() && part.safeguards.is_empty() {
        return blocks;
    }
    blocks.push(Block::text(TextStyle::Part, "第一部分"));
    blocks.push(Block::text(TextStyle::PartName, "部门整体绩效目标"));
    let mut numerals = ["一", "二", "三"].into_iter();
    let mut heading = |name: &str| {
        let numeral = numerals.next().unwrap_or_default();
        Block::text(TextStyle::Heading, format!("{numeral}、{name}"))
    };
    if let Some(goal) = &part.overall_goal {
        blocks.push(heading("总体绩效目标"));
        blocks.extend(paragraphs(&goal.text));
    }
    if !part.section_goals.is_empty() {
        blocks.push(heading("分项绩效目标"));
    }
    for (section, number) in part.section_goals.iter().zip(1_u32..) {
        let name = format!("{number}.{}", section.section.text);
        blocks.push(Block::text(TextStyle::Minor, name));
        for (label, filed) in [("绩效目标：", &section.goal), ("绩效指标：", &section.indicators)]
        {
            if let Some(filed) = filed {
                blocks.extend(paragraphs(&format!("{label}{}", filed.text)));
            }
        }
    }
    if !part.safeguards.is_empty() {
        blocks.push(heading("工作保障措施"));
    }
    for safeguard in &part.safeguards {
        let line = format!("{}。{}", safeguard.title.text, safeguard.text.text);
        blocks.extend(paragraphs(&line));
    }
    if !document.sheets.is_empty() {
        blocks.push(Block::new_page(TextStyle::Part, "第二部分"));
        blocks.push(Block::text(TextStyle::PartName, "预算项目绩效目标"));
    }
    blocks
}

fn paragraphs(text: &str) -> impl Iterator<Item = Block> {
    text.lines().map(|line| Block::text(TextStyle::Body, line))
}
