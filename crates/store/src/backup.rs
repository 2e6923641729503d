//! 备份与恢复: one ZIP with the tables as JSON lines, every original file, a manifest, and a digest
//! over all of it at its end. Sessions and answers to retries are left out: who was signed in is
//! not brought back.
//!
//! Logical, so that a backup of SQLite restores to PostgreSQL and the other way round, and so
//! that restoring checks every row, file and the trail before anything is kept.

mod archive;
mod records;
mod tables;

use crate::database::migration_names;
use crate::signing::SignedHead;
use crate::{BlobDigest, Store, StoreError, StorePlaces, Timestamp};
use archive::{Manifest, open, write};
use procedure::AuditHead;
use std::collections::BTreeMap;
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
        let view = self.connections().snapshot().await?;
        let tables = tables::dump(&view).await?;
        drop(view);
        self.write_backup(path, tables, (migration_names(), now)).await
    }

    /// The backup before a migration. The tables are still those of the older program, so they
    /// are taken as they stand, for the older program to restore.
    pub(crate) async fn backup_before_migration(
        &self,
        path: &Path,
        now: Timestamp,
    ) -> Result<BackupReport, StoreError> {
        let applied = self.connections().applied_migrations().await?;
        let view = self.connections().snapshot().await?;
        let tables = tables::dump_as_they_stand(&view).await?;
        drop(view);
        self.write_backup(path, tables, (applied, now)).await
    }

    async fn write_backup(
        &self,
        path: &Path,
        tables: tables::Tables,
        (schema, now): (Vec<String>, Timestamp),
    ) -> Result<BackupReport, StoreError> {
        let manifest = Manifest::of(&tables, schema, now)?;
        let blobs = self.blobs().clone();
        let path = path.to_owned();
        crate::off_the_runtime(move || write(&path, &manifest, &tables, &blobs)).await
    }

    /// Brings a backup back into an empty place and verifies it. Where the keys folder holds
    /// signatures beyond the end of the backup, that end is signed as restored: `verify` tells
    /// from then on how many entries were given up.
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
        let digests: Vec<BlobDigest> = files.iter().map(|(digest, _)| digest.clone()).collect();
        let restored = store.bring_back(&manifest, &tables, files).await;
        match restored {
            Ok((report, head)) => {
                let ahead = store.seal().heads()?.iter().any(|it| it.head.number > head.number);
                store.seal().sign(SignedHead { head, at: now, restored: ahead })?;
                store.close().await?;
                Ok(report)
            }
            Err(error) => {
                for digest in digests {
                    // What was not written yet cannot be removed either.
                    let _gone = store.blobs().remove(&digest);
                }
                store.close().await?;
                Err(error)
            }
        }
    }

    /// Everything in one change that is verified before it is committed.
    async fn bring_back(
        &self,
        manifest: &Manifest,
        tables: &BTreeMap<String, Vec<String>>,
        files: Vec<(BlobDigest, Vec<u8>)>,
    ) -> Result<(BackupReport, AuditHead), StoreError> {
        for (digest, bytes) in files {
            if self.put_file(bytes).await? != digest {
                return Err(StoreError::Damaged(format!("备份中的原件{}", digest.as_str())));
            }
        }
        let tx = self.connections().begin().await?;
        let rows = tables::load(&tx, tables).await?;
        let trail = self.verify_trail_on(&tx, Some(manifest.trail())).await?;
        let verified = self.verify_content(&tx, trail).await?;
        let report = BackupReport { rows, files: verified.files, trail: trail.head.number };
        manifest.check(&report)?;
        tx.commit().await?;
        Ok((report, trail.head))
    }
}
