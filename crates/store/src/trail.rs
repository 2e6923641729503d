//! 留痕: every change and its entry in one transaction; reading and verifying the trail.

use crate::entities::{audit_entry, audit_head};
use crate::guarded::Guarded;
use crate::ledgers::TableShape;
use crate::signing::SignedHead;
use crate::{Store, StoreError, Timestamp, sealed};
use procedure::{Action, Actor, AuditChain, AuditDraft, AuditEntry, AuditHead, Digest};
use procedure::{ObjectState, permit};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

/// Entries fetched at a time when the whole trail is read.
const PAGE: u64 = 2_000;

/// Who acts, from where and when: what every entry of the trail says.
#[derive(Clone, Debug)]
pub struct Acting {
    /// Account, role and scope.
    pub actor: Actor,
    /// The person's name.
    pub name: String,
    /// The address; empty for the command line.
    pub address: String,
    /// Now.
    pub at: Timestamp,
}

/// What an entry says beside who and when.
#[derive(Clone, Debug, Default)]
pub struct Deed {
    /// Code of the action, `document.import`.
    pub action: &'static str,
    /// Kind of the object, `document`.
    pub object_kind: &'static str,
    /// Which one.
    pub object_id: String,
    /// What changed, before and after.
    pub change: String,
    /// The reason given.
    pub reason: String,
}

impl Acting {
    /// The command line and the program itself.
    pub fn program(at: Timestamp) -> Self {
        Self {
            actor: Actor {
                account: "chengxiao".into(),
                role: procedure::Role::Administrator,
                scope: procedure::Scope::Everything,
            },
            name: "程序".into(),
            address: String::new(),
            at,
        }
    }

    /// The command line, which looks at everything and changes nothing.
    pub fn looking(at: Timestamp) -> Self {
        let program = Self::program(at);
        let actor = Actor { role: procedure::Role::Viewer, ..program.actor };
        Self { actor, ..program }
    }

    /// Checks that the actor may.
    ///
    /// # Errors
    /// The refusal, when not.
    pub fn may(&self, action: Action, state: ObjectState<'_>) -> Result<(), StoreError> {
        Ok(permit(&self.actor, action, state)?)
    }

    fn draft(&self, deed: Deed, done: bool) -> AuditDraft {
        AuditDraft {
            at_ms: self.at,
            actor: format!("{}（{}）", self.actor.account, self.name),
            role: self.actor.role.code().into(),
            address: self.address.clone(),
            action: deed.action.into(),
            object_kind: deed.object_kind.into(),
            object_id: deed.object_id,
            change: deed.change,
            reason: deed.reason,
            done,
            content: None,
        }
    }
}

/// A change under way. It cannot be committed without its entry in the trail, and holds the end
/// of the trail from the start, so that changes come one after the other on every database.
pub(crate) struct Work {
    pub(crate) tx: Guarded<DatabaseTransaction>,
    head: AuditHead,
}

impl Work {
    /// Commits the change with what was done.
    pub(crate) async fn commit(
        self,
        acting: &Acting,
        deeds: impl IntoIterator<Item = Deed>,
    ) -> Result<(), StoreError> {
        self.finish(acting, deeds, None).await
    }

    /// Commits a change that wrote versions or revisions under [`Work::number`]: the first entry
    /// seals their content.
    pub(crate) async fn commit_content(
        self,
        acting: &Acting,
        deeds: impl IntoIterator<Item = Deed>,
    ) -> Result<(), StoreError> {
        let content = sealed::content_of(&self.tx, self.number()?).await?;
        self.finish(acting, deeds, content).await
    }

    /// Commits a change that wrote entries into a ledger: the first entry of the trail seals them.
    pub(crate) async fn commit_records(
        self,
        acting: &Acting,
        ledger: (&str, &TableShape),
        deeds: impl IntoIterator<Item = Deed>,
    ) -> Result<(), StoreError> {
        let content = sealed::records_of(&self.tx, ledger, self.number()?).await?;
        self.finish(acting, deeds, content).await
    }

    /// The number of the entry that this change will have, the first if it has several.
    pub(crate) fn number(&self) -> Result<i64, StoreError> {
        signed(self.head.number.saturating_add(1))
    }

    async fn finish(
        mut self,
        acting: &Acting,
        deeds: impl IntoIterator<Item = Deed>,
        content: Option<Digest>,
    ) -> Result<(), StoreError> {
        let mut drafts: Vec<_> = deeds.into_iter().map(|deed| acting.draft(deed, true)).collect();
        let first = drafts
            .first_mut()
            .ok_or_else(|| StoreError::Invalid("没有留痕的修改不能保存".into()))?;
        first.content = content;
        for draft in drafts {
            self.append(draft).await?;
        }
        self.tx.commit().await
    }

    /// Commits an attempt that was refused, with its entry.
    pub(crate) async fn commit_refused(
        mut self,
        acting: &Acting,
        deed: Deed,
    ) -> Result<(), StoreError> {
        self.append(acting.draft(deed, false)).await?;
        self.tx.commit().await
    }

