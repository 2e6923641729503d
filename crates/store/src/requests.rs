//! Requests with a client key: a retry after a lost answer gets the first answer and does nothing
//! twice (reliability B7).

use crate::entities::request;
use crate::trail::Acting;
use crate::{Store, StoreError, Timestamp};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// In the transaction of the request's own change: the answer that was given to this key before,
/// or nothing, and then `answer` is kept for the retry.
pub(crate) async fn first_answer(
    tx: &impl ConnectionTrait,
    acting: &Acting,
    key: &str,
    answer: &str,
) -> Result<Option<String>, StoreError> {
    let id = format!("{} {key}", acting.actor.account);
    if let Some(first) = request::Entity::find_by_id(&id).one(tx).await? {
        return Ok(Some(first.answer));
    }
    let row = request::ActiveModel {
        key: ActiveValue::Set(id),
        answer: ActiveValue::Set(answer.into()),
        at_ms: ActiveValue::Set(acting.at),
    };
    request::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(None)
}

impl Store {
    /// Forgets answers older than a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_answers(&self, before: Timestamp) -> Result<(), StoreError> {
        let tx = self.connections().begin().await?;
        request::Entity::delete_many().filter(request::Column::AtMs.lt(before)).exec(&tx).await?;
        tx.commit().await
    }
}
