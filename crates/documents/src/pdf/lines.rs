//! Characters to lines, and lines to text: which line ends are only wraps.

use super::geometry::Glyph;
use unicode_linebreak::linebreaks;

/// Baselines this part of a height apart are one line: indices and raised signs.
const ONE_LINE: f64 = 0.45;
/// A gap between Latin words without a blank in the file, in parts of the height.
const WORD_GAP: f64 = 0.3;
/// A gap outside a table that is a tab or a column, in parts of the height.
const TAB_GAP: f64 = 2.0;
/// The same character this close to the last is the second pass of a bold face.
const OVERPRINT: f64 = 0.12;
/// A line with less room than this has no room for another Latin letter, in parts of the height.
const FULL_OF_LATIN: f64 = 0.8;
/// A label before a colon is no longer than this.
const LABEL_CHARACTERS: usize = 6;
/// What a line may stand off the middle and still be centred, in parts of the height.
const OFF_CENTRE: f64 = 0.3;

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its text, blanks at both ends left out.
    pub(super) text: String,
    /// Left edge of the first character.
    pub(super) left: f64,
    /// Right edge of the last character.
    pub(super) right: f64,
    /// Where it stands.
    pub(super) baseline: f64,
    /// The greatest height of its characters.
    pub(super) size: f64,
    /// Width of what cannot be parted at its head.
    head: f64,
    /// Width of what cannot be parted at its end.
    tail: f64,
    /// Set downwards or at an angle.
    pub(super) turned: bool,
}

impl Line {
    /// Whether it ends in a mark that may hang over the edge of its measure.
    pub(super) fn ends_in_mark(&self) -> bool {
        self.text
            .ends_with(['，', '。', '、', '；', '：', '！', '？', '）', '”', '》', ',', '.', ';'])
    }
}

/// The left and right edge that text keeps to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    pub(super) left: f64,
    pub(super) right: f64,
}

impl Measure {
    /// From one edge to the other.
    pub(super) fn of(left: f64, right: f64) -> Self {
        Self { left, right }
    }
}

/// What a wide gap within a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gaps {
    /// Nothing: labels in forms are spread over the width of their cell.
    Spread,
    /// A tab.
    Tabs,
}

/// Puts characters into lines, from top to bottom.
pub(super) fn lines(glyphs: &[Glyph], gaps: Gaps) -> Vec<Line> {
    let (mut upright, turned): (Vec<Glyph>, Vec<Glyph>) =
        glyphs.iter().copied().partition(|glyph| !glyph.turned);
    upright.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut groups: Vec<Vec<Glyph>> = Vec::new();
    for glyph in upright {
        match groups.last_mut() {
            Some(group)
                if group.first().is_some_and(|first| {
                    glyph.baseline - first.baseline <= ONE_LINE * first.size.max(glyph.size)
                }) =>
            {
                group.push(glyph);
            }
            _ => groups.push(vec![glyph]),
        }
    }
    for group in &mut groups {
        group.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    let mut lines: Vec<Line> = groups.iter().filter_map(|g| line(g, gaps)).collect();
    // Turned text has no lines of the page; each text object is one.
    let objects = turned.chunk_by(|a, b| a.text_object == b.text_object);
    lines.extend(objects.filter_map(|object| line(object, Gaps::Spread)));
    lines
}

/// One line of characters in order; `None` when they are all blank.
fn line(glyphs: &[Glyph], gaps: Gaps) -> Option<Line> {
    let blank = |glyph: &Glyph| glyph.character.is_whitespace();
    let start = glyphs.iter().position(|glyph| !blank(glyph))?;
    let end = glyphs.iter().rposition(|glyph| !blank(glyph))?;
    let glyphs = glyphs.get(start..=end)?;
    let first = glyphs.first()?;
    let mut text = String::new();
    let mut edges: Vec<Edge> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        if let Some(last) = last {
            let overprint = OVERPRINT * glyph.size;
            if last.character == glyph.character
                && (glyph.left - last.left).abs() <= overprint
                && (glyph.baseline - last.baseline).abs() <= overprint
            {
                continue;
            }
            if !glyph.turned {
                text.extend(gap(last, glyph, gaps));
            }
        }
        edges.push((text.len(), glyph.left, glyph.right));
        text.push(glyph.character);
        last = Some(glyph);
    }
    let (head, tail) = unparted(&text, &edges);
    Some(Line {
        text,
        left: glyphs.iter().map(|g| g.left).fold(first.left, f64::min),
        right: glyphs.iter().map(|g| g.right).fold(first.right, f64::max),
        baseline: first.baseline,
        size: glyphs.iter().map(|g| g.size).fold(0.0, f64::max),
        head,
        tail,
        turned: first.turned,
    })
}

