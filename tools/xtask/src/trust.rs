//! The checks of reliability that drive real processes: the example `trust` of the store, which
//! `docs/security.md` describes. Each prints its seed, figures and negative control.

use crate::failure::Failure;
use crate::step::{cargo, command, output, run};

/// Runs the checks that are named, or all; `--quick` for what every change has to pass.
pub(crate) fn trust(words: &[String]) -> Result<(), Failure> {
    let commit = output(&mut command("git", &["rev-parse", "--short", "HEAD"]))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    println!("    commit {commit}");
    let program = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "store",
        "--example",
        "trust",
        "--features",
        "store/negative-controls",
        "--",
    ];
    run(command(&cargo(), &program).args(words))
}
