//! HTML: saved pages, and what Word and Excel put on the clipboard.

mod builder;

use crate::{Limits, ReadError, Source};
use builder::Builder;
use html5gum::{Token, Tokenizer};

/// Elements whose content is not shown.
const HIDDEN: [&str; 7] = ["script", "style", "head", "title", "template", "noscript", "xml"];

/// Whether a text is HTML. A paste from Word begins with `Version:0.9`.
pub(super) fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    let head: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if head.starts_with("version:") && head.contains("starthtml:") {
        return true;
    }
    let tags =
        ["<!doctype html", "<html", "<table", "<body", "<div", "<p>", "<p ", "<span", "<meta"];
    head.starts_with('<')
        && (tags.iter().any(|tag| head.starts_with(tag))
            || (head.starts_with("<?xml") || head.starts_with("<!--"))
                && tags.iter().any(|tag| head.contains(tag)))
}

pub(super) fn read(text: &str, limits: &Limits) -> Result<Source, ReadError> {
    let start = text.find('<').unwrap_or_default();
    let mut builder = Builder::new(limits);
    let mut hidden: Option<(Vec<u8>, usize)> = None;
    for token in Tokenizer::new(text.get(start..).unwrap_or_default()) {
        let Ok(token) = token;
        match (&token, &mut hidden) {
            (Token::StartTag(tag), Some((name, depth))) if **tag.name == **name => *depth += 1,
            (Token::EndTag(tag), Some((name, depth))) if **tag.name == **name => {
                *depth -= 1;
                if *depth == 0 {
                    hidden = None;
                }
            }
            (Token::StartTag(tag), None) => {
                let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                if HIDDEN.contains(&name.as_str()) && !tag.self_closing {
                    hidden = Some((tag.name.to_vec(), 1));
                } else {
                    let attribute = |wanted: &str| {
                        tag.attributes
                            .iter()
                            .find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()))
                            .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
                    };
                    builder.open(&name, &attribute)?;
                }
            }
            (Token::EndTag(tag), None) => {
                builder.close(&String::from_utf8_lossy(&tag.name).to_ascii_lowercase())?;
            }
            (Token::String(text), None) => builder.text(&String::from_utf8_lossy(text)),
            // What is hidden, and what is never shown.
            (_, Some(_)) | (Token::Comment(_) | Token::Doctype(_) | Token::Error(_), None) => {}
        }
    }
    builder.finish()
}
