//! B3: the indicators reckoned a second time, in another language, from the exported ledgers.

use crate::failure::Failure;
use crate::step::{cargo, command, run, works};

/// Makes the years, has them measured, and compares.
const SCRIPT: &str = "tests/oracle/run.py";

/// Compares what the program measures with the oracle; any difference fails. `quick` looks at one
/// short year on a few days.
pub(crate) fn check(quick: bool) -> Result<(), Failure> {
    let python = ["python3", "python"].into_iter().find(|name| works(name, &["-c", "import csv"]));
    let Some(python) = python else {
        return Err(Failure::new("Python 3 is missing: the second reckoning is written in it"));
    };
    run(&mut command(&cargo(), &["build", "--locked", "--package", "server"]))?;
    let program = crate::demo::built_executable("debug")?;
    let mut script = command(python, &[SCRIPT, "--program"]);
    script.arg(program);
    if quick {
        script.arg("--quick");
    }
    run(&mut script)
}
