//! Recognition: which field every text of a source ends in.
#![expect(clippy::expect_used, reason = "the helpers of tests fail as tests do")]

mod forms;
mod grids;
mod pages;
mod sample;
