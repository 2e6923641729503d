//! Bytes as hexadecimal digits.

/// Two lower-case digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).map_or('?', |digit| char::from(*digit));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of exactly so many digits.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (position, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(position * 2..position * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// The bytes of any even number of digits.
pub(crate) fn all_bytes(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len() / 2)
        .map(|position| u8::from_str_radix(text.get(position * 2..position * 2 + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{all_bytes, bytes, hex};

    #[test]
    fn bytes_come_back_from_their_digits() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
        assert_eq!(bytes::<3>("000aff"), Some([0, 10, 255]));
        assert_eq!(bytes::<3>("000af"), None);
        assert_eq!(bytes::<3>("000afg"), None);
        assert_eq!(all_bytes("000aff"), Some(vec![0, 10, 255]));
        assert_eq!(all_bytes("000"), None);
        assert_eq!(all_bytes("zz"), None);
    }
}
