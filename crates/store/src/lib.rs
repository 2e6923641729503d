//! 存储: the only SQL of the product; one file a noun.
//!
//! ```text
//! Store            readers, one writer, the files, the key of the trail
//! Acting           who acts, from where, when: every call that changes or shows takes it
//! Work             a change under way; it cannot be committed without its entry in the trail
//! documents sheets issues drafts     what a department files, and what the review found
//! accounts sessions tokens           who may sign in
//! jobs settings requests backup      running the program
//! ```
//!
//! Permission is part of the query: what lies outside the actor's scope is answered like what
//! does not exist. SQL stays in the subset that SQLite and PostgreSQL-wire databases share.

mod accounts;
mod backup;
mod blobs;
mod conditions;
mod content;
mod database;
mod disk;
mod documents;
mod drafts;
mod entities;
mod error;
mod guarded;
mod hexadecimal;
mod ids;
mod imports;
mod issues;
mod jobs;
mod keys;
mod ledgers;
mod leftovers;
mod library;
mod migrations;
mod orgs;
mod presence;
mod requests;
mod review;
mod sealed;
mod secrets;
mod sessions;
mod settings;
mod sheet_changes;
mod sheets;
mod signing;
mod trail;
mod verify;

pub use accounts::{Account, AccountChange, LogIn, NewAccount, PasswordHash};
pub use backup::BackupReport;
pub use blobs::BlobDigest;
pub use database::DatabaseAddress;
pub use documents::{DocumentFilter, DocumentSummary, Revision, StoredDocument};
pub use drafts::Draft;
pub use error::StoreError;
pub use ids::{
    AccountId, DocumentId, EntryId, IssueId, JobId, NotAnId, RecordId, SheetId, TokenId,
};
pub use imports::{ImportDraft, Imported, JobWords};
pub use issues::{Decision, IssueFilter, IssueState, StoredIssue};
pub use jobs::{Job, JobOrder, JobState};
pub use ledgers::{
    Asked, Changing, DefinitionVersion, Entering, Evidence, Expecting, Explained, ExplainedPage,
    FoundLeaves, Intake, IntakeTerms, LedgerChange, LedgerCount, NewEvidence, NewRecord,
    RecordChange, RecordFault, RecordFilter, RecordPage, Recorded, Referring, Side,
    StoredDefinition, StoredRecord, referred, unreadable,
};
pub use library::{IndicatorChange, IndicatorVersion};
pub use orgs::Org;
pub use sessions::{ApiToken, SessionDigest, SessionRecord};
pub use settings::Settings;
pub use sheet_changes::SheetChange;
pub use sheets::{Origin, SheetFilter, SheetSummary, StoredSheet, VersionSummary, search_key};
pub use signing::SignedHead;
pub use trail::{Acting, Deed, TrailFilter, TrailReport};
pub use verify::VerifyReport;

use blobs::Blobs;
use database::{Connections, Flushing};
use presence::Presence;
use secrets::Secrets;
use signing::Seal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Milliseconds of UTC since 1970.
pub type Timestamp = i64;

/// Where everything is.
#[derive(Clone, Debug)]
pub struct StorePlaces {
    /// The data folder.
    pub data: PathBuf,
    /// The tables.
    pub database: DatabaseAddress,
    /// The signing key and signed heads of the trail, apart from the data.
    pub keys: PathBuf,
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    connections: Connections,
    blobs: Blobs,
    seal: Seal,
    secrets: Secrets,
    data: PathBuf,
    /// Held to the end, to be seen by other processes.
    _presence: Presence,
}

impl Store {
    /// Opens the store, making or migrating what is needed; before a migration of a database in
    /// use a backup is written into the data folder.
    ///
    /// # Errors
    /// When the folder or database cannot be opened, or a newer program made it.
    pub async fn open(places: &StorePlaces, now: Timestamp) -> Result<Self, StoreError> {
        Self::open_flushing(places, now, Flushing::EveryCommit).await
    }

    /// Opens a store that does not flush at every commit: the negative control of the power-cut
    /// replay, which no product is built with.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[cfg(feature = "negative-controls")]
    pub async fn open_without_flushing(
        places: &StorePlaces,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        Self::open_flushing(places, now, Flushing::NowAndThen).await
    }

    async fn open_flushing(
        places: &StorePlaces,
        now: Timestamp,
        flushing: Flushing,
    ) -> Result<Self, StoreError> {
        disk::make_folder(&places.data)?;
        let (presence, alone) = Presence::announce(&places.data)?;
        let connections =
            Connections::open(places.database.clone(), &places.data, flushing).await?;
        let pending = connections.pending_migrations().await?;
        let blobs = Blobs::open(&places.data)?;
        if alone {
            // Another process may be in the middle of an upload.
            blobs.sweep()?;
        }
        presence.share();
        let store = Self {
            inner: Arc::new(Inner {
                blobs,
                seal: Seal::open(&places.keys)?,
                secrets: Secrets::open(&places.keys)?,
                data: places.data.clone(),
                connections,
                _presence: presence,
            }),
        };
        if !pending.is_empty() {
            store.migrate(now).await?;
        }
        Ok(store)
    }

    async fn migrate(&self, now: Timestamp) -> Result<(), StoreError> {
        let connections = self.connections();
        if connections.pending_migrations().await?.len() < database::migration_names().len()
            && connections.is_in_use().await?
        {
            let folder = self.inner.data.join("backups");
            disk::make_folder(&folder)?;
            let file = folder.join(format!("before-migration-{now}.zip"));
            self.backup_before_migration(&file, now).await?;
        }
        connections.migrate().await
    }

    /// Closes every connection, after the last request.
    ///
    /// # Errors
    /// When the database does not close.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.connections().close().await
    }

    /// The data folder.
    pub fn data_folder(&self) -> &Path {
        &self.inner.data
    }

    /// Stores the bytes of an original file durably.
    ///
    /// # Errors
    /// When the disk is full or fails; nothing is left behind then.
    pub async fn put_file(&self, bytes: Vec<u8>) -> Result<BlobDigest, StoreError> {
        let blobs = self.inner.blobs.clone();
        off_the_runtime(move || blobs.put(&bytes)).await
    }

    /// The bytes of an original file, checked against their digest. Permission is that of the
    /// revision they belong to; ask for that first.
    ///
    /// # Errors
    /// When the file is missing or damaged.
    pub async fn file(&self, digest: &BlobDigest) -> Result<Vec<u8>, StoreError> {
        let (blobs, digest) = (self.inner.blobs.clone(), digest.clone());
        off_the_runtime(move || blobs.get(&digest)).await
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.inner.connections
    }

    pub(crate) fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    pub(crate) fn seal(&self) -> &Seal {
        &self.inner.seal
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }
}

/// Runs blocking work of the disk beside the runtime.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(StoreError::Damaged("后台读写任务中断".into())),
    }
}
