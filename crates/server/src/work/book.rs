//! 台账与指标库: the ledgers and the library of indicators in force, read and proved once.

mod library;
#[cfg(test)]
mod tests;

use documents::rules::{
    RuleFileError, read_ledger, shipped_indicators, shipped_ledgers, write_indicator, write_ledger,
};
use indicators::{Formula, IndicatorDefinition, IndicatorRow};
use ledgers::{Catalogue, DefinitionFault, LedgerDefinition};
use library::library;
use store::{Acting, IndicatorVersion, Store, StoreError, StoredDefinition, Timestamp};
use vocabulary::{Day, matching_key};

/// The ledgers and indicators in force.
pub(crate) struct Book {
    /// All ledgers.
    pub(crate) catalogue: Catalogue,
    /// The library, in the order of its codes.
    pub(crate) library: Vec<BookIndicator>,
}

/// An indicator of the library in all its versions.
pub(crate) struct BookIndicator {
    first: BookEntry,
    /// Oldest first.
    later: Vec<BookEntry>,
}

/// A version of an indicator with its formulas, proved against the ledgers.
pub(crate) struct BookEntry {
    /// What it is.
    pub(crate) definition: IndicatorDefinition,
    /// 公布口径.
    pub(crate) literal: Formula,
    /// 修正口径.
    pub(crate) corrected: Option<Formula>,
    /// Who wrote it, when and why.
    pub(crate) made: Made,
}

/// Where a version comes from.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// By whom, by name.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Timestamp,
    /// Why; empty of what was shipped.
    pub(crate) reason: String,
}

impl BookIndicator {
    /// The newest version.
    pub(crate) fn newest(&self) -> &BookEntry {
        self.later.last().unwrap_or(&self.first)
    }

    /// The version that is used for a day: the newest that is in force by then. Days before the
    /// first version are measured with the first.
    pub(crate) fn on(&self, day: Day) -> &BookEntry {
        let in_force = |entry: &&BookEntry| entry.definition.in_force_from <= day;
        self.later.iter().rev().find(in_force).unwrap_or(&self.first)
    }

    /// Every version, newest first.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &BookEntry> {
        self.later.iter().rev().chain([&self.first])
    }
}

impl Book {
    /// Makes the shipped ledgers and indicators that are not there yet, then reads what is in
    /// force.
    ///
    /// # Errors
    /// When the database fails, or a definition does not hold.
    pub(crate) async fn open(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let shipped = shipped_ledgers().map_err(|error| told(&error))?;
        let texts: Vec<(LedgerDefinition, String)> = shipped
            .into_iter()
            .map(|ledger| {
                let text = write_ledger(&ledger);
                (ledger, text)
            })
            .collect();
        let program = Acting::program(now);
        store.add_ledgers(&program, &texts).await?;
        let shipped = shipped_indicators().map_err(|error| told(&error))?;
        let texts: Vec<(String, String)> =
            shipped.iter().map(|one| (one.code.to_string(), write_indicator(one))).collect();
        store.add_indicators(&program, &texts).await?;
        Self::kept(store).await
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// When the database fails, or a definition does not hold.
    pub(crate) async fn kept(store: &Store) -> Result<Self, StoreError> {
        Self::read(&store.ledger_definitions().await?, store.indicator_versions().await?)
    }

    /// Puts ledgers and indicators together and proves them, without looking at the database: what
    /// somebody wants to keep is tried this way first.
    ///
    /// # Errors
    /// When a definition does not hold, in words.
    pub(crate) fn read(
        ledgers: &[StoredDefinition],
        indicators: Vec<IndicatorVersion>,
    ) -> Result<Self, StoreError> {
        let mut definitions = Vec::new();
        for stored in ledgers {
            let file = format!("台账{}第{}版", stored.code, stored.version);
            definitions.push(read_ledger(&file, &stored.text).map_err(|error| told(&error))?);
        }
        let catalogue = Catalogue::new(definitions).map_err(|faults| unsound(&faults))?;
        let library = library(&catalogue, indicators)?;
        Ok(Self { catalogue, library })
    }

    /// An indicator by its code.
    pub(crate) fn indicator(&self, code: &str) -> Option<&BookIndicator> {
        self.library.iter().find(|one| one.first.definition.code.as_str() == code)
    }

    /// The indicator that measures a row of a sheet on a day, by its name and description as
    /// printed; where several sheets print the same, by the position of the sheet in its document.
    pub(crate) fn serving(
        &self,
        position: i32,
        row: &IndicatorRow,
        day: Day,
    ) -> Option<&BookEntry> {
        let text = |text: &Option<vocabulary::FiledText>| {
            text.as_ref().map(|text| matching_key(&text.text)).unwrap_or_default()
        };
        let (name, definition) = (text(&row.name), text(&row.definition));
        let entries = self.library.iter().map(|indicator| indicator.on(day));
        let matching = entries
            .flat_map(|entry| entry.definition.serves.iter().map(move |served| (entry, served)));
        let mut matching: Vec<_> = matching
            .filter(|(_, served)| {
                matching_key(&served.name) == name && matching_key(&served.definition) == definition
            })
            .collect();
        matching.sort_by_key(|(_, served)| i32::from(served.project) != position);
        matching.first().map(|(entry, _)| *entry)
    }
}

fn told(error: &RuleFileError) -> StoreError {
    StoreError::Invalid(error.to_string())
}

fn unsound(faults: &[DefinitionFault]) -> StoreError {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    StoreError::Invalid(faults.join("；"))
}
