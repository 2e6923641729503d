//! 备份与恢复: one ZIP with every table as JSON lines, every original file and a manifest.
//!
//! Logical, so that a backup of SQLite restores to PostgreSQL and the other way round, and so
//! that restoring checks every row, file and the trail before anything is kept.

mod archive;
mod tables;

use crate::{Store, StoreError, StorePlaces, Timestamp};
use archive::{Manifest, open, write};
use sea_orm::{IsolationLevel, TransactionOptions, TransactionTrait};
use std::path::Path;

/// What a backup holds or a restore brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// Rows of all tables.
    pub rows: u64,
    /// Original files.
    pub files: usize,
    /// Number of the last entry of the trail.
    pub trail: u64,
}

impl Store {
    /// Writes a backup while the program goes on: one snapshot of all tables, then the files they
    /// name. The file appears whole or not at all.
    ///
    /// # Errors
    /// When the database or the disk fails, or the file is there already.
    pub async fn backup(&self, path: &Path, now: Timestamp) -> Result<BackupReport, StoreError> {
        if path.exists() {
            return Err(StoreError::Invalid(format!("{}已存在，请换一个文件名", path.display())));
        }
        let reads = self.connections().reads();
        let isolation =
            (!crate::database::is_sqlite(reads)).then_some(IsolationLevel::RepeatableRead);
        let options = TransactionOptions { isolation_level: isolation, ..Default::default() };
        let snapshot = reads.begin_with_options(options).await?;
        let tables = tables::dump(&snapshot).await?;
        snapshot.rollback().await?;
        let manifest = Manifest::of(&tables, now)?;
        let blobs = self.blobs().clone();
        let path = path.to_owned();
        crate::off_the_runtime(move || write(&path, &manifest, &tables, &blobs)).await
    }

    /// Brings a backup back into an empty place and verifies it.
    ///
    /// # Errors
    /// When the place is in use, the backup is damaged, cut short or of another schema, or what
    /// came back does not verify; nothing is kept then.
    pub async fn restore(
        path: &Path,
        places: &StorePlaces,
        now: Timestamp,
    ) -> Result<BackupReport, StoreError> {
        let file = path.to_owned();
        let (manifest, tables, files) = crate::off_the_runtime(move || open(&file)).await?;
        let store = Self::open(places, now).await?;
        if store.connections().is_in_use().await? || store.has_accounts().await? {
            return Err(StoreError::Invalid(
                "目标位置已有数据，请恢复到空的数据目录或空的数据库".into(),
            ));
        }
        for (digest, bytes) in files {
            let stored = store.put_file(bytes).await?;
            if stored != digest {
                return Err(StoreError::Damaged(format!("备份中的原件{}", digest.as_str())));
            }
        }
        let tx = store.connections().begin().await?;
        let rows = tables::load(&tx, &tables).await?;
        tx.commit().await?;
        let verified = store.verify().await?;
        let report =
            BackupReport { rows, files: verified.files, trail: verified.trail.head.number };
        manifest.check(&report)?;
        store.sign_head(now).await?;
        Ok(report)
    }
}
