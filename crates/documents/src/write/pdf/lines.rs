//! A text into lines that fit a width, by the rules of Chinese: no closing punctuation at the
//! start of a line, no opening one at its end, Latin words and numbers kept together.

use super::glyphs::{Role, Typesetter};
use unicode_linebreak::linebreaks;

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Setting {
    /// Which font.
    pub(super) role: Role,
    /// Type size in points.
    pub(super) size: f32,
}

/// One line with its width in points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) width: f32,
}

/// Breaks a text, the first line shorter by `indent`. A text without anything gives no line.
pub(super) fn break_lines(
    typesetter: &Typesetter,
    text: &str,
    setting: Setting,
    width: f32,
    indent: f32,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let room = if lines.is_empty() { width - indent } else { width };
        break_paragraph(typesetter, paragraph, setting, (room, width), &mut lines);
    }
    lines
}

fn break_paragraph(
    typesetter: &Typesetter,
    paragraph: &str,
    setting: Setting,
    (mut room, width): (f32, f32),
    lines: &mut Vec<Line>,
) {
    let measure = |text: &str| typesetter.width(setting.role, text, setting.size);
    let mut line = String::new();
    let mut filled = 0.0;
    let mut start = 0;
    for (end, _) in linebreaks(paragraph) {
        let word = paragraph.get(start..end).unwrap_or_default();
        start = end;
        let full = measure(word);
        // A blank at the end of a line may stand in the margin.
        let visible = measure(word.trim_end());
        if filled + visible > room && !line.is_empty() {
            push(lines, &mut line, measure);
            room = width;
            filled = 0.0;
        }
        if visible <= room {
            line.push_str(word);
            filled += full;
            continue;
        }
        // A word wider than the column, such as a long code, is broken where it must be.
        for c in word.chars() {
            let mut bytes = [0; 4];
            let advance = measure(c.encode_utf8(&mut bytes));
            if filled + advance > room && !line.is_empty() {
                push(lines, &mut line, measure);
                room = width;
                filled = 0.0;
            }
            line.push(c);
            filled += advance;
        }
    }
    push(lines, &mut line, measure);
}

/// Ends a line. A blank at its end stays in the text, so that those who copy it can join the
/// lines again, but takes no room.
fn push(lines: &mut Vec<Line>, line: &mut String, measure: impl Fn(&str) -> f32) {
    lines.push(Line { width: measure(line.trim_end()), text: std::mem::take(line) });
}
