//! Bytes to text: UTF-8, UTF-16 and GB18030. A text that is none of them is refused, so that no
//! character is ever replaced silently.

use crate::ReadError;
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

pub(crate) fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        let name = if encoding == UTF_8 {
            "UTF-8"
        } else if encoding == UTF_16LE || encoding == UTF_16BE {
            "UTF-16"
        } else {
            return Err(ReadError::Unsupported("不认识的文字编码".into()));
        };
        return strict(encoding, rest).ok_or_else(|| not_decoded(rest, name));
    }
    if bytes.contains(&0) {
        return Err(ReadError::Unsupported("不是文字文件".into()));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // Many bytes of Big5 are also bytes of GB18030, but of other characters.
    if let Some(text) = declared(bytes).and_then(|encoding| strict(encoding, bytes)) {
        return Ok(text);
    }
    strict(GB18030, bytes).ok_or_else(|| not_decoded(bytes, "UTF-8或GB18030"))
}

/// Bytes at the beginning of a page in which it must name its encoding.
const DECLARATION_BYTES: usize = 1024;

/// The encoding that a page names in its head, when it is one whose characters GB18030 would
/// mistake. Others are named out of habit: many a page in GBK calls itself `iso-8859-1`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset=";
    let head = bytes.get(..bytes.len().min(DECLARATION_BYTES))?;
    let at = memchr::memmem::find(head, NAME)?.checked_add(NAME.len())?;
    let label: Vec<u8> = head
        .get(at..)?
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'"' | b'\''))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .collect();
    let encoding = Encoding::for_label(&label)?;
    [BIG5, EUC_JP, EUC_KR, SHIFT_JIS].contains(&encoding).then_some(encoding)
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
}

/// Names the first line that is no text of the encoding.
fn not_decoded(bytes: &[u8], encoding: &str) -> ReadError {
    let bad = bytes
        .split(|byte| *byte == b'\n')
        .position(|line| std::str::from_utf8(line).is_err() && strict(GB18030, line).is_none());
    let line = bad.map_or(1, |index| index + 1);
    ReadError::Broken(format!("第{line}行的文字不是{encoding}编码"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_reads_the_same_in_every_encoding() {
        let text = std::str::from_utf8(fixtures::SAMPLE_TXT).unwrap();
        let (gb18030, _, _) = GB18030.encode(text);
        let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff_u16).chain(text.encode_utf16()).flat_map(to_bytes).collect()
        };
        let with_bom = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for bytes in
            [with_bom, gb18030.into_owned(), utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)]
        {
            assert_eq!(decode(&bytes).unwrap(), text);
        }
    }

    #[test]
    fn four_byte_characters_of_gb18030_are_read() {
        let (bytes, _, _) = GB18030.encode("𠮷野家≧95％");
        assert_eq!(decode(&bytes).unwrap(), "𠮷野家≧95％");
    }

    #[test]
    fn a_page_that_names_big5_is_read_so_and_one_in_gbk_whatever_it_says() {
        let page = |charset: &str, text: &str| {
            format!("<meta http-equiv=Content-Type content=\"text/html; charset={charset}\">{text}")
        };
        let (big5, _, _) = BIG5.encode("績效");
        let bytes = [page("big5", "").as_bytes(), &big5].concat();
        assert_eq!(decode(&bytes).unwrap(), page("big5", "績效"));
        for charset in ["gb2312", "GBK", "iso-8859-1", "utf-8"] {
            let whole = page(charset, "绩效目标");
            let (gbk, _, _) = encoding_rs::GBK.encode(&whole);
            assert_eq!(decode(&gbk).unwrap(), whole);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_line() {
        let error = decode(b"\xd0\xd5\xc3\xfb\n\xff\xff\xff").unwrap_err();
        assert_eq!(error, ReadError::Broken("第2行的文字不是UTF-8或GB18030编码".into()));
        assert!(matches!(decode(b"a\0b"), Err(ReadError::Unsupported(_))));
    }
}
