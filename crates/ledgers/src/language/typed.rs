//! An expression with every name found and every type known: what is measured, and the plan that
//! an engine carries out.

use super::Span;
use super::tree::{Aggregate, Arithmetic, Bucket, Comparator, Fold, Mode};
use crate::{MeasureUnit, Name};
use vocabulary::{Day, Decimal};

/// Decimals that a 基准数 may have.
pub const REFERENCE_DIGITS: u8 = 6;

/// What a number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberUnit {
    /// A number that was written, or a figure whose unit is known when it is read: fits any.
    Any,
    /// Records, or a number without unit.
    Plain,
    /// 元, kept in 分.
    Yuan,
    /// Days.
    Days,
    /// Hundredths.
    Percent,
    /// A unit of a field.
    Of(MeasureUnit),
}

impl NumberUnit {
    /// The unit as printed; empty without one.
    pub fn label(&self) -> &str {
        match self {
            Self::Any | Self::Plain => "",
            Self::Yuan => "元",
            Self::Days => "天",
            Self::Percent => "%",
            Self::Of(unit) => unit.as_str(),
        }
    }

    /// The unit of two numbers that are added or compared; none when they are of two kinds.
    pub fn common(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, unit) | (unit, Self::Any) => Some(unit.clone()),
            (one, two) if one == two => Some(one.clone()),
            _ => None,
        }
    }

    /// Whether the number only says how much of another.
    pub fn is_bare(&self) -> bool {
        matches!(self, Self::Any | Self::Plain)
    }
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// True, false or unknown.
    Truth,
    /// An exact number.
    Number(NumberUnit),
    /// A text or one of a list.
    Text,
    /// A day.
    Day,
    /// A day and a minute.
    Moment,
    /// A record of a ledger.
    Record(Name),
    /// A place, line or outline.
    Place,
    /// Several values of a type.
    List(Box<Type>),
    /// One value for each key or stretch of the calendar.
    Vector(Box<Type>),
}

impl Type {
    /// The type in words.
    pub fn label(&self) -> String {
        match self {
            Self::Truth => "是否".to_owned(),
            Self::Number(unit) if unit.label().is_empty() => "数值".to_owned(),
            Self::Number(unit) => format!("数值（{}）", unit.label()),
            Self::Text => "文字".to_owned(),
            Self::Day => "日期".to_owned(),
            Self::Moment => "时间".to_owned(),
            Self::Record(ledger) => format!("{ledger}的记录"),
            Self::Place => "位置".to_owned(),
            Self::List(of) => format!("{}列表", of.label()),
            Self::Vector(of) => format!("各项{}", of.label()),
        }
    }
}

/// A reference that is followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The field that refers.
    pub field: Name,
    /// The ledger of the record that it refers to.
    pub ledger: Name,
}

/// What every record carries besides the fields of its ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnName {
    /// The record itself (`id`).
    Record,
    /// How many files are attached (`evidence`).
    Evidence,
    /// A field of the definition.
    Field(Name),
}

/// A field of a record in reach.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// How many conditions outwards: 0 for the record at hand, 1 for the one enclosing it (`$.`).
    pub outwards: usize,
    /// The references from it on.
    pub steps: Vec<Step>,
    /// The field at the end.
    pub name: ColumnName,
    /// Decimals of its numbers; amounts have 2.
    pub digits: u8,
}

/// Records of a ledger, found and typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlan {
    /// The ledger.
    pub ledger: Name,
    /// Which records by time.
    pub mode: Mode,
    /// Which of these.
    pub condition: Option<Box<Typed>>,
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What is to be done.
    pub node: Node,
    /// What it gives.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// Two spellings of one meaning are equal: the place where it was written does not count.
impl PartialEq for Typed {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node && self.ty == other.ty
    }
}

impl Eq for Typed {}

impl Typed {
    /// The parts that all have to hold: of `a and b` these two, of anything else itself.
    pub fn conjuncts(&self) -> &[Self] {
        if let Node::And(parts) = &self.node { parts } else { std::slice::from_ref(self) }
    }