    async fn append(&mut self, draft: AuditDraft) -> Result<(), StoreError> {
        let entry = AuditEntry::seal(self.head, draft)
            .ok_or_else(|| StoreError::Damaged("留痕编号用尽".into()))?;
        self.head = AuditHead { number: entry.number, digest: entry.digest };
        audit_entry::Entity::insert(row(&entry)?).exec_without_returning(&self.tx).await?;
        audit_head::Entity::update_many()
            .col_expr(audit_head::Column::Number, Expr::value(signed(entry.number)?))
            .col_expr(audit_head::Column::Digest, Expr::value(entry.digest.to_string()))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Begins a change.
    pub(crate) async fn work(&self) -> Result<Work, StoreError> {
        let tx = self.connections().begin().await?;
        // Takes the row's lock on a shared server; on SQLite the lock is held already.
        audit_head::Entity::update_many()
            .col_expr(audit_head::Column::Id, Expr::value(1))
            .exec(&tx)
            .await?;
        let head = head(&tx).await?;
        Ok(Work { tx, head })
    }

    /// Records an attempt that was refused.
    ///
    /// # Errors
    /// When the trail cannot be written.
    pub async fn record_refusal(&self, acting: &Acting, deed: Deed) -> Result<(), StoreError> {
        self.work().await?.commit_refused(acting, deed).await
    }

    /// Records a deed that changes no other row: a log-in, an export.
    ///
    /// # Errors
    /// When the trail cannot be written.
    pub async fn record(&self, acting: &Acting, deed: Deed) -> Result<(), StoreError> {
        self.work().await?.commit(acting, [deed]).await
    }

    /// The end of the trail.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn trail_head(&self) -> Result<AuditHead, StoreError> {
        head(self.connections().reads()).await
    }

    /// Entries of the trail, newest first, before a number.
    ///
    /// # Errors
    /// When the actor may not read the trail, or it cannot be read.
    pub async fn trail(
        &self,
        acting: &Acting,
        wanted: &TrailFilter,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        acting.may(Action::ReadTrail, ObjectState::Any)?;
        let mut query = audit_entry::Entity::find();
        if let Some(before) = wanted.before {
            query = query.filter(audit_entry::Column::Number.lt(signed(before)?));
        }
        if !wanted.actor.is_empty() {
            query = query.filter(audit_entry::Column::Actor.contains(&wanted.actor));
        }
        if !wanted.action.is_empty() {
            query = query.filter(audit_entry::Column::Action.starts_with(&wanted.action));
        }
        if !wanted.object_id.is_empty() {
            query = query.filter(audit_entry::Column::ObjectId.eq(&wanted.object_id));
        }
        if let Some(from) = wanted.from {
            query = query.filter(audit_entry::Column::AtMs.gte(from));
        }
        if let Some(until) = wanted.until {
            query = query.filter(audit_entry::Column::AtMs.lt(until));
        }
        let rows = query
            .order_by_desc(audit_entry::Column::Number)
            .limit(wanted.limit)
            .all(self.connections().reads())
            .await?;
        rows.into_iter().map(entry).collect()
    }

    /// Reads the whole trail and checks it entry by entry, then against the signed heads.
    ///
    /// # Errors
    /// The first fault found.
    pub async fn verify_trail(&self) -> Result<TrailReport, StoreError> {
        self.verify_trail_on(self.connections().reads(), None).await
    }

    /// The same over a connection. `restored_at` says that what it shows is a backup being
    /// restored: what was signed beyond its end is then given up, and not missing.
    pub(crate) async fn verify_trail_on(
        &self,
        connection: &impl ConnectionTrait,
        restored_at: Option<u64>,
    ) -> Result<TrailReport, StoreError> {
        let mut heads = SignedHeads::of(self.seal().heads()?);
        if let Some(number) = restored_at {
            heads.give_up_after(number);
        }
        let mut chain = AuditChain::default();
        let mut left = heads.live.iter().peekable();
        loop {
            let rows = audit_entry::Entity::find()
                .filter(audit_entry::Column::Number.gt(signed(chain.head().number)?))
                .order_by_asc(audit_entry::Column::Number)
                .limit(PAGE)
                .all(connection)
                .await?;
            if rows.is_empty() && self.ends_at(connection, chain.head()).await? {
                break;
            }
            for row in rows {
                chain.push(&entry(row)?)?;
                let here = chain.head();
                while let Some(signed) = left.next_if(|head| head.number <= here.number) {
                    if signed.digest != here.digest {
                        return Err(StoreError::Damaged(format!(
                            "第{}条留痕记录与当时签名的不一致，留痕可能被整体重写",
                            here.number
                        )));
                    }
                }
            }
        }
        if let Some(missing) = heads.live.last().filter(|last| last.number > chain.head().number) {
            return Err(StoreError::Damaged(format!(
                "留痕只到第{}条，而已签名到第{}条：末尾被删除，或数据库被换回旧的备份",
                chain.head().number,
                missing.number
            )));
        }
        Ok(TrailReport { head: chain.head(), signed: heads.live.len(), given_up: heads.given_up })
    }

