//! The looks of cells: `xl/styles.xml`.

use crate::write::FormStyle;
use crate::write::escape::push_escaped;
use crate::write::layout::{Align, TextStyle};
use crate::write::neutral::may_be_taken_for_a_formula;
use std::fmt::Write;

/// The look of a cell in a table of records, which people fill in and programs read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::write) enum FieldLook {
    /// The name of a column.
    Head,
    /// The name of a column that must be filled.
    RequiredHead,
    /// A text; digits typed into it stay as they are typed. `quoted` as of [`Look::Cell`].
    Text {
        /// Whether it could be taken for a formula.
        quoted: bool,
    },
    /// A whole number.
    Whole,
    /// A number with at least so many decimals, 1 to 9. What has more shows them: nothing is
    /// rounded out of sight.
    Decimals(u8),
    /// A day, `2026-06-30`.
    Day,
    /// A day and a minute.
    Moment,
}

impl FieldLook {
    /// Decimals of a field at most.
    const DECIMALS_MAX: u8 = 9;
    /// The looks without decimals in the order of their numbers.
    const PLAIN: [Self; 7] = [
        Self::Head,
        Self::RequiredHead,
        Self::Text { quoted: false },
        Self::Text { quoted: true },
        Self::Whole,
        Self::Day,
        Self::Moment,
    ];

    /// The look of a text.
    pub(in crate::write) fn text(text: &str) -> Self {
        Self::Text { quoted: may_be_taken_for_a_formula(text) }
    }

    fn all() -> impl Iterator<Item = Self> {
        Self::PLAIN.into_iter().chain((1..=Self::DECIMALS_MAX).map(Self::Decimals))
    }

    /// Its place among the looks of records.
    fn place(self) -> usize {
        match self {
            Self::Head => 0,
            Self::RequiredHead => 1,
            Self::Text { quoted: false } => 2,
            Self::Text { quoted: true } => 3,
            Self::Whole => 4,
            Self::Day => 5,
            Self::Moment => 6,
            Self::Decimals(digits) => {
                Self::PLAIN.len() - 1 + usize::from(digits.clamp(1, Self::DECIMALS_MAX))
            }
        }
    }

    /// The number of its format.
    fn format(self) -> u32 {
        match self {
            Self::Head | Self::RequiredHead | Self::Whole => 0,
            // The format of texts that every program knows.
            Self::Text { .. } => 49,
            Self::Day => DAY_FORMAT,
            Self::Moment => MOMENT_FORMAT,
            Self::Decimals(digits) => MOMENT_FORMAT + u32::from(digits.clamp(1, 9)),
        }
    }
}

/// The look of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::write) enum Look {
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
    /// A cell in a table of records.
    Field(FieldLook),
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
        looks.extend(FieldLook::all().map(Look::Field));
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
            Self::Field(look) => 20 + look.place(),
        }
    }

    /// Number of the font: see `push_fonts`.
    fn font(self) -> usize {
        match self {
            Self::Field(FieldLook::RequiredHead) => 6,
            Self::Cell { bold: true, .. } | Self::Field(FieldLook::Head) => 1,
            Self::Cell { bold: false, .. }
            | Self::Amount
            | Self::Number
            | Self::SubHeading
            | Self::Field(_) => 0,
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
            | Self::Field(FieldLook::Text { .. })
            | Self::RunningHeading => "left",
            Self::Cell { align: Align::Centre, .. }
            | Self::Number
            | Self::Heading
            | Self::SubHeading
            | Self::Field(
                FieldLook::Head | FieldLook::RequiredHead | FieldLook::Day | FieldLook::Moment,
            ) => "center",
            Self::Cell { align: Align::Right, .. }
            | Self::Amount
            | Self::Field(FieldLook::Whole | FieldLook::Decimals(_)) => "right",
        }
    }

    fn is_heading_of_records(self) -> bool {
        matches!(self, Self::Field(FieldLook::Head | FieldLook::RequiredHead))
    }

    fn is_bordered(self) -> bool {
        matches!(self, Self::Cell { .. } | Self::Amount | Self::Number)
            || self.is_heading_of_records()
    }

    fn is_quoted(self) -> bool {
        matches!(
            self,
            Self::Cell { quoted: true, .. }
                | Self::Running
                | Self::Field(FieldLook::Text { quoted: true })
        )
    }

    /// Whether long texts go on in the next line. Records stay one line high.
    fn wraps(self) -> bool {
        !matches!(self, Self::Field(_))
    }

    fn format(self) -> u32 {
        match self {
            Self::Amount => AMOUNT_FORMAT,
            Self::Field(look) => look.format(),
            Self::Cell { .. }
            | Self::Number
            | Self::Heading
            | Self::SubHeading
            | Self::Remark
            | Self::Running
            | Self::RunningHeading => 0,
        }
    }
}

