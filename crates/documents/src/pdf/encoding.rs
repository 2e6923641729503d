//! Encodings of simple fonts: one byte a character.

/// The base encodings a simple font may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    /// `WinAnsiEncoding`, also what a font without any encoding most likely means.
    WinAnsi,
    /// `MacRomanEncoding`.
    MacRoman,
    /// `StandardEncoding` of Type 1 fonts.
    Standard,
}

impl BaseEncoding {
    /// The encoding of a name such as `WinAnsiEncoding`.
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"MacRomanEncoding" | b"MacExpertEncoding" => Self::MacRoman,
            b"StandardEncoding" => Self::Standard,
            _ => Self::WinAnsi,
        }
    }

    /// The character of a code; `None` for control codes.
    pub(super) fn character(self, code: u8) -> Option<char> {
        let encoding = match self {
            Self::Standard => {
                if let Some(&(_, character)) = STANDARD.iter().find(|(known, _)| *known == code) {
                    return Some(character);
                }
                encoding_rs::WINDOWS_1252
            }
            Self::WinAnsi => encoding_rs::WINDOWS_1252,
            Self::MacRoman => encoding_rs::MACINTOSH,
        };
        let pair = [code];
        let (text, _) = encoding.decode_without_bom_handling(&pair);
        text.chars().next().filter(|c| !c.is_control())
    }
}

/// Where the standard encoding of Type 1 fonts differs from `WinAnsi` in characters of prose.
const STANDARD: &[(u8, char)] = &[
    (0x27, '’'),
    (0x60, '‘'),
    (0xa4, '⁄'),
    (0xa6, 'ƒ'),
    (0xa8, '¤'),
    (0xa9, '\''),
    (0xaa, '“'),
    (0xac, '‹'),
    (0xad, '›'),
    (0xae, 'ﬁ'),
    (0xaf, 'ﬂ'),
    (0xb1, '–'),
    (0xb2, '†'),
    (0xb3, '‡'),
    (0xb4, '·'),
    (0xb7, '•'),
    (0xb8, '‚'),
    (0xb9, '„'),
    (0xba, '”'),
    (0xbc, '…'),
    (0xbd, '‰'),
    (0xc1, '`'),
    (0xc2, '´'),
    (0xd0, '—'),
    (0xf5, 'ı'),
];

/// The character of a glyph name as used in `Differences`: a letter, a listed name, `uni4EA7`
/// or `u20000`.
pub(super) fn named_character(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    // A suffix after a dot only names a variant of the same character: "one.oldstyle".
    let name = match name.split_once('.') {
        Some((head, _)) if !head.is_empty() => head,
        _ => name,
    };
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter);
    }
    if let Ok(found) = NAMES.binary_search_by(|(known, _)| (*known).cmp(name)) {
        return NAMES.get(found).map(|&(_, character)| character);
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    if !(4..=6).contains(&digits.len()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
}

/// Glyph names of digits, punctuation and signs, sorted for search.
const NAMES: &[(&str, char)] = &[
    ("ampersand", '&'),
    ("asciicircum", '^'),
    ("asciitilde", '~'),
    ("asterisk", '*'),
    ("at", '@'),
    ("backslash", '\\'),
    ("bar", '|'),
    ("braceleft", '{'),
    ("braceright", '}'),
    ("bracketleft", '['),
    ("bracketright", ']'),
    ("bullet", '•'),
    ("colon", ':'),
    ("comma", ','),
    ("copyright", '©'),
    ("degree", '°'),
    ("divide", '÷'),
    ("dollar", '$'),
    ("eight", '8'),
    ("ellipsis", '…'),
    ("emdash", '—'),
    ("endash", '–'),
    ("equal", '='),
    ("exclam", '!'),
    ("fi", 'ﬁ'),
    ("five", '5'),
    ("fl", 'ﬂ'),
    ("four", '4'),
    ("grave", '`'),
    ("greater", '>'),
    ("greaterequal", '≥'),
    ("hyphen", '-'),
    ("less", '<'),
    ("lessequal", '≤'),
    ("minus", '−'),
    ("multiply", '×'),
    ("nbspace", '\u{a0}'),
    ("nine", '9'),
    ("notequal", '≠'),
    ("numbersign", '#'),
    ("one", '1'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("percent", '%'),
    ("period", '.'),
    ("periodcentered", '·'),
    ("perthousand", '‰'),
    ("plus", '+'),
    ("plusminus", '±'),
    ("question", '?'),
    ("quotedbl", '"'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotesingle", '\''),
    ("section", '§'),
    ("semicolon", ';'),
    ("seven", '7'),
    ("six", '6'),
    ("slash", '/'),
    ("space", ' '),
    ("three", '3'),
    ("trademark", '™'),
    ("two", '2'),
    ("underscore", '_'),
    ("yen", '¥'),
    ("zero", '0'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyph_names_give_their_characters() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for (name, character) in [
            ("A", 'A'),
            ("greaterequal", '≥'),
            ("uni4EA7", '产'),
            ("u20BB7", '𠮷'),
            ("one.oldstyle", '1'),
        ] {
            assert_eq!(named_character(name.as_bytes()), Some(character), "{name}");
        }
        assert_eq!(named_character(b"g123"), None);
    }

    #[test]
    fn the_base_encodings_differ_above_ascii() {
        assert_eq!(BaseEncoding::WinAnsi.character(0x93), Some('“'));
        assert_eq!(BaseEncoding::MacRoman.character(0xd2), Some('“'));
        assert_eq!(BaseEncoding::Standard.character(0xaa), Some('“'));
        assert_eq!(BaseEncoding::WinAnsi.character(0x07), None);
    }
}