    /// Decimals of its numbers, as tables keep them: an area of two decimals in hundredths.
    pub fn digits(&self) -> u8 {
        match &self.node {
            Node::Column(column) => column.digits,
            Node::Number(number) => u8::try_from(number.scale()).unwrap_or(u8::MAX),
            Node::Arithmetic(Arithmetic::Times, left, right) => {
                left.digits().saturating_add(right.digits())
            }
            Node::Arithmetic(_, left, right) => left.digits().max(right.digits()),
            Node::Aggregate(Aggregate::Count | Aggregate::CountDistinct, ..) => 0,
            Node::Aggregate(_, _, Some(of)) => of.digits(),
            Node::List(items) => items.iter().map(Self::digits).max().unwrap_or_default(),
            Node::Text(_)
            | Node::Day(_)
            | Node::Truth(_)
            | Node::PeriodStart
            | Node::PeriodEnd
            | Node::PeriodDays
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::IsNull { .. }
            | Node::InPeriod(_)
            | Node::Aggregate(..)
            | Node::Exists(_)
            | Node::Each { .. }
            | Node::Per { .. }
            | Node::Fold(..)
            | Node::Percent(..)
            | Node::Least(_)
            | Node::Covered { .. }
            | Node::Area(_)
            | Node::TopTwo(_)
            | Node::Same(_) => 0,
            Node::Reference(_) => REFERENCE_DIGITS,
        }
    }
}

/// What an expression does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// A day.
    Day(Day),
    /// Yes or no.
    Truth(bool),
    /// The first day of the period.
    PeriodStart,
    /// The last day of the period.
    PeriodEnd,
    /// How many days the period has.
    PeriodDays,
    /// A field.
    Column(Column),
    /// Several values.
    List(Vec<Typed>),
    /// Not.
    Not(Box<Typed>),
    /// All hold.
    And(Vec<Typed>),
    /// One holds.
    Or(Vec<Typed>),
    /// A comparison; with a vector, of each of its values.
    Compare(Comparator, Box<Typed>, Box<Typed>),
    /// Whether a value is in a list.
    In(Box<Typed>, Box<Typed>),
    /// Whether a value is missing.
    IsNull {
        /// What is asked about.
        of: Box<Typed>,
        /// Whether it is to be there.
        negated: bool,
    },
    /// Numbers and days reckoned with.
    Arithmetic(Arithmetic, Box<Typed>, Box<Typed>),
    /// Whether a day lies in the period.
    InPeriod(Box<Typed>),
    /// Records put together to one figure.
    Aggregate(Aggregate, SourcePlan, Option<Box<Typed>>),
    /// Whether there is such a record.
    Exists(SourcePlan),
    /// One figure for each key that occurs.
    Each {
        /// The records.
        source: SourcePlan,
        /// The key.
        key: Box<Typed>,
        /// How the records of a key are put together.
        aggregate: Aggregate,
        /// What of them.
        of: Option<Box<Typed>>,
    },
    /// One figure for each stretch of the calendar, empty ones too.
    Per {
        /// The stretch.
        bucket: Bucket,
        /// The records.
        source: SourcePlan,
        /// How the records of a stretch are put together.
        aggregate: Aggregate,
        /// What of them.
        of: Option<Box<Typed>>,
    },
    /// The figures of a vector put together.
    Fold(Fold, Box<Typed>),
    /// A share in hundredths: numerator, denominator.
    Percent(Box<Typed>, Box<Typed>),
    /// The least of several figures.
    Least(Vec<Typed>),
    /// 基准数: a figure that is kept with its document.
    Reference(String),
    /// Area covered by the circles of the records, km².
    Covered {
        /// The records, which have a place.
        source: SourcePlan,
        /// The radius of each.
        radius: Box<Typed>,
        /// The zone that it is cut to.
        zone: String,
    },
    /// Area of a zone, km².
    Area(String),
    /// Share of the satisfied of a survey.
    TopTwo(String),
    /// The value of another indicator.
    Same(String),
}

