//! The parts of a Word package: which one is the document, and which belong to it.

use std::borrow::Cow;

use super::xml::{Event, Scanner};
use crate::archive::Archive;
use crate::{Limits, ReadError};

/// Elements within elements in the parts that only list things.
const LIST_NESTING: usize = 16;
const USUAL_MAIN_PART: &str = "word/document.xml";

/// A relationship from one part to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relationship {
    /// The last word of its type: `officeDocument`, `header`, `styles`. The transitional and the
    /// strict types differ only before it.
    pub(super) kind: String,
    /// The name of the part it leads to.
    pub(super) target: String,
}

/// The name of the part that holds the document, when the archive is a Word file at all.
///
/// The part is found through the package's relationships, since it may have any name; what it
/// holds is told by its content type, since workbooks are found the same way.
pub(super) fn main_part(archive: &mut Archive<'_>) -> Result<Option<String>, ReadError> {
    let named = relationships(archive, "")?
        .into_iter()
        .find(|relationship| relationship.kind == "officeDocument")
        .map(|relationship| relationship.target);
    let Some(target) = named.filter(|target| archive.contains(target)) else {
        return Ok(archive.contains(USUAL_MAIN_PART).then(|| USUAL_MAIN_PART.to_owned()));
    };
    let is_word = match content_type(archive, &target)? {
        Some(kind) => kind.contains("wordprocessingml") || kind.contains("ms-word"),
        None => target.to_ascii_lowercase().starts_with("word/"),
    };
    Ok(is_word.then_some(target))
}

/// The relationships of a part (of the package itself for the empty name).
pub(super) fn relationships(
    archive: &mut Archive<'_>,
    part: &str,
) -> Result<Vec<Relationship>, ReadError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let list = if folder.is_empty() {
        format!("_rels/{file}.rels")
    } else {
        format!("{folder}/_rels/{file}.rels")
    };
    let mut found = Vec::new();
    let Some(entry) = archive.part(&list)? else {
        return Ok(found);
    };
    let mut scanner = Scanner::new(entry, LIST_NESTING)?;
    while let Some(event) = scanner.next()? {
        if let Event::Start { name, attributes, .. } = event
            && name.local == b"Relationship"
            && attributes.raw(b"TargetMode") != Some(b"External")
            && let (Some(kind), Some(target)) =
                (attributes.text(b"Type"), attributes.text(b"Target"))
        {
            found.push(Relationship {
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: resolve(folder, &target),
            });
        }
    }
    Ok(found)
}

/// The name of the part that a target leads to, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// The content type the package states for a part.
fn content_type(archive: &mut Archive<'_>, part: &str) -> Result<Option<String>, ReadError> {
    let Some(entry) = archive.part("[Content_Types].xml")? else {
        return Ok(None);
    };
    let mut scanner = Scanner::new(entry, LIST_NESTING)?;
    while let Some(event) = scanner.next()? {
        if let Event::Start { name, attributes, .. } = event
            && name.local == b"Override"
            && let Some(stated) = attributes.text(b"PartName")
            && stated.trim_start_matches('/').eq_ignore_ascii_case(part)
        {
            return Ok(attributes.text(b"ContentType").map(Cow::into_owned));
        }
    }
    Ok(None)
}

/// Whether the bytes are a zip file with a Word document in it. A file too damaged to list is one
/// when it names the usual part, so that its reader can say what is wrong with it.
pub(super) fn is_word(bytes: &[u8], limits: &Limits) -> bool {
    let found = Archive::open(bytes, limits, limits.word_expanded_bytes)
        .and_then(|mut archive| main_part(&mut archive));
    found.map_or_else(
        |_| memchr::memmem::find(bytes, USUAL_MAIN_PART.as_bytes()).is_some(),
        |main| main.is_some(),
    )
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_resolved_from_their_folder() {
        let cases = [
            ("word", "styles.xml", "word/styles.xml"),
            ("word", "/word/header1.xml", "word/header1.xml"),
            ("word/x", "../numbering.xml", "word/numbering.xml"),
            ("", "word/document.xml", "word/document.xml"),
            ("", "../../etc/passwd", "etc/passwd"),
        ];
        for (folder, target, part) in cases {
            assert_eq!(resolve(folder, target), part);
        }
    }
}
