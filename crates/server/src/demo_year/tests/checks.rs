//! The checks of the ledgers on the rows of the year, by an evaluator of its own: what it finds
//! does not rest on how the store asks its database.

use super::super::{Cell, Generated};
use ledgers::language::{Argument, Arithmetic, Comparator, Expr, ExprKind, Path, Source, parse};
use ledgers::{Catalogue, Check, FieldDefinition, FieldKind, LedgerDefinition, Name};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The day on which everything is entered: 31 December 2021.
const TODAY: i64 = 18_992;
/// Decimals of a number: those of the most exact field.
const DIGITS: u32 = 9;

/// Fields and references as they are at some time.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) ledger: Name,
    pub(super) cells: BTreeMap<Name, Cell>,
    pub(super) references: BTreeMap<Name, String>,
}

impl Record {
    pub(super) fn of(row: &Generated) -> Self {
        Self {
            ledger: row.ledger.clone(),
            cells: row.cells.clone(),
            references: row.references.clone(),
        }
    }
}

/// A value; a record by its key is a text. Numbers have [`DIGITS`] decimals; amounts are in 元, days
/// in days since 1970.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Unknown,
    Number(i128),
    Text(String),
    Truth(bool),
    Many(Vec<Value>),
}

/// Records by the printed value of a field.
type Index = BTreeMap<String, Vec<usize>>;

/// All records, as they are looked up by checks.
pub(super) struct Book<'c> {
    catalogue: &'c Catalogue,
    records: BTreeMap<(Name, String), Record>,
    /// Everything that is entered in the year, for `exists`, and how much of it already is.
    all: Vec<Record>,
    entered: usize,
    indexes: RefCell<BTreeMap<(Name, String), Index>>,
    parsed: RefCell<BTreeMap<String, Rc<Expr>>>,
}

/// The record that is looked at, and the one around it in `exists`.
#[derive(Clone, Copy)]
struct Around<'r> {
    inner: &'r Record,
    outer: Option<&'r Record>,
}