/// The blank or tab to put between two neighbours, if any.
fn gap(last: &Glyph, next: &Glyph, gaps: Gaps) -> Option<char> {
    if last.character.is_whitespace() || next.character.is_whitespace() {
        return None;
    }
    let width = next.left - last.right;
    let height = last.size.min(next.size);
    if gaps == Gaps::Tabs && width > TAB_GAP * height {
        return Some('\t');
    }
    let latin = |c: char| c.is_ascii_alphanumeric();
    (latin(last.character) && latin(next.character) && width > WORD_GAP * height).then_some(' ')
}

/// Where a character begins in the text of its line, and its left and right edge.
type Edge = (usize, f64, f64);

/// Widths of the first and the last piece of a line that cannot be parted.
fn unparted(text: &str, edges: &[Edge]) -> (f64, f64) {
    let breaks: Vec<usize> = linebreaks(text).map(|(at, _)| at).collect();
    let first_end = breaks.first().copied().unwrap_or(text.len());
    let last_start = breaks.iter().rev().nth(1).copied().unwrap_or(0);
    let solid = |edge: &&Edge| {
        let rest = text.get(edge.0..);
        rest.is_some_and(|rest| !rest.starts_with(char::is_whitespace))
    };
    let head = edges.iter().filter(|edge| edge.0 < first_end);
    let tail = edges.iter().filter(|edge| edge.0 >= last_start);
    (width(head.filter(solid)), width(tail.filter(solid)))
}

/// From the left edge of the first to the right edge of the last.
fn width<'a>(mut edges: impl Iterator<Item = &'a Edge>) -> f64 {
    edges.next().map_or(0.0, |&(_, left, right)| edges.last().map_or(right, |edge| edge.2) - left)
}

/// Whether lines are set to the middle of their measure.
pub(super) fn centred(lines: &[Line], measure: Measure) -> bool {
    !lines.is_empty()
        && lines.iter().all(|line| {
            let off = (line.left - measure.left) - (measure.right - line.right);
            off.abs() <= 2.0 * OFF_CENTRE * line.size
        })
}

/// Whether `next` only goes on where `last` had no room left.
pub(super) fn wraps(last: &Line, next: &Line, measure: Measure, centred: bool) -> bool {
    let room_right = measure.right - last.right;
    let room = if centred { room_right + last.left - measure.left } else { room_right };
    // Rounding of positions in the file, and blanks of a quarter between scripts.
    let slack = 0.02 * last.size;
    if next.head <= room - slack {
        return false;
    }
    let sentence_over = last.text.ends_with(['。', '；', ';', '！', '？', '：', ':']);
    let new_item = starts_list_item(&next.text) || starts_with_label(&next.text);
    !(sentence_over && new_item)
}

/// Adds a line that only goes on where the last had no room.
pub(super) fn append(text: &mut String, last: &Line, next: &Line, measure: Measure) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // A word too long for a whole line fills it and is parted within; otherwise the wrap ate a
    // blank.
    let width = measure.right - measure.left;
    let is_full = width - (last.right - last.left) < FULL_OF_LATIN * last.size;
    let parted_within = is_full && last.tail + next.head > width;
    if latin(text.chars().next_back()) && latin(next.text.chars().next()) && !parted_within {
        text.push(' ');
    }
    text.push_str(&next.text);
}

/// The text of a cell: wraps joined, ends of paragraphs as `\n`.
pub(super) fn cell_text(lines: &[Line], measure: Measure) -> String {
    let centred = centred(lines, measure);
    let mut text = String::new();
    let mut last: Option<&Line> = None;
    for line in lines {
        match last {
            Some(last) if !line.turned && wraps(last, line, measure, centred) => {
                append(&mut text, last, line, measure);
            }
            Some(_) => {
                text.push('\n');
                text.push_str(&line.text);
            }
            None => text.push_str(&line.text),
        }
        last = Some(line);
    }
    text
}

/// Whether a line begins with a short label and a colon, as paragraphs of forms do: `绩效指标：`.
fn starts_with_label(text: &str) -> bool {
    let Some((label, _)) = text.split_once(['：', ':']) else {
        return false;
    };
    label.chars().count() <= LABEL_CHARACTERS && label.chars().all(char::is_alphabetic)
}

