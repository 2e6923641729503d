//! 会话与令牌: what a browser or a program shows to say who it is.

use crate::accounts::{Account, read};
use crate::documents::parse_id;
use crate::entities::{account, session, token};
use crate::trail::{Acting, Deed};
use crate::{AccountId, Store, StoreError, Timestamp, TokenId, hexadecimal};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

/// SHA-256 of a secret: the secret itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionDigest(String);

impl SessionDigest {
    /// The digest of a secret.
    pub fn of(secret: &str) -> Self {
        Self(hexadecimal::hex(&Sha256::digest(secret.as_bytes())))
    }
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Of the token in the cookie.
    pub digest: SessionDigest,
    /// Whose.
    pub account: AccountId,
    /// The token that forms carry.
    pub csrf: String,
    /// When it began.
    pub created_at: Timestamp,
    /// Last request.
    pub seen_at: Timestamp,
    /// From where.
    pub address: String,
}

/// A token of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its key.
    pub id: TokenId,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// No longer good.
    pub revoked: bool,
}

impl Store {
    /// Opens a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(&self, record: &SessionRecord) -> Result<(), StoreError> {
        let tx = self.connections().begin().await?;
        let row = session::ActiveModel {
            digest: ActiveValue::Set(record.digest.0.clone()),
            account_id: ActiveValue::Set(record.account.to_string()),
            csrf: ActiveValue::Set(record.csrf.clone()),
            created_at_ms: ActiveValue::Set(record.created_at),
            seen_at_ms: ActiveValue::Set(record.seen_at),
            address: ActiveValue::Set(record.address.clone()),
        };
        session::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await
    }

    /// A session with its account, if both are there and the account is not disabled. Whether it
    /// is too old is the caller's to say.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(
        &self,
        digest: &SessionDigest,
    ) -> Result<Option<(SessionRecord, Account)>, StoreError> {
        let reads = self.connections().reads();
        let Some(row) = session::Entity::find_by_id(&digest.0).one(reads).await? else {
            return Ok(None);
        };
        let owner = account::Entity::find_by_id(&row.account_id)
            .filter(account::Column::Disabled.eq(false))
            .one(reads)
            .await?;
        let Some(owner) = owner else { return Ok(None) };
        let record = SessionRecord {
            digest: digest.clone(),
            account: parse_id(&row.account_id)?,
            csrf: row.csrf,
            created_at: row.created_at_ms,
            seen_at: row.seen_at_ms,
            address: row.address,
        };
        Ok(Some((record, read(owner)?)))
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_session(
        &self,
        digest: &SessionDigest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let tx = self.connections().begin().await?;
        session::Entity::update_many()
            .col_expr(session::Column::SeenAtMs, Expr::value(now))
            .filter(session::Column::Digest.eq(&digest.0))
            .exec(&tx)
            .await?;
        tx.commit().await
    }

    /// Ends a session with a word in the trail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_session(
        &self,
        acting: &Acting,
        digest: &SessionDigest,
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        session::Entity::delete_by_id(&digest.0).exec(&work.tx).await?;
        let deed = Deed {
            action: "account.log_out",
            object_kind: "account",
            object_id: acting.actor.account.clone(),
            change: "退出登录".into(),
            reason: String::new(),
        };
        work.commit(acting, [deed]).await
    }

    /// Removes sessions that are too old, idle or absolute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_sessions(
        &self,
        seen_before: Timestamp,
        created_before: Timestamp,
    ) -> Result<(), StoreError> {
        let tx = self.connections().begin().await?;
        session::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(session::Column::SeenAtMs.lt(seen_before))
                    .add(session::Column::CreatedAtMs.lt(created_before)),
            )
            .exec(&tx)
            .await?;
        tx.commit().await
    }

    /// Makes a token for the actor's own account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_token(
        &self,
        acting: &Acting,
        owner: AccountId,
        label: &str,
        digest: &SessionDigest,
    ) -> Result<TokenId, StoreError> {
        let id = TokenId::new();
        let work = self.work().await?;
        let row = token::ActiveModel {
            id: ActiveValue::Set(id.to_string()),
            account_id: ActiveValue::Set(owner.to_string()),
            label: ActiveValue::Set(label.into()),
            digest: ActiveValue::Set(digest.0.clone()),
            created_at_ms: ActiveValue::Set(acting.at),
            revoked: ActiveValue::Set(false),
        };
        token::Entity::insert(row).exec_without_returning(&work.tx).await?;
        let deed = token_deed("token.add", id, format!("新建接口令牌“{label}”"));
        work.commit(acting, [deed]).await?;
        Ok(id)
    }

    /// The tokens of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, owner: AccountId) -> Result<Vec<ApiToken>, StoreError> {
        let rows = token::Entity::find()
            .filter(token::Column::AccountId.eq(owner.to_string()))
            .order_by_desc(token::Column::Id)
            .all(self.connections().reads())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(ApiToken {
                    id: parse_id(&row.id)?,
                    label: row.label,
                    created_at: row.created_at_ms,
                    revoked: row.revoked,
                })
            })
            .collect()
    }

    /// Takes a token of the account back.
    ///
    /// # Errors
    /// When it is not there, or the database fails.
    pub async fn revoke_token(
        &self,
        acting: &Acting,
        owner: AccountId,
        id: TokenId,
    ) -> Result<(), StoreError> {
        let work = self.work().await?;
        let revoked = token::Entity::update_many()
            .col_expr(token::Column::Revoked, Expr::value(true))
            .filter(token::Column::Id.eq(id.to_string()))
            .filter(token::Column::AccountId.eq(owner.to_string()))
            .exec(&work.tx)
            .await?;
        if revoked.rows_affected == 0 {
            return Err(StoreError::Missing);
        }
        let deed = token_deed("token.revoke", id, "停用接口令牌".into());
        work.commit(acting, [deed]).await
    }

    /// The account of a token that is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_of_token(
        &self,
        digest: &SessionDigest,
    ) -> Result<Option<Account>, StoreError> {
        let reads = self.connections().reads();
        let row = token::Entity::find()
            .filter(token::Column::Digest.eq(&digest.0))
            .filter(token::Column::Revoked.eq(false))
            .one(reads)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let owner = account::Entity::find_by_id(row.account_id)
            .filter(account::Column::Disabled.eq(false))
            .one(reads)
            .await?;
        owner.map(read).transpose()
    }
}

fn token_deed(action: &'static str, id: TokenId, change: String) -> Deed {
    Deed { action, object_kind: "token", object_id: id.to_string(), change, reason: String::new() }
}
