//! What the commands need and fetch themselves.

use crate::failure::Failure;
use crate::step::{command, root, run, works};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The folder of packages that are not Rust: the fonts that every output embeds.
const PACKAGES: &str = "packages";

/// Looks for the tools of the toolchain and fetches the packages.
pub(crate) fn prepare() -> Result<(), Failure> {
    for (tool, remedy) in
        [("fmt", "rustup component add rustfmt"), ("clippy", "rustup component add clippy")]
    {
        if !works(&crate::step::cargo(), &[tool, "--version"]) {
            return Err(Failure::new(format!("cargo {tool} is missing: {remedy}")));
        }
    }
    for (program, what) in [
        ("pdftotext", "tests that read our PDF with a second reader"),
        ("soffice", "tests that open our files in LibreOffice"),
    ] {
        if !works(program, &["--version"]) && !works(program, &["-v"]) {
            println!("    {program} is not installed: {what} say so and are skipped");
        }
    }
    if crate::postgres::is_missing() {
        install("postgresql")?;
    }
    if !works("strace", &["-V"]) {
        install("strace")?;
    }
    if !crate::journeys::has_browser() {
        install("chromium")?;
    }
    if !crate::contract::has_python() {
        install("python3-venv")?;
    }
    crate::journeys::prepare()?;
    crate::contract::prepare()?;
    packages()
}

/// Installs a package of Debian where that is possible; where it is not, the step that needs it
/// says what to do.
fn install(package: &str) -> Result<(), Failure> {
    if !crate::postgres::is_root() || !works("apt-get", &["--version"]) {
        println!("    {package} is not installed");
        return Ok(());
    }
    run(&mut command("apt-get", &["update", "-q"]))?;
    let words = ["install", "-y", "-q", "--no-install-recommends", package];
    run(command("apt-get", &words).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Installs the packages of the committed lock file when they are missing or older than it.
pub(crate) fn packages() -> Result<(), Failure> {
    let folder = root().join(PACKAGES);
    if !folder.join("package-lock.json").is_file() {
        println!("    no packages to fetch");
        return Ok(());
    }
    if is_fresh(&folder) {
        println!("    {PACKAGES}/node_modules is up to date");
        return Ok(());
    }
    if !works("npm", &["--version"]) {
        return Err(Failure::new("npm is missing: install Node 20 or newer, it brings the fonts"));
    }
    let words = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    run(command("npm", &words).current_dir(&folder))
}

/// Whether the packages were installed after the lock file was last written.
pub(crate) fn is_fresh(folder: &Path) -> bool {
    let written = |path: &str| -> Option<SystemTime> {
        fs::metadata(folder.join(path)).ok()?.modified().ok()
    };
    match (written("package-lock.json"), written("node_modules/.package-lock.json")) {
        (Some(wanted), Some(installed)) => installed >= wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_fresh;

    #[test]
    fn a_folder_without_installed_packages_is_not_fresh() {
        assert!(!is_fresh(&crate::step::root().join("tools/xtask")));
    }
}
