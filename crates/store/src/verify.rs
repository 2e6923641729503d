//! 核验: the trail, the versions and the original files are what was stored.

use crate::entities::{blob, sheet_version};
use crate::{BlobDigest, Store, StoreError, TrailReport};
use procedure::Digest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Versions fetched at a time.
const PAGE: u64 = 500;

/// What verifying found sound.
#[derive(Clone, Copy, Debug)]
pub struct VerifyReport {
    /// The trail.
    pub trail: TrailReport,
    /// Versions whose content is what was sealed.
    pub versions: usize,
    /// Original files that are whole.
    pub files: usize,
}

impl Store {
    /// Verifies everything that is sealed: the trail with its signed heads, the content of every
    /// sheet version, and every original file.
    ///
    /// # Errors
    /// The first fault, by name.
    pub async fn verify(&self) -> Result<VerifyReport, StoreError> {
        Ok(VerifyReport {
            trail: self.verify_trail().await?,
            versions: self.verify_versions().await?,
            files: self.verify_files().await?,
        })
    }

    async fn verify_versions(&self) -> Result<usize, StoreError> {
        let mut sound = 0;
        let mut after = String::new();
        loop {
            let rows = sheet_version::Entity::find()
                .filter(sheet_version::Column::Id.gt(&after))
                .order_by_asc(sheet_version::Column::Id)
                .limit(PAGE)
                .all(self.connections().reads())
                .await?;
            let Some(last) = rows.last() else { return Ok(sound) };
            after.clone_from(&last.id);
            for row in rows {
                if Digest::of(row.content.as_bytes()).to_string() != row.digest {
                    return Err(StoreError::Damaged(format!(
                        "目标表{}第{}版的内容被改动",
                        row.sheet_id, row.number
                    )));
                }
                sound += 1;
            }
        }
    }

    async fn verify_files(&self) -> Result<usize, StoreError> {
        let mut sound = 0;
        for row in blob::Entity::find().all(self.connections().reads()).await? {
            let named = |problem: &str| StoreError::Damaged(format!("原件{}{problem}", row.digest));
            let digest = BlobDigest::parse(&row.digest).ok_or_else(|| named("的登记不对"))?;
            match self.file(&digest).await {
                Ok(_) => sound += 1,
                Err(StoreError::Missing) => return Err(named("不见了")),
                Err(error) => return Err(error),
            }
        }
        Ok(sound)
    }
}