    /// Whether the registered end of the trail is where reading ended. While the program goes on,
    /// entries may have come since; they are read then.
    async fn ends_at(
        &self,
        connection: &impl ConnectionTrait,
        end: AuditHead,
    ) -> Result<bool, StoreError> {
        let registered = head(connection).await?;
        if registered == end {
            return Ok(true);
        }
        let came_since = registered.number > end.number
            && audit_entry::Entity::find()
                .filter(audit_entry::Column::Number.gt(signed(end.number)?))
                .one(connection)
                .await?
                .is_some();
        if came_since {
            return Ok(false);
        }
        Err(StoreError::Damaged(format!("留痕末端登记与第{}条记录不一致", end.number)))
    }

    /// Signs the end of the trail, when it moved since the last time.
    ///
    /// # Errors
    /// When it cannot be read or the signature cannot be written.
    pub async fn sign_head(&self, at: Timestamp) -> Result<(), StoreError> {
        let head = self.trail_head().await?;
        let last = self.seal().last_head()?.map(|signed| signed.head);
        if head.number == 0 || last == Some(head) {
            return Ok(());
        }
        self.seal().sign(SignedHead { head, at, restored: false })
    }
}

/// What the signed heads say of the trail as it must be now.
struct SignedHeads {
    /// Ascending by number; two of one number that differ cannot both agree.
    live: Vec<AuditHead>,
    /// Entries that were signed once and given up when an older backup was restored.
    given_up: u64,
}

impl SignedHeads {
    fn of(signed: Vec<SignedHead>) -> Self {
        let mut heads = Self { live: Vec::new(), given_up: 0 };
        for signed in signed {
            if signed.restored {
                heads.give_up_after(signed.head.number);
            }
            heads.live.push(signed.head);
        }
        heads.live.sort_by_key(|head| head.number);
        heads
    }

    fn give_up_after(&mut self, number: u64) {
        let last = self.live.iter().map(|head| head.number).max().unwrap_or(0);
        self.given_up = self.given_up.saturating_add(last.saturating_sub(number));
        self.live.retain(|head| head.number <= number);
    }
}

/// Which entries of the trail are wanted.
#[derive(Clone, Debug, Default)]
pub struct TrailFilter {
    /// Only entries before this number.
    pub before: Option<u64>,
    /// Part of the account or name.
    pub actor: String,
    /// Beginning of the action's code.
    pub action: String,
    /// The very object.
    pub object_id: String,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// At most so many.
    pub limit: u64,
}

/// What verifying found sound.
#[derive(Clone, Copy, Debug)]
pub struct TrailReport {
    /// The end of the trail.
    pub head: AuditHead,
    /// Signed heads that agree.
    pub signed: usize,
    /// Entries that were signed once and given up when an older backup was restored.
    pub given_up: u64,
}

/// The end of the trail over a connection.
pub(crate) async fn head(connection: &impl ConnectionTrait) -> Result<AuditHead, StoreError> {
    let row = audit_head::Entity::find().one(connection).await?;
    let row = row.ok_or_else(|| StoreError::Damaged("没有留痕末端".into()))?;
    Ok(AuditHead { number: unsigned(row.number)?, digest: digest(&row.digest)? })
}

fn row(entry: &AuditEntry) -> Result<audit_entry::ActiveModel, StoreError> {
    let draft = entry.draft.clone();
    Ok(audit_entry::ActiveModel {
        number: ActiveValue::Set(signed(entry.number)?),
        at_ms: ActiveValue::Set(draft.at_ms),
        actor: ActiveValue::Set(draft.actor),
        role: ActiveValue::Set(draft.role),
        address: ActiveValue::Set(draft.address),
        action: ActiveValue::Set(draft.action),
        object_kind: ActiveValue::Set(draft.object_kind),
        object_id: ActiveValue::Set(draft.object_id),
        change: ActiveValue::Set(draft.change),
        reason: ActiveValue::Set(draft.reason),
        done: ActiveValue::Set(draft.done),
        content: ActiveValue::Set(draft.content.map(|digest| digest.to_string())),
        previous: ActiveValue::Set(entry.previous.to_string()),
        digest: ActiveValue::Set(entry.digest.to_string()),
    })
}

fn entry(row: audit_entry::Model) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        number: unsigned(row.number)?,
        draft: AuditDraft {
            at_ms: row.at_ms,
            actor: row.actor,
            role: row.role,
            address: row.address,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            change: row.change,
            reason: row.reason,
            done: row.done,
            content: row.content.as_deref().map(digest).transpose()?,
        },
        previous: digest(&row.previous)?,
        digest: digest(&row.digest)?,
    })
}

pub(crate) fn digest(text: &str) -> Result<Digest, StoreError> {
    Digest::from_hex(text).ok_or_else(|| StoreError::Damaged("留痕摘要".into()))
}

fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Damaged("留痕编号".into()))
}

fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Damaged("留痕编号".into()))
}
