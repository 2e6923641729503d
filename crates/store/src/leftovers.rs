//! Files that were uploaded and never imported: nothing names them, so they go after a while.

use crate::entities::{blob, job};
use crate::{BlobDigest, Store, StoreError, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::time::{Duration, UNIX_EPOCH};

impl Store {
    /// Removes original files stored before a time that no import and no job names. Gives how
    /// many there were.
    ///
    /// # Errors
    /// When the folder or database fails.
    pub async fn sweep_files(&self, stored_before: Timestamp) -> Result<usize, StoreError> {
        let before = Duration::from_millis(u64::try_from(stored_before).unwrap_or(0));
        let blobs = self.blobs().clone();
        let old =
            crate::off_the_runtime(move || Ok(blobs.stored_before(UNIX_EPOCH + before)?)).await?;
        let mut swept = 0;
        for digest in old {
            if !self.is_named(&digest).await? {
                self.blobs().remove(&digest)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    async fn is_named(&self, digest: &BlobDigest) -> Result<bool, StoreError> {
        let reads = self.connections().reads();
        let by_import = blob::Entity::find_by_id(digest.as_str()).one(reads).await?.is_some();
        if by_import {
            return Ok(true);
        }
        let by_job = job::Entity::find()
            .filter(job::Column::Payload.contains(digest.as_str()))
            .count(reads)
            .await?;
        Ok(by_job > 0)
    }
}
