//! The looks of cells.

use crate::write::FormStyle;
use crate::write::layout::{Align, TextStyle};
use crate::write::neutral::may_be_taken_for_a_formula;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// 五号, the size of forms.
const CELL_POINTS: f64 = 10.5;

/// Every look of a workbook, made once.
pub(in crate::write) struct Formats {
    cells: [Looks; 3],
    /// Amounts with two decimals.
    pub(super) amount: Format,
    /// Numbers as they are.
    pub(super) number: Format,
    /// The heading of a sheet.
    pub(super) heading: Format,
    /// The line below it.
    pub(super) sub_heading: Format,
    /// A remark above a list.
    pub(super) remark: Format,
    /// Running text and its headings.
    running: Format,
    running_heading: Format,
}

/// One alignment: plain and bold, each also with the mark that keeps Excel from reading a formula
/// when somebody edits the cell.
struct Looks {
    plain: Format,
    plain_quoted: Format,
    bold: Format,
    bold_quoted: Format,
}

impl Formats {
    /// The looks in the fonts of a style.
    pub(in crate::write) fn new(style: &FormStyle) -> Self {
        let base = Format::new()
            .set_font_name(&style.body_font)
            .set_font_size(CELL_POINTS)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let cell = base.clone().set_border(FormatBorder::Thin);
        let looks = |align| {
            let plain = cell.clone().set_align(align);
            let bold = plain.clone().set_bold();
            Looks {
                plain_quoted: plain.clone().set_quote_prefix(),
                bold_quoted: bold.clone().set_quote_prefix(),
                plain,
                bold,
            }
        };
        let heading =
            base.clone().set_font_name(&style.heading_font).set_align(FormatAlign::Center);
        Self {
            cells: [
                looks(FormatAlign::Left),
                looks(FormatAlign::Center),
                looks(FormatAlign::Right),
            ],
            amount: cell.clone().set_align(FormatAlign::Right).set_num_format("0.00####"),
            number: cell.clone().set_align(FormatAlign::Center),
            heading: heading.clone().set_font_size(16),
            sub_heading: base.clone().set_align(FormatAlign::Center),
            remark: base.clone().set_font_size(9).set_align(FormatAlign::Left),
            running: base.clone().set_font_size(12).set_quote_prefix(),
            running_heading: base.set_font_name(&style.heading_font).set_font_size(14),
        }
    }

    /// The look of a text cell.
    pub(super) fn cell(&self, align: Align, bold: bool, text: &str) -> &Format {
        let [left, centre, right] = &self.cells;
        let looks = match align {
            Align::Left => left,
            Align::Centre => centre,
            Align::Right => right,
        };
        match (bold, may_be_taken_for_a_formula(text)) {
            (false, false) => &looks.plain,
            (false, true) => &looks.plain_quoted,
            (true, false) => &looks.bold,
            (true, true) => &looks.bold_quoted,
        }
    }

    /// The look of running text.
    pub(super) fn text(&self, style: TextStyle) -> &Format {
        if style.is_heading() { &self.running_heading } else { &self.running }
    }
}
