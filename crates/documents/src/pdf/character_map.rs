//! Character maps (`CMap`): from the codes of a font to characters, and how long a code is.

use super::lexer::{Lexer, Token};
use std::collections::BTreeMap;

/// A character map embedded in the file: a `ToUnicode` map, or an encoding of a composite font.
#[derive(Debug, Default)]
pub(super) struct CharacterMap {
    /// Length in bytes, first and last code of each code space.
    spaces: Vec<(usize, u32, u32)>,
    /// Runs of codes: first code to last code and the text of the first.
    texts: BTreeMap<u32, (u32, Vec<u16>)>,
    /// Runs of codes: first code to last code and the glyph number of the first.
    glyphs: BTreeMap<u32, (u32, u32)>,
}

impl CharacterMap {
    /// Reads a map. What does not parse is left out.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes);
        let mut pending: Vec<Item> = Vec::new();
        let mut list: Option<Vec<Vec<u8>>> = None;
        while let Some(token) = lexer.next_token() {
            match token {
                Token::Text(code) => match list.as_mut() {
                    Some(list) => list.push(code),
                    None => pending.push(Item::Code(code)),
                },
                Token::Number(number) => pending.push(Item::Number(number)),
                Token::ArrayOpen => list = Some(Vec::new()),
                Token::ArrayClose => pending.extend(list.take().map(Item::Array)),
                Token::Word(word) => {
                    map.section(word, &pending);
                    pending.clear();
                }
                Token::Name(_) | Token::GroupOpen | Token::GroupClose => {}
            }
        }
        map
    }

    /// Takes over the entries of a finished section.
    fn section(&mut self, word: &[u8], items: &[Item]) {
        match word {
            b"endcodespacerange" => {
                for pair in items.chunks_exact(2) {
                    if let [Item::Code(low), Item::Code(high)] = pair {
                        self.spaces.push((low.len(), value(low), value(high)));
                    }
                }
            }
            b"endbfchar" => {
                for pair in items.chunks_exact(2) {
                    if let [Item::Code(code), Item::Code(text)] = pair {
                        let code = value(code);
                        self.texts.insert(code, (code, utf16(text)));
                    }
                }
            }
            b"endbfrange" => {
                for triple in items.chunks_exact(3) {
                    self.text_range(triple);
                }
            }
            b"endcidchar" => {
                for pair in items.chunks_exact(2) {
                    if let [Item::Code(code), Item::Number(glyph)] = pair {
                        let code = value(code);
                        self.glyphs.insert(code, (code, whole(*glyph)));
                    }
                }
            }
            b"endcidrange" => {
                for triple in items.chunks_exact(3) {
                    if let [Item::Code(low), Item::Code(high), Item::Number(glyph)] = triple {
                        self.glyphs.insert(value(low), (value(high), whole(*glyph)));
                    }
                }
            }
            _ => {}
        }
    }

    fn text_range(&mut self, triple: &[Item]) {
        match triple {
            [Item::Code(low), Item::Code(high), Item::Code(text)] => {
                self.texts.insert(value(low), (value(high), utf16(text)));
            }
            [Item::Code(low), Item::Code(_), Item::Array(texts)] => {
                for (code, text) in (value(low)..).zip(texts) {
                    self.texts.insert(code, (code, utf16(text)));
                }
            }
            _ => {}
        }
    }

    /// The text of a code, when the map has one.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let (&first, (last, text)) = self.texts.range(..=code).next_back()?;
        if code > *last {
            return None;
        }
        let mut units = text.clone();
        if let Some(unit) = units.last_mut() {
            *unit = unit.wrapping_add(u16::try_from(code - first).ok()?);
        }
        let text = String::from_utf16(&units).ok()?;
        (!text.is_empty() && !text.contains(['\0', '\u{fffd}'])).then_some(text)
    }

    /// The glyph number of a code.
    pub(super) fn glyph(&self, code: u32) -> Option<u32> {
        let (&first, &(last, glyph)) = self.glyphs.range(..=code).next_back()?;
        (code <= last).then(|| glyph.saturating_add(code - first))
    }

    /// Length in bytes of the code at the head of `bytes`; two when the map does not say.
    pub(super) fn code_length(&self, bytes: &[u8]) -> usize {
        self.spaces
            .iter()
            .find(|&&(length, low, high)| {
                bytes.get(..length).is_some_and(|head| {
                    // Every byte has its own bounds: <8140> to <FEFE> leaves out <8110>.
                    let inside = |shift: usize, byte: u8| {
                        let part = |bound: u32| (bound >> (8 * shift)) & 0xff;
                        (part(low)..=part(high)).contains(&u32::from(byte))
                    };
                    head.iter().rev().enumerate().all(|(at, &b)| inside(at, b))
                })
            })
            .map_or(2, |&(length, ..)| length.clamp(1, 4))
    }
}

#[derive(Debug)]
enum Item {
    Code(Vec<u8>),
    Number(f64),
    Array(Vec<Vec<u8>>),
}

/// The number a code of up to four bytes stands for.
pub(super) fn value(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

fn utf16(bytes: &[u8]) -> Vec<u16> {
    match *bytes {
        // Some producers write one byte for an ASCII character.
        [single] => vec![u16::from(single)],
        _ => bytes
            .chunks_exact(2)
            .filter_map(|pair| match *pair {
                [high, low] => Some(u16::from_be_bytes([high, low])),
                _ => None,
            })
            .collect(),
    }
}

/// A glyph number written as a PDF number; 0 (no glyph) when it is not a whole one.
fn whole(number: f64) -> u32 {
    format!("{number:.0}").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_characters_ranges_and_lists_are_found() {
        let map = CharacterMap::parse(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange \
              1 beginbfchar <0003> <4EA7> endbfchar \
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <00620063>] endbfrange",
        );
        let text = |code| map.text(code);
        assert_eq!(text(3).as_deref(), Some("产"));
        assert_eq!(text(0x12).as_deref(), Some("C"));
        assert_eq!(text(0x13), None);
        assert_eq!(text(0x21).as_deref(), Some("bc"));
        assert_eq!(map.code_length(&[0, 3]), 2);
    }

    #[test]
    fn codes_of_mixed_length_follow_their_code_spaces() {
        let map = CharacterMap::parse(
            b"begincodespacerange <00> <80> <8140> <fefe> endcodespacerange \
              begincidrange <20> <7e> 814 endcidrange",
        );
        assert_eq!(map.code_length(b"A\x81"), 1);
        assert_eq!(map.code_length(b"\x81\x41"), 2);
        assert_eq!(map.glyph(0x21), Some(815));
    }
}
