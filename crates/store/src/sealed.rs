//! 封存: the entry of the trail that brought content holds a digest over it, so that neither a
//! version, a revision nor a record of a ledger can be changed, added or taken away without the trail showing it.

use crate::StoreError;
use crate::entities::{audit_entry, revision, sheet_version};
use crate::ledgers::{SealedEntry, TableShape, all_entries, entries};
use crate::trail::digest;
use procedure::Digest;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;

/// Versions fetched at a time.
const PAGE: u64 = 500;

/// Content by the number of the entry that seals it, folded into one digest an entry.
#[derive(Default)]
struct Folded(BTreeMap<i64, Digest>);

impl Folded {
    fn add(&mut self, entry: i64, kind: &str, owner: &str, content: (i32, &str)) {
        let (number, digest) = content;
        let before = self.0.get(&entry).copied().unwrap_or(Digest::ORIGIN);
        let line = format!("{before} {kind} {owner} {number} {digest}");
        self.0.insert(entry, Digest::of(line.as_bytes()));
    }

    fn version(&mut self, row: &sheet_version::Model) {
        self.add(row.sealed_by, "sheet", &row.sheet_id, (row.number, &row.digest));
    }

    fn record(&mut self, sealed: &SealedEntry) {
        let digest = sealed.digest.to_string();
        self.add(sealed.trail, "record", &sealed.entry, (0, &digest));
    }

    fn revision(&mut self, row: &revision::Model) {
        let digests = format!("{} {}", row.digest, Digest::of(row.content.as_bytes()));
        self.add(row.sealed_by, "document", &row.document_id, (row.number, &digests));
    }
}

/// The digest over what a change wrote under the number of its entry.
pub(crate) async fn content_of(
    tx: &impl ConnectionTrait,
    entry: i64,
) -> Result<Option<Digest>, StoreError> {
    let mut folded = Folded::default();
    let versions: Vec<(String, i32, String)> = sheet_version::Entity::find()
        .select_only()
        .columns([
            sheet_version::Column::SheetId,
            sheet_version::Column::Number,
            sheet_version::Column::Digest,
        ])
        .filter(sheet_version::Column::SealedBy.eq(entry))
        .order_by_asc(sheet_version::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    for (sheet, number, digest) in versions {
        folded.add(entry, "sheet", &sheet, (number, &digest));
    }
    let revisions = revision::Entity::find().filter(revision::Column::SealedBy.eq(entry));
    for row in revisions.all(tx).await? {
        folded.revision(&row);
    }
    Ok(folded.0.remove(&entry))
}

/// The digest over what a change wrote into a ledger under the number of its entry.
pub(crate) async fn records_of(
    tx: &impl ConnectionTrait,
    ledger: (&str, &TableShape),
    entry: i64,
) -> Result<Option<Digest>, StoreError> {
    let mut folded = Folded::default();
    entries(tx, ledger, Some(entry), &mut |sealed| folded.record(&sealed)).await?;
    Ok(folded.0.remove(&entry))
}

/// Checks every version, revision and record against its digest and the trail; returns how many versions
/// there are.
pub(crate) async fn verify(connection: &impl ConnectionTrait) -> Result<usize, StoreError> {
    let mut folded = Folded::default();
    let versions = fold_versions(connection, &mut folded).await?;
    let mut revisions: Vec<String> = revision::Entity::find()
        .select_only()
        .column(revision::Column::Id)
        .order_by_asc(revision::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    for id in revisions.drain(..) {
        if let Some(row) = revision::Entity::find_by_id(id).one(connection).await? {
            folded.revision(&row);
        }
    }
    all_entries(connection, &mut |sealed| folded.record(&sealed)).await?;
    let sealed: Vec<(i64, Option<String>)> = audit_entry::Entity::find()
        .select_only()
        .columns([audit_entry::Column::Number, audit_entry::Column::Content])
        .filter(audit_entry::Column::Content.is_not_null())
        .into_tuple()
        .all(connection)
        .await?;
    for (entry, content) in sealed {
        let sealed = content.as_deref().map(digest).transpose()?;
        if folded.0.remove(&entry) != sealed {
            return Err(StoreError::Damaged(format!(
                "第{entry}条留痕封存的目标表、文件或台账记录的内容被改动或缺失"
            )));
        }
    }
    match folded.0.first_key_value() {
        // While the program goes on, content may have come since the entries were read.
        Some((entry, _)) if !is_newer(connection, *entry).await? => {
            Err(StoreError::Damaged(format!("第{entry}条留痕没有封存的内容出现在库中")))
        }
        Some(_) | None => Ok(versions),
    }
}

async fn fold_versions(
    connection: &impl ConnectionTrait,
    folded: &mut Folded,
) -> Result<usize, StoreError> {
    use sheet_version::Column;
    let mut sound = 0;
    let mut after = (0, String::new());
    loop {
        let later = Condition::any()
            .add(Column::SealedBy.gt(after.0))
            .add(Column::SealedBy.eq(after.0).and(Column::Id.gt(&after.1)));
        let rows = sheet_version::Entity::find()
            .filter(later)
            .order_by_asc(Column::SealedBy)
            .order_by_asc(Column::Id)
            .limit(PAGE)
            .all(connection)
            .await?;
        let Some(last) = rows.last() else { return Ok(sound) };
        after = (last.sealed_by, last.id.clone());
        for row in rows {
            if Digest::of(row.content.as_bytes()).to_string() != row.digest {
                return Err(StoreError::Damaged(format!(
                    "目标表{}第{}版的内容被改动",
                    row.sheet_id, row.number
                )));
            }
            folded.version(&row);
            sound += 1;
        }
    }
}

async fn is_newer(connection: &impl ConnectionTrait, entry: i64) -> Result<bool, StoreError> {
    let row = audit_entry::Entity::find_by_id(entry).one(connection).await?;
    Ok(row.is_some_and(|row| row.content.is_some()))
}
