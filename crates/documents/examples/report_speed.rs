//! How long it takes to write a document in each format:
//! `cargo run --release -p documents --example report_speed -- FILE [LOOPS [FORMAT]]`.
//! The last column is the size of the file in bytes.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads its file and the clock, and prints"
)]

use documents::rules::FormLabels;
use documents::write::{self, Fonts, WriteError};
use documents::{Limits, read, recognise};
use goals::Document;
use std::error::Error;
use std::time::Instant;

type Writer<'a> = &'a dyn Fn(&Document) -> Result<Vec<u8>, WriteError>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: report_speed FILE [LOOPS [FORMAT]]")?;
    let loops: u32 = arguments.next().map_or(Ok(20), |loops| loops.parse())?;
    let only = arguments.next();
    let source = read(&std::fs::read(file)?, &Limits::default())?;
    let document = recognise::recognise(&source, &FormLabels::shipped()?).document;
    let start = Instant::now();
    let fonts = Fonts::find()?;
    println!("{} sheets; fonts unpacked in {:?}", document.sheets.len(), start.elapsed());
    let pdf = |document: &Document| write::pdf(document, &fonts);
    let writers: [(&str, Writer<'_>); 4] =
        [("docx", &write::docx), ("xlsx", &write::xlsx), ("html", &write::html), ("pdf", &pdf)];
    for (format, write) in writers {
        if only.as_deref().is_some_and(|only| only != format) {
            continue;
        }
        let bytes = write(&document)?.len();
        let start = Instant::now();
        for _ in 0..loops {
            std::hint::black_box(write(&document)?);
        }
        println!("{format}\t{:?}\t{bytes}", start.elapsed() / loops.max(1));
    }
    Ok(())
}
