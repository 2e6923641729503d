//! The store against crashes, power cuts and bad disks, with real processes (`docs/security.md`).
//!
//! ```text
//! cargo xtask trust [--quick] [A1 A2 A4 A5 A6]
//! ```
//!
//! Every check prints its seed, how often it was tried, what was found and what its negative
//! control found: the same on something broken on purpose. A control that finds nothing fails.
#![expect(clippy::print_stdout, reason = "a person reads the figures; the writer tells its acks")]
#![expect(clippy::print_stderr, reason = "a person reads why it stopped")]
#![expect(clippy::disallowed_methods, reason = "an outer program with files and a clock")]

mod bad_disk;
mod crash;
mod dice;
mod disk_model;
mod full_disk;
mod judge;
mod power_cut;
mod record_entry;
mod trace;
mod writer;

use std::process::ExitCode;

/// Why a check could not be made, or what it found.
type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Tries something out; says what was found, or fails.
type Check = fn(Effort) -> Result<String, Fault>;

/// What every check starts from, unless `--seed` says otherwise.
const SEED: u64 = 20_261_123;

/// How much is tried.
#[derive(Clone, Copy)]
struct Effort {
    /// For every change, not for a release.
    quick: bool,
    seed: u64,
}

impl Effort {
    fn of(self, quick: usize, long: usize) -> usize {
        if self.quick { quick } else { long }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.split_first() {
        Some((first, rest)) if first == "write" => writer::main(rest),
        _ => check(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("trust: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the checks that are named, or all.
fn check(words: &[String]) -> Result<(), Fault> {
    let seed = words.iter().find_map(|word| word.strip_prefix("--seed="));
    let effort = Effort {
        quick: words.iter().any(|word| word == "--quick"),
        seed: seed.map_or(Ok(SEED), str::parse)?,
    };
    let named: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let checks: [(&str, Check); 5] = [
        ("A1", crash::check),
        ("A2", power_cut::check),
        ("A4", full_disk::check),
        ("A5", bad_disk::failing),
        ("A6", bad_disk::read_only),
    ];
    if let Some(unknown) = named.iter().find(|name| checks.iter().all(|(id, _)| id != *name)) {
        return Err(format!("no check {unknown}; there are A1, A2, A4, A5, A6").into());
    }
    for (id, run) in checks {
        if named.is_empty() || named.iter().any(|name| *name == id) {
            let started = std::time::Instant::now();
            let said =
                run(effort).map_err(|fault| format!("{id}, seed {}: {fault}", effort.seed))?;
            println!("{id} seed {} {said} ({:.0} s)", effort.seed, started.elapsed().as_secs_f64());
        }
    }
    Ok(())
}

/// A runtime of one thread, as each checker has.
fn runtime() -> Result<tokio::runtime::Runtime, Fault> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
