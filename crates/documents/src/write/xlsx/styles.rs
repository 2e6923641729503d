//! The looks of cells: `xl/styles.xml`.

use crate::write::FormStyle;
use crate::write::escape::push_escaped;
use crate::write::layout::{Align, TextStyle};
use crate::write::neutral::may_be_taken_for_a_formula;
use std::fmt::Write;

/// The look of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A bordered text. `quoted` keeps Excel from reading a formula when somebody edits the cell.
    Cell {
        /// Where the text stands.
        align: Align,
        /// Whether it is bold.
        bold: bool,
        /// Whether it could be taken for a formula.
        quoted: bool,
    },
    /// An amount with two decimals.
    Amount,
    /// A number as it is.
    Number,
    /// The heading of a sheet.
    Heading,
    /// The line below it.
    SubHeading,
    /// A remark above a list.
    Remark,
    /// Running text.
    Running,
    /// A heading in running text.
    RunningHeading,
}

const ALIGNS: [Align; 3] = [Align::Left, Align::Centre, Align::Right];
const WITHOUT_CELLS: [Look; 7] = [
    Look::Amount,
    Look::Number,
    Look::Heading,
    Look::SubHeading,
    Look::Remark,
    Look::Running,
    Look::RunningHeading,
];

impl Look {
    /// The look of a text in a table.
    pub(super) fn cell(align: Align, bold: bool, text: &str) -> Self {
        Self::Cell { align, bold, quoted: may_be_taken_for_a_formula(text) }
    }

    /// The look of running text.
    pub(super) fn running(style: TextStyle) -> Self {
        if style.is_heading() { Self::RunningHeading } else { Self::Running }
    }

    /// Every look in the order of its number; 0 is the look of an untouched cell.
    fn all() -> Vec<Self> {
        let mut looks = Vec::new();
        for align in ALIGNS {
            for bold in [false, true] {
                looks.extend([false, true].map(|quoted| Self::Cell { align, bold, quoted }));
            }
        }
        looks.extend(WITHOUT_CELLS);
        looks
    }

    /// The number of the look in the file.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Cell { align, bold, quoted } => {
                let align = match align {
                    Align::Left => 0,
                    Align::Centre => 1,
                    Align::Right => 2,
                };
                1 + align * 4 + usize::from(bold) * 2 + usize::from(quoted)
            }
            Self::Amount => 13,
            Self::Number => 14,
            Self::Heading => 15,
            Self::SubHeading => 16,
            Self::Remark => 17,
            Self::Running => 18,
            Self::RunningHeading => 19,
        }
    }

    /// Number of the font: see `push_fonts`.
    fn font(self) -> usize {
        match self {
            Self::Cell { bold: false, .. } | Self::Amount | Self::Number | Self::SubHeading => 0,
            Self::Cell { bold: true, .. } => 1,
            Self::Heading => 2,
            Self::Remark => 3,
            Self::Running => 4,
            Self::RunningHeading => 5,
        }
    }

    fn align(self) -> &'static str {
        match self {
            Self::Cell { align: Align::Left, .. }
            | Self::Remark
            | Self::Running
            | Self::RunningHeading => "left",
            Self::Cell { align: Align::Centre, .. }
            | Self::Number
            | Self::Heading
            | Self::SubHeading => "center",
            Self::Cell { align: Align::Right, .. } | Self::Amount => "right",
        }
    }

    fn is_bordered(self) -> bool {
        matches!(self, Self::Cell { .. } | Self::Amount | Self::Number)
    }

    fn is_quoted(self) -> bool {
        matches!(self, Self::Cell { quoted: true, .. } | Self::Running)
    }
}

/// Number of the format of amounts: two decimals, more where there are more.
const AMOUNT_FORMAT: u32 = 164;

/// The part of the file.
pub(super) fn styles_xml(style: &FormStyle) -> String {
    let mut out = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
            r#"<numFmts count="1"><numFmt numFmtId="{}" formatCode="0.00####"/></numFmts>"#,
        ),
        AMOUNT_FORMAT
    );
    push_fonts(&mut out, style);
    out.push_str(concat!(
        r#"<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"#,
        r#"<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>"#,
    ));
    for side in ["left", "right", "top", "bottom"] {
        let _ = write!(out, r#"<{side} style="thin"><color auto="1"/></{side}>"#);
    }
    out.push_str(concat!(
        "<diagonal/></border></borders>",
        r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    ));
    let looks = Look::all();
    let _ = write!(
        out,
        r#"<cellXfs count="{}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
        looks.len() + 1
    );
    for look in looks {
        push_look(&mut out, look);
    }
    out.push_str(concat!(
        r#"</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>"#,
        "</styleSheet>",
    ));
    out
}

fn push_fonts(out: &mut String, style: &FormStyle) {
    // Size and name: forms, forms bold, sheet headings, remarks, running text, its headings.
    let fonts = [
        ("10.5", false, &style.body_font),
        ("10.5", true, &style.body_font),
        ("16", false, &style.heading_font),
        ("9", false, &style.body_font),
        ("12", false, &style.body_font),
        ("14", false, &style.heading_font),
    ];
    let _ = write!(out, r#"<fonts count="{}">"#, fonts.len());
    for (size, bold, name) in fonts {
        out.push_str(if bold { "<font><b/>" } else { "<font>" });
        let _ = write!(out, r#"<sz val="{size}"/><name val=""#);
        push_escaped(out, name);
        out.push_str(r#""/><charset val="134"/></font>"#);
    }
    out.push_str("</fonts>");
}

fn push_look(out: &mut String, look: Look) {
    let format = if look == Look::Amount { AMOUNT_FORMAT } else { 0 };
    let _ = write!(
        out,
        r#"<xf numFmtId="{format}" fontId="{}" fillId="0" borderId="{}" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1""#,
        look.font(),
        u8::from(look.is_bordered())
    );
    if look.is_quoted() {
        out.push_str(r#" quotePrefix="1""#);
    }
    let _ = write!(
        out,
        r#"><alignment horizontal="{}" vertical="center" wrapText="1"/></xf>"#,
        look.align()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_look_is_its_place_in_the_file() {
        for (look, number) in Look::all().into_iter().zip(1..) {
            assert_eq!(look.number(), number, "{look:?}");
        }
    }
}
