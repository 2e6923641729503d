//! Rows as the themes write them, put into the shape that the catalogue asks for.

use super::dates::{Date, FIRST, LAST, Minute};
use super::draw::{Draw, Mixed};
use super::places::Place;
use super::{Change, End, Generated, Scale, Step};
use ledgers::{Catalogue, Cell, FieldKind, LedgerDefinition, Name};
use std::collections::BTreeMap;

/// 住房和城乡建设局, by the code of its sheets.
pub(super) const BUREAU: &str = "333002";
/// 工程管理处.
pub(super) const SITES_OFFICE: &str = "333003";
/// 市政维修管理处.
pub(super) const MUNICIPAL_OFFICE: &str = "333006";

/// What a theme is made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Year<'c> {
    catalogue: &'c Catalogue,
    seed: u64,
    scale: Scale,
    /// Which copy of the district, from 0. Problems are planted in the first.
    pub(super) copy: i64,
}

impl<'c> Year<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, seed: u64, scale: Scale) -> Self {
        Self { catalogue, seed, scale, copy: 0 }
    }

    /// The same year for another copy of the district.
    pub(super) fn copy(self, copy: i64) -> Self {
        Self { copy, ..self }
    }

    /// Whether the problems of the demonstration are planted in this copy.
    pub(super) fn is_first(self) -> bool {
        self.copy == 0
    }

    /// How many copies of the district there are.
    pub(super) fn copies(self) -> i64 {
        i64::from(self.scale.copies())
    }

    /// Numbers for a row of this copy.
    pub(super) fn draw(self, theme: &str, index: i64) -> Draw {
        Draw::of(self.seed.wrapping_add(self.copy.cast_unsigned()), theme, index)
    }

    /// A mixed order of so many places.
    pub(super) fn mixed(self, theme: &str, length: i64) -> Mixed {
        Mixed::new(length, self.draw(theme, -1))
    }

    /// A number of a record: `JB-007`, in further copies `JB-3-007`.
    pub(super) fn number(self, prefix: &str, index: i64, digits: usize) -> String {
        if self.is_first() {
            format!("{prefix}-{index:0digits$}")
        } else {
            format!("{prefix}-{}-{index:0digits$}", self.copy)
        }
    }

    /// A record of a ledger. Its key is what other rows call it by.
    pub(super) fn row(self, ledger: &str, key: impl Into<String>) -> Row<'c> {
        let definition = self.catalogue.ledger(ledger);
        Row {
            definition,
            key: key.into(),
            unit_code: BUREAU,
            state: None,
            evidence: 0,
            valid_from: None,
            entered_late_on: None,
            cells: BTreeMap::new(),
            references: BTreeMap::new(),
            remark: String::new(),
            left_out: Vec::new(),
        }
    }
}

/// A value as a theme states it.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A text, a choice, a name.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number in steps of so many decimals.
    Decimal(i64, u8),
    /// An amount in 分.
    Fen(i64),
    /// Yes or no.
    YesNo(bool),
    /// A day.
    On(Date),
    /// A minute.
    At(Minute),
    /// A place.
    Place(Place),
    /// The key of another record, or of several with `、` between them.
    Key(String),
    /// Nothing: the field is empty.
    Empty,
}

/// A number with one decimal.
pub(super) fn tenths(number: i64) -> Value {
    Value::Decimal(number, 1)
}

/// A number with two decimals.
pub(super) fn hundredths(number: i64) -> Value {
    Value::Decimal(number, 2)
}

/// An amount in 分.
pub(super) fn fen(amount: i64) -> Value {
    Value::Fen(amount)
}

/// The key of another record.
pub(super) fn key(key: impl Into<String>) -> Value {
    Value::Key(key.into())
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Count(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::YesNo(truth)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::On(date)
    }
}

impl From<Minute> for Value {
    fn from(minute: Minute) -> Self {
        Self::At(minute)
    }
}

impl From<Place> for Value {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A record being written.
#[derive(Clone, Debug)]
pub(super) struct Row<'c> {
    /// None when the catalogue does not have the ledger: then the row is left out.
    definition: Option<&'c LedgerDefinition>,
    key: String,
    unit_code: &'static str,
    state: Option<&'static str>,
    evidence: u16,
    valid_from: Option<Date>,
    entered_late_on: Option<Date>,
    cells: BTreeMap<Name, Cell>,
    references: BTreeMap<Name, String>,
    remark: String,
    left_out: Vec<&'static str>,
}

