//! The checks of reliability (`docs/security.md`). Those that drive real processes are the example
//! `trust` of the store and print their seed, figures and negative control; the others are tests
//! of the store that run on both databases.

use crate::failure::Failure;
use crate::postgres::Server;
use crate::step::{cargo, command, output, run};

/// Checks that are tests: their id and the module of the store's tests.
const TESTS: [(&str, &str); 4] =
    [("A8", "backup::"), ("B7", "jobs::"), ("B9", "texts::"), ("E2", "trail::")];

/// Runs the checks that are named, or all; `--quick` for what every change has to pass beside the
/// tests.
pub(crate) fn trust(words: &[String]) -> Result<(), Failure> {
    let commit = output(&mut command("git", &["rev-parse", "--short", "HEAD"]))?;
    println!("    commit {}", String::from_utf8_lossy(&commit).trim());
    let is_test = |word: &&String| TESTS.iter().any(|(id, _)| id == word);
    let (tests, rest): (Vec<&String>, Vec<&String>) = words.iter().partition(is_test);
    let names_others = rest.iter().any(|word| !word.starts_with('-'));
    if tests.is_empty() || names_others {
        run(drivers().args(rest))?;
    }
    let quick = words.iter().any(|word| word == "--quick");
    if tests.is_empty() && (quick || names_others) {
        return Ok(());
    }
    let named = |id: &str| tests.is_empty() || tests.iter().any(|word| *word == id);
    run(&mut on_both_databases(Server::start()?.as_ref(), named))
}

fn drivers() -> std::process::Command {
    let words = ["run", "--quiet", "--locked", "--package", "store", "--example", "trust"];
    let mut drivers = command(&cargo(), &words);
    drivers.args(["--features", "store/negative-controls", "--"]);
    drivers
}

fn on_both_databases(
    server: Option<&Server>,
    named: impl Fn(&str) -> bool,
) -> std::process::Command {
    let words = ["test", "--locked", "--package", "store", "--test", "store", "--features"];
    let mut tests = command(&cargo(), &words);
    tests.args(["store/postgres-tests", "--"]);
    tests.args(TESTS.iter().filter(|(id, _)| named(id)).map(|(_, module)| module));
    if let Some(server) = server {
        server.tell(&mut tests);
    }
    tests
}
