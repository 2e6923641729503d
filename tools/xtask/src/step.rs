//! Steps: what runs, how long it took, and a clear stop at the first that fails.

use crate::failure::Failure;
use crate::tally::Tally;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The root of the workspace: two folders above this tool's manifest.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The cargo that runs this tool, so that the same toolchain does every step.
pub(crate) fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// Runs one step between a line that says what starts and a line that says how long it took.
pub(crate) fn step<T>(
    title: &str,
    action: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    println!("==> {title}");
    let started = Instant::now();
    let result = action().map_err(|failure| failure.during(title))?;
    println!("    {title}: {:.1} s", started.elapsed().as_secs_f64());
    Ok(result)
}

/// A command in the root of the workspace.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command that shows its own output; a status other than 0 is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let line = shown(command);
    let status =
        command.status().map_err(|error| Failure::new(format!("{line} did not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{line} ended with {status}"))) }
}

/// Runs a command and takes what it prints to standard output; its standard error is passed on.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let line = shown(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("{line} did not start: {error}")))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::new(format!("{line} ended with {}", output.status)))
    }
}

/// Whether a command starts and ends with status 0, showing nothing.
pub(crate) fn works(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a test runner, shows its output as it comes, and counts its tests.
///
/// The count comes back also when tests failed, so that the closing line can state it.
pub(crate) fn run_tests(command: &mut Command) -> Result<(Tally, bool), Failure> {
    let line = shown(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("{line} did not start: {error}")))?;
    let errors = child.stderr.take();
    let beside = std::thread::spawn(move || errors.map_or(Ok(Tally::default()), pass_on));
    let tally = child.stdout.take().map_or(Ok(Tally::default()), pass_on)?;
    let tally_beside = beside
        .join()
        .map_err(|_| Failure::new(format!("the output of {line} could not be read")))??;
    let status = child.wait()?;
    Ok((tally.and(tally_beside), status.success()))
}

/// Prints a stream line by line and counts the tests it speaks of.
fn pass_on(stream: impl Read) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for line in BufReader::new(stream).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        tally.read_line(&line);
    }
    Ok(tally)
}

/// A command as a person would type it.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{command, root, run, run_tests, step};
    use crate::failure::Failure;

    #[test]
    fn the_root_is_where_the_lock_file_stands() {
        assert!(root().join("Cargo.lock").is_file());
    }

    #[test]
    fn a_failing_step_names_itself_before_its_reason() {
        let failed: Result<(), _> = step("format", || Err(Failure::new("a reason")));
        assert_eq!(failed.unwrap_err().to_string(), "format: a reason");
    }

    #[test]
    fn a_command_that_fails_or_is_missing_is_a_failure_with_its_line() {
        let ended = run(&mut command("false", &["now"])).unwrap_err();
        assert!(ended.to_string().starts_with("false now ended with"));
        let missing = run(&mut command("no-such-program-anywhere", &[])).unwrap_err();
        assert!(missing.to_string().contains("did not start"));
    }

    #[test]
    fn failed_tests_are_counted_and_reported_together() {
        let words = ["-c", "echo 'test result: FAILED. 4 passed; 1 failed'; exit 1"];
        let (tally, success) = run_tests(&mut command("sh", &words)).unwrap();
        assert_eq!(tally.to_string(), "4 passed, 1 failed");
        assert!(!success);
    }
}