impl Row<'_> {
    /// Fills a field.
    pub(super) fn with(mut self, code: &'static str, value: impl Into<Value>) -> Self {
        self.set(code, value.into());
        self
    }

    fn set(&mut self, code: &'static str, value: Value) {
        let Some(definition) = self.definition else { return };
        let Some(field) = definition.field(code) else {
            self.left_out.push(code);
            return;
        };
        let cell = match value {
            Value::Empty => {
                self.cells.remove(&field.code);
                self.references.remove(&field.code);
                return;
            }
            Value::Key(key) => {
                self.references.insert(field.code.clone(), key);
                return;
            }
            Value::Text(text) => Cell::Text(text),
            Value::Count(number) | Value::Fen(number) => Cell::Whole(number),
            Value::Decimal(number, digits) => Cell::Whole(rescaled(number, digits, &field.kind)),
            Value::YesNo(truth) => Cell::YesNo(truth),
            Value::On(date) => Cell::Whole(date.number()),
            Value::At(minute) => Cell::Whole(minute.0),
            Value::Place(place) => Cell::Text(place.to_string()),
        };
        self.cells.insert(field.code.clone(), cell);
    }

    /// The unit that it belongs to; the bureau itself when nothing is said.
    pub(super) fn unit(mut self, code: &'static str) -> Self {
        self.unit_code = code;
        self
    }

    /// The state that it stands in.
    pub(super) fn state(mut self, state: &'static str) -> Self {
        self.state = Some(state);
        self
    }

    /// How many files of evidence it has.
    pub(super) fn evidence(mut self, files: u16) -> Self {
        self.evidence = files;
        self
    }

    /// The first day that it holds on.
    pub(super) fn from(mut self, date: Date) -> Self {
        self.valid_from = Some(date);
        self
    }

    /// A word of explanation.
    pub(super) fn remark(mut self, text: impl Into<String>) -> Self {
        self.remark = text.into();
        self
    }

    /// The day on which it was written, after its period was closed.
    pub(super) fn entered_late_on(mut self, date: Date) -> Self {
        self.entered_late_on = Some(date);
        self
    }

    /// The record entered.
    pub(super) fn enter(self) -> Option<Step> {
        self.generated().map(Step::Enter)
    }

    /// The record that its ledger has to refuse.
    pub(super) fn refused(self) -> Option<Step> {
        self.generated().map(Step::Refused)
    }

    fn generated(self) -> Option<Generated> {
        let definition = self.definition?;
        let state = |wanted: &str| definition.workflow.state(wanted).map(|s| s.code.clone());
        Some(Generated {
            ledger: definition.code.clone(),
            key: self.key,
            unit_code: self.unit_code.to_owned(),
            state: self.state.and_then(state),
            evidence: self.evidence,
            valid_from: self.valid_from.and_then(Date::day),
            entered_late_on: self.entered_late_on.and_then(Date::day),
            cells: self.cells,
            references: self.references,
            remark: self.remark,
            left_out: self.left_out,
        })
    }

    /// The changes of the record in the course of the year: what is turned on one day is one
    /// change, and what is turned before the year or before the record began is not told.
    pub(super) fn changes(&self, mut turns: Vec<Turn>) -> Vec<Step> {
        turns.sort_by_key(|turn| turn.on);
        let mut row = self.clone();
        let begin = self.valid_from.unwrap_or(FIRST);
        let mut steps: Vec<Change> = Vec::new();
        for turn in turns {
            for (code, value) in turn.set {
                row.set(code, value);
            }
            if turn.on <= begin || turn.on > LAST {
                continue;
            }
            let (Some(definition), Some(from)) = (self.definition, turn.on.day()) else { continue };
            if steps.last().is_some_and(|last| last.from == from) {
                steps.pop();
            }
            steps.push(Change {
                ledger: definition.code.clone(),
                key: self.key.clone(),
                from,
                cells: row.cells.clone(),
                references: row.references.clone(),
                remark: turn.remark.to_owned(),
            });
        }
        steps.into_iter().map(Step::Change).collect()
    }

    /// The end of the record.
    pub(super) fn ends(&self, last: Date, reason: &str) -> Option<Step> {
        Some(Step::End(End {
            ledger: self.definition?.code.clone(),
            key: self.key.clone(),
            last: last.day()?,
            reason: reason.to_owned(),
        }))
    }
}

/// A number in the steps of its field; what the field cannot hold is cut.
fn rescaled(number: i64, digits: u8, kind: &FieldKind) -> i64 {
    let FieldKind::Decimal { digits: wanted, .. } = kind else { return number };
    let factor = 10_i64.pow(u32::from(wanted.abs_diff(digits)));
    if *wanted >= digits { number * factor } else { number / factor }
}

/// What is turned in a record of stock from a day on.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    on: Date,
    set: Vec<(&'static str, Value)>,
    remark: &'static str,
}

impl Turn {
    /// A turn, with the reason that the change carries.
    pub(super) fn on(on: Date, remark: &'static str) -> Self {
        Self { on, set: Vec::new(), remark }
    }

    /// What a field says from then on.
    pub(super) fn with(mut self, code: &'static str, value: impl Into<Value>) -> Self {
        self.set.push((code, value.into()));
        self
    }

    /// The state of a facility from then on.
    pub(super) fn status(self, status: &'static str) -> Self {
        let on = self.on;
        self.with("status", status).with("status_on", on)
    }
}