impl<'c> Book<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, all: Vec<Record>) -> Self {
        Self {
            catalogue,
            records: BTreeMap::new(),
            all,
            entered: 0,
            indexes: RefCell::default(),
            parsed: RefCell::default(),
        }
    }

    /// The next record is entered.
    pub(super) fn enter(&mut self, key: &str, record: Record) {
        self.entered += 1;
        self.keep(key, record);
    }

    /// The record as it is from now on.
    pub(super) fn keep(&mut self, key: &str, record: Record) {
        self.records.insert((record.ledger.clone(), key.to_owned()), record);
    }

    pub(super) fn definition(&self, record: &Record) -> &'c LedgerDefinition {
        self.catalogue.ledger(record.ledger.as_str()).unwrap()
    }

    /// The checks that the record does not pass.
    pub(super) fn failed(&self, record: &Record) -> Vec<&'c Check> {
        let checks = self.definition(record).checks.iter();
        checks.filter(|check| self.says(&check.expression, record) == Some(false)).collect()
    }

    /// Whether a field of the record applies.
    pub(super) fn applies(&self, field: &FieldDefinition, record: &Record) -> bool {
        let when = field.applies_when.as_deref();
        when.is_none_or(|when| self.says(when, record) == Some(true))
    }

    fn says(&self, expression: &str, record: &Record) -> Option<bool> {
        let parsed = || Rc::new(parse(expression).unwrap());
        let tree =
            self.parsed.borrow_mut().entry(expression.to_owned()).or_insert_with(parsed).clone();
        truth(&self.value(&tree, Around { inner: record, outer: None }))
    }

    fn value(&self, expr: &Expr, around: Around<'_>) -> Value {
        match &expr.kind {
            ExprKind::Number(number) => written(&number.to_string()),
            ExprKind::Text(text) => Value::Text(text.clone()),
            ExprKind::Truth(is) => Value::Truth(*is),
            ExprKind::PeriodEnd => scaled(TODAY, 0),
            ExprKind::Path(path) => self.field(path, around),
            ExprKind::List(list) => {
                Value::Many(list.iter().map(|one| self.value(one, around)).collect())
            }
            ExprKind::Not(one) => {
                truth(&self.value(one, around)).map_or(Value::Unknown, |is| Value::Truth(!is))
            }
            ExprKind::And(parts) => self.joined(parts, around, false),
            ExprKind::Or(parts) => self.joined(parts, around, true),
            ExprKind::Compare(how, one, other) => {
                compared(*how, &self.value(one, around), &self.value(other, around))
            }
            ExprKind::In(one, list) => match (self.value(one, around), self.value(list, around)) {
                (Value::Unknown, _) => Value::Unknown,
                (one, Value::Many(list)) => Value::Truth(list.contains(&one)),
                other => panic!("in {other:?}"),
            },
            ExprKind::IsNull { of, negated } => {
                Value::Truth((self.value(of, around) == Value::Unknown) != *negated)
            }
            ExprKind::Arithmetic(how, one, other) => {
                reckoned(*how, &self.value(one, around), &self.value(other, around))
            }
            ExprKind::Call { name, arguments } => self.call(&name.text, arguments, around),
            ExprKind::Day(_) | ExprKind::PeriodStart => panic!("not in a check"),
        }
    }

    /// `and` and `or`: one part settles it, else what is unknown makes it unknown.
    fn joined(&self, parts: &[Expr], around: Around<'_>, settles: bool) -> Value {
        let parts: Vec<_> = parts.iter().map(|part| truth(&self.value(part, around))).collect();
        if parts.contains(&Some(settles)) {
            return Value::Truth(settles);
        }
        if parts.contains(&None) { Value::Unknown } else { Value::Truth(!settles) }
    }

    fn call(&self, name: &str, arguments: &[Argument], around: Around<'_>) -> Value {
        match (name, arguments) {
            ("exists", [Argument::Source(source, _)]) => {
                Value::Truth(self.exists(source, around.inner))
            }
            ("ref", [Argument::Value(Expr { kind: ExprKind::Text(key), .. })]) => {
                let name = Name::parse("ref_value").unwrap();
                let figure = &self.records[&(name, key.clone())];
                self.one(figure, "value")
            }
            other => panic!("{other:?} in a check"),
        }
    }

    fn exists(&self, source: &Source, outer: &Record) -> bool {
        let condition = source.condition.as_deref().unwrap();
        let (field, wanted) = self.joint(condition, outer);
        let Some(wanted) = wanted else { return false };
        let ledger = self.catalogue.called(&source.ledger.text).unwrap().code.clone();
        let mut indexes = self.indexes.borrow_mut();
        let index = indexes.entry((ledger.clone(), field.clone())).or_insert_with(|| {
            let mut index = Index::new();
            for (at, record) in self.all.iter().enumerate().filter(|(_, r)| r.ledger == ledger) {
                let value = format!("{:?}", self.one(record, &field));
                index.entry(value).or_default().push(at);
            }
            index
        });
        let candidates = index.get(&wanted).cloned().unwrap_or_default();
        drop(indexes);
        candidates.iter().filter(|at| **at < self.entered).any(|at| {
            let around = Around { inner: &self.all[*at], outer: Some(outer) };
            truth(&self.value(condition, around)) == Some(true)
        })
    }

    /// The field by which `exists` is joined to the enclosing record, and what it has to be.
    fn joint(&self, condition: &Expr, outer: &Record) -> (String, Option<String>) {
        let ExprKind::And(parts) = &condition.kind else { panic!("exists without and") };
        let joint = parts.iter().find_map(|part| {
            let ExprKind::Compare(Comparator::Equal, one, other) = &part.kind else { return None };
            let (ExprKind::Path(one), ExprKind::Path(other)) = (&one.kind, &other.kind) else {
                return None;
            };
            let value = other.outer.then(|| self.one(outer, &other.fields[0].text))?;
            let known = value != Value::Unknown;
            Some((one.fields[0].text.clone(), known.then(|| format!("{value:?}"))))
        });
        joint.unwrap()
    }

    fn field(&self, path: &Path, around: Around<'_>) -> Value {
        let mut record = if path.outer { around.outer.unwrap() } else { around.inner };
        let (last, way) = path.fields.split_last().unwrap();
        for word in way {
            let field = self.definition(record).field(&word.text).unwrap();
            let FieldKind::Reference { ledger } = &field.kind else { panic!("{}", word.text) };
            let Some(key) = record.references.get(&field.code) else { return Value::Unknown };
            record = &self.records[&(ledger.clone(), key.clone())];
        }
        self.one(record, &last.text)
    }

    fn one(&self, record: &Record, field: &str) -> Value {
        let field = self.definition(record).field(field).unwrap();
        if let FieldKind::Computed { expression, .. } = &field.kind {
            return self.says(expression, record).map_or(Value::Unknown, Value::Truth);
        }
        if let Some(key) = record.references.get(&field.code) {
            return Value::Text(key.clone());
        }
        let digits = if let FieldKind::Decimal { digits, .. } = &field.kind {
            u32::from(*digits)
        } else {
            // Amounts are kept in 分 and compared in 元.
            2 * u32::from(field.kind == FieldKind::Money)
        };
        match record.cells.get(&field.code) {
            None => Value::Unknown,
            Some(Cell::Text(text)) => Value::Text(text.clone()),
            Some(Cell::YesNo(is)) => Value::Truth(*is),
            Some(Cell::Whole(number)) => scaled(*number, digits),
        }
    }
}

/// A whole number of steps of so many decimals.
fn scaled(number: i64, digits: u32) -> Value {
    Value::Number(i128::from(number) * 10_i128.pow(DIGITS - digits))
}

/// A number as it is written in an expression.
fn written(text: &str) -> Value {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    scaled(format!("{whole}{rest}").parse().unwrap(), u32::try_from(rest.len()).unwrap())
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Truth(is) => Some(*is),
        Value::Unknown => None,
        Value::Number(_) | Value::Text(_) | Value::Many(_) => panic!("{value:?} is no truth"),
    }
}

fn compared(how: Comparator, one: &Value, other: &Value) -> Value {
    let order = match (one, other) {
        (Value::Unknown, _) | (_, Value::Unknown) => return Value::Unknown,
        (Value::Number(one), Value::Number(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        (Value::Truth(one), Value::Truth(other)) => one.cmp(other),
        other => panic!("{other:?}"),
    };
    Value::Truth(match how {
        Comparator::Equal => order.is_eq(),
        Comparator::Unequal => order.is_ne(),
        Comparator::Less => order.is_lt(),
        Comparator::LessOrEqual => order.is_le(),
        Comparator::Greater => order.is_gt(),
        Comparator::GreaterOrEqual => order.is_ge(),
    })
}

fn reckoned(how: Arithmetic, one: &Value, other: &Value) -> Value {
    let (Value::Number(one), Value::Number(other)) = (one, other) else { return Value::Unknown };
    Value::Number(match how {
        Arithmetic::Plus => one + other,
        Arithmetic::Minus => one - other,
        Arithmetic::Times => one * other / 10_i128.pow(DIGITS),
        Arithmetic::Over => one * 10_i128.pow(DIGITS) / other,
    })
}
