//! Text and the signs that Word keeps as elements of their own.

use super::{BodyReader, Inside, OpenParagraph, OpenText};
use crate::ReadError;
use crate::word::symbols;
use crate::word::tag::Sign;
use crate::word::xml::{Attributes, append_text};

/// What stands for a sign of a symbol font that has no known character.
const UNKNOWN_SIGN: char = '□';

const XML_BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

fn bad_text() -> ReadError {
    ReadError::Broken("文档中的文字编码或字符引用有误".to_owned())
}

impl OpenParagraph {
    /// Whether we are in the instruction of a field, which is not text.
    fn in_instruction(&self) -> bool {
        self.fields.contains(&true)
    }
}

impl BodyReader<'_> {
    pub(super) fn open_text(&mut self, attributes: Attributes<'_>) {
        let preserved = attributes.raw(b"space") == Some(b"preserve");
        self.text = self
            .paragraph()
            .filter(|paragraph| !paragraph.in_instruction())
            .map(|paragraph| OpenText { start: paragraph.text.len(), preserved });
    }

    pub(super) fn close_text(&mut self) {
        let Some(open) = self.text.take() else { return };
        let Some(paragraph) = self.paragraph() else {
            return;
        };
        let added = paragraph.text.get(open.start..).unwrap_or_default();
        let nothing = added.is_empty();
        if !open.preserved && added.len() != added.trim_matches(XML_BLANKS).len() {
            let kept = added.trim_matches(XML_BLANKS).to_owned();
            paragraph.text.truncate(open.start);
            paragraph.text.push_str(&kept);
        }
        if self.hidden_run && !nothing {
            self.remarks.hidden += 1;
        }
    }

    pub(super) fn add_text(&mut self, raw: &[u8]) -> Result<(), ReadError> {
        if self.text.is_none() {
            return Ok(());
        }
        self.paragraph()
            .map_or(Ok(()), |paragraph| append_text(raw, &mut paragraph.text).ok_or_else(bad_text))
    }

    /// Adds text in which `&` and `<` stand for themselves.
    pub(super) fn add_verbatim(&mut self, raw: &[u8]) -> Result<(), ReadError> {
        if self.text.is_none() {
            return Ok(());
        }
        let text = std::str::from_utf8(raw).map_err(|_| bad_text())?;
        if let Some(paragraph) = self.paragraph() {
            let line_ends = text.replace("\r\n", " ").replace(['\n', '\r'], " ");
            paragraph.text.push_str(&line_ends);
        }
        Ok(())
    }

    pub(super) fn sign(&mut self, sign: Sign, attributes: Attributes<'_>) {
        if self.inside != Inside::Content {
            return;
        }
        let sign = match sign {
            Sign::Tab => '\t',
            Sign::LineBreak => '\n',
            Sign::Hyphen => '-',
            Sign::Symbol => self.symbol(attributes),
            Sign::FieldMark => return self.field_mark(attributes.raw(b"fldCharType")),
        };
        if let Some(paragraph) = self.paragraph()
            && !paragraph.in_instruction()
        {
            paragraph.text.push(sign);
        }
    }

    fn symbol(&mut self, attributes: Attributes<'_>) -> char {
        let font = attributes.text(b"font").unwrap_or_default();
        let code = attributes.text(b"char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        code.and_then(|code| symbols::symbol(&font, code)).unwrap_or_else(|| {
            self.remarks.symbols += 1;
            UNKNOWN_SIGN
        })
    }

    /// A field is `begin`, instruction, `separate`, result, `end`. The marks count within one
    /// paragraph only: an unfinished field must not swallow the rest of a document.
    fn field_mark(&mut self, kind: Option<&[u8]>) {
        let Some(paragraph) = self.paragraph() else {
            return;
        };
        match kind {
            Some(b"begin") => paragraph.fields.push(true),
            Some(b"separate") => {
                if let Some(in_instruction) = paragraph.fields.last_mut() {
                    *in_instruction = false;
                }
            }
            Some(b"end") => {
                paragraph.fields.pop();
            }
            _ => {}
        }
    }
}
