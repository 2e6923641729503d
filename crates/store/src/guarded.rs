//! A connection or transaction that refuses what only one of the two databases could store, and
//! remembers that its disk failed.

use crate::StoreError;
use sea_orm::sea_query::Value;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The text of the error for a NUL, told from those of the database.
pub(crate) const NUL_IN_TEXT: &str = "NUL in text";

/// Whether a connection was seen failing on its disk: it may answer nonsense afterwards and is
/// replaced before the next change.
#[derive(Clone, Default)]
pub(crate) struct Suspicion(Arc<AtomicBool>);

impl Suspicion {
    /// Whether there was one since the last time.
    pub(crate) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }

    /// Looks at an outcome.
    pub(crate) fn note<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        if outcome.as_ref().is_err_and(crate::error::is_of_the_disk) {
            self.0.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

/// See the module.
pub(crate) struct Guarded<C> {
    inner: C,
    suspicion: Suspicion,
}

impl<C> Guarded<C> {
    pub(crate) fn new(inner: C, suspicion: Suspicion) -> Self {
        Self { inner, suspicion }
    }

    /// What is guarded, for what no statement does.
    pub(crate) fn inner(&self) -> &C {
        &self.inner
    }
}

impl Guarded<DatabaseTransaction> {
    /// Makes the change durable. Only after this may it be acknowledged.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.suspicion.note(self.inner.commit().await)?)
    }
}

/// PostgreSQL has no NUL in texts and SQLite would cut there: both refuse it in the same words.
fn without_nul(statement: Statement) -> Result<Statement, DbErr> {
    let nul = |value: &Value| matches!(value, Value::String(Some(text)) if text.contains('\0'));
    if statement.values.as_ref().is_some_and(|values| values.0.iter().any(nul)) {
        return Err(DbErr::Custom(NUL_IN_TEXT.into()));
    }
    Ok(statement)
}

#[sea_orm_migration::async_trait::async_trait]
impl<C: ConnectionTrait> ConnectionTrait for Guarded<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.suspicion.note(self.inner.execute_raw(without_nul(statement)?).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.suspicion.note(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.suspicion.note(self.inner.query_one_raw(without_nul(statement)?).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.suspicion.note(self.inner.query_all_raw(without_nul(statement)?).await)
    }
}
