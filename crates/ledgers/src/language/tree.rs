//! An expression as it was written.

use super::Span;
use crate::{LedgerDefinition, RecordKind};
use vocabulary::{Day, Decimal};

/// How records of a ledger are put together to one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aggregate {
    /// How many records.
    Count,
    /// How many different values.
    CountDistinct,
    /// The sum; records without a value are passed over.
    Sum,
    /// The mean of those that have a value.
    Average,
    /// The least value.
    Least,
    /// The greatest value.
    Greatest,
}

/// How the figures of a vector are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fold {
    /// The least.
    Least,
    /// The mean.
    Average,
    /// The sum.
    Sum,
    /// How many there are; of truths, how many are true.
    Count,
}

/// 时间口径: which records of a ledger a period looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// 期末: what exists on the last day.
    End,
    /// 期内: what happened in the period.
    In,
    /// 应办: cases that were open at the beginning or came in during the period.
    Open,
    /// 到期: cases whose deadline lies in the period.
    Due,
    /// 全部: everything known by the last day.
    All,
}

impl Mode {
    /// Whether the records of a ledger carry the days that it looks at.
    pub fn fits(self, ledger: &LedgerDefinition) -> bool {
        let times = &ledger.times;
        match self {
            Self::All => true,
            Self::End => ledger.kind == RecordKind::Stock,
            Self::In => times.on.is_some() || times.opened.is_some(),
            Self::Open => times.opened.is_some() && times.closed.is_some(),
            Self::Due => times.due.is_some(),
        }
    }
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// One day.
    Day,
    /// Monday to Sunday (ISO 8601), only weeks that lie wholly in the period.
    Week,
    /// A calendar month.
    Month,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// An operation on numbers and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arithmetic {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A field, or a field of a record that a field points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Whether it is a field of the enclosing record (`$.`).
    pub outer: bool,
    /// The fields from reference to reference.
    pub fields: Vec<Word>,
}

/// Records of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The ledger as written.
    pub ledger: Word,
    /// Which of its records by time, as written.
    pub mode: Option<Word>,
    /// Which of these.
    pub condition: Option<Box<Expr>>,
}

/// An expression with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// A day.
    Day(Day),
    /// Yes or no.
    Truth(bool),
    /// `@start`, the first day of the period.
    PeriodStart,
    /// `@end`, its last day.
    PeriodEnd,
    /// A field.
    Path(Path),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `not a`.
    Not(Box<Expr>),
    /// `a and b and …`.
    And(Vec<Expr>),
    /// `a or b or …`.
    Or(Vec<Expr>),
    /// `a >= b`.
    Compare(Comparator, Box<Expr>, Box<Expr>),
    /// `a in [..]`.
    In(Box<Expr>, Box<Expr>),
    /// `a is null`; `is not null` when negated.
    IsNull {
        /// What is asked about.
        of: Box<Expr>,
        /// Whether it is to be there.
        negated: bool,
    },
    /// `a + b`.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A function with what stands in its brackets.
    Call {
        /// The function as written.
        name: Word,
        /// What it is given.
        arguments: Vec<Argument>,
    },
}

/// What a function is given: an expression, or records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// An expression.
    Value(Expr),
    /// Records of a ledger: anything with `@` or `where`.
    Source(Source, Span),
}
