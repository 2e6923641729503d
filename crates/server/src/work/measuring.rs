//! 测算: the rows of a sheet against the records of the ledgers.

#[cfg(test)]
mod tests;
mod versions;

use super::book::{Book, BookEntry};
use indicators::{Formula, FormulaVariant, LeafValue, Measured, Missing, Outcome, Target, measure};
use ledgers::language::Node;
use store::{FoundLeaves, Store, StoreError, StoredSheet};
use versions::versions;
use vocabulary::{Period, matching_key};

/// A row of a sheet, measured both ways.
pub(crate) struct MeasuredRow<'a> {
    /// Its number in the sheet, from 1.
    pub(crate) number: usize,
    /// 三级指标 as printed.
    pub(crate) name: String,
    /// The target.
    pub(crate) target: Target,
    /// The indicator that serves it; none when the library has none.
    pub(crate) entry: Option<&'a BookEntry>,
    /// By the published definition taken at its word.
    pub(crate) literal: Option<MeasuredValue>,
    /// By what should be measured instead.
    pub(crate) corrected: Option<MeasuredValue>,
}

/// A value against a target.
pub(crate) struct MeasuredValue {
    /// The value, or why there is none.
    pub(crate) measured: Measured,
    /// Whether it reaches the target; none without a value or a number to reach.
    pub(crate) met: Option<bool>,
    /// The figures that it was made of, in the order of [`Formula::leaves`].
    pub(crate) found: Vec<LeafValue>,
}

/// Measures every row of a sheet over a period.
pub(crate) async fn measure_sheet<'a>(
    store: &Store,
    book: &'a Book,
    stored: &StoredSheet,
    period: Period,
) -> Result<Vec<MeasuredRow<'a>>, StoreError> {
    let mut rows = Vec::new();
    for number in 1..=stored.sheet.indicators.len() {
        rows.extend(measure_row(store, book, (stored, number), period).await?);
    }
    Ok(rows)
}

/// Measures one row of a sheet, by its number from 1; none when the sheet has no such row.
pub(crate) async fn measure_row<'a>(
    store: &Store,
    book: &'a Book,
    (stored, number): (&StoredSheet, usize),
    period: Period,
) -> Result<Option<MeasuredRow<'a>>, StoreError> {
    let row = number.checked_sub(1).and_then(|index| stored.sheet.indicators.get(index));
    let Some(row) = row else { return Ok(None) };
    let entry = book.serving(stored.summary.position, row, period.end());
    let mut measured = MeasuredRow {
        number,
        name: row.name.as_ref().map(|name| name.text.clone()).unwrap_or_default(),
        target: row.target.clone(),
        entry,
        literal: None,
        corrected: None,
    };
    if let Some(entry) = entry {
        let version = entry.definition.version;
        let way = ((&entry.literal, version), &entry.definition.literal);
        measured.literal = Some(value(store, book, way, (&row.target, period)).await?);
        if let (Some(formula), Some(correction)) = (&entry.corrected, &entry.definition.corrected) {
            let way = ((formula, version), &correction.variant);
            measured.corrected = Some(value(store, book, way, (&row.target, period)).await?);
        }
    }
    Ok(Some(measured))
}

/// Measures every row of a sheet by its published definition alone, for the many periods of a
/// series; none of a row that no indicator of the library serves.
pub(crate) async fn measure_published(
    store: &Store,
    book: &Book,
    stored: &StoredSheet,
    period: Period,
) -> Result<Vec<Option<MeasuredValue>>, StoreError> {
    let mut values = Vec::new();
    for row in &stored.sheet.indicators {
        let Some(entry) = book.serving(stored.summary.position, row, period.end()) else {
            values.push(None);
            continue;
        };
        let way = ((&entry.literal, entry.definition.version), &entry.definition.literal);
        values.push(Some(value(store, book, way, (&row.target, period)).await?));
    }
    Ok(values)
}

async fn value(
    store: &Store,
    book: &Book,
    (formula, variant): ((&Formula, u32), &FormulaVariant),
    (target, period): (&Target, Period),
) -> Result<MeasuredValue, StoreError> {
    let (measured, found) = measure_formula(store, book, (formula, variant), period).await?;
    let met = match measured.outcome {
        Outcome::Truth(truth) => Some(truth),
        Outcome::Value(_) | Outcome::FullWithoutEvents | Outcome::None(_) => measured
            .value()
            .filter(|_| same_unit(target, variant))
            .and_then(|value| target.is_met_by(value)),
    };
    Ok(MeasuredValue { measured, met, found })
}

/// Measures a formula, of the version of its indicator, over a period: the value, and the figures
/// that it was made of in the order of [`Formula::leaves`].
pub(crate) async fn measure_formula(
    store: &Store,
    book: &Book,
    (formula, variant): ((&Formula, u32), &FormulaVariant),
    period: Period,
) -> Result<(Measured, Vec<LeafValue>), StoreError> {
    let FoundLeaves { leaves: mut found, seen } =
        store.find_leaves(&book.catalogue, formula.0, period).await?;
    for (leaf, found) in formula.0.leaves().iter().zip(&mut found) {
        if let Node::Same(code) = &leaf.node {
            *found = value_of_another(store, book, code, period).await?;
        }
    }
    let versions = versions(book, formula, seen);
    let measured = measure(formula.0, &found, (period, versions), &variant.when_nothing);
    Ok((measured, found))
}

/// The value of another indicator by its published definition. None needs itself: that was proved
/// when the library was read.
async fn value_of_another(
    store: &Store,
    book: &Book,
    code: &str,
    period: Period,
) -> Result<LeafValue, StoreError> {
    let missing = LeafValue::Missing(Missing::NoIndicator(code.to_owned()));
    let Some(indicator) = book.indicator(code) else { return Ok(missing) };
    let entry = indicator.on(period.end());
    let way = ((&entry.literal, entry.definition.version), &entry.definition.literal);
    let (measured, _) = Box::pin(measure_formula(store, book, way, period)).await?;
    Ok(measured.value().map_or(missing, |value| LeafValue::Number(Some(value))))
}

/// Whether a value is counted in what the target is. The target stays as published, so what is
/// measured instead may be counted in something else: accidents, not a share.
fn same_unit(target: &Target, variant: &FormulaVariant) -> bool {
    target.unit.as_ref().is_none_or(|unit| matching_key(unit) == matching_key(&variant.unit))
}