impl Node {
    /// The expressions right below this one that speak about what it speaks about: not those about
    /// the records of a source.
    pub fn parts(&self) -> Vec<&Typed> {
        match self {
            Self::List(parts) | Self::And(parts) | Self::Or(parts) | Self::Least(parts) => {
                parts.iter().collect()
            }
            Self::Not(of) | Self::InPeriod(of) | Self::Fold(_, of) | Self::IsNull { of, .. } => {
                vec![of]
            }
            Self::Compare(_, left, right)
            | Self::In(left, right)
            | Self::Arithmetic(_, left, right)
            | Self::Percent(left, right) => vec![left, right],
            Self::Number(_)
            | Self::Text(_)
            | Self::Day(_)
            | Self::Truth(_)
            | Self::PeriodStart
            | Self::PeriodEnd
            | Self::PeriodDays
            | Self::Column(_)
            | Self::Aggregate(..)
            | Self::Exists(_)
            | Self::Each { .. }
            | Self::Per { .. }
            | Self::Reference(_)
            | Self::Covered { .. }
            | Self::Area(_)
            | Self::TopTwo(_)
            | Self::Same(_) => Vec::new(),
        }
    }

    /// The records that a figure is put together of; none of a figure that is of no records.
    pub fn source(&self) -> Option<&SourcePlan> {
        match self {
            Self::Aggregate(_, source, _)
            | Self::Exists(source)
            | Self::Each { source, .. }
            | Self::Per { source, .. }
            | Self::Covered { source, .. } => Some(source),
            Self::Number(_)
            | Self::Text(_)
            | Self::Day(_)
            | Self::Truth(_)
            | Self::PeriodStart
            | Self::PeriodEnd
            | Self::PeriodDays
            | Self::Column(_)
            | Self::List(_)
            | Self::Not(_)
            | Self::And(_)
            | Self::Or(_)
            | Self::Compare(..)
            | Self::In(..)
            | Self::IsNull { .. }
            | Self::InPeriod(_)
            | Self::Fold(..)
            | Self::Arithmetic(..)
            | Self::Percent(..)
            | Self::Least(_)
            | Self::Reference(_)
            | Self::Area(_)
            | Self::TopTwo(_)
            | Self::Same(_) => None,
        }
    }

    /// Every expression right below this one, and whether it speaks about a record of a source
    /// of this node.
    pub(super) fn for_each_part(&mut self, visit: &mut dyn FnMut(&mut Typed, bool)) {
        match self {
            Self::Number(_)
            | Self::Text(_)
            | Self::Day(_)
            | Self::Truth(_)
            | Self::PeriodStart
            | Self::PeriodEnd
            | Self::PeriodDays
            | Self::Column(_)
            | Self::Reference(_)
            | Self::Area(_)
            | Self::TopTwo(_)
            | Self::Same(_) => {}
            Self::List(parts) | Self::And(parts) | Self::Or(parts) | Self::Least(parts) => {
                for part in parts {
                    visit(part, false);
                }
            }
            Self::Not(of) | Self::InPeriod(of) | Self::Fold(_, of) | Self::IsNull { of, .. } => {
                visit(of, false);
            }
            Self::Compare(_, left, right)
            | Self::In(left, right)
            | Self::Arithmetic(_, left, right)
            | Self::Percent(left, right) => {
                visit(left, false);
                visit(right, false);
            }
            Self::Aggregate(_, source, of) | Self::Per { source, of, .. } => {
                source.for_each_part(visit);
                if let Some(part) = of {
                    visit(part, true);
                }
            }
            Self::Exists(source) => source.for_each_part(visit),
            Self::Each { source, key, of, .. } => {
                source.for_each_part(visit);
                visit(key, true);
                if let Some(part) = of {
                    visit(part, true);
                }
            }
            Self::Covered { source, radius, .. } => {
                source.for_each_part(visit);
                visit(radius, true);
            }
        }
    }
}

impl SourcePlan {
    fn for_each_part(&mut self, visit: &mut dyn FnMut(&mut Typed, bool)) {
        if let Some(condition) = &mut self.condition {
            visit(condition, true);
        }
    }
}
