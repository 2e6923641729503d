//! 佐证: files attached to records. Nothing attached is ever changed or taken away.

use super::columns::{CURRENT, EVIDENCE, RECORD, table};
use super::listing::history;
use crate::entities::evidence;
use crate::ids::row_key;
use crate::trail::{Acting, Deed, Work};
use crate::{BlobDigest, RecordId, Store, StoreError, Timestamp};
use ledgers::{LedgerDefinition, Name};
use procedure::{Action, ObjectState};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// Files that one record may have.
const FILES_MAX: usize = 200;
/// Rows written with one statement.
const ROWS_AT_ONCE: usize = 500;

/// A file to be attached. Its bytes are stored before ([`Store::put_file`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvidence {
    /// The stored bytes.
    pub digest: BlobDigest,
    /// How many bytes.
    pub bytes: u64,
    /// 佐证种类: `照片`, `验收单`.
    pub kind: String,
    /// As uploaded, without folders.
    pub file_name: String,
    /// What the bytes are, found from the bytes themselves.
    pub media_type: String,
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its key.
    pub id: String,
    /// The ledger of its record, by code.
    pub ledger: String,
    /// Its record.
    pub record: RecordId,
    /// The stored bytes.
    pub digest: BlobDigest,
    /// How many bytes.
    pub bytes: u64,
    /// 佐证种类.
    pub kind: String,
    /// As uploaded.
    pub file_name: String,
    /// What the bytes are.
    pub media_type: String,
    /// When it was attached.
    pub added_at: Timestamp,
    /// By whom.
    pub added_by: String,
}

impl Store {
    /// Attaches files to a record.
    ///
    /// # Errors
    /// When the record is missing, the actor may not, a file is not stored, or the database fails.
    pub async fn add_evidence(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        record: RecordId,
        files: &[NewEvidence],
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        let entries = history(&work.tx, acting, ledger, record).await?;
        let newest = entries.last().ok_or(StoreError::Missing)?;
        acting.may(Action::Edit, ObjectState::Open { unit_code: &newest.unit_code })?;
        let all = usize::try_from(newest.evidence).unwrap_or_default().saturating_add(files.len());
        if files.is_empty() || all > FILES_MAX {
            return Err(StoreError::Invalid(format!(
                "请选择要附的文件；一条记录最多附{FILES_MAX}个文件"
            )));
        }
        let told: Vec<String> = files.iter().map(told).collect();
        self.attach(&work, acting, ledger, &[(record, files)]).await?;
        let count = i64::try_from(all).unwrap_or(i64::MAX);
        let update = Query::update()
            .table(table(&ledger.code))
            .value(EVIDENCE, count)
            .and_where(Expr::col(RECORD).eq(record.to_string()))
            .and_where(Expr::col(CURRENT).eq(true))
            .take();
        work.tx.execute(&update).await?;
        let deed = Deed {
            action: "record.evidence",
            object_kind: "record",
            object_id: record.to_string(),
            change: format!("为“{}”的记录附上{}", ledger.label, told.join("、")),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await
    }

    /// Writes the rows of attached files; their entry in the trail is the change's own.
    pub(super) async fn attach(
        &self,
        work: &Work,
        acting: &Acting,
        ledger: &LedgerDefinition,
        files: &[(RecordId, &[NewEvidence])],
    ) -> Result<(), StoreError> {
        let mut stored = BTreeSet::new();
        let mut rows = Vec::new();
        for (record, some) in files {
            for file in *some {
                if stored.insert(file.digest.as_str()) {
                    self.register_file(&work.tx, &file.digest, acting.at).await?;
                }
                rows.push(row(acting, (ledger, *record), file, work.number()?));
            }
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some = rows.by_ref().take(ROWS_AT_ONCE);
            evidence::Entity::insert_many(some).exec_without_returning(&work.tx).await?;
        }
        Ok(())
    }

    /// The files attached to a record, the first one first. Permission is that of the record; ask
    /// for that first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_of(
        &self,
        ledger: &Name,
        record: RecordId,
    ) -> Result<Vec<Evidence>, StoreError> {
        let rows = evidence::Entity::find()
            .filter(
                Expr::col(evidence::Column::Ledger)
                    .eq(ledger.to_string())
                    .and(Expr::col(evidence::Column::RecordId).eq(record.to_string())),
            )
            .order_by_asc(evidence::Column::Id)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// An attached file by its key, when its record is in the scope of the actor.
    ///
    /// # Errors
    /// When there is none, the actor may not read, or the database fails.
    pub async fn evidence(
        &self,
        acting: &Acting,
        ledger: &LedgerDefinition,
        id: &str,
    ) -> Result<Evidence, StoreError> {
        let row = evidence::Entity::find_by_id(id)
            .filter(evidence::Column::Ledger.eq(ledger.code.to_string()))
            .one(self.connections().reads())
            .await?;
        let found = read(row.ok_or(StoreError::Missing)?)?;
        self.record_history(acting, ledger, found.record).await?;
        Ok(found)
    }
}

fn row(
    acting: &Acting,
    (ledger, record): (&LedgerDefinition, RecordId),
    file: &NewEvidence,
    number: i64,
) -> evidence::ActiveModel {
    evidence::ActiveModel {
        id: ActiveValue::Set(row_key()),
        ledger: ActiveValue::Set(ledger.code.to_string()),
        record_id: ActiveValue::Set(record.to_string()),
        digest: ActiveValue::Set(file.digest.as_str().into()),
        kind: ActiveValue::Set(file.kind.clone()),
        file_name: ActiveValue::Set(file.file_name.clone()),
        media_type: ActiveValue::Set(file.media_type.clone()),
        bytes: ActiveValue::Set(i64::try_from(file.bytes).unwrap_or(i64::MAX)),
        taken_at: ActiveValue::Set(None),
        place: ActiveValue::Set(None),
        added_at_ms: ActiveValue::Set(acting.at),
        added_by: ActiveValue::Set(acting.name.clone()),
        sealed_by: ActiveValue::Set(number),
    }
}

/// A file as the trail names it: with its digest, so that another file in its place shows.
pub(super) fn told(file: &NewEvidence) -> String {
    format!("{}“{}”（{}）", file.kind, file.file_name, file.digest.as_str())
}

fn read(row: evidence::Model) -> Result<Evidence, StoreError> {
    let damaged = || StoreError::Damaged(format!("佐证{}的登记", row.id));
    Ok(Evidence {
        record: row.record_id.parse().map_err(|_| damaged())?,
        digest: BlobDigest::parse(&row.digest).ok_or_else(damaged)?,
        id: row.id,
        ledger: row.ledger,
        bytes: row.bytes.try_into().unwrap_or_default(),
        kind: row.kind,
        file_name: row.file_name,
        media_type: row.media_type,
        added_at: row.added_at_ms,
        added_by: row.added_by,
    })
}
