//! Automatic list numbers: what Word prints before a paragraph without it being in the text.
//!
//! A paragraph names a list (`numId`) and a level, itself or through its style. The list leads to
//! a definition whose levels have a number format and a pattern such as `（%1）`. All lists of one
//! definition count on together unless a list says where it starts anew.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::xml::{Attributes, Event, Name, Namespace, Scanner};
use crate::ReadError;
use crate::archive::Part;

/// Word knows nine levels.
const LEVELS: usize = 9;
/// Elements within elements in styles and list definitions.
const NESTING: usize = 64;
/// How far a style's ancestors are followed: a circle ends here.
const STYLE_STEPS: usize = 16;

/// The list a paragraph belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    /// The list; `Some(0)` takes the paragraph out of the list of its style.
    pub(super) list: Option<u32>,
    pub(super) level: Option<u32>,
}

#[derive(Clone, Debug)]
struct LevelFormat {
    start: u32,
    format: String,
    pattern: String,
    /// The paragraph style that stands for this level.
    style: Option<String>,
    /// Numbers of higher levels are shown as plain figures.
    plain: bool,
}

impl Default for LevelFormat {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            pattern: String::new(),
            style: None,
            plain: false,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct List {
    definition: u32,
    starts: BTreeMap<usize, u32>,
    started: bool,
}

#[derive(Clone, Debug, Default)]
struct StyleLink {
    based_on: Option<String>,
    listed: Listed,
}

/// All list definitions of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<u32, BTreeMap<usize, LevelFormat>>,
    lists: BTreeMap<u32, List>,
    styles: BTreeMap<String, StyleLink>,
    counters: BTreeMap<u32, [Option<u32>; LEVELS]>,
    /// Number formats met that are not rendered.
    pub(super) unknown_formats: bool,
}

/// What the scan of a definition part has open.
#[derive(Default)]
struct Cursor {
    definition: Option<u32>,
    list: Option<u32>,
    level: usize,
    style: Option<String>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read_definitions(&mut self, part: Part<'_>) -> Result<(), ReadError> {
        let mut scanner = Scanner::new(part, NESTING)?;
        let mut cursor = Cursor::default();
        while let Some(event) = scanner.next()? {
            match event {
                Event::Start { name, attributes, .. } if name.space == Namespace::Word => {
                    self.definition_start(&mut cursor, name, attributes);
                }
                Event::End(name) if name.local == b"abstractNum" => cursor.definition = None,
                Event::End(name) if name.local == b"num" => cursor.list = None,
                Event::Start { .. } | Event::End(_) | Event::Text(_) | Event::Verbatim(_) => {}
            }
        }
        Ok(())
    }

    fn definition_start(
        &mut self,
        cursor: &mut Cursor,
        name: Name<'_>,
        attributes: Attributes<'_>,
    ) {
        let value = || attributes.text(b"val").unwrap_or_default().into_owned();
        match name.local {
            b"abstractNum" => cursor.definition = attributes.number(b"abstractNumId"),
            b"num" => cursor.list = attributes.number(b"numId"),
            b"abstractNumId" => {
                if let (Some(list), Some(definition)) = (cursor.list, attributes.number(b"val")) {
                    self.lists.entry(list).or_default().definition = definition;
                }
            }
            b"lvl" | b"lvlOverride" => {
                let level = attributes.number(b"ilvl").unwrap_or_default();
                cursor.level = usize::try_from(level).unwrap_or(LEVELS).min(LEVELS - 1);
            }
            b"startOverride" => {
                if let (Some(list), Some(start)) = (cursor.list, attributes.number(b"val")) {
                    let list = self.lists.entry(list).or_default();
                    list.starts.insert(cursor.level, start);
                }
            }
            local => {
                let Some(definition) = cursor.definition else {
                    return;
                };
                let levels = self.definitions.entry(definition).or_default();
                let level = levels.entry(cursor.level).or_default();
                match local {
                    b"start" => level.start = attributes.number(b"val").unwrap_or(1),
                    b"numFmt" => level.format = value(),
                    b"lvlText" => level.pattern = value(),
                    b"pStyle" => level.style = Some(value()),
                    b"isLgl" => level.plain = attributes.is_on(),
                    _ => {}
                }
            }
        }
    }

