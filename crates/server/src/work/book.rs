//! 台账与指标库: the ledgers and the library of indicators in force, read and proved once.

use documents::rules::{
    RuleFileError, read_ledger, shipped_indicators, shipped_ledgers, write_ledger,
};
use indicators::{Formula, IndicatorDefinition, IndicatorRow};
use ledgers::{Catalogue, DefinitionFault, LedgerDefinition};
use store::{Acting, Store, StoreError, Timestamp};
use vocabulary::matching_key;

/// The ledgers and indicators in force.
pub(crate) struct Book {
    /// All ledgers.
    pub(crate) catalogue: Catalogue,
    /// The library, in the order of its codes.
    pub(crate) library: Vec<BookEntry>,
}

/// An indicator of the library with its formulas, proved against the ledgers.
pub(crate) struct BookEntry {
    /// What it is.
    pub(crate) definition: IndicatorDefinition,
    /// 公布口径.
    pub(crate) literal: Formula,
    /// 修正口径.
    pub(crate) corrected: Option<Formula>,
}

impl Book {
    /// Makes the shipped ledgers that are not there yet, then reads what is in force.
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
        store.add_ledgers(&Acting::program(now), &texts).await?;
        let mut definitions = Vec::new();
        for stored in store.ledger_definitions().await? {
            let file = format!("台账{}第{}版", stored.code, stored.version);
            definitions.push(read_ledger(&file, &stored.text).map_err(|error| told(&error))?);
        }
        let catalogue = Catalogue::new(definitions).map_err(|faults| unsound(&faults))?;
        let library = library(&catalogue)?;
        Ok(Self { catalogue, library })
    }

    /// The indicator that measures a row of a sheet, by its name and description as printed; where
    /// several sheets print the same, by the position of the sheet in its document.
    pub(crate) fn serving(&self, position: i32, row: &IndicatorRow) -> Option<&BookEntry> {
        let text = |text: &Option<vocabulary::FiledText>| {
            text.as_ref().map(|text| matching_key(&text.text)).unwrap_or_default()
        };
        let (name, definition) = (text(&row.name), text(&row.definition));
        let matching = self
            .library
            .iter()
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

fn library(catalogue: &Catalogue) -> Result<Vec<BookEntry>, StoreError> {
    let mut library = Vec::new();
    for definition in shipped_indicators().map_err(|error| told(&error))? {
        let read = |formula: &str| {
            Formula::read(catalogue, formula).map_err(|error| {
                let faults: Vec<String> = error.0.iter().map(ToString::to_string).collect();
                let name = &definition.name;
                StoreError::Invalid(format!("指标“{name}”的公式有误：{}", faults.join("；")))
            })
        };
        let literal = read(&definition.literal.formula)?;
        let corrected =
            definition.corrected.as_ref().map(|one| read(&one.variant.formula)).transpose()?;
        library.push(BookEntry { definition, literal, corrected });
    }
    library.sort_by(|one, two| one.definition.code.cmp(&two.definition.code));
    Ok(library)
}

fn told(error: &RuleFileError) -> StoreError {
    StoreError::Invalid(error.to_string())
}

fn unsound(faults: &[DefinitionFault]) -> StoreError {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    StoreError::Invalid(faults.join("；"))
}
