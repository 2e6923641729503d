//! 演示年度: the year 2021 of a district's housing bureau, made up from a seed.
//!
//! ```text
//! generate(catalogue, seed, scale)
//!   ONCE       what belongs to the bureau: 基准数, staff, contracts, sirens, civil-defence works,
//!              market reports, training, oversight, evaluations, surveys
//!   EACH_COPY  what comes in from the district: hired staff and what it is paid, payments,
//!              landscape, houses, roads and their damage, outfalls, applications, files,
//!              buildings and sales, gas, sites, classes, investors, answers to surveys
//! ```
//!
//! Volumes, seasons and the problems that were planted on purpose are those of `docs/demo.md`.
//! Nothing of it is a real person, firm or figure. The same seed gives the same rows on every
//! machine: whole numbers only, no clock, no random source of the system.
//!
//! Every row is worked out from its place alone, so a year of any size is made in the memory of
//! one row, and a later row can name an earlier one without anybody having kept it.

mod approvals;
mod archive;
mod contacts;
mod contracts;
mod dates;
mod defects;
mod defence;
mod draw;
mod education;
mod estate;
mod evaluations;
mod gas;
mod hazards;
mod houses;
mod landscape;
mod market;
mod outfalls;
mod oversight;
mod payments;
mod payroll;
mod people;
mod places;
mod references;
mod roads;
mod row;
mod sirens;
mod sites;
mod surveys;
#[cfg(test)]
mod tests;
mod training;

use ledgers::{Catalogue, Cell, Name};
use row::Year;
use std::collections::BTreeMap;
use vocabulary::Day;

/// How many times the business of one district is made.
///
/// What the bureau itself is (its staff, sirens, civil-defence works, surveys, reports) stays as
/// it is; what comes in from the district is made once for every copy, and the figures that
/// formulas divide by grow with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scale(u16);

impl Scale {
    /// The district as it is.
    pub(crate) const ONE: Self = Self(1);

    /// So many districts in one; at least one.
    pub(crate) fn times(copies: u16) -> Self {
        Self(copies.max(1))
    }

    /// How many copies are made.
    pub(crate) fn copies(self) -> u16 {
        self.0
    }
}

/// A record to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Generated {
    /// The ledger.
    pub ledger: Name,
    /// The name by which other rows refer to this record; unique within its ledger.
    pub key: String,
    /// The unit that the record belongs to.
    pub unit_code: String,
    /// The state that the record stands in; the first of its workflow when there is none. Where
    /// records count only when reviewed, this says that they are.
    pub state: Option<Name>,
    /// How many files of evidence it has.
    pub evidence: u16,
    /// The first day that it holds on, for stock.
    pub valid_from: Option<Day>,
    /// 补录: the day on which it was written, for what came after its period was closed.
    pub entered_late_on: Option<Day>,
    /// The filled fields, without references.
    pub cells: BTreeMap<Name, Cell>,
    /// The key of the record that a field refers to; of several, with `、` between them.
    pub references: BTreeMap<Name, String>,
    /// A word of explanation; there where a check warns.
    pub remark: String,
    /// Fields that the catalogue does not have: an administrator took them away.
    pub left_out: Vec<&'static str>,
}

/// What a record of stock says from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The ledger.
    pub ledger: Name,
    /// The record, by its key.
    pub key: String,
    /// From which day. Changes of one record come in the order of their days, one a day at most.
    pub from: Day,
    /// All fields as they are from then on, not only those that differ.
    pub cells: BTreeMap<Name, Cell>,
    /// All references as they are from then on.
    pub references: BTreeMap<Name, String>,
    /// Why.
    pub remark: String,
}

/// The end of a record of stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The ledger.
    pub ledger: Name,
    /// The record, by its key.
    pub key: String,
    /// The last day that it exists on.
    pub last: Day,
    /// Why.
    pub reason: String,
}

/// One step of the year, in an order in which a step comes after those that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A record is entered.
    Enter(Generated),
    /// A record that its ledger has to refuse: a planted error, to show the refusal.
    Refused(Generated),
    /// A record of stock changes.
    Change(Change),
    /// A record of stock ends.
    End(End),
}

/// Steps of one theme.
type Steps<'c> = Box<dyn Iterator<Item = Step> + 'c>;
/// A theme of the year.
type Theme = for<'c> fn(Year<'c>) -> Steps<'c>;

/// What belongs to the bureau, once.
const ONCE: [Theme; 10] = [
    references::steps,
    people::staff,
    contracts::steps,
    sirens::steps,
    defence::steps,
    market::steps,
    training::steps,
    oversight::steps,
    evaluations::steps,
    surveys::surveys,
];

/// What comes in from the district, once for every copy.
const EACH_COPY: [Theme; 16] = [
    people::hired,
    payments::steps,
    payroll::steps,
    landscape::steps,
    houses::steps,
    roads::steps,
    defects::steps,
    outfalls::steps,
    approvals::steps,
    archive::steps,
    estate::steps,
    gas::steps,
    sites::steps,
    education::steps,
    contacts::steps,
    surveys::responses,
];

/// Makes the year.
///
/// Fields and ledgers that the catalogue does not have are left out; a row says which fields.
pub(crate) fn generate(
    catalogue: &Catalogue,
    seed: u64,
    scale: Scale,
) -> impl Iterator<Item = Step> + '_ {
    let year = Year::new(catalogue, seed, scale);
    let once = ONCE.into_iter().flat_map(move |theme| theme(year));
    let copies = (0..i64::from(scale.copies()))
        .flat_map(move |copy| EACH_COPY.into_iter().flat_map(move |theme| theme(year.copy(copy))));
    once.chain(copies)
}