    /// Reads the lists that paragraph styles belong to from `styles.xml`.
    pub(super) fn read_styles(&mut self, part: Part<'_>) -> Result<(), ReadError> {
        let mut scanner = Scanner::new(part, NESTING)?;
        let mut cursor = Cursor::default();
        while let Some(event) = scanner.next()? {
            match event {
                Event::Start { name, attributes, .. } if name.space == Namespace::Word => {
                    self.style_start(&mut cursor, name, attributes);
                }
                Event::End(name) if name.local == b"style" => cursor.style = None,
                Event::Start { .. } | Event::End(_) | Event::Text(_) | Event::Verbatim(_) => {}
            }
        }
        Ok(())
    }

    fn style_start(&mut self, cursor: &mut Cursor, name: Name<'_>, attributes: Attributes<'_>) {
        if name.local == b"style" {
            cursor.style = attributes.text(b"styleId").map(Cow::into_owned);
            return;
        }
        let Some(id) = &cursor.style else { return };
        let link = match name.local {
            b"basedOn" | b"numId" | b"ilvl" => self.styles.entry(id.clone()).or_default(),
            _ => return,
        };
        match name.local {
            b"basedOn" => link.based_on = attributes.text(b"val").map(Cow::into_owned),
            b"numId" => link.listed.list = attributes.number(b"val"),
            _ => link.listed.level = attributes.number(b"val"),
        }
    }

    /// Whether the document has any list.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// The list that a style puts its paragraphs in.
    pub(super) fn of_style(&self, style: &str) -> Listed {
        let mut id = style;
        for _ in 0..STYLE_STEPS {
            let Some(link) = self.styles.get(id) else {
                break;
            };
            if let Some(list) = link.listed.list {
                let level = link.listed.level.or_else(|| self.level_of_style(list, id));
                return Listed { list: Some(list), level };
            }
            let Some(next) = &link.based_on else { break };
            id = next;
        }
        Listed::default()
    }

    fn level_of_style(&self, list: u32, style: &str) -> Option<u32> {
        let levels = self.definitions.get(&self.lists.get(&list)?.definition)?;
        let (level, _) =
            levels.iter().find(|(_, format)| format.style.as_deref() == Some(style))?;
        u32::try_from(*level).ok()
    }

    /// Counts one paragraph of a list and adds its printed number to `text`.
    pub(super) fn number(&mut self, listed: Listed, text: &mut String) {
        let Some(list) = listed.list.and_then(|id| self.lists.get_mut(&id)) else {
            return;
        };
        let at = usize::try_from(listed.level.unwrap_or_default()).unwrap_or(LEVELS);
        let levels = self.definitions.get(&list.definition);
        let Some((levels, format)) = levels.and_then(|all| Some((all, all.get(&at)?))) else {
            self.unknown_formats = true;
            return;
        };
        let counters = self.counters.entry(list.definition).or_default();
        if !std::mem::replace(&mut list.started, true) {
            for (level, start) in &list.starts {
                if let Some(counter) = counters.get_mut(*level) {
                    *counter = start.checked_sub(1);
                }
            }
        }
        for (level, counter) in counters.iter_mut().enumerate() {
            let start = levels.get(&level).map_or(1, |level| level.start);
            match level.cmp(&at) {
                std::cmp::Ordering::Less => *counter = counter.or(Some(start)),
                std::cmp::Ordering::Equal => {
                    *counter = Some(counter.map_or(start, |count| count.saturating_add(1)));
                }
                std::cmp::Ordering::Greater => *counter = None,
            }
        }
        match label(levels, format, counters) {
            Some(label) => text.push_str(&label),
            None => self.unknown_formats = true,
        }
    }
}

/// The printed number of a paragraph; `None` when a format in it is not known.
fn label(
    levels: &BTreeMap<usize, LevelFormat>,
    format: &LevelFormat,
    counters: &[Option<u32>; LEVELS],
) -> Option<String> {
    if matches!(format.format.as_str(), "bullet" | "none") {
        return Some(String::new());
    }
    let mut label = String::new();
    let mut rest = format.pattern.chars().peekable();
    while let Some(character) = rest.next() {
        let level = rest.peek().and_then(|digit| digit.to_digit(10));
        let (Some(level), '%') = (level, character) else {
            label.push(character);
            continue;
        };
        rest.next();
        let at = usize::try_from(level).ok()?.checked_sub(1)?;
        let count = counters.get(at).copied().flatten().unwrap_or(1);
        let own = levels.get(&at).map_or("decimal", |level| &level.format);
        let shown = if format.plain { "decimal" } else { own };
        label.push_str(&counted(shown, count)?);
    }
    if label.ends_with(char::is_alphanumeric) {
        label.push(' ');
    }
    Some(label)
}

