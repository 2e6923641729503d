//! 服务: the command line, the pages and the API behind the executable `chengxiao`.

mod api;
mod arguments;
mod charts;
mod demo;
mod demo_year;
mod files;
#[cfg(test)]
mod gate_tests;
mod generate;
mod intake;
mod keeping;
mod ledger;
mod measure;
mod pages;
mod report;
mod review;
mod serve;
mod shapes;
mod web;
mod work;

use arguments::{Arguments, Command};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// Exit status when a file was not read; the others were still worked on.
const SOME_FILE_FAILED: u8 = 2;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Intake(options) => intake::run(options),
        Command::Review(options) => review::run(options),
        Command::Report(options) => report::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Demo(options) => demo::run(options),
        Command::Backup(options) => keeping::backup(options),
        Command::Restore(options) => keeping::restore(options),
        Command::Verify(options) => keeping::verify(options),
        Command::Ledger(command) => ledger::run(command),
        Command::Measure(options) => measure::run(options),
        Command::Generate(options) => generate::run(options),
        Command::ResetPassword(options) => keeping::reset_password(options),
    };
    for failure in &outcome.failures {
        complain(failure);
    }
    if say(&outcome.output).is_err() {
        return ExitCode::FAILURE;
    }
    if outcome.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(SOME_FILE_FAILED) }
}

/// What a command did: the text for standard output and one line for every file that failed.
#[derive(Debug, Default)]
struct Outcome {
    output: String,
    failures: Vec<String>,
}

/// Writes to standard output; a closed pipe is the reader's business, not an error of ours.
fn say(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn complain(text: &str) {
    // Nothing is left to tell when standard error itself is closed.
    let _closed = writeln!(std::io::stderr(), "{text}");
}
