//! 测算: the rows of a sheet against the records of the ledgers.

#[cfg(test)]
mod tests;

use super::book::{Book, BookEntry};
use indicators::{Formula, FormulaVariant, Measured, Outcome, Target, measure};
use store::{Store, StoreError, StoredSheet};
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
}

/// Measures every row of a sheet over a period.
pub(crate) async fn measure_sheet<'a>(
    store: &Store,
    book: &'a Book,
    stored: &StoredSheet,
    period: Period,
) -> Result<Vec<MeasuredRow<'a>>, StoreError> {
    let mut rows = Vec::new();
    for (index, row) in stored.sheet.indicators.iter().enumerate() {
        let entry = book.serving(stored.summary.position, row);
        let mut measured = MeasuredRow {
            number: index + 1,
            name: row.name.as_ref().map(|name| name.text.clone()).unwrap_or_default(),
            target: row.target.clone(),
            entry,
            literal: None,
            corrected: None,
        };
        if let Some(entry) = entry {
            let way = (&entry.literal, &entry.definition.literal);
            measured.literal = Some(value(store, book, way, (&row.target, period)).await?);
            if let (Some(formula), Some(correction)) =
                (&entry.corrected, &entry.definition.corrected)
            {
                let way = (formula, &correction.variant);
                measured.corrected = Some(value(store, book, way, (&row.target, period)).await?);
            }
        }
        rows.push(measured);
    }
    Ok(rows)
}

async fn value(
    store: &Store,
    book: &Book,
    (formula, variant): (&Formula, &FormulaVariant),
    (target, period): (&Target, Period),
) -> Result<MeasuredValue, StoreError> {
    let found = store.find_leaves(&book.catalogue, formula, period).await?;
    let measured = measure(formula, &found, period, &variant.when_nothing);
    let met = match measured.outcome {
        Outcome::Truth(truth) => Some(truth),
        Outcome::Value(_) | Outcome::FullWithoutEvents | Outcome::None(_) => measured
            .value()
            .filter(|_| same_unit(target, variant))
            .and_then(|value| target.is_met_by(value)),
    };
    Ok(MeasuredValue { measured, met })
}

/// Whether a value is counted in what the target is. The target stays as published, so what is
/// measured instead may be counted in something else: accidents, not a share.
fn same_unit(target: &Target, variant: &FormulaVariant) -> bool {
    target.unit.as_ref().is_none_or(|unit| matching_key(unit) == matching_key(&variant.unit))
}