/// A count in one of Word's number formats.
fn counted(format: &str, count: u32) -> Option<String> {
    let shifted = |first: char, last: char| {
        let code = u32::from(first).checked_add(count.checked_sub(1)?)?;
        char::from_u32(code).filter(|character| *character <= last).map(String::from)
    };
    let picked = |row: &str| {
        let at = usize::try_from(count.checked_sub(1)?).ok()?;
        row.chars().nth(at).map(String::from)
    };
    match format {
        "none" => Some(String::new()),
        "decimal" => Some(count.to_string()),
        "decimalZero" => Some(format!("{count:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => Some(digits(count, "０１２３４５６７８９")),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(count, "〇一二三四五六七八九", "十百千"),
        "chineseLegalSimplified" => chinese(count, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(digits(count, "〇一二三四五六七八九"))
        }
        "ideographTraditional" => picked("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => picked("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => shifted('①', '⑳'),
        "decimalEnclosedParen" => shifted('⑴', '⒇'),
        "decimalEnclosedFullstop" => shifted('⒈', '⒛'),
        "ideographEnclosedCircle" => shifted('㊀', '㊉'),
        "lowerLetter" => shifted('a', 'z'),
        "upperLetter" => shifted('A', 'Z'),
        "lowerRoman" => roman(count).map(|text| text.to_lowercase()),
        "upperRoman" => roman(count),
        _ => None,
    }
}

/// The figures of a number, each by its own character.
fn digits(count: u32, figures: &str) -> String {
    let figure = |digit: char| {
        let at = digit.to_digit(10).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| figures.chars().nth(at)).unwrap_or(digit)
    };
    count.to_string().chars().map(figure).collect()
}

/// A number below 10,000 in Chinese; nobody counts list items further.
fn chinese(count: u32, figures: &str, units: &str) -> Option<String> {
    if count >= 10_000 {
        return None;
    }
    let figure = |digit: u32| figures.chars().nth(usize::try_from(digit).ok()?);
    if count < 10 {
        return figure(count).map(String::from);
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, divisor) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
        let digit = count / divisor % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        // 十一, not 一十一; but 壹拾壹 in the figures of cheques.
        if !(digit == 1 && place == 1 && text.is_empty() && units.starts_with('十')) {
            text.push(figure(digit)?);
        }
        if let Some(place) = usize::checked_sub(place, 1) {
            text.extend(units.chars().nth(place));
        }
    }
    Some(text)
}

/// A number in Roman figures.
fn roman(count: u32) -> Option<String> {
    const FIGURES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count >= 4000 {
        return None;
    }
    let mut left = count;
    let mut text = String::new();
    for (value, figure) in FIGURES {
        while left >= value {
            text.push_str(figure);
            left -= value;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn counts_are_written_as_word_prints_them() {
        let cases = [
            ("decimal", 12, Some("12")),
            ("decimalZero", 7, Some("07")),
            ("decimalFullWidth", 10, Some("１０")),
            ("chineseCounting", 1, Some("一")),
            ("chineseCountingThousand", 10, Some("十")),
            ("chineseCountingThousand", 11, Some("十一")),
            ("chineseCountingThousand", 20, Some("二十")),
            ("chineseCountingThousand", 101, Some("一百零一")),
            ("chineseCountingThousand", 110, Some("一百一十")),
            ("japaneseCounting", 21, Some("二十一")),
            ("chineseLegalSimplified", 3, Some("叁")),
            ("chineseLegalSimplified", 12, Some("壹拾贰")),
            ("ideographDigital", 10, Some("一〇")),
            ("ideographTraditional", 2, Some("乙")),
            ("decimalEnclosedCircle", 3, Some("③")),
            ("decimalEnclosedCircle", 21, None),
            ("decimalEnclosedParen", 1, Some("⑴")),
            ("lowerLetter", 3, Some("c")),
            ("upperRoman", 14, Some("XIV")),
            ("hebrew1", 1, None),
        ];
        for (format, count, printed) in cases {
            assert_eq!(counted(format, count).as_deref(), printed, "{format} {count}");
        }
    }
}
