//! Properties that stand in a file again and again are not scanned anew. A file in which every one
//! of them carries a comment of its own, so that none is ever the same twice, reads the same.

use proptest::prelude::*;
use std::fmt::Write as _;

use crate::package::{docx_with_parts, read};

const NUMBERING: &str = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

/// What may stand in properties: what forms have, and what would be lost or doubled if it were
/// taken for known.
const PIECES: [&str; 22] = [
    "",
    r#"<w:sz w:val="21"/>"#,
    r#"<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="28"/>"#,
    "<w:vanish/>",
    r#"<w:vanish w:val="0"/>"#,
    r#"<w:gridSpan w:val="2"/>"#,
    r#"<w:tcW w:w="900" w:type="dxa"/><w:gridSpan w:val="3"/>"#,
    r#"<w:vMerge w:val="restart"/>"#,
    "<w:vMerge/>",
    r#"<w:hMerge w:val="continue"/>"#,
    r#"<w:gridBefore w:val="1"/>"#,
    r#"<w:gridAfter w:val="1"/>"#,
    r#"<w:tcBorders><w:top w:val="single"/></w:tcBorders>"#,
    "<w:cellDel/>",
    "<w:del/>",
    "<w:ins/>",
    r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#,
    r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>"#,
    "<w:rPr><w:vanish/></w:rPr>",
    "<w:rPr><w:del/></w:rPr>",
    "<w:tab/>字<w:t>文</w:t>",
    r#"<x:vanish xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>"#,
];

/// A piece for each place that has properties, in the order of the file.
type Choice = prop::sample::Index;

/// Writes a file: the properties come from `choices` in turns, `apart` sets them apart.
struct Writer<'a> {
    choices: &'a [Choice],
    next: usize,
    apart: bool,
    body: String,
}

impl Writer<'_> {
    fn properties(&mut self, element: &str) {
        let choice = self.choices[self.next % self.choices.len()];
        let piece = PIECES[choice.index(PIECES.len())];
        let comment = if self.apart { format!("<!--{}-->", self.next) } else { String::new() };
        self.next += 1;
        write!(self.body, "<w:{element}>{comment}{piece}</w:{element}>").unwrap();
    }

    fn paragraph(&mut self, text: &str) {
        self.body.push_str("<w:p>");
        self.properties("pPr");
        for half in text.split_inclusive('-') {
            self.body.push_str("<w:r>");
            self.properties("rPr");
            write!(self.body, "<w:t>{half}</w:t></w:r>").unwrap();
        }
        self.body.push_str("</w:p>");
    }

    fn table(&mut self, rows: &[u8]) {
        self.body.push_str("<w:tbl><w:tblGrid/>");
        for (row, cells) in rows.iter().enumerate() {
            self.body.push_str("<w:tr>");
            self.properties("trPr");
            for cell in 0..*cells {
                self.body.push_str("<w:tc>");
                self.properties("tcPr");
                self.paragraph(&format!("行{row}-格{cell}"));
                self.body.push_str("</w:tc>");
            }
            self.body.push_str("</w:tr>");
        }
        self.body.push_str("</w:tbl>");
    }
}

fn file(choices: &[Choice], rows: &[u8], apart: bool) -> Vec<u8> {
    let mut writer = Writer { choices, next: 0, apart, body: String::new() };
    writer.paragraph("前-文");
    writer.table(rows);
    writer.paragraph("后-文");
    docx_with_parts(&writer.body, &[("numbering", NUMBERING)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn properties_that_come_again_do_what_they_did_the_first_time(
        choices in prop::collection::vec(any::<Choice>(), 1..12),
        rows in prop::collection::vec(1_u8..5, 1..8),
    ) {
        let (again, apart) = (file(&choices, &rows, false), file(&choices, &rows, true));
        let (again, apart) = (read(&again).unwrap(), read(&apart).unwrap());
        prop_assert_eq!(again.blocks, apart.blocks);
        prop_assert_eq!(again.notes, apart.notes);
    }
}
