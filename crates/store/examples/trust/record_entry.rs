//! Record entry in the mix of the writers: a record with its photo, and a change of it, each of
//! which is there whole or not at all.

use crate::Fault;
use ledgers::{
    Catalogue, Cell, FieldDefinition, FieldKind, LedgerDefinition, Name, NameError, RecordKind,
};
use std::collections::BTreeMap;
use store::{
    Acting, BlobDigest, Changing, Entering, NewEvidence, NewRecord, RecordChange, RecordId,
    Recorded, Store, StoreError,
};
use vocabulary::Day;

const FACILITY: &str = "facility";

/// The ledger that the writers keep.
pub(crate) struct Records {
    catalogue: Catalogue,
}

/// A record that was entered.
#[derive(Clone, Copy)]
pub(crate) struct Entered {
    /// Its key.
    pub(crate) record: RecordId,
    /// How many entries it has.
    pub(crate) entries: i64,
}

impl Records {
    /// A ledger of sirens.
    pub(crate) fn new() -> Result<Self, Fault> {
        let text = || FieldKind::Text { characters_max: 100 };
        let field = |code: &str, label: &str| -> Result<_, NameError> {
            Ok(FieldDefinition::blank(Name::parse(code)?, label, text()))
        };
        let ledger = LedgerDefinition {
            fields: vec![field("number", "编号")?, field("status", "运行状态")?],
            key: vec![Name::parse("number")?],
            title: vec![Name::parse("number")?],
            ..LedgerDefinition::blank(Name::parse(FACILITY)?, "设施设备", RecordKind::Stock)
        };
        let catalogue = Catalogue::new([ledger]).map_err(|faults| format!("{faults:?}"))?;
        Ok(Self { catalogue })
    }

    /// The ledger.
    pub(crate) fn ledger(&self) -> Result<&LedgerDefinition, StoreError> {
        self.catalogue.ledger(FACILITY).ok_or(StoreError::Missing)
    }

    /// Makes its table where it is not yet there.
    pub(crate) async fn prepare(&self, store: &Store, acting: &Acting) -> Result<(), StoreError> {
        let texts = [(self.ledger()?.clone(), "警报器".to_owned())];
        store.add_ledgers(acting, &texts).await.map(drop)
    }

    /// Enters a siren that is out of order, with its photo.
    pub(crate) async fn enter(
        &self,
        store: &Store,
        acting: &Acting,
        (number, photo): (&str, &BlobDigest),
    ) -> Result<Entered, StoreError> {
        let record = siren(acting, number, "故障")?;
        let entering = Entering {
            catalogue: &self.catalogue,
            ledger: self.ledger()?,
            records: std::slice::from_ref(&record),
            origin: "录入",
            today: day("2021-12-31")?,
            client_key: Some(number),
            only_check: false,
        };
        let photo = NewEvidence {
            digest: photo.clone(),
            bytes: 1,
            kind: "照片".to_owned(),
            file_name: "现场.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
        };
        match store.enter_with_evidence(acting, entering, &[(0, vec![photo])]).await? {
            Recorded::Entered(ids) => {
                let record = *ids.first().ok_or(StoreError::Missing)?;
                Ok(Entered { record, entries: 1 })
            }
            Recorded::Refused(faults) => Err(StoreError::Invalid(format!("{faults:?}"))),
        }
    }

    /// Mends the siren: what it said before stays.
    pub(crate) async fn change(
        &self,
        store: &Store,
        acting: &Acting,
        (entered, number): (Entered, &str),
    ) -> Result<Entered, StoreError> {
        let change = RecordChange {
            catalogue: &self.catalogue,
            ledger: self.ledger()?,
            record: entered.record,
            newest: entered.entries,
            changing: Changing::From(day("2021-06-30")?),
            content: &siren(acting, number, "可用")?,
            reason: "已修复",
            today: day("2021-12-31")?,
        };
        let faults = store.change_record(acting, &change).await?;
        if faults.is_empty() {
            return Ok(Entered { entries: entered.entries.saturating_add(1), ..entered });
        }
        Err(StoreError::Invalid(format!("{faults:?}")))
    }

    /// What is not there of a record of which so many entries were acknowledged.
    pub(crate) async fn missing(
        &self,
        store: &Store,
        reader: &Acting,
        (record, entries): (RecordId, i64),
    ) -> Result<Option<String>, StoreError> {
        let ledger = self.ledger()?;
        let there = match store.record_history(reader, ledger, record).await {
            Ok(there) => there,
            Err(StoreError::Missing) => return Ok(Some(format!("record {record}"))),
            Err(error) => return Err(error),
        };
        let newest = there.last().map_or(0, |entry| entry.number);
        if newest < entries {
            return Ok(Some(format!("entry {entries} of record {record}")));
        }
        let photos = store.evidence_of(&ledger.code, record).await?;
        Ok(photos.is_empty().then(|| format!("the photo of record {record}")))
    }
}

fn siren(acting: &Acting, number: &str, status: &str) -> Result<NewRecord, StoreError> {
    let said = |code: &str, text: &str| -> Result<(Name, Cell), StoreError> {
        let name = Name::parse(code).map_err(|error| StoreError::Invalid(error.to_string()))?;
        Ok((name, Cell::Text(text.to_owned())))
    };
    let cells = [said("number", number)?, said("status", status)?];
    Ok(NewRecord {
        unit_code: crate::writer::department(acting),
        valid_from: Some(day("2021-01-01")?),
        cells: BTreeMap::from(cells),
        remark: String::new(),
    })
}

fn day(text: &str) -> Result<Day, StoreError> {
    Day::parse(text).map_err(|error| StoreError::Invalid(error.to_string()))
}
