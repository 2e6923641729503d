//! Word files: what is read, cell by cell, and what is refused.

mod cells;
mod doc;
mod generated;
mod hostile;
mod package;
mod parts;
mod revisions;
mod sample;
mod text;