/// Whether a line begins with the number of a list item: `1、`, `（二）`, `3.`, `④`.
pub(super) fn starts_list_item(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with(|c| ('①'..='⑳').contains(&c)) {
        return true;
    }
    let (inner, bracketed) = match text.strip_prefix(['（', '(']) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let length = inner.chars().take_while(|&c| numeral(c)).count();
    let mut after = inner.chars().skip(length);
    let mark = after.next();
    if length == 0 || length > 3 {
        return false;
    }
    match mark {
        Some('）' | ')') => true,
        Some('、' | '．') => !bracketed,
        Some('.') => !bracketed && after.next().is_none_or(|c| !c.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters of height 10 set one after the other; a Latin one is half as wide.
    fn set(text: &str, left: f64, baseline: f64) -> Vec<Glyph> {
        let mut at = left;
        text.chars()
            .map(|character| {
                let start = at;
                at += if character.is_ascii() { 5.0 } else { 10.0 };
                Glyph {
                    character,
                    left: start,
                    right: at,
                    baseline,
                    size: 10.0,
                    turned: false,
                    text_object: 1,
                }
            })
            .collect()
    }

    fn cell(rows: &[(&str, f64)], right: f64) -> String {
        let mut glyphs = Vec::new();
        let mut baseline = 0.0;
        for (text, left) in rows {
            baseline += 15.0;
            glyphs.extend(set(text, *left, baseline));
        }
        cell_text(&lines(&glyphs, Gaps::Spread), Measure { left: 0.0, right })
    }

    #[test]
    fn a_wrap_is_joined_and_the_end_of_a_paragraph_kept() {
        for (rows, right, text) in [
            (&[("经济效益指", 0.0), ("标", 0.0)][..], 55.0, "经济效益指标"),
            (&[("经济效益指", 2.5), ("标", 22.5)], 55.0, "经济效益指标"),
            (&[("经济", 0.0), ("效益", 0.0)], 55.0, "经济\n效益"),
            (&[("经济", 17.5), ("效益", 17.5)], 55.0, "经济\n效益"),
            (&[("做好基础工作。", 0.0), ("2、提高", 0.0)], 70.0, "做好基础工作。\n2、提高"),
            (&[("做好基础工作。", 0.0), ("指标：提高", 0.0)], 70.0, "做好基础工作。\n指标：提高"),
            (&[("做好基础工作。", 0.0), ("继续提高", 0.0)], 70.0, "做好基础工作。继续提高"),
            // A full stop may not begin a line: the last character came down with it.
            (&[("保障安", 0.0), ("全。", 0.0)], 42.0, "保障安全。"),
            (&[("total", 0.0), ("budget", 0.0)], 50.0, "total budget"),
            (&[("333-0401-", 0.0), ("JQN", 0.0)], 50.0, "333-0401-JQN"),
            (&[("ABCDEFGHIJ", 0.0), ("KLM", 0.0)], 50.0, "ABCDEFGHIJKLM"),
        ] {
            assert_eq!(cell(rows, right), text, "{rows:?}");
        }
    }

    #[test]
    fn blanks_come_only_from_the_file_or_between_latin_words() {
        let mut glyphs = set("项", 0.0, 10.0);
        glyphs.extend(set("目", 25.0, 10.0));
        glyphs.extend(set("ab", 60.0, 10.0));
        glyphs.extend(set("cd", 75.0, 10.0));
        let text = |gaps| lines(&glyphs, gaps).remove(0).text;
        assert_eq!(text(Gaps::Spread), "项目ab cd");
        assert_eq!(text(Gaps::Tabs), "项目\tab cd");
    }

    #[test]
    fn list_items_are_told_from_numbers() {
        for text in ["1、做好", "（二）落实", "12.检查", "④其他", "三、保障"] {
            assert!(starts_list_item(text), "{text}");
        }
        for text in ["1.5万元", "2021年", "十分重要", "（续）"] {
            assert!(!starts_list_item(text), "{text}");
        }
    }

    #[test]
    fn a_bold_face_made_by_printing_twice_is_read_once() {
        let mut glyphs = set("合计", 0.0, 10.0);
        glyphs.extend(set("合计", 0.4, 10.0));
        glyphs.sort_by(|a, b| a.left.total_cmp(&b.left));
        let found = lines(&glyphs, Gaps::Spread);
        assert_eq!(found.first().map(|line| line.text.as_str()), Some("合计"));
    }
}
