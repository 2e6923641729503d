//! Fonts: from the bytes of a shown string to characters and their widths.

use super::character_map::{CharacterMap, value};
use super::container::{Container, number};
use super::encoding::{BaseEncoding, named_character};
use crate::ReadError;
use lopdf::{Dictionary, Object};
use std::collections::BTreeMap;

/// Thousandths of the font's height to a unit of text space.
const UNITS: f64 = 1000.0;
/// Width of a character of a font that does not give any, as the usual Latin fonts have it.
const USUAL_WIDTH: f64 = 500.0;

/// What a font makes of one code.
#[derive(Debug)]
pub(super) struct Shown {
    /// The characters; empty when the file does not say which.
    pub(super) text: String,
    /// Width in units of text space.
    pub(super) width: f64,
    /// A one-byte blank, which word spacing widens.
    pub(super) is_blank: bool,
}

/// A font of the file.
#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    to_unicode: Option<CharacterMap>,
    widths: BTreeMap<u32, f64>,
    default_width: f64,
    /// Text runs downwards.
    pub(super) vertical: bool,
}

/// How the bytes of a string are codes, and what the codes mean without a `ToUnicode` map.
#[derive(Debug)]
enum Codes {
    /// One byte a code.
    Simple(Vec<Option<char>>),
    /// Two bytes a code that say nothing of the character.
    Identity,
    /// UTF-16.
    Unicode,
    /// A national code of one to four bytes.
    National(&'static encoding_rs::Encoding),
    /// A map in the file.
    Mapped(CharacterMap),
}

impl Font {
    /// Reads a font's dictionary.
    ///
    /// # Errors
    /// When one of its streams expands beyond the limit.
    pub(super) fn read(file: &Container, font: &Dictionary) -> Result<Self, ReadError> {
        let to_unicode = match file.entry(font, b"ToUnicode").as_stream() {
            Ok(stream) => Some(CharacterMap::parse(&file.expand(stream)?)),
            Err(_) => None,
        };
        let composite =
            file.entry(font, b"Subtype").as_name().is_ok_and(|subtype| subtype == b"Type0");
        if composite {
            Self::composite(file, font, to_unicode)
        } else {
            Ok(Self::simple(file, font, to_unicode))
        }
    }

    fn simple(file: &Container, font: &Dictionary, to_unicode: Option<CharacterMap>) -> Self {
        // Widths of a Type 3 font are in its own units, a thousand only by its matrix.
        let scale = match file.numbers(font, b"FontMatrix").first() {
            Some(&across) if across > 0.0 => across * UNITS,
            _ => 1.0,
        };
        let first = file.number(font, b"FirstChar").unwrap_or(0.0);
        let widths = (0_u32..=255)
            .skip_while(|&code| f64::from(code) < first)
            .zip(file.numbers(font, b"Widths"))
            .map(|(code, width)| (code, width * scale))
            .collect();
        let default_width = file
            .dictionary(font, b"FontDescriptor")
            .and_then(|descriptor| file.number(descriptor, b"MissingWidth"))
            .filter(|&width| width > 0.0)
            .unwrap_or(USUAL_WIDTH);
        Self {
            codes: Codes::Simple(simple_table(file, font)),
            to_unicode,
            widths,
            default_width,
            vertical: false,
        }
    }

    fn composite(
        file: &Container,
        font: &Dictionary,
        to_unicode: Option<CharacterMap>,
    ) -> Result<Self, ReadError> {
        let encoding = file.entry(font, b"Encoding");
        let (codes, vertical) = if let Ok(name) = encoding.as_name() {
            (named_codes(name), name.ends_with(b"-V"))
        } else if let Ok(stream) = encoding.as_stream() {
            let vertical = file.number(&stream.dict, b"WMode") == Some(1.0);
            let map = CharacterMap::parse(&file.expand(stream)?);
            (Codes::Mapped(map), vertical)
        } else {
            (Codes::Identity, false)
        };
        let descendants = file.entry(font, b"DescendantFonts").as_array().ok();
        let descendant = descendants
            .and_then(|fonts| fonts.first())
            .and_then(|object| file.resolve(object).as_dict().ok());
        Ok(Self {
            codes,
            to_unicode,
            widths: match descendant {
                Some(dictionary) => composite_widths(file, dictionary)?,
                None => BTreeMap::new(),
            },
            default_width: descendant
                .and_then(|dictionary| file.number(dictionary, b"DW"))
                .unwrap_or(UNITS),
            vertical,
        })
    }

    /// Splits a shown string into its characters.
    pub(super) fn show(&self, bytes: &[u8]) -> Vec<Shown> {
        let mut shown = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.code_length(rest).min(rest.len());
            let (code, after) = rest.split_at(length);
            shown.push(self.one(code));
            rest = after;
        }
        shown
    }

    fn code_length(&self, bytes: &[u8]) -> usize {
        let first = bytes.first().copied().unwrap_or_default();
        match &self.codes {
            Codes::Simple(_) => 1,
            Codes::Unicode if (0xd8..0xdc).contains(&first) => 4,
            Codes::National(_) if first <= 0x80 || first == 0xff => 1,
            // GB18030 has four-byte codes, told by a digit in second place.
            Codes::National(_) if bytes.get(1).is_some_and(u8::is_ascii_digit) => 4,
            Codes::Mapped(map) => map.code_length(bytes),
            Codes::Identity | Codes::Unicode | Codes::National(_) => 2,
        }
    }

