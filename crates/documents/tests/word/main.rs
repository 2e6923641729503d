//! Word files: what is read, cell by cell, and what is refused.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod cells;
mod doc;
mod generated;
mod hostile;
mod package;
mod parts;
mod repeats;
mod revisions;
mod sample;
mod text;
