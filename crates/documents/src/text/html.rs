//! HTML: saved pages, and what Word and Excel put on the clipboard.

mod builder;
mod table;

use crate::{Limits, ReadError, Source};
use builder::{Attributes, Builder};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

/// Elements whose content is not shown.
const HIDDEN: [&str; 10] = [
    "script", "style", "head", "title", "template", "noscript", "iframe", "noembed", "noframes",
    "xml",
];

/// Elements that end a head whose own end is missing.
const BODY: [&str; 5] = ["body", "table", "div", "p", "frameset"];

/// Characters of the beginning in which a page shows that it is one.
const HEAD: usize = 4096;

/// Whether a text is HTML. A paste from Word begins with `Version:0.9`.
pub(super) fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    let head: String = start.chars().take(HEAD).collect::<String>().to_ascii_lowercase();
    if head.starts_with("version:") && head.contains("starthtml:") {
        return true;
    }
    let tags = [
        "<!doctype html",
        "<html",
        "<table",
        "<body",
        "<div",
        "<p>",
        "<p ",
        "<span",
        "<meta",
        "<head",
        "<tr",
        "<td",
        "<tbody",
        "<colgroup",
        "<style",
        "<h1",
        "<h2",
        "<h3",
    ];
    head.starts_with('<')
        && (tags.iter().any(|tag| head.starts_with(tag))
            || (head.starts_with("<?xml") || head.starts_with("<!--"))
                && tags.iter().any(|tag| head.contains(tag)))
}

impl Attributes for StartTag<()> {
    fn value(&self, name: &str) -> Option<String> {
        let value = self.attributes.get(name.as_bytes())?;
        Some(String::from_utf8_lossy(value).into_owned())
    }
}

pub(super) fn read(text: &str, limits: &Limits) -> Result<Source, ReadError> {
    let start = text.find('<').unwrap_or_default();
    let mut emitter = DefaultEmitter::default();
    // What stands in a script is no tag, whatever it looks like.
    emitter.naively_switch_states(true);
    let page = text.get(start..).unwrap_or_default();
    let mut builder = Builder::new(limits);
    // The element being passed over, and how many of its name are open.
    let mut hidden: Option<(String, usize)> = None;
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match &mut hidden {
                    Some((passed, _)) if passed == "head" && BODY.contains(&name.as_str()) => {
                        hidden = None;
                        builder.open(&name, &tag)?;
                    }
                    Some((passed, depth)) => *depth += usize::from(*passed == name),
                    None if HIDDEN.contains(&name.as_str()) => {
                        // Of these only `<xml/>` may end at its beginning.
                        hidden = (name != "xml" || !tag.self_closing).then_some((name, 1));
                    }
                    None => builder.open(&name, &tag)?,
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match &mut hidden {
                    Some((passed, depth)) if *passed == name => {
                        *depth -= 1;
                        if *depth == 0 {
                            hidden = None;
                        }
                    }
                    Some(_) => {}
                    None => builder.close(&name)?,
                }
            }
            Token::String(text) if hidden.is_none() => {
                builder.text(&String::from_utf8_lossy(&text));
            }
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    if let Some((name, _)) = hidden {
        builder.note(format!("网页中的“<{name}>”没有结束，其后的内容未读取"));
    }
    builder.finish()
}
