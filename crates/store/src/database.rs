//! Opening the database: the same code for SQLite and PostgreSQL.

use crate::guarded::{Guarded, Suspicion};
use crate::migrations::Migrations;
use crate::{StoreError, entities};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    EntityTrait, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigratorTrait, SchemaManager};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use tokio::sync::RwLock;

/// Readers beside the one writer: SQLite serves each from a thread of its own.
const READERS_MAX: u32 = 4;
/// Connections of a shared server.
const SHARED_CONNECTIONS_MAX: u32 = 12;
/// How long a writer waits for another process, and a request for a connection.
const WAIT: Duration = Duration::from_secs(10);
/// Prepared statements kept for each connection.
const STATEMENTS_MAX: usize = 256;
/// Rows that a connection may be ahead of its reader: above a page of a list, or the two threads
/// wake each other for every row past the limit.
const ROWS_AHEAD: usize = 256;

/// Where the tables are.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// `chengxiao.sqlite` in the data folder.
    Embedded,
    /// `postgres://…`.
    Shared(String),
}

impl std::fmt::Debug for DatabaseAddress {
    /// Never with the password that a URL may carry.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Embedded => "Embedded",
            Self::Shared(_) => "Shared(…)",
        })
    }
}

/// The connections: many readers, one writer on SQLite; one pool on a shared server.
pub(crate) struct Connections {
    address: DatabaseAddress,
    folder: std::path::PathBuf,
    reads: Guarded<DatabaseConnection>,
    writes: RwLock<DatabaseConnection>,
    suspicion: Suspicion,
    flushing: Flushing,
}

/// How hard the embedded database flushes its log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flushing {
    /// At every commit, before it is acknowledged.
    EveryCommit,
    /// Now and then: what a power cut must be seen to lose, or the test for it proves nothing.
    #[cfg(feature = "negative-controls")]
    NowAndThen,
}

impl Connections {
    /// Opens or makes the database.
    pub(crate) async fn open(
        address: DatabaseAddress,
        folder: &Path,
        flushing: Flushing,
    ) -> Result<Self, StoreError> {
        // The writer first: it makes the file and turns on the write-ahead log.
        let writes = connect(&address, folder, 1, flushing).await?;
        let reads = match address {
            DatabaseAddress::Embedded => connect(&address, folder, READERS_MAX, flushing).await?,
            DatabaseAddress::Shared(_) => writes.clone(),
        };
        let suspicion = Suspicion::default();
        Ok(Self {
            address,
            folder: folder.to_owned(),
            reads: Guarded::new(reads, suspicion.clone()),
            writes: RwLock::new(writes),
            suspicion,
            flushing,
        })
    }

    /// For questions.
    pub(crate) fn reads(&self) -> &Guarded<DatabaseConnection> {
        &self.reads
    }

    /// Begins a change. On SQLite it holds the write lock from the start, so that no reader turns
    /// into a writer half-way and fails.
    pub(crate) async fn begin(&self) -> Result<Guarded<DatabaseTransaction>, StoreError> {
        self.renew_if_suspect().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let writes = self.writes.read().await.clone();
        let begun = self.suspicion.note(writes.begin_with_options(options).await)?;
        Ok(Guarded::new(begun, self.suspicion.clone()))
    }

    /// One unchanging view of all tables, for what reads many of them. To be dropped, not
    /// committed.
    pub(crate) async fn snapshot(&self) -> Result<Guarded<DatabaseTransaction>, StoreError> {
        let embedded = self.address == DatabaseAddress::Embedded;
        let options = TransactionOptions {
            isolation_level: (!embedded).then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        let begun = self.reads.inner().begin_with_options(options).await?;
        Ok(Guarded::new(begun, self.suspicion.clone()))
    }

    /// A connection on which the disk failed may answer nonsense afterwards: it is replaced. A
    /// shared server looks after its own disk.
    async fn renew_if_suspect(&self) {
        if self.address != DatabaseAddress::Embedded || !self.suspicion.take() {
            return;
        }
        let mut writes = self.writes.write().await;
        if let Ok(fresh) = connect(&self.address, &self.folder, 1, self.flushing).await {
            *writes = fresh;
        }
    }

    /// Closes every connection; SQLite folds its log into the file.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.reads.inner().clone().close().await?;
        self.writes.read().await.clone().close().await?;
        Ok(())
    }

