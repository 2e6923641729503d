//! How a value is kept in a table, read from what people write, and written for them.

mod print;
mod read;
#[cfg(test)]
mod tests;

pub use print::{masked, print_cell};
pub use read::{CellError, read_cell};

/// A value in the form that tables keep it in. Every number is whole: decimals in their smallest
/// step, amounts in 分, days since 1970, minutes since 1970 Beijing time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// A text, a choice, a place as text, the key of a record or file.
    Text(String),
    /// A number, an amount, a day, a moment.
    Whole(i64),
    /// Yes or no.
    YesNo(bool),
}
