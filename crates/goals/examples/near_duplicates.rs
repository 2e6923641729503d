//! Finds near-duplicates among texts on standard input, one a line; prints `first second
//! likeness` lines, counted from 0, and the time on standard error. Used by `bench/`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a bench"
)]

use goals::review::{Likeness, near_duplicates};
use std::fmt::Write;
use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let texts: Vec<&str> = input.lines().collect();
    let begin = std::time::Instant::now();
    let found = near_duplicates(&texts, Likeness(450));
    eprintln!(
        "{} texts, {} pairs, {:.3} s",
        texts.len(),
        found.len(),
        begin.elapsed().as_secs_f64()
    );
    let mut out = String::new();
    for pair in found {
        // Writing to a String cannot fail.
        let _ok = writeln!(out, "{} {} {}", pair.first, pair.second, pair.likeness.0);
    }
    print!("{out}");
    Ok(())
}