    /// Whether migrations are to be run.
    pub(crate) async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let writes = self.writes.read().await.clone();
        if !self.has_tables(&writes).await? {
            return Ok(migration_names());
        }
        let applied = applied(&writes).await?;
        let known: BTreeSet<String> = migration_names().into_iter().collect();
        if let Some(unknown) = applied.iter().find(|name| !known.contains(*name)) {
            return Err(StoreError::Newer(unknown.clone()));
        }
        Ok(known.into_iter().filter(|name| !applied.contains(name)).collect())
    }

    /// The migrations that were run, oldest first.
    pub(crate) async fn applied_migrations(&self) -> Result<Vec<String>, StoreError> {
        Ok(applied(self.reads.inner()).await?.into_iter().collect())
    }

    /// Whether the database was used before.
    pub(crate) async fn is_in_use(&self) -> Result<bool, StoreError> {
        let writes = self.writes.read().await.clone();
        Ok(self.has_tables(&writes).await?
            && entities::audit_entry::Entity::find().one(&writes).await?.is_some())
    }

    /// Runs the migrations that are missing.
    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        let writes = self.writes.read().await.clone();
        Ok(Migrations::up(&writes, None).await?)
    }

    async fn has_tables(&self, connection: &DatabaseConnection) -> Result<bool, StoreError> {
        Ok(SchemaManager::new(connection).has_table("seaql_migrations").await?)
    }
}

/// Names of the migrations this program knows, oldest first.
pub(crate) fn migration_names() -> Vec<String> {
    Migrations::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Names of the applied migrations, also of those this program does not know.
async fn applied(connection: &DatabaseConnection) -> Result<BTreeSet<String>, StoreError> {
    let statement = sea_orm::Statement::from_string(
        connection.get_database_backend(),
        "SELECT version FROM seaql_migrations",
    );
    let rows = connection.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?)
}

async fn connect(
    address: &DatabaseAddress,
    folder: &Path,
    sqlite_connections: u32,
    flushing: Flushing,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = match address {
        DatabaseAddress::Embedded => {
            let file = folder.join("chengxiao.sqlite");
            let mut options = ConnectOptions::new("sqlite://chengxiao.sqlite?mode=rwc");
            options.max_connections(sqlite_connections);
            options.map_sqlx_sqlite_opts(move |sqlite| {
                // These hold for one connection only, so every connection gets them: an
                // acknowledged change survives a power cut only with synchronous=FULL.
                sqlite
                    .filename(&file)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(synchronous(flushing))
                    .foreign_keys(true)
                    // Only the data folder need be writable, and what is sorted or set aside for
                    // a statement does not leave it.
                    .pragma("temp_store", "MEMORY")
                    .busy_timeout(WAIT)
                    .statement_cache_capacity(STATEMENTS_MAX)
                    .row_buffer_size(ROWS_AHEAD)
            });
            options
        }
        DatabaseAddress::Shared(url) => {
            let mut options = ConnectOptions::new(url);
            options.max_connections(SHARED_CONNECTIONS_MAX);
            options.map_sqlx_postgres_opts(|postgres| {
                // Whatever the server or the role is set to: acknowledged means on the disk.
                postgres.options([("synchronous_commit", "on"), ("lock_timeout", "10s")])
            });
            options
        }
    };
    options.min_connections(1).acquire_timeout(WAIT).sqlx_logging(false);
    // A local file does not hang up; asking it before every use costs a round trip to its thread.
    options.test_before_acquire(matches!(address, DatabaseAddress::Shared(_)));
    Ok(Database::connect(options).await?)
}

fn synchronous(flushing: Flushing) -> SqliteSynchronous {
    match flushing {
        Flushing::EveryCommit => SqliteSynchronous::Full,
        #[cfg(feature = "negative-controls")]
        Flushing::NowAndThen => SqliteSynchronous::Normal,
    }
}

/// Whether this is the embedded database.
pub(crate) fn is_sqlite(connection: &impl ConnectionTrait) -> bool {
    connection.get_database_backend() == DbBackend::Sqlite
}
