//! Versions of indicators as they are kept to the library.

use super::{BookEntry, BookIndicator, Made, told};
use documents::rules::{clash, read_indicators};
use indicators::{Formula, IndicatorDefinition, rings};
use ledgers::Catalogue;
use std::collections::{BTreeMap, BTreeSet};
use store::{IndicatorVersion, StoreError};

/// Reads every version; they come in the order of their codes, oldest first.
pub(super) fn library(
    catalogue: &Catalogue,
    versions: Vec<IndicatorVersion>,
) -> Result<Vec<BookIndicator>, StoreError> {
    let mut library: Vec<BookIndicator> = Vec::new();
    for version in versions {
        let entry = entry(catalogue, version)?;
        match library.last_mut() {
            Some(last) if last.first.definition.code == entry.definition.code => {
                last.later.push(entry);
            }
            _ => library.push(BookIndicator { first: entry, later: Vec::new() }),
        }
    }
    let mut before: Vec<IndicatorDefinition> = Vec::new();
    for indicator in &library {
        let newest = &indicator.newest().definition;
        if let Some(problem) = clash(newest, &before) {
            return Err(StoreError::Invalid(problem));
        }
        before.push(newest.clone());
    }
    prove_needs(&library)?;
    Ok(library)
}

fn entry(catalogue: &Catalogue, version: IndicatorVersion) -> Result<BookEntry, StoreError> {
    let file = format!("指标{}第{}版", version.code, version.version);
    let mut read = read_indicators(&file, &version.text).map_err(|error| told(&error))?;
    let Some(mut definition) = read.pop().filter(|_| read.is_empty()) else {
        return Err(StoreError::Damaged(file));
    };
    definition.version = u32::try_from(version.version).unwrap_or_default();
    let formula = |text: &str| {
        Formula::read(catalogue, text).map_err(|error| {
            let faults: Vec<String> = error.0.iter().map(ToString::to_string).collect();
            let name = &definition.name;
            StoreError::Invalid(format!("指标“{name}”的公式有误：{}", faults.join("；")))
        })
    };
    let literal = formula(&definition.literal.formula)?;
    let corrected =
        definition.corrected.as_ref().map(|one| formula(&one.variant.formula)).transpose()?;
    let made = Made { by: version.made_by, at: version.made_at, reason: version.reason };
    Ok(BookEntry { definition, literal, corrected, made })
}

/// Values that a formula takes from other indicators are there, and none needs itself.
fn prove_needs(library: &[BookIndicator]) -> Result<(), StoreError> {
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in library.iter().flat_map(BookIndicator::versions) {
        let formulas = std::iter::once(&entry.literal).chain(&entry.corrected);
        let own = needs.entry(entry.definition.code.as_str()).or_default();
        own.extend(formulas.flat_map(Formula::indicators));
    }
    for (code, needed) in &needs {
        if let Some(unknown) = needed.iter().find(|needed| !needs.contains_key(*needed)) {
            let told = format!("指标“{code}”的公式引用的指标“{unknown}”不在指标库中");
            return Err(StoreError::Invalid(told));
        }
    }
    match rings(&needs).first() {
        None => Ok(()),
        Some(ring) => {
            let told = format!("指标循环引用：{}，请改写其中一个的公式", ring.join("→"));
            Err(StoreError::Invalid(told))
        }
    }
}
