//! The checks of reliability (`docs/security.md`). Those that drive real processes are the example
//! `trust` of the store and print their seed, figures and negative control; the others are tests
//! of the store that run on both databases, or drive the whole program.

use crate::failure::Failure;
use crate::postgres::Server;
use crate::step::{cargo, command, output, run};
use crate::{confined, oracle, slow_clients};

/// Checks that are tests: their id and the module of the store's tests.
const TESTS: [(&str, &str); 4] =
    [("A8", "backup::"), ("B7", "jobs::"), ("B9", "texts::"), ("E2", "trail::")];

/// A check that prints its figures; in short where every change has to pass it.
type Check = fn(bool) -> Result<(), Failure>;

/// Checks of the whole program: their id, and whether every change has to pass them.
const OF_THE_PROGRAM: [(&str, bool, Check); 3] = [
    ("B3", true, oracle::check),
    ("C8", false, |_| slow_clients::check()),
    ("I6", true, |_| confined::check()),
];

/// Runs the checks that are named, or all; `--quick` for what every change has to pass beside the
/// tests.
pub(crate) fn trust(words: &[String]) -> Result<(), Failure> {
    if let [confined::WITHIN, place] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return confined::within(place);
    }
    let commit = output(&mut command("git", &["rev-parse", "--short", "HEAD"]))?;
    println!("    commit {}", String::from_utf8_lossy(&commit).trim());
    let quick = words.iter().any(|word| word == "--quick");
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |id: &str| names.is_empty() || names.iter().any(|name| *name == id);
    for (id, always, check) in OF_THE_PROGRAM {
        if is_wanted(id) && (always || !quick || !names.is_empty()) {
            check(quick)?;
        }
    }
    let elsewhere = |name: &&String| {
        let own = OF_THE_PROGRAM.iter().any(|(id, ..)| id == name);
        own || TESTS.iter().any(|(id, _)| id == name)
    };
    if names.is_empty() || !names.iter().all(elsewhere) {
        run(drivers().args(words.iter().filter(|word| !elsewhere(word))))?;
    }
    let has_tests = TESTS.iter().any(|(id, _)| is_wanted(id));
    if !has_tests || (quick && names.is_empty()) {
        return Ok(());
    }
    run(&mut on_both_databases(Server::start()?.as_ref(), is_wanted))
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
