//! The check before a change is taken: cheapest first, stopping at the first step that fails.

use crate::failure::Failure;
use crate::postgres::Server;
use crate::step::{self, cargo, command, run, run_tests, step};
use crate::tally::Tally;
use crate::{contract, journeys, laws, setup, trust};

/// What the tests of the store need that no product is built with.
const FEATURES: &str = "store/postgres-tests";
/// The same with the negative controls, which are linted like everything else.
const LINTED: &str = "store/postgres-tests,store/negative-controls";

/// Everything that must hold. What it needs is there already.
pub(crate) fn check() -> Result<(), Failure> {
    step("format", || run(&mut command(&cargo(), &["fmt", "--check"])))?;
    step("laws", laws::report)?;
    step("lints", || {
        let words = ["clippy", "--workspace", "--all-targets", "--locked", "--features", LINTED];
        run(command(&cargo(), &words).args(["--", "-D", "warnings"]))
    })?;
    step("documentation", || {
        let words = ["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"];
        run(command(&cargo(), &words).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    let (units, units_pass) = step("tests", || {
        let server = Server::start()?;
        run_tests(&mut unit_tests(server.as_ref()))
    })?;
    step("trust", || trust::trust(&["--quick".to_owned()]))?;
    step("journeys", journeys::journeys)?;
    step("contract", contract::contract)?;
    let (docs, docs_pass) = step("documentation tests", || {
        let words = ["test", "--workspace", "--doc", "--locked"];
        run_tests(&mut command(&cargo(), &words))
    })?;
    judge(units.and(docs), units_pass && docs_pass)
}

/// Fetches what the check needs, then runs it.
pub(crate) fn test() -> Result<(), Failure> {
    step("set-up", setup::prepare)?;
    check()
}

/// The test run of everything but documentation: by nextest where it is installed. Snapshots are
/// compared, never written.
fn unit_tests(server: Option<&Server>) -> std::process::Command {
    let words: &[&str] = if step::works(&cargo(), &["nextest", "--version"]) {
        &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--all-targets", "--locked", "--no-fail-fast"]
    };
    let mut tests = command(&cargo(), words);
    tests.args(["--features", FEATURES]);
    tests.env("INSTA_UPDATE", "no");
    if let Some(server) = server {
        server.tell(&mut tests);
    }
    tests
}

/// Prints the closing line and says whether the tests passed. A run without a test proves
/// nothing and fails.
fn judge(tally: Tally, success: bool) -> Result<(), Failure> {
    println!("{tally}");
    if !success || tally.failed > 0 {
        Err(Failure::new("tests failed, see above"))
    } else if tally.passed == 0 {
        Err(Failure::new("no test ran"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::tally::Tally;

    #[test]
    fn a_run_passes_when_tests_ran_and_none_failed() {
        let tally = |passed, failed| Tally { passed, failed };
        assert!(judge(tally(3, 0), true).is_ok());
        assert!(judge(tally(3, 1), true).is_err());
        assert!(judge(tally(3, 0), false).is_err());
        assert!(judge(tally(0, 0), true).is_err());
    }
}
