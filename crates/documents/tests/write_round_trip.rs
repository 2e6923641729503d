//! What is exported reads back: the same fields, for the sample and for generated documents.

mod written;

use documents::rules::FormLabels;
use documents::{Limits, read, recognise, write};
use goals::Document;
use written::fields;

fn intake(bytes: &[u8]) -> Document {
    let source = read(bytes, &Limits::default()).unwrap();
    recognise::recognise(&source, &FormLabels::shipped().unwrap()).document
}

type Writer = fn(&Document) -> Result<Vec<u8>, write::WriteError>;

const WRITERS: [(&str, Writer); 2] = [("docx", write::docx), ("html", write::html)];

#[test]
fn the_sample_reads_back_identical_from_word_excel_and_html() {
    let document = intake(fixtures::SAMPLE_TXT);
    assert_eq!(document.sheets.len(), 14);
    for (format, write) in WRITERS {
        let again = intake(&write(&document).unwrap());
        pretty(&fields(&again), &fields(&document), format);
    }
}

fn pretty(found: &[String], expected: &[String], format: &str) {
    for (line, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found, expected, "{format}, field {line}");
    }
    assert_eq!(found.len(), expected.len(), "{format}: {:?}", found.last());
}
