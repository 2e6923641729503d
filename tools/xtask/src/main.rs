//! 自检: the workspace checks itself, tests itself and shows itself.
//!
//! ```text
//! cargo xtask check              everything that must hold before a change is taken
//! cargo xtask test               the same, after fetching what it needs; what CI runs
//! cargo xtask demo [--once] [--out DIR]   the official form and the review of the sample
//! cargo xtask trust [--quick] [A1 A2 …]   against crashes, power cuts, bad disks, slow clients
//! cargo xtask journeys           the pages in real Chromium, on both databases
//! cargo xtask contract           the API against its own description, about two minutes
//! cargo xtask laws               only the laws about layers, manifests, licences and sources
//! ```
#![expect(
    clippy::disallowed_methods,
    reason = "this tool reads the workspace's files and times its own steps"
)]
#![expect(clippy::print_stdout, reason = "a person reads what runs")]
#![expect(clippy::print_stderr, reason = "a person reads why it stopped")]

mod breach;
mod check;
mod confined;
mod contract;
mod demo;
mod desk;
mod failure;
mod journeys;
mod laws;
mod layers;
mod licences;
mod manifests;
mod oracle;
mod postgres;
mod setup;
mod slow_clients;
mod sources;
mod step;
mod tally;
mod tidy;
mod trust;
mod workspace;

use failure::Failure;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask check | test | journeys | contract | laws | trust [--quick] [A1 A2 …] | demo [--once] [--out DIR]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command that the arguments name.
fn run(arguments: &[String]) -> Result<(), Failure> {
    let (command, rest) = arguments.split_first().ok_or_else(|| Failure::new(USAGE))?;
    match (command.as_str(), rest) {
        ("check", []) => check::check(),
        ("test", []) => check::test(),
        ("journeys", []) => journeys::prepare().and_then(|()| journeys::journeys()),
        ("contract", []) => contract::prepare().and_then(|()| contract::contract()),
        ("laws", []) => laws::report(),
        ("trust", rest) => trust::trust(rest),
        ("demo", rest) => demo::demo(&demo::Wishes::parse(rest)?),
        _ => Err(Failure::new(USAGE)),
    }
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn an_unknown_command_is_answered_with_the_usage() {
        for words in [&["chekc"][..], &[], &["check", "--fast"]] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert!(run(&words).unwrap_err().to_string().starts_with("usage:"));
        }
    }
}