    /// The characters of one code; never fewer than none, never another's.
    fn one(&self, bytes: &[u8]) -> Shown {
        let code = value(bytes);
        let (own_text, glyph) = match &self.codes {
            Codes::Simple(table) => {
                let at = bytes.first().map_or(0, |&byte| usize::from(byte));
                let character = table.get(at).copied().flatten();
                (character.map(String::from), code)
            }
            Codes::Identity => (None, code),
            Codes::Mapped(map) => (None, map.glyph(code).unwrap_or(0)),
            Codes::Unicode => {
                let units: Vec<u16> = bytes
                    .chunks_exact(2)
                    .filter_map(|pair| match *pair {
                        [high, low] => Some(u16::from_be_bytes([high, low])),
                        _ => None,
                    })
                    .collect();
                (String::from_utf16(&units).ok(), proportional_latin(code))
            }
            Codes::National(encoding) => {
                let text = encoding
                    .decode_without_bom_handling_and_without_replacement(bytes)
                    .map(std::borrow::Cow::into_owned);
                (text, half_width_latin(code))
            }
        };
        let text = self
            .to_unicode
            .as_ref()
            .and_then(|map| map.text(code))
            .or(own_text)
            .unwrap_or_default();
        Shown {
            text,
            width: self.widths.get(&glyph).copied().unwrap_or(self.default_width) / UNITS,
            is_blank: bytes == b" ",
        }
    }
}

/// The characters of a simple font's codes.
fn simple_table(file: &Container, font: &Dictionary) -> Vec<Option<char>> {
    let encoding = file.entry(font, b"Encoding");
    let (base, differences) = if let Ok(dictionary) = encoding.as_dict() {
        let differences = file.entry(dictionary, b"Differences").as_array();
        (file.entry(dictionary, b"BaseEncoding").as_name(), differences.ok())
    } else {
        (encoding.as_name(), None)
    };
    let base = base.map_or(BaseEncoding::WinAnsi, BaseEncoding::of);
    let mut table: Vec<Option<char>> = (0..=255).map(|code| base.character(code)).collect();
    let mut code = 0_usize;
    for object in differences.into_iter().flatten() {
        let object = file.resolve(object);
        if let Ok(at) = object.as_i64() {
            code = usize::try_from(at).unwrap_or(usize::MAX);
        } else if let Ok(name) = object.as_name() {
            if let Some(slot) = table.get_mut(code) {
                *slot = named_character(name);
            }
            code = code.saturating_add(1);
        }
    }
    table
}

/// The codes of a predefined encoding. Of the national ones, those Chinese producers use.
fn named_codes(name: &[u8]) -> Codes {
    let name = String::from_utf8_lossy(name);
    if name.contains("UCS2") || name.contains("UTF16") {
        Codes::Unicode
    } else if name.starts_with("GB") {
        Codes::National(encoding_rs::GB18030)
    } else if name.contains("B5") {
        Codes::National(encoding_rs::BIG5)
    } else {
        Codes::Identity
    }
}

/// Glyph number of a Latin letter in Adobe-GB1, where the proportional ones start at 1.
fn proportional_latin(code: u32) -> u32 {
    match code {
        0x20..=0x7e => code - 0x1f,
        _ => u32::MAX,
    }
}

/// Glyph number of a Latin letter in Adobe-GB1, where the half-width ones start at 814.
fn half_width_latin(code: u32) -> u32 {
    match code {
        0x20..=0x7e => code - 0x20 + 814,
        _ => u32::MAX,
    }
}

/// The `W` array: `first [w1 w2 ...]` or `first last w`.
fn composite_widths(file: &Container, font: &Dictionary) -> Result<BTreeMap<u32, f64>, ReadError> {
    let mut widths = BTreeMap::new();
    let Ok(entries) = file.entry(font, b"W").as_array() else {
        return Ok(widths);
    };
    file.spend(entries.len())?;
    let mut objects = entries.iter().map(|object| file.resolve(object));
    while let (Some(first), Some(second)) = (objects.next(), objects.next()) {
        let Some(first) = glyph_number(first) else {
            continue;
        };
        if let Ok(each) = second.as_array() {
            file.spend(each.len())?;
            let each = each.iter().filter_map(|width| number(file.resolve(width)));
            widths.extend((first..).zip(each));
        } else if let (Some(last), Some(width)) =
            (glyph_number(second), objects.next().and_then(number))
        {
            // A composite font has at most 65,536 glyphs, whatever the file claims.
            let last = last.min(0xffff);
            file.spend(usize::try_from(last.saturating_sub(first)).unwrap_or(usize::MAX))?;
            widths.extend((first..=last).map(|glyph| (glyph, width)));
        }
    }
    Ok(widths)
}

fn glyph_number(object: &Object) -> Option<u32> {
    object.as_i64().ok().and_then(|n| u32::try_from(n).ok())
}
