//! Files of other programs that are text on the outside, and bytes that only look like text.

/// How files of other programs begin, and what they are called. A beginning in two parts: what
/// the file starts with, and what stands in its head.
const BEGINNINGS: [(&str, &str, &str); 5] = [
    ("{\\rtf", "", "RTF文档（请在Word或WPS中另存为.docx）"),
    ("MIME-Version:", "multipart/", "单个文件网页.mht（请在Word或WPS中另存为.docx）"),
    ("<?xml", "progid=\"Word.Document\"", "Word 2003 XML文档（请另存为.docx）"),
    ("<?xml", "progid=\"Excel.Sheet\"", "XML电子表格2003（请另存为.xlsx）"),
    ("From:", "MIME-Version:", "电子邮件或单个文件网页.mht（请另存为.docx）"),
];

/// Characters of the head that are looked at.
const HEAD: usize = 4096;

/// One control character in so many is more than any text has.
const TEXT_PER_CONTROL: usize = 100;

/// What a file that decodes as text is, when it is none of those we read.
pub(super) fn kind_of(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let end = start.char_indices().nth(HEAD).map_or(start.len(), |(at, _)| at);
    let head = start.get(..end).unwrap_or_default();
    let known = BEGINNINGS
        .iter()
        .find(|(begins, holds, _)| head.starts_with(begins) && head.contains(holds));
    known.map(|(_, _, kind)| *kind).or_else(|| is_binary(text).then_some("不是文字文件"))
}

/// Whether control characters are so frequent that the bytes are no text. Tabs, line ends and
/// page breaks are text, and so is the mark of a cell's end in text copied out of a .doc.
fn is_binary(text: &str) -> bool {
    let is_odd = |c: &char| c.is_control() && !"\t\n\r\u{7}\u{b}\u{c}\u{85}".contains(*c);
    let odd = text.chars().filter(is_odd).count();
    odd.saturating_mul(TEXT_PER_CONTROL) > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_programs_are_named() {
        let cases = [
            ("{\\rtf1\\ansi 绩效}", "RTF"),
            ("MIME-Version: 1.0\nContent-Type: multipart/related;\n", ".mht"),
            ("<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>", "Word 2003"),
            ("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", "2003"),
            ("\u{1}\u{2}\u{3}绩效", "不是文字"),
        ];
        for (text, named) in cases {
            assert!(kind_of(text).is_some_and(|kind| kind.contains(named)), "{text}");
        }
    }

    #[test]
    fn text_is_not_taken_for_another_kind() {
        for text in
            ["", "绩效目标\t≥95%\r\n\u{c}", "MIME-Version一词", "{目标}", "From: 某某\n正文"]
        {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }
}
