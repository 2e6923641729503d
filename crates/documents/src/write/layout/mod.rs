//! The one layout of what is printed: headings, paragraphs and form tables.

mod amounts;
mod department;
mod general;
mod grid;
mod hebei;
mod indicators;
mod measure;

pub(crate) use amounts::money_text;
pub(crate) use department::department_blocks;
pub use grid::{Align, CellSource, FormCell, FormRow, FormTable};
pub(crate) use grid::{Drawn, DrawnCell, Slot, cut};
pub(crate) use measure::{CELL_PADDING, FORM_CHARACTER, form_row_lines, line_count};

use goals::{Document, FormKind, TargetSheet};
use vocabulary::FiscalYear;

/// Width of the text area in twentieths of a point: A4 less 25 mm on the left, 20 mm on the
/// right.
pub(crate) const TEXT_WIDTH: u32 = 9354;

/// What a whole file prints, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    /// Title for the file's properties.
    pub(crate) title: String,
    /// Headings, paragraphs and tables.
    pub(crate) blocks: Vec<Block>,
}

/// One thing on the paper.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// A heading or paragraph.
    Text(TextBlock),
    /// A table.
    Table(FormTable),
}

/// A heading or paragraph.
#[derive(Clone, Debug)]
pub(crate) struct TextBlock {
    /// The text; `\n` is a line break.
    pub(crate) text: String,
    /// How it looks.
    pub(crate) style: TextStyle,
    /// Whether it begins a page.
    pub(crate) new_page: bool,
}

/// How a text looks; each writer has one look a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextStyle {
    /// The title of the whole, centred, large.
    Title,
    /// 第一部分: centred, outline level 1.
    Part,
    /// The name of a part, centred.
    PartName,
    /// 一、…: outline level 2.
    Heading,
    /// The heading of a form, centred, outline level 2.
    SheetHeading,
    /// A line below a heading, centred: the year of a form.
    SubHeading,
    /// 1.…: bold, without outline.
    Minor,
    /// Running text, indented by two characters.
    Body,
    /// A remark in small type.
    Remark,
    /// Signature and date, on the right.
    Signature,
}

impl TextStyle {
    /// Every style.
    pub(crate) const ALL: [Self; 10] = [
        Self::Title,
        Self::Part,
        Self::PartName,
        Self::Heading,
        Self::SheetHeading,
        Self::SubHeading,
        Self::Minor,
        Self::Body,
        Self::Remark,
        Self::Signature,
    ];

    /// The level in the outline of the file, from 1.
    pub(crate) fn outline_level(self) -> Option<u8> {
        match self {
            Self::Title | Self::Part => Some(1),
            Self::Heading | Self::SheetHeading => Some(2),
            Self::PartName
            | Self::SubHeading
            | Self::Minor
            | Self::Body
            | Self::Remark
            | Self::Signature => None,
        }
    }

    /// Size in half points.
    pub(crate) fn half_points(self) -> u32 {
        match self {
            Self::Title => 44,
            Self::Part => 36,
            Self::PartName | Self::SheetHeading => 32,
            Self::Heading => 30,
            Self::Minor | Self::Body | Self::Signature => 28,
            Self::SubHeading => 24,
            Self::Remark => 20,
        }
    }

    /// Whether the heading font is used.
    pub(crate) fn is_heading(self) -> bool {
        !matches!(self, Self::Body | Self::Remark | Self::Signature | Self::SubHeading)
    }

    /// Where the lines stand.
    pub(crate) fn align(self) -> Align {
        match self {
            Self::Title | Self::Part | Self::PartName | Self::SheetHeading | Self::SubHeading => {
                Align::Centre
            }
            Self::Heading | Self::Minor | Self::Body | Self::Remark => Align::Left,
            Self::Signature => Align::Right,
        }
    }

    /// First-line indent in characters.
    pub(crate) fn indent(self) -> u32 {
        match self {
            Self::Body | Self::Minor => 2,
            Self::Title
            | Self::Part
            | Self::PartName
            | Self::Heading
            | Self::SheetHeading
            | Self::SubHeading
            | Self::Remark
            | Self::Signature => 0,
        }
    }

    /// Space above and below in twentieths of a point.
    pub(crate) fn space(self) -> (u32, u32) {
        match self {
            Self::Title => (0, 240),
            Self::Part | Self::SubHeading => (0, 120),
            Self::PartName => (0, 200),
            Self::Heading => (160, 80),
            Self::SheetHeading => (0, 160),
            Self::Minor | Self::Body => (0, 0),
            Self::Remark => (60, 0),
            Self::Signature => (120, 0),
        }
    }
}

impl Block {
    /// A text on the same page as what is before it.
    pub(crate) fn text(style: TextStyle, text: impl Into<String>) -> Self {
        Self::Text(TextBlock { text: text.into(), style, new_page: false })
    }

    /// A text that begins a page.
    pub(crate) fn new_page(style: TextStyle, text: impl Into<String>) -> Self {
        Self::Text(TextBlock { text: text.into(), style, new_page: true })
    }
}

