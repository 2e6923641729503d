//! Characters that Word stores as a position in a symbol font.

/// Positions in symbol fonts and the characters drawn there. Only what stands in forms: boxes and
/// ticks of the Wingdings family, comparison and arithmetic signs of Symbol.
const SYMBOLS: &[(&str, u32, char)] = &[
    ("symbol", 0x3c, '<'),
    ("symbol", 0x3d, '='),
    ("symbol", 0x3e, '>'),
    ("symbol", 0x25, '%'),
    ("symbol", 0xa3, '≤'),
    ("symbol", 0xa5, '∞'),
    ("symbol", 0xb0, '°'),
    ("symbol", 0xb1, '±'),
    ("symbol", 0xb3, '≥'),
    ("symbol", 0xb4, '×'),
    ("symbol", 0xb7, '·'),
    ("symbol", 0xb8, '÷'),
    ("symbol", 0xb9, '≠'),
    ("symbol", 0xbb, '≈'),
    ("symbol", 0xd6, '√'),
    ("wingdings", 0x6c, '●'),
    ("wingdings", 0x6e, '■'),
    ("wingdings", 0x6f, '□'),
    ("wingdings", 0x71, '□'),
    ("wingdings", 0xa8, '□'),
    ("wingdings", 0xfb, '×'),
    ("wingdings", 0xfc, '√'),
    ("wingdings", 0xfd, '☒'),
    ("wingdings", 0xfe, '☑'),
    ("wingdings 2", 0x4f, '×'),
    ("wingdings 2", 0x50, '√'),
    ("wingdings 2", 0x51, '☒'),
    ("wingdings 2", 0x52, '☑'),
    ("wingdings 2", 0x53, '☒'),
    ("wingdings 2", 0xa3, '□'),
];

/// The character at a position of a font. A position in Unicode's private area (0xF000 and up)
/// means the position in the font itself. `None` when the drawing is not known.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let position = match code {
        0xf000..=0xf0ff => code - 0xf000,
        _ => code,
    };
    let font = font.trim().to_ascii_lowercase();
    let known = SYMBOLS
        .iter()
        .find(|(name, at, _)| *name == font && *at == position)
        .map(|(_, _, drawn)| *drawn);
    known.or_else(|| {
        // A position outside the private area in a text font is simply the character.
        let is_text = code == position && !font.contains("symbol") && !font.contains("dings");
        is_text.then(|| char::from_u32(code)).flatten().filter(|drawn| !drawn.is_control())
    })
}

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn signs_of_symbol_fonts_become_characters() {
        let cases = [
            ("Symbol", 0xf0b3, Some('≥')),
            ("Symbol", 0xb3, Some('≥')),
            ("Wingdings", 0xf0fe, Some('☑')),
            ("Wingdings 2", 0xf0a3, Some('□')),
            ("宋体", 0x2265, Some('≥')),
            ("Wingdings", 0xf021, None),
            ("Wingdings", 0x21, None),
            ("宋体", 0x7, None),
        ];
        for (font, code, drawn) in cases {
            assert_eq!(symbol(font, code), drawn, "{font} {code:x}");
        }
    }
}
