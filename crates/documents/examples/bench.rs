//! Our side of `bench/`: reads, reviews or writes a file in a loop and prints one JSON line with
//! the mean CPU seconds of a call and the peak memory of the process.
//!
//! ```text
//! bench intake FILE [GRIDS]     bytes to grids; GRIDS gets them as JSON
//! bench document FILE           bytes to a document
//! bench review FILE             a document to issues
//! bench write docx|xlsx|pdf|html FILE OUT
//! ```
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program for the bench folder, not part of the product"
)]

use documents::rules::{FormLabels, review_rules};
use documents::{Block, CellGrid, Limits, Source, read, recognise::recognise, write};
use goals::Document;
use goals::review::review;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The kernel counts CPU time in ticks of 10 ms; a measurement takes at least so many.
const TICKS_MIN: u64 = 60;
const TICKS_PER_SECOND: u64 = 100;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["intake", file, rest @ ..] => intake(file, rest.first().copied()),
        ["document", file] => {
            let bytes = fs::read(file)?;
            measure(|| document(&bytes).map(drop))
        }
        ["review", file] => {
            let (document, rules) = (document(&fs::read(file)?)?, review_rules()?);
            measure(|| {
                review(&document, None, &rules);
                Ok(())
            })
        }
        ["write", kind, file, out] => writing(kind, file, out),
        _ => Err("usage: bench intake|document|review|write …".into()),
    }
}

fn intake(file: &str, grids: Option<&str>) -> Outcome<()> {
    let bytes = fs::read(file)?;
    let read = || read(&bytes, &Limits::default());
    measure(|| {
        read()?;
        Ok(())
    })?;
    if let Some(path) = grids {
        fs::write(path, grids_json(&read()?))?;
    }
    Ok(())
}

fn document(bytes: &[u8]) -> Outcome<Document> {
    let source = read(bytes, &Limits::default())?;
    Ok(recognise(&source, &FormLabels::shipped()?).document)
}

fn writing(kind: &str, file: &str, out: &str) -> Outcome<()> {
    let document = document(&fs::read(file)?)?;
    let fonts = write::Fonts::find()?;
    let written = || match kind {
        "docx" => write::docx(&document),
        "xlsx" => write::xlsx(&document),
        "pdf" => write::pdf(&document, &fonts),
        _ => write::html(&document),
    };
    measure(|| {
        written()?;
        Ok(())
    })?;
    Ok(fs::write(out, written()?)?)
}

/// Calls once to warm up, then for at least [`TICKS_MIN`]; prints the mean and the peak memory.
fn measure(mut call: impl FnMut() -> Outcome<()>) -> Outcome<()> {
    call()?;
    let peak = peak_mib()?;
    let begin = cpu_ticks()?;
    let (mut calls, mut ticks) = (0_u64, 0);
    while ticks < TICKS_MIN {
        call()?;
        calls += 1;
        ticks = cpu_ticks()? - begin;
    }
    let nanoseconds = ticks * 1_000_000_000 / TICKS_PER_SECOND / calls;
    let (seconds, rest) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    println!("{{\"cpu_s\": {seconds}.{rest:09}, \"peak_mib\": {peak}}}");
    Ok(())
}

/// User and system time of the process and its threads.
fn cpu_ticks() -> Outcome<u64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    ticks.sum::<Result<u64, _>>().map_err(Into::into)
}

fn peak_mib() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    let kib: u64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kib.div_ceil(1024))
}

fn grids_json(source: &Source) -> String {
    let tables: Vec<String> = source
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(grid) => Some(grid_json(grid)),
            Block::Paragraph(_) => None,
        })
        .collect();
    format!("[{}]", tables.join(","))
}

fn grid_json(grid: &CellGrid) -> String {
    let mut cells = String::new();
    for cell in &grid.cells {
        let comma = if cells.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ok = write!(
            cells,
            "{comma}{{\"row\":{},\"column\":{},\"row_span\":{},\"column_span\":{},\"text\":{}}}",
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            quoted(&cell.text)
        );
    }
    format!("{{\"rows\":{},\"columns\":{},\"cells\":[{cells}]}}", grid.rows, grid.columns)
}

fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