/// A target sheet ready to be drawn.
#[derive(Clone, Debug)]
pub struct FormPage {
    /// `1、…绩效目标表`.
    pub heading: String,
    /// A line below the heading.
    pub sub_heading: Option<String>,
    /// The form.
    pub table: FormTable,
}

/// The document as printed: the department part, then each sheet on a page of its own.
pub(crate) fn document_paper(document: &Document) -> Paper {
    let mut blocks = department_blocks(document);
    for sheet in &document.sheets {
        let page = form_page(document.fiscal_year, sheet);
        let first = blocks.is_empty();
        // The heading 第二部分 shares its page with the first sheet.
        let after_part =
            matches!(blocks.last(), Some(Block::Text(text)) if text.style == TextStyle::PartName);
        blocks.push(if first || after_part {
            Block::text(TextStyle::SheetHeading, page.heading)
        } else {
            Block::new_page(TextStyle::SheetHeading, page.heading)
        });
        if let Some(line) = page.sub_heading {
            blocks.push(Block::text(TextStyle::SubHeading, line));
        }
        // A sheet of which nothing was read has a heading only; a table without rows is no table.
        if !page.table.rows.is_empty() {
            blocks.push(Block::Table(page.table));
        }
    }
    blocks.extend(unplaced_blocks(document));
    Paper { title: document_title(document), blocks }
}

/// The heading over what found no field.
const UNPLACED: &str = "附：未能归入表格的内容";

/// Every text that found no field, so that an exported document lacks nothing of the one read.
pub(crate) fn unplaced_blocks(document: &Document) -> Vec<Block> {
    // The heading comes back as such a text when our own file is read.
    let texts: Vec<&str> = document
        .unplaced
        .iter()
        .map(|filed| filed.text.as_str())
        .filter(|text| *text != UNPLACED)
        .collect();
    if texts.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::new_page(TextStyle::Heading, UNPLACED)];
    let lines = texts.iter().flat_map(|text| text.lines());
    blocks.extend(lines.map(|line| Block::text(TextStyle::Body, line)));
    blocks
}

/// One sheet as printed: the Hebei form as published, any other form with all it holds.
pub fn form_page(year: Option<FiscalYear>, sheet: &TargetSheet) -> FormPage {
    let is_hebei = sheet.form == FormKind::HebeiGoalSheet;
    let heading = sheet_heading(sheet);
    let year = year.map(|year| year.number().to_string());
    FormPage {
        sub_heading: year
            .filter(|year| !is_hebei && !heading.contains(year))
            .map(|year| format!("（{year}年度）")),
        heading,
        table: if is_hebei { hebei::table(sheet) } else { general::table(sheet) },
    }
}

/// `1、房产信息系统维护使用费绩效目标表`: the title as printed, else made of the project's name.
pub(crate) fn sheet_heading(sheet: &TargetSheet) -> String {
    let title = match (&sheet.title, &sheet.project_name) {
        (Some(title), _) => title.text.clone(),
        (None, Some(name)) if sheet.form == FormKind::HebeiGoalSheet => {
            format!("{}绩效目标表", name.text)
        }
        (None, _) if matches!(sheet.form, FormKind::Unknown | FormKind::Narrative) => {
            "绩效目标表".to_owned()
        }
        (None, _) => sheet.form.label().to_owned(),
    };
    match sheet.number {
        Some(number) if !title.starts_with(&format!("{number}、")) => format!("{number}、{title}"),
        _ => title,
    }
}

/// Whether a block is the heading under which the sheets stand.
pub(crate) fn is_second_part(block: &Block) -> bool {
    matches!(block, Block::Text(text) if text.style == TextStyle::Part && text.new_page)
}

fn document_title(document: &Document) -> String {
    let unit = document
        .sheets
        .iter()
        .find_map(|sheet| sheet.unit_name.as_ref())
        .map_or("", |name| name.text.as_str());
    let year = document.fiscal_year.map(|year| format!("{}年", year.number())).unwrap_or_default();
    format!("{unit}{year}预算绩效目标")
}

#[cfg(test)]
mod tests {
    use super::*;
    use budget::{BudgetLines, FiledAmount};
    use vocabulary::{AmountUnit, FiledText, Place};

    #[test]
    fn a_filled_cell_says_which_field_it_shows_and_a_label_none() {
        let filed = |text: &str| FiledText::certain(text, Place::Entered);
        let sheet = TargetSheet {
            form: FormKind::HebeiGoalSheet,
            project_name: Some(filed("道路维修")),
            budget: BudgetLines {
                total: Some(FiledAmount::read(filed("54"), AmountUnit::WanYuan)),
                ..BudgetLines::default()
            },
            ..TargetSheet::default()
        };
        let page = form_page(None, &sheet);
        let cells = page.table.rows.iter().flat_map(|row| &row.cells);
        let shown = |text: &str| {
            let found = cells.clone().find(|cell| cell.text == text);
            found.and_then(|cell| cell.source).map(|source| source.field)
        };
        assert_eq!(shown("道路维修"), Some("项目名称"));
        assert_eq!(shown("54.00"), Some("预算数"));
        assert_eq!(shown("项目名称"), None);
    }
}