/// Number of the format of amounts: two decimals, more where there are more.
const AMOUNT_FORMAT: u32 = 164;
/// Numbers of the formats of days and moments; those of decimals follow.
const DAY_FORMAT: u32 = 165;
const MOMENT_FORMAT: u32 = 166;

fn push_formats(out: &mut String) {
    let decimals = (1..=FieldLook::DECIMALS_MAX).map(|digits| {
        let least = "0".repeat(digits.into());
        let more = "#".repeat((FieldLook::DECIMALS_MAX - digits).into());
        (FieldLook::Decimals(digits).format(), format!("0.{least}{more}"))
    });
    let formats: Vec<(u32, String)> = [
        (AMOUNT_FORMAT, "0.00####".to_owned()),
        (DAY_FORMAT, "yyyy-mm-dd".to_owned()),
        (MOMENT_FORMAT, "yyyy-mm-dd hh:mm".to_owned()),
    ]
    .into_iter()
    .chain(decimals)
    .collect();
    let _ = write!(out, r#"<numFmts count="{}">"#, formats.len());
    for (number, code) in formats {
        let _ = write!(out, r#"<numFmt numFmtId="{number}" formatCode="{code}"/>"#);
    }
    out.push_str("</numFmts>");
}

/// The part of the file.
pub(super) fn styles_xml(style: &FormStyle) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    ));
    push_formats(&mut out);
    push_fonts(&mut out, style);
    out.push_str(concat!(
        // The first two are taken by every program whatever stands there; the third is of the names of columns.
        r#"<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>"#,
        r#"<fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/><bgColor indexed="64"/></patternFill></fill></fills>"#,
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
    // Size, what is special, and name: forms, forms bold, sheet headings, remarks, running text,
    // its headings, columns that must be filled.
    let fonts = [
        ("10.5", "", "", &style.body_font),
        ("10.5", "<b/>", "", &style.body_font),
        ("16", "", "", &style.heading_font),
        ("9", "", "", &style.body_font),
        ("12", "", "", &style.body_font),
        ("14", "", "", &style.heading_font),
        ("10.5", "<b/>", r#"<color rgb="FFC00000"/>"#, &style.body_font),
    ];
    let _ = write!(out, r#"<fonts count="{}">"#, fonts.len());
    for (size, bold, colour, name) in fonts {
        let _ = write!(out, r#"<font>{bold}<sz val="{size}"/>{colour}<name val=""#);
        push_escaped(out, name);
        out.push_str(r#""/><charset val="134"/></font>"#);
    }
    out.push_str("</fonts>");
}

fn push_look(out: &mut String, look: Look) {
    let _ = write!(
        out,
        r#"<xf numFmtId="{}" fontId="{}" fillId="{}" borderId="{}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1""#,
        look.format(),
        look.font(),
        if look.is_heading_of_records() { 2 } else { 0 },
        u8::from(look.is_bordered())
    );
    if look.is_quoted() {
        out.push_str(r#" quotePrefix="1""#);
    }
    let wrap = if look.wraps() { r#" wrapText="1""# } else { "" };
    let _ =
        write!(out, r#"><alignment horizontal="{}" vertical="center"{wrap}/></xf>"#, look.align());
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
