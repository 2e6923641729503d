//! The examples of `docs/cli.md`: what the executable prints today is what they show.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests lay out files for the executable and stop at the first surprise"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares what a command prints about the example with the file that documents it.
fn check(command: &str, documented: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_chengxiao"))
        .args([command, "docs/examples/road-repair.txt", "--json"])
        .current_dir(root())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let shown = std::fs::read_to_string(root().join("docs/examples").join(documented)).unwrap();
    assert!(
        printed == shown,
        "docs/examples/{documented} is out of date; write it anew with\n  \
         cargo run --package server -- {command} docs/examples/road-repair.txt --json \
         > docs/examples/{documented}\nand read what changed, docs/cli.md included"
    );
}

#[test]
fn the_documented_intake_is_what_the_program_prints() {
    check("intake", "intake.json");
}

#[test]
fn the_documented_review_is_what_the_program_prints() {
    check("review", "review.json");
}
