//! Journeys through the pages in real Chromium, on SQLite and on PostgreSQL.

use crate::failure::Failure;
use crate::postgres::Server;
use crate::step::{cargo, command, root, run, works};
use std::path::Path;

/// The folder of the journeys.
const FOLDER: &str = "e2e";
/// Where Debian puts the browser.
const BROWSER: &str = "/usr/bin/chromium";

/// One file of journeys that takes longer than this waits for something that never comes.
const TIMEOUT: &str = "--test-timeout=600000";

/// Fetches the packages of the journeys when they are missing.
pub(crate) fn prepare() -> Result<(), Failure> {
    let folder = root().join(FOLDER);
    if crate::setup::is_fresh(&folder) {
        return Ok(());
    }
    if !works("npm", &["--version"]) {
        return Err(Failure::new("npm is missing: install Node 20 or newer, it runs the journeys"));
    }
    let words = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    run(command("npm", &words).current_dir(&folder))
}

/// Whether there is a browser to drive.
pub(crate) fn has_browser() -> bool {
    Path::new(BROWSER).exists()
}

/// Builds the program and drives it; a fault beneath a page, an axe violation or a request to
/// anywhere else fails the journey.
pub(crate) fn journeys() -> Result<(), Failure> {
    if !has_browser() {
        return Err(Failure::new("Chromium is missing: install the package chromium"));
    }
    run(&mut command(&cargo(), &["build", "--locked", "--package", "server"]))?;
    let server = Server::start()?;
    let words = ["--test", "--test-concurrency=2", "--test-reporter=spec", TIMEOUT, "journeys/"];
    let mut tests = command("node", &words);
    tests.current_dir(root().join(FOLDER));
    tests.env("CHENGXIAO_PROGRAM", crate::demo::built_executable("debug")?);
    if let Some(server) = &server {
        server.tell(&mut tests);
    }
    run(&mut tests)
}
