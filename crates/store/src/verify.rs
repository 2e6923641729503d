//! 核验: the trail, the versions, what lists show of them, and the original files are what was
//! stored.

use crate::documents::parse_id;
use crate::entities::{blob, document};
use crate::{BlobDigest, DocumentId, Store, StoreError, TrailReport, sealed};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

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
    /// sheet version and import, and every original file; and that lists show what is sealed.
    ///
    /// # Errors
    /// The first fault, by name.
    pub async fn verify(&self) -> Result<VerifyReport, StoreError> {
        // One view: a change in the middle of reading must not look like a fault.
        let view = self.connections().snapshot().await?;
        let trail = self.verify_trail_on(&view, None).await?;
        self.verify_content(&view, trail).await
    }

    /// What follows on the trail, over a connection.
    pub(crate) async fn verify_content(
        &self,
        connection: &impl ConnectionTrait,
        trail: TrailReport,
    ) -> Result<VerifyReport, StoreError> {
        let versions = sealed::verify(connection).await?;
        let documents: Vec<(String, String)> = document::Entity::find()
            .select_only()
            .columns([document::Column::Id, document::Column::DepartmentCode])
            .order_by_asc(document::Column::Id)
            .into_tuple()
            .all(connection)
            .await?;
        for (id, department_code) in documents {
            let id: DocumentId = parse_id(&id)?;
            self.verify_lists(connection, id, &department_code).await?;
        }
        Ok(VerifyReport { trail, versions, files: self.verify_files(connection).await? })
    }

    async fn verify_files(&self, connection: &impl ConnectionTrait) -> Result<usize, StoreError> {
        let mut sound = 0;
        for row in blob::Entity::find().all(connection).await? {
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
