//! The API against its own description: schemathesis asks a running server what the description
//! allows and what it does not, for a bounded time.

use crate::failure::Failure;
use crate::step::{cargo, command, root, run, works};
use std::fs;
use std::path::{Path, PathBuf};

/// What installs the checker, and the script that drives it.
const REQUIREMENTS: &str = "e2e/contract/requirements.txt";
const SCRIPT: &str = "e2e/contract/run.py";
/// Python packages of this workspace alone, outside of what is committed.
const PACKAGES: &str = "target/contract-venv";
/// How long questions are asked, over all roles together; the start of the server comes on top.
const SECONDS: &str = "120";

/// Installs the checker when it is missing or another version is asked for.
pub(crate) fn prepare() -> Result<(), Failure> {
    let packages = root().join(PACKAGES);
    let wanted = fs::read_to_string(root().join(REQUIREMENTS))?;
    let installed = packages.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let Some(python) = python() else {
        return Err(Failure::new(
            "Python 3.10 or newer with venv is missing: install the package python3-venv, it runs \
             the check of the API",
        ));
    };
    run(&mut command(python, &["-m", "venv", "--clear", PACKAGES]))?;
    let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    run(command(&shown(&interpreter(&packages)), &words).arg(REQUIREMENTS))?;
    // Written last: what was interrupted is installed again.
    fs::write(installed, wanted)?;
    Ok(())
}

/// Asks the server of the last build; anything found fails.
pub(crate) fn contract() -> Result<(), Failure> {
    run(&mut command(&cargo(), &["build", "--locked", "--package", "server"]))?;
    let program = crate::demo::built_executable("debug")?;
    let python = shown(&interpreter(&root().join(PACKAGES)));
    if !Path::new(&python).exists() {
        return Err(Failure::new("the checker is missing: cargo xtask contract installs it"));
    }
    run(command(&python, &[SCRIPT]).arg(program).args(["--seconds", SECONDS]))
}

/// Whether there is a Python that can set up the checker.
pub(crate) fn has_python() -> bool {
    python().is_some()
}

fn python() -> Option<&'static str> {
    ["python3", "python"].into_iter().find(|name| works(name, &["-c", "import venv, ensurepip"]))
}

fn interpreter(packages: &Path) -> PathBuf {
    let (folder, name) = if cfg!(windows) { ("Scripts", "python.exe") } else { ("bin", "python") };
    packages.join(folder).join(name)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::{REQUIREMENTS, SCRIPT, root};

    #[test]
    fn the_version_of_the_checker_is_fixed_and_its_script_is_there() {
        let wanted = std::fs::read_to_string(root().join(REQUIREMENTS)).unwrap();
        assert!(wanted.lines().all(|line| line.contains("==")));
        assert!(root().join(SCRIPT).is_file());
    }
}
