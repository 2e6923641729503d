//! Counts tests in what test runners print.

use std::fmt;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed or ran out of time.
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds what one line of a runner's output says. `cargo test` closes each executable with
    /// `test result: …`, nextest closes a run with `Summary […] …`; other lines count nothing.
    pub(crate) fn read_line(&mut self, line: &str) {
        let line = line.trim();
        let is_summary = line.starts_with("test result:")
            || (line.starts_with("Summary [") && line.contains(" run:"));
        if is_summary {
            self.passed += number_before(line, "passed");
            self.failed += number_before(line, "failed")
                + number_before(line, "timed out")
                + number_before(line, "exec failed");
        }
    }

    /// The sum of two runs.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number that stands before a word, `12` for `12 passed`; 0 when there is none.
fn number_before(line: &str, word: &str) -> u64 {
    line.split([',', ';', ':', '.', ']', '('])
        .filter_map(|part| part.trim().strip_suffix(word))
        .filter_map(|number| number.trim().parse::<u64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn the_closing_lines_of_both_runners_are_counted() {
        let cases = [
            ("     Summary [   1.204s] 12 tests run: 12 passed, 0 skipped", (12, 0)),
            (
                "     Summary [  12.204s] 14 tests run: 11 passed (1 slow), 2 failed, 1 timed out, 3 skipped",
                (11, 3),
            ),
            (
                "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                (5, 0),
            ),
            ("test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured", (4, 1)),
            ("        PASS [   0.005s] xtask 3 passed", (0, 0)),
            ("running 5 tests", (0, 0)),
        ];
        for (line, (passed, failed)) in cases {
            let mut tally = Tally::default();
            tally.read_line(line);
            assert_eq!(tally, Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn runs_add_up() {
        let mut tally = Tally::default();
        tally.read_line("test result: ok. 5 passed; 0 failed");
        tally.read_line("test result: ok. 2 passed; 1 failed");
        assert_eq!(tally.and(tally).to_string(), "14 passed, 2 failed");
    }
}
